"""Who may enter the pool, and in which class (三（一）, 四（二）1, 四（四）2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from fuyu.dates import has_lasted, is_within_years_before, last_completed_financial_years
from fuyu.law import Award, Finding, Law, as_warning, finding, hookimpl, unknown
from fuyu.law.facts import Application, Call, Designation, Enrolment, Stage
from fuyu_wuhu.places import DISTRICTS
from fuyu_wuhu.pool.classes import BELOW_A, as_the_text_says, may_grow
from fuyu_wuhu.pool.forms import Conditions, PoolApplication
from fuyu_wuhu.pool.survey import Classification, Survey

POOL = "wuhu.pool"


@hookimpl
def to_enter(law: Law, application: Application, as_of: date) -> Sequence[Finding]:
    """Ask the conditions of 三（一） that the form answers; the recommender judges items 2 and 4."""
    own: PoolApplication = application.form
    lasting = [_registered(law, application), *_durations(law, own.conditions, as_of), _certificate(law, own.conditions, as_of)]
    return [*lasting, _accidents(law, own, as_of), *_record(law, own), *_former_cycle(law, application, as_of)]


# 三（一）1：在本市区域内合法注册的法人或者其他组织……。
def _registered(law: Law, application: Application) -> Finding:
    where = application.organisation.district
    because = f"It is registered in {where}."
    return finding(
        "registered_here", where in DISTRICTS, law.cite("三（一）1"), actual=where, needed=list(DISTRICTS), because=because, fact="organisation.district"
    )


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


# 三（一）5：……近3年内无重大质量、安全、环境污染、公共卫生等事故（按照国家有关规定认定）……。
def _accidents(law: Law, own: PoolApplication, as_of: date) -> Finding:
    """Ask that none was major within the three years, by the day of each that is told and by the form's own yes or no."""
    years = law["look_back_years"]
    counting = [each for each in own.conditions.accidents if each.is_major and is_within_years_before(each.happened_on, years.value, as_of)]
    stated = "The applicant states that there is one." if own.had_major_accident else "The applicant states that there is none."
    because = "; ".join(f"{each.kind}重大事故 of {each.happened_on} ({each.found_by})." for each in counting) or stated
    days = [each.happened_on for each in counting]
    return finding("no_major_accident", not (own.had_major_accident or counting), years, actual=days, needed=years.value, because=because, fact="form")


# 三（一）5：……无国家或省级质量监督抽查（检查）不合格记录；无其他严重违法、违规不良记录……；法定代表人无犯罪记录。
# The three years belong to the accidents alone: the rest is set apart from them by semicolons.
def _record(law: Law, own: PoolApplication) -> Iterator[Finding]:
    stated = {
        "grave_complaint": own.had_grave_complaint,
        "failed_inspection": own.conditions.failed_inspection,
        "grave_violation": own.conditions.grave_violation,
        "criminal_record": own.conditions.criminal_record,
    }
    for key, there_is in stated.items():
        because = "The applicant states that there is one." if there_is else "The applicant states that there is none."
        yield finding(f"no_{key}", not there_is, law.cite("三（一）5"), because=because, fact="form")


# 四（四）2：有意参与多周期孵化的组织，在一个孵化周期结束后，需重新提交申请，同时提供原孵化周期时间内的组织自我评价报告。
def _former_cycle(law: Law, application: Application, as_of: date) -> Iterator[Finding]:
    """Ask those who were in this pool before that their cycle has ended and that its self-assessment report is handed in."""
    former = [each for each in application.holdings if each.programme == POOL and each.host == application.call.host]
    if not former:
        return
    by, running = law.cite("四（四）2"), [each for each in former if each.state == "held" and (each.ends_on is None or as_of <= each.ends_on)]
    because = f"It is in the pool until {running[0].ends_on}." if running else "Its earlier cycle has ended."
    yield finding("former_cycle_ended", not running, by, actual=running[0].ends_on if running else None, because=because, fact="holdings")
    is_there = bool(application.materials.get("former_self_assessment"))
    yield finding("former_self_assessment", is_there, by, because="It was in the pool in an earlier cycle.", fact="materials.former_self_assessment")


