"""Rules that hold in every programme because no text states them (L10): recusal, one base at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from fuyu.law.citation import Citation
from fuyu.law.facts import Application, Assignment, Call, Designation, Enrolment, Interest, Stage
from fuyu.law.findings import Finding, finding
from fuyu.law.questions import hookimpl
from fuyu.law.view import Law

RECUSAL = "recusal"
BARRED_EXPERTS = "barred experts"
ONE_BASE_AT_A_TIME = "one base at a time"
OWN = "孵育软件规则"


# L10：有利害关系的专家在各项目中一律回避。
@hookimpl
def to_recuse(law: Law, interest: Interest, as_of: date) -> Sequence[Finding] | None:
    """Recuse an expert who declared an interest, works for the applicant or holder, or belongs to its group."""
    if not law.applies(RECUSAL):
        return None
    by = Citation(OWN, rule="L10", because="An expert with an interest in an organisation cannot judge it freely.")
    works_there, shared = interest.employer_code == interest.organisation.code, sorted(interest.shared_groups)
    employer = "The expert's employer is the one looked at." if works_there else "The expert works elsewhere."
    group = f"Both are of one group: {', '.join(shared)}." if shared else "No group is known to bind them."
    return [
        finding("declared_interest", not interest.declared, by, because=_declared(interest), about=interest.expert),
        finding("same_employer", not works_there, by, because=employer, about=interest.expert),
        finding("same_group", not shared, by, because=group, about=interest.expert),
    ]


# L10：因违规被取消评审资格的专家不得参加评审。
@hookimpl
def to_assign(law: Law, assignment: Assignment, as_of: date) -> Sequence[Finding] | None:
    """Let nobody judge whom an office of the city barred for misconduct."""
    if not law.applies(BARRED_EXPERTS):
        return None
    expert, by = assignment.expert, Citation(OWN, rule="L10", because="Who was barred for misconduct in one review cannot be trusted with another.")
    barred = expert.barred
    because = f"{barred.office} barred the expert on {barred.since}: {barred.finding}" if barred else "Nobody barred the expert."
    return [finding("not_barred", barred is None, by, because=because, about=expert.person, fact="expert.barred")]


# L10：同一入孵企业同一时间只属于一个孵化主体。
@hookimpl
def to_take(law: Law, step: str, does: str, subject: Application | Call | Designation | Enrolment | Stage, as_of: date) -> Sequence[Finding] | None:
    """Keep an incubatee with one base at a time: on one list of a call when it is recommended, in one incubation when it is proposed."""
    if not law.applies(ONE_BASE_AT_A_TIME):
        return None
    if isinstance(subject, Application) and does == "recommend":
        return _on_one_list(subject)
    if isinstance(subject, Enrolment) and subject.state == "proposed":
        return _with_one_base(subject)
    return None


def _on_one_list(application: Application) -> Sequence[Finding]:
    by = Citation(OWN, rule="L10", because="Two bases of one call cannot both be given the same company.")
    twice = application.named_elsewhere
    because = f"Another application of this call names them too: {', '.join(twice)}." if twice else "No other application of this call names them."
    return [finding("on_one_list", not twice, by, because=because, actual=len(twice), needed=0, fact="named_elsewhere")]


def _with_one_base(subject: Enrolment) -> Sequence[Finding]:
    by = Citation(OWN, rule="L10", because="Two bases cannot both answer for one incubatee's success.")
    elsewhere = subject.enrolled_elsewhere
    because = f"It is with another base already: {', '.join(elsewhere)}." if elsewhere else "It is with no other base."
    return [finding("one_base_at_a_time", not elsewhere, by, because=because, actual=len(elsewhere), needed=0, about=subject.incubatee.name)]


def _declared(interest: Interest) -> str:
    return "The expert declared an interest." if interest.declared else "The expert declared that there is no interest."
