"""example.award since 2026: the numbers, the form and the ground of revocation are new; steps, ranking and duties are those of 2020."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from fuyu_example.award import duties, eligibility, ranking
from fuyu_example.award.programme import AWARD_2020
from fuyu_example.award_2026 import keeping
from fuyu_example.award_2026.forms import AwardApplication2026

AWARD_2026 = replace(
    AWARD_2020,
    version="2026-01-01",
    folder=Path(__file__).parent,
    form=AwardApplication2026,
    rules=(eligibility, ranking, duties, keeping),
)
