"""The table: what each contender reached, the ratios, and the target beside each."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from tests.bench.comparing import Comparison

COLUMNS = "{:<58} {:>14} {:>8}   {}"


def print_head(facts: str, rounds: int) -> None:
    """Print what the table is about."""
    print(f"\n{facts}\nMedians of {rounds} interleaved rounds; a ratio is the median of those within the rounds.\n")
    print(COLUMNS.format("", "median", "ratio", "target"), flush=True)


def print_rows(comparisons: Sequence[Comparison]) -> None:
    """Print what one part measured, as soon as it did; a missed target is said and nothing fails by it."""
    for comparison in comparisons:
        print(f"\n{comparison.title} ({comparison.unit})")
        for name in comparison.measured:
            print(COLUMNS.format(f"  {name}", f"{comparison.median(name):,.1f}", "", "").rstrip())
        for target in comparison.targets:
            ratio = comparison.ratio(target)
            verdict = "" if target.is_met(ratio) else "  MISSED"
            print(COLUMNS.format(f"  {target.of} / {target.against}", "", f"{ratio:.2f}", f"{target}{verdict}"))
        for note in comparison.notes:
            print(f"  {note}")
    sys.stdout.flush()
