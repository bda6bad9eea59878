"""Applying and recommending: the round, its window, and the district's list with forms, intents and consent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from fuyu.dates import last_day
from fuyu.law import Finding, Law, Outcome, exempt, finding, hookimpl, unknown
from fuyu.law.facts import Application, Designation, Enrolment, Filled, Stage
from fuyu_zhengzhou.base.entries import ListedCompany


@hookimpl
def to_take(law: Law, step: str, does: str, subject: Application | Designation | Enrolment | Stage, as_of: date) -> Sequence[Finding] | None:
    """Ask what handing in needs, what the district's recommendation needs, and what stands before the plaque."""
    if not isinstance(subject, Application):
        return None
    if (step, does) == ("apply", "submit"):
        return _to_submit(law, subject, subject.applied_on or as_of)
    if (step, does) == ("district", "recommend"):
        return _to_recommend(law, subject)
    if step == "plaque":
        return [_are_told(law, subject), *_is_handed_over(law, subject, as_of)]
    return None


def _to_submit(law: Law, application: Application, day: date) -> list[Finding]:
    window = [_round_is_open(law, application, day), _is_in_window(law, application, day)]
    if application.form is None:
        return [*window, unknown("form", law.cite("第七条（一）"), missing="form")]
    return [*window, _fits_the_round(law, application), _is_voluntary(law, application), *_have_come(law, application, day)]


# 第三条：结合行业或区域实际需求，孵化基地按照行业类别设立。
def _fits_the_round(law: Law, application: Application) -> Finding:
    binds, industries, industry = law["industries_bind"], application.call.industries, application.form.industry
    if not (binds.value and industries):
        return exempt("industry", binds, because="The round takes applications of every industry.")
    because = f"Its industry is {industry}; the round takes {', '.join(industries)}."
    return finding("industry", industry in industries, binds, actual=industry, needed=list(industries), because=because, fact="form.industry")


# 第六条（一）：持续应用卓越绩效模式；（五）：运营5年以上：what the form says to have begun has begun by the application date.
def _have_come(law: Law, application: Application, day: date) -> list[Finding]:
    form = application.form
    begun = {"founded_on": (form.founded_on, "第六条（五）"), "model_applied_since": (form.model_applied_since, "第六条（一）")}
    return [
        finding(
            name, False, law.cite(clause), actual=since, needed=day, because=f"{since} lies after the application date, {day}; correct it.", fact=f"form.{name}"
        )
        for name, (since, clause) in begun.items()
        if since > day
    ]


# 第四条：以企业或组织自愿履行社会责任为前提，不增加企业或组织负担，不收取任何费用。
def _is_voluntary(law: Law, application: Application) -> Finding:
    says = application.form.applies_voluntarily
    because = "It states that it applies of its own will." if says else "It does not state that it applies of its own will."
    return finding("voluntary", says, law.cite("第四条"), actual=says, needed=True, because=because, fact="form.applies_voluntarily")


# 第五条：根据实际需要确定评定周期及数量。
def _round_is_open(law: Law, application: Application, day: date) -> Finding:
    opened = application.call.opened_on
    because = f"It was filed on {day}; the round opened on {opened}."
    return finding("round_is_open", opened <= day, law.cite("第五条"), actual=day, needed=opened, because=because, fact="applied_on")


# 第五条：申报受理时间安排在当年6月份之前。
def _is_in_window(law: Law, application: Application, day: date) -> Finding:
    window = law["application_window"]
    last = last_day(window.value, application.call.year, law.calendar)
    because = f"It was filed on {day}; the last day to apply is {last.on}.{' ' + last.because if last.because else ''}"
    return finding("application_window", last.is_in_time(day), window, actual=day, needed=last.on, because=because, fact="applied_on")


def _to_recommend(law: Law, application: Application) -> list[Finding]:
    companies = _listed(application)
    agreed = _is_agreed(law, application)
    taken_on = [_is_taken_on(law, companies)] if agreed.outcome is Outcome.MET else []
    return [*taken_on, _is_listed(law, companies), _are_registered(law, application, companies), agreed]


