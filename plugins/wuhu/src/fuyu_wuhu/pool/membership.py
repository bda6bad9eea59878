"""What holds while an organisation is in the pool: new classes, accidents, revisits (三, 四（二）1, 四（四）1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from fuyu.dates import Period, Unit, after, limit
from fuyu.law import Evidence, Finding, Law, Owed, finding, hookimpl
from fuyu.law.facts import Application, Call, Designation, Enrolment, Stage
from fuyu_wuhu.pool.classes import as_the_text_says, may_grow
from fuyu_wuhu.pool.records import Accident, Reclassification, Revisit

REVISIT, REVISITED = "第{number}次回访", "登记回访情况。"
COMPOSED = (REVISIT, REVISITED)


@hookimpl
def to_take(law: Law, step: str, does: str, subject: Application | Call | Designation | Enrolment | Stage, as_of: date) -> Sequence[Finding] | None:
    """Ask what each act over a place in the pool needs."""
    if not isinstance(subject, Designation):
        return None
    match step:
        case "reclassify":
            return list(_reclassified(law, subject))
        case "remove":
            return [_has_ground(law, subject)]
        case "accident":
            accident: Accident = subject.filled["accident"][-1].entry
            return [_has_come(law, "三 首段", "happened_on", accident.happened_on, as_of)]
        case "revisit":
            revisit: Revisit = subject.filled["revisit"][-1].entry
            return [_has_come(law, "四（四）1", "visited_on", revisit.visited_on, as_of)]
    return None


# 四（二）1：其中C、D两类组织可视组织实施卓越绩效推广情况，在孵化期间调整分类。D类组织数量不超过C类组织数量。
def _reclassified(law: Law, subject: Designation) -> Iterator[Finding]:
    """Let only C become D and D become C (reading), on the stated conditions, while D does not outgrow C."""
    wanted: Reclassification = subject.filled["reclassify"][-1].entry
    classes = law["classes_that_may_change"]
    holds = {subject.holds_class, wanted.holds_class} == set(classes.value)
    because = f"It would change from {subject.holds_class} to {wanted.holds_class}."
    yield finding("reclassification", holds, classes, actual=[subject.holds_class, wanted.holds_class], because=because)
    if holds:
        yield from as_the_text_says(law, wanted.holds_class, wanted.found)
        yield may_grow(law, subject.call, wanted.holds_class, subject.holds_class)


# 三：……将被移出孵化池。 Nothing else is named for which an organisation is put out.
def _has_ground(law: Law, subject: Designation) -> Finding:
    accidents = list(_counting(subject))
    because = "; ".join(_told(each) for each in accidents) or "No major accident within its time in the pool is recorded."
    return finding("major_accident_recorded", bool(accidents), law.cite("三 首段"), actual=len(accidents), because=because, fact="filled.accident")


def _has_come(law: Law, clause: str, field: str, day: date, as_of: date) -> Finding:
    because = f"{day} has come." if day <= as_of else f"{day} lies in the future; what is recorded has happened."
    return finding(field, day <= as_of, law.cite(clause), actual=day, needed=as_of, because=because, fact=f"entry.{field}")


# 三：……相关入选组织在培育孵化期间若发生质量、安全、环境污染、公共卫生、食品安全等方面重大事故的，将被移出孵化池。
@hookimpl
def to_keep(law: Law, designation: Designation, as_of: date) -> Sequence[Finding]:
    """Take each major accident within the time in the pool as a ground."""
    by = law.cite("三 首段")
    return [finding("major_accident", False, by, actual=each.happened_on, because=_told(each), fact="filled.accident") for each in _counting(designation)]


def _counting(designation: Designation) -> Iterator[Accident]:
    """Go through the accidents that count: found to be major, and of a day on which it was in the pool."""
    for each in designation.filled.get("accident", ()):
        accident: Accident = each.entry
        if accident.is_major and designation.starts_on <= accident.happened_on and (designation.ends_on is None or accident.happened_on <= designation.ends_on):
            yield accident


def _told(accident: Accident) -> str:
    return f"{accident.kind}重大事故 of {accident.happened_on}: {accident.finding} ({accident.found_by})."


# 四（四）：……各属地质量基础设施“一站式”服务站点要及时定期对孵化进行回访……。
@hookimpl
def what_is_owed(law: Law, designation: Designation, as_of: date) -> Sequence[Owed]:
    """Owe a revisit every six months (reading) while the organisation is in the pool."""
    return list(_revisits(law, designation, as_of))


def _revisits(law: Law, designation: Designation, as_of: date) -> Iterator[Owed]:
    """Go through the half-years of the time in the pool; each visit does one of them: the earliest that had begun by its day and that no other has done."""
    months = int(law["revisit_months"].value)
    visits = sorted(each.entry.visited_on for each in designation.filled.get("revisit", ()))
    number, opens_on = 1, designation.starts_on
    while designation.ends_on is not None or opens_on <= as_of:
        whole = Period(months * number, Unit.MONTHS)
        last = after(designation.starts_on, whole)
        if designation.ends_on is not None and last > designation.ends_on:
            return
        due, made = limit(designation.starts_on, whole, law.calendar), next((day for day in visits if day >= opens_on), None)
        if made is not None:
            visits.remove(made)
        yield Owed(
            key=f"revisit/{number}",
            title=REVISIT.format(number=number),
            owed_by="service station",
            opens_on=opens_on,
            due_on=due.on,
            by=law["revisit_months"].citation,
            on_evidence=REVISITED,
            is_done=made is not None,
            is_provisional=due.is_provisional,
            evidence=Evidence.PROCEEDINGS,
        )
        number, opens_on = number + 1, last + timedelta(days=1)
