"""Who may enter the pool, and in which class (三（一）, 四（二）1, 四（四）2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from fuyu.dates import has_lasted
from fuyu.law import Award, Finding, Law, finding, hookimpl
from fuyu.law.facts import Application, Designation, Enrolment, Stage
from fuyu_wuhu.pool.forms import Conditions, PoolApplication
from fuyu_wuhu.pool.survey import BELOW_A, Classification

POOL = "wuhu.pool"


@hookimpl
def to_enter(law: Law, application: Application, as_of: date) -> Sequence[Finding]:
    """Ask the conditions of 三（一） that the form answers; the recommender judges items 2 and 4."""
    own: PoolApplication = application.form
    return [*_durations(law, own.conditions, as_of), _certificate(law, own.conditions, as_of), *_record(law, own), *_former_cycle(law, application)]


# 三（一）1：……具有3年以上的相应资质或证照。3：……组织内部持续导入卓越绩效管理模式2年以上……。
def _durations(law: Law, own: Conditions, as_of: date) -> Iterator[Finding]:
    for key, since in (("licence_years", own.licensed_on), ("model_years", own.model_since)):
        because, fact = f"It dates from {since}.", "form.conditions.licensed_on" if key == "licence_years" else "form.conditions.model_since"
        yield finding(key, has_lasted(since, law[key].period, as_of), law[key], actual=since, because=because, fact=fact)


# 三（一）3：……已通过GB/T19001质量管理体系认证或其他相关体系认证。
def _certificate(law: Law, own: Conditions, as_of: date) -> Finding:
    latest = max((each.valid_until for each in own.certificates), default=None)
    because = f"The last certificate is valid until {latest}." if latest else "No certificate is named."
    holds = latest is not None and as_of <= latest
    return finding("system_certificate", holds, law.cite("三（一）3"), actual=latest, because=because, fact="form.conditions.certificates")


# 三（一）5：……近3年内无重大质量、安全、环境污染、公共卫生等事故……；无国家或省级质量监督抽查（检查）不合格记录；
# 无其他严重违法、违规不良记录……；法定代表人无犯罪记录。
def _record(law: Law, own: PoolApplication) -> Iterator[Finding]:
    stated = {
        "major_accident": own.had_major_accident,
        "grave_complaint": own.had_grave_complaint,
        "failed_inspection": own.conditions.failed_inspection,
        "grave_violation": own.conditions.grave_violation,
        "criminal_record": own.conditions.criminal_record,
    }
    for key, there_is in stated.items():
        by = law["look_back_years"] if key == "major_accident" else law.cite("三（一）5")
        because = "The applicant states that there is one." if there_is else "The applicant states that there is none."
        yield finding(f"no_{key}", not there_is, by, because=because, fact="form")


# 四（四）2：有意参与多周期孵化的组织，在一个孵化周期结束后，需重新提交申请，同时提供原孵化周期时间内的组织自我评价报告。
def _former_cycle(law: Law, application: Application) -> Iterator[Finding]:
    if any(each.programme == POOL for each in application.holdings):
        is_there = bool(application.materials.get("former_self_assessment"))
        because = "It was in the pool in an earlier cycle."
        yield finding("former_self_assessment", is_there, law.cite("四（四）2"), because=because, fact="materials.former_self_assessment")


# 附件2 九：……认为申请组织不满足孵化分类中A类标准的，也需在本项中明确。
@hookimpl
def to_take(law: Law, step: str, does: str, subject: Application | Designation | Enrolment | Stage, as_of: date) -> Sequence[Finding] | None:
    """Admit nobody who does not reach class A (reading)."""
    if step != "admit" or not isinstance(subject, Application):
        return None
    chosen = _classification(subject)
    by = law.cite("四（二）1 首段", reading="An organisation that does not reach A can be given no class, so it is not admitted.")
    return [finding("reaches_class_a", chosen.holds_class != BELOW_A, by, actual=chosen.holds_class, needed="A, B, C, D", because=chosen.because)]


# 四（二）1：市创奖办……按照导入卓越绩效管理模式时间和成熟度分类实施培育。
@hookimpl
def what_is_granted(law: Law, application: Application, kind: str, as_of: date) -> Award:
    """Grant a place in the class that the office found."""
    chosen = _classification(application)
    return Award(kind, holds_class=chosen.holds_class, because=chosen.because)


def _classification(application: Application) -> Classification:
    entry: Classification = application.entries("classify")[-1].entry
    return entry
