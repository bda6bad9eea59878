"""How long an incubation runs, when more may be asked for, and when it is assessed: each number, and each day with the one before and after."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from fuyu.law.facts import Run
from fuyu.law.settings import Relief

STARTED, LAST = date(2024, 5, 30), date(2026, 5, 30)  # 30 May 2026 is a Saturday; Monday is 1 June.


def running(base: Any, **changes: Any) -> Any:
    """Return an incubation of two years from STARTED."""
    return base.enrolment(**{"state": "running", "starts_on": STARTED, "ends_on": LAST} | changes)


def asks(base: Any, look: Any, as_of: date, **changes: Any) -> dict[str, str]:
    """Return what asking for more time needs on a day."""
    return dict(look.outcomes(base.loaded.ask.to_take(base.law, "ask_extension", "fill", running(base, **changes), as_of)))


def asking_until(base: Any, until: date) -> dict[str, Any]:
    """Return the facts of one that asks for more time until a day."""
    entry = base.entry("ask_extension", until=until.isoformat())
    return {"filled": {"ask_extension": entry}, "runs": [Run("extend", "", date(2026, 3, 2), filled={"ask_extension": entry})]}


@pytest.mark.requirement("ZB-19", "L3")
@pytest.mark.parametrize(
    ("as_of", "outcome"),
    [(date(2026, 5, 29), "met"), (date(2026, 5, 30), "met"), (date(2026, 6, 1), "met"), (date(2026, 6, 2), "not met")],
    ids=["the day before", "the last day, a Saturday", "the next working day", "the day after"],
)
def test_more_time_is_asked_for_by_the_last_day_which_moves_to_the_next_working_day(base: Any, look: Any, as_of: date, outcome: str) -> None:
    assert asks(base, look, as_of)["extension_in_time"] == outcome


@pytest.mark.requirement("ZB-19", "L3", "L4")
@pytest.mark.parametrize(("as_of", "outcome"), [(date(2026, 9, 30), "met"), (date(2026, 10, 8), "met"), (date(2026, 10, 9), "not met")])
def test_a_last_day_among_the_october_holidays_moves_behind_them(base: Any, look: Any, as_of: date, outcome: str) -> None:
    assert asks(base, look, as_of, starts_on=date(2024, 10, 1), ends_on=date(2026, 10, 1))["extension_in_time"] == outcome


@pytest.mark.requirement("ZB-19", "L3")
@pytest.mark.parametrize(
    ("first", "last", "as_of", "outcome"),
    [
        ((6, 1), (6, 5), date(2026, 6, 10), "met"),
        ((6, 1), (6, 5), date(2026, 6, 11), "met"),
        ((6, 1), (6, 5), date(2026, 6, 12), "not met"),
        ((5, 25), (6, 1), date(2026, 6, 11), "met"),
        ((6, 2), (6, 5), date(2026, 6, 1), "met"),
        ((6, 2), (6, 5), date(2026, 6, 2), "not met"),
        ((5, 25), (5, 31), date(2026, 6, 2), "not met"),
    ],
    ids=["the day before", "the day", "the day after", "its last day named", "in time all the same", "begins a day late", "ends a day early"],
)
def test_relief_for_a_class_puts_off_the_last_day_to_ask_and_no_period(
    base: Any, look: Any, first: tuple[int, int], last: tuple[int, int], as_of: date, outcome: str
) -> None:
    """The period ends on Saturday, 30 May 2026; more can be asked for to Monday, 1 June, and with ten days of relief to Thursday the 11th."""
    relief = Relief("extension_years", date(2026, *first), date(2026, *last), 10, "暴雨红色预警", "示例〔2026〕21号")
    law = replace(base.law, reliefs=(relief,))
    found = look.one(base.loaded.ask.to_take(law, "ask_extension", "fill", running(base), as_of), "extension_in_time")
    assert (str(found.outcome), found.citation.clause) == (outcome, "第十六条（三）")
    assert law.term("incubation_years", STARTED).ends_on == LAST


@pytest.mark.requirement("ZB-19", "L1", "L2")
@pytest.mark.parametrize(
    ("until", "outcome"),
    [
        (date(2026, 5, 30), "not met"),
        (date(2026, 5, 31), "met"),
        (date(2027, 5, 30), "met"),
        (date(2027, 5, 31), "not met"),
    ],
    ids=["no longer", "a day longer", "exactly a year", "a year and a day"],
)
def test_an_extension_is_a_year_at_most(base: Any, look: Any, until: date, outcome: str) -> None:
    assert asks(base, look, date(2026, 3, 2), **asking_until(base, until))["extension"] == outcome


@pytest.mark.requirement("ZB-19", "L2")
@pytest.mark.parametrize(("until", "outcome"), [(date(2027, 2, 28), "met"), (date(2027, 3, 1), "not met")])
def test_a_period_from_29_february_ends_and_is_extended_to_28_february(base: Any, look: Any, until: date, outcome: str) -> None:
    term = base.loaded.ask.how_long_to_incubate(base.law, date(2024, 2, 29))
    assert (term.ends_on, term.by.clause) == (date(2026, 2, 28), "第十六条（三）")
    assert asks(base, look, date(2026, 2, 2), starts_on=date(2024, 2, 29), ends_on=term.ends_on, **asking_until(base, until))["extension"] == outcome


@pytest.mark.requirement("ZB-19")
@pytest.mark.parametrize(
    ("extended_until", "until", "left", "outcome"),
    [
        (date(2026, 11, 30), date(2027, 5, 30), "met", "met"),
        (date(2026, 11, 30), date(2027, 5, 31), "met", "not met"),
        (date(2026, 11, 30), date(2026, 11, 30), "met", "not met"),
        (date(2027, 5, 29), date(2027, 5, 30), "met", "met"),
        (date(2027, 5, 30), date(2027, 5, 31), "not met", "not met"),
    ],
)
def test_all_extensions_together_last_a_year_from_the_periods_last_day(
    base: Any, look: Any, extended_until: date, until: date, left: str, outcome: str
) -> None:
    found = asks(base, look, date(2026, 10, 12), extended_until=extended_until, **asking_until(base, until))
    assert (found["extension_is_left"], found["extension"]) == (left, outcome)


@pytest.mark.requirement("ZB-19", "L8")
@pytest.mark.parametrize(
    ("until", "longer", "ahead"),
    [("2028-09-01", "met", "met"), ("2028-09-02", "not met", "met"), ("2026-09-02", "met", "met"), ("2026-09-01", "met", "not met")],
    ids=["two years", "a day more", "a day alone", "no day"],
)
def test_a_period_longer_than_two_years_warns_the_deciding_officer(base: Any, look: Any, until: str, longer: str, ahead: str) -> None:
    enrolment = base.enrolment(filled={"approve": base.entry("approve", until=until)})
    findings = base.loaded.ask.to_take(base.law, "approve", "grant", enrolment, date(2026, 9, 1))
    outcomes = look.outcomes(findings)
    assert (outcomes["incubation_period"], outcomes["period_is_ahead"]) == (longer, ahead)
    assert (str(look.one(findings, "incubation_period").weight), look.one(findings, "incubation_period").citation.clause) == ("warning", "第十六条（三）")


def assessed(base: Any, look: Any, assessed_on: str, as_of: date, **changes: Any) -> str:
    enrolment = running(base, filled={"assess": base.entry("assess", assessed_on=assessed_on)}, **changes)
    return str(look.one(base.loaded.ask.to_take(base.law, "assess", "record", enrolment, as_of), "training").outcome)


@pytest.mark.requirement("ZB-21", "L1", "L2")
@pytest.mark.parametrize(("day", "outcome"), [("2025-05-29", "not met"), ("2025-05-30", "met"), ("2025-05-31", "met")])
def test_a_year_of_training_is_met_on_the_anniversary_day_itself(base: Any, look: Any, day: str, outcome: str) -> None:
    assert assessed(base, look, day, date.fromisoformat(day)) == outcome


@pytest.mark.requirement("ZB-21", "L2")
@pytest.mark.parametrize(("day", "outcome"), [("2025-02-27", "not met"), ("2025-02-28", "met")])
def test_a_year_from_29_february_is_met_on_28_february(base: Any, look: Any, day: str, outcome: str) -> None:
    assert assessed(base, look, day, date.fromisoformat(day), starts_on=date(2024, 2, 29), ends_on=date(2026, 2, 28)) == outcome


@pytest.mark.requirement("ZB-21", "ZB-29")
@pytest.mark.parametrize(("day", "outcome"), [("2025-06-08", "not met"), ("2025-06-09", "met")])
def test_days_of_waiting_for_another_base_are_no_training(base: Any, look: Any, day: str, outcome: str) -> None:
    assert assessed(base, look, day, date.fromisoformat(day), paused_days=10) == outcome


@pytest.mark.requirement("ZB-21")
def test_an_assessment_of_a_day_to_come_is_not_recorded(base: Any, look: Any) -> None:
    assert assessed(base, look, "2025-06-03", date(2025, 6, 2)) == "not met"


FAILED = Run("assess", "", date(2026, 1, 5), said={"assess": "record", "assessment_result": "fail"})


@pytest.mark.requirement("ZB-23")
@pytest.mark.parametrize(("filled", "outcome"), [((), "not met"), (("rectification",), "met")])
def test_after_a_failure_the_report_comes_before_the_next_assessment(base: Any, look: Any, filled: tuple[str, ...], outcome: str) -> None:
    enrolment = running(base, runs=[FAILED], filled={step: base.entry(step) for step in filled})
    assert look.one(base.loaded.ask.to_take(base.law, "assess", "record", enrolment, date(2026, 2, 2)), "rectification").citation.clause == "第十八条（三）"
    assert look.outcomes(base.loaded.ask.to_take(base.law, "assess", "record", enrolment, date(2026, 2, 2)))["rectification"] == outcome


@pytest.mark.requirement("ZB-23")
@pytest.mark.parametrize(
    ("runs", "outcomes"),
    [
        ([], ("not met", "not met")),
        ([FAILED], ("met", "not met")),
        ([FAILED, Run("extend", "", date(2026, 3, 2))], ("met", "met")),
        ([FAILED, Run("extend", "", date(2026, 3, 2), outcome="completed")], ("met", "met")),
        ([FAILED, Run("extend", "", date(2026, 3, 2), outcome="refused")], ("met", "not met")),
        ([Run("extend", "", date(2026, 3, 2))], ("not met", "met")),
    ],
    ids=["neither", "failed alone", "failed, asked", "failed, extended", "failed, not extended", "asked alone"],
)
def test_who_failed_and_asked_for_more_time_comes_on_the_key_list(base: Any, look: Any, runs: list[Run], outcomes: tuple[str, str]) -> None:
    enrolment = running(base, runs=runs, filled={"key_plan": base.entry("key_plan")})
    found = look.outcomes(base.loaded.ask.to_take(base.law, "key_plan", "fill", enrolment, date(2026, 3, 2)))
    assert (found["failed"], found["extension_asked"]) == outcomes
