"""Which government quality awards of an applicant or a base stand: those on record here, and those that it claimed and proved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from fuyu.law.facts import Application, Designation
from fuyu_zhengzhou.base.forms import CITY_AWARD, QualityAward

MAYOR_AWARD = "zhengzhou.mayor_award"
Honoured = Application | Designation


def standing_awards(told: Honoured, day: date) -> Sequence[QualityAward]:
    """Return the awards that stand on a day; what the record shows as withdrawn is not revived by a claim."""
    return [*awards_on_record(told, day), *claimed_awards(told, day)]


def awards_on_record(told: Honoured, day: date) -> Sequence[QualityAward]:
    """Return the mayor's awards and nominations that are recorded here, granted by a day and not withdrawn; one whose term has ended was won all the same."""
    return [
        QualityAward(level=CITY_AWARD, is_nomination=holding.kind == "nomination", granted_on=holding.starts_on)
        for holding in told.holdings
        if holding.programme == MAYOR_AWARD and holding.state != "revoked" and holding.starts_on <= day
    ]


def claimed_awards(told: Honoured, day: date) -> Sequence[QualityAward]:
    """Return the awards that the form claims, granted by a day and not withdrawn by then, as it says itself or as the record shows."""
    withdrawn = _withdrawn(told, day)
    return [
        award
        for award in told.form.awards
        if award.granted_on <= day and not (award.withdrawn_on and award.withdrawn_on <= day) and (award.level, award.granted_on.year) not in withdrawn
    ]


def _withdrawn(told: Honoured, day: date) -> set[tuple[str, int]]:
    """Return the awards that the record shows as withdrawn by a day, each by its level and the year in which it was granted."""
    revoked = {(CITY_AWARD, holding.starts_on.year) for holding in told.holdings if holding.programme == MAYOR_AWARD and holding.state == "revoked"}
    noted = [each.entry for each in told.filled.get("withdrawn_award", ()) if each.entry.withdrawn_on <= day]
    return revoked | {(entry.level, entry.granted_on.year) for entry in noted}
