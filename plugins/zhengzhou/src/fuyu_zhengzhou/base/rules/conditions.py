"""What an applicant must be: 第六条（一）, （三） and （四）, judged on the application date."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from fuyu.dates import has_lasted, last_completed_financial_years
from fuyu.law import Finding, Law, exempt, finding, hookimpl, unknown
from fuyu.law.facts import Application
from fuyu_zhengzhou.base.honours import awards_on_record, claimed_awards
from fuyu_zhengzhou.base.systems import SYSTEMS, valid_until
from fuyu_zhengzhou.places import DISTRICTS


@hookimpl
def to_enter(law: Law, application: Application, as_of: date) -> Sequence[Finding] | None:
    """Ask for the conditions that the form and the record answer; what officers find is asked at their steps."""
    day = application.applied_on or as_of
    if application.form is None:
        return [unknown("form", law.cite("第七条（一）"), missing="form")]
    return [
        _is_registered_here(law, application),
        _applies_the_model(law, application, day),
        *_has_good_figures(law, application, day),
        _has_an_award(law, application, day),
        *_has_systems(law, application, day),
        _commits(law, application),
    ]


# 第六条（一）：在郑州市辖区内注册。
def _is_registered_here(law: Law, application: Application) -> Finding:
    district, by = application.organisation.district, law.cite("第六条（一）")
    because = f"It is registered in {district}."
    return finding("registered_here", district in DISTRICTS, by, actual=district, needed="郑州市辖区", because=because, fact="organisation.district")


# 第六条（一）：持续应用卓越绩效模式2年以上。附件2第1项作“一年以上”，以条文为准。
def _applies_the_model(law: Law, application: Application, day: date) -> Finding:
    least, since = law["model_years"], application.form.model_applied_since
    because = f"It has applied the model since {since}, {least.value} years or more before {day} are needed; annex 2 says one year, the article is applied."
    return finding("model_applied", has_lasted(since, least.period, day), least, actual=since, because=because, fact="form.model_applied_since")


# 第六条（一）：近3年主要经济、技术和质量等指标……位于我市同行业前三名、财务指标呈良好态势，且无亏损。
def _has_good_figures(law: Law, application: Application, day: date) -> list[Finding]:
    asked, place = law["indicator_years"], law["lowest_rank"]
    needed = last_completed_financial_years(asked.value, day)
    rows = [each for each in application.form.years if each.year in needed]
    given = sorted({each.year for each in rows})
    because = f"Indicators are given for {_years(given)}."
    whole = finding("indicators", len(given) == len(needed), asked, actual=given, needed=list(needed), because=because, fact="form.years")
    if len(given) < len(needed):
        missing = f"form.years.{min(set(needed) - set(given))}"
        return [whole, unknown("no_loss", asked, missing=missing), unknown("top_three", place, missing=missing)]
    losses, lowest, worst = {each.year for each in rows if each.profit < 0}, min(each.profit for each in rows), max(each.rank for each in rows)
    return [
        whole,
        finding("no_loss", not losses, asked, actual=lowest, needed=0, because=f"There was a loss in {_years(losses)}.", fact="form.years"),
        finding("top_three", worst <= place.value, place, actual=worst, because=f"Its lowest place in {_years(needed)} was {worst}.", fact="form.years"),
    ]


def _years(years: Iterable[int]) -> str:
    return ", ".join(map(str, sorted(years))) or "no year"


# 第六条（一）：获得区县（市）级以上政府质量奖荣誉。
def _has_an_award(law: Law, application: Application, day: date) -> Finding:
    recorded, claimed, by = awards_on_record(application, day), claimed_awards(application, day), law.cite("第六条（一）")
    if claimed and not recorded and not application.materials.get("qualifications"):
        return unknown("quality_award", by, missing="materials.qualifications", because="An award is claimed, but its proof is not uploaded.")
    names = [f"{award.level}{'提名奖' if award.is_nomination else ''} ({award.granted_on.year})" for award in (*recorded, *claimed)]
    because = f"These stand: {', '.join(names)}." if names else "No government quality award of a district or higher stands; a withdrawn one does not count."
    fact = "holdings" if recorded else "form.awards"
    return finding("quality_award", bool(names), by, actual=len(names), needed=1, because=because, fact=fact)


# 第六条（三）：通过 GB/T19001/IS09001 质量管理体系、GB/T24001/IS014001 环境管理体系、GB/T45001/IS045001 职业健康安全管理体系认证及其它行业管理体系认证。
def _has_systems(law: Law, application: Application, day: date) -> list[Finding]:
    return [*(_has_system(law, application, day, key, names) for key, names in SYSTEMS.items()), _has_other_systems(law, application, day)]


def _has_system(law: Law, application: Application, day: date, key: str, names: tuple[str, str]) -> Finding:
    last, by, system = valid_until(((each.standard, each) for each in application.form.certificates), names, day), law.cite("第六条（三）"), " / ".join(names)
    because = f"Its certificate for {system} is valid until {last}; it applied on {day}." if last else f"It has no certificate for {system} on {day}."
    return finding(key, last is not None and day <= last, by, actual=last, needed=day, because=because, fact="form.certificates")


def _has_other_systems(law: Law, application: Application, day: date) -> Finding:
    others, by = application.form.other_certificates, law.cite("第六条（三）")
    if not application.form.has_other_systems:
        return exempt("industry_systems", by, because="It states that its industry has no other management system.")
    lapsed = [each.system for each in others if not each.valid_from <= day <= each.expires_on]
    valid, needed = len(others) - len(lapsed), max(len(others), 1)
    because = f"Not valid on {day}: {'、'.join(lapsed)}." if lapsed else f"It names {len(others)} certificates for its industry's other systems."
    return finding("industry_systems", valid >= needed, by, actual=valid, needed=needed, because=because, fact="form.other_certificates")


# 第六条（四）：申报企业配合所在地的市场监管部门自愿承担不低于10家企业的孵化任务。
def _commits(law: Law, application: Application) -> Finding:
    least, count = law["minimum_commitment"], application.form.companies_committed
    return finding("commitment", count >= least.value, least, actual=count, because=f"It commits to {count} companies.", fact="form.companies_committed")
