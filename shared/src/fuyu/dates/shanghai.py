"""Dates of the law are dates in China, instants are UTC (L9); nothing here reads a clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from fuyu.dates.bounds import checked

SHANGHAI = ZoneInfo("Asia/Shanghai")


def shanghai_date(instant: datetime) -> date:
    """Return the date in China at an instant; raise ValueError where the instant names no time zone."""
    if not isinstance(instant, datetime) or instant.utcoffset() is None:
        raise ValueError(f"The instant is {instant!r}; a datetime with a time zone is needed.")
    return checked(instant.astimezone(SHANGHAI).date())


def first_instant(day: date) -> datetime:
    """Return the instant, in UTC, at which a day begins in China; the day before ends there (24:00)."""
    return datetime.combine(checked(day), time(), SHANGHAI).astimezone(UTC)
