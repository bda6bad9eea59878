"""Working days follow the State Council's yearly notices; the expectations are copied by hand from the notices' own sentences.

2026 (国务院办公厅, 2025-11-04): 元旦 1–3 January, 4 January worked; 春节 15–23 February, 14 and 28 February worked; 清明 4–6 April; 劳动节 1–5 May,
9 May worked; 端午 19–21 June; 中秋 25–27 September; 国庆 1–7 October, 20 September and 10 October worked.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fuyu.dates import Calendar, HolidayNotice, seed, statutory_days

DAY = timedelta(days=1)
OFF_IN_2026 = [
    (date(2026, 1, 1), date(2026, 1, 3)),
    (date(2026, 2, 15), date(2026, 2, 23)),
    (date(2026, 4, 4), date(2026, 4, 6)),
    (date(2026, 5, 1), date(2026, 5, 5)),
    (date(2026, 6, 19), date(2026, 6, 21)),
    (date(2026, 9, 25), date(2026, 9, 27)),
    (date(2026, 10, 1), date(2026, 10, 7)),
]
WORKED_IN_2026 = [date(2026, 1, 4), date(2026, 2, 14), date(2026, 2, 28), date(2026, 5, 9), date(2026, 9, 20), date(2026, 10, 10)]


def days_from(first: date, last: date) -> list[date]:
    return [first + DAY * offset for offset in range((last - first).days + 1)]


def notice_2026() -> Calendar:
    """The notice for 2026 as an officer would enter it, whole ranges with their weekends."""
    return Calendar().with_notice(2026, [day for first, last in OFF_IN_2026 for day in days_from(first, last)], WORKED_IN_2026, "国办发明电〔2025〕7号")


@pytest.mark.requirement("L4")
def test_every_day_of_2026_is_as_the_notice_says() -> None:
    off = {day for first, last in OFF_IN_2026 for day in days_from(first, last)}
    for day in days_from(date(2026, 1, 1), date(2026, 12, 31)):
        expected = day in WORKED_IN_2026 or (day.weekday() < 5 and day not in off)
        assert seed().is_working_day(day) is expected, day


@pytest.mark.requirement("L4")
def test_an_officers_notice_gives_the_same_days_as_the_seed() -> None:
    for day in days_from(date(2026, 1, 1), date(2026, 12, 31)):
        assert notice_2026().is_working_day(day) is seed().is_working_day(day), day


@pytest.mark.requirement("L4")
@pytest.mark.parametrize(
    ("day", "is_worked"),
    [
        (date(2025, 1, 26), True),  # Sunday, worked for the Spring Festival
        (date(2025, 1, 28), False),  # 除夕, statutory since 2025
        (date(2025, 5, 2), False),  # Friday, statutory since 2025
        (date(2025, 6, 2), False),  # Monday, for 端午 on Saturday 31 May
        (date(2025, 6, 3), True),
        (date(2024, 2, 9), True),  # 除夕 of 2024 was no day off
        (date(2020, 1, 31), False),  # 2020's Spring Festival was extended to 2 February
        (date(2018, 12, 29), True),  # Saturday, worked under the notice for 2019
        (date(2018, 12, 31), False),  # Monday, off under the notice for 2019
        (date(2015, 9, 3), False),  # the 70th anniversary of 1945
        (date(2010, 10, 8), True),
    ],
)
def test_the_seed_knows_the_make_up_days_and_the_odd_years(day: date, is_worked: bool) -> None:
    assert seed().is_working_day(day) is is_worked


@pytest.mark.requirement("L4")
def test_the_seed_covers_2010_to_2026_and_every_later_day_is_provisional() -> None:
    assert all(seed().covers(year) for year in range(2010, 2027))
    assert not seed().covers(2009)
    assert not seed().covers(2027)
    assert not seed().is_provisional(date(2026, 12, 31))
    assert seed().is_provisional(date(2027, 1, 1))


@pytest.mark.requirement("L4")
@pytest.mark.parametrize(
    ("year", "spring", "clear", "dragon", "moon"),
    [
        (2026, date(2026, 2, 17), date(2026, 4, 5), date(2026, 6, 19), date(2026, 9, 25)),
        (2027, date(2027, 2, 6), date(2027, 4, 5), date(2027, 6, 9), date(2027, 9, 15)),
        (2028, date(2028, 1, 26), date(2028, 4, 4), date(2028, 5, 28), date(2028, 10, 3)),
        (2029, date(2029, 2, 13), date(2029, 4, 4), date(2029, 6, 16), date(2029, 9, 22)),
        (2030, date(2030, 2, 3), date(2030, 4, 5), date(2030, 6, 5), date(2030, 9, 12)),
        (2033, date(2033, 1, 31), date(2033, 4, 4), date(2033, 6, 1), date(2033, 9, 8)),
    ],
)
def test_the_lunar_and_solar_term_days_are_those_of_the_almanac(year: int, spring: date, clear: date, dragon: date, moon: date) -> None:
    """2033 is the year in whose winter many almanacs put the leap month wrongly."""
    expected = {date(year, 1, 1), date(year, 5, 1), date(year, 5, 2), date(year, 10, 1), date(year, 10, 2), date(year, 10, 3)}
    expected |= {spring - DAY, spring, spring + DAY, spring + 2 * DAY, clear, dragon, moon}
    assert set(statutory_days(year)) == expected


@pytest.mark.requirement("L4")
def test_past_the_last_notice_weekends_and_statutory_days_are_off_and_make_up_days_are_not_guessed() -> None:
    for day in statutory_days(2027):
        assert not seed().is_working_day(day), day
    assert not seed().is_working_day(date(2027, 1, 2))
    assert seed().is_working_day(date(2027, 2, 9))
    assert not seed().is_working_day(date(2027, 2, 14))


@pytest.mark.requirement("L4")
def test_the_mid_autumn_of_2089_follows_the_new_moon_of_4_september() -> None:
    """Tables copied from an old almanac have the new moon on 5 September, and the festival a day late."""
    assert "中秋节" in statutory_days(2089)[date(2089, 9, 18)]


@pytest.mark.requirement("L4")
def test_a_notice_makes_its_year_final_and_leaves_the_first_calendar_as_it_was() -> None:
    longer = seed().with_notice(2027, [date(2027, 1, 4)], [date(2027, 1, 9)], "国办发明电〔2026〕1号")
    assert longer.covers(2027)
    assert not longer.is_working_day(date(2027, 1, 4))
    assert longer.is_working_day(date(2027, 1, 9))
    assert not seed().covers(2027)
    assert seed().is_working_day(date(2027, 1, 4))


@pytest.mark.requirement("L4")
def test_a_notice_may_change_the_december_before_and_a_second_one_replaces_the_first() -> None:
    first = seed().with_notice(2027, [date(2026, 12, 31)], [date(2026, 12, 26)], "国办发明电〔2026〕1号")
    assert not first.is_working_day(date(2026, 12, 31))
    assert first.is_working_day(date(2026, 12, 26))
    second = first.with_notice(2027, [date(2027, 1, 1)], [], "国办发明电〔2026〕2号")
    assert second.is_working_day(date(2026, 12, 31))
    assert not second.is_working_day(date(2026, 12, 26))


@pytest.mark.requirement("L4")
def test_where_two_notices_name_the_same_december_day_the_later_years_holds() -> None:
    both = seed().with_notice(2026, [], [date(2026, 12, 26)], "国办发明电〔2025〕7号").with_notice(2027, [date(2026, 12, 26)], [], "国办发明电〔2026〕1号")
    assert not both.is_working_day(date(2026, 12, 26))


@pytest.mark.requirement("L4")
@pytest.mark.parametrize(
    ("year", "days_off", "days_worked", "number", "says"),
    [
        (2027, [date(2028, 1, 1)], [], "1号", "is 2028-01-01; days of 2027 or of the December before are needed"),
        (2027, [date(2026, 11, 30)], [], "1号", "is 2026-11-30; days of 2027 or of the December before"),
        (2027, [date(2027, 1, 2)], [date(2027, 1, 2)], "1号", "2027-01-02, is both off and worked"),
        (2027, [], [date(2027, 1, 4)], "1号", "worked although it is a Monday; a Saturday or Sunday is needed"),
        (2027, [date(2027, 1, 1)], [], " ", "notice for 2027 has no number; its 文号 is needed"),
        (2201, [], [], "1号", "is 2201; a year from 1900 to 2200 is needed"),
    ],
)
def test_a_notice_that_cannot_be_is_refused(year: int, days_off: list[date], days_worked: list[date], number: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        seed().with_notice(year, days_off, days_worked, number)


@pytest.mark.requirement("L4")
def test_a_calendar_is_stored_and_read_back_unchanged() -> None:
    kept = seed().with_notice(2027, [date(2027, 1, 1)], [date(2026, 12, 26)], "国办发明电〔2026〕1号")
    assert Calendar.from_data(kept.to_data()) == kept
    assert kept.to_data()[-1] == {"year": 2027, "number": "国办发明电〔2026〕1号", "days_off": ["2027-01-01"], "days_worked": ["2026-12-26"]}
    assert hash(kept) == hash(Calendar.from_data(kept.to_data()))


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"year": 2027, "number": "1号", "days_off": ["2027-02-30"], "days_worked": []}, "is '2027-02-30'; a day of the calendar"),
        ({"year": 2027, "number": "1号", "days_off": []}, "lacks days_worked"),
        ({"year": "2027", "number": "1号", "days_off": [], "days_worked": []}, "a year from 1900 to 2200 is needed"),
    ],
)
def test_stored_data_that_cannot_be_is_refused(row: dict[str, object], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        Calendar.from_data([row])


def test_a_year_stands_once_in_a_calendar() -> None:
    notice = HolidayNotice(2027, frozenset(), frozenset(), "1号")
    with pytest.raises(ValueError, match="each year once is needed"):
        Calendar((notice, notice))


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2026, 6, 1), None),
        (date(2026, 5, 31), "a Sunday"),
        (date(2026, 6, 19), "端午节"),
        (date(2026, 10, 5), "a day off under the holiday notice"),
        (date(2026, 2, 14), None),
        (date(2027, 10, 1), "国庆节"),
        (date(2028, 10, 3), "中秋节、国庆节"),
        (date(2024, 5, 2), "a day off under the holiday notice"),
    ],
)
def test_a_rest_day_says_why(day: date, why: str | None) -> None:
    assert seed().why_off(day) == why


@pytest.mark.requirement("L3")
@given(st.dates(date(2009, 1, 1), date(2150, 12, 31)))
def test_the_next_working_day_never_precedes_and_skips_none(day: date) -> None:
    found = seed().first_working_day_from(day)
    assert found >= day
    assert seed().is_working_day(found)
    assert not any(seed().is_working_day(skipped) for skipped in days_from(day, found - DAY))


@pytest.mark.requirement("L2", "L4")
@given(st.dates(date(2010, 1, 1), date(2040, 12, 31)), st.integers(1, 60))
def test_working_days_are_counted_from_the_day_after(start: date, count: int) -> None:
    end = seed().working_day_after(start, count)
    worked = [day for day in days_from(start + DAY, end) if seed().is_working_day(day)]
    assert len(worked) == count
    assert worked[-1] == end


@pytest.mark.requirement("L4")
@given(st.integers(2025, 2200))
def test_every_year_has_its_thirteen_statutory_days_or_twelve_where_two_fall_together(year: int) -> None:
    named = [name for names in statutory_days(year).values() for name in names.split("、")]
    assert sorted(named) == sorted(["元旦", *["春节"] * 4, "清明节", *["劳动节"] * 2, "端午节", "中秋节", *["国庆节"] * 3])
    assert all(day.year == year for day in statutory_days(year))
    assert [day.month for day in statutory_days(year)].count(4) == 1


@pytest.mark.requirement("L4")
@pytest.mark.parametrize("year", [2025, 2026])
def test_the_computed_days_agree_with_the_notices_since_the_reform(year: int) -> None:
    assert not [day for day in statutory_days(year) if seed().is_working_day(day)]
