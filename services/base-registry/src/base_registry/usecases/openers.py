"""Which processes over a designation the calendar opens: one each year, one before the last day, and one every few years within a longer term."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import count

from base_registry.documents import Designation
from base_registry.facts import day
from fuyu.dates import MonthDay, Period, after, before
from fuyu.law.programme import Programme
from fuyu.law.steps import DESIGNATION, Opener, Process
from fuyu.law.view import Law

STANDING = ("held", "expired")


@dataclass(frozen=True, slots=True)
class Opening:
    """A process that opens on a day, once for its key (a year, or the last day before which it opens)."""

    process: Process
    opener: Opener
    key: str
    on: date


def openings(programme: Programme, law: Law, designation: Designation, year: int) -> Iterator[Opening]:
    """Go through the openings that a designation has in a year and before its last day, whether or not they have come.

    One of each year is about the year before: it opens for what stood on a day of that.
    """
    if designation.state not in STANDING:
        return
    last = day(designation.ends_on)
    for process in programme.processes:
        if process.over != DESIGNATION:
            continue
        if Opener.EVERY_YEAR in process.opened_by and process.yearly_from and _stood_in(designation, year - 1):
            yield Opening(process, Opener.EVERY_YEAR, str(year), MonthDay.read(law[process.yearly_from].value).in_year(year))
        if Opener.BEFORE_THE_END in process.opened_by and process.before_end and last is not None:
            yield Opening(process, Opener.BEFORE_THE_END, last.isoformat(), before(last, law[process.before_end].period))
        if Opener.WITHIN_THE_TERM in process.opened_by and process.every and process.before_end:
            every, ahead = law[process.every].period, law[process.before_end].period
            for due in _within(designation, every, last, year):
                if not _was_open_at_its_end(designation, due, before(due, ahead)):
                    yield Opening(process, Opener.WITHIN_THE_TERM, due.isoformat(), before(due, ahead))


def days_to_come(programme: Programme, law: Law, designation: Designation, today: date) -> list[date]:
    """Return the days after today on which something opens, this year or the next."""
    return [each.on for year in (today.year, today.year + 1) for each in openings(programme, law, designation, year) if each.on > today]


def _within(designation: Designation, every: Period, last: date | None, year: int) -> Iterator[date]:
    """Go through the days of a year and the next at which periods are over since the term was last decided, and that lie before its last day."""
    since = max([designation.starts_on, *(term["ends_on"] for term in designation.terms if term["starts_on"] == designation.starts_on and term["reviewed"])])
    for number in count(1):
        due = after(date.fromisoformat(since), Period(every.count * number, every.unit))
        if due.year > year + 1 or (last is not None and due >= last):
            return
        if due.year >= year:
            yield due


def _was_open_at_its_end(designation: Designation, day: date, opens: date) -> bool:
    """Claim that a term was to end on a day and was let go on when the review before its end had been opened already: that one is about the day."""
    return any(term["ends_on"] == day.isoformat() and term["followed_on"] >= opens.isoformat() for term in designation.terms)


def _stood_in(designation: Designation, year: int) -> bool:
    now = {"starts_on": designation.starts_on, "ends_on": designation.ended_on or designation.ends_on or "9999"}
    return any(term["starts_on"] <= f"{year}-12-31" and term["ends_on"] >= f"{year}-01-01" for term in (*designation.earlier_terms(), now))
