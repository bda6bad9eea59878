"""The mayor's quality award: conditions, bars, the floor, places, repeat wins, what follows a revocation."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from fuyu.law.facts import Candidate, Holding, Stage

DAY = date(2026, 5, 8)


def enters(award: Any, **changes: Any) -> Any:
    """Ask for the conditions; the application date is 2026-03-02."""
    return award.loaded.ask.to_enter(award.law, award.application(**changes), DAY)


def holding(kind: str = "award", state: str = "held", ends_on: date | None = None, ended_on: date | None = None) -> Holding:
    """Return a title that the applicant holds or held."""
    return Holding("holding", "zhengzhou.mayor_award", "2021-10-26", kind, date(2020, 3, 1), ends_on, state, ended_on)


@pytest.mark.requirement("MQ-2", "MQ-3")
def test_a_good_organisation_meets_what_its_form_answers(award: Any, look: Any) -> None:
    assert set(look.outcomes(enters(award)).values()) == {"met"}
    assert {finding.citation.clause for finding in enters(award)} == {
        "第十三条（一）",
        "第十三条（二）",
        "第十四条（三）",
        "第十四条（四）",
        "第十四条（五）",
        "第十四条（六）",
    }


@pytest.mark.requirement("MQ-2", "L2")
@pytest.mark.parametrize(
    ("field", "key", "since", "outcome"),
    [
        ("operates_since", "operation", "2023-03-01", "met"),
        ("operates_since", "operation", "2023-03-02", "met"),
        ("operates_since", "operation", "2023-03-03", "not met"),
        ("model_applied_since", "model_applied", "2025-03-01", "met"),
        ("model_applied_since", "model_applied", "2025-03-02", "met"),
        ("model_applied_since", "model_applied", "2025-03-03", "not met"),
    ],
)
def test_operation_and_model_last_for_their_years(award: Any, look: Any, field: str, key: str, since: str, outcome: str) -> None:
    assert look.outcomes(enters(award, form=award.form(**{field: since})))[key] == outcome


@pytest.mark.requirement("MQ-2")
@pytest.mark.parametrize(("changes", "key"), [({"is_legal_person": False}, "legal_person")])
def test_it_is_a_legal_person_registered_in_the_city(award: Any, look: Any, changes: dict[str, Any], key: str) -> None:
    assert look.outcomes(enters(award, form=award.form(**changes)))[key] == "not met"
    assert look.outcomes(enters(award, organisation=award.organisation(district="开封市")))["registered_here"] == "not met"


@pytest.mark.requirement("MQ-2", "MQ-3", "L11")
def test_a_year_missing_from_the_self_assessment_leaves_the_loss_unknown(award: Any, look: Any) -> None:
    findings = enters(award, form=award.form_with("years", 2, year=2022))
    assert look.outcomes(findings)["self_assessment"] == "not met"
    assert look.one(findings, "no_loss").missing == "form.years.2025"


@pytest.mark.requirement("MQ-3")
@pytest.mark.parametrize(("profit", "outcome"), [("0", "met"), ("-0.01", "not met")])
def test_a_loss_in_three_years_bars(award: Any, look: Any, profit: str, outcome: str) -> None:
    found = look.one(enters(award, form=award.form_with("years", 0, profit=profit)), "no_loss")
    assert (str(found.outcome), found.citation.clause) == (outcome, "第十四条（五）")


@pytest.mark.requirement("MQ-3", "L11")
@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("监督抽查不合格", "sample"),
        ("出口产品索赔、退货、通报调查", "sample"),
        ("严重服务质量问题", "sample"),
        ("评定活动弄虚作假", "fraud"),
        ("重大质量、安全、环境污染等责任事故", "accident"),
    ],
)
@pytest.mark.parametrize(("happened_on", "outcome"), [("2023-03-01", "met"), ("2023-03-02", "not met"), ("2023-03-03", "not met"), ("2026-03-02", "not met")])
def test_an_event_of_three_years_bars(award: Any, look: Any, kind: str, key: str, happened_on: str, outcome: str) -> None:
    """One on the same day three years before is inside."""
    events = [{"kind": kind, "happened_on": happened_on, "says": "情况说明"}]
    outcomes = look.outcomes(enters(award, form=award.form(events=events)))
    assert {name: outcomes[name] for name in ("sample", "fraud", "accident")} == {"sample": "met", "fraud": "met", "accident": "met"} | {key: outcome}


def holds(award: Any, *holdings: Holding) -> Any:
    """Ask who may hold it."""
    return award.loaded.ask.to_hold(award.law, award.application(holdings=holdings), DAY)


@pytest.mark.requirement("MQ-11")
@pytest.mark.parametrize(("ends_on", "outcome"), [(date(2026, 3, 1), "met"), (date(2026, 3, 2), "not met"), (date(2026, 3, 3), "not met")])
def test_a_winner_applies_again_from_the_day_after_its_term(award: Any, look: Any, ends_on: date, outcome: str) -> None:
    assert look.outcomes(holds(award, holding(ends_on=ends_on)))["award_in_term"] == outcome


@pytest.mark.requirement("MQ-11")
def test_a_nomination_bars_nothing(award: Any, look: Any) -> None:
    assert set(look.outcomes(holds(award, holding("nomination"))).values()) == {"met"}


@pytest.mark.requirement("MQ-10")
@pytest.mark.parametrize(("revoked_on", "outcome"), [(date(2022, 3, 1), "met"), (date(2022, 3, 2), "not met"), (date(2022, 3, 3), "not met")])
def test_a_revocation_bars_for_four_years(award: Any, look: Any, revoked_on: date, outcome: str) -> None:
    """The fourth anniversary is the bar's last day."""
    found = look.one(holds(award, holding(state="revoked", ends_on=date(2029, 1, 1), ended_on=revoked_on)), "bar_after_revocation")
    assert (str(found.outcome), found.citation.clause) == (outcome, "第二十四条")


