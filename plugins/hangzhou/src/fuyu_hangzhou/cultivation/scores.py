"""What points lead to: on-site review, the proposed list, and the tier (四（二）2, 四（三）4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from fuyu.law import Award, Finding, Law, Placement, finding, hookimpl
from fuyu.law.facts import Application, Candidate, Designation, Enrolment, Stage

TIERS = {"first_tier_score": "第一绩效层级", "second_tier_score": "第二绩效层级", "third_tier_score": "第三绩效层级"}
NEEDED = {"choose_for_site": "site_score", "choose_for_list": "third_tier_score"}


# 四（二）2：确定材料评审得分达到 550 分（含）以上的申报组织进入现场评审……。四（三）4：……得分 600 分（含）以上，但不足 610 分。
@hookimpl
def who_is_chosen(law: Law, stage: Stage, ranked: Sequence[Candidate], as_of: date) -> Sequence[Placement] | None:
    """Choose whoever reaches the points that the step needs: there is no quota."""
    if stage.step not in NEEDED:
        return None
    found = [(each.application.id, _reaches(law, stage.step, each)) for each in ranked]
    return [Placement(id, None if reached.stands_in_the_way else "cultivation", reached.because) for id, reached in found]


@hookimpl
def to_take(law: Law, step: str, does: str, subject: Application | Designation | Enrolment | Stage, as_of: date) -> Sequence[Finding] | None:
    """Let nobody be chosen below the points: the officer may leave out with a reason, not take in."""
    if not isinstance(subject, Stage) or step not in NEEDED:
        return None
    return [_reaches(law, step, each) for each in subject.candidates if each.application.id in subject.chosen]


def _reaches(law: Law, step: str, candidate: Candidate) -> Finding:
    least, score = law[NEEDED[step]], candidate.score if candidate.score is not None else Decimal(0)
    because = f"{score} points; {least.value} or more are needed."
    return finding(least.name, score >= least.value, least, actual=score, because=because, about=candidate.application.organisation.name)


# 四（三）4：……共划分为三个绩效层级，分别是：得分 620 分（含）以上；得分 610 分（含）以上，但不足 620 分；得分 600 分（含）以上，但不足 610 分。
@hookimpl
def what_is_granted(law: Law, application: Application, kind: str, as_of: date) -> Award | None:
    """Grant the cultivation with the tier of the points on the spot; before the on-site review there is no tier yet."""
    score = application.agreed.get("site_opinion", Decimal(0))
    for name, tier in TIERS.items():
        if score >= law[name].value:
            return Award(kind, holds_class=tier, because=f"{score} points on the spot; {law[name].value} or more.")
    return None