def _listed(application: Application) -> dict[str, ListedCompany]:
    """Return the companies of the latest list by their codes; the applicant cannot bring itself up, so its own code is none of them."""
    latest, own = _latest(application, "incubatee_list"), application.organisation.code
    return {company.code: company for company in latest.entry.companies if company.code != own} if latest else {}


def _latest(application: Application, step: str) -> Filled | None:
    return max(application.entries(step), key=lambda each: each.position, default=None)


# 第六条（四）：申报企业配合所在地的市场监管部门自愿承担不低于10家企业的孵化任务。
def _is_taken_on(law: Law, companies: dict[str, ListedCompany]) -> Finding:
    least, count = law["minimum_commitment"], len(companies)
    because = f"By agreeing to the list the applicant takes on {count} companies."
    return finding("taken_on", count >= least.value, least, actual=count, because=because, fact="filled.consent")


# 第八条：推荐不低于 10 家进入孵化基地参与孵化企业（以下简称入孵企业）名单。
def _is_listed(law: Law, companies: dict[str, ListedCompany]) -> Finding:
    least, count = law["minimum_listed"], len(companies)
    because = f"The district's list names {count} companies."
    return finding("incubatee_list", count >= least.value, least, actual=count, because=because, fact="filled.incubatee_list")


# 第八条：由入孵企业填报登记表提出入孵意向；第十六条（二）：进入孵化基地的企业必须贯彻实施《卓越绩效评价准则》。
def _are_registered(law: Law, application: Application, companies: dict[str, ListedCompany]) -> Finding:
    entries = {each.organisation: each.entry for each in application.entries("registration")}
    ready = {code for code in companies if code in entries and entries[code].intends_to_join and entries[code].undertakes}
    lacking = [company.name for code, company in companies.items() if code not in ready]
    because = f"Registration, intent or undertaking is missing of: {'、'.join(lacking) or 'none'}."
    clause = law.cite("第八条")
    return finding("registrations", not lacking, clause, actual=len(ready), needed=len(companies), because=because, fact="filled.registration")


# 第八条：经申报企业同意，所在地市场监督管理局提出推荐意见。
def _is_agreed(law: Law, application: Application) -> Finding:
    listed, consent, by = _latest(application, "incubatee_list"), _latest(application, "consent"), law.cite("第八条")
    if listed is None or consent is None:
        return unknown("consent", by, missing="filled.consent", because="The applicant has not answered on the district's list.")
    given = consent.entry.consents and consent.position > listed.position
    because = "The applicant agrees to the list." if given else "The applicant does not agree to the list as it stands now."
    return finding("consent", given, by, actual=given, needed=True, because=because, fact="filled.consent")


# 第九条：对符合条件的孵化基地予以认定，通报政府有关部门，并在……门户网站公示。
def _are_told(law: Law, application: Application) -> Finding:
    told, by = _latest(application, "departments_told"), law.cite("第九条")
    because = f"{told.entry.departments} were told on {told.entry.told_on}." if told else "The departments concerned have not been told of this base yet."
    return finding("departments_told", told is not None, by, actual=bool(told), needed=True, because=because, fact="filled.departments_told")


# 第十条：被认定为孵化基地的企业，颁发《郑州市企业卓越绩效管理孵化基地》荣誉证书和牌匾。
def _is_handed_over(law: Law, application: Application, as_of: date) -> list[Finding]:
    filled = _latest(application, "plaque")
    if filled is None:
        return []
    on, granted = filled.entry.handed_over_on, max((each.starts_on for each in application.holdings if each.programme == law.programme), default=None)
    needed = f"{granted} to {as_of}" if granted else f"{as_of} or earlier"
    because = f"Certificate and plaque were handed over on {on}; it is recorded on {as_of}{f', and the designation is of {granted}' if granted else ''}."
    holds = (granted is None or granted <= on) and on <= as_of
    return [finding("handed_over", holds, law.cite("第十条"), actual=on, needed=needed, because=because, fact="filled.plaque")]
