"""Which dates the law can mean here: days of the calendar from 1900 to 2200, never instants."""

from __future__ import annotations

from datetime import date, datetime

FIRST_YEAR, LAST_YEAR = 1900, 2200


def checked_year(year: int, what: str = "The year") -> int:
    """Return the year; raise ValueError where it is not a whole number from 1900 to 2200."""
    if isinstance(year, bool) or not isinstance(year, int) or not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"{what} is {year!r}; a year from {FIRST_YEAR} to {LAST_YEAR} is needed.")
    return year


def checked(day: date, what: str = "The date") -> date:
    """Return the day; raise ValueError for an instant, for what is no date, and for years outside 1900–2200."""
    if isinstance(day, datetime):
        raise ValueError(f"{what} is the instant {day.isoformat()}; a date is needed (shanghai_date gives it).")
    if not isinstance(day, date):
        raise ValueError(f"{what} is {day!r}; a date such as 2026-03-02 is needed.")
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"{what} is {day.isoformat()}; a date in the years {FIRST_YEAR} to {LAST_YEAR} is needed.")
    return day


def read_date(text: str, what: str = "The date") -> date:
    """Return the day that an ISO text names (`2026-03-02`, no other form); raise ValueError where there is no such day."""
    try:
        day = date.fromisoformat(text)
    except (TypeError, ValueError):
        day = None
    if day is None or day.isoformat() != text:
        raise ValueError(f"{what} is {text!r}; a day of the calendar such as 2026-03-02 is needed.")
    return checked(day, what)
