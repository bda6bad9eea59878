"""Pages of the portal over HTTP: a coordinator's home, an officer's queue and the dashboard, among few bases and among a hundred times as many."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from statistics import median, quantiles

from tests.bench.bed import Bed
from tests.bench.comparing import Comparison, Target, interleaved
from tests.bench.showing_pages.portal import Portal

PAGES = {"A coordinator's home page": ("coordinator", "/"), "An officer's queue": ("officer", "/"), "The dashboard of a city": ("officer", "/dashboard")}
MOST = 1.5


def measure(bed: Bed, rounds: int, quick: bool) -> list[Comparison]:
    """Return the 95th percentile of the time for each page in a small and in a large town, with the requests per second beside it."""
    bases, count, still = ((1, 3), 5, 1) if quick else ((10, 1_000), 40, 5)
    with ExitStack() as stack:
        small, large = (stack.enter_context(Portal(bed.folders.root / f"portal-{each}", each, still)) for each in bases)
        return [_compared(title, who, path, small, large, rounds, count) for title, (who, path) in PAGES.items()]


def _compared(title: str, who: str, path: str, small: Portal, large: Portal, rounds: int, count: int) -> Comparison:
    rates: dict[str, list[float]] = {small.title: [], large.title: []}

    def contender(portal: Portal) -> Callable[[], float]:
        def shown() -> float:
            seconds = portal.show(who, path, count)
            rates[portal.title].append(count / sum(seconds))
            return quantiles(seconds, n=20)[-1] * 1_000

        return shown

    for portal in (small, large):
        portal.show(who, path, 3)
    measured = interleaved({portal.title: contender(portal) for portal in (small, large)}, rounds)
    notes = [f"{median(found):,.1f} requests per second among {title}" for title, found in rates.items()]
    return Comparison(title, "milliseconds, 95th percentile", [Target(large.title, small.title, most=MOST)], measured, notes)
