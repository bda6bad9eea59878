"""How applicants rank and who is awarded: percentile, reserved places, repeat winners beside the quota (第五条, 第七条)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from fuyu.law import Award, Finding, Law, Placement, finding, hookimpl
from fuyu.law.facts import Application, Candidate, Designation, Enrolment, Stage
from fuyu_example.award.eligibility import AWARD

KIND = "award"
STEP = "award"
SMALL = "中小企业"
OTHERS = "其他组织"


# 第七条：……得分相同的，中小企业在前；仍相同的，申报在前者在前。
@hookimpl
def how_rank(law: Law, candidates: Sequence[Candidate], as_of: date) -> Sequence[Candidate]:
    """Rank by points; among equal points the small and medium enterprise, then the earlier application comes first."""
    return sorted(candidates, key=_order)


def _order(candidate: Candidate) -> tuple[Decimal, bool, date]:
    return -_points(candidate), not _is_small(candidate.application), candidate.application.applied_on or date.max


# 第五条：……中小企业按名次先占预留名额，再与其他组织一并占其余名额；没有合格的中小企业的，预留名额空缺。曾经获得本奖的组织再次获奖的，不占名额。
@hookimpl
def who_is_chosen(law: Law, stage: Stage, ranked: Sequence[Candidate], as_of: date) -> Sequence[Placement] | None:
    """Fill the places from the top with those who reach the percentile."""
    if stage.step != STEP:
        return None
    places = _Places.of(law, stage)
    return [_place(law, places, each, ranked) for each in ranked]


@dataclass
class _Places:
    """The places that are left; what was granted before is taken from the open ones first (reading)."""

    open: int
    reserved: int

    @classmethod
    def of(cls, law: Law, stage: Stage) -> _Places:
        reserved = int(law["reserved_places"].value)
        left = stage.call.quotas[KIND] - reserved - stage.already_granted.get(KIND, 0)
        return cls(max(left, 0), max(reserved + min(left, 0), 0))

    def take(self, application: Application) -> str | None:
        """Take the place that an application may have; return its name, None where there is none."""
        if _is_small(application) and self.reserved:
            self.reserved -= 1
            return "a reserved place"
        if self.open:
            self.open -= 1
            return "an open place"
        return None


def _place(law: Law, places: _Places, candidate: Candidate, among: Sequence[Candidate]) -> Placement:
    application, reached = candidate.application, _reaches(law, candidate, among)
    if reached.stands_in_the_way:
        return Placement(application.id, None, reached.because)
    if _is_repeat(application):
        return Placement(application.id, KIND, f"{reached.because} A repeat winner uses no place.", uses_place=False)
    taken = places.take(application)
    return Placement(application.id, KIND if taken else None, f"{reached.because} {f'It takes {taken}.' if taken else 'No place is left for it.'}")


@hookimpl
def to_take(law: Law, step: str, does: str, subject: Application | Designation | Enrolment | Stage, as_of: date) -> Sequence[Finding] | None:
    """Let nobody be awarded below the percentile, nor a large organisation on a reserved place."""
    if step != STEP or not isinstance(subject, Stage):
        return None
    chosen = [each for each in subject.candidates if each.application.id in subject.chosen]
    return [*(_reaches(law, each, subject.candidates) for each in chosen), _leaves_reserved(law, subject, chosen)]


# 第七条：得分的百分位不低于百分之……的组织方可获奖。
def _reaches(law: Law, candidate: Candidate, among: Sequence[Candidate]) -> Finding:
    least, reached = law["least_percentile"], percentile(candidate, among)
    because = f"{_points(candidate)} points stand at {float(reached):.2f} percent of {len(among)}; {least.value} or more are needed."
    return finding("percentile", reached >= least.value, least, actual=reached, because=because, about=candidate.application.organisation.name)


def percentile(candidate: Candidate, among: Sequence[Candidate]) -> Fraction:
    """Return the share in percent, unrounded, of those whose points are not higher than the candidate's, itself included."""
    return Fraction(100 * sum(_points(each) <= _points(candidate) for each in among), len(among))


# 第五条：……其中为中小企业预留……个。
def _leaves_reserved(law: Law, stage: Stage, chosen: Sequence[Candidate]) -> Finding:
    reserved = law["reserved_places"]
    most = stage.call.quotas[KIND] - int(reserved.value)
    large = sum(not _is_small(each.application) and not _is_repeat(each.application) for each in chosen)
    because = f"{large} that are not small or medium would be awarded; {reserved.value} of {stage.call.quotas[KIND]} places are reserved."
    return finding("reserved_places", large <= most, reserved, actual=large, needed=most, because=because)


@hookimpl
def what_is_granted(law: Law, application: Application, kind: str, as_of: date) -> Award:
    """Grant the award, beside the quota to a repeat winner."""
    is_repeat = _is_repeat(application)
    because = "It held the award before." if is_repeat else "It is its first award."
    return Award(kind, holds_class=SMALL if _is_small(application) else OTHERS, uses_place=not is_repeat, because=because)


def _points(candidate: Candidate) -> Decimal:
    return candidate.score if candidate.score is not None else Decimal(0)


def _is_small(application: Application) -> bool:
    return bool(application.form.is_small_or_medium)


def _is_repeat(application: Application) -> bool:
    return any(each.programme == AWARD and each.state != "revoked" for each in application.holdings)
