"""What operators and officers set beside the law's files: calendars, adoptions of drafts, overrides, rules switched off, relief, steps that need two, hosts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any

from fuyu.dates import Calendar, seed
from fuyu.law.parameters import Override


class Kind(StrEnum):
    """The kinds of law settings; each travels as `law.changed`."""

    CALENDAR = "calendar"
    ADOPTION = "adoption"
    OVERRIDE = "override"
    SWITCH_OFF = "switch off"
    RELIEF = "relief"
    SECOND_PERSON = "second person"
    HOST = "host"


@dataclass(frozen=True, slots=True)
class Setting:
    """One law setting: `content` is what its kind needs, `from_day` the first law's day on which it holds, `sequence` its place among its city's."""

    sequence: int
    kind: Kind
    from_day: date
    content: Mapping[str, Any]
    reason: str
    number: str | None
    by: str


@dataclass(frozen=True, slots=True)
class Relief:
    """More time for everyone whose time limit of one parameter ends from `first` to `last`, both included: so many days, with reason and number (文号)."""

    parameter: str
    first: date
    last: date
    days: int
    reason: str
    number: str | None

    def covers(self, due_on: date) -> bool:
        """Claim that a last day falls among those that are put off."""
        return self.first <= due_on <= self.last


@dataclass(frozen=True)
class LawSettings:
    """All law settings of a city that a service has reached; `position` is the sequence of the last one."""

    position: int = 0
    settings: tuple[Setting, ...] = ()
    seeded: Calendar = field(default_factory=seed)

    @classmethod
    def of(cls, settings: Iterable[Setting]) -> LawSettings:
        """Return the settings in their order."""
        ordered = tuple(sorted(settings, key=lambda each: each.sequence))
        return cls(ordered[-1].sequence if ordered else 0, ordered)

    def calendar(self) -> Calendar:
        """Return the working-day calendar with every year's notice that was loaded (L4)."""
        calendar = self.seeded
        for each in self._of(Kind.CALENDAR):
            off = [date.fromisoformat(day) for day in each.content["days_off"]]
            worked = [date.fromisoformat(day) for day in each.content["days_worked"]]
            calendar = calendar.with_notice(int(each.content["year"]), off, worked, each.number or "")
        return calendar

    def adopted_from(self, programme: str, version: str) -> date | None:
        """Return the day from which a draft runs, None where nobody adopted it (L6)."""
        days = [each.from_day for each in self._of(Kind.ADOPTION) if (each.content["programme"], each.content["version"]) == (programme, version)]
        return min(days, default=None)

    def overrides(self, programme: str, host: str | None, on: date) -> dict[str, Override]:
        """Return the overrides in effect on a law's day; one for a host outweighs one for all, a later one an earlier."""
        chosen: dict[str, Override] = {}
        in_effect = [each for each in self._of(Kind.OVERRIDE) if each.from_day <= on and each.content["programme"] == programme]
        for each in sorted(in_effect, key=lambda setting: (setting.content.get("host") is not None, setting.from_day, setting.sequence)):
            if each.content.get("host") in (None, host):
                name = str(each.content["parameter"])
                chosen[name] = Override(name, each.content["value"], each.from_day, each.reason, each.number, each.by)
        return chosen

    def switched_off(self, programme: str, on: date) -> frozenset[str]:
        """Return the rules of the software's own that are switched off on a law's day (L10)."""
        return frozenset(str(each.content["rule"]) for each in self._of(Kind.SWITCH_OFF) if each.from_day <= on and each.content["programme"] == programme)

    def second_persons(self, programme: str, on: date) -> dict[str, bool]:
        """Return for which steps ("process/step") a second person is needed, or no longer, on a law's day; the later setting outweighs the earlier."""
        in_effect = [each for each in self._of(Kind.SECOND_PERSON) if each.from_day <= on and each.content["programme"] == programme]
        in_order = sorted(in_effect, key=lambda setting: (setting.from_day, setting.sequence))
        return {f"{each.content['process']}/{each.content['step']}": bool(each.content["is_needed"]) for each in in_order}

    def hosts(self, programme: str, on: date) -> dict[str, str]:
        """Return who may run a programme beside its own office on a law's day, by the office that its people's roles name, each with its title."""
        in_effect = [each for each in self._of(Kind.HOST) if each.from_day <= on and each.content["programme"] == programme]
        return {str(each.content["host"]): str(each.content["title"]) for each in sorted(in_effect, key=lambda setting: (setting.from_day, setting.sequence))}

    def reliefs(self, programme: str) -> tuple[Relief, ...]:
        """Return the reliefs that were granted in a programme, the latest first."""
        told = [(each.content, each) for each in reversed(self._of(Kind.RELIEF)) if each.content["programme"] == programme]
        return tuple(
            Relief(
                str(content["parameter"]),
                date.fromisoformat(content["first"]),
                date.fromisoformat(content["last"]),
                int(content["days"]),
                each.reason,
                each.number,
            )
            for content, each in told
        )

    def _of(self, kind: Kind) -> Sequence[Setting]:
        return self._by_kind.get(kind, ())

    @cached_property
    def _by_kind(self) -> Mapping[Kind, Sequence[Setting]]:
        return {kind: [each for each in self.settings if each.kind is kind] for kind in {each.kind for each in self.settings}}


def typed_like(declared: Any, given: Any) -> Any:
    """Return an override's JSON value in the declared value's type; raise ValueError that says what is needed."""
    try:
        if isinstance(declared, bool) or isinstance(given, bool):
            return _same_type(declared, given)
        if isinstance(declared, Decimal):
            return Decimal(str(given))
        if isinstance(declared, int):
            return _whole(given)
        if isinstance(declared, date):
            return date.fromisoformat(given)
        return _same_type(declared, given)
    except (ArithmeticError, TypeError, ValueError):
        raise ValueError(f"{given!r} cannot stand in place of {declared!r}; give a value of the same kind.") from None


def _whole(given: Any) -> int:
    if Decimal(str(given)) != int(given):
        raise ValueError(given)
    return int(given)


def _same_type(declared: Any, given: Any) -> Any:
    if type(declared) is not type(given):
        raise ValueError(given)
    return given
