"""What the sheets come to, how applicants rank, and how many bases a round designates: annex 2, 第五条 and 第六条（五）."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from fuyu.dates import has_lasted
from fuyu.law import Finding, Law, Placement, Scored, as_warning, finding, hookimpl
from fuyu.law.facts import Application, Candidate, Designation, Enrolment, Sheet, Stage
from fuyu_zhengzhou.base.forms import CITY_AWARD, NATIONAL_AWARD, PROVINCE_AWARD
from fuyu_zhengzhou.base.honours import standing_awards

# 附件2 加分项1：获得郑州市市长质量奖企业，加1分；获得省长质量奖加2分；获得中国质量奖提名奖，加3分，中国质量奖加5分。
BONUS = {
    (CITY_AWARD, False): "city_award_bonus",
    (PROVINCE_AWARD, False): "province_award_bonus",
    (NATIONAL_AWARD, True): "national_nomination_bonus",
    (NATIONAL_AWARD, False): "national_award_bonus",
}


# 附件2：郑州市企业卓越绩效管理孵化基地认定评审细则打分表。
@hookimpl
def what_follows(law: Law, step: str, application: Application, sheets: Sequence[Sheet], as_of: date) -> Scored | None:
    """Take the mean of the sheets to two decimals, and the bonus points."""
    if step != "rubric" or not sheets:
        return None
    day, decimals = application.applied_on or as_of, law["score_decimals"].value
    mean = sum((sheet.total for sheet in sheets), Decimal(0)) / len(sheets)
    result = mean.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    bonus = {"highest_award": _award_bonus(law, application, day), "operation": _seasoned_bonus(law, application, day)}
    return Scored(result, f"mean of {len(sheets)} sheets to {decimals} decimals", {reason: points for reason, points in bonus.items() if points})


# 附件2 加分项1：此项仅加最高奖项，不累加。
def _award_bonus(law: Law, application: Application, day: date) -> Decimal:
    names = [BONUS[kind] for award in standing_awards(application, day) if (kind := (award.level, award.is_nomination)) in BONUS]
    return max((Decimal(law[name].value) for name in names), default=Decimal(0))


# 附件2 加分项2：运营5年以上的成熟性企业在同等条件下优先选用。加5分。
def _seasoned_bonus(law: Law, application: Application, day: date) -> Decimal:
    return Decimal(law["seasoned_bonus"].value) if is_seasoned(law, application, day) else Decimal(0)


def is_seasoned(law: Law, application: Application, day: date) -> bool:
    """Claim five years or more of operation, from the licence's founding date."""
    return has_lasted(application.form.founded_on, law["seasoned_years"].period, day)


# 第六条（五）：运营5年以上的成熟企业在同等条件下优先选用。
@hookimpl
def how_rank(law: Law, candidates: Sequence[Candidate], as_of: date) -> Sequence[Candidate] | None:
    """Rank by score, equal scores by five years of operation, then by the earlier application."""

    def place(candidate: Candidate) -> tuple[Decimal, bool, date]:
        day = candidate.application.applied_on or as_of
        return -(candidate.score or Decimal(0)), not is_seasoned(law, candidate.application, day), day

    return sorted(candidates, key=place)


# 第五条：一般情况下每次评出代表性孵化基地5~10个。
@hookimpl
def who_is_chosen(law: Law, stage: Stage, ranked: Sequence[Candidate], as_of: date) -> Sequence[Placement] | None:
    """Propose the best up to the usual number; the officer decides."""
    most = law["designations_most"].value
    left = most - sum(stage.already_granted.values())
    return [_placement(candidate, place, len(ranked), most, is_within=place <= left) for place, candidate in enumerate(ranked, start=1)]


def _placement(candidate: Candidate, place: int, of: int, most: int, *, is_within: bool) -> Placement:
    because = f"ranks {place} of {of}" if is_within else f"ranks {place} of {of}; usually {most} are designated at most"
    return Placement(candidate.application.id, "base" if is_within else None, because)


# 第五条：一般情况下每次评出代表性孵化基地5~10个。
@hookimpl
def to_take(law: Law, step: str, does: str, subject: Application | Designation | Enrolment | Stage, as_of: date) -> Sequence[Finding] | None:
    """Warn where a round would designate fewer or more than usual."""
    if not isinstance(subject, Stage) or step != "designate":
        return None
    least, most = law["designations_least"], law["designations_most"]
    count = len(subject.chosen) + sum(subject.already_granted.values())
    because = f"The round would designate {count} bases; usually {least.value} to {most.value}."
    return [
        as_warning(finding("designations_least", count >= least.value, least, actual=count, because=because)),
        as_warning(finding("designations_most", count <= most.value, most, actual=count, because=because)),
    ]
