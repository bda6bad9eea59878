"""The table: what each contender reached, the ratios, and the target beside each."""

from __future__ import annotations

from collections.abc import Sequence

from tests.bench.comparing import Comparison

COLUMNS = "{:<58} {:>14} {:>8}   {}"


def print_table(facts: str, rounds: int, comparisons: Sequence[Comparison]) -> None:
    """Print all of it; a missed target is said and nothing fails by it."""
    print(f"\n{facts}\nMedians of {rounds} interleaved rounds; a ratio is the median of those within the rounds.\n")
    print(COLUMNS.format("", "median", "ratio", "target"))
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
