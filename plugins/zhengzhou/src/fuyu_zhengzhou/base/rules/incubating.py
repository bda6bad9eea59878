"""Admitting incubatees and keeping their number: 第十四条（四） and 第十六条（二）."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from fuyu.law import Finding, Law, as_warning, finding, hookimpl
from fuyu.law.facts import Application, Designation, Enrolment, Stage
from fuyu_zhengzhou.base.entries import SERVICES


@hookimpl
def to_take(law: Law, step: str, does: str, subject: Application | Designation | Enrolment | Stage, as_of: date) -> Sequence[Finding] | None:
    """Ask for promised services and an undertaking before an incubatee is admitted."""
    if isinstance(subject, Enrolment) and step == "propose":
        return [_is_another(law, subject), _promises(law, subject)]
    if isinstance(subject, Enrolment) and (step, does) == ("approve", "grant"):
        return [_promises(law, subject), _undertakes(law, subject)]
    return None


# 第十四条（四）：每个孵化基地……带动不低于10家企业推行卓越绩效管理模式。
def _is_another(law: Law, enrolment: Enrolment) -> Finding:
    own, proposed = enrolment.designation.organisation.code, enrolment.incubatee.code
    because = "The base proposes another company." if proposed != own else "The base proposes itself; it brings other companies up."
    return finding("another_company", proposed != own, law.cite("第十四条（四）"), actual=proposed, because=because, fact="incubatee.code")


# 第十七条（二）3：不能为孵化对象提供入孵时承诺的相关服务的。
def _promises(law: Law, enrolment: Enrolment) -> Finding:
    promised, by = list(enrolment.promised), law.cite("第十七条（二）3")
    strange = [service for service in promised if service not in SERVICES]
    because = f"The base promises {'、'.join(promised) or 'no service'}; services are {'、'.join(SERVICES)}."
    return finding("promised_services", bool(promised) and not strange, by, actual=promised, needed=list(SERVICES), because=because, fact="promised")


# 第十六条（二）：进入孵化基地的企业必须贯彻实施《卓越绩效评价准则》。
def _undertakes(law: Law, enrolment: Enrolment) -> Finding:
    says = enrolment.undertakes
    because = "The incubatee undertakes to apply GB/T 19580." if says else "The incubatee has not undertaken to apply GB/T 19580."
    return finding("undertaking", says, law.cite("第十六条（二）"), actual=says, needed=True, because=because, fact="undertakes")


# 第十四条（四）：每个孵化基地……带动不低于10家企业推行卓越绩效管理模式及质量提升活动。
@hookimpl
def to_keep(law: Law, designation: Designation, as_of: date) -> Sequence[Finding] | None:
    """Show a number of incubatees below ten to base, district and city: as a warning, for that it is a ground is 第十七条（二）'s to say."""
    least, count = law["minimum_incubatees"], incubatees_of(law, designation)
    because = f"{designation.running_enrolments} incubations run and {designation.completed_enrolments} were completed; {count} count."
    return [as_warning(finding("incubatees", count >= least.value, least, actual=count, because=because, fact="running_enrolments"))]


# 第十六条（四）：孵化基地第三年主要任务为对入孵企业的巩固提升。
def incubatees_of(law: Law, designation: Designation) -> int:
    """Return how many incubatees count: those that run, and by the reading those that were completed here."""
    return designation.running_enrolments + (designation.completed_enrolments if law["completed_still_count"].value else 0)
