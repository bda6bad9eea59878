"""What holds while an organisation is in the pool: new classes, accidents, revisits (三, 四（二）1, 四（四）1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from fuyu.dates import Period, Unit, after, limit
from fuyu.law import Finding, Law, Owed, finding, hookimpl
from fuyu.law.facts import Application, Designation, Enrolment, Stage
from fuyu_wuhu.pool.records import Accident, Reclassification


# 四（二）1：其中C、D两类组织可视组织实施卓越绩效推广情况，在孵化期间调整分类。
@hookimpl
def to_take(law: Law, step: str, does: str, subject: Application | Designation | Enrolment | Stage, as_of: date) -> Sequence[Finding] | None:
    """Let only C become D and D become C (reading)."""
    if step != "reclassify" or not isinstance(subject, Designation):
        return None
    wanted: Reclassification = subject.filled["reclassify"][-1].entry
    classes = law["classes_that_may_change"]
    holds = {subject.holds_class, wanted.holds_class} == set(classes.value)
    because = f"It would change from {subject.holds_class} to {wanted.holds_class}."
    return [finding("reclassification", holds, classes, actual=[subject.holds_class, wanted.holds_class], because=because)]


# 三：……相关入选组织在培育孵化期间若发生质量、安全、环境污染、公共卫生、食品安全等方面重大事故的，将被移出孵化池。
@hookimpl
def to_keep(law: Law, designation: Designation, as_of: date) -> Sequence[Finding]:
    """Take each major accident within the time in the pool as a ground."""
    recorded: list[Accident] = [each.entry for each in designation.filled.get("accident", ())]
    counting = [each for each in recorded if each.is_major and designation.starts_on <= each.happened_on]
    return [finding("major_accident", False, law.cite("三 首段"), actual=each.happened_on, because=_told(each), fact="filled.accident") for each in counting]


def _told(accident: Accident) -> str:
    return f"{accident.kind}重大事故 of {accident.happened_on}: {accident.finding} ({accident.found_by})."


# 四（四）：……各属地质量基础设施“一站式”服务站点要及时定期对孵化进行回访……。
@hookimpl
def what_is_owed(law: Law, designation: Designation, as_of: date) -> Sequence[Owed]:
    """Owe a revisit every six months (reading) while the organisation is in the pool; the nth is done with the nth that is recorded."""
    return list(_revisits(law, designation, as_of))


def _revisits(law: Law, designation: Designation, as_of: date) -> Iterator[Owed]:
    months, made = int(law["revisit_months"].value), len(designation.filled.get("revisit", ()))
    number, opens_on = 1, designation.starts_on
    while opens_on <= as_of or number == 1:
        whole = Period(months * number, Unit.MONTHS)
        if designation.ends_on is not None and after(designation.starts_on, whole) > designation.ends_on:
            return
        due = limit(designation.starts_on, whole, law.calendar)
        yield Owed(
            key=f"revisit/{number}",
            title=f"第{number}次回访",
            owed_by="service station",
            opens_on=opens_on,
            due_on=due.on,
            by=law["revisit_months"].citation,
            on_evidence="a recorded revisit",
            is_done=made >= number,
            is_provisional=due.is_provisional,
        )
        number, opens_on = number + 1, due.on + timedelta(days=1)
