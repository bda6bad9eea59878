"""What a rule answers: met, not met, exempt or unknown; about whom; with its clause, threshold and actual value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
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
    """One rule's answer; `fact` names what it looked at (`form.founded_on`), `origin` where that fact comes from.

    `holds_until` is the last day on which it is met, as the facts stand: without another fact it is not met from the day after on.
    """

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
    holds_until: date | None = None

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

    def stamp(self, origin: Origin | None, plugin: str, version: str) -> Finding:
        """Note where the fact comes from and who made the finding, once, where the rule said nothing of its own; return the finding.

        A rule makes a finding anew for each answer, so what it just made is completed in place: another copy would cost as much as the rule.
        """
        if self.plugin is not None:
            return replace(self, origin=self.origin or origin)
        object.__setattr__(self, "origin", self.origin or origin)
        object.__setattr__(self, "plugin", plugin)
        object.__setattr__(self, "version", self.version or version)
        return self

    def as_document(self) -> dict[str, Any]:
        """Return the finding as JSON members; `needed` is the threshold, `found` the actual value."""
        citation = self.citation
        shown: dict[str, Any] = {"key": self.key, "outcome": str(self.outcome), "weight": str(self.weight), "because": self.because}
        shown["citation"] = citation.as_document()
        if citation.clause is not None:
            shown["clause"] = citation.clause
        if self.threshold is not None:
            shown["needed"] = plain(self.threshold)
        if self.actual is not None:
            shown["found"] = plain(self.actual)
        if self.about is not None:
            shown["about"] = self.about
        if self.missing is not None:
            shown["missing"] = self.missing
        if self.fact is not None:
            shown["fact"] = self.fact
        if self.origin is not None:
            shown["origin"] = self.origin.as_document()
        if self.parameter is not None:
            shown["parameter"] = self.parameter
        if self.override is not None:
            shown["override"] = self.override.as_document()
        if self.plugin is not None:
            shown["plugin"] = self.plugin
        if self.version is not None:
            shown["version"] = self.version
        if self.holds_until is not None:
            shown["holds_until"] = self.holds_until.isoformat()
        return shown


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
    until: date | None = None,
) -> Finding:
    """Return met or not met by a parameter (whose value is the threshold) or by a clause that names no number (`needed` may say it).

    `until` is the last day on which it is met, where the facts name that day.
    """
    outcome = Outcome.MET if holds else Outcome.NOT_MET
    return _made(key, outcome, by, because=because, actual=actual, threshold=needed, about=about, fact=fact, holds_until=until if holds else None)


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
