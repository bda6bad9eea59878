"""What the sessions that were asked for come to: by year of the base, and by incubatee."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

Year = tuple[int, int, Decimal]
"""Batches, sessions, hours."""


@dataclass
class Sums:
    """Sessions added up, as the law counts them: a batch is a free session to which someone came."""

    years: dict[int, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    hours_of_year: dict[int, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    attended: Counter[str] = field(default_factory=Counter)
    hours_of: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))

    @classmethod
    def of(cls, sessions: Mapping[str, Mapping[str, Any]]) -> Sums:
        """Add up sessions as they were asked for."""
        sums = cls()
        for asked in sessions.values():
            year, came = int(asked["held_on"][:4]), asked["attendance"]
            sums.years[year] += Counter(sessions=1, batches=int(asked["is_free"] and bool(came)))
            sums.hours_of_year[year] += Decimal(asked["hours"])
            for each in came:
                sums.attended[each["enrolment"]] += 1
                sums.hours_of[each["enrolment"]] += Decimal(each.get("hours", asked["hours"]))
        return sums

    def of_years(self) -> dict[int, Year]:
        """Return each year's batches, sessions and hours."""
        return {year: (counts["batches"], counts["sessions"], self.hours_of_year[year]) for year, counts in self.years.items()}

    def of_enrolments(self) -> dict[str, tuple[int, Decimal]]:
        """Return the sessions and hours of each enrolment that came to any."""
        return {id: (count, self.hours_of[id]) for id, count in self.attended.items()}
