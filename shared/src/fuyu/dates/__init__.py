"""Dates as the law counts them: periods, limits, working days, and the length of texts; pure, without a clock."""

from __future__ import annotations

from fuyu.dates.bounds import read_date
from fuyu.dates.calendar import Calendar, HolidayNotice
from fuyu.dates.limits import Due, MonthDay, last_day, limit, moved, publication_end
from fuyu.dates.periods import (
    Period,
    Unit,
    after,
    anniversary,
    before,
    days_remaining,
    following_term,
    full_years,
    has_exceeded,
    has_lasted,
    is_within_years_before,
    last_completed_financial_years,
    term,
)
from fuyu.dates.seed import seed
from fuyu.dates.shanghai import first_instant, shanghai_date
from fuyu.dates.statutory import statutory_days
from fuyu.dates.text import count_characters, written

__all__ = [
    "Calendar",
    "Due",
    "HolidayNotice",
    "MonthDay",
    "Period",
    "Unit",
    "after",
    "anniversary",
    "before",
    "count_characters",
    "days_remaining",
    "first_instant",
    "following_term",
    "full_years",
    "has_exceeded",
    "has_lasted",
    "is_within_years_before",
    "last_completed_financial_years",
    "last_day",
    "limit",
    "moved",
    "publication_end",
    "read_date",
    "seed",
    "shanghai_date",
    "statutory_days",
    "term",
    "written",
]
