"""Periods as the Civil Code counts them: the first day is not counted, months and years end on the same day (art. 201, 202)."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from fuyu.dates.bounds import checked, checked_year

MOST = 120_000
"""No period is longer: 300 years, said in days, are fewer, and no date of 1900–2200 moved by it leaves what a date can be."""


class Unit(StrEnum):
    """In what a period is counted; the words are those that parameters are declared with."""

    DAYS = "days"
    WORKING_DAYS = "working days"
    MONTHS = "months"
    YEARS = "years"


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time as a text of law states it; months are never turned into days, nor years into months of 30."""

    count: int
    unit: Unit

    def __post_init__(self) -> None:
        if isinstance(self.count, bool) or not isinstance(self.count, int) or not 0 <= self.count <= MOST:
            raise ValueError(f"The period counts {self.count!r}; a whole number from 0 to {MOST} is needed.")
        if not isinstance(self.unit, Unit):
            raise ValueError(f"The period is in {self.unit!r}; one of {', '.join(Unit)} is needed.")

    def __str__(self) -> str:
        return f"{self.count} {self.unit.removesuffix('s') if self.count == 1 else self.unit}"


def after(start: date, period: Period) -> date:
    """Return the last day of a period (days, months or years) that begins with `start`, a day that is not counted (L2; art. 201, 202).

    A month without the day ends on its own last day: 2024-02-29 and one year end on 2025-02-28. Working days need a calendar and may be
    provisional, so `limit` counts them; here they raise ValueError, as does an end outside 1900–2200.
    """
    return _moved(checked(start, "The period's first day"), period, 1)


def before(end: date, period: Period) -> date:
    """Return the day from which a period reaches back from `end`: the same day of an earlier month, or that month's last day (L2).

    It is no exact inverse of `after`: one month before 2025-03-31 is 2025-02-28, one month after that is 2025-03-28.
    """
    return _moved(checked(end, "The period's last day"), period, -1)


def anniversary(start: date, years: int) -> date:
    """Return the day on which `years` full years have passed since `start` (L2); 29 February's is 28 February where there is no 29th."""
    return after(start, Period(years, Unit.YEARS))


def has_lasted(start: date, period: Period, as_of: date) -> bool:
    """Claim that a minimum duration (满N年, N年以上) is met: on the anniversary day itself and later (L1, L2); what has not begun has lasted for nothing."""
    return checked(start, "The period's first day") <= checked(as_of, "The day to judge on") and after(start, period) <= as_of


def has_exceeded(start: date, period: Period, as_of: date) -> bool:
    """Claim that more than a duration has passed (超过N年 excludes the number): from the day after its last day on (L1)."""
    return checked(start, "The period's first day") < checked(as_of, "The day to judge on") and after(start, period) < as_of


def full_years(start: date, as_of: date) -> int:
    """Return how many full years have passed from `start` to `as_of`, counted by anniversaries, never by days; 0 before `start` (L2)."""
    years = checked(as_of, "The day to judge on").year - checked(start, "The first day").year
    if years <= 0:
        return 0
    return years if anniversary(start, years) <= as_of else years - 1


def is_within_years_before(event: date, years: int, as_of: date) -> bool:
    """Claim that an event lies in the last N years (近N年): from the same day N years before up to `as_of`, both inside (L11).

    An event later than `as_of` lies outside. A look-back never moves for a rest day (L3).
    """
    return before(as_of, Period(years, Unit.YEARS)) <= checked(event, "The event's day") <= as_of


def last_completed_financial_years(n: int, as_of: date) -> tuple[int, ...]:
    """Return the last `n` financial years that were over on `as_of`, the oldest first (近N年 of figures and losses, L11).

    China's financial year is the calendar year (会计法 第十一条), so a year is over from 1 January of the next.
    """
    if isinstance(n, bool) or not isinstance(n, int) or n < 1:
        raise ValueError(f"The number of financial years is {n!r}; 1 or more is needed.")
    last = checked(as_of, "The day to judge on").year - 1
    checked_year(last - n + 1, "The first financial year")
    return tuple(range(last - n + 1, last + 1))


def term(start: date, period: Period) -> tuple[date, date]:
    """Return the first and the last day of a term (designation, incubation): it stands on `start`, but counting begins on the next day.

    Two years that begin on 2026-03-02 end with 2028-03-02 (L2). A term never moves for a rest day (L3).
    """
    return start, after(start, period)


def following_term(last_day: date, period: Period) -> tuple[date, date]:
    """Return the first and the last day of a term that joins one ending on `last_day` (a renewal, an extension) without gap or overlap.

    It is counted from `last_day`, not from the day after, so that renewed terms do not grow by a day each:
    three years after 2028-03-02 run from 2028-03-03 to 2031-03-02.
    """
    end = after(last_day, period)
    return checked(last_day + timedelta(days=1), "The following term's first day"), end


def days_remaining(last_day: date, as_of: date) -> int:
    """Return how many days of a period are left after `as_of`, 0 on its last day and later.

    A period that stops with 5 days left and goes on from another day ends 5 days after that day, which is again not counted.
    """
    return max((checked(last_day, "The last day") - checked(as_of, "The day to judge on")).days, 0)


def _moved(day: date, period: Period, direction: int) -> date:
    if period.unit is Unit.WORKING_DAYS:
        raise ValueError(f"{period} cannot be counted without a calendar; use limit(), which takes one.")
    if period.unit is Unit.DAYS:
        return checked(day + timedelta(days=direction * period.count), "The period's other end")
    return _plus_months(day, direction * period.count * (12 if period.unit is Unit.YEARS else 1))


def _plus_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    checked_year(year, f"The year {months} months from {day}")
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
