"""The holiday notices that come with the software, read from the package chinesecalendar's tables into plain data."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import chinese_calendar

from fuyu.dates.calendar import SATURDAY, Calendar, HolidayNotice

FIRST_SEEDED_YEAR = 2010


@cache
def seed() -> Calendar:
    """Return the calendar of 2010 up to the last year that the package knows (2026 with 1.11); a newer package brings further years."""
    last = max(chinese_calendar.holidays).year
    return Calendar(tuple(_notice(year) for year in range(FIRST_SEEDED_YEAR, last + 1)))


def _notice(year: int) -> HolidayNotice:
    days = [date(year, 1, 1) + timedelta(days=offset) for offset in range(366)]
    worked = {day for day in days if day.year == year and chinese_calendar.is_workday(day)}
    return HolidayNotice(
        year=year,
        days_off=frozenset(day for day in days if day.year == year and day.weekday() < SATURDAY and day not in worked),
        days_worked=frozenset(day for day in worked if day.weekday() >= SATURDAY),
        number="chinesecalendar",
    )
