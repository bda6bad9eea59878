"""A liaison, the year's plan, and six batches in every calendar year."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from fuyu.law import Owed
from fuyu.law.facts import HeldTerm


def owed(base: Any, as_of: date, law: Any = None, **changes: Any) -> dict[str, Owed]:
    """Return what a base owes on a day, by key; its designation runs from 2026-06-02 to 2029-06-02."""
    return {each.key: each for each in base.loaded.ask.what_is_owed(law or base.law, base.designation(**changes), as_of)}


@pytest.mark.requirement("ZB-17")
@pytest.mark.parametrize(
    ("as_of", "years"),
    [
        (date(2026, 6, 1), []),
        (date(2026, 6, 2), [2026]),
        (date(2026, 12, 31), [2026]),
        (date(2027, 1, 1), [2026, 2027]),
        (date(2029, 6, 2), [2026, 2027, 2028, 2029]),
    ],
)
def test_each_calendar_year_up_to_now_owes_plan_and_batches(base: Any, as_of: date, years: list[int]) -> None:
    keys = ["liaison", *(f"plan/{year}" for year in years), *(f"sessions/{year}" for year in years)] if years else []
    assert [key for key in owed(base, as_of) if key.split("/")[0] in ("liaison", "plan", "sessions")] == keys
    assert {each.owed_by for each in owed(base, as_of).values()} <= {"base"}


@pytest.mark.requirement("ZB-5", "ZB-17")
@pytest.mark.parametrize(
    ("last", "starts_on", "third_year", "of_2029"),
    [
        (date(2028, 12, 30), date(2029, 1, 10), "exchanges/2028", "exempt"),
        (date(2029, 3, 1), date(2029, 3, 2), "exchanges/2029", "not met"),
        (date(2029, 3, 1), date(2029, 3, 3), "exchanges/2029", "exempt"),
    ],
    ids=["ended before the year", "renewed on the day after", "a day between"],
)
def test_what_was_owed_of_an_earlier_term_is_owed_after_a_late_renewal(base: Any, last: date, starts_on: date, third_year: str, of_2029: str) -> None:
    """What of 2029 lies before and after a gap is shown and is no ground; a term that follows without a gap leaves the year whole."""
    told = {"earlier_terms": [HeldTerm(date(2026, 6, 2), last)], "starts_on": starts_on, "ends_on": date(2032, 1, 10)}
    found = owed(base, date(2030, 2, 1), **told)
    years = [int(key.split("/")[1]) for key in found if key.startswith("sessions/")]
    assert years == [2026, 2027, 2028, 2029, 2030]
    assert (found["sessions/2027"].due_on, found["sessions/2029"].due_on) == (date(2027, 12, 31), date(2029, 12, 31))
    assert {key for key in found if key.startswith("plan/")} == {f"plan/{year}" for year in years}
    assert [key for key in found if key.startswith("exchanges/")] == [third_year]
    missed = base.loaded.ask.when_missed(base.law, base.designation(**told), "sessions/2029", date(2030, 2, 1))
    assert [str(each.outcome) for each in missed] == [of_2029]


@pytest.mark.requirement("ZB-17")
@pytest.mark.parametrize("state", ["revoked", "expired", "ended"])
def test_who_holds_no_designation_owes_nothing(base: Any, state: str) -> None:
    assert owed(base, date(2027, 3, 1), state=state) == {}


@pytest.mark.requirement("ZB-17")
@pytest.mark.parametrize(("liaison", "is_done"), [(None, False), ("张三", True)])
def test_a_liaison_is_named_within_a_month(base: Any, liaison: str | None, is_done: bool) -> None:
    duty = owed(base, date(2026, 6, 2), liaison=liaison)["liaison"]
    assert (duty.opens_on, duty.due_on, duty.is_done, duty.by.clause) == (date(2026, 6, 2), date(2026, 7, 2), is_done, "第十四条（四）")


@pytest.mark.requirement("ZB-17", "L3", "L4")
@pytest.mark.parametrize(
    ("starts_on", "year", "due_on", "is_provisional"),
    [
        (date(2026, 6, 2), 2026, date(2026, 7, 2), False),
        (date(2026, 6, 13), 2026, date(2026, 7, 13), False),
        (date(2026, 1, 9), 2026, date(2026, 3, 31), False),
        (date(2025, 12, 30), 2025, date(2026, 1, 30), False),
        (date(2026, 6, 2), 2027, date(2027, 3, 31), True),
        (date(2023, 6, 2), 2024, date(2024, 4, 1), False),
    ],
)
def test_the_plan_is_due_on_31_march_or_a_month_after_the_start(base: Any, starts_on: date, year: int, due_on: date, is_provisional: bool) -> None:
    """31 March 2024 is a Sunday; of 2027 no holiday notice is known yet."""
    duty = owed(base, date(year, 12, 31), starts_on=starts_on, ends_on=date(starts_on.year + 3, 6, 2))[f"plan/{year}"]
    assert (duty.due_on, duty.is_provisional) == (due_on, is_provisional)


@pytest.mark.requirement("ZB-17")
def test_a_plan_of_another_year_does_not_count(base: Any) -> None:
    duties = owed(base, date(2027, 2, 1), plans=(2026,))
    assert (duties["plan/2026"].is_done, duties["plan/2027"].is_done) == (True, False)


@pytest.mark.requirement("ZB-17", "L1")
@pytest.mark.parametrize(("batches", "is_done"), [(5, False), (6, True), (7, True)])
def test_six_batches_are_owed(base: Any, look: Any, batches: int, is_done: bool) -> None:
    duty = owed(base, date(2027, 6, 30), years=look.held({2027: batches}))["sessions/2027"]
    assert (duty.is_done, duty.counts, duty.by.clause) == (is_done, {"done": batches, "needed": 6}, "第十四条（四）")
    assert (duty.opens_on, duty.due_on) == (date(2027, 1, 1), date(2027, 12, 31))


@pytest.mark.requirement("ZB-17")
def test_the_number_is_never_prorated(base: Any, look: Any) -> None:
    duties = owed(base, date(2028, 12, 30), starts_on=date(2026, 12, 15), ends_on=date(2029, 1, 15), years=look.held({2026: 1}))
    assert {duties[f"sessions/{year}"].counts["needed"] for year in (2026, 2027, 2028)} == {6}
    assert (duties["sessions/2026"].opens_on, duties["sessions/2026"].due_on) == (date(2026, 12, 15), date(2026, 12, 31))


@pytest.mark.requirement("ZB-17")
def test_the_last_year_ends_with_the_designation(base: Any) -> None:
    assert owed(base, date(2029, 3, 1))["sessions/2029"].due_on == date(2029, 6, 2)


@pytest.mark.requirement("ZB-17", "L5")
@pytest.mark.parametrize(
    ("as_of", "batches", "is_warned"),
    [
        (date(2027, 6, 30), 0, False),
        (date(2027, 7, 1), 2, True),
        (date(2027, 7, 1), 3, False),
        (date(2027, 7, 31), 3, False),
        (date(2027, 8, 1), 3, True),
        (date(2027, 8, 1), 4, False),
        (date(2027, 9, 1), 3, True),
        (date(2027, 9, 1), 4, False),
        (date(2027, 12, 31), 5, True),
        (date(2027, 12, 31), 6, False),
    ],
)
def test_a_pace_that_falls_short_warns_in_the_second_half(base: Any, look: Any, as_of: date, batches: int, is_warned: bool) -> None:
    """Even pace: half a batch a month, over the full months gone; 3 by 1 July, 3.5 by 1 August, 4 by 1 September, 5.5 by 1 December."""
    warning = owed(base, as_of, years=look.held({2027: batches}))["sessions/2027"].warning
    assert (warning is not None) is is_warned


@pytest.mark.requirement("ZB-17", "L5")
def test_an_operator_sets_another_pace(base: Any, look: Any) -> None:
    later = base.law_with(pace_checked_from="10-01")
    assert owed(base, date(2027, 9, 30), law=later, years=look.held({2027: 0}))["sessions/2027"].warning is None
    assert owed(base, date(2027, 10, 1), law=later, years=look.held({2027: 0}))["sessions/2027"].warning is not None


@pytest.mark.requirement("ZB-17", "L5")
def test_the_pace_of_a_year_tells_something_from_its_thirtieth_day_on(base: Any) -> None:
    """A reading, which an operator can set otherwise; in the first year the days count from the designation."""
    duties = owed(base, date(2027, 1, 1))
    assert (duties["sessions/2026"].pace_from, duties["sessions/2027"].pace_from) == (date(2026, 7, 1), date(2027, 1, 30))
    assert owed(base, date(2027, 1, 1), law=base.law_with(pace_told_after=10))["sessions/2027"].pace_from == date(2027, 1, 10)


def missed(base: Any, look: Any, key: str, **changes: Any) -> Any:
    """Return what a missed duty means."""
    return base.loaded.ask.when_missed(base.law, base.designation(**changes), key, date(2028, 1, 1))


@pytest.mark.requirement("ZB-17", "ZB-27")
@pytest.mark.parametrize(("batches", "outcome"), [(0, "not met"), (5, "not met"), (6, "met")])
def test_a_shortfall_of_a_whole_year_is_a_ground(base: Any, look: Any, batches: int, outcome: str) -> None:
    (found,) = missed(base, look, "sessions/2027", years=look.held({2027: batches}))
    assert (str(found.outcome), found.actual, found.threshold, found.citation.clause) == (outcome, batches, 6, "第十七条（二）3")
    assert "第十四条（四）" in found.because


@pytest.mark.requirement("ZB-17")
@pytest.mark.parametrize(
    ("starts_on", "ends_on", "year", "outcome"),
    [
        (date(2026, 6, 2), date(2029, 6, 2), 2026, "exempt"),
        (date(2026, 6, 2), date(2029, 6, 2), 2029, "exempt"),
        (date(2026, 1, 1), date(2028, 12, 31), 2026, "not met"),
        (date(2026, 1, 2), date(2028, 12, 31), 2026, "exempt"),
        (date(2026, 1, 1), date(2028, 12, 31), 2028, "not met"),
        (date(2026, 1, 1), date(2028, 12, 30), 2028, "exempt"),
        (date(2026, 1, 1), None, 2030, "not met"),
    ],
)
def test_a_year_not_wholly_within_the_designation_is_no_ground(base: Any, look: Any, starts_on: date, ends_on: date | None, year: int, outcome: str) -> None:
    (found,) = missed(base, look, f"sessions/{year}", starts_on=starts_on, ends_on=ends_on)
    assert str(found.outcome) == outcome


@pytest.mark.requirement("ZB-17")
def test_such_a_shortfall_is_shown_and_warned_of(base: Any, look: Any) -> None:
    duty = owed(base, date(2027, 1, 1), years=look.held({2026: 4}))["sessions/2026"]
    assert (duty.is_done, duty.counts) == (False, {"done": 4, "needed": 6})
    assert duty.warning is not None
    assert "no ground" in duty.warning
    assert owed(base, date(2027, 1, 1), years=look.held({2026: 6}))["sessions/2026"].warning is None


@pytest.mark.requirement("ZB-17")
def test_other_duties_missed_are_shown_alone(base: Any, look: Any) -> None:
    """What a missing plan or liaison means as a ground is not answered here."""
    assert missed(base, look, "plan/2026") == missed(base, look, "liaison") == []


@pytest.mark.requirement("ZB-20", "L2")
@pytest.mark.parametrize(("as_of", "is_owed"), [(date(2028, 6, 2), False), (date(2028, 6, 3), True), (date(2029, 6, 2), True)])
def test_the_third_year_of_a_base_is_for_consolidation(base: Any, as_of: date, is_owed: bool) -> None:
    """The designation runs from 2026-06-02 to 2029-06-02, so its third year begins on the day after 2028-06-02."""
    duties = owed(base, as_of)
    assert ("exchanges/2029" in duties) is is_owed
    if is_owed:
        duty = duties["exchanges/2029"]
        assert (duty.opens_on, duty.due_on, duty.by.clause, duty.counts) == (
            date(2028, 6, 3),
            date(2029, 6, 2),
            "第十六条（四）",
            {"planned": 0, "held": 0, "needed": 2},
        )


@pytest.mark.requirement("ZB-20", "L1", "L5")
@pytest.mark.parametrize(
    ("held", "is_done"),
    [
        ((date(2028, 6, 3),), False),
        ((date(2028, 6, 3), date(2029, 6, 2)), True),
        ((date(2028, 6, 2), date(2028, 6, 3)), False),
        ((date(2028, 6, 3), date(2028, 9, 1), date(2029, 3, 1)), True),
    ],
    ids=["one", "two, on the first and the last day", "one before it began", "three"],
)
def test_exchanges_held_in_the_third_year_are_counted(base: Any, held: tuple[date, ...], is_done: bool) -> None:
    assert owed(base, date(2029, 6, 2), exchanges=held)["exchanges/2029"].is_done is is_done
    assert missed(base, None, "exchanges/2029") == []  # It is shown, and no clause makes a shortfall a ground.


@pytest.mark.requirement("ZB-20")
@pytest.mark.parametrize(("planned", "is_warned"), [((), True), ((date(2028, 6, 1),), True), ((date(2028, 6, 1), date(2029, 6, 1)), False)])
def test_a_plan_without_enough_exchanges_is_warned_of(base: Any, planned: tuple[date, ...], is_warned: bool) -> None:
    duty = owed(base, date(2028, 6, 3), planned_exchanges=planned)["exchanges/2029"]
    assert (duty.warning is not None, duty.counts["planned"]) == (is_warned, len(planned))
