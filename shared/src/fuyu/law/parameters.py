"""Numbers and dates of the law: each with what it says, unit, clause and a value per version of the text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any

from fuyu.dates import MonthDay, Period, Unit
from fuyu.law.citation import Citation
from fuyu.law.errors import DeclarationError, NoValue
from fuyu.law.regulation import Regulation
from fuyu.law.strict_yaml import load

ENDED = "ended"
MONTH_AND_DAY, YES_OR_NO = "month and day", "yes or no"
MOST = 10**12
"""No count of the law is larger."""

# A hundred years, beyond which no date could be computed any more; the whole numbers that a unit allows.
WHOLE = {"days": (1, 36_500), "working days": (1, 25_000), "months": (1, 1_200), "years": (1, 100), "completed financial years": (1, 100), "decimals": (0, 10)}
PARTS = {"share": 1, "percent": 100}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number of the law; `values` maps the first day of each value to it, and `ended` from a day on means that it has none any more.

    `for_people` tells who goes by a number that no rule and no declaration needs, such as how many copies are handed in on paper.
    """

    name: str
    says: str
    unit: str
    citation: Citation
    values: Mapping[date, Any]
    can_be_switched_off: bool = False
    for_people: str | None = None

    def value_on(self, day: date) -> Any:
        """Return the value of the version dated `day`; raise NoValue with the days between which it has one."""
        days = sorted(self.values)
        place = bisect_right(days, day)
        if place == 0:
            raise NoValue(f"There is no value for {self.name!r} on {day}; the first applies from {days[0]}.")
        value = self.values[days[place - 1]]
        if value == ENDED:
            raise NoValue(f"There is no value for {self.name!r} on {day}; the last one ended before {days[place - 1]}.")
        return value


@dataclass(frozen=True, slots=True)
class Override:
    """What an operator set in place of a parameter's value: from which law's day, why, under which document, by whom."""

    parameter: str
    value: Any
    from_day: date
    reason: str
    number: str | None
    by: str

    def as_document(self) -> dict[str, Any]:
        """Return the members that are shown wherever the override is used."""
        return {"value": plain(self.value), "from": self.from_day.isoformat(), "reason": self.reason, "number": self.number, "by": self.by}


@dataclass(frozen=True, slots=True)
class Value:
    """A parameter as one view of the law resolves it; compare `value`, show the rest."""

    name: str
    value: Any
    unit: str
    says: str
    citation: Citation
    override: Override | None = None

    @property
    def period(self) -> Period:
        """Return the value as a period; raise NoValue where the unit is not days, working days, months or years."""
        if self.unit not in list(Unit):
            raise NoValue(f"{self.name!r} is in {self.unit!r}, which is no unit of time; periods are in {', '.join(Unit)}.")
        if not isinstance(self.value, int):
            raise NoValue(f"{self.name!r} is {self.value!r} {self.unit}; a period is a whole number of them.")
        return Period(self.value, Unit(self.unit))

    def as_document(self) -> dict[str, Any]:
        """Return the members that a page or a list of parameters shows."""
        shown = {"name": self.name, "value": plain(self.value), "unit": self.unit, "says": self.says, "citation": self.citation.as_document()}
        return shown | ({"override": self.override.as_document()} if self.override else {})


def plain(value: Any) -> Any:
    """Return a JSON value: decimals and dates as text, sequences and mappings item by item."""
    # Each finding asks twice, so these are tuples: to look through a union takes three times as long.
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, (Decimal, date)):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, Sequence | set | frozenset) else str(value)


def fault_of(value: Any, unit: str) -> str | None:
    """Return why a value cannot stand in a unit, as a sentence, and None where it can.

    A day of the year exists, a period is a whole number from 1 up to a hundred years, a share lies from 0 to 1 and a per cent from 0 to 100, both ends
    included, yes or no is true or false, and no count is below 0. What is no number in any other unit is the plugin's own to read.
    """
    if unit == MONTH_AND_DAY:
        return _fault_of_day(value)
    if unit == YES_OR_NO:
        return None if isinstance(value, bool) else f"{value!r} is not true or false."
    is_number = isinstance(value, int | Decimal) and not isinstance(value, bool)
    if unit in WHOLE:
        least, most = WHOLE[unit]
        fits = is_number and isinstance(value, int) and least <= value <= most
        return None if fits else f"{value!r} {unit}: a whole number from {least} to {most} is needed."
    if not is_number:
        return None
    most = next((top for part, top in PARTS.items() if unit.startswith(part)), MOST)
    fits = Decimal(value).is_finite() and 0 <= value <= most
    return None if fits else f"{value} {unit}: a number from 0 to {most} is needed."


