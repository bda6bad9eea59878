"""Who may be preferred: bases to recommend (第十九条（二）), companies that completed (第二十条). An officer decides; the lists give the facts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from fuyu.dates import anniversary
from fuyu.law import Finding, Law, finding, hookimpl, unknown
from fuyu.law.facts import Designation, Enrolment, HeldTerm

BASE, COMPANY = "第十九条（二）", "第二十条（一）"
JUDGED = {"visible_benefit": "The visible benefit", "effective_model": "That the model works, as experts found,"}


@hookimpl
def to_prefer(law: Law, subject: Designation | Enrolment, as_of: date) -> Sequence[Finding] | None:
    """Ask of a base what 第十九条（二） praises, and of a company that completed what 第二十条（一） asks."""
    if isinstance(subject, Enrolment):
        return [_model_run(law, subject, as_of), *(_judged(law, subject, key) for key in JUDGED)]
    return [_orderly(law, subject), _served(law, subject, as_of), _effect(law, subject)]


# 第二十条（一）：完成孵化培训的企业并导入卓越绩效管理模式运行1年以上。
def _model_run(law: Law, enrolment: Enrolment, as_of: date) -> Finding:
    least, began = law["priority_model_years"], enrolment.starts_on
    if began is None:
        return unknown("model_run", least, missing="starts_on")
    met_on = anniversary(began, int(least.value))
    because = f"The model runs since {began}, when the incubation began; {least.value} year is met on {met_on}."
    return finding("model_run", as_of >= met_on, least, actual=began, because=because, fact="starts_on")


# 第二十条（一）：取得明显效益……经专家认定卓越绩效管理模式有效实施的企业。
def _judged(law: Law, enrolment: Enrolment, key: str) -> Finding:
    judged, by = enrolment.judged.get(key), law.cite(COMPANY)
    if judged is None:
        return unknown(key, by, missing=f"judged.{key}", because=f"{JUDGED[key]} has not been looked at yet.")
    because = f"{JUDGED[key]} was found on {judged.on}." if judged.is_met else f"{JUDGED[key]} was not found: {judged.note}"
    return finding(key, judged.is_met, by, actual=judged.is_met, needed=True, because=because, fact=f"judged.{key}")


# 第十九条（二）：对运行有序……的孵化基地；read as: the last yearly review was passed and no complaint of this designation was verified.
def _orderly(law: Law, designation: Designation) -> Finding:
    reviews = [run for run in designation.runs_of("review_yearly") if not run.is_running]
    complaints = [run for run in designation.runs_of("complain") if run.said.get("verify_complaint") == "verify"]
    by = law.cite(BASE, reading="Run in order is shown by the last yearly review, passed, and by no verified complaint in this designation.")
    if not reviews:
        return unknown("orderly", by, missing="runs.review_yearly", because="No yearly review of it has ended yet.")
    passed = reviews[-1].said.get("yearly_result") == "pass"
    because = f"The yearly review of {reviews[-1].key} was {'passed' if passed else 'not passed'}; {len(complaints)} complaints were verified."
    return finding("orderly", passed and not complaints, by, actual=len(complaints), needed=0, because=because, fact="runs")


# 第十九条（二）：服务优良；第十四条（四）：每年应提供不少于6批次。
def _served(law: Law, designation: Designation, as_of: date) -> Finding:
    least, years = law["minimum_yearly_sessions"], range(designation.first_day.year, as_of.year)
    whole = [year for year in years if designation.terms_in(year) == [HeldTerm(date(year, 1, 1), date(year, 12, 31))]]
    by = law.cite(BASE, reading="Good service is shown by the batches that are owed, held in every whole calendar year of the designation.")
    done = {year: designation.years[year].batches if year in designation.years else 0 for year in whole}
    if not done:
        return unknown("served", by, missing="years", because="No whole calendar year of the designation is over yet.")
    because = f"{'、'.join(f'{year}: {count}' for year, count in done.items())} batches were held; {least.value} are owed a year ({least.citation})."
    return finding("served", min(done.values()) >= least.value, by, actual=min(done.values()), needed=least.value, because=because, fact="years")


# 第十九条（二）：社会效应突出；第十七条（二）4：孵化成功率。
def _effect(law: Law, designation: Designation) -> Finding:
    least, completed, ended = law["minimum_success_rate"], designation.completed_enrolments, designation.ended_enrolments
    by = law.cite(BASE, reading="The text names no measure of the effect on society; companies completed, at the least success rate or above, stand for it.")
    if not ended:
        return unknown("effect", by, missing="ended_enrolments", because="Nobody's incubation has ended in this designation.")
    holds, because = Fraction(completed, ended) >= Fraction(least.value), f"{completed} of {ended} ended incubations were completed ({least.citation})."
    return finding("effect", holds, by, actual=f"{completed}/{ended}", needed=least.value, because=because, fact="completed_enrolments")
