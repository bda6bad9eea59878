"""In which years a winner failed its yearly check: what both versions of 第十二条 count."""

from __future__ import annotations

from datetime import date

from fuyu.dates import Due, MonthDay, last_day
from fuyu.law import Law
from fuyu.law.facts import Designation


def report_due(law: Law, year: int) -> Due:
    """Return the last day to hand in the report for a year: in the year after it."""
    return last_day(law["report_due"].value, year + 1, law.calendar)


def years_to_report(law: Law, designation: Designation, as_of: date) -> range:
    """Return the years whose reports are owed, up to the next one: from the year of the award, as long as the last day lies within the term."""
    last = as_of.year
    if designation.ends_on is not None:
        closing = MonthDay.read(law["report_due"].value).in_year(designation.ends_on.year)
        last = min(last, designation.ends_on.year - (1 if closing <= designation.ends_on else 2))
    return range(designation.starts_on.year, last + 1)


# 第十条：……年度考核，结论为合格或者不合格。第十一条：获奖组织未按期提交年度质量报告的，当年考核为不合格。
def failed_years(law: Law, designation: Designation, as_of: date) -> list[int]:
    """Return the years for which the check was failed: found so by the office, or no report in time."""
    owed = years_to_report(law, designation, as_of)
    return [year for year in owed if is_missing(law, designation, year, as_of) or _is_found_failed(designation, year)]


def is_missing(law: Law, designation: Designation, year: int, as_of: date) -> bool:
    """Claim that the report for a year was not handed in by its last day."""
    due = report_due(law, year)
    return due.is_overdue(as_of) and not any(each.entry.year == year and due.is_in_time(each.on) for each in designation.filled.get("yearly_report", ()))


def _is_found_failed(designation: Designation, year: int) -> bool:
    found = [each.entry.is_passed for each in designation.filled.get("yearly_check", ()) if each.entry.year == year]
    return bool(found) and not found[-1]