def _fault_of_day(value: Any) -> str | None:
    try:
        MonthDay.read(value)
    except (AttributeError, ValueError) as error:
        return f"{value!r} is no day of the year: {error}"
    return None


_NEEDED = {"says", "unit", "values"}
_ALLOWED = _NEEDED | {"clause", "reading", "rule", "because", "can_be_switched_off", "for_people"}


def load_parameters(folder: Path, regulation: Regulation) -> Mapping[str, Parameter]:
    """Return the parameters of all files of a folder by name; raise DeclarationError for a name twice, no clause, no unit, no date."""
    parameters: dict[str, Parameter] = {}
    for path in sorted(folder.glob("*.yaml")):
        for name, content in _entries(path).items():
            if name in parameters:
                raise DeclarationError(f"{path}: {name}", "Another file of this programme has this name.", "Give one of the two another name.")
            parameters[name] = _parameter(f"{path}: {name}", name, content, regulation)
    return MappingProxyType(parameters)


def _entries(path: Path) -> dict[str, Any]:
    content = load(path)
    if not isinstance(content, dict):
        raise DeclarationError(str(path), "The file is not a mapping of names to parameters.", "Begin it with a name and a colon.")
    return content


def _parameter(where: str, name: str, content: Any, regulation: Regulation) -> Parameter:
    if not isinstance(content, dict):
        raise DeclarationError(where, "It is not a mapping.", "Give it says, unit, clause and values.")
    if missing := sorted(_NEEDED - content.keys()):
        raise DeclarationError(where, f"It lacks {', '.join(missing)}.", "Each parameter has says, unit, clause (or rule and because) and values.")
    if unknown := sorted(content.keys() - _ALLOWED):
        raise DeclarationError(where, f"It has unknown keys: {', '.join(unknown)}.", f"Known are {', '.join(sorted(_ALLOWED))}.")
    unit = _unit(where, content["unit"])
    return Parameter(
        name=name,
        says=str(content["says"]),
        unit=unit,
        citation=_citation(where, content, regulation),
        values=_values(where, content["values"], unit),
        can_be_switched_off=bool(content.get("can_be_switched_off", "rule" in content)),
        for_people=str(content["for_people"]) if content.get("for_people") else None,
    )


def _unit(where: str, unit: Any) -> str:
    if not isinstance(unit, str) or not unit.strip():
        raise DeclarationError(where, f"Its unit is {unit!r}.", "Write a unit such as `companies`, `working days` or `share of ended enrolments`.")
    return unit


def _citation(where: str, content: dict[str, Any], regulation: Regulation) -> Citation:
    clause, rule = content.get("clause"), content.get("rule")
    if clause is None and not (rule and content.get("because")):
        raise DeclarationError(where, "It has no clause.", "Write `clause: 第六条（四）`; a rule that no clause states has `rule: L10` and `because:` instead.")
    if clause is not None and not regulation.has(str(clause)):
        raise DeclarationError(
            where, f"Its clause {clause!r} is not among the regulation's articles.", "Add the sentence to regulation.yaml, or mend the clause."
        )
    return Citation(regulation.name, clause, rule, content.get("because"), content.get("reading"))


def _values(where: str, values: Any, unit: str) -> Mapping[date, Any]:
    if not isinstance(values, dict) or not values or not all(type(day) is date for day in values):
        raise DeclarationError(where, f"Its values are {values!r}.", "Write `values: {2022-01-10: 10}`: the first day of each value, and the value.")
    for day, value in values.items():
        if value != ENDED and (fault := fault_of(value, unit)):
            raise DeclarationError(where, f"Its value of {day} cannot be: {fault}", "Mend the value, or its unit.")
    return MappingProxyType(dict(values))
