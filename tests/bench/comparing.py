"""Measuring contenders in turn: repetitions interleaved, medians, and ratios within each round, because a shared machine is never the same twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median


@dataclass(frozen=True)
class Target:
    """What one contender should be of another: at least, or at most, so many times as much."""

    of: str
    against: str
    least: float | None = None
    most: float | None = None

    def is_met(self, ratio: float) -> bool:
        """Claim that a ratio is as wanted."""
        return (self.least is None or ratio >= self.least) and (self.most is None or ratio <= self.most)

    def __str__(self) -> str:
        return f"at least {self.least}" if self.least is not None else f"at most {self.most}"


@dataclass
class Comparison:
    """One row of the table: what was measured of each contender in each round, and what is wanted of it."""

    title: str
    unit: str
    targets: Sequence[Target]
    measured: Mapping[str, Sequence[float]]
    notes: list[str] = field(default_factory=list)

    def median(self, name: str) -> float:
        """Return the median of one contender."""
        return median(self.measured[name])

    def ratio(self, target: Target) -> float:
        """Return the median, over the rounds, of the quotient within a round: what slows a whole round does not count."""
        return median(one / other for one, other in zip(self.measured[target.of], self.measured[target.against], strict=True))


def interleaved(contenders: Mapping[str, Callable[[], float]], rounds: int) -> Mapping[str, Sequence[float]]:
    """Measure each contender once in each round, every other round in the opposite order."""
    measured: dict[str, list[float]] = {name: [] for name in contenders}
    for number in range(rounds):
        names = list(contenders) if number % 2 == 0 else list(reversed(contenders))
        for name in names:
            measured[name].append(contenders[name]())
    return measured
