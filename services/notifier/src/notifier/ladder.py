"""The ladder of reminders as ladder.yaml has it: which rungs a day has reached, and when the next one comes. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import count, pairwise
from pathlib import Path
from typing import Any

from fuyu.law.errors import DeclarationError
from fuyu.law.strict_yaml import load

FILE = Path(__file__).with_name("ladder.yaml")
MOST_DAYS = 366


@dataclass(frozen=True, slots=True)
class Rung:
    """One time that a duty is brought to mind, `days` from its due date, to its levels up to `level` (0 is who owes it)."""

    name: str
    days: int
    level: int = 0

    def day(self, due_on: date, opens_on: date) -> date:
        """Return the day of the rung; it never lies before the duty opens."""
        return max(due_on + timedelta(days=self.days), opens_on)


@dataclass(frozen=True, slots=True)
class Repeat:
    """What follows the last rung: one every so many days, so many times at each level."""

    name: str
    every_days: int
    at_each_level: int


@dataclass(frozen=True, slots=True)
class Ladder:
    """The rungs in their order and what follows them; it has no end, since a duty is owed until it is done or withdrawn."""

    rungs: tuple[Rung, ...]
    then: Repeat
    proven_after_days: int

    def __iter__(self) -> Iterator[Rung]:
        """Go up the ladder, for ever."""
        yield from self.rungs
        last = self.rungs[-1].days
        for number in count(1):
            yield Rung(f"{self.then.name}-{number}", last + number * self.then.every_days, (number - 1) // self.then.at_each_level)

    def due(self, due_on: date, opens_on: date, after: date | None, today: date) -> list[Rung]:
        """Return the rungs to see to on `today`, oldest first: reached by then, and not on or before the day `after`, seen to already.

        Of several that fall on the day on which the duty opens only the newest counts; the others never came up.
        """
        found: list[Rung] = []
        for rung in self:
            day = rung.day(due_on, opens_on)
            if day > today:
                return found
            if after is not None and day <= after:
                continue
            if found and found[-1].day(due_on, opens_on) == day:
                found.pop()
            found.append(rung)
        return found

    def proven_on(self, taken_on: date) -> date:
        """Return the day from which a mail that was taken proves that its reader was told: the days within which it could come back are over (L1, L2)."""
        return taken_on + timedelta(days=self.proven_after_days + 1)

    def next_day(self, due_on: date, opens_on: date, after: date | None) -> date:
        """Return the day of the first rung that comes after the day `after`."""
        days = (rung.day(due_on, opens_on) for rung in self)
        return next(day for day in days if after is None or day > after)


@cache
def ladder() -> Ladder:
    """Return the ladder of ladder.yaml, read and checked once."""
    return read_ladder(load(FILE), str(FILE))


def read_ladder(content: Any, where: str) -> Ladder:
    """Return the ladder that a file's content describes; raise DeclarationError for whatever is missing, unknown or out of order."""
    _check_keys(where, content, {"rungs", "then", "proven_after_days"})
    if not isinstance(content["rungs"], list) or not content["rungs"]:
        raise DeclarationError(where, "`rungs` is not a list.", "Write at least one rung: `- {name: before-60, days: -60}`.")
    rungs = tuple(_rung(f"{where}, rung {number}", each) for number, each in enumerate(content["rungs"], 1))
    for before, rung in pairwise(rungs):
        if before.days >= rung.days:
            raise DeclarationError(where, f"{rung.name} comes after {before.name}, but its day does not.", "Order the rungs by their days.")
    then = _repeat(f"{where}, then", content["then"])
    names = [rung.name for rung in rungs]
    if len(set(names)) < len(names) or any(name.startswith(f"{then.name}-") for name in names):
        raise DeclarationError(where, "Two rungs have one name.", f"Give each its own, and none that begins with `{then.name}-`.")
    return Ladder(rungs, then, _whole(where, "proven_after_days", content["proven_after_days"], least=0))


def _rung(where: str, content: Any) -> Rung:
    _check_keys(where, content, {"name", "days"})
    return Rung(_name(where, content["name"]), _whole(where, "days", content["days"], least=-MOST_DAYS))


def _repeat(where: str, content: Any) -> Repeat:
    _check_keys(where, content, {"name", "every_days", "at_each_level"})
    every, times = (_whole(where, key, content[key], least=1) for key in ("every_days", "at_each_level"))
    return Repeat(_name(where, content["name"]), every, times)


def _check_keys(where: str, content: Any, needed: set[str]) -> None:
    found = set(content) if isinstance(content, Mapping) else set()
    if found != needed:
        raise DeclarationError(where, f"It has {', '.join(sorted(map(str, found))) or 'no keys'}.", f"Write {', '.join(sorted(needed))}, and nothing else.")


def _name(where: str, value: Any) -> str:
    if not isinstance(value, str) or not value.replace("-", "").isalnum() or not value.isascii():
        raise DeclarationError(where, f"`name` is {value!r}.", "Write letters, digits and hyphens.")
    return value


def _whole(where: str, key: str, value: Any, least: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= MOST_DAYS:
        raise DeclarationError(where, f"`{key}` is {value!r}.", f"Write a whole number from {least} to {MOST_DAYS}.")
    return value
