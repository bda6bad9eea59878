"""Who may apply, and what is asked of an applicant (二, 三)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from fuyu.dates import count_characters, has_lasted, last_completed_financial_years
from fuyu.law import Finding, Law, exempt, finding, hookimpl
from fuyu.law.facts import Application, Designation, Enrolment, Stage
from fuyu_hangzhou.cultivation.forms import NO_YEARS_ASKED, PUBLIC_BODIES, CultivationApplication, HoldingOfGroup

Body = CultivationApplication | HoldingOfGroup
STATEMENTS = ("inspections_passed", "no_major_accident", "no_grave_complaint", "not_listed_dishonest", "no_other_grave_violation")


# 二（六）：以集团名义申报的，除总部必须具备以上条件外，其所有控股组织均要符合（一）至（三）项基本条件。
@hookimpl
def to_enter(law: Law, application: Application, as_of: date) -> Sequence[Finding]:
    """Ask items 1 to 3 of the applicant and of every organisation that a group holds, each by its name."""
    own: CultivationApplication = application.form
    bodies: list[tuple[str | None, Body]] = [(None, own), *((each.name, each) for each in own.holdings)]
    return [each for about, body in bodies for each in _items_1_to_3(law, about, body, as_of)] + [_years_of_figures(law, own, as_of)]


def _items_1_to_3(law: Law, about: str | None, body: Body, as_of: date) -> Iterator[Finding]:
    holds = body.is_lawful_and_honest
    yield finding("lawful_and_honest", holds, law.cite("二（一）"), because=_stated(holds, about), about=about, fact="form.is_lawful_and_honest")
    yield _years_of_the_model(law, about, body, as_of)
    for name in STATEMENTS:
        holds = getattr(body.statements, name)
        yield finding(name, holds, law["look_back_years"], because=_stated(holds, about), about=about, fact=f"form.statements.{name}")
    if isinstance(body, HoldingOfGroup):
        yield finding("holding_is_leading", body.is_leading, law.cite("二（二）"), because=_stated(body.is_leading, about), about=about, fact="form.holdings")


# 二（二）：……满 3 年……。对数字经济新兴产业、生命健康产业和农业相关组织，实施卓越绩效管理年限不作要求。
def _years_of_the_model(law: Law, about: str | None, body: Body, as_of: date) -> Finding:
    least = law["model_years"]
    if body.industry in NO_YEARS_ASKED:
        return exempt("model_years", least, because=_of(about, f"No number of years is asked of {body.industry}."), about=about)
    holds = has_lasted(body.model_since, least.period, as_of)
    because = _of(about, f"The model has been applied since {body.model_since}.")
    return finding("model_years", holds, least, actual=body.model_since, because=because, about=about, fact="form.model_since")


# 二（二）：……近 3 年主要经济指标和社会贡献程度……。
def _years_of_figures(law: Law, own: CultivationApplication, as_of: date) -> Finding:
    by = law["indicator_years"]
    asked, given = list(last_completed_financial_years(int(by.value), as_of)), sorted(each.year for each in own.figures)
    return finding("indicator_years", given == asked, by, needed=asked, actual=given, because=f"Figures are given for {given}.", fact="form.figures")


def _stated(holds: bool, about: str | None) -> str:
    return _of(about, "So the applicant states." if holds else "The applicant states the opposite.")


def _of(about: str | None, says: str) -> str:
    """Return a sentence with the holding that it is about, so that a refusal names it."""
    return f"{about}: {says}" if about else says


@hookimpl
def to_take(law: Law, step: str, does: str, subject: Application | Designation | Enrolment | Stage, as_of: date) -> Sequence[Finding] | None:
    """Ask at the application what its own text shows, and at the district's review for the copies on paper."""
    if isinstance(subject, Application) and step == "district_review" and does == "recommend":
        return [_copies(law, subject, name) for name in ("bound_copies", "evidence_copies")]
    if not isinstance(subject, Application) or step != "apply":
        return None
    return [_no_public_body(law, subject.form), _length(law, subject.form), *_evidence_of_holdings(law, subject)]


# 三（五）：……（一）（二）（三）（四）项需提供……一式三份……，（五）项需提供……一式一份的纸质材料（装订成册）。
def _copies(law: Law, application: Application, name: str) -> Finding:
    asked, answer = law[name], application.found(name)
    because = f"{asked.value} bound copies are asked for, and the file beside them."
    return finding(name, answer is not None and answer.is_met, asked, because=because, fact=f"judged.{name}")


# 二（五）：……等按照（参照）《中华人民共和国公务员法》管理的组织不得作为申报对象。
def _no_public_body(law: Law, own: CultivationApplication) -> Finding:
    holds = own.kind not in PUBLIC_BODIES and not own.is_managed_as_civil_service
    how = ", managed under or by reference to the civil-service law" if own.is_managed_as_civil_service else ""
    because = f"The applicant says that it is {own.kind}{how}."
    return finding("no_public_body", holds, law.cite("二（五）"), actual=own.kind, because=because, fact="form.kind")


# 三（三）：……字数限 6 万字以内（含图表）。以集团名义申报的，对其所有控股组织均应进行评价说明。
def _length(law: Law, own: CultivationApplication) -> Finding:
    most, text = law["self_assessment_characters"], own.self_assessment
    count = sum(map(count_characters, [*text.texts, *(each.self_assessment for each in own.holdings)])) + text.characters_in_figures
    because = f"Text and figures, those about holdings included, have {count} characters together."
    return finding("self_assessment_characters", count <= most.value, most, actual=count, because=because, fact="form.self_assessment")


# 三（五）：……杭州市行政区域内的所有控股组织的证实性材料。
def _evidence_of_holdings(law: Law, application: Application) -> Iterator[Finding]:
    own: CultivationApplication = application.form
    here = [each.name for each in own.holdings if each.is_in_hangzhou]
    if here:
        is_there = bool(application.materials.get("holdings_evidence"))
        because = f"The group holds organisations in Hangzhou: {', '.join(here)}."
        yield finding("holdings_evidence", is_there, law.cite("三（五）"), because=because, fact="materials.holdings_evidence")
