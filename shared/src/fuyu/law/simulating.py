"""Rules tried before they are law: other values of parameters, or another version of a regulation, as settings and laws that a view is made from.

Nothing here reasons: what is tried stands where an operator's override, or a version in force, would stand, so that the rules are asked as ever.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from fuyu.law.errors import NoValue
from fuyu.law.parameters import Parameter, fault_of, plain
from fuyu.law.registry import Laws, Loaded
from fuyu.law.scalars import Unclear, read_plain
from fuyu.law.settings import Kind, LawSettings, Setting, typed_like
from fuyu.problems import InvalidInput

MOST_YEARS = 10
"""So far ahead a rule can be tried: the facts are today's, and say ever less about a later day."""
BY, REASON = "simulation", "It is tried, and is not law."


@dataclass(frozen=True)
class Simulation:
    """What is tried in a programme from a law's day on: values of parameters by name, and the version that judges, None for each record's own."""

    programme: str
    from_day: date
    values: Mapping[str, Any] = field(default_factory=dict)
    version: str | None = None

    def settings(self, kept: LawSettings) -> LawSettings:
        """Return a city's settings in which the tried values stand in place of every override of these parameters."""
        others = [each for each in kept.settings if not self._is_replaced(each)]
        tried = [
            Setting(kept.position + number, Kind.OVERRIDE, self.from_day, {"programme": self.programme, "parameter": name, "value": value}, REASON, None, BY)
            for number, (name, value) in enumerate(self.values.items(), start=1)
        ]
        return replace(kept, settings=(*others, *tried))

    def laws(self, laws: Laws) -> Laws:
        """Return all law, of which the tried version is in force from its day."""
        return SimulatedLaws(laws.plugins, laws.programmes, self) if self.version else laws

    def judge(self, version: str) -> str:
        """Return the version that judges a record on which another stands."""
        return self.version or version

    def as_document(self) -> dict[str, Any]:
        """Return the members that a report begins with."""
        return {"programme": self.programme, "version": self.version, "from": self.from_day.isoformat(), "values": plain(self.values)}

    def _is_replaced(self, setting: Setting) -> bool:
        content = setting.content
        return setting.kind is Kind.OVERRIDE and content["programme"] == self.programme and content["parameter"] in self.values


@dataclass
class SimulatedLaws(Laws):
    """All law that is installed, with one version of a programme in force before its time, or after it."""

    simulation: Simulation | None = None

    def in_force(self, programme: str, on: date, settings: LawSettings) -> Loaded:
        """Return the tried version from its day on, and on other days or of other programmes the version that is in force."""
        tried = self.simulation
        if tried is not None and tried.version and programme == tried.programme and on >= tried.from_day:
            return self.of(programme, tried.version)
        return super().in_force(programme, on, settings)


def read_simulation(
    laws: Laws, programme: str, today: date, *, given: Sequence[str] = (), version: str | None = None, from_day: date | None = None
) -> Simulation:
    """Return what is to be tried, with `given` as `name=value` (a unit may follow); raise InvalidInput naming what cannot be, NotFound for no programme."""
    versions = laws.named(programme)
    errors = [*_faults_of_day(from_day, today)]
    known = {each.programme.version: each for each in versions}
    loaded = known.get(version or versions[-1].programme.version)
    if loaded is None:
        errors.append(_error("version", f"{programme} has no such version.", version, sorted(known)))
        raise InvalidInput.of_fields(errors)
    if not given and version is None:
        errors.append(_error("set", "There is nothing to try.", None, "a value as name=value, or a version"))
    errors += _faults_of_text(loaded, version, from_day or today)
    values = _values(loaded, given, errors)
    if errors:
        raise InvalidInput.of_fields(errors)
    return Simulation(programme, from_day or today, values, version)


def _error(field: str, reason: str, found: Any, needed: Any) -> dict[str, Any]:
    return {"field": field, "in": "query", "reason": reason, "found": plain(found), "needed": needed}


def _faults_of_day(from_day: date | None, today: date) -> list[dict[str, Any]]:
    if from_day is None or today <= from_day <= date(today.year + MOST_YEARS, 12, 31):
        return []
    reason = "What the records showed on a past day is not known any more." if from_day < today else "What they will show by then nobody knows."
    return [_error("from", reason, from_day, f"{today} to {today.year + MOST_YEARS}-12-31")]


def _faults_of_text(loaded: Loaded, version: str | None, from_day: date) -> list[dict[str, Any]]:
    until = loaded.regulation.in_force_until
    if version is None or until is None or from_day <= until:
        return []
    return [_error("from", f"The text of {loaded.programme.name} ends with {until}.", from_day, f"{until} or earlier")]


def _values(loaded: Loaded, given: Sequence[str], errors: list[dict[str, Any]]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for each in given:
        name, sign, text = (part.strip() for part in each.partition("="))
        parameter = loaded.parameters.get(name)
        if not sign or not text:
            errors.append(_error("set", "It is not of the form name=value.", each, "such as validity_years=4"))
        elif parameter is None:
            errors.append(_error("set", f"{loaded.programme.name} has no parameter {name!r}.", name, sorted(loaded.parameters)))
        elif name in values:
            errors.append(_error("set", f"{name!r} is given twice.", each, "each parameter once"))
        else:
            try:
                values[name] = _value(parameter, loaded, text)
            except (NoValue, ValueError) as error:
                errors.append(_error("set", f"{name}: {error}", text, parameter.unit))
    return values


def _value(parameter: Parameter, loaded: Loaded, text: str) -> Any:
    """Return a text as a value of a parameter's own kind; raise ValueError where kind or unit differ, NoValue where this version has none."""
    declared = parameter.value_on(loaded.programme.values_on)
    value = typed_like(declared, _read(declared, _without_unit(parameter, text)))
    if fault := fault_of(value, parameter.unit):
        raise ValueError(fault)
    return value


def _without_unit(parameter: Parameter, text: str) -> str:
    number, _, unit = (part.strip() for part in text.partition(" "))
    if not unit or text.startswith("["):
        return text
    if unit != parameter.unit:
        raise ValueError(f"It is in {parameter.unit!r}, not in {unit!r}.")
    return number


def _read(declared: Any, text: str) -> Any:
    if isinstance(declared, str):
        return text
    try:
        if isinstance(declared, list | tuple):
            return type(declared)(read_plain(each.strip()) for each in text.strip("[]").split(","))
        return read_plain(text) if not isinstance(declared, date) else text
    except Unclear as error:
        raise ValueError(str(error)) from None
