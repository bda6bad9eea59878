"""Duties as rows: opened once, done or late, moved or owed no more, each change told."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest

from fuyu.service import Running
from fuyu.store.clock import StoredClock, set_today
from fuyu.store.duties import Duty, done, id_of, move, open_, open_all, owed_by, past_due, reopen, sweep_overdue, tell_anew, withdraw
from fuyu.store.transaction import Subject

BASE = Subject("designation", "d-1")
TODAY = date(2026, 4, 15)


@pytest.fixture
def owing(begin: Callable[..., Running]) -> Running:
    running = begin("alpha", is_clock_settable=True)
    set_today(running.clock, TODAY)
    return running


def report(due_on: date | None = date(2026, 5, 1), key: str = "report:2026", subject: Subject = BASE) -> Duty:
    """Return a duty to hand in a report."""
    level = [{"actor": "applicant", "programme": "example.base", "organisation": "91410100MA00000001"}]
    return Duty(
        subject=subject, subject_name="示范企业001", key=key, title="年度报告", clause={"clause": "第十四条"},
        programme="example.base", programme_version="2026-01-01", due_on=due_on, levels=[level],
    )  # fmt: skip


def told(running: Running) -> list[tuple[str, Any]]:
    """Return what was said of duties, in order."""
    return [(row["type"], row["data"].get("due_on") or row["data"].get("on")) for row in running.store.rows.outbox.find().sort("_id")]


def state(running: Running, key: str = "report:2026", city: str = "east") -> str:
    row = running.store.rows.duties.find_one({"_id": id_of(city, BASE, key)})
    assert row is not None
    return row["state"]


def test_a_duty_is_opened_once_however_often_it_is_asked(owing: Running) -> None:
    """INVARIANT: per city, subject and key there is one duty; a second one would be reminded of twice and never be done."""
    first = owing.store.transact(lambda tx: open_(tx, report()), city="east")
    second = owing.store.transact(lambda tx: open_(tx, report()), city="east")
    elsewhere = owing.store.transact(lambda tx: open_(tx, report()), city="west")
    assert first == second != elsewhere
    assert told(owing) == [("duty.opened", "2026-05-01"), ("duty.opened", "2026-05-01")]
    assert [row["key"] for row in owed_by(owing.store.rows, "east", BASE)] == ["report:2026"]


def test_opened_at_once_by_two_it_is_still_one(owing: Running) -> None:
    """INVARIANT: two workers that find the same thing owed at the same moment open one duty and say it once."""
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: owing.store.transact(lambda tx: open_(tx, report()), city="east"), range(4)))
    assert told(owing) == [("duty.opened", "2026-05-01")]


def test_a_whole_life_is_told_step_by_step(owing: Running) -> None:
    """INVARIANT: whoever reminds hears of each change, in order, from the transaction that made it."""
    owing.store.transact(lambda tx: open_(tx, report()), city="east")
    owing.store.transact(lambda tx: move(tx, BASE, "report:2026", date(2026, 5, 6)), city="east")
    assert not owing.store.transact(lambda tx: move(tx, BASE, "report:2026", date(2026, 5, 6)), city="east")
    set_today(owing.clock, date(2026, 5, 7))
    assert sweep_overdue(owing) == 1
    assert state(owing) == "overdue"
    assert owing.store.transact(lambda tx: done(tx, BASE, "report:2026", date(2026, 5, 7)), city="east")
    assert not owing.store.transact(lambda tx: done(tx, BASE, "report:2026"), city="east")
    expected = [("duty.opened", "2026-05-01"), ("duty.moved", "2026-05-06"), ("duty.overdue", "2026-05-07"), ("duty.done", "2026-05-07")]
    assert told(owing) == expected
    assert [row["sequence"] for row in owing.store.rows.outbox.find().sort("_id")] == [1, 2, 3, 4]


def test_what_is_corrected_is_owed_again(owing: Running) -> None:
    """INVARIANT: a duty done by a session that was corrected away is owed again; withdrawn and asked for again, too. Done stays done otherwise."""
    owing.store.transact(lambda tx: open_(tx, report()), city="east")
    owing.store.transact(lambda tx: done(tx, BASE, "report:2026"), city="east")
    owing.store.transact(lambda tx: open_(tx, report()), city="east")
    assert state(owing) == "done"
    owing.store.transact(lambda tx: reopen(tx, report()), city="east")
    assert state(owing) == "open"
    owing.store.transact(lambda tx: withdraw(tx, BASE, "report:2026"), city="east")
    owing.store.transact(lambda tx: open_(tx, report()), city="east")
    assert state(owing) == "open"
    assert [type for type, _ in told(owing)] == ["duty.opened", "duty.done", "duty.opened", "duty.withdrawn", "duty.opened"]


def test_the_last_day_itself_is_in_time(owing: Running) -> None:
    """INVARIANT: a duty is overdue from the day after its last day; one without a last day never is."""
    owing.store.transact(lambda tx: open_all(tx, [report(TODAY), report(None, key="liaison")]), city="east")
    assert sweep_overdue(owing) == 0
    set_today(owing.clock, date(2026, 4, 16))
    assert sweep_overdue(owing) == 1
    assert (state(owing), state(owing, "liaison")) == ("overdue", "open")


def test_moved_to_a_later_day_an_overdue_duty_is_open_again(owing: Running) -> None:
    """INVARIANT: a new last day gives new time; without it the holder would stay late with a day still to come."""
    owing.store.transact(lambda tx: open_(tx, report(date(2026, 4, 1))), city="east")
    sweep_overdue(owing)
    owing.store.transact(lambda tx: open_(tx, report(date(2026, 6, 1))), city="east")
    assert state(owing) == "open"
    assert sweep_overdue(owing) == 0


def test_two_workers_make_many_overdue_once_each(owing: Running) -> None:
    """INVARIANT: a night that was missed is caught up completely, and two replicas that do it together tell each duty once."""
    for city in ("east", "west"):
        late = [report(date(2026, 4, 1), key=f"k:{number}") for number in range(350)]
        owing.store.transact(lambda tx, late=late: open_all(tx, late), city=city)
    with ThreadPoolExecutor(2) as threads:
        found = sum(threads.map(lambda _: sweep_overdue(owing), range(2)))
    assert found == 700
    overdue = [row["subject"] for row in owing.store.rows.outbox.find({"type": "duty.overdue"})]
    assert len(overdue) == len(set(overdue)) == 700


def test_a_day_that_is_set_back_during_the_sweep_ends_it(owing: Running) -> None:
    """INVARIANT: a round that finds late by its day what is not late by the transaction's ends the sweep, which would else turn for ever."""
    owing.store.transact(lambda tx: open_(tx, report(date(2026, 5, 1))), city="east")
    set_today(owing.clock, date(2026, 5, 2))

    class SetBack(StoredClock):
        """A clock that is set back as soon as somebody has looked at it."""

        def today(self) -> date:
            found = super().today()
            self.set_today(TODAY)
            return found

    sweeping = dataclasses.replace(owing, clock=SetBack(owing.store.database))
    found: list[int] = []
    thread = threading.Thread(target=lambda: found.append(sweep_overdue(sweeping)), daemon=True)  # One that turns for ever holds up no other test.
    thread.start()
    thread.join(60)
    assert found == [0]
    assert (state(owing), owing.store.rows.leases.count_documents({"_id": "overdue duties"})) == ("open", 0)


