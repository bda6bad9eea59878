"""The mayor's quality award: conditions, bars, the floor, places, repeat wins, what follows a revocation."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from fuyu.law.facts import Assignment, Barred, Candidate, Expert, Holding, Misconduct, Qualification, Stage

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


def paid(award: Any, amount: str = "1000000", **more: str) -> Any:
    """Return the run in which the prize was paid, with what was filled in as an amount at other steps."""
    amounts = {step: Decimal(given) for step, given in {"pay_prize": amount, **more}.items()}
    return award.run("pay", DAY, done={"pay_prize": DAY}, said={"approve_prize": "grant"}, amounts=amounts)


@pytest.mark.requirement("MQ-10")
@pytest.mark.parametrize(
    ("is_paid", "is_repeat", "follows"),
    [
        (True, False, ["bar", "take_back", "claim_back", "publish"]),
        (False, False, ["bar", "take_back", "publish"]),
        (False, True, ["bar", "take_back", "publish"]),
    ],
)
def test_a_revocation_bars_takes_back_claims_what_was_paid_and_publishes(award: Any, is_paid: bool, is_repeat: bool, follows: list[str]) -> None:
    own = replace(holding(), id="designation", is_repeat=is_repeat)
    designation = award.designation(runs=[paid(award)] if is_paid else [], holdings=[own])
    consequences = award.loaded.ask.after_revocation(award.law, designation, "弄虚作假", date(2027, 2, 28))
    assert [each.kind for each in consequences] == follows
    assert consequences[0].until == date(2031, 2, 28)
    assert consequences[1].says == ("收回证书" if is_repeat else "收回证书和奖杯")
    assert [each.says for each in consequences if each.kind == "claim_back"] == (["追缴奖金1000000元"] if is_paid else [])


def accident(award: Any, look: Any, grade: str | None, happened_on: str, as_of: date, **term: Any) -> dict[str, str]:
    """Ask whether an accident revokes a title of 2 June 2026, which stands until 2 June 2030 unless another term is told."""
    entry = award.entry("revoke", grade=grade, happened_on=happened_on)
    designation = award.designation(**{"starts_on": date(2026, 6, 2), "ends_on": date(2030, 6, 2), **term}, filled={"revoke": entry})
    return look.outcomes(award.loaded.ask.to_take(award.law, "revoke", "revoke", designation, as_of))


@pytest.mark.requirement("MQ-10")
@pytest.mark.parametrize(("grade", "outcome"), [("一般", "not met"), ("较大", "met"), ("重大", "met"), ("特别重大", "met"), (None, "unknown")])
def test_an_accident_revokes_from_the_grade_of_larger_on(award: Any, look: Any, grade: str | None, outcome: str) -> None:
    assert accident(award, look, grade, "2027-08-10", date(2027, 9, 1))["accident_grade"] == outcome


@pytest.mark.requirement("MQ-10")
@pytest.mark.parametrize(("happened_on", "outcome"), [("2026-06-01", "not met"), ("2026-06-02", "met"), ("2030-06-02", "met"), ("2030-06-03", "not met")])
def test_an_accident_revokes_that_happened_within_the_term(award: Any, look: Any, happened_on: str, outcome: str) -> None:
    assert accident(award, look, "较大", happened_on, date(2030, 9, 1))["within_term"] == outcome


@pytest.mark.requirement("MQ-10")
def test_a_nomination_without_a_term_is_revoked_for_any_accident_since(award: Any, look: Any) -> None:
    """第二十四条（二） speaks of a term, which a nomination has not; what happened since it was given counts (reading)."""
    assert accident(award, look, "较大", "2031-01-05", date(2031, 2, 1), kind="nomination", ends_on=None)["within_term"] == "met"


def money(award: Any, look: Any, step: str, *runs: Any, **told: Any) -> dict[str, str]:
    """Ask what stands against a step about the prize."""
    return look.outcomes(award.loaded.ask.to_take(award.law, step, "fill", award.designation(runs=list(runs), **told), DAY))


@pytest.mark.requirement("MQ-1", "MQ-11", "MQ-13")
@pytest.mark.parametrize(
    ("told", "key"),
    [
        ({"kind": "nomination"}, "brings_money"),
        ({"state": "revoked"}, "title_stands"),
        ({"holdings": [replace(holding(), id="designation", is_repeat=True)]}, "first_win"),
    ],
)
def test_the_prize_is_for_a_first_award_that_stands(award: Any, look: Any, told: dict[str, Any], key: str) -> None:
    run = award.run("pay", DAY, said={"approve_prize": "grant"})
    assert set(money(award, look, "approve_prize", run).values()) == {"met"}
    assert [name for name, outcome in money(award, look, "approve_prize", run, **told).items() if outcome == "not met"] == [key]


@pytest.mark.requirement("MQ-13")
@pytest.mark.parametrize(("spent", "outcome"), [("999999.99", "met"), ("1000000", "met"), ("1000000.01", "not met")])
def test_no_more_is_used_than_was_paid(award: Any, look: Any, spent: str, outcome: str) -> None:
    assert money(award, look, "use_of_prize", paid(award, use_of_prize=spent)) == {"spent": outcome}


@pytest.mark.requirement("MQ-13")
@pytest.mark.parametrize(("is_grave", "is_criticised", "outcome"), [(True, True, "met"), (True, False, "not met"), (False, True, "not met")])
def test_only_a_grave_misuse_that_was_criticised_is_claimed_back(award: Any, look: Any, is_grave: bool, is_criticised: bool, outcome: str) -> None:
    misuse = award.run("misuse", DAY, filled={"find_misuse": award.entry("find_misuse", is_grave=is_grave)}, done={"criticise": DAY} if is_criticised else {})
    recovery = award.run("recover", DAY, filled={"propose_recovery": award.entry("propose_recovery")})
    assert money(award, look, "propose_recovery", paid(award), misuse, recovery) == {"grave_misuse": outcome, "claimed": "met"}


def assigned(award: Any, look: Any, expert: Expert, step: str = "document_sheets", leads: str | None = None, **groups: list[str]) -> dict[str, str]:
    """Ask whether an expert may be assigned."""
    return look.outcomes(award.loaded.ask.to_assign(award.law, Assignment(expert, step, leads, groups), DAY))


@pytest.mark.requirement("MQ-15", "MQ-6")
def test_experts_are_of_the_pool_qualified_and_not_barred(award: Any, look: Any) -> None:
    good = Expert("e", is_pooled=True, qualifications=[Qualification("卓越绩效评审员", valid_until=DAY)])
    assert set(assigned(award, look, good).values()) == {"met"}
    assert assigned(award, look, Expert("e", is_pooled=False))["in_the_pool"] == "not met"
    assert assigned(award, look, replace(good, qualifications=[Qualification("卓越绩效评审员", valid_until=date(2026, 5, 7))]))["qualified"] == "not met"
    barred = assigned(award, look, replace(good, barred=Barred("award_secretariat", DAY, "徇私舞弊")))
    assert (barred["not_disqualified"], barred["not_barred"]) == ("not met", "not met")


@pytest.mark.requirement("MQ-6")
def test_a_leader_is_one_of_the_group_and_alone(award: Any, look: Any) -> None:
    good = Expert("e1", is_pooled=True, qualifications=[Qualification("卓越绩效评审员")])

    def leads(*leaders: str, group: tuple[str, ...] = ("e1", "e2")) -> list[str]:
        asked = assigned(award, look, good, "document_review", "document_sheets", document_review=list(leaders), document_sheets=list(group))
        return [key for key, outcome in asked.items() if outcome == "not met"]

    assert (leads("e1"), leads("e1", "e2"), leads("e1", group=("e2", "e3"))) == ([], ["one_leader"], ["leads_own_group"])


@pytest.mark.requirement("MQ-3", "L11")
@pytest.mark.parametrize(("happened_on", "outcome"), [(date(2023, 3, 1), "met"), (date(2023, 3, 2), "not met"), (date(2026, 3, 1), "not met")])
def test_fraud_on_record_bars_for_three_years(award: Any, look: Any, happened_on: date, outcome: str) -> None:
    found = look.one(enters(award, misconduct=[Misconduct(2023, "弄虚作假", happened_on, "数据造假")]), "fraud_on_record")
    assert (str(found.outcome), found.citation.clause) == (outcome, "第十四条（四）")


@pytest.mark.requirement("MQ-5")
@pytest.mark.parametrize(
    ("category", "rubric"), [("制造业", "gbt_19580"), ("医疗卫生", "gbt_19580_public"), ("教育", "gbt_19580_public"), ("其他", "gbt_19580")]
)
def test_public_services_have_a_table_of_their_own(award: Any, category: str, rubric: str) -> None:
    application = award.application(form=award.form(category=category))
    assert award.loaded.ask.which_rubric(award.law, "site_review", "gbt_19580", application, DAY) == rubric


@pytest.mark.requirement("MQ-5", "MQ-4")
@pytest.mark.parametrize(("points", "outcome"), [(99, "not met"), (100, "met"), (101, "not met")])
def test_a_table_comes_to_a_thousand_points(award: Any, look: Any, points: int, outcome: str) -> None:
    law = award.law_with(public_process_points=points)
    application = award.application(form=award.form(category="教育"))
    assert look.outcomes(award.loaded.ask.to_take(law, "site_review", "score", application, DAY)) == {"total_points": outcome}


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
