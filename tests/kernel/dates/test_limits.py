"""Deadlines move to the next working day, and say whether they are provisional; expectations are counted by hand on the notices of 2025 and 2026."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fuyu.dates import Calendar, Due, MonthDay, Period, Unit, after, following_term, last_day, limit, moved, publication_end, seed, term

DAY = timedelta(days=1)
periods = st.builds(Period, st.integers(0, 40), st.sampled_from([Unit.DAYS, Unit.MONTHS, Unit.WORKING_DAYS]))
starts = st.dates(date(2010, 1, 1), date(2035, 12, 31))


def working_days(count: int) -> Period:
    return Period(count, Unit.WORKING_DAYS)


def days(count: int) -> Period:
    return Period(count, Unit.DAYS)


def months(count: int) -> Period:
    return Period(count, Unit.MONTHS)


@pytest.mark.requirement("L3")
@pytest.mark.parametrize(
    ("start", "period", "end"),
    [
        (date(2026, 3, 2), months(3), date(2026, 6, 2)),  # Tuesday
        (date(2026, 2, 28), months(3), date(2026, 5, 28)),  # Thursday
        (date(2026, 3, 5), months(2), date(2026, 5, 6)),  # 5 May is off, the last of Labour Day's five
        (date(2026, 3, 9), months(2), date(2026, 5, 9)),  # a Saturday, but worked
        (date(2026, 3, 10), months(2), date(2026, 5, 11)),  # a Sunday
        (date(2026, 6, 12), days(7), date(2026, 6, 22)),  # 19 June is 端午, then a weekend
        (date(2026, 9, 24), days(7), date(2026, 10, 8)),  # 1 October, seven days off
        (date(2026, 2, 7), days(7), date(2026, 2, 14)),  # a Saturday, but worked
        (date(2026, 2, 8), days(7), date(2026, 2, 24)),  # nine days off
    ],
)
def test_a_deadline_on_a_rest_day_moves_to_the_next_working_day(start: date, period: Period, end: date) -> None:
    assert limit(start, period, seed()).on == end


@pytest.mark.requirement("L3")
def test_a_move_names_the_day_the_reason_and_the_article() -> None:
    due = limit(date(2026, 6, 12), days(7), seed(), clause="第五条")
    assert due == Due(
        on=date(2026, 6, 22),
        is_provisional=False,
        clause="第五条",
        because="2026-06-19 is 端午节, so the limit ends on the next working day, 2026-06-22 (民法典第二百零三条).",
        moved_from=date(2026, 6, 19),
    )
    assert due.as_document() == {
        "on": "2026-06-22",
        "is_provisional": False,
        "clause": "第五条",
        "because": due.because,
        "moved_from": "2026-06-19",
    }
    assert limit(date(2026, 3, 2), months(3), seed()).as_document() == {"on": "2026-06-02", "is_provisional": False}


@pytest.mark.requirement("L3")
def test_what_never_moves_ends_on_its_day_and_is_never_provisional() -> None:
    """2026-06-19 is 端午; 2031-05-01 lies years past the last notice, but no working day was asked for."""
    assert limit(date(2026, 6, 12), days(7), seed(), moves=False) == Due(date(2026, 6, 19), is_provisional=False)
    assert limit(date(2027, 5, 1), Period(4, Unit.YEARS), seed(), moves=False) == Due(date(2031, 5, 1), is_provisional=False)


@pytest.mark.requirement("L2", "L4")
@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2026, 3, 2), 5, date(2026, 3, 9)),
        (date(2026, 3, 6), 1, date(2026, 3, 9)),
        (date(2026, 3, 7), 1, date(2026, 3, 9)),
        (date(2026, 2, 12), 5, date(2026, 2, 26)),  # 13, 14 (worked Saturday), then 24, 25, 26
        (date(2026, 2, 13), 1, date(2026, 2, 14)),
        (date(2026, 4, 30), 5, date(2026, 5, 11)),  # 6, 7, 8, 9 (worked Saturday), 11
        (date(2026, 9, 18), 7, date(2026, 9, 29)),  # 20 (worked Sunday), 21–24, 28, 29
        (date(2026, 9, 28), 7, date(2026, 10, 13)),  # 29, 30, then 8, 9, 10 (worked Saturday), 12, 13
    ],
)
def test_working_days_count_make_up_days_and_skip_days_off(start: date, count: int, end: date) -> None:
    assert limit(start, working_days(count), seed()).on == end


@pytest.mark.requirement("L5", "L3")
@pytest.mark.parametrize(
    ("year", "closes"),
    [
        (2022, date(2022, 5, 31)),  # Tuesday
        (2023, date(2023, 5, 31)),  # Wednesday
        (2025, date(2025, 6, 3)),  # Saturday and 端午, off until Monday 2 June
        (2026, date(2026, 6, 1)),  # Sunday
    ],
)
def test_before_june_means_31_may_or_the_next_working_day(year: int, closes: date) -> None:
    assert last_day("05-31", year, seed()).on == closes


@pytest.mark.requirement("L5", "L3", "L1")
def test_an_application_of_monday_1_june_2026_is_in_time_and_one_of_the_day_after_is_not() -> None:
    closes = last_day(MonthDay(5, 31), 2026, seed(), clause="第五条")
    assert closes.is_in_time(date(2026, 5, 31))
    assert closes.is_in_time(date(2026, 6, 1))
    assert not closes.is_in_time(date(2026, 6, 2))
    assert not closes.is_overdue(date(2026, 6, 1))
    assert closes.is_overdue(date(2026, 6, 2))


@pytest.mark.requirement("L2", "L3", "L4")
@pytest.mark.parametrize(
    ("published_on", "period", "ends_on"),
    [
        (date(2026, 4, 27), working_days(5), date(2026, 5, 7)),  # 28, 29, 30, then 6, 7 May
        (date(2026, 4, 27), days(7), date(2026, 5, 6)),  # 4 May is off
        (date(2026, 4, 20), days(7), date(2026, 4, 27)),
    ],
)
def test_the_end_of_a_publication_moves_for_those_who_object(published_on: date, period: Period, ends_on: date) -> None:
    assert publication_end(published_on, period, seed()).on == ends_on


@pytest.mark.requirement("L2", "L3")
def test_a_period_that_ends_on_a_sunday_ends_there_but_what_is_to_be_filed_by_its_end_may_come_on_monday() -> None:
    """The end of an incubation never moves; the last day to ask for its extension does."""
    first, last = term(date(2024, 5, 31), Period(2, Unit.YEARS))
    to_file = moved(last, seed(), clause="第十六条（三）")
    assert (first, last) == (date(2024, 5, 31), date(2026, 5, 31))
    assert to_file.is_in_time(date(2026, 6, 1))
    assert not to_file.is_in_time(date(2026, 6, 2))
    assert following_term(last, Period(1, Unit.YEARS)) == (date(2026, 6, 1), date(2027, 5, 31))


@pytest.mark.requirement("L4")
@pytest.mark.parametrize(
    ("start", "period", "end", "is_provisional"),
    [
        (date(2026, 12, 24), working_days(5), date(2026, 12, 31), False),
        (date(2026, 12, 24), working_days(6), date(2027, 1, 4), True),
        (date(2026, 11, 30), months(1), date(2026, 12, 30), False),
        (date(2026, 12, 19), days(7), date(2026, 12, 28), False),  # a Saturday, moved within 2026
        (date(2026, 12, 25), days(7), date(2027, 1, 4), True),  # 元旦, then a weekend
        (date(2026, 12, 13), months(3), date(2027, 3, 15), True),  # a Saturday
        (date(2026, 12, 10), months(3), date(2027, 3, 10), True),  # a Wednesday, which a notice might still take away
    ],
)
def test_a_date_is_provisional_where_it_touched_a_year_without_a_notice(start: date, period: Period, end: date, is_provisional: bool) -> None:
    due = limit(start, period, seed())
    assert (due.on, due.is_provisional) == (end, is_provisional)


@pytest.mark.requirement("L4")
def test_only_the_days_counted_are_touched_not_the_day_of_the_beginning() -> None:
    only_2028 = Calendar().with_notice(2028, [date(2028, 1, 1)], [], "1号")
    assert limit(date(2027, 12, 31), working_days(1), only_2028) == Due(date(2028, 1, 3), is_provisional=False)


@pytest.mark.requirement("L3", "L4")
@pytest.mark.parametrize("known", [2022, 2023])
def test_a_move_across_the_new_year_is_provisional_where_either_year_has_no_notice(known: int) -> None:
    """31 December 2022 was a Saturday, 1 January 2023 a Sunday, and both calendars find Monday or Tuesday after it."""
    half = Calendar().with_notice(known, [date(known, 1, 2)], [], "1号")
    both = half.with_notice(2022 + 2023 - known, [], [], "2号")
    assert moved(date(2022, 12, 31), half).is_provisional
    assert not moved(date(2022, 12, 31), both).is_provisional
    assert moved(date(2022, 12, 31), both).on == (date(2023, 1, 2) if known == 2022 else date(2023, 1, 3))


@pytest.mark.requirement("L4")
def test_a_provisional_date_is_final_and_may_move_once_the_notice_is_known() -> None:
    provisional = limit(date(2026, 12, 25), days(7), seed())
    known = seed().with_notice(2027, [date(2027, 1, 1), date(2027, 1, 4)], [date(2027, 1, 9)], "国办发明电〔2026〕1号")
    final = limit(date(2026, 12, 25), days(7), known)
    assert (provisional.on, provisional.is_provisional) == (date(2027, 1, 4), True)
    assert (final.on, final.is_provisional) == (date(2027, 1, 5), False)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("02-30", "month 2, day 30; a day of a month such as 05-31 is needed"),
        ("13-01", "month 13, day 1"),
        ("06-31", "month 6, day 31"),
        ("5-31", "two digits for the month"),
        ("0531", "two digits for the month"),
        ("05-31-1", "two digits for the month"),
        ("٠٥-31", "two digits for the month"),
        ("", "two digits for the month"),
    ],
)
def test_a_day_of_the_year_that_cannot_be_is_refused(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        MonthDay.read(text)


def test_29_february_is_the_months_last_day_in_other_years() -> None:
    assert [MonthDay.read("02-29").in_year(year) for year in (2027, 2028)] == [date(2027, 2, 28), date(2028, 2, 29)]
    assert str(MonthDay(5, 31)) == "05-31"


def test_a_limit_past_2200_is_refused() -> None:
    with pytest.raises(ValueError, match="1900 to 2200 is needed"):
        limit(date(2200, 12, 30), working_days(5), seed())
    with pytest.raises(ValueError, match="1900 to 2200 is needed"):
        last_day("05-31", 2201, seed())


@pytest.mark.requirement("L3")
@given(starts, periods)
def test_a_limit_ends_on_a_working_day_never_before_its_last_day(start: date, period: Period) -> None:
    due = limit(start, period, seed())
    assert seed().is_working_day(due.on)
    assert due.on >= (start if period.unit is Unit.WORKING_DAYS else after(start, period))
    assert (due.moved_from is None) == (due.because == "")


@pytest.mark.requirement("L3")
@given(starts, st.builds(Period, st.integers(0, 40), st.sampled_from([Unit.DAYS, Unit.MONTHS, Unit.YEARS])))
def test_what_does_not_move_is_the_period_itself(start: date, period: Period) -> None:
    assert limit(start, period, seed(), moves=False) == Due(after(start, period), is_provisional=False)


@pytest.mark.requirement("L4")
@given(st.dates(date(2026, 6, 1), date(2027, 12, 31)), periods, st.sets(st.dates(date(2027, 1, 1), date(2027, 12, 31)), max_size=30))
def test_a_final_date_does_not_change_with_a_later_years_notice(start: date, period: Period, days_off: set[date]) -> None:
    """INVARIANT: a date not marked provisional is the same whatever the next notice says of its own year; else a duty would move unannounced."""
    before_notice = limit(start, period, seed())
    known = seed().with_notice(2027, days_off, [], "1号")
    if not before_notice.is_provisional:
        assert limit(start, period, known) == before_notice


@pytest.mark.requirement("L2", "L4")
@given(starts, st.integers(0, 40), st.integers(1, 40))
def test_more_days_end_later(start: date, count: int, more: int) -> None:
    assert limit(start, working_days(count), seed()).on < limit(start, working_days(count + more), seed()).on or count == 0
    assert limit(start, days(count), seed()).on <= limit(start, days(count + more), seed()).on
