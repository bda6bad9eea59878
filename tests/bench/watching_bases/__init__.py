"""The nightly watch over bases: all of them looked at, among few and among ten times as many, and a night on which few have changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tests.bench.bed import Bed
from tests.bench.comparing import Comparison, Target, interleaved
from tests.bench.town import Town

CHANGED = 10


def measure(bed: Bed, rounds: int, quick: bool) -> list[Comparison]:
    """Return the seconds of a night in a small and a large town, and of a night in each on which few bases changed."""
    bases = (5, 20) if quick else (100, 1_000)
    small, large = (Town(replace(bed.settings, database_prefix=f"town_of_{each}_"), bed.client, each) for each in bases)
    for town in (small, large):
        town.fill()
        town.night(None)  # The first night opens what is owed; those after it find that everything stands as it is.
    all_small, all_large = (f"a night over all, among {town.title}" for town in (small, large))
    few_small, few_large = (f"a night on which {CHANGED if not quick else 2} changed, among {town.title}" for town in (small, large))
    few = 2 if quick else CHANGED

    def contender(town: Town, changed: int | None) -> Callable[[], float]:
        return lambda: town.night(changed)

    nights = {all_small: contender(small, None), all_large: contender(large, None), few_small: contender(small, few), few_large: contender(large, few)}
    measured = interleaved(nights, rounds)
    for town in (small, large):
        town.forget()
    wanted = [Target(all_large, all_small, most=round(1.1 * bases[1] / bases[0], 1)), Target(few_large, few_small, most=1.3)]
    return [Comparison("The nightly watch of incubatee-tracker", "seconds", wanted, measured)]