@pytest.mark.requirement("MQ-10")
@pytest.mark.parametrize(("kind", "claims"), [("award", ["claim_back"]), ("nomination", [])])
def test_a_revocation_bars_takes_back_claims_and_publishes(award: Any, kind: str, claims: list[str]) -> None:
    consequences = award.loaded.ask.after_revocation(award.law, award.designation(kind=kind), "弄虚作假", date(2027, 2, 28))
    assert [each.kind for each in consequences] == ["bar", "take_back", *claims, "publish"]
    assert consequences[0].until == date(2031, 2, 28)


def stage(award: Any, scores: list[str], chosen: dict[int, str] | None = None, winners: tuple[int, ...] = ()) -> Stage:
    """Return the decision's list: applications 1, 2, … with these scores, some of them winners of old."""
    won = holding(state="expired", ends_on=date(2024, 3, 1))
    rows = [Candidate(award.application(number, holdings=[won] if number in winners else ()), Decimal(score)) for number, score in enumerate(scores, start=1)]
    return Stage("decide", award.call(), rows, {f"application-{number}": kind for number, kind in (chosen or {}).items()})


@pytest.mark.requirement("MQ-4", "L1")
@pytest.mark.parametrize(
    ("score", "kind", "outcome"), [("499.99", "award", "not met"), ("500", "award", "met"), ("500.01", "award", "met"), ("499.99", "nomination", "met")]
)
def test_below_500_points_there_is_no_award(award: Any, score: str, kind: str, outcome: str) -> None:
    (found,) = award.loaded.ask.to_take(award.law, "decide", "choose", stage(award, [score], {1: kind}), DAY)
    assert (str(found.outcome), found.citation.clause) == (outcome, "第十五条")


@pytest.mark.requirement("MQ-1", "MQ-4")
def test_five_awards_then_five_nominations_and_places_stay_empty(award: Any) -> None:
    scores = [str(700 - number) for number in range(12)]
    kinds = [each.kind for each in award.loaded.ask.who_is_chosen(award.law, stage(award, scores), DAY)]
    assert kinds == ["award"] * 5 + ["nomination"] * 5 + [None] * 2
    low = [each.kind for each in award.loaded.ask.who_is_chosen(award.law, stage(award, ["500", "499"]), DAY)]
    assert low == ["award", "nomination"]


@pytest.mark.requirement("MQ-1", "MQ-11")
def test_a_repeat_win_uses_no_place(award: Any) -> None:
    placements = award.loaded.ask.who_is_chosen(award.law, stage(award, [str(700 - number) for number in range(6)], winners=(2,)), DAY)
    assert [(each.kind, each.uses_place) for each in placements] == [("award", True), ("award", False), *[("award", True)] * 4]
    granted = award.loaded.ask.what_is_granted(award.law, award.application(holdings=[holding(state="expired")]), "award", DAY)
    assert (granted.kind, granted.uses_place) == ("award", False)


@pytest.mark.requirement("MQ-11")
@pytest.mark.parametrize("held", [holding("nomination"), holding(state="revoked", ended_on=date(2020, 1, 1))])
def test_a_first_award_after_a_nomination_or_a_revocation_is_no_repeat(award: Any, held: Holding) -> None:
    assert award.loaded.ask.what_is_granted(award.law, award.application(holdings=[held]), "award", DAY).uses_place is True


@pytest.mark.requirement("MQ-11")
def test_an_award_lasts_four_years_and_a_nomination_has_no_term(award: Any) -> None:
    assert award.loaded.ask.how_long(award.law, "award", date(2026, 11, 2)).ends_on == date(2030, 11, 2)
    assert award.loaded.ask.how_long(award.law, "nomination", date(2026, 11, 2)).ends_on is None
