"""Who may be preferred: bases in order, of good service and effect (第十九条), and companies whose model works (第二十条)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from fuyu.law.facts import Judged, Run, YearOfSessions
from fuyu.law.findings import Outcome

DAY = date(2028, 3, 1)


def years(*batches: int) -> dict[int, YearOfSessions]:
    """Return years from 2026 on with so many batches each."""
    return {2026 + place: YearOfSessions(2026 + place, count, count) for place, count in enumerate(batches)}


def review(base: Any, said: str = "pass") -> Run:
    run: Run = base.run("review_yearly", date(2028, 1, 31), outcome="completed", ended_on=date(2028, 2, 20), said={"yearly_result": said})
    return run


def merits(base: Any, as_of: date = DAY, **changes: Any) -> dict[str, Any]:
    """Return what a base designated on 2026-06-02 is found to be, by key, in order but for what is changed."""
    told = {"runs": [review(base)], "years": years(3, 6), "completed_enrolments": 6, "ended_enrolments": 10, **changes}
    return {each.key: each for each in base.loaded.ask.to_prefer(base.law, base.designation(**told), as_of)}


@pytest.mark.requirement("ZB-31")
def test_a_base_in_order_is_found_so_with_its_clause(base: Any) -> None:
    found = merits(base)
    assert {key: str(each.outcome) for key, each in found.items()} == {"orderly": "met", "served": "met", "effect": "met"}
    assert {each.citation.clause for each in found.values()} == {"第十九条（二）"}


@pytest.mark.requirement("ZB-31", "L1")
@pytest.mark.parametrize(("batches", "outcome"), [((3, 5), "not met"), ((3, 6), "met"), ((0, 7), "met")])
def test_good_service_is_six_batches_in_every_whole_year_and_the_first_part_of_one_is_not_asked(base: Any, batches: tuple[int, ...], outcome: str) -> None:
    assert str(merits(base, years=years(*batches))["served"].outcome) == outcome


@pytest.mark.requirement("ZB-31")
def test_before_a_whole_year_and_a_review_are_over_nothing_is_known(base: Any) -> None:
    found = merits(base, as_of=date(2027, 12, 31), runs=[], ended_enrolments=0, completed_enrolments=0)
    assert {key: each.outcome for key, each in found.items()} == dict.fromkeys(("orderly", "served", "effect"), Outcome.UNKNOWN)


@pytest.mark.requirement("ZB-31")
@pytest.mark.parametrize(
    ("said", "complaint", "outcome"), [("pass", "reject", "met"), ("pass", "verify", "not met"), ("propose_revocation", "reject", "not met")]
)
def test_order_is_a_passed_review_and_no_verified_complaint(base: Any, said: str, complaint: str, outcome: str) -> None:
    runs = [review(base, said), base.run("complain", date(2027, 5, 3), said={"verify_complaint": complaint})]
    assert str(merits(base, runs=runs)["orderly"].outcome) == outcome


@pytest.mark.requirement("ZB-31", "L1")
@pytest.mark.parametrize(("completed", "outcome"), [(2, "not met"), (3, "met"), (4, "met")])
def test_the_effect_is_shown_by_a_success_rate_of_30_per_cent_or_above(base: Any, completed: int, outcome: str) -> None:
    assert str(merits(base, completed_enrolments=completed)["effect"].outcome) == outcome


def company(base: Any, as_of: date, **judged: bool) -> dict[str, str]:
    """Return what an incubatee that began on 2026-06-02 is found to be."""
    told = {key: Judged(key, is_met, "专家意见", "p-city", date(2028, 1, 10)) for key, is_met in judged.items()}
    enrolment = base.enrolment(state="completed", starts_on=date(2026, 6, 2), judged=told)
    return {each.key: str(each.outcome) for each in base.loaded.ask.to_prefer(base.law, enrolment, as_of)}


@pytest.mark.requirement("ZB-31", "L2")
@pytest.mark.parametrize(("as_of", "outcome"), [(date(2027, 6, 1), "not met"), (date(2027, 6, 2), "met"), (date(2027, 6, 3), "met")])
def test_the_model_has_run_a_year_on_the_anniversary(base: Any, as_of: date, outcome: str) -> None:
    found = company(base, as_of, visible_benefit=True, effective_model=True)
    assert found == {"model_run": outcome, "visible_benefit": "met", "effective_model": "met"}


@pytest.mark.requirement("ZB-31")
def test_benefit_and_effect_are_for_people_to_find(base: Any) -> None:
    assert company(base, DAY) == {"model_run": "met", "visible_benefit": "unknown", "effective_model": "unknown"}
    assert company(base, DAY, visible_benefit=False, effective_model=True)["visible_benefit"] == "not met"
