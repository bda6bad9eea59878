"""The clock that entry points hand down: real instants, and the law's day, which may have been set."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Protocol

from fuyu.dates import shanghai_date


class Clock(Protocol):
    """What time it is: `now` for leases, tokens and retries, `today` for the law."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC; it is always real."""

    def today(self) -> date:
        """Return the law's day in China (L9)."""


class SystemClock:
    """The machine's clock; the law's day is its date in China."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        return datetime.now(UTC)

    def today(self) -> date:
        """Return the date in China at this instant (L9)."""
        return shanghai_date(self.now())
