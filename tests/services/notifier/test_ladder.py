"""The ladder of reminders: each rung falls on its day, neither before nor after, for as long as the duty is owed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from fuyu.law.errors import DeclarationError
from fuyu.store.clock import set_today
from notifier.ladder import read_ladder

from .conftest import BUREAU, DISTRICT, LIAISON

DUE = date(2026, 6, 30)
BEFORE = [-60, -30, -7, -1]
AFTER = [1, 8, 15, 22, 29]


def after_days(days):
    return DUE + timedelta(days=days)


@pytest.mark.requirement("L7", "L9")
@pytest.mark.parametrize("days", BEFORE + AFTER)
def test_a_rung_falls_on_its_day_and_on_no_other(world, owe, days):
    """INVARIANT: a mail goes out on the rung's day in China, not the day before, and not again the day after."""
    world.day(after_days(days - 2))
    world.person("liaison", LIAISON)
    owe(DUE)
    sent_before = len(world.mails("liaison"))

    counts = []
    for day in (days - 1, days, days + 1):
        world.day(after_days(day))
        counts.append(len(world.mails("liaison")) - sent_before)

    assert counts == [0, 1, 1]


def test_weekly_reminders_reach_the_next_level_after_four_times(world, owe):
    for person, role in (("liaison", LIAISON), ("district", DISTRICT), ("bureau", BUREAU)):
        world.person(person, role)
    owe(DUE)
    world.day(after_days(1))

    told = {}
    for week in range(1, 11):
        before = {person: len(world.mails(person)) for person in ("liaison", "district", "bureau")}
        world.day(after_days(1 + 7 * week))
        told[week] = [person for person, count in before.items() if len(world.mails(person)) > count]

    assert [told[week] for week in (1, 4)] == [["liaison"]] * 2
    assert [told[week] for week in (5, 8)] == [["liaison", "district"]] * 2
    assert [told[week] for week in (9, 10)] == [["liaison", "district", "bureau"]] * 2


def test_after_an_outage_only_the_newest_rung_is_sent_and_older_ones_are_superseded(world, owe):
    world.person("liaison", LIAISON)
    world.day(date(2026, 4, 1))
    duty = owe(DUE)
    with world.notifier_away():
        set_today(world.notifier.clock, date(2026, 6, 29))
    world.settle()

    assert [mail["Subject"] for mail in world.mails("liaison")] == ["半年工作报告：2026年6月30日截止"]
    assert duty.reminders(person="liaison") == [
        ("before-60", "liaison", "email", "superseded"),
        ("before-60", "liaison", "inbox", "superseded"),
        ("before-30", "liaison", "email", "superseded"),
        ("before-30", "liaison", "inbox", "superseded"),
        ("before-7", "liaison", "email", "superseded"),
        ("before-7", "liaison", "inbox", "superseded"),
        ("before-1", "liaison", "email", "delivered"),
        ("before-1", "liaison", "inbox", "delivered"),
    ]


def test_after_a_long_outage_levels_are_climbed_one_at_a_time(world, owe):
    """INVARIANT: the office above is never told before those below it were, however long the outage was."""
    for person, role in (("liaison", LIAISON), ("district", DISTRICT), ("bureau", BUREAU)):
        world.person(person, role)
    owe(DUE)
    world.day(after_days(-1))

    world.day(after_days(120))  # By the ladder the bureau would be told since weekly-9.

    assert [len(world.mails(person)) for person in ("liaison", "district", "bureau")] == [2, 1, 0]  # before-1 and the newest; the newest
    world.day(after_days(127))
    assert len(world.mails("bureau")) == 1


def test_a_duty_that_opens_late_is_brought_to_mind_on_the_day_it_opens(world, owe):
    world.person("liaison", LIAISON)
    duty = owe(date(2026, 5, 5), opens_on=date(2026, 4, 20))
    assert world.mails() == []

    world.day(date(2026, 4, 19))
    assert world.mails() == []
    world.day(date(2026, 4, 20))

    assert [row[0] for row in duty.reminders()] == ["before-30", "before-30"]
    assert len(world.mails("liaison")) == 1


def test_a_duty_without_a_due_date_is_not_reminded_of(world, owe):
    world.person("liaison", LIAISON)
    duty = owe(None)
    world.day(date(2027, 4, 15))

    assert (duty.reminders(), world.mails()) == ([], [])


def rungs(**changes):
    whole = {
        "rungs": [{"name": "before-7", "days": -7}, {"name": "after-1", "days": 1}],
        "then": {"name": "weekly", "every_days": 7, "at_each_level": 4},
        "proven_after_days": 3,
    }
    return whole | changes


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (rungs(rungs=[]), "rungs"),
        (rungs(rungs=[{"name": "a", "days": 1}, {"name": "b", "days": 1}]), "b comes after a"),
        (rungs(rungs=[{"name": "a", "days": 1}, {"name": "a", "days": 2}]), "one name"),
        (rungs(rungs=[{"name": "weekly-3", "days": 1}]), "one name"),
        (rungs(rungs=[{"name": "a", "days": "1"}]), "days"),
        (rungs(rungs=[{"name": "a", "days": True}]), "days"),
        (rungs(rungs=[{"name": "a/b", "days": 1}]), "name"),
        (rungs(rungs=[{"name": "a", "days": 1, "text": "x"}]), "text"),
        (rungs(then={"name": "weekly", "every_days": 0, "at_each_level": 4}), "every_days"),
        (rungs(then={"name": "weekly", "every_days": 7}), "at_each_level"),
        (rungs(proven_after_days=-1), "proven_after_days"),
        (rungs(more=1), "more"),
        (None, "no keys"),
    ],
)
def test_a_wrong_ladder_is_refused_with_its_place(content, says):
    with pytest.raises(DeclarationError, match=says):
        read_ladder(content, "ladder.yaml")
