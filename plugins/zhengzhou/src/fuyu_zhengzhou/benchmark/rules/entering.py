"""What an applicant's own form answers of 第五条, 第六条 and annex 2; the rest is found by officers and experts at their steps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from fuyu.dates import last_completed_financial_years
from fuyu.law import Finding, Law, exempt, finding, hookimpl, unknown
from fuyu.law.facts import Application, Call, Designation, Enrolment, Stage
from fuyu_zhengzhou.benchmark.forms import DIRECTIONS, INDUSTRIES
from fuyu_zhengzhou.places import DISTRICTS

ENDING = "经验"


@hookimpl
def to_take(law: Law, step: str, does: str, subject: Application | Call | Designation | Enrolment | Stage, as_of: date) -> Sequence[Finding] | None:
    """Ask for the whole form of who applies itself; who is deemed to have applied needs none."""
    if isinstance(subject, Application) and (step, does) == ("apply", "submit") and subject.form is None:
        return [unknown("form", law.cite("附件1"), missing="form")]
    return None


@hookimpl
def to_enter(law: Law, application: Application, as_of: date) -> Sequence[Finding] | None:
    """Ask for registration, direction, name, figures and promises; an applicant by its provincial material is asked for the first alone."""
    day, registered = application.applied_on or as_of, _is_registered_here(law, application)
    if application.form is None:
        because = "It counts as an applicant on the material of its provincial application of this year."
        return [registered, exempt("form", law.cite("第十一条"), because=because), _has_provincial_material(law, application)]
    return [
        registered,
        _names_a_direction(law, application),
        _is_of_an_industry(law, application),
        _is_well_named(law, application),
        _has_figures(law, application, day),
        *_states(law, application),
        _is_signed(law, application, day),
    ]


# 第十一条：同一年度内，推荐申报河南省质量标杆的企业视为一并申报郑州市质量标杆，不再提交市级质量标杆申报材料。
def _has_provincial_material(law: Law, application: Application) -> Finding:
    there = bool(application.materials.get("provincial"))
    because = "Its provincial material is there." if there else "Its provincial material is missing; the bureau adds it."
    return finding("provincial_material", there, law.cite("第十一条"), because=because, fact="materials.provincial")


# 第六条1：在郑州市注册的独立法人企业，有效运行质量管理体系。
def _is_registered_here(law: Law, application: Application) -> Finding:
    district, by = application.organisation.district, law.cite("第六条1")
    because = f"It is registered in {district}."
    return finding("registered_here", district in DISTRICTS, by, actual=district, needed="郑州市", because=because, fact="organisation.district")


# 第五条：市质量标杆遴选方向可根据年度工作重点进行适时调整和补充。
def _names_a_direction(law: Law, application: Application) -> Finding:
    directions, direction = list(application.call.directions or DIRECTIONS), application.form.direction
    because = f"It names {direction}; the directions of {application.call.year} are {'、'.join(directions)}."
    return finding("direction", direction in directions, law.cite("第五条"), actual=direction, needed=directions, because=because, fact="form.direction")


# 第五条：围绕我市电子信息、汽车和装备制造……等战略新兴产业，开展“质量标杆”遴选活动。
# The text's own list is open (等); where the year's notice names other industries, those alone count (reading).
def _is_of_an_industry(law: Law, application: Application) -> Finding:
    industries, industry, by = list(application.call.industries or INDUSTRIES), application.form.industry, law.cite("第五条")
    if industry in industries or set(industries) != set(INDUSTRIES):
        because = f"It is of {industry}; the industries of {application.call.year} are {'、'.join(industries)}."
        return finding("industry", industry in industries, by, actual=industry, needed=industries, because=because, fact="form.industry")
    return exempt("industry", by, because=f"It is of {industry}; the text's list of industries is open (等).")


# 附件2 一（一）：命名规则为：（企业）+（典型方法技术）+（经验）。
def _is_well_named(law: Law, application: Application) -> Finding:
    form, company = application.form, application.organisation.name
    beginnings = [name for name in (company, form.short_name) if name]
    holds = form.name.endswith(ENDING) and any(form.name.startswith(each) and len(form.name) > len(each + ENDING) for each in beginnings)
    because = (
        f"The name begins with {' or '.join(beginnings)}, names the method, and ends in {ENDING}."
        if holds
        else f"{form.name} is not (company) + (method) + {ENDING}."
    )
    needed = f"（{'或'.join(beginnings)}）+（典型方法技术）+（{ENDING}）"
    return finding("name", holds, law.cite("附件2 一（一）"), actual=form.name, needed=needed, because=because, fact="form.name")


# 附件1：基本情况（年度、资产总额、销售收入、利润总额、从业人员）。
def _has_figures(law: Law, application: Application, day: date) -> Finding:
    asked = law["figure_years"]
    needed = list(last_completed_financial_years(asked.value, day))
    given = sorted({each.year for each in application.form.years if each.year in needed})
    because = f"Figures are given for {given}; those of {needed} are needed."
    return finding("figures", given == needed, asked, actual=given, needed=needed, because=because, fact="form.years")


# 第六条1、4，附件1：承诺。
def _states(law: Law, application: Application) -> list[Finding]:
    asked = {
        "is_independent_legal_person": "第六条1",
        "has_running_quality_system": "第六条1",
        "states_no_violation": "附件1 承诺",
        "promises_to_share": "第六条4",
    }
    return [_state(law, application, name, clause) for name, clause in asked.items()]


def _state(law: Law, application: Application, name: str, clause: str) -> Finding:
    says = getattr(application.form, name)
    because = f"{name.replace('_', ' ')}: {'stated' if says else 'not stated'}."
    return finding(name, says, law.cite(clause), actual=says, needed=True, because=because, fact=f"form.{name}")


# 附件1 承诺：法人代表签字，年 月 日。
def _is_signed(law: Law, application: Application, day: date) -> Finding:
    signed = application.form.signed_on
    because = f"It was signed on {signed} and handed in on {day}."
    return finding("signed", signed <= day, law.cite("附件1 承诺"), actual=signed, needed=day, because=because, fact="form.signed_on")
