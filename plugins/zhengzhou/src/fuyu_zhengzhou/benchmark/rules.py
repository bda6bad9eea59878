"""What an applicant's own form answers of 第五条, 第六条 and annex 2; the rest is found by officers and experts at their steps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from fuyu.dates import last_completed_financial_years
from fuyu.law import Finding, Law, Placement, exempt, finding, hookimpl, unknown
from fuyu.law.facts import Application, Candidate, Designation, Enrolment, Stage
from fuyu_zhengzhou.benchmark.forms import DIRECTIONS
from fuyu_zhengzhou.places import DISTRICTS

ENDING = "经验"


@hookimpl
def to_take(law: Law, step: str, does: str, subject: Application | Designation | Enrolment | Stage, as_of: date) -> Sequence[Finding] | None:
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
        return [registered, exempt("form", law.cite("第十一条"), because=because)]
    return [registered, _names_a_direction(law, application), _is_well_named(law, application), _has_figures(law, application, day), *_states(law, application)]


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


# 第十条：根据专家评审结果，市工信局提出拟认定的市级质量标杆名单。
@hookimpl
def who_is_chosen(law: Law, stage: Stage, ranked: Sequence[Candidate], as_of: date) -> Sequence[Placement] | None:
    """Propose all that came through the review, best first; the text names no number."""
    of = len(ranked)
    return [Placement(each.application.id, "benchmark", f"ranks {place} of {of}; the text sets no number") for place, each in enumerate(ranked, start=1)]
