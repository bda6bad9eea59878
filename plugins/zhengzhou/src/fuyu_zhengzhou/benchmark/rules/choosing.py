"""Who is proposed: 第十条."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from fuyu.law import Law, Placement, hookimpl
from fuyu.law.facts import Candidate, Stage
from fuyu.law.selecting import Places, fill


# 第十条：根据专家评审结果，市工信局提出拟认定的市级质量标杆名单。The text names no number.
@hookimpl
def who_is_chosen(law: Law, stage: Stage, ranked: Sequence[Candidate], as_of: date) -> Sequence[Placement] | None:
    """Propose all that came through the review, best first."""
    return fill(ranked, [Places("benchmark", None)])
