"""What a rule answers: met, not met, exempt or unknown; about whom; with its clause, threshold and actual value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from fuyu.law.citation import Citation
from fuyu.law.facts import Origin
from fuyu.law.parameters import Override, Value, plain


class Outcome(StrEnum):
    """A rule's answer; exempt is not the same as met, and unknown names the fact that is missing."""

    MET = "met"
    NOT_MET = "not met"
    EXEMPT = "exempt"
    UNKNOWN = "unknown"


class Weight(StrEnum):
    """A condition (应当, 不得) stops the act; a warning (原则上, 一般) may be overridden with a reason by who decides (L8)."""

    CONDITION = "condition"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule's answer; `fact` names what it looked at (`form.founded_on`), `origin` where that fact comes from."""

    key: str
    outcome: Outcome
    citation: Citation
    because: str
    weight: Weight = Weight.CONDITION
    threshold: Any = None
    actual: Any = None
    about: str | None = None
    missing: str | None = None
    fact: str | None = None
    origin: Origin | None = None
    parameter: str | None = None
    override: Override | None = None
    plugin: str | None = None
    version: str | None = None

    @property
    def stands_in_the_way(self) -> bool:
        """Claim that the finding stops a step: not met or unknown."""
        return self.outcome in (Outcome.NOT_MET, Outcome.UNKNOWN)

    @property
    def blocks(self) -> bool:
        """Claim that no reason can override it: a condition that is not met, or not known to be."""
        return self.stands_in_the_way and self.weight is Weight.CONDITION

    @property
    def warns(self) -> bool:
        """Claim that it is a warning which the deciding officer may override with a written reason (L8)."""
        return self.stands_in_the_way and self.weight is Weight.WARNING

    def stamped(self, origin: Origin | None, plugin: str, version: str) -> Finding:
        """Return the finding with where its fact comes from and with who made it, where the rule said nothing of its own."""
        who = self.plugin or plugin, self.version or version
        said = self.weight, self.threshold, self.actual, self.about, self.missing, self.fact
        return Finding(self.key, self.outcome, self.citation, self.because, *said, self.origin or origin, self.parameter, self.override, *who)

    def as_document(self) -> dict[str, Any]:
        """Return the finding as JSON members; `needed` is the threshold, `found` the actual value."""
        members = {
            "key": self.key,
            "outcome": str(self.outcome),
            "weight": str(self.weight),
            "clause": self.citation.clause,
            "citation": self.citation.as_document(),
            "needed": plain(self.threshold),
            "found": plain(self.actual),
            "because": self.because,
            "about": self.about,
            "missing": self.missing,
            "fact": self.fact,
            "origin": self.origin.as_document() if self.origin else None,
            "parameter": self.parameter,
            "override": self.override.as_document() if self.override else None,
            "plugin": self.plugin,
            "version": self.version,
        }
        return {name: value for name, value in members.items() if value is not None}


def finding(
    key: str,
    holds: bool,
    by: Value | Citation,
    *,
    because: str,
    actual: Any = None,
    needed: Any = None,
    about: str | None = None,
    fact: str | None = None,
) -> Finding:
    """Return met or not met by a parameter (whose value is the threshold) or by a clause that names no number (`needed` may say it)."""
    outcome = Outcome.MET if holds else Outcome.NOT_MET
    return _made(key, outcome, by, because=because, actual=actual, threshold=needed, about=about, fact=fact)


def exempt(key: str, by: Value | Citation, *, because: str, about: str | None = None) -> Finding:
    """Return that the rule does not ask this of them, and why."""
    return _made(key, Outcome.EXEMPT, by, because=because, about=about)


def unknown(key: str, by: Value | Citation, *, missing: str, because: str | None = None, about: str | None = None) -> Finding:
    """Return that the rule cannot answer before the fact named `missing` is given."""
    return _made(key, Outcome.UNKNOWN, by, because=because or f"{missing} is not given yet.", missing=missing, about=about, fact=missing)


def as_warning(made: Finding) -> Finding:
    """Return the finding as a warning: shown, and open to an override with a reason (L8)."""
    return replace(made, weight=Weight.WARNING)


def blocking(findings: Iterable[Finding]) -> list[Finding]:
    """Return those that stop an act whatever anyone says."""
    return [each for each in findings if each.blocks]


def warnings(findings: Iterable[Finding]) -> list[Finding]:
    """Return those that the deciding officer may override with a reason."""
    return [each for each in findings if each.warns]


def _made(key: str, outcome: Outcome, by: Value | Citation, *, threshold: Any = None, **members: Any) -> Finding:
    if isinstance(by, Value):
        shown = by.value if threshold is None else threshold
        return Finding(key, outcome, by.citation, threshold=shown, parameter=by.name, override=by.override, **members)
    return Finding(key, outcome, by, threshold=threshold, **members)
