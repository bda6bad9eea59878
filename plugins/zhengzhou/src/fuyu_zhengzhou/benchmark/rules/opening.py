"""When a year's recognition may be opened: 第十一条."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from fuyu.law import Finding, Law, as_warning, finding, hookimpl
from fuyu.law.facts import Application, Call, Designation, Enrolment, Stage
from fuyu.law.intakes import comes_due


# 第十一条：市质量标杆认定工作每年组织一次，原则上和河南省质量标杆推荐申报工作同步进行。
@hookimpl
def to_take(law: Law, step: str, does: str, subject: Application | Call | Designation | Enrolment | Stage, as_of: date) -> Sequence[Finding] | None:
    """Ask for one recognition a year, and warn where it does not run alongside the provincial one (原则上, L8)."""
    if not isinstance(subject, Call):
        return None
    alongside = subject.entry.alongside_province
    because = "It runs alongside the provincial recommendation." if alongside else "It does not run alongside the provincial recommendation."
    along = finding("alongside_province", alongside, law.cite("第十一条"), actual=alongside, needed=True, because=because, fact="entry.alongside_province")
    return [comes_due(law, "recognition_every", subject), as_warning(along)]
