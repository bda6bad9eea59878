"""Admitting incubatees and keeping their number: 第十四条（四） and 第十六条（二）; and the amount of the subsidy, 第十九条（一）."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from fuyu.law import Finding, Law, as_warning, finding, hookimpl, unknown
from fuyu.law.facts import Application, Designation, Enrolment, Stage
from fuyu_zhengzhou.base.entries import SERVICES


@hookimpl
def to_take(law: Law, step: str, does: str, subject: Application | Designation | Enrolment | Stage, as_of: date) -> Sequence[Finding] | None:
    """Ask for promised services and an undertaking before an incubatee is admitted, and for the one amount of the subsidy."""
    if isinstance(subject, Enrolment) and step == "propose":
        return [_promises(law, subject)]
    if isinstance(subject, Enrolment) and (step, does) == ("approve", "grant"):
        return [_promises(law, subject), _undertakes(law, subject)]
    if isinstance(subject, Designation) and (step, does) == ("approve_subsidy", "grant"):
        return [_is_the_one_amount(law, subject)]
    return None


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
    """Show a number of incubatees below ten to base, district and city: as a warning, for whether it is a ground is 第十七条（二）'s to say."""
    least, still_count = law["minimum_incubatees"], law["completed_still_count"].value
    count = designation.running_enrolments + (designation.completed_enrolments if still_count else 0)
    because = f"{designation.running_enrolments} incubations run and {designation.completed_enrolments} were completed; {count} count."
    return [as_warning(finding("incubatees", count >= least.value, least, actual=count, because=because, fact="running_enrolments"))]


# 第十九条（一）：给予30万元的一次性奖补。
def _is_the_one_amount(law: Law, designation: Designation) -> Finding:
    amount, claims = law["subsidy"], designation.filled.get("claim_subsidy", ())
    if not claims:
        return unknown("subsidy", amount, missing="filled.claim_subsidy")
    asked = claims[-1].entry.amount
    because = f"It claims {asked} yuan; the subsidy is {amount.value} yuan, once."
    return finding("subsidy", asked == amount.value, amount, actual=asked, because=because, fact="filled.claim_subsidy")
