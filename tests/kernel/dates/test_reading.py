"""Texts are as long as a reader sees them (L12), dates are those of China (L9), and a date that cannot be is refused."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fuyu.clock import Clock, SystemClock
from fuyu.dates import count_characters, first_instant, read_date, shanghai_date


@pytest.mark.requirement("L12")
@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("卓越绩效", 4),
        ("卓越 绩效\n管理\r\n\t模式", 8),
        ("全角\u3000空格\u00a0与\u2003长空格", 8),
        ("标点，也算。", 6),
        ("GB/T 19580—2012", 14),
        ("𠮷野家", 3),
        ("葛\U000e0100城", 2),  # an ideograph with a variation selector
        ("e\u0301te\u0301", 3),  # combining accents
        ("👩‍🔬👍🏽🇨🇳", 3),  # joined, toned, and a flag of two code points
        ("\u1112\u1161\u11ab", 1),  # one Hangul syllable of three jamo
        ("零\u200b宽\ufeff字\u2060符\u00ad", 4),
        ("\u200d\u200b\ufe0f", 0),
        ("①②③", 3),
    ],
)
def test_characters_are_counted_as_a_reader_sees_them(text: str, count: int) -> None:
    assert count_characters(text) == count


@pytest.mark.requirement("L12")
def test_a_text_of_sixty_thousand_characters_is_counted_to_the_last() -> None:
    assert count_characters("质量管理 " * 15_000) == 60_000


@pytest.mark.requirement("L12")
@given(
    st.text(alphabet=st.characters(categories=["Lo", "Nd", "Po"], max_codepoint=0x9FFF, min_codepoint=0x4E00)), st.sampled_from([" ", "\n", "\u3000", "\r\n"])
)
def test_spaces_never_count(text: str, space: str) -> None:
    assert count_characters(space.join(text)) == count_characters(text) == len(text)


@pytest.mark.requirement("L9")
@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 6, 1, 15, 59, 59, 999_999, tzinfo=UTC), date(2026, 6, 1)),
        (datetime(2026, 6, 1, 16, 0, tzinfo=UTC), date(2026, 6, 2)),
        (datetime(2025, 12, 31, 16, 0, tzinfo=UTC), date(2026, 1, 1)),
        (datetime(2026, 6, 1, 23, 0, tzinfo=timezone(timedelta(hours=8))), date(2026, 6, 1)),
        (datetime(1988, 6, 30, 15, 30, tzinfo=UTC), date(1988, 7, 1)),  # China kept summer time in 1988
    ],
)
def test_a_day_of_the_law_begins_at_midnight_in_china(instant: datetime, day: date) -> None:
    assert shanghai_date(instant) == day


@pytest.mark.requirement("L9")
def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="a datetime with a time zone is needed"):
        shanghai_date(datetime(2026, 6, 1))  # noqa: DTZ001  # That it has no zone is the mistake shown.


@pytest.mark.requirement("L9")
@given(st.dates(date(1992, 1, 1), date(2199, 12, 31)))
def test_a_days_first_instant_is_in_it_and_the_one_before_is_not(day: date) -> None:
    begins = first_instant(day)
    assert begins.utcoffset() == timedelta(0)
    assert shanghai_date(begins) == day
    assert shanghai_date(begins - timedelta(microseconds=1)) == day - timedelta(days=1)


@pytest.mark.requirement("L9")
def test_the_systems_clock_tells_utc_and_chinas_day() -> None:
    clock: Clock = SystemClock()
    before = shanghai_date(clock.now())
    today = clock.today()
    assert clock.now().utcoffset() == timedelta(0)
    assert before <= today <= shanghai_date(clock.now())


@pytest.mark.parametrize("text", ["2026-02-29", "2026-13-01", "2026-6-1", "20260601", "2026-06-01T00:00", "2026-W23-1", "六月一日", "", None])
def test_a_text_that_names_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=f"The opening is {re.escape(repr(text))}; a day of the calendar such as 2026-03-02 is needed"):
        read_date(text, "The opening")


@pytest.mark.parametrize("text", ["1899-12-31", "2201-01-01"])
def test_a_year_outside_1900_to_2200_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="in the years 1900 to 2200 is needed"):
        read_date(text)


def test_a_day_is_read_as_it_is_written() -> None:
    assert [read_date("1900-01-01"), read_date("2024-02-29"), read_date("2200-12-31")] == [date(1900, 1, 1), date(2024, 2, 29), date(2200, 12, 31)]
