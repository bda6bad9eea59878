"""A calendar to subscribe to: what a person owes stands in it on its last day, and nothing that others owe."""

from __future__ import annotations

from datetime import date

import icalendar
import pytest

from .conftest import BUREAU, CITY, DISTRICT, LIAISON, code_of

DUE = date(2026, 4, 30)


@pytest.fixture
def calendar(world):
    """Return a function that reads somebody's calendar as a calendar program does: the events by their day."""

    def read(person, role, city=CITY):
        bound = {name: value for name, value in role.items() if name != "actor"}
        with world.client(person, role["actor"], city, **bound) as client:
            answer = client.get("/calendar")
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/calendar; charset=utf-8"), answer.text
        return [(event.start, event.end, str(event["SUMMARY"]), event) for event in icalendar.Calendar.from_ical(answer.content).events]

    return read


def test_a_duty_stands_on_its_last_day_with_its_clause(world, owe, calendar):
    world.person("liaison", LIAISON)
    owe(DUE)
    [(start, end, summary, event)] = calendar("liaison", LIAISON)
    assert (start, end, summary) == (DUE, date(2026, 5, 1), "半年工作报告（示范企业001）")
    assert "示市监〔2022〕12号 第十四条（五）" in event["DESCRIPTION"]
    assert (event["STATUS"], event["TRANSP"]) == ("CONFIRMED", "TRANSPARENT")


@pytest.mark.requirement("L3")
def test_a_day_that_may_move_is_tentative_and_moves_under_the_same_id(world, owe, calendar):
    world.person("liaison", LIAISON)
    duty = owe(DUE)
    [(*_, first)] = calendar("liaison", LIAISON)
    duty.move(date(2027, 5, 6), is_provisional=True)
    [(start, _, summary, moved)] = calendar("liaison", LIAISON)
    assert (start, moved["STATUS"], moved["UID"]) == (date(2027, 5, 6), "TENTATIVE", first["UID"])
    assert moved["SEQUENCE"] > first["SEQUENCE"]
    assert "暂定" in summary


def test_what_is_late_stays_until_it_is_done(world, owe, calendar):
    world.person("liaison", LIAISON)
    duty = owe(DUE)
    world.day(date(2026, 5, 1))
    assert [start for start, *_ in calendar("liaison", LIAISON)] == [DUE]
    duty.done()
    assert calendar("liaison", LIAISON) == []


def test_what_is_owed_no_more_or_has_no_day_is_not_in_it(world, owe, calendar):
    world.person("liaison", LIAISON)
    owe(None)
    owe(DUE).withdraw()
    assert calendar("liaison", LIAISON) == []


def test_the_nearest_day_comes_first(world, owe, calendar):
    world.person("liaison", LIAISON)
    for day in (12, 3, 20):
        owe(date(2026, 5, day))
    assert [start.day for start, *_ in calendar("liaison", LIAISON)] == [3, 12, 20]


@pytest.mark.parametrize(
    "role",
    [
        DISTRICT,
        BUREAU,
        {"actor": "base", "organisation": code_of(2)},
        {"actor": "operator"},
    ],
)
def test_it_holds_nothing_that_others_owe(world, owe, calendar, role):
    """Not even for the levels above, who hear of it when it is late, nor for the operator, who sees all that was sent."""
    world.person("liaison", LIAISON)
    world.person("other", role)
    owe(DUE)
    assert calendar("other", role) == []


def test_it_holds_nothing_of_another_city(world, owe, calendar):
    world.person("liaison", LIAISON)
    world.person("liaison", LIAISON, city="elsewhere")
    owe(DUE)
    assert calendar("liaison", LIAISON, "elsewhere") == []


def test_whoever_the_directory_does_not_know_has_an_empty_one(owe, calendar):
    owe(DUE)
    assert calendar("liaison", LIAISON) == []


