"""Who is proposed for award and nomination, and the floor of points: 第四条 and 第十五条."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from fuyu.law import Finding, Law, Placement, Value, finding, hookimpl, unknown
from fuyu.law.facts import Application, Candidate, Designation, Enrolment, Stage
from fuyu_zhengzhou.mayor_award.rules.holding import AWARD, NOMINATION, won_before


# 第十五条：获得市长质量奖的单位评分不得低于500分（含500分），否则该奖项空缺。
@hookimpl
def to_take(law: Law, step: str, does: str, subject: Application | Designation | Enrolment | Stage, as_of: date) -> Sequence[Finding] | None:
    """Ask for the whole form at the application, and for the floor of each one chosen at the decision."""
    if isinstance(subject, Application) and (step, does) == ("apply", "submit") and subject.form is None:
        return [unknown("form", law.cite("第十七条（二）"), missing="form")]
    if isinstance(subject, Stage) and step == "decide":
        return [_reaches(_floor(law, subject.chosen[each.application.id]), each) for each in subject.candidates if each.application.id in subject.chosen]
    return None


def _floor(law: Law, kind: str) -> Value:
    return law["award_floor"] if kind == AWARD else law["nomination_floor"]


def _reaches(floor: Value, candidate: Candidate) -> Finding:
    key, name, score = f"floor.{candidate.application.id}", candidate.application.organisation.name, candidate.score
    if score is None:
        return unknown(key, floor, missing="scores", about=name)
    return finding(key, score >= floor.value, floor, actual=score, because=f"{name} has {score} points; {floor.value} or more are needed.", about=name)


# 第四条：名额每届评选不超过5个……达不到奖励条件的，名额可以空缺；第二十七条：再次获得该奖的……不占当年奖项名额。
@hookimpl
def who_is_chosen(law: Law, stage: Stage, ranked: Sequence[Candidate], as_of: date) -> Sequence[Placement] | None:
    """Propose awards down to the floor and the number of places, then nominations; a repeat win uses no place."""
    left = {kind: law[name].value - stage.already_granted.get(kind, 0) for kind, name in ((AWARD, "awards_most"), (NOMINATION, "nominations_most"))}
    placements = []
    for place, candidate in enumerate(ranked, start=1):
        made = _placement(law, candidate, f"ranks {place} of {len(ranked)}", left)
        if made.kind and made.uses_place:
            left[made.kind] -= 1
        placements.append(made)
    return placements


def _placement(law: Law, candidate: Candidate, because: str, left: dict[str, int]) -> Placement:
    id, score = candidate.application.id, candidate.score or Decimal(0)
    reaches = {kind: score >= _floor(law, kind).value for kind in left}
    if reaches[AWARD] and won_before(candidate.application):
        return Placement(id, AWARD, f"{because}; a repeat win uses no place ({law.cite('第二十七条')})", uses_place=False)
    kind = next((kind for kind in left if left[kind] > 0 and reaches[kind]), None)
    return Placement(id, kind, because if kind else f"{because} with {score} points; no place is left that it reaches")