def test_the_look_for_what_is_due_reads_only_what_is_due(owing: Running) -> None:
    """INVARIANT: the look walks an index of the open duties up to today; else it would cost ten times as much with ten times the duties."""
    open_later = [report(date(2027, 1, 1), key=f"later:{number}") for number in range(300)]
    late = [report(date(2026, 4, 1), key=f"late:{number}") for number in range(5)]
    owing.store.transact(lambda tx: open_all(tx, open_later + late), city="east")
    assert sorted(past_due(owing.store.rows, TODAY, 100)["east"]) == sorted(id_of("east", BASE, f"late:{number}") for number in range(5))
    asked = {
        "find": "duties", "filter": {"state": "open", "due_on": {"$lt": TODAY.isoformat()}}, "projection": {"city": 1},
        "sort": {"due_on": 1, "city": 1, "_id": 1}, "limit": 200,
    }  # fmt: skip
    stats = owing.store.database.command("explain", asked, verbosity="executionStats")["executionStats"]
    assert (stats["totalKeysExamined"], stats["totalDocsExamined"], stats["nReturned"]) == (5, 0, 5)


def test_whose_a_duty_is_can_be_corrected_and_its_day_stays(owing: Running) -> None:
    """INVARIANT: who is reminded is the one that is truly meant, by its name; told again, it is the same duty with the same last day."""
    old, new = "91410100MA00000001", "91410100MA00000002"
    owing.store.transact(lambda tx: open_all(tx, [report(), report(key="report:2027")]), city="east")
    owing.store.transact(lambda tx: done(tx, BASE, "report:2027"), city="east")
    for _ in range(2):  # What stands so already is not said again.
        owing.store.transact(lambda tx: tell_anew(tx, BASE, "示范企业002", {old: new}), city="east")
    [row] = owed_by(owing.store.rows, "east", BASE)
    assert (row["about"]["name"], row["data"]["levels"][0][0]["organisation"], row["due_on"]) == ("示范企业002", new, "2026-05-01")
    [*_, said] = owing.store.rows.outbox.find({"type": "duty.opened"}).sort("_id")
    assert (len(told(owing)), said["data"]["about"]["name"], said["audiences"][0]["organisation"]) == (4, "示范企业002", new)
