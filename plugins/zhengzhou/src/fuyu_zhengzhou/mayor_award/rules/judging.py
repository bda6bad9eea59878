"""Who reviews, under whose lead, and on which table of points: 第十条（三）, 第十一条, 第十五条, 第十六条, 第十八条 and 第二十六条."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from fuyu.law import Finding, Law, finding, hookimpl
from fuyu.law.facts import Application, Assignment, Call, Designation, Enrolment, Expert, Interest, Stage
from fuyu.law.steps import Rubric
from fuyu_zhengzhou.mayor_award.forms import PUBLIC_SERVICES as PUBLIC_CATEGORIES
from fuyu_zhengzhou.mayor_award.rubrics import GBT_19580, PUBLIC_SERVICES


# 第十一条：从市长质量奖评审专家库，聘请5-7名专家，组成评审组……评审组实行组长负责制。
@hookimpl
def to_assign(law: Law, assignment: Assignment, as_of: date) -> Sequence[Finding] | None:
    """Take experts from the pool who are qualified and not barred, and one leader out of the group."""
    return [*_may_review(law, assignment.expert, as_of), *_leads(law, assignment)]


def _may_review(law: Law, expert: Expert, as_of: date) -> list[Finding]:
    pooled = "The expert is in the pool." if expert.is_pooled else "The expert is not in the pool; take them into it first."
    found = [finding("in_the_pool", expert.is_pooled, law.cite("第十一条"), because=pooled, about=expert.person, fact="expert")]
    if not expert.is_pooled:
        return found
    # 第十条（三）：评审员资质标准……建立评审员专家库……考核、监督评审员履行职责情况。
    # Which qualification is left to the secretariat's own standard; one that has not run out is asked for.
    valid = [each.title for each in expert.qualifications if each.valid_until is None or as_of <= each.valid_until]
    qualified = f"Valid on {as_of}: {'、'.join(valid) or 'no qualification'}."
    found.append(
        finding("qualified", bool(valid), law.cite("第十条（三）"), actual=valid, because=qualified, about=expert.person, fact="expert.qualifications")
    )
    # 第二十六条：对在评审过程中滥用职权、玩忽职守、徇私舞弊、造成不良后果的人员，取消其评审工作资格。
    barred = expert.barred
    says = f"Barred since {barred.since}: {barred.finding}" if barred else "Not barred."
    return [*found, finding("not_disqualified", barred is None, law.cite("第二十六条"), because=says, about=expert.person, fact="expert.barred")]


def _leads(law: Law, assignment: Assignment) -> list[Finding]:
    if assignment.leads is None:
        return []
    by, person = law.cite("第十一条"), assignment.expert.person
    group = assignment.groups.get(assignment.leads, ())
    others = [each for each in assignment.groups.get(assignment.step, ()) if each != person]
    return [
        finding("leads_own_group", person in group, by, because=f"The group is {_names(group)}; its leader is one of it.", about=person),
        finding("one_leader", not others, by, actual=len(others) + 1, needed=1, because=f"Leading besides: {_names(others)}.", about=person),
    ]


def _names(people: Sequence[str]) -> str:
    return "、".join(people) or "nobody"


# 第十八条：市长质量奖评定工作实行回避制度，与申请单位有利害关系的评审员、工作人员应当回避。
# The text asks for it itself, so it holds where an operator has switched off the software's own rule too.
@hookimpl
def to_recuse(law: Law, interest: Interest, as_of: date) -> Sequence[Finding] | None:
    """Recuse who declared an interest, works for the applicant, or belongs to its group."""
    by, works_there, shared = law.cite("第十八条"), interest.employer_code == interest.organisation.code, sorted(interest.shared_groups)
    said = "An interest was declared." if interest.declared else "No interest was declared."
    employer = "The employer is the applicant." if works_there else "The employer is another."
    group = f"Both are of one group: {', '.join(shared)}." if shared else "No group binds them."
    return [
        finding("declared_interest", not interest.declared, by, because=said, about=interest.expert),
        finding("same_employer", not works_there, by, because=employer, about=interest.expert),
        finding("same_group", not shared, by, because=group, about=interest.expert),
    ]


# 第十六条：在同一标准要求下，可按行业类别分别制定评审标准和实施细则。
@hookimpl
def which_rubric(law: Law, step: str, application: Application, as_of: date) -> str | None:
    """Score public services on the table of their own."""
    return rubric_of(application).name


def rubric_of(application: Application) -> Rubric:
    """Return the table on which an applicant is scored: its category's own, else the general one."""
    is_public = application.form is not None and application.form.category in PUBLIC_CATEGORIES
    return PUBLIC_SERVICES if is_public else GBT_19580


# 第十五条：总分为1000分。
@hookimpl
def to_take(law: Law, step: str, does: str, subject: Application | Call | Designation | Enrolment | Stage, as_of: date) -> Sequence[Finding] | None:
    """Let nobody be scored on a table whose points, as an operator may have set them, do not come to a thousand."""
    if not isinstance(subject, Application) or does != "score":
        return None
    rubric, total = rubric_of(subject), law["total_points"]
    points = sum(law[item.maximum].value for item in rubric.items)
    return [finding("total_points", points == total.value, total, actual=points, because=f"{rubric.title}: {points} points in all.")]
