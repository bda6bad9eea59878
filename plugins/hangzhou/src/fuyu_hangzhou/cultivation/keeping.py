"""What a cultivated organisation owes, on what grounds it loses the cultivation, and what follows (五)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from fuyu.dates import Due, MonthDay, last_day
from fuyu.law import Consequence, Finding, Law, Owed, finding, hookimpl
from fuyu.law.facts import Application, Designation, Enrolment, Stage
from fuyu_hangzhou.cultivation.records import FRAUD, INCIDENTS, REPORT, Incident

TITLE, HANDED_IN = "自我评价报告", "报送{what}。"
COMPOSED = (TITLE, HANDED_IN)
FRAUD_KEY = f"incident/{INCIDENTS.index(FRAUD)}"


# 五（二）4：……应当在培育期间，每年6月份前向市市场监管局提交上年度本组织的自我评价报告等相关材料……。
@hookimpl
def what_is_owed(law: Law, designation: Designation, as_of: date) -> Sequence[Owed]:
    """Owe the past year's report each year, from the year after the publication, until the cultivation is cancelled."""
    first = _first(law, designation)
    return [_report(law, designation, year) for year in range(first, max(first, as_of.year + 1) + 1)]


def _first(law: Law, designation: Designation) -> int:
    return designation.starts_on.year + int(law["years_before_first_report"].value)


def _report(law: Law, designation: Designation, year: int) -> Owed:
    due = _due(law, year)
    return Owed(
        key=f"{REPORT}/{year}",
        title=f"{year - 1}年度{TITLE}",
        owed_by="cultivated organisation",
        opens_on=MonthDay.read(law["report_opens"].value).in_year(year),
        due_on=due.on,
        by=law["report_due"].citation,
        on_evidence=HANDED_IN.format(what=f"{year - 1}年度{TITLE}"),
        is_done=any(each.entry.year == year - 1 for each in designation.filled.get(REPORT, ())),
        is_provisional=due.is_provisional,
    )


def _due(law: Law, year: int) -> Due:
    return last_day(law["report_due"].value, year, law.calendar)


# 五（二）4：……若不按期上报，将取消其培育资格。
@hookimpl
def when_missed(law: Law, designation: Designation, owed: str, as_of: date) -> Sequence[Finding] | None:
    """Take a report that did not come in time as a ground to cancel."""
    name, _, year = owed.partition("/")
    if name != REPORT:
        return None
    due = _due(law, int(year)).on
    return [finding(owed, False, law["report_due"], needed=due, because=f"The report for {int(year) - 1} was not handed in by {due}.")]


# 五（二）5：在培育期间，组织发生重大质量和安全事故，以及其他严重违法、违规、违纪行为的，市市场监管局可撤销其培育资格……。
@hookimpl
def to_keep(law: Law, designation: Designation, as_of: date) -> Sequence[Finding]:
    """Take each recorded accident or violation, and each report that came late, as a ground; the bureau decides."""
    recorded: list[Incident] = [each.entry for each in designation.filled.get("incident", ())]
    incidents = [_ground(law, each) for each in recorded if each.kind == FRAUD or each.happened_on >= designation.starts_on]
    return [*incidents, *_late_reports(law, designation)]


# 五（二）4：……若不按期上报……: what was handed in late was not handed in in time, so a late report mends nothing; nor does it count where nobody was told.
def _late_reports(law: Law, designation: Designation) -> Iterator[Finding]:
    for each in designation.filled.get(REPORT, ()):
        year = each.entry.year + 1
        due = _due(law, year).on
        if each.on > due and designation.proven.get(f"{REPORT}/{year}") == due:
            because = f"The report for {each.entry.year} was handed in on {each.on}; its last day was {due}."
            yield finding(f"{REPORT}/{year}", False, law["report_due"], actual=each.on, needed=due, because=because, fact="filled.yearly_report")


# 五（一）4：……弄虚作假等不正当手段的，直接取消其本次评审资格，并收回相关补助经费。
def _ground(law: Law, incident: Incident) -> Finding:
    by = law.cite("五（一）4" if incident.kind == FRAUD else "五（二）5")
    because = f"{incident.kind} of {incident.happened_on}: {incident.finding} ({incident.found_by})."
    key = f"incident/{INCIDENTS.index(incident.kind)}/{incident.happened_on}"
    return finding(key, False, by, actual=incident.happened_on, because=because, fact="filled.incident")


# 五（二）5：……责令在3个月之内退回资助经费，并予以公告。
@hookimpl
def after_revocation(law: Law, designation: Designation, ground: str, as_of: date) -> Sequence[Consequence]:
    """Claim the subsidy back within the months of the text, except where only a report was missing: 五（二）4 orders no refund."""
    if ground.startswith(REPORT):
        return []
    by = law.cite("五（一）4") if ground.startswith((FRAUD, FRAUD_KEY)) else law["refund"].citation
    return [Consequence("claim_back", by, until=law.limit("refund", as_of).on, says="责令退回资助经费，并予以公告。")]


@hookimpl
def to_take(law: Law, step: str, does: str, subject: Application | Designation | Enrolment | Stage, as_of: date) -> Sequence[Finding] | None:
    """Pay once, and take back no less than was paid."""
    if not isinstance(subject, Designation):
        return None
    if step == "approve_payment":
        return [_held(law, subject), _paid_once(law, subject)]
    return [_paid_back_whole(law, subject)] if step == "refund" else None


# 五（二）4：……对纳入培育的组织给予……资助经费。
def _held(law: Law, designation: Designation) -> Finding:
    because = f"The cultivation is {designation.state}."
    return finding("is_cultivated", designation.state == "held", law.cite("五（二）4"), because=because)


# 五（二）4：……给予一次性资助经费。
def _paid_once(law: Law, designation: Designation) -> Finding:
    before = [run for run in (*designation.runs_of("pay"), *designation.runs_elsewhere) if run.process == "pay" and run.outcome == "completed"]
    because = f"The organisation was paid {len(before)} times before."
    return finding("paid_once", not before, law.cite("五（二）4"), actual=len(before), needed=0, because=because, fact="runs")


# 五（二）5：……责令……退回资助经费: the whole of it.
def _paid_back_whole(law: Law, designation: Designation) -> Finding:
    paid = sum((each.entry.amount for each in designation.filled.get("subsidy", ())), Decimal(0))
    back = designation.filled["refund"][-1].entry.amount
    because = f"{paid} were paid out, {back} are paid back."
    return finding("paid_back_whole", back >= paid, law["refund"], actual=back, needed=paid, because=because, fact="filled.refund")
