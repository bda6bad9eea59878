"""When an edition may be opened, that an application is whole, and which honours give priority: 第四条, 第十七条（二） and 第十三条（四）."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from fuyu.law import Finding, Law, exempt, finding, hookimpl, unknown
from fuyu.law.facts import Application, Call, Designation, Enrolment, Stage
from fuyu.law.intakes import comes_due


@hookimpl
def to_take(law: Law, step: str, does: str, subject: Application | Call | Designation | Enrolment | Stage, as_of: date) -> Sequence[Finding] | None:
    """Ask for two years between editions, for the whole form of who applies, and show the recommender its honours."""
    if isinstance(subject, Call):
        return [comes_due(law, "edition_every", subject)]  # 第四条：市长质量奖每2年评选1届。
    if not isinstance(subject, Application):
        return None
    if (step, does) == ("apply", "submit") and subject.form is None:
        return [unknown("form", law.cite("第十七条（二）"), missing="form")]
    return [_has_priority(law, subject)] if step == "local_check" and subject.form is not None else None


# 第十三条（四）：荣获商标、品牌、创新等荣誉和高新技术企业、工程质量奖、县（市、区）质量奖等称号的单位可优先推荐申报。
# 可: it is shown to who recommends, and stands in nobody's way.
def _has_priority(law: Law, application: Application) -> Finding:
    by, honours = law.cite("第十三条（四）"), [f"{each.name}（{each.kind}，{each.granted_on}）" for each in application.form.honours]
    if not honours:
        return exempt("priority", by, because="It names no honour that gives priority in recommendation; none is needed.")
    return finding("priority", True, by, actual=honours, because=f"It may be recommended first for: {'；'.join(honours)}.", fact="form.honours")
