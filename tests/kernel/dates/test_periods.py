"""Periods are counted as the Civil Code says; each expectation is counted by hand from articles 201, 202 and 1259."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fuyu.dates import (
    Period,
    Unit,
    after,
    anniversary,
    before,
    days_remaining,
    following_term,
    full_years,
    has_exceeded,
    has_lasted,
    is_within_years_before,
    last_completed_financial_years,
    term,
)

DAY = timedelta(days=1)
days_of_life = st.dates(date(1950, 1, 1), date(2100, 12, 31))
some_years = st.integers(0, 40)


def days(count: int) -> Period:
    return Period(count, Unit.DAYS)


def months(count: int) -> Period:
    return Period(count, Unit.MONTHS)


def years(count: int) -> Period:
    return Period(count, Unit.YEARS)


@pytest.mark.requirement("L2")
@pytest.mark.parametrize(
    ("start", "period", "end"),
    [
        (date(2026, 3, 2), days(1), date(2026, 3, 3)),
        (date(2026, 3, 2), days(7), date(2026, 3, 9)),
        (date(2026, 2, 26), days(5), date(2026, 3, 3)),
        (date(2024, 2, 26), days(5), date(2024, 3, 2)),
        (date(2026, 3, 2), months(3), date(2026, 6, 2)),
        (date(2025, 11, 30), months(3), date(2026, 2, 28)),
        (date(2023, 11, 30), months(3), date(2024, 2, 29)),
        (date(2026, 1, 31), months(1), date(2026, 2, 28)),
        (date(2026, 8, 31), months(1), date(2026, 9, 30)),
        (date(2026, 2, 28), months(1), date(2026, 3, 28)),
        (date(2025, 12, 15), months(14), date(2027, 2, 15)),
        (date(2026, 3, 2), years(2), date(2028, 3, 2)),
        (date(2024, 2, 29), years(1), date(2025, 2, 28)),
        (date(2024, 2, 29), years(4), date(2028, 2, 29)),
        (date(2023, 2, 28), years(1), date(2024, 2, 28)),
        (date(2026, 3, 2), years(0), date(2026, 3, 2)),
    ],
)
def test_a_period_ends_on_the_same_day_or_on_the_months_last(start: date, period: Period, end: date) -> None:
    assert after(start, period) == end


@pytest.mark.requirement("L2")
@pytest.mark.parametrize(
    ("end", "period", "start"),
    [
        (date(2026, 3, 9), days(7), date(2026, 3, 2)),
        (date(2029, 9, 2), months(6), date(2029, 3, 2)),
        (date(2026, 8, 31), months(6), date(2026, 2, 28)),
        (date(2024, 8, 31), months(6), date(2024, 2, 29)),
        (date(2027, 1, 10), months(12), date(2026, 1, 10)),
        (date(2024, 2, 29), years(1), date(2023, 2, 28)),
    ],
)
def test_a_period_reaches_back_by_the_same_rule(end: date, period: Period, start: date) -> None:
    assert before(end, period) == start


@pytest.mark.requirement("L1", "L2")
def test_a_minimum_duration_is_met_on_the_anniversary_itself_and_not_the_day_before() -> None:
    applied_since = date(2024, 3, 2)
    assert not has_lasted(applied_since, years(2), date(2026, 3, 1))
    assert has_lasted(applied_since, years(2), date(2026, 3, 2))
    assert has_lasted(applied_since, years(2), date(2026, 3, 3))
    assert not has_lasted(date(2199, 6, 1), years(2), date(2026, 3, 2)), "what has not begun lasts for nothing, wherever its anniversary would lie"
    assert not has_exceeded(date(2199, 6, 1), years(2), date(2026, 3, 2))


@pytest.mark.requirement("L2")
def test_years_are_never_counted_in_days() -> None:
    """730 days from 2023-03-02 end on 2025-03-01 because 2024 has 366: one day short of two years."""
    assert after(date(2023, 3, 2), days(730)) == date(2025, 3, 1)
    assert not has_lasted(date(2023, 3, 2), years(2), date(2025, 3, 1))
    assert has_lasted(date(2023, 3, 2), years(2), date(2025, 3, 2))


@pytest.mark.requirement("L2")
def test_who_began_on_29_february_has_a_year_on_28_february() -> None:
    assert not has_lasted(date(2024, 2, 29), years(1), date(2025, 2, 27))
    assert has_lasted(date(2024, 2, 29), years(1), date(2025, 2, 28))
    assert [anniversary(date(2024, 2, 29), n) for n in (1, 2, 3, 4, 5)] == [
        date(2025, 2, 28),
        date(2026, 2, 28),
        date(2027, 2, 28),
        date(2028, 2, 29),
        date(2029, 2, 28),
    ]


@pytest.mark.requirement("L1")
def test_more_than_a_period_excludes_its_last_day() -> None:
    begun = date(2024, 3, 2)
    assert not has_exceeded(begun, years(2), date(2026, 3, 1))
    assert not has_exceeded(begun, years(2), date(2026, 3, 2))
    assert has_exceeded(begun, years(2), date(2026, 3, 3))


@pytest.mark.requirement("L2")
def test_nothing_has_lasted_before_it_begins() -> None:
    assert not has_lasted(date(2026, 3, 2), years(1), date(2026, 3, 1))
    assert not has_lasted(date(2026, 3, 2), years(0), date(2026, 3, 1))
    assert full_years(date(2026, 3, 2), date(2020, 3, 2)) == 0


@pytest.mark.requirement("L2")
@pytest.mark.parametrize(
    ("as_of", "count"),
    [(date(2021, 3, 1), 0), (date(2021, 3, 2), 1), (date(2025, 3, 1), 4), (date(2025, 3, 2), 5), (date(2025, 3, 3), 5)],
)
def test_full_years_are_anniversaries_passed(as_of: date, count: int) -> None:
    assert full_years(date(2020, 3, 2), as_of) == count


@pytest.mark.requirement("L11")
@pytest.mark.parametrize(
    ("event", "is_inside"),
    [
        (date(2023, 3, 1), False),
        (date(2023, 3, 2), True),
        (date(2023, 3, 3), True),
        (date(2026, 3, 1), True),
        (date(2026, 3, 2), True),
        (date(2026, 3, 3), False),
    ],
)
def test_an_event_on_the_same_day_three_years_before_is_inside(event: date, is_inside: bool) -> None:
    assert is_within_years_before(event, 3, as_of=date(2026, 3, 2)) is is_inside


@pytest.mark.requirement("L11", "L3")
def test_a_look_back_does_not_move_for_a_rest_day() -> None:
    """2023-05-01 was a Monday, and Labour Day; the event of that day is inside, that of the Sunday before is not."""
    assert is_within_years_before(date(2023, 5, 1), 3, as_of=date(2026, 5, 1))
    assert not is_within_years_before(date(2023, 4, 30), 3, as_of=date(2026, 5, 1))


@pytest.mark.requirement("L11")
def test_a_look_back_from_29_february_begins_on_28_february() -> None:
    assert is_within_years_before(date(2023, 2, 28), 1, as_of=date(2024, 2, 29))
    assert not is_within_years_before(date(2023, 2, 27), 1, as_of=date(2024, 2, 29))


@pytest.mark.requirement("L11")
@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (date(2026, 1, 1), (2023, 2024, 2025)),
        (date(2026, 3, 2), (2023, 2024, 2025)),
        (date(2026, 12, 31), (2023, 2024, 2025)),
        (date(2027, 1, 1), (2024, 2025, 2026)),
    ],
)
def test_figures_look_at_the_last_completed_financial_years(as_of: date, expected: tuple[int, ...]) -> None:
    assert last_completed_financial_years(3, as_of) == expected


@pytest.mark.requirement("L2", "L3")
def test_a_term_stands_from_its_first_day_and_ends_on_the_same_day_even_on_a_rest_day() -> None:
    """2028-03-02 is a Thursday; 2027-05-01 is a Saturday and Labour Day, and the term still ends there."""
    assert term(date(2026, 3, 2), years(2)) == (date(2026, 3, 2), date(2028, 3, 2))
    assert term(date(2024, 5, 1), years(3)) == (date(2024, 5, 1), date(2027, 5, 1))


@pytest.mark.requirement("L2")
def test_a_following_term_joins_the_one_before_and_does_not_grow() -> None:
    assert following_term(date(2028, 3, 2), years(3)) == (date(2028, 3, 3), date(2031, 3, 2))
    assert following_term(date(2031, 3, 2), years(3)) == (date(2031, 3, 3), date(2034, 3, 2))


@pytest.mark.requirement("L2")
def test_what_stops_with_five_days_left_ends_five_days_after_it_goes_on() -> None:
    assert days_remaining(date(2028, 3, 2), as_of=date(2028, 2, 26)) == 5
    assert after(date(2028, 4, 10), days(5)) == date(2028, 4, 15)
    assert days_remaining(date(2028, 3, 2), as_of=date(2028, 3, 2)) == 0
    assert days_remaining(date(2028, 3, 2), as_of=date(2028, 3, 3)) == 0


def test_a_period_reads_as_it_is_said() -> None:
    assert [str(Period(1, Unit.WORKING_DAYS)), str(days(5)), str(years(1)), str(months(3))] == ["1 working day", "5 days", "1 year", "3 months"]


@pytest.mark.parametrize(
    ("attempt", "says"),
    [
        (lambda: Period(-1, Unit.DAYS), "counts -1; a whole number from 0"),
        (lambda: Period(True, Unit.DAYS), "counts True"),
        (lambda: Period(120_001, Unit.DAYS), "a whole number from 0 to 120000 is needed"),
        (lambda: Period(1, "weeks"), "one of days, working days, months, years is needed"),
        (lambda: after(date(2199, 12, 31), days(366)), "2201-01-01; a date in the years 1900 to 2200 is needed"),
        (lambda: after(date(2026, 1, 1), years(175)), "is 2201; a year from 1900 to 2200 is needed"),
        (lambda: before(date(1901, 1, 1), years(2)), "is 1899; a year from 1900 to 2200 is needed"),
        (lambda: after(date(1899, 12, 31), days(1)), "1899-12-31; a date in the years 1900 to 2200 is needed"),
        (lambda: before(date(1900, 1, 1), days(120_000)), "1571-06-15; a date in the years 1900 to 2200 is needed"),
        (lambda: after(datetime(2026, 1, 1, 8), days(1)), "is the instant 2026-01-01T08:00:00; a date is needed"),  # noqa: DTZ001  # An instant without a zone is the mistake shown.
        (lambda: after("2026-01-01", days(1)), "a date such as 2026-03-02 is needed"),
        (lambda: after(date(2026, 1, 1), Period(5, Unit.WORKING_DAYS)), r"5 working days cannot be counted without a calendar; use limit"),
        (lambda: last_completed_financial_years(0, date(2026, 1, 1)), "1 or more is needed"),
        (lambda: last_completed_financial_years(200, date(2026, 1, 1)), "is 1826; a year from 1900"),
        (lambda: following_term(date(2200, 12, 31), days(0)), "2201-01-01; a date in the years"),
    ],
)
def test_what_cannot_be_is_refused_with_what_is_needed(attempt: Callable[[], object], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        attempt()


@given(days_of_life, some_years, some_years)
def test_years_add_up_unless_they_begin_on_29_february(start: date, first: int, second: int) -> None:
    stepwise = after(after(start, years(first)), years(second))
    at_once = after(start, years(first + second))
    if (start.month, start.day) == (2, 29):
        assert at_once - stepwise in (timedelta(0), DAY)
    else:
        assert stepwise == at_once


@given(days_of_life, some_years)
def test_a_year_is_twelve_months_and_never_a_number_of_days(start: date, count: int) -> None:
    assert after(start, years(count)) == after(start, months(12 * count))
    assert before(start, years(count)) == before(start, months(12 * count))


@given(days_of_life, st.integers(0, 480))
def test_going_forth_and_back_by_months_never_ends_later_and_is_exact_up_to_the_28th(start: date, count: int) -> None:
    back = before(after(start, months(count)), months(count))
    assert start - 3 * DAY <= back <= start
    if start.day <= 28:
        assert back == start


@given(days_of_life, st.integers(0, 20_000))
def test_days_go_forth_and_back_exactly(start: date, count: int) -> None:
    assert before(after(start, days(count)), days(count)) == start
    assert days_remaining(after(start, days(count)), start) == count


@given(days_of_life, st.integers(1, 480))
def test_a_period_of_months_ends_in_the_month_it_names_and_on_no_later_day(start: date, count: int) -> None:
    end = after(start, months(count))
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == count
    assert end.day == start.day or (end.day < start.day and (end + DAY).day == 1)


@given(days_of_life, days_of_life, some_years)
def test_a_duration_once_met_stays_met_and_agrees_with_full_years(start: date, as_of: date, count: int) -> None:
    is_met = has_lasted(start, years(count), as_of)
    assert is_met <= has_lasted(start, years(count), as_of + DAY)
    if start <= as_of:
        assert is_met == (full_years(start, as_of) >= count)


@given(days_of_life, days_of_life, st.integers(1, 10))
def test_an_event_leaves_the_look_back_once_and_for_good(event: date, as_of: date, count: int) -> None:
    if is_within_years_before(event, count, as_of):
        assert is_within_years_before(event, count + 1, as_of)
    elif event <= as_of:
        assert not is_within_years_before(event, count, as_of + DAY)


@given(days_of_life, st.integers(1, 20))
def test_the_years_of_figures_are_consecutive_and_over(as_of: date, n: int) -> None:
    found = last_completed_financial_years(n, as_of)
    assert len(found) == n
    assert list(found) == list(range(found[0], found[0] + n))
    assert date(found[-1], 12, 31) < as_of <= date(found[-1] + 1, 12, 31)


@pytest.mark.requirement("L2", "L11")
@given(days_of_life, days_of_life, st.integers(1, 10))
def test_only_on_the_anniversary_have_the_years_passed_and_is_the_event_still_inside(event: date, as_of: date, count: int) -> None:
    for day in (as_of, anniversary(event, count)):
        both = has_lasted(event, years(count), day) and is_within_years_before(event, count, day)
        if event.day <= 28 and day.day <= 28:
            assert both == (day == anniversary(event, count))


@pytest.mark.requirement("L2")
@given(days_of_life, st.builds(Period, st.integers(1, 36), st.sampled_from([Unit.DAYS, Unit.MONTHS])), st.integers(1, 4))
def test_renewed_terms_leave_no_gap_no_overlap_and_keep_their_day(start: date, period: Period, renewals: int) -> None:
    """INVARIANT: each day lies in one term; else a base would hold two designations, or none, on a day nobody meant."""
    first, last = term(start, period)
    for _ in range(renewals):
        following_first, following_last = following_term(last, period)
        assert following_first == last + DAY
        assert following_last == after(last, period)
        last = following_last
    if start.day <= 28 or period.unit is Unit.DAYS:
        assert last == after(start, Period(period.count * (renewals + 1), period.unit))
    assert first == start
