"""Which government quality awards of an applicant stand: those on record here, and those that it claims and proves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from fuyu.law.facts import Application
from fuyu_zhengzhou.base.forms import CITY_AWARD, QualityAward

MAYOR_AWARD = "zhengzhou.mayor_award"


def standing_awards(application: Application, day: date) -> Sequence[QualityAward]:
    """Return the awards that stand on a day; what the record shows as withdrawn is not revived by a claim."""
    return [*awards_on_record(application, day), *claimed_awards(application, day)]


def awards_on_record(application: Application, day: date) -> Sequence[QualityAward]:
    """Return the mayor's awards and nominations that are recorded here, granted by a day and not withdrawn; one whose term has ended was won all the same."""
    return [
        QualityAward(level=CITY_AWARD, is_nomination=holding.kind == "nomination", granted_on=holding.starts_on)
        for holding in application.holdings
        if holding.programme == MAYOR_AWARD and holding.state != "revoked" and holding.starts_on <= day
    ]


def claimed_awards(application: Application, day: date) -> Sequence[QualityAward]:
    """Return the awards that the form claims, granted by a day and not withdrawn by then."""
    withdrawn_in = {holding.starts_on.year for holding in application.holdings if holding.programme == MAYOR_AWARD and holding.state == "revoked"}
    return [
        award
        for award in application.form.awards
        if award.granted_on <= day
        and not (award.withdrawn_on and award.withdrawn_on <= day)
        and not (award.level == CITY_AWARD and award.granted_on.year in withdrawn_in)
    ]
