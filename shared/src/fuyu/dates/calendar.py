"""Working days under the State Council's yearly notices; past the last one known they are computed and provisional (L4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from fuyu.dates.bounds import checked, checked_year, read_date
from fuyu.dates.statutory import IN_FORCE_SINCE, statutory_days

SATURDAY = 5
_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")  # strftime's would follow the process's locale.


@dataclass(frozen=True, slots=True)
class HolidayNotice:
    """What one year's notice says: the days off, the Saturdays and Sundays that are worked (调休), and its document number (文号).

    It may name days of the December before, as the notice for 2019 did with 2018-12-29 and 2018-12-31. Raises ValueError for any other year,
    for a day that is both off and worked, and for a worked day that is no Saturday or Sunday.
    """

    year: int
    days_off: frozenset[date]
    days_worked: frozenset[date]
    number: str

    def __post_init__(self) -> None:
        checked_year(self.year, "The notice's year")
        if not isinstance(self.number, str) or not self.number.strip():
            raise ValueError(f"The notice for {self.year} has no number; its 文号 is needed.")
        for day in sorted(self.days_off | self.days_worked):
            self._check(day)

    def _check(self, day: date) -> None:
        what = f"A day of the notice for {self.year}"
        checked(day, what)
        if day.year != self.year and (day.year, day.month) != (self.year - 1, 12):
            raise ValueError(f"{what} is {day}; days of {self.year} or of the December before are needed.")
        if day in self.days_worked and day in self.days_off:
            raise ValueError(f"{what}, {day}, is both off and worked; only one of the two is needed.")
        if day in self.days_worked and day.weekday() < SATURDAY:
            raise ValueError(f"{what}, {day}, is worked although it is a {_NAMES[day.weekday()]}; a Saturday or Sunday is needed.")

    def says(self, day: date) -> bool | None:
        """Return whether the day is worked as the notice has it, None where it does not name the day."""
        if day in self.days_worked:
            return True
        return False if day in self.days_off else None


@dataclass(frozen=True, repr=False)
class Calendar:
    """The working days that are known, by year; immutable, so that a view of the law can hold one."""

    notices: tuple[HolidayNotice, ...] = ()
    _by_year: Mapping[int, HolidayNotice] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        by_year = {notice.year: notice for notice in self.notices}
        if len(by_year) != len(self.notices):
            raise ValueError(f"The years of the notices are {[n.year for n in self.notices]}; each year once is needed.")
        object.__setattr__(self, "notices", tuple(by_year[year] for year in sorted(by_year)))
        object.__setattr__(self, "_by_year", by_year)

    def __repr__(self) -> str:
        return f"Calendar(years={sorted(self._by_year)})"

    def covers(self, year: int) -> bool:
        """Claim that the year's notice is known, so that its days are final."""
        return checked_year(year) in self._by_year

    def is_provisional(self, day: date) -> bool:
        """Claim that the day lies in a year whose notice is not known, so that what is said of it may change (L4)."""
        return not self.covers(checked(day).year)

    def is_provisional_between(self, first: date, last: date) -> bool:
        """Claim that any day from `first` to `last`, both included, is provisional."""
        return any(not self.covers(year) for year in range(checked(first).year, checked(last).year + 1))

    def is_working_day(self, day: date) -> bool:
        """Claim that people work on this day: by the notices where they name it, else Monday to Friday outside the statutory days (L4).

        The next year's notice is asked first, for it may change the December before it.
        """
        for year in (checked(day).year + 1, day.year):
            said = self._by_year[year].says(day) if year in self._by_year else None
            if said is not None:
                return said
        return day.weekday() < SATURDAY and (day.year in self._by_year or day not in statutory_days(day.year))

    def why_off(self, day: date) -> str | None:
        """Return why nobody works on this day, as the end of a sentence; None on a working day."""
        if self.is_working_day(day):
            return None
        if day.year >= IN_FORCE_SINCE and day in statutory_days(day.year):
            return statutory_days(day.year)[day]
        return f"a {_NAMES[day.weekday()]}" if day.weekday() >= SATURDAY else "a day off under the holiday notice"

    def first_working_day_from(self, day: date) -> date:
        """Return the day itself where it is a working day, else the first one after it (L3)."""
        while not self.is_working_day(day):
            day += timedelta(days=1)
        return day

    def working_day_after(self, start: date, count: int) -> date:
        """Return the `count`-th working day after `start`, which is not counted itself (L2, L4); `start` for 0."""
        day = checked(start)
        for _ in range(count):
            day = self.first_working_day_from(day + timedelta(days=1))
        return day

    def with_notice(self, year: int, days_off: Iterable[date], days_worked: Iterable[date], number: str) -> Calendar:
        """Return the calendar with a year's notice added, or replaced where the year was known; raise ValueError as HolidayNotice does."""
        notice = HolidayNotice(year, frozenset(days_off), frozenset(days_worked), number)
        return Calendar((*(known for known in self.notices if known.year != year), notice))

    def to_data(self) -> list[dict[str, Any]]:
        """Return the notices as JSON values, the earliest year first."""
        return [
            {
                "year": notice.year,
                "number": notice.number,
                "days_off": [day.isoformat() for day in sorted(notice.days_off)],
                "days_worked": [day.isoformat() for day in sorted(notice.days_worked)],
            }
            for notice in self.notices
        ]

    @classmethod
    def from_data(cls, data: Sequence[Mapping[str, Any]]) -> Calendar:
        """Return the calendar that `to_data` wrote; raise ValueError for a day or a year that cannot be."""
        return cls(tuple(_read_notice(row) for row in data))


def _read_notice(row: Mapping[str, Any]) -> HolidayNotice:
    if missing := {"year", "number", "days_off", "days_worked"} - row.keys():
        raise ValueError(f"A holiday notice lacks {', '.join(sorted(missing))}; year, number, days_off and days_worked are needed.")
    days_off, days_worked = (frozenset(read_date(day, f"A day of the notice for {row['year']}") for day in row[key]) for key in ("days_off", "days_worked"))
    return HolidayNotice(row["year"], days_off, days_worked, row["number"])
