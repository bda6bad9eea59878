"""Hangzhou's rules at their thresholds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from fuyu.law import Finding, Law, Loaded, Outcome
from fuyu.law.facts import Application, Conduct, Designation, Interest, Organisation, Stage

DAY = date(2026, 3, 16)

Apply = Callable[..., Application]
Cultivated = Callable[..., Designation]


def not_met(findings: list[Finding]) -> list[tuple[str, str | None]]:
    """Return what stands in the way, each with its clause."""
    return [(each.key, each.citation.clause) for each in findings if each.stands_in_the_way]


@pytest.mark.parametrize("like", ["a_good_organisation", "a_young_digital_organisation", "a_group"])
def test_the_examples_meet_the_conditions(cultivation: Loaded, law: Law, apply: Apply, like: str) -> None:
    """INVARIANT: each example meets every condition, so that the tests below break one."""
    assert not_met(cultivation.ask.to_enter(law, apply(like=like), DAY)) == []


@pytest.mark.parametrize(("since", "expected"), [(date(2023, 3, 16), []), (date(2023, 3, 17), [("model_years", "二（二）")])])
def test_three_years_of_the_model(cultivation: Loaded, law: Law, apply: Apply, since: date, expected: list[tuple[str, str]]) -> None:
    """INVARIANT: 满 3 年 is met on the anniversary itself (L1, L2)."""
    assert not_met(cultivation.ask.to_enter(law, apply(model_since=since), DAY)) == expected


@pytest.mark.parametrize("industry", ["数字经济新兴产业", "生命健康产业", "农业"])
def test_of_three_kinds_of_industry_no_years_are_asked(cultivation: Loaded, law: Law, apply: Apply, industry: str) -> None:
    """INVARIANT: they are exempt, which is not the same as met."""
    found = cultivation.ask.to_enter(law, apply(industry=industry, model_since=date(2026, 1, 1)), DAY)
    assert [each.outcome for each in found if each.key == "model_years"] == [Outcome.EXEMPT]


@pytest.mark.parametrize("name", ["inspections_passed", "no_major_accident", "no_grave_complaint", "not_listed_dishonest", "no_other_grave_violation"])
def test_each_statement_is_asked_by_itself(cultivation: Loaded, law: Law, apply: Apply, name: str) -> None:
    """INVARIANT: 二（三） has five demands, and a refusal says which."""
    own = apply()
    told = replace(own, form=replace(own.form, statements=replace(own.form.statements, **{name: False})))
    assert not_met(cultivation.ask.to_enter(law, told, DAY)) == [(name, "二（三）")]


def test_the_holding_that_fails_is_named(cultivation: Loaded, law: Law, apply: Apply) -> None:
    """INVARIANT: 二（六） asks items 1 to 3 of each holding, and the finding says of which."""
    group = apply(like="a_group")
    first, second = group.form.holdings
    failing = replace(second, model_since=date(2025, 1, 1))
    found = cultivation.ask.to_enter(law, replace(group, form=replace(group.form, holdings=[first, failing])), DAY)
    assert [(each.key, each.about) for each in found if each.stands_in_the_way] == [("model_years", "示范控股二")]


def test_figures_are_given_for_the_last_three_completed_years(cultivation: Loaded, law: Law, apply: Apply) -> None:
    """INVARIANT: 近 3 年 of figures are the last three completed financial years (L11)."""
    own = apply()
    two = replace(own, form=replace(own.form, figures=own.form.figures[1:]))
    (found,) = [each for each in cultivation.ask.to_enter(law, two, DAY) if each.stands_in_the_way]
    assert (found.key, found.threshold, found.actual) == ("indicator_years", [2023, 2024, 2025], [2024, 2025])


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ({"kind": "党委、政府及所属部门"}, [("no_public_body", "二（五）")]),
        ({"kind": "事业单位", "is_managed_as_civil_service": True}, [("no_public_body", "二（五）")]),
        ({"kind": "事业单位"}, []),
    ],
)
def test_bodies_under_the_civil_service_law_may_not_apply(
    cultivation: Loaded, law: Law, apply: Apply, form: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    """INVARIANT: by kind, or managed by reference (参照)."""
    assert not_met(cultivation.ask.to_take(law, "apply", "submit", apply(**form), DAY)) == expected


@pytest.mark.parametrize(("figures", "expected"), [(0, []), (1, [("self_assessment_characters", "三（三）")])])
def test_the_self_assessment_counts_its_figures(cultivation: Loaded, law: Law, apply: Apply, figures: int, expected: list[tuple[str, str]]) -> None:
    """INVARIANT: 6 万字以内（含图表）: 60,000 pass, one more character in a figure does not."""
    own = apply()
    text = replace(own.form.self_assessment, leadership="", strategy="", customers="", resources="", processes="", measurement="", results="字" * 60000)
    told = replace(own, form=replace(own.form, self_assessment=replace(text, characters_in_figures=figures)))
    assert not_met(cultivation.ask.to_take(law, "apply", "submit", told, DAY)) == expected


def test_a_group_hands_in_the_evidence_of_its_holdings_in_hangzhou(cultivation: Loaded, law: Law, apply: Apply) -> None:
    """INVARIANT: asked where a holding lies in Hangzhou, and only then."""
    assert not_met(cultivation.ask.to_take(law, "apply", "submit", apply(like="a_group"), DAY)) == [("holdings_evidence", "三（五）")]
    assert not_met(cultivation.ask.to_take(law, "apply", "submit", apply(like="a_group", files=["holdings_evidence"]), DAY)) == []


@pytest.mark.parametrize(("step", "least", "clause"), [("choose_for_site", 550, "四（二）2"), ("choose_for_list", 600, "四（三）4")])
def test_the_points_decide_unrounded(cultivation: Loaded, law: Law, stage: Callable[..., Stage], step: str, least: int, clause: str) -> None:
    """INVARIANT: the number itself passes; 0.005 below it does not, though it would be shown rounded up."""
    below, at, above = f"{least - 1}.995", str(least), f"{least}.005"
    placements = cultivation.ask.who_is_chosen(law, stage(step, below, at, above), DAY)
    assert {each.application: each.kind for each in placements} == {above: "cultivation", at: "cultivation", below: None}
    taken_in = cultivation.ask.to_take(law, step, "choose", stage(step, below, at, above, chosen=[below, at]), DAY)
    assert [(each.about, each.citation.clause) for each in taken_in if each.stands_in_the_way] == [(f"示范企业{below}", clause)]


@pytest.mark.parametrize(
    ("points", "tier"),
    [("620", "第一绩效层级"), ("619.99", "第二绩效层级"), ("610", "第二绩效层级"), ("609.99", "第三绩效层级"), ("600", "第三绩效层级")],
)
def test_the_tiers(cultivation: Loaded, law: Law, apply: Apply, points: str, tier: str) -> None:
    """INVARIANT: 以上 includes the number, 不足 excludes it (L1)."""
    told = apply(agreed={"document_consensus": Decimal(580), "site_opinion": Decimal(points)})
    assert cultivation.ask.what_is_granted(law, told, "cultivation", DAY).holds_class == tier


def test_before_the_visit_there_is_no_tier(cultivation: Loaded, law: Law, apply: Apply) -> None:
    """INVARIANT: asked at the choice for the on-site review already, the rule answers and fails nothing."""
    assert cultivation.ask.what_is_granted(law, apply(agreed={"document_consensus": Decimal(580)}), "cultivation", DAY).holds_class is None


def test_the_report_is_owed_every_year_from_the_next_on(cultivation: Loaded, law: Law, cultivated: Cultivated) -> None:
    """INVARIANT: 31 May (L5), in 2027 a Monday; no end; the year of the publication owes nothing yet."""
    owed = cultivation.ask.what_is_owed(law, cultivated(yearly_report=[{"year": 2026}]), date(2028, 1, 2))
    assert [(each.key, each.opens_on, each.due_on, each.is_done) for each in owed] == [
        ("yearly_report/2027", date(2027, 1, 1), date(2027, 5, 31), True),
        ("yearly_report/2028", date(2028, 1, 1), date(2028, 5, 31), False),
        ("yearly_report/2029", date(2029, 1, 1), date(2029, 5, 31), False),
    ]


def test_a_report_that_did_not_come_is_a_ground_without_a_refund(cultivation: Loaded, law: Law, cultivated: Cultivated) -> None:
    """INVARIANT: 五（二）4 cancels and orders no refund."""
    (found,) = cultivation.ask.when_missed(law, cultivated(), "yearly_report/2027", date(2027, 6, 1))
    assert (found.key, found.citation.clause, found.blocks) == ("yearly_report/2027", "五（二）4", True)
    assert cultivation.ask.after_revocation(law, cultivated(), found.key, date(2027, 6, 10)) == []


@pytest.mark.parametrize(
    ("incident", "expected"),
    [
        ({"happened_on": "2026-06-29"}, [("incident/1/2026-06-29", "五（二）5")]),
        ({"happened_on": "2026-06-28"}, []),
        ({"kind": "申报弄虚作假", "happened_on": "2026-03-16"}, [("incident/3/2026-03-16", "五（一）4")]),
    ],
)
def test_an_incident_within_the_cultivation_is_a_ground(
    cultivation: Loaded, law: Law, cultivated: Cultivated, incident: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    """INVARIANT: from its first day on; a fraud of the application whenever it was."""
    assert not_met(cultivation.ask.to_keep(law, cultivated(incident=[incident]), DAY)) == expected


def test_a_revocation_orders_the_refund_within_three_months(cultivation: Loaded, law: Law, cultivated: Cultivated) -> None:
    """INVARIANT: three months from the order, moved where the last day is a rest day (L2, L3)."""
    (claimed,) = cultivation.ask.after_revocation(law, cultivated(), "incident/1/2026-06-29", date(2026, 6, 30))
    assert (claimed.kind, claimed.until, claimed.by.clause) == ("claim_back", date(2026, 9, 30), "五（二）5")
    (moved,) = cultivation.ask.after_revocation(law, cultivated(), "incident/1/2026-06-29", date(2026, 7, 4))
    assert moved.until == date(2026, 10, 8)


@pytest.mark.parametrize(("handed_in", "expected"), [(date(2027, 5, 31), []), (date(2027, 6, 1), [("yearly_report/2027", "五（二）4")])])
def test_a_report_that_came_late_stays_a_ground_where_its_day_was_told_with_proof(
    cultivation: Loaded, law: Law, cultivated: Cultivated, handed_in: date, expected: list[tuple[str, str]]
) -> None:
    """INVARIANT: 若不按期上报: 31 May is the last day, and what comes the day after was not handed in in time."""
    (report,) = cultivated(yearly_report=[{"year": 2026}]).filled["yearly_report"]
    unproven = replace(cultivated(), filled={"yearly_report": [replace(report, on=handed_in)]})
    told = replace(unproven, proven={"yearly_report/2027": date(2027, 5, 31)})
    assert not_met(cultivation.ask.to_keep(law, told, date(2027, 6, 2))) == expected
    assert not_met(cultivation.ask.to_keep(law, unproven, date(2027, 6, 2))) == []


@pytest.mark.parametrize(("ground", "clause"), [("incident/0/2027-03-10", "五（二）5"), ("incident/3/2027-03-10", "五（一）4"), ("申报弄虚作假", "五（一）4")])
def test_what_is_claimed_back_cites_the_clause_of_its_ground(cultivation: Loaded, law: Law, cultivated: Cultivated, ground: str, clause: str) -> None:
    """INVARIANT: 五（一）4 takes the subsidy back for fraud, 五（二）5 for accidents and violations."""
    (claimed,) = cultivation.ask.after_revocation(law, cultivated(), ground, date(2027, 6, 30))
    assert (claimed.kind, claimed.by.clause) == ("claim_back", clause)


@pytest.mark.parametrize(("penalties", "expected"), [([], []), (["批评"], []), (["批评", "取消评审资格"], [("may_review", "五（一）4")])])
def test_who_was_struck_off_reviews_no_more(cultivation: Loaded, law: Law, penalties: list[str], expected: list[tuple[str, str]]) -> None:
    """INVARIANT: 取消评审资格 bars from every review, 批评 does not."""
    organisation = Organisation("o1", "91330106MA00000016", "示范企业001", "西湖区")
    interest = Interest("e1", organisation, False, None, conduct=[Conduct(each, DAY) for each in penalties])
    assert not_met(cultivation.ask.to_recuse(law, interest, DAY)) == expected
