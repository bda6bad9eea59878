"""Admitting incubatees, and the number that a base goes on having."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

DAY = date(2026, 9, 1)


def admits(base: Any, **changes: Any) -> Any:
    """Ask what the city bureau's approval needs."""
    return base.loaded.ask.to_take(base.law, "approve", "grant", base.enrolment(**changes), DAY)


@pytest.mark.requirement("ZB-16")
def test_an_incubatee_is_admitted_with_its_undertaking_and_promised_services(base: Any, look: Any) -> None:
    assert look.outcomes(admits(base)) == {"promised_services": "met", "undertaking": "met", "one_base_at_a_time": "met"}
    assert [finding.citation.clause for finding in admits(base)][:2] != [None, None]


@pytest.mark.requirement("ZB-16")
def test_the_district_recommends_before_the_city_bureau_admits(base: Any) -> None:
    process = base.loaded.programme.process("admit")
    assert [(step.name, step.by) for step in process.steps] == [
        ("propose", "base"),
        ("undertake", "incubatee"),
        ("recommend_incubatee", "district bureau"),
        ("approve", "city bureau"),
    ]
    assert [step.name for step in process.steps if step.takes_effect] == ["approve"]


@pytest.mark.requirement("ZB-16")
@pytest.mark.parametrize(
    ("changes", "key", "clause"),
    [
        ({"undertakes": False}, "undertaking", "第十六条（二）"),
        ({"promised": ()}, "promised_services", "第十七条（二）3"),
        ({"promised": ("培训辅导", "代办贷款")}, "promised_services", "第十七条（二）3"),
    ],
)
def test_without_undertaking_or_promise_nobody_is_admitted(base: Any, look: Any, changes: dict[str, Any], key: str, clause: str) -> None:
    found = look.one(admits(base, **changes), key)
    assert (str(found.outcome), found.blocks, found.citation.clause) == ("not met", True, clause)


@pytest.mark.requirement("ZB-16", "L10")
def test_a_company_with_another_base_is_not_admitted(base: Any, look: Any) -> None:
    found = look.one(admits(base, enrolled_elsewhere=("示范企业002",)), "one_base_at_a_time")
    assert (str(found.outcome), found.citation.rule) == ("not met", "L10")


@pytest.mark.requirement("ZB-16")
def test_services_are_promised_when_a_company_is_proposed(base: Any, look: Any) -> None:
    findings = base.loaded.ask.to_take(base.law, "propose", "fill", base.enrolment(undertakes=False, promised=()), DAY)
    assert look.outcomes(findings)["promised_services"] == "not met"
    assert "undertaking" not in look.outcomes(findings)


@pytest.mark.requirement("ZB-16")
@pytest.mark.parametrize(("number", "outcome"), [(1, "not met"), (201, "met")])
def test_a_base_does_not_bring_itself_up(base: Any, look: Any, number: int, outcome: str) -> None:
    proposed = base.enrolment(incubatee=base.organisation(number))
    assert look.outcomes(base.loaded.ask.to_take(base.law, "propose", "fill", proposed, DAY))["another_company"] == outcome


def incubatees(base: Any, look: Any, law: Any = None, **counts: int) -> Any:
    """Return the finding on the number of incubatees."""
    return look.one(base.loaded.ask.to_keep(law or base.law, base.designation(**counts), DAY), "incubatees")


@pytest.mark.requirement("ZB-16", "L1", "L8")
@pytest.mark.parametrize(("running", "outcome"), [(9, "not met"), (10, "met"), (11, "met")])
def test_a_fall_below_ten_is_shown_as_a_warning(base: Any, look: Any, running: int, outcome: str) -> None:
    found = incubatees(base, look, running_enrolments=running)
    assert (str(found.outcome), found.actual, found.threshold, found.blocks) == (outcome, running, 10, False)
    assert found.citation.clause == "第十四条（四）"


@pytest.mark.requirement("ZB-16", "L5")
def test_who_completed_counts_and_who_left_does_not(base: Any, look: Any) -> None:
    """The third year consolidates the incubatees (第十六条（四）), so a base of ten completed ones has not fallen below ten."""
    assert incubatees(base, look, running_enrolments=1, completed_enrolments=9, ended_enrolments=9).actual == 10
    assert incubatees(base, look, running_enrolments=9, completed_enrolments=0, ended_enrolments=5).actual == 9
    assert incubatees(base, look, base.law_with(completed_still_count=False), running_enrolments=1, completed_enrolments=9).actual == 1
