"""Who is proposed for award and nomination, and the floor of points: 第四条 and 第十五条."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from fuyu.law import Finding, Law, Placement, Value, finding, hookimpl, unknown
from fuyu.law.facts import Application, Call, Candidate, Designation, Enrolment, Stage
from fuyu.law.selecting import Places, fill
from fuyu_zhengzhou.mayor_award.rules.holding import AWARD, NOMINATION, won_before


# 第十五条：获得市长质量奖的单位评分不得低于500分（含500分），否则该奖项空缺。
@hookimpl
def to_take(law: Law, step: str, does: str, subject: Application | Call | Designation | Enrolment | Stage, as_of: date) -> Sequence[Finding] | None:
    """Ask for the floor of each one chosen at the decision."""
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
    """Propose awards down to the floor and the number of places, then nominations; a repeat win uses no place, and a place that nobody reaches stays empty."""
    numbers = ((AWARD, "awards_most"), (NOMINATION, "nominations_most"))
    places = [Places.of(kind, law[name].value, stage.already_granted.get(kind, 0)) for kind, name in numbers]
    floors = {kind: _floor(law, kind) for kind, _ in numbers}
    repeats = f"a repeat win uses no place ({law.cite('第二十七条')})"

    def below(candidate: Candidate, kind: str) -> str | None:
        floor = floors[kind]
        return None if (candidate.score or Decimal(0)) >= floor.value else f"{floor.value} points or more are needed ({floor.citation})"

    def beside(candidate: Candidate, kind: str) -> str | None:
        return repeats if kind == AWARD and won_before(candidate.application) else None

    return fill(ranked, places, stands_in_the_way=below, beside=beside)
