"""Applying within the round and its window, and what the district needs before it recommends."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from fuyu.law import schema_of
from fuyu.law.facts import Filled, Holding


def to_submit(base: Any, applied_on: date | None, law: Any = None, as_of: date = date(2026, 3, 2), **changes: Any) -> Any:
    """Ask what handing in needs."""
    application = base.application(applied_on=applied_on, **changes)
    return base.loaded.ask.to_take(law or base.law, "apply", "submit", application, as_of)


def to_recommend(base: Any, **filled: Any) -> Any:
    """Ask what the district's recommendation needs, with some steps filled in otherwise."""
    return base.loaded.ask.to_take(base.law, "district", "recommend", base.application(filled=base.filled(**filled)), date(2026, 3, 9))


def test_a_good_application_can_be_handed_in_and_recommended(base: Any, look: Any) -> None:
    assert look.outcomes(to_submit(base, date(2026, 3, 2))) == {"round_is_open": "met", "application_window": "met", "industry": "exempt", "voluntary": "met"}
    assert set(look.outcomes(to_recommend(base)).values()) == {"met"}


@pytest.mark.requirement("ZB-3", "L3", "L5")
@pytest.mark.parametrize(
    ("year", "applied_on", "outcome"),
    [
        (2026, date(2026, 5, 31), "met"),
        (2026, date(2026, 6, 1), "met"),
        (2026, date(2026, 6, 2), "not met"),
        (2024, date(2024, 5, 30), "met"),
        (2024, date(2024, 5, 31), "met"),
        (2024, date(2024, 6, 1), "not met"),
        (2025, date(2025, 6, 3), "met"),
        (2025, date(2025, 6, 4), "not met"),
    ],
)
def test_the_window_ends_with_31_may_or_the_next_working_day(base: Any, look: Any, year: int, applied_on: date, outcome: str) -> None:
    """31 May is a Sunday in 2026, a Friday in 2024, and in 2025 the first day of a holiday until 2 June."""
    found = look.one(to_submit(base, applied_on, call=base.call(year=year, opened_on=date(year, 2, 2))), "application_window")
    assert (str(found.outcome), found.actual, found.citation.clause) == (outcome, applied_on, "第五条")
    assert found.threshold == {2024: date(2024, 5, 31), 2025: date(2025, 6, 3), 2026: date(2026, 6, 1)}[year]


@pytest.mark.requirement("ZB-3")
def test_an_earlier_receipt_counts_and_without_one_the_day_of_asking_does(base: Any, look: Any) -> None:
    late = date(2026, 6, 9)
    assert look.outcomes(to_submit(base, date(2026, 6, 1), as_of=late))["application_window"] == "met"
    assert look.outcomes(to_submit(base, None, as_of=late))["application_window"] == "not met"


@pytest.mark.requirement("ZB-3")
@pytest.mark.parametrize(("applied_on", "outcome"), [(date(2026, 2, 1), "not met"), (date(2026, 2, 2), "met"), (date(2026, 2, 3), "met")])
def test_nothing_is_taken_before_the_round_opens(base: Any, look: Any, applied_on: date, outcome: str) -> None:
    assert look.outcomes(to_submit(base, applied_on))["round_is_open"] == outcome


@pytest.mark.requirement("ZB-3", "L5")
def test_an_operator_sets_another_last_day_without_code(base: Any, look: Any) -> None:
    found = look.one(to_submit(base, date(2026, 6, 30), law=base.law_with(application_window="06-30")), "application_window")
    assert (str(found.outcome), found.override.reason) == ("met", "a reason")


@pytest.mark.requirement("ZB-1")
@pytest.mark.parametrize(
    ("industries", "outcome"), [((), "exempt"), (("装备制造业", "食品制造业"), "met"), (("食品制造业",), "not met"), (("装备",), "not met")]
)
def test_a_round_with_industries_takes_these_alone(base: Any, look: Any, industries: tuple[str, ...], outcome: str) -> None:
    found = look.one(to_submit(base, date(2026, 3, 2), call=base.call(industries=industries)), "industry")
    assert (str(found.outcome), found.citation.clause) == (outcome, "第三条")


