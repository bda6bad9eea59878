"""What differs between two answers of the law about one record: as it stands, and as it is tried."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ParamSpec

from marshmallow import ValidationError

from fuyu.law.errors import NoValue
from fuyu.law.findings import Finding, Outcome
from fuyu.law.parameters import plain
from fuyu.problems import Problem

P = ParamSpec("P")
WOULD_FAIL, WOULD_PASS, DIFFERS, MOVES, CANNOT_BE_ASKED = "would fail", "would pass", "differs", "moves", "cannot be asked"
"""Verdicts on a record: it falls short of a further condition, also where it does of another already; it falls short of none any more."""


@dataclass(frozen=True)
class Answered:
    """What the law answers about one record: its findings, the days it puts, and `fault`, why it could not be asked.

    `ends` says what a record that goes on would have come to by this law, such as a period that is over. What is not known stands in the way of an
    act; it is no ground for taking anything away, so there `unknown_counts` is False. `values` are what else it comes to: places, whether they bind.
    """

    findings: Sequence[Finding] = ()
    dates: Mapping[str, date | None] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    ends: Sequence[str] = ()
    fault: str | None = None
    unknown_counts: bool = True

    @property
    def in_the_way(self) -> frozenset[str]:
        """Return the keys of the conditions that are not met, and of what ends the record."""
        blocking = (each for each in self.findings if each.blocks and (self.unknown_counts or each.outcome is Outcome.NOT_MET))
        return frozenset([*map(key_of, blocking), *self.ends])


def answered(ask: Callable[P, Answered], *given: P.args, **named: P.kwargs) -> Answered:
    """Return an answer, or why there is none: the rules failed, or what was filled in does not fit the version that is asked."""
    try:
        return ask(*given, **named)
    except Problem as problem:
        return Answered(fault=problem.detail)
    except ValidationError as error:
        return Answered(fault=f"What was filled in does not fit this version's form: {error.messages}")
    except (LookupError, NoValue) as error:
        return Answered(fault=f"This version cannot be asked: {error.args[0] if error.args else error}")


def difference(before: Answered, after: Answered) -> dict[str, Any] | None:
    """Return the verdict, the findings that differ and the days that move, None where the tried law changes nothing."""
    if before.fault or after.fault:
        same = before.fault and after.fault
        return None if same else {"verdict": CANNOT_BE_ASKED, "because": after.fault or before.fault, "findings": [], "dates": [], "values": []}
    findings, dates, values = list(_findings(before, after)), list(_dates(before.dates, after.dates)), list(_values(before.values, after.values))
    ends = sorted({*after.ends} - {*before.ends})
    verdict = _verdict(before, after) or (DIFFERS if findings or values else MOVES if dates else None)
    return {"verdict": verdict, "because": "; ".join(ends) or None, "findings": findings, "dates": dates, "values": values} if verdict else None


def counted(pairs: Iterable[tuple[Answered, Answered]]) -> dict[str, int]:
    """Return how many records were looked at, how many something stands in the way of by each law, and how many have each verdict."""
    counts: Counter[str] = Counter({"looked_at": 0, "failing_before": 0, "failing_after": 0})
    counts.update(dict.fromkeys((WOULD_FAIL, WOULD_PASS, DIFFERS, MOVES, CANNOT_BE_ASKED), 0))
    for before, after in pairs:
        told = difference(before, after)
        counts.update(["looked_at", *(["failing_before"] if before.in_the_way else []), *(["failing_after"] if after.in_the_way else [])])
        if told:
            counts[told["verdict"]] += 1
    return {name.replace(" ", "_"): count for name, count in counts.items()}


def _values(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    for what in dict.fromkeys([*before, *after]):
        if before.get(what) != after.get(what):
            yield {"what": what, "before": plain(before.get(what)), "after": plain(after.get(what))}


def key_of(finding: Finding) -> str:
    """Return what tells a finding from the others on the same record: its key, and whom it is about."""
    return f"{finding.key} {finding.about}" if finding.about else finding.key


def _verdict(before: Answered, after: Answered) -> str | None:
    if after.in_the_way - before.in_the_way:
        return WOULD_FAIL
    return WOULD_PASS if before.in_the_way and not after.in_the_way else None


def _findings(before: Answered, after: Answered) -> Iterable[dict[str, Any]]:
    """Go through the findings whose outcome or weight differs, each with its clause and both answers."""
    old, new = ({key_of(each): each for each in answer.findings} for answer in (before, after))
    for key in dict.fromkeys([*old, *new]):
        one, other = old.get(key), new.get(key)
        shown = other or one
        if shown is not None and _outcome(one) != _outcome(other):
            members = {"key": shown.key, "about": shown.about, "citation": shown.citation.as_document(), "parameter": shown.parameter}
            yield members | {"before": _shown(one), "after": _shown(other)}


def _dates(before: Mapping[str, date | None], after: Mapping[str, date | None]) -> Iterable[dict[str, Any]]:
    for what in dict.fromkeys([*before, *after]):
        one, other = before.get(what), after.get(what)
        if one != other:
            days = (other - one).days if one and other else None
            yield {"what": what, "before": plain(one), "after": plain(other), "days": days}


def _outcome(finding: Finding | None) -> tuple[str, str] | None:
    return (finding.outcome, finding.weight) if finding else None


def _shown(finding: Finding | None) -> dict[str, Any] | None:
    if finding is None:
        return None
    told = {"outcome": str(finding.outcome), "weight": str(finding.weight), "needed": plain(finding.threshold), "found": plain(finding.actual)}
    return told | {"because": finding.because}
