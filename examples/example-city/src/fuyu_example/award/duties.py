"""What a winner owes, what not handing in means, and what follows a revocation (第十, 十一, 十三条)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from fuyu.dates import MonthDay, after
from fuyu.law import Consequence, Finding, Law, Owed, as_warning, finding, hookimpl
from fuyu.law.facts import Designation
from fuyu_example.award.failures import report_due, years_to_report

REPORT = "yearly_report"
TITLE, HANDED_IN = "质量报告", "报送{what}。"
COMPOSED = (TITLE, HANDED_IN)


# 第十条：获奖组织应当在称号有效期内每年3月31日前（含当日）提交上年度质量报告。
@hookimpl
def what_is_owed(law: Law, designation: Designation, as_of: date) -> Sequence[Owed]:
    """Owe the report for each year that the award stands at its end."""
    return [_report(law, designation, year) for year in years_to_report(law, designation, as_of)]


def _report(law: Law, designation: Designation, year: int) -> Owed:
    due = report_due(law, year)
    return Owed(
        key=f"{REPORT}/{year}",
        title=f"{year}年度{TITLE}",
        owed_by="winner",
        opens_on=MonthDay.read(law["check_opens"].value).in_year(year + 1),
        due_on=due.on,
        by=law["report_due"].citation,
        on_evidence=HANDED_IN.format(what=f"{year}年度{TITLE}"),
        is_done=any(each.entry.year == year for each in designation.filled.get(REPORT, ())),
        is_provisional=due.is_provisional,
    )


# 第十一条：获奖组织未按期提交年度质量报告的，当年考核为不合格。
@hookimpl
def when_missed(law: Law, designation: Designation, owed: str, as_of: date) -> Sequence[Finding] | None:
    """Fail the year's check: by itself a warning, for 第十二条 asks two."""
    name, _, year = owed.partition("/")
    if name != REPORT:
        return None
    due = report_due(law, int(year)).on
    because = f"The report for {year} was not handed in by {due}, so the check of that year is failed."
    return [as_warning(finding(f"yearly_check/{year}", False, law.cite("第十一条"), needed=due, because=because))]


# 第十三条：被撤销称号的组织应当交回证书和奖牌，自撤销之日起……年内不得申报。
@hookimpl
def after_revocation(law: Law, designation: Designation, ground: str, as_of: date) -> Sequence[Consequence]:
    """Take back certificate and plaque, and bar a new application; a bar never moves (L3)."""
    bar = law["bar_years"]
    return [
        Consequence("take_back", bar.citation, says="交回证书和奖牌。"),
        Consequence("bar", bar.citation, until=after(as_of, bar.period), says=f"自撤销之日起{bar.value}年内不得申报。"),
    ]
