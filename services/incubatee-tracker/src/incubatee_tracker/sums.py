"""What sessions come to, added up before it is written: one write then stands for many events."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(slots=True)
class Sum:
    """Sessions, the batches among them, and their hours."""

    sessions: int = 0
    batches: int = 0
    hours: Decimal = Decimal(0)

    def add(self, hours: str, *, is_batch: bool = False) -> None:
        """Add one session."""
        self.sessions += 1
        self.batches += is_batch
        self.hours += Decimal(hours)

    def take(self, hours: str, *, is_batch: bool = False) -> None:
        """Take away one session that was added before."""
        self.sessions -= 1
        self.batches -= is_batch
        self.hours -= Decimal(hours)
