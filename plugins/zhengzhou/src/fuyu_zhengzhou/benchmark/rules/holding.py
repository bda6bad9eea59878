"""Recommending a benchmark to the province, and for which accident it is withdrawn: 第十一条 and 第十三条."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from fuyu.law import Finding, Law, finding, hookimpl
from fuyu.law.facts import Application, Call, Designation, Enrolment, Stage
from fuyu_zhengzhou.benchmark.forms import GRADES, Revocation


@hookimpl
def to_take(law: Law, step: str, does: str, subject: Application | Call | Designation | Enrolment | Stage, as_of: date) -> Sequence[Finding] | None:
    """Ask of a recommendation that the benchmark stands and is recommended once a year, of a revocation how grave the accident was and when it happened."""
    if not isinstance(subject, Designation):
        return None
    if step == "to_province":
        return [_stands(law, subject), _once_a_year(law, subject)]
    if (step, does) == ("revoke", "revoke"):
        return _accident(law, subject, subject.filled[step][-1].entry, as_of)
    return None


# 第十一条：认定为郑州市质量标杆企业，择优推荐申报河南省质量标杆。Which ones are the best is the bureau's to judge.
@hookimpl
def to_prefer(law: Law, subject: Designation | Enrolment, as_of: date) -> Sequence[Finding] | None:
    """List whoever is recognised and stands."""
    return [_stands(law, subject)] if isinstance(subject, Designation) else None


def _stands(law: Law, designation: Designation) -> Finding:
    state = designation.state
    return finding("recognised", state == "held", law.cite("第十一条"), actual=state, needed="held", because=f"The benchmark is {state}.")


def _once_a_year(law: Law, designation: Designation) -> Finding:
    years = [each.entry.year for run in designation.runs_of("recommend_up") for each in run.filled.get("to_province", ())]
    before = years[:-1].count(years[-1])
    because = f"It was recommended {before} times before for {years[-1]}."
    return finding("once_a_year", not before, law.cite("第十一条"), actual=before, needed=0, because=because, fact="runs")


# 第十三条：对发生质量、安全、环保等方面重大责任事故的，撤销质量标杆称号。
def _accident(law: Law, designation: Designation, entry: Revocation, as_of: date) -> list[Finding]:
    least = law["accident_grade"]
    grave = GRADES.index(entry.grade) >= GRADES.index(least.value)
    since = designation.starts_on <= entry.happened_on <= as_of
    said = f"The accident was found to be {entry.grade}; {least.value} or graver revokes."
    because = f"It happened on {entry.happened_on}; the benchmark stands since {designation.starts_on}."
    return [
        finding("accident_grade", grave, least, actual=entry.grade, because=said),
        finding("since_recognition", since, law.cite("第十三条"), actual=entry.happened_on, needed=designation.starts_on, because=because),
    ]