@pytest.mark.parametrize("levels", [[], [[]]])
def test_what_nobody_owes_is_in_nobodys(world, owe, calendar, levels):
    world.person("liaison", LIAISON)
    owe(DUE, levels=levels)
    assert calendar("liaison", LIAISON) == []


def test_more_than_it_holds_leaves_out_what_is_late_the_longest(world, owe, calendar, monkeypatch):
    monkeypatch.setattr("notifier.usecases.calendar.MOST", 3)
    world.person("liaison", LIAISON)
    for day in (1, 2, 10, 20):
        owe(date(2026, 4, day))
    assert [start.day for start, *_ in calendar("liaison", LIAISON)] == [20, 10, 2]


def test_what_is_due_stands_in_it_also_where_its_law_is_not_installed(world, owe, calendar):
    world.person("liaison", LIAISON)
    owe(DUE, programme_version="1999-01-01")
    owe(date(2026, 5, 3))
    assert [(start, summary) for start, _, summary, _ in calendar("liaison", LIAISON)] == [
        (DUE, "半年工作报告"),
        (date(2026, 5, 3), "半年工作报告（示范企业001）"),
    ]


def test_whoever_is_bound_more_narrowly_than_what_is_owed_has_it_too(world, owe, calendar):
    """What the whole organisation owes is also of those who act for it in one district."""
    narrow = {**LIAISON, "district": "东区"}
    world.person("liaison", narrow)
    owe(DUE)
    assert [start for start, *_ in calendar("liaison", narrow)] == [DUE]


def test_a_deputy_has_it_as_long_as_the_other_is_away(world, owe, calendar):
    """The day before the absence, its first and last day, and the day after."""
    world.person("deputy", {"actor": "applicant", "organisation": LIAISON["organisation"]})
    world.person("liaison", LIAISON, deputy="deputy", away_from="2026-04-18", away_until="2026-04-20")
    owe(DUE)
    found = {}
    for day in (17, 18, 20, 21):
        world.day(date(2026, 4, day))
        found[day] = tuple(len(calendar(person, LIAISON)) for person in ("liaison", "deputy"))
    assert found == {17: (1, 0), 18: (0, 1), 20: (0, 1), 21: (1, 0)}


def test_a_successor_has_it_from_the_day_on(world, owe, calendar):
    world.person("liaison", LIAISON)
    world.person("new", {"actor": "base", "organisation": code_of(7)})
    owe(DUE)
    with world.client() as operator:
        version = operator.get("/people/liaison").headers["ETag"]
        succession = {"successor": "new", "from_day": "2026-04-21", "reason": "岗位调整"}
        answer = operator.post("/people/liaison/succession", json=succession, headers={"If-Match": version, "Idempotency-Key": "calendar-succession"})
        assert answer.status_code == 201, answer.text
    found = {}
    for day in (20, 21):
        world.day(date(2026, 4, day))
        found[day] = tuple(len(calendar(person, LIAISON)) for person in ("liaison", "new"))
    assert found == {20: (1, 0), 21: (0, 1)}


def test_whoever_reads_english_finds_both(world, owe, calendar):
    world.person("liaison", LIAISON, language="en")
    owe(DUE)
    [(_, _, summary, event)] = calendar("liaison", LIAISON)
    assert summary.count("半年工作报告") == 2
    assert "due 30 April 2026" in event["DESCRIPTION"]


@pytest.mark.parametrize(("asked", "says"), [("en", "Fuyu: what is due"), ("zh", "孵育：待办事项"), ("fr", "孵育：待办事项"), (None, "孵育：待办事项")])
def test_it_is_written_in_the_language_that_is_asked_for_where_there_is_such_a_one(world, owe, asked, says):
    world.person("liaison", LIAISON)
    owe(DUE)
    with world.client("liaison", "base", organisation=LIAISON["organisation"]) as client:
        answer = client.get("/calendar", headers={"Accept-Language": asked} if asked else {})
    assert str(icalendar.Calendar.from_ical(answer.content)["X-WR-CALNAME"]) == says
