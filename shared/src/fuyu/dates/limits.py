"""Limits to act: when something is due, moved to the next working day where its last day is a rest day (Civil Code art. 203)."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from fuyu.dates.bounds import checked, checked_year
from fuyu.dates.calendar import Calendar
from fuyu.dates.periods import Period, Unit, after


@dataclass(frozen=True, slots=True)
class Due:
    """The last day to act, included (L1), until its end at 24:00 in China.

    It is provisional where computing it touched a year whose holiday notice is not known (L4): compute it again when the calendar covers it.
    `because` explains a move from the day `moved_from`; it is empty, and that None, where nothing moved.
    """

    on: date
    is_provisional: bool
    clause: str | None = None
    because: str = ""
    moved_from: date | None = None

    def is_in_time(self, day: date) -> bool:
        """Claim that what happens on `day` is in time: 以内 includes the last day (L1)."""
        return checked(day) <= self.on

    def is_overdue(self, as_of: date) -> bool:
        """Claim that the last day has passed."""
        return not self.is_in_time(as_of)

    def as_document(self) -> dict[str, Any]:
        """Return the members that answers and pages show."""
        members = {
            "on": self.on.isoformat(),
            "is_provisional": self.is_provisional,
            "clause": self.clause,
            "because": self.because or None,
            "moved_from": self.moved_from.isoformat() if self.moved_from else None,
        }
        return {name: value for name, value in members.items() if value is not None}


@dataclass(frozen=True, slots=True)
class MonthDay:
    """A day of each year as a text of law names it, written `05-31`; 29 February means the month's last day where there is no 29th."""

    month: int
    day: int

    def __post_init__(self) -> None:
        if not 1 <= self.month <= 12 or not 1 <= self.day <= monthrange(2024, self.month)[1]:
            raise ValueError(f"The day of the year is month {self.month}, day {self.day}; a day of a month such as 05-31 is needed.")

    @classmethod
    def read(cls, text: str) -> MonthDay:
        """Return the day that a text such as `05-31` names; raise ValueError for any other form and for days that never are."""
        month, dash, day = text.partition("-")
        if not dash or not all(len(part) == 2 and part.isascii() and part.isdigit() for part in (month, day)):
            raise ValueError(f"The day of the year is {text!r}; two digits for the month and two for the day are needed, such as 05-31.")
        return cls(int(month), int(day))

    def __str__(self) -> str:
        return f"{self.month:02}-{self.day:02}"

    def in_year(self, year: int) -> date:
        """Return the day in one year."""
        return date(checked_year(year), self.month, min(self.day, monthrange(year, self.month)[1]))


def limit(start: date, period: Period, calendar: Calendar, moves: bool = True, clause: str | None = None) -> Due:
    """Return when a period to act ends that begins with `start`, a day that is not counted (L2–L4; art. 201–203).

    `moves=False` is for what never moves: a term, the validity of a regulation, a bar, a look-back. Working days end on a working day by
    themselves. Raises ValueError for dates outside 1900–2200.
    """
    if period.unit is Unit.WORKING_DAYS and period.count:
        last = calendar.working_day_after(start, period.count)
        return Due(last, calendar.is_provisional_between(start + timedelta(days=1), last), clause)
    last = start if period.unit is Unit.WORKING_DAYS else after(start, period)
    return moved(last, calendar, clause) if moves else Due(checked(last), is_provisional=False, clause=clause)


def moved(last: date, calendar: Calendar, clause: str | None = None) -> Due:
    """Return a last day to act that a text fixes, moved to the next working day where it is a rest day (L3)."""
    on = calendar.first_working_day_from(last)
    is_provisional = calendar.is_provisional_between(last, on)
    if on == last:
        return Due(on, is_provisional, clause)
    because = f"{last} is {calendar.why_off(last)}, so the limit ends on the next working day, {on} (民法典第二百零三条)."
    return Due(on, is_provisional, clause, because, moved_from=last)


def last_day(month_day: MonthDay | str, year: int, calendar: Calendar, clause: str | None = None) -> Due:
    """Return the last day of a window that closes each year on a day (L3, L5).

    `month_day` is that last day itself: a text that says "before June" (6月份前) is read as 05-31, which in 2026 moves to Monday 1 June.
    """
    closing = MonthDay.read(month_day) if isinstance(month_day, str) else month_day
    return moved(closing.in_year(year), calendar, clause)


def publication_end(published_on: date, period: Period, calendar: Calendar, clause: str | None = None) -> Due:
    """Return the last day of a publication counted in days or working days: the day it is published is not counted, and the end moves.

    The end moves because it is the last day for those who object (L3); they may object from the day of publication on.
    """
    return limit(published_on, period, calendar, clause=clause)
