"""What an applicant must be, each threshold at the number and beside it, each date on the day and beside it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from fuyu.law.facts import Holding


def enters(base: Any, law: Any = None, **changes: Any) -> Any:
    """Ask for the conditions of the call, with some facts changed."""
    return base.loaded.ask.to_enter(law or base.law, base.application(**changes), date(2026, 3, 9))


def mayor(state: str, kind: str = "award", starts_on: date = date(2021, 12, 20)) -> Holding:
    """Return a mayor's award on record."""
    return Holding("holding", "zhengzhou.mayor_award", "2021-10-26", kind, starts_on, date(2025, 12, 20), state)


@pytest.mark.requirement("ZB-6", "ZB-8", "ZB-9")
def test_a_good_base_meets_every_condition(base: Any, look: Any) -> None:
    assert look.outcomes(enters(base)) == {
        "registered_here": "met",
        "model_applied": "met",
        "indicators": "met",
        "no_loss": "met",
        "top_three": "met",
        "quality_award": "met",
        "quality_system": "met",
        "environment_system": "met",
        "safety_system": "met",
        "industry_systems": "exempt",
        "commitment": "met",
    }
    assert {finding.citation.regulation for finding in enters(base)} == {"郑市监文〔2022〕4号"}


def test_an_unfinished_form_meets_nothing(base: Any, look: Any) -> None:
    assert look.outcomes(enters(base, form=None)) == {"form": "unknown"}


@pytest.mark.requirement("ZB-6")
@pytest.mark.parametrize(("district", "outcome"), [("巩义市", "met"), ("郑东新区", "met"), ("开封市", "not met")])
def test_it_is_registered_in_the_city(base: Any, look: Any, district: str, outcome: str) -> None:
    assert look.outcomes(enters(base, organisation=base.organisation(district=district)))["registered_here"] == outcome


@pytest.mark.requirement("ZB-6", "ZB-15", "L2")
@pytest.mark.parametrize(("since", "outcome"), [("2024-03-01", "met"), ("2024-03-02", "met"), ("2024-03-03", "not met"), ("2025-03-01", "not met")])
def test_the_model_is_applied_for_two_years(base: Any, look: Any, since: str, outcome: str) -> None:
    """One year, as annex 2 has it, is not enough."""
    found = look.one(enters(base, form=base.form(model_applied_since=since)), "model_applied")
    assert (str(found.outcome), found.threshold, found.citation.clause) == (outcome, 2, "第六条（一）")


@pytest.mark.requirement("ZB-6", "L11")
def test_the_last_three_completed_years_are_asked(base: Any, look: Any) -> None:
    """An application of 2026 is asked for 2023 to 2025; a year outside does not stand in for one of them."""
    findings = enters(base, form=base.form_with("years", 0, year=2022))
    found = look.one(findings, "indicators")
    assert (str(found.outcome), found.actual, found.threshold) == ("not met", [2024, 2025], [2023, 2024, 2025])
    assert {key: value for key, value in look.outcomes(findings).items() if key in ("no_loss", "top_three")} == {"no_loss": "unknown", "top_three": "unknown"}
    assert look.one(findings, "no_loss").missing == "form.years.2023"


@pytest.mark.requirement("ZB-6", "L11")
@pytest.mark.parametrize("year", [0, 1, 2])
@pytest.mark.parametrize(("profit", "outcome"), [("0.000001", "met"), ("0", "met"), ("-0.000001", "not met")])
def test_a_loss_in_any_of_the_three_years_bars(base: Any, look: Any, year: int, profit: str, outcome: str) -> None:
    assert look.outcomes(enters(base, form=base.form_with("years", year, profit=profit)))["no_loss"] == outcome


@pytest.mark.requirement("ZB-6")
def test_a_year_given_twice_hides_neither_loss_nor_place(base: Any, look: Any) -> None:
    first, *others = base.example["form"]["years"]
    outcomes = look.outcomes(enters(base, form=base.form(years=[{**first, "profit": "-1", "rank": 4}, first, *others])))
    assert (outcomes["no_loss"], outcomes["top_three"]) == ("not met", "not met")


@pytest.mark.requirement("ZB-6", "L11")
def test_a_loss_before_the_three_years_bars_nothing(base: Any, look: Any) -> None:
    years = [*base.example["form"]["years"], {**base.example["form"]["years"][0], "year": 2022, "profit": "-1", "rank": 9}]
    assert {look.outcomes(enters(base, form=base.form(years=years)))[key] for key in ("indicators", "no_loss", "top_three")} == {"met"}


@pytest.mark.requirement("ZB-6", "L1")
@pytest.mark.parametrize(("rank", "outcome"), [(2, "met"), (3, "met"), (4, "not met")])
def test_it_is_among_the_top_three(base: Any, look: Any, rank: int, outcome: str) -> None:
    found = look.one(enters(base, form=base.form_with("years", 1, rank=rank)), "top_three")
    assert (str(found.outcome), found.actual, found.threshold) == (outcome, max(rank, 3), 3)


@pytest.mark.requirement("ZB-6")
@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({"level": "区县（市）政府质量奖"}, "met"),
        ({"is_nomination": True}, "met"),
        ({"granted_on": "2026-03-02"}, "met"),
        ({"granted_on": "2026-03-03"}, "not met"),
        ({"withdrawn_on": "2026-03-01"}, "not met"),
        ({"withdrawn_on": "2026-03-02"}, "not met"),
        ({"withdrawn_on": "2026-03-03"}, "met"),
    ],
)
def test_a_government_quality_award_that_stands_is_needed(base: Any, look: Any, changes: dict[str, Any], outcome: str) -> None:
    assert look.outcomes(enters(base, form=base.form_with("awards", 0, **changes)))["quality_award"] == outcome


