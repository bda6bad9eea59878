"""Comparing what a story expects with what the services show: values, refusals, rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from fuyu.cases.building import as_json
from fuyu.cases.desk import Refused
from fuyu.cases.kinds import STATES

REASON = ("finding", "clause", "found", "needed")
"""What a story can write of one reason of a refusal."""
PARTS = frozenset({"subject", "says"})
"""Members of which a story writes a part."""


def is_as_expected(expected: Any, found: Any) -> bool:
    """Claim that a value is the expected one; numbers are compared by value, mappings by the members that the story names."""
    expected, found = as_json(expected), as_json(found)
    if isinstance(expected, Mapping):
        return isinstance(found, Mapping) and all(is_as_expected(value, found.get(key)) for key, value in expected.items())
    if isinstance(expected, list):
        return isinstance(found, Sequence) and not isinstance(found, str) and len(expected) == len(found) and all(map(is_as_expected, expected, found))
    if isinstance(expected, bool) or isinstance(found, bool) or expected is None or found is None:
        return expected is found
    number, other = _number(expected), _number(found)
    return number == other if number is not None and other is not None else str(expected) == str(found)


def unlike(expected: Mapping[str, Any], found: Mapping[str, Any]) -> list[str]:
    """Return a phrase for each member of a thing that is not as expected."""
    return [f"{name} should be {shown(value)}, and is {shown(found.get(name))}" for name, value in expected.items() if not _holds(name, value, found)]


def refusal_faults(expected: Mapping[str, Any], refusal: Refused) -> list[str]:
    """Return a sentence for each way in which a refusal is another than the one expected."""
    faults = []
    if "problem" in expected and expected["problem"] != refusal.slug:
        faults.append(f"the problem should be {expected['problem']}, and is {refusal.slug}: {refusal}")
    if "says" in expected and str(expected["says"]) not in str(refusal):
        faults.append(f"it should say {expected['says']!r}, and says: {refusal}")
    about = {name: expected[name] for name in REASON if name in expected}
    reasons = list(_reasons(refusal))
    if about and not any(is_as_expected(about, reason) for reason in reasons):
        names = [name for name in REASON if name != "finding" or name in about]
        told = "; ".join(dict.fromkeys(_reason(each, names) for each in reasons)) or str(refusal)
        faults.append(f"the reason should be {_reason(about, REASON)}, and is {told}")
    return faults


def row_faults(kind: str, expected: Any, rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Go through what is not as expected of a list: a list of rows says all there are, a mapping says count, each, some, none, or counts by state."""
    if isinstance(expected, list):
        yield from _all_there_are(kind, expected, rows)
        return
    for key, value in expected.items():
        yield from _of_the_list(kind, str(key), value, rows)


def shown(value: Any) -> str:
    """Return a value as a sentence shows it."""
    value = as_json(value)
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {shown(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(shown(inner) for inner in value) + "]"
    return str(value)


def _holds(name: str, expected: Any, found: Mapping[str, Any]) -> bool:
    if name in PARTS and isinstance(expected, str):
        return expected in str(found.get(name) or "")
    return is_as_expected(expected, found.get(name))


def _number(value: Any) -> Decimal | None:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _reasons(refusal: Refused) -> Iterator[dict[str, Any]]:
    """Go through everything that the refusal gives as a reason: the problem itself, each finding by which it refuses, each field."""
    for each in (refusal.problem, *refusal.refusing, *refusal.problem.get("errors", ())):
        clause = each.get("clause")
        reason = {name: each[name] for name in ("found", "needed") if name in each}
        reason |= {"finding": each["key"]} if "key" in each else {}
        reason |= {"clause": clause.get("clause") if isinstance(clause, Mapping) else clause} if clause is not None else {}
        if reason:
            yield reason


def _reason(reason: Mapping[str, Any], names: Sequence[str]) -> str:
    return ", ".join(f"{name} {shown(reason[name])}" for name in names if name in reason)


def _all_there_are(kind: str, expected: Sequence[Mapping[str, Any]], rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    left = list(rows)
    for row in expected:
        match = next((each for each in left if not unlike(row, each)), None)
        if match is None:
            yield f"{kind}: there should be one with {shown(row)}; {_nearest(row, left)}"
        else:
            left.remove(match)
    if len(rows) != len(expected):
        names = {name for row in expected for name in row}
        yield f"{kind}: there should be {len(expected)}, and there are {len(rows)}: {_several(rows, names)}"


def _of_the_list(kind: str, key: str, value: Any, rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if key == "each":
        for row in rows:
            yield from (f"{kind}, each: {phrase} ({_several([row], ())})" for phrase in unlike(value, row))
    elif key == "some":
        yield from (f"{kind}: there should be one with {shown(row)}; {_nearest(row, rows)}" for row in value if all(unlike(row, each) for each in rows))
    elif key == "none":
        yield from (f"{kind}: there should be none with {shown(row)}, and there is" for row in value if not all(unlike(row, each) for each in rows))
    else:
        found = len(rows) if key == "count" else sum(1 for row in rows if row.get("state") in STATES.get(key, (key,)))
        if found != value:
            yield f"{kind}: {'there' if key == 'count' else key} should be {value}, and {'there are' if key == 'count' else 'is'} {found}: {_several(rows, ())}"


def _nearest(expected: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> str:
    if not rows:
        return "there is none"
    nearest = min(rows, key=lambda row: len(unlike(expected, row)))
    return f"the nearest differs: {'; '.join(unlike(expected, nearest))}"


def _several(rows: Sequence[Mapping[str, Any]], names: Iterable[str]) -> str:
    """Return a few rows by the members that tell them apart."""
    wanted = set(names) or {"key", "title", "rung", "to", "state", "incubatee", "organisation", "kind", "subject", "step"}
    told = [shown({name: row[name] for name in row if name in wanted}) for row in rows[:8]]
    return ", ".join(told) + (" …" if len(rows) > len(told) else "") if told else "none"
