"""Relief for a class: last days within the days named are put off, those beside them stay."""

from __future__ import annotations

from datetime import date

import pytest

from fuyu.law.registry import Laws
from fuyu.law.settings import Kind, LawSettings, Setting

PROGRAMME = "example.award"


def law(*settings: Setting):
    loaded = Laws.load().versions(PROGRAMME)[-1]
    return loaded.view(LawSettings.of(settings), date(2026, 3, 1))


def relief(sequence: int, first: str, last: str, days: int, parameter: str) -> Setting:
    content = {"programme": PROGRAMME, "parameter": parameter, "first": first, "last": last, "days": days}
    return Setting(sequence, Kind.RELIEF, date(2026, 2, 1), content, "暴雨期间", "示例政规〔2026〕1号", "officer-1")


def a_limit() -> str:
    return next(value.name for value in law() if value.unit in ("days", "months"))


@pytest.mark.requirement("L3", "L5")
@pytest.mark.parametrize(("offset", "is_put_off"), [(-1, False), (0, True), (1, True), (2, False)])
def test_only_last_days_within_the_days_named_are_put_off(offset: int, is_put_off: bool) -> None:
    """INVARIANT: the first and the last day named belong to it (L1), the day before and the day after do not."""
    name = a_limit()
    due = law().limit(name, date(2026, 3, 2)).on
    first, last = (due.toordinal() - offset, due.toordinal() - offset + 1)
    with_relief = law(relief(1, date.fromordinal(first).isoformat(), date.fromordinal(last).isoformat(), 10, name)).limit(name, date(2026, 3, 2))

    assert (with_relief.on > due) is is_put_off
    if is_put_off:
        assert (with_relief.on.toordinal() - due.toordinal()) >= 10
        assert with_relief.moved_from == due
        assert "示例政规〔2026〕1号" in with_relief.because


def test_a_day_that_was_put_off_moves_on_from_a_rest_day() -> None:
    """A limit that ends on a working day and is put off to a Saturday ends on the Monday after (art. 203)."""
    name = a_limit()
    due = law().limit(name, date(2026, 3, 2)).on
    days = next(each for each in range(1, 8) if date.fromordinal(due.toordinal() + each).isoweekday() == 6)
    put_off = law(relief(1, due.isoformat(), due.isoformat(), days, name)).limit(name, date(2026, 3, 2))

    assert not law().calendar.is_provisional_between(due, put_off.on)
    assert put_off.on == law().calendar.first_working_day_from(date.fromordinal(due.toordinal() + days))


def test_a_later_relief_takes_the_place_of_an_earlier_one() -> None:
    name = a_limit()
    due = law().limit(name, date(2026, 3, 2)).on
    both = law(relief(1, due.isoformat(), due.isoformat(), 7, name), relief(2, due.isoformat(), due.isoformat(), 14, name))

    assert both.limit(name, date(2026, 3, 2)).on >= date.fromordinal(due.toordinal() + 14)
