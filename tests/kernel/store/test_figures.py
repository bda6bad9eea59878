"""Figures of what is owed: kept beside the duties, counted anew when something has happened, and each office's own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from fuyu.service import Running
from fuyu.store.clock import set_today
from fuyu.store.duties import Duty, done, open_all, seen_by, sweep_overdue
from fuyu.store.figures import AT_LEAST, AT_THE_LATEST, keep_figures, shown_figures
from fuyu.store.transaction import Subject

TODAY = date(2026, 4, 15)
BASE = {"actor": "base", "programme": "example.base", "organisation": "91410100MA00000001"}
EAST = {"actor": "district bureau", "programme": "example.base", "office": "quality", "district": "东区"}
WEST = {**EAST, "district": "西区"}
CITY = {"actor": "city bureau", "programme": "example.base", "office": "quality"}
SEES_EAST, SEES_WEST = "office/quality/东区/district bureau", "office/quality/西区/district bureau"
SEES_ALL = "office/quality//city bureau"


@pytest.fixture
def owing(begin: Callable[..., Running]) -> Running:
    running = begin("alpha", is_clock_settable=True)
    set_today(running.clock, TODAY)
    return running


def report(number: int, due_on: date | None, district: dict[str, str] = EAST) -> Duty:
    return Duty(
        subject=Subject("designation", f"d-{number}"), subject_name=f"示范企业{number:03}", key="report", title="年度报告", clause={"clause": "第十四条"},
        programme="example.base", programme_version="2026-01-01", due_on=due_on, levels=[[BASE], [district], [CITY]],
    )  # fmt: skip


def owe(running: Running, *duties: Duty) -> None:
    running.store.transact(lambda tx: open_all(tx, duties), city="east")


def figures(running: Running, role: str) -> dict[tuple[str, str], int]:
    told = shown_figures(running.store.rows, "duties", {"city": "east", "seen_by": {"$in": [role]}}, ["state", "month"])
    return {(row["state"], row["month"]): row["count"] for row in told["figures"]}


def counted_at(running: Running):
    return shown_figures(running.store.rows, "duties", {"city": "east"}, ["state"])["counted_at"]


def test_each_office_has_the_figures_of_what_it_sees(owing: Running) -> None:
    """INVARIANT: a district's figures hold nothing of another's, and what reaches several levels counts once for each office."""
    owe(
        owing, report(1, date(2026, 4, 14)), report(2, date(2026, 4, 30)), report(3, date(2026, 5, 1)), report(4, date(2026, 5, 2), WEST), report(5, None, WEST)
    )
    sweep_overdue(owing)
    keep_figures(owing)

    assert figures(owing, SEES_EAST) == {("overdue", "2026-04"): 1, ("open", "2026-04"): 1, ("open", "2026-05"): 1}
    assert figures(owing, SEES_WEST) == {("open", "2026-05"): 1, ("open", ""): 1}
    assert figures(owing, SEES_ALL) == {("overdue", "2026-04"): 1, ("open", "2026-04"): 1, ("open", "2026-05"): 2, ("open", ""): 1}


def test_they_follow_what_happens_and_are_not_counted_where_nothing_did(owing: Running) -> None:
    owe(owing, report(1, date(2026, 4, 30)), report(2, date(2026, 4, 30)))
    keep_figures(owing)
    first = counted_at(owing)
    keep_figures(owing)
    assert counted_at(owing) == first

    owing.store.transact(lambda tx: done(tx, Subject("designation", "d-1"), "report"), city="east")
    keep_figures(owing)
    assert counted_at(owing) == first  # It stands for a second.
    a_second_ago = owing.clock.now() - AT_LEAST - timedelta(milliseconds=1)
    owing.store.rows.state.update_one({"_id": "figures of duties"}, {"$set": {"seconds": 0.0, "at": a_second_ago}})  # So quick a count needs no longer rest.
    keep_figures(owing)
    assert counted_at(owing) > first
    assert figures(owing, SEES_ALL) == {("open", "2026-04"): 1}


def test_after_a_count_that_took_long_the_next_waits_and_then_comes(owing: Running) -> None:
    """INVARIANT: counting takes at most a twentieth of the time, and what happened meanwhile is in the next count."""
    owe(owing, report(1, date(2026, 4, 30)))
    keep_figures(owing)
    owing.store.rows.state.update_one({"_id": "figures of duties"}, {"$set": {"seconds": 3.0}})  # The next may begin a minute later.
    owe(owing, report(2, date(2026, 4, 30)))
    keep_figures(owing)
    assert figures(owing, SEES_ALL) == {("open", "2026-04"): 1}

    owing.store.rows.state.update_one({"_id": "figures of duties"}, {"$set": {"at": owing.clock.now() - timedelta(seconds=61)}})
    keep_figures(owing)
    assert figures(owing, SEES_ALL) == {("open", "2026-04"): 2}


def test_figures_are_never_older_than_ten_minutes(owing: Running) -> None:
    keep_figures(owing)
    old = owing.clock.now() - AT_THE_LATEST - timedelta(seconds=1)
    owing.store.rows.state.update_one({"_id": "figures of duties"}, {"$set": {"at": old}})
    keep_figures(owing)
    assert owing.clock.now() - counted_at(owing) < timedelta(minutes=1)


def test_every_role_that_a_level_means_is_named_once() -> None:
    assert seen_by([[BASE], [EAST, WEST], [EAST, CITY]]) == sorted(["organisation/91410100MA00000001/base", SEES_EAST, SEES_WEST, SEES_ALL])
