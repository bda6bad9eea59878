"""What an applicant must be and what bars it: 第十三条 and 第十四条, as far as its form answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from fuyu.dates import has_lasted, is_within_years_before, last_completed_financial_years
from fuyu.law import Finding, Law, Value, finding, hookimpl, unknown
from fuyu.law.facts import Application
from fuyu_zhengzhou.mayor_award.forms import ACCIDENT, EXPORT, FRAUD, SAMPLE, SERVICE
from fuyu_zhengzhou.places import DISTRICTS


@hookimpl
def to_enter(law: Law, application: Application, as_of: date) -> Sequence[Finding] | None:
    """Ask for the conditions of 第十三条 and the bars of 第十四条 that the form answers."""
    day = application.applied_on or as_of
    if application.form is None:
        return [unknown("form", law.cite("第十七条（二）"), missing="form")]
    return [
        *_is_a_legal_person_here(law, application),
        *_has_lasted(law, application, day),
        *_has_figures(law, application, day),
        *_bars(law, application, day),
        _fraud_on_record(law, application, day),
    ]


# 第十三条（一）：在郑州市行政区域内注册登记，具备法人资格。
def _is_a_legal_person_here(law: Law, application: Application) -> list[Finding]:
    district, is_legal_person, by = application.organisation.district, application.form.is_legal_person, law.cite("第十三条（一）")
    where = f"It is registered in {district}."
    status = "It is a legal person." if is_legal_person else "It is no legal person."
    return [
        finding("registered_here", district in DISTRICTS, by, actual=district, needed="郑州市行政区域", because=where, fact="organisation.district"),
        finding("legal_person", is_legal_person, by, actual=is_legal_person, needed=True, because=status, fact="form.is_legal_person"),
    ]


# 第十三条（一）：合法运营3年以上；（二）：实施卓越绩效模式管理1年以上。
def _has_lasted(law: Law, application: Application, day: date) -> list[Finding]:
    lasted = [("operation", law["operation_years"], "operates_since"), ("model_applied", law["model_years"], "model_applied_since")]
    return [_since(key, least, getattr(application.form, name), day, f"form.{name}") for key, least, name in lasted]


def _since(key: str, least: Value, since: date, day: date, fact: str) -> Finding:
    because = f"It began on {since}; {least.value} years or more before {day} are needed."
    return finding(key, has_lasted(since, least.period, day), least, actual=since, because=because, fact=fact)


# 第十三条（二）：提供包含3年相关数据和信息的自评报告；第十四条（五）：近3年申报单位生产、经营出现亏损的。
def _has_figures(law: Law, application: Application, day: date) -> list[Finding]:
    asked, barred = law["self_assessment_years"], law["loss_years"]
    needed, looked_at = (last_completed_financial_years(each.value, day) for each in (asked, barred))
    years = {each.year for each in application.form.years}
    given = [year for year in needed if year in years]
    because = f"Its report holds figures of {given}; those of {list(needed)} are needed."
    whole = finding("self_assessment", len(given) == len(needed), asked, actual=given, needed=list(needed), because=because, fact="form.years")
    missing = [year for year in looked_at if year not in years]
    if missing:
        return [whole, unknown("no_loss", barred, missing=f"form.years.{missing[0]}")]
    rows = [each for each in application.form.years if each.year in looked_at]
    lowest, losses = min(each.profit for each in rows), sorted({each.year for each in rows if each.profit < 0})
    said = f"Years with a loss: {losses or 'none'}."
    return [whole, finding("no_loss", not losses, barred, actual=lowest, needed=0, because=said, fact="form.years")]


# 第十四条（三）、（四）、（六）：近3年……
def _bars(law: Law, application: Application, day: date) -> list[Finding]:
    bars = {"sample": ("sample_years", (SAMPLE, EXPORT, SERVICE)), "fraud": ("fraud_years", (FRAUD,)), "accident": ("accident_years", (ACCIDENT,))}
    return [_bar(law[name], key, kinds, application, day) for key, (name, kinds) in bars.items()]


def _bar(years: Value, key: str, kinds: tuple[str, ...], application: Application, day: date) -> Finding:
    events = [each for each in application.form.events if each.kind in kinds and is_within_years_before(each.happened_on, years.value, day)]
    said = "; ".join(f"{each.kind} on {each.happened_on}" for each in events) or "nothing of the kind"
    because = f"In the {years.value} years up to {day}: {said}."
    return finding(key, not events, years, actual=len(events), needed=0, because=because, fact="form.events")


# 第十四条（四）：近3年内参加市长质量奖评定活动存在弄虚作假等违规行为的。What was found in an earlier edition stands, whatever the applicant discloses.
def _fraud_on_record(law: Law, application: Application, day: date) -> Finding:
    years = law["fraud_years"]
    found = [each for each in application.misconduct if is_within_years_before(each.happened_on, years.value, day)]
    said = "; ".join(f"{each.kind} on {each.happened_on} in the edition of {each.year}" for each in found) or "nothing is on record"
    because = f"In the {years.value} years up to {day}: {said}."
    return finding("fraud_on_record", not found, years, actual=len(found), needed=0, because=because, fact="misconduct")
