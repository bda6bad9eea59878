"""The application of 2026: the former one and one question more (第四条)."""

from __future__ import annotations

from dataclasses import dataclass

from fuyu.law import asked, form
from fuyu_example.award.forms import AwardApplication, said


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class AwardApplication2026(AwardApplication):
    """申报书 with what 第四条 asks since 2026: 申报书应当说明绿色低碳措施."""

    green_measures: str = asked(said(), "绿色低碳措施", clause="第四条")