@hookimpl
def to_take(law: Law, step: str, does: str, subject: Application | Call | Designation | Enrolment | Stage, as_of: date) -> Sequence[Finding] | None:
    """Ask evidence of who recommends, three years' revenue of the survey, the stated conditions of who classifies, and what is asked of an admission."""
    if not isinstance(subject, Application):
        return None
    match step:
        case "apply":
            return _honours(law, subject.form, as_of)
        case "recommend":
            return [*_evidence(law, subject), *_put_forward(law, subject)]
        case "survey":
            return _revenue(law, subject)
        case "classify":
            chosen = _classification(subject)
            return list(as_the_text_says(law, chosen.holds_class, chosen.found))
        case "admit":
            chosen = _classification(subject)
            return [_reaches_a(law, chosen), may_grow(law, subject.call, chosen.holds_class), *_put_forward(law, subject)]
    return None


# 附件1：近三年获得的市级及以上与质量相关的荣誉。 An older one is shown beside the form; it bars nobody.
def _honours(law: Law, own: PoolApplication | None, as_of: date) -> list[Finding]:
    years = law["honours_years"]
    old = [each for each in (own.honours if own else ()) if not is_within_years_before(each.awarded_on, years.value, as_of)]
    because = "; ".join(f"{each.name} is of {each.awarded_on}." for each in old) or "Each honour is of the last three years."
    return [as_warning(finding("honours_years", not old, years, actual=[each.awarded_on for each in old], because=because, fact="form.honours"))]


# 三（一）4：……取得突出成绩，达到省内外领先水平。 On the recommender's finding, which names its evidence.
def _evidence(law: Law, application: Application) -> Iterator[Finding]:
    judged, by = application.found("leading_results"), law.cite("三（一）4")
    if judged is None:
        yield unknown("leading_results", by, missing="judged.leading_results")
        return
    evidence = judged.note.strip() or "No evidence is named."
    yield finding("leading_results", judged.is_met and bool(judged.note.strip()), by, actual=judged.is_met, needed=True, because=evidence)


# 三（二）：……原则上每个推荐单位每个孵化周期内推荐不超过2个组织……。 Each recommendation counts, whatever becomes of it; the first two are never warned of.
def _put_forward(law: Law, application: Application) -> Iterator[Finding]:
    place, most = application.ordinals.get("recommend"), law["recommendations_per_cycle"]
    if place is not None:
        because = f"Its recommender puts forward {place} organisations in this cycle, this one included."
        yield as_warning(finding("recommendations_per_cycle", place <= most.value, most, actual=place, because=because, fact="ordinals.recommend"))


# 附件2 一：……需反映员工总数和近3年营收情况。
def _revenue(law: Law, application: Application) -> list[Finding]:
    survey: Survey = application.entries("survey")[-1].entry
    years = law["revenue_years"]
    needed = last_completed_financial_years(years.value, application.applied_on) if application.applied_on else ()
    given = sorted(each.year for each in survey.overview.revenues)
    lacking = [year for year in needed if year not in given]
    because = f"The revenue of {'、'.join(map(str, lacking))} is missing." if lacking else "The revenue of each year is told."
    return [finding("revenue_years", not lacking, years, actual=given, needed=sorted(needed), because=because, fact="filled.survey")]


# 附件2 九：……认为申请组织不满足孵化分类中A类标准的，也需在本项中明确。
def _reaches_a(law: Law, chosen: Classification) -> Finding:
    by = law.cite("四（二）1 首段", reading="An organisation that does not reach A can be given no class, so it is not admitted.")
    return finding("reaches_class_a", chosen.holds_class != BELOW_A, by, actual=chosen.holds_class, needed="A, B, C, D", because=chosen.because)


# 四（二）1：市创奖办……按照导入卓越绩效管理模式时间和成熟度分类实施培育。
@hookimpl
def what_is_granted(law: Law, application: Application, kind: str, as_of: date) -> Award:
    """Grant a place in the class that the office found."""
    chosen = _classification(application)
    return Award(kind, holds_class=chosen.holds_class, because=chosen.because)


def _classification(application: Application) -> Classification:
    entry: Classification = application.entries("classify")[-1].entry
    return entry