@pytest.mark.requirement("ZB-1", "L5")
def test_an_operator_opens_a_round_with_industries_to_all(base: Any, look: Any) -> None:
    findings = to_submit(base, date(2026, 3, 2), law=base.law_with(industries_bind=False), call=base.call(industries=("食品制造业",)))
    assert look.outcomes(findings)["industry"] == "exempt"


@pytest.mark.requirement("ZB-1", "L13")
@pytest.mark.parametrize(("says", "outcome"), [(True, "met"), (False, "not met")])
def test_an_application_is_voluntary(base: Any, look: Any, says: bool, outcome: str) -> None:
    found = look.one(to_submit(base, date(2026, 3, 2), form=base.form(applies_voluntarily=says)), "voluntary")
    assert (str(found.outcome), found.citation.clause) == (outcome, "第四条")


def test_an_unfinished_form_cannot_be_handed_in(base: Any, look: Any) -> None:
    found = look.one(to_submit(base, date(2026, 3, 2), form=None), "form")
    assert (str(found.outcome), found.missing) == ("unknown", "form")


@pytest.mark.requirement("ZB-9")
@pytest.mark.parametrize(("count", "outcome"), [(9, "not met"), (10, "met"), (11, "met")])
def test_the_district_lists_ten_companies_or_more(base: Any, look: Any, count: int, outcome: str) -> None:
    companies = [*base.example["fills"]["incubatee_list"]["companies"], {"code": "91410100MA0000111L", "name": "示范企业111"}][:count]
    registered = [base.one("registration", organisation=company["code"]) for company in companies]
    findings = to_recommend(base, incubatee_list=base.entry("incubatee_list", companies=companies), registration=registered)
    found = look.one(findings, "incubatee_list")
    assert (str(found.outcome), found.actual, found.threshold, found.citation.clause) == (outcome, count, 10, "第八条")
    assert look.outcomes(findings)["registrations"] == "met"


@pytest.mark.requirement("ZB-9")
def test_a_company_listed_twice_counts_once(base: Any, look: Any) -> None:
    first, *others = base.example["fills"]["incubatee_list"]["companies"]
    findings = to_recommend(base, incubatee_list=base.entry("incubatee_list", companies=[first, first, *others[:8]]))
    assert look.one(findings, "incubatee_list").actual == 9


@pytest.mark.requirement("ZB-9")
def test_without_a_list_nothing_can_be_recommended(base: Any, look: Any) -> None:
    assert look.outcomes(to_recommend(base, incubatee_list=[])) == {
        "incubatee_list": "not met",
        "registrations": "met",
        "consent": "unknown",
        "on_one_list": "met",
    }


@pytest.mark.requirement("ZB-9")
@pytest.mark.parametrize("lacks", [None, {"intends_to_join": False}, {"undertakes": False}])
def test_each_company_listed_hands_in_its_own_form_with_its_intent(base: Any, look: Any, lacks: dict[str, bool] | None) -> None:
    registered: list[Filled] = list(base.filled()["registration"])
    last = registered.pop()
    if lacks is not None:
        registered.append(base.one("registration", organisation=last.organisation, **lacks))
    found = look.one(to_recommend(base, registration=registered), "registrations")
    assert (str(found.outcome), found.actual, found.threshold) == ("not met", 9, 10)
    assert "示范企业110" in found.because


@pytest.mark.requirement("ZB-9")
def test_the_form_of_a_company_that_is_not_listed_does_not_count(base: Any, look: Any) -> None:
    registered = [replace(each, organisation="91410100MA0000111L") if place == 0 else each for place, each in enumerate(base.filled()["registration"])]
    assert look.one(to_recommend(base, registration=registered), "registrations").actual == 9


