"""A full admission check of one application, ZB-6 to ZB-11: as base-registry makes it from the record, and its rules alone on facts that stand ready."""

from __future__ import annotations

import time
from collections.abc import Callable

from tests.bench.bed import Bed
from tests.bench.checking_admission.desk import Desk
from tests.bench.comparing import Comparison, Target, interleaved

from fuyu.law import forms

WHOLE = "the whole check: facts from the record, the law's view, the questions, findings as documents"
RULES = "its rules alone, the plugin's and those that it declares"


def measure(bed: Bed, rounds: int, quick: bool) -> list[Comparison]:
    """Return the microseconds of a check and of the rules in it; what is beyond twice the rules is spent outside of them."""
    times = 50 if quick else 1_000
    desk = Desk()
    desk.check_is_good()
    measured = interleaved({WHOLE: _timed(desk.check, times), RULES: _timed(desk.rules(), times)}, rounds)
    each = f"{1e6 / sorted(measured[WHOLE])[rounds // 2]:,.0f} checks a second on one core"
    first = f"{_first(desk, 5 if quick else 100):,.0f} microseconds where its form and entries are read for the first time in a process"
    return [
        Comparison(
            "A full admission check, when it is handed in, recommended and admitted", "microseconds", [Target(WHOLE, RULES, most=2.0)], measured, [each, first]
        )
    ]


def _timed(work: Callable[[], object], times: int) -> Callable[[], float]:
    def timed() -> float:
        began = time.perf_counter()
        for _ in range(times):
            work()
        return 1e6 * (time.perf_counter() - began) / times

    return timed


def _first(desk: Desk, times: int) -> float:
    """Return the median of checks before each of which everything that was read is forgotten."""
    took: list[float] = []
    once = _timed(desk.check, 1)
    for _ in range(times):
        forms.forget()
        took.append(once())
    return sorted(took)[len(took) // 2]