@pytest.mark.requirement("ZB-6")
@pytest.mark.parametrize(
    ("holdings", "outcome"),
    [([], "not met"), ([mayor("held")], "met"), ([mayor("expired")], "met"), ([mayor("held", "nomination")], "met"), ([mayor("revoked")], "not met")],
)
def test_an_award_on_record_needs_no_claim(base: Any, look: Any, holdings: list[Holding], outcome: str) -> None:
    findings = enters(base, form=base.form(awards=[]), materials={}, holdings=holdings)
    assert look.outcomes(findings)["quality_award"] == outcome


@pytest.mark.requirement("ZB-6")
def test_a_claim_needs_its_proof_and_revives_no_award_withdrawn_on_record(base: Any, look: Any) -> None:
    found = look.one(enters(base, materials={}), "quality_award")
    assert (str(found.outcome), found.missing) == ("unknown", "materials.qualifications")
    assert look.outcomes(enters(base, holdings=[mayor("revoked")]))["quality_award"] == "not met"
    assert look.outcomes(enters(base, holdings=[mayor("revoked", starts_on=date(2019, 12, 20))]))["quality_award"] == "met"


@pytest.mark.requirement("ZB-8", "L1")
@pytest.mark.parametrize(("place", "key"), [(0, "quality_system"), (1, "environment_system"), (2, "safety_system")])
@pytest.mark.parametrize(("expires_on", "outcome"), [("2026-03-01", "not met"), ("2026-03-02", "met"), ("2026-03-03", "met")])
def test_each_certificate_is_valid_on_the_application_date(base: Any, look: Any, place: int, key: str, expires_on: str, outcome: str) -> None:
    """Its expiry day is included."""
    outcomes = look.outcomes(enters(base, form=base.form_with("certificates", place, expires_on=expires_on)))
    systems = ("quality_system", "environment_system", "safety_system")
    assert {system: outcomes[system] for system in systems} == dict.fromkeys(systems, "met") | {key: outcome}


@pytest.mark.requirement("ZB-8")
@pytest.mark.parametrize(("valid_from", "outcome"), [("2026-03-01", "met"), ("2026-03-02", "met"), ("2026-03-03", "not met")])
def test_a_certificate_has_begun_on_the_application_date(base: Any, look: Any, valid_from: str, outcome: str) -> None:
    assert look.outcomes(enters(base, form=base.form_with("certificates", 0, valid_from=valid_from)))["quality_system"] == outcome


@pytest.mark.requirement("ZB-8")
@pytest.mark.parametrize(
    ("place", "key", "designation"),
    [
        (0, "quality_system", "ISO 9001"),
        (0, "quality_system", "GB/T 19001"),
        (1, "environment_system", "GB/T 24001"),
        (1, "environment_system", "ISO 14001"),
        (2, "safety_system", "ISO 45001"),
        (2, "safety_system", "GB/T 45001"),
    ],
)
def test_either_designation_of_a_standard_counts(base: Any, look: Any, place: int, key: str, designation: str) -> None:
    assert look.outcomes(enters(base, form=base.form_with("certificates", place, standard=designation)))[key] == "met"


@pytest.mark.requirement("ZB-8")
def test_a_second_certificate_of_one_standard_does_not_stand_in_for_another(base: Any, look: Any) -> None:
    outcomes = look.outcomes(enters(base, form=base.form_with("certificates", 2, standard="ISO 9001")))
    assert (outcomes["quality_system"], outcomes["safety_system"]) == ("met", "not met")


@pytest.mark.requirement("ZB-8")
@pytest.mark.parametrize(
    ("others", "outcome"),
    [([], "not met"), (["2026-03-02"], "met"), (["2026-03-01"], "not met"), (["2026-03-02", "2026-03-01"], "not met")],
)
def test_an_industry_with_other_systems_names_their_certificates(base: Any, look: Any, others: list[str], outcome: str) -> None:
    certificates = [
        {"system": "食品安全管理体系", "number": f"示例食证-{place}", "issuer": "示范认证中心", "valid_from": "2025-01-01", "expires_on": day}
        for place, day in enumerate(others)
    ]
    form = base.form(has_other_systems=True, other_certificates=certificates)
    assert look.outcomes(enters(base, form=form))["industry_systems"] == outcome


@pytest.mark.requirement("ZB-9", "L1")
@pytest.mark.parametrize(("companies", "outcome"), [(9, "not met"), (10, "met"), (11, "met")])
def test_it_commits_to_ten_companies_or_more(base: Any, look: Any, companies: int, outcome: str) -> None:
    found = look.one(enters(base, form=base.form(companies_committed=companies)), "commitment")
    assert (str(found.outcome), found.actual, found.threshold, found.citation.clause) == (outcome, companies, 10, "第六条（四）")


@pytest.mark.requirement("L7")
def test_every_finding_names_clause_facts_and_reason(base: Any) -> None:
    for finding in enters(base):
        assert finding.citation.clause
        assert finding.because.endswith(".")
        assert finding.fact or finding.key == "industry_systems"
