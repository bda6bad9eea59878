"""The reports that a base owes of every calendar year: 第十四条（五）; a missing one is a ground under 第十七条（二）3."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from fuyu.law import Finding, Law, Owed, finding, hookimpl
from fuyu.law.facts import Designation
from fuyu_zhengzhou.base.reporting import REPORTS
from fuyu_zhengzhou.base.rules.duties import HANDED_IN

TITLES = {report.key: report.title for report in REPORTS}


# 第十四条（五）：每年定期……汇报孵化基地工作开展情况……上报工作总结和卓越绩效孵化基地运行自评报告。
@hookimpl
def what_is_owed(law: Law, designation: Designation, as_of: date) -> Sequence[Owed] | None:
    """Name the reports of each year that is over and in which the designation stood; each opens on the first day of the next year."""
    if designation.state != "held":
        return None
    last = min(as_of.year - 1, designation.ends_on.year if designation.ends_on else as_of.year)
    years = [year for year in range(designation.first_day.year, last + 1) if designation.terms_in(year)]
    return [_owed(law, designation, key, year) for year in years for key in TITLES]


# 第十七条（二）3：没有自觉履行本办法规定职责……的。
@hookimpl
def when_missed(law: Law, designation: Designation, owed: str, as_of: date) -> Sequence[Finding] | None:
    """Make a report that was not handed in by its day a ground."""
    key, _, year = owed.partition("/")
    if key not in TITLES:
        return None
    filed = designation.filed.get(owed)
    because = f"{TITLES[key]} of {year} {f'was handed in on {filed}' if filed else 'was not handed in'}; it is owed every year (第十四条（五）)."
    return [finding(owed, filed is not None, law.cite("第十七条（二）3"), actual=filed, needed="handed in", because=because, fact="filed")]


def _owed(law: Law, designation: Designation, key: str, year: int) -> Owed:
    due = law.last_day("yearly_report_day", year + 1)
    return Owed(
        key=f"{key}/{year}",
        title=f"{year}年{TITLES[key]}",
        owed_by="base",
        opens_on=date(year + 1, 1, 1),
        due_on=due.on,
        by=law["yearly_report_day"].citation,
        on_evidence=HANDED_IN.format(what=f"{year}年{TITLES[key]}"),
        is_done=f"{key}/{year}" in designation.filed,
        is_provisional=due.is_provisional,
    )
