"""The report that a winner owes every year of its term: 第二十八条."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from fuyu.law import Law, Owed, hookimpl
from fuyu.law.facts import Designation
from fuyu_zhengzhou.mayor_award.rules.holding import AWARD

REPORT = "performance"
TITLE, HANDED_IN = "绩效管理情况", "报送{what}。"
COMPOSED = (TITLE, HANDED_IN)


# 第二十八条：获奖组织在获奖有效期内，每年应当上报单位绩效管理情况。A nomination has no term, so nothing is owed by it (reading).
@hookimpl
def what_is_owed(law: Law, designation: Designation, as_of: date) -> Sequence[Owed] | None:
    """Name the report of each year that is over, as long as the next year begins within the term."""
    if designation.kind != AWARD or designation.state != "held" or designation.ends_on is None:
        return None
    years = range(designation.starts_on.year, min(as_of.year, designation.ends_on.year))
    return [_owed(law, designation, year) for year in years]


def _owed(law: Law, designation: Designation, year: int) -> Owed:
    due, key = law.last_day("performance_report_day", year + 1), f"{REPORT}/{year}"
    return Owed(
        key=key,
        title=f"{year}年{TITLE}",
        owed_by="winner",
        opens_on=date(year + 1, 1, 1),
        due_on=due.on,
        by=law["performance_report_day"].citation,
        on_evidence=HANDED_IN.format(what=f"{year}年{TITLE}"),
        is_done=key in designation.filed,
        is_provisional=due.is_provisional,
    )
