"""Selecting among scored applications under quotas: the law alone, and base-registry from its records to the explained proposal."""

from __future__ import annotations

from tests.bench.bed import Bed
from tests.bench.comparing import Comparison, Target, interleaved
from tests.bench.selecting_winners.edition import Edition


def measure(bed: Bed, rounds: int, quick: bool) -> list[Comparison]:
    """Return the milliseconds of a selection among few and among ten times as many, each with a reason for every row.

    The law's part alone, which sorts and so grows a little faster than its rows, has no target: it takes a fiftieth of the whole.
    """
    sizes = (20, 100) if quick else (1_000, 10_000)
    small, large = (Edition(bed, each) for each in sizes)
    for edition in (small, large):
        edition.fill()
    law_small, law_large = (f"the law ranks, places and explains {edition.size:,}" for edition in (small, large))
    all_small, all_large = (f"base-registry proposes among {edition.size:,} on record" for edition in (small, large))
    measured = interleaved({law_small: small.by_law, law_large: large.by_law, all_small: small.on_record, all_large: large.on_record}, rounds)
    for edition in (small, large):
        edition.forget()
    most = round(1.1 * sizes[1] / sizes[0], 1)
    notes = [f"{1_000 * sizes[1] / sorted(measured[name])[rounds // 2]:,.0f} applications a second: {name}" for name in (law_large, all_large)]
    return [Comparison("Selecting under quotas", "milliseconds", [Target(all_large, all_small, most=most)], measured, notes)]