@pytest.mark.requirement("ZB-9")
@pytest.mark.parametrize(("listed", "consented", "says", "outcome"), [(5, 4, True, "not met"), (5, 6, True, "met"), (5, 6, False, "not met")])
def test_the_applicant_agrees_to_the_list_as_it_stands(base: Any, look: Any, listed: int, consented: int, says: bool, outcome: str) -> None:
    """A consent that was given before the list is none to it, on the same day as on another."""
    filled = {"incubatee_list": base.entry("incubatee_list", position=listed), "consent": base.entry("consent", position=consented, consents=says)}
    assert look.outcomes(to_recommend(base, **filled))["consent"] == outcome


@pytest.mark.requirement("ZB-9", "L10")
@pytest.mark.parametrize(("others", "outcome"), [(9, "not met"), (10, "met")])
def test_the_applicant_itself_is_none_of_the_ten(base: Any, look: Any, others: int, outcome: str) -> None:
    companies = [{"code": "91410100MA0000001X", "name": "示范企业001"}, *base.example["fills"]["incubatee_list"]["companies"]][: others + 1]
    application = base.application(filled=base.filled(incubatee_list=base.entry("incubatee_list", companies=companies)))
    application = replace(application, organisation=replace(application.organisation, code="91410100MA0000001X"))
    found = base.loaded.ask.to_take(base.law, "district", "recommend", application, date(2026, 3, 9))
    assert (str(look.one(found, "incubatee_list").outcome), look.one(found, "incubatee_list").actual) == (outcome, others)


@pytest.mark.requirement("ZB-9")
def test_a_list_names_companies_by_valid_codes(base: Any) -> None:
    form = next(step.form for step in base.loaded.programme.entry.steps if step.name == "incubatee_list")
    assert schema_of(form)().validate({"companies": [{"code": "91410100MA0000101J", "name": "示范企业101"}]}) != {}


@pytest.mark.requirement("ZB-9")
def test_the_latest_list_counts(base: Any, look: Any) -> None:
    """A list that names too few is put right by another one, whichever officer hands it in."""
    companies = base.example["fills"]["incubatee_list"]["companies"]
    first, second = base.one("incubatee_list", companies=companies[:9]), base.one("incubatee_list", position=2)
    for lists in ([first, second], [second, first]):
        assert look.one(to_recommend(base, incubatee_list=lists), "incubatee_list").actual == 10


@pytest.mark.requirement("ZB-14")
@pytest.mark.parametrize(("is_told", "outcome"), [(False, "not met"), (True, "met")])
def test_the_departments_concerned_are_told_before_the_plaque_is_handed_over(base: Any, look: Any, is_told: bool, outcome: str) -> None:
    """通报政府有关部门 (第九条)."""
    told = base.entry("departments_told") if is_told else []
    application = base.application(filled=base.filled(departments_told=told))
    found = base.loaded.ask.to_take(base.law, "plaque", "fill", application, date(2026, 6, 10))
    assert look.outcomes(found) == {"departments_told": outcome}


@pytest.mark.requirement("ZB-14")
@pytest.mark.parametrize(
    ("day", "outcome"),
    [(date(2026, 6, 1), "not met"), (date(2026, 6, 2), "met"), (date(2026, 6, 12), "met"), (date(2026, 6, 13), "not met")],
    ids=["the day before the designation", "its day", "today", "tomorrow"],
)
def test_certificate_and_plaque_are_handed_over_between_the_designation_and_today(base: Any, look: Any, day: date, outcome: str) -> None:
    """被认定为孵化基地的企业，颁发……荣誉证书和牌匾 (第十条)."""
    filled = base.filled(departments_told=base.entry("departments_told"), plaque=base.entry("plaque", handed_over_on=day.isoformat()))
    held = Holding("designation", "zhengzhou.base", "2022-01-10", "base", date(2026, 6, 2), date(2029, 6, 2), "held")
    found = base.loaded.ask.to_take(base.law, "plaque", "fill", base.application(filled=filled, holdings=[held]), date(2026, 6, 12))
    one = look.one(found, "handed_over")
    assert (str(one.outcome), one.citation.clause, one.threshold) == (outcome, "第十条", "2026-06-02 to 2026-06-12")
