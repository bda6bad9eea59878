"""Which processes over a designation the calendar opens: one each year, and one before the last day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from base_registry.documents import Designation
from base_registry.facts import day
from fuyu.dates import MonthDay, before
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


def days_to_come(programme: Programme, law: Law, designation: Designation, today: date) -> list[date]:
    """Return the days after today on which something opens, this year or the next."""
    return [each.on for year in (today.year, today.year + 1) for each in openings(programme, law, designation, year) if each.on > today]


def _stood_in(designation: Designation, year: int) -> bool:
    now = {"starts_on": designation.starts_on, "ends_on": designation.ended_on or designation.ends_on or "9999"}
    return any(term["starts_on"] <= f"{year}-12-31" and term["ends_on"] >= f"{year}-01-01" for term in (*designation.earlier_terms(), now))
