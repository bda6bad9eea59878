"""The parts of a year of which a district reports: halves, quarters, whatever divides twelve months."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a year: its number from 1, its first and its last day."""

    year: int
    number: int
    first: date
    last: date

    @property
    def key(self) -> str:
        """Return the key of the duty about it."""
        return f"district_report/{self.year}-{self.number}"

    @property
    def opens_on(self) -> date:
        """Return the day on which it is over and can be reported of."""
        return self.last + timedelta(days=1)


def part_of(year: int, number: int, months: int) -> Part:
    """Return a part of a year; raise ValueError for one that the year does not have."""
    if not 1 <= number <= 12 // months:
        raise ValueError(f"A year has the parts 1 to {12 // months}, not {number}.")
    first, after = date(year, (number - 1) * months + 1, 1), number * months
    last = date(year, 12, 31) if after == 12 else date(year, after + 1, 1) - timedelta(days=1)
    return Part(year, number, first, last)


def latest_over(today: date, months: int) -> Part:
    """Return the latest part that was over on the day before."""
    yesterday = today - timedelta(days=1)
    running = part_of(yesterday.year, (yesterday.month - 1) // months + 1, months)
    if running.last == yesterday:
        return running
    number = running.number - 1
    return part_of(running.year, number, months) if number else part_of(running.year - 1, 12 // months, months)
