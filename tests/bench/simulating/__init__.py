"""Changed parameters tried over designations with their enrolments, in both services that keep them: among few, and among ten times as many."""

from __future__ import annotations

from tests.bench.bed import Bed
from tests.bench.comparing import Comparison, Target, interleaved
from tests.bench.simulating.city import City

MOST_ROUNDS = 3
"""A round over ten thousand designations takes minutes; three tell whether it grows faster than they do."""


def measure(bed: Bed, rounds: int, quick: bool) -> list[Comparison]:
    """Return the seconds of a whole report among few and among many designations, and how many records a second that is."""
    cities = [City(bed, count) for count in ((10, 40) if quick else (1_000, 10_000))]
    for city in cities:
        city.fill()
    few, many = cities
    rounds = min(rounds, MOST_ROUNDS)
    measured = interleaved({city.title: city.report for city in cities}, rounds)
    for city in cities:
        city.forget()
    notes = [f"{city.records / sorted(measured[city.title])[rounds // 2]:,.0f} records a second among {city.title}" for city in cities]
    notes.append(f"medians of {rounds} rounds")
    wanted = [Target(many.title, few.title, most=round(1.1 * many.records / few.records, 1))]
    return [Comparison("Two changed parameters tried over all that stands", "seconds", wanted, measured, notes)]
