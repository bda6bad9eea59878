"""The look for what is due, with as many due among many duties as among ten times as many: the kernel's, and the notifier's for rungs."""

from __future__ import annotations

from collections.abc import Callable

from tests.bench.bed import Bed
from tests.bench.comparing import Comparison, Target, interleaved
from tests.bench.looking_for_due.kept import Kept
from tests.bench.looking_for_due.looks import LOOKS, Look

ROUNDS_EACH = 4  # a look takes milliseconds, so each round is worth several


def measure(bed: Bed, rounds: int, quick: bool) -> list[Comparison]:
    """Return the milliseconds of both looks, among few and among many duties."""
    sizes, due = ((200, 2_000), 100) if quick else ((100_000, 1_000_000), 1_000)
    return [_compare(bed, look, sizes, due, rounds * ROUNDS_EACH) for look in LOOKS]


def _compare(bed: Bed, look: Look, sizes: tuple[int, int], due: int, rounds: int) -> Comparison:
    kept = {f"among {size:,}": Kept(bed, look, size, due) for size in sizes}
    few, many = kept
    for each in kept.values():
        each.fill()
        each.look()  # Once before it counts: what was just written is still on its way to the disk.

    def contender(each: Kept) -> Callable[[], float]:
        return lambda: 1000 * each.look()

    measured = interleaved({name: contender(each) for name, each in kept.items()}, rounds)
    for each in kept.values():
        each.forget()
    return Comparison(f"{look.title}, {due:,} due", "milliseconds", [Target(many, few, most=1.3)], measured)
