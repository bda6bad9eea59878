"""Two notifiers whose machines' clocks are wrong, each in its own way, as processes on one database: the law's day and the work stay one."""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from fuyu.caller import Caller, Role
from fuyu.events.envelope import Event, Subject
from fuyu.ids import new_id
from fuyu.messaging.health import health
from fuyu.running.mongod import Mongod
from fuyu.running.processes import Child
from fuyu.running.smtp import MailSink
from fuyu.service import Running, start
from fuyu.settings import Settings
from fuyu.store.clock import ServerClock
from fuyu.store.migrations import migrate_running
from notifier import SERVICE
from notifier.usecases.people import register_person

from .conftest import code_of

CITY, PROGRAMME = "zhengzhou", "zhengzhou.base"
DUTIES = 40
SECONDS = 40.0
WRONG_BY = {"ahead": timedelta(hours=24, minutes=30), "behind": timedelta(hours=-1)}
"""The one says that it is half an hour after the next midnight or later, the other may say that today has not begun."""
WITH_A_CLOCK = """
import sys, time_machine
from datetime import UTC, datetime, timedelta
time_machine.travel(datetime.now(UTC) + timedelta(seconds=float(sys.argv.pop(1)))).start()
from fuyu.command import main
main(prog_name="fuyu")
"""


@dataclass
class Office:
    """A notifier with its mail server, and the processes that work for it."""

    running: Running
    mail: MailSink
    workers: dict[str, Child]

    def owe(self, due_on: date, opens_on: date) -> set[str]:
        """Let it hear of duties, and return them."""
        owed = {new_id() for _ in range(DUTIES)}
        for id in owed:
            about = {"kind": "designation", "id": new_id(), "name": "示范企业001"}
            told = {"duty": id, "key": "report", "title": "半年工作报告", "says": None, "clause": {"clause": "第十四条"}, "about": about}
            levels = [[{"actor": "base", "programme": PROGRAMME, "organisation": code_of(1)}]]
            data = {**told, "programme": PROGRAMME, "programme_version": "2022-01-10", "due_on": str(due_on), "opens_on": str(opens_on), "levels": levels}
            event = Event(new_id(), "duty.opened", "base-registry", CITY, Subject("duty", id), 1, datetime.now(UTC), data | {"is_provisional": False})
            self.running.store.transact(lambda tx, event=event: SERVICE.handlers["duty.opened"](tx, event), city=CITY)  # type: ignore[misc,operator]
        return owed

    def rows(self, collection: str, **which: Any) -> list[dict[str, Any]]:
        """Return what is kept."""
        return list(self.running.store.database[collection].find(which))

    def wait(self, deliveries: int) -> None:
        """Wait until so many were delivered, and then until every worker alive has looked twice more."""
        until = time.monotonic() + SECONDS
        while len(self.rows("deliveries", state="delivered")) < deliveries or self.rows("outbox", sent=None):
            assert time.monotonic() < until, "Too little was delivered, or an event waits."
            time.sleep(0.05)
        ticks = self._ticks()
        while self._ticks() < ticks + 2 * len(self.workers):
            assert time.monotonic() < until, "A ticker stands still."
            time.sleep(0.05)

    def _ticks(self) -> int:
        return int((self.running.store.rows.state.find_one({"_id": "swept"}) or {"ticks": 0})["ticks"])


@pytest.fixture
def office(mongod: Mongod, tmp_path: Path) -> Iterator[Office]:
    mail = MailSink(tmp_path / "mail")
    mail.start()
    settings = Settings(mongodb_uri=mongod.uri, database_prefix=f"t{new_id()[-12:]}_", smtp_url=mail.url, tick_seconds=0.2, stall_seconds=20.0)
    running = start(SERVICE, settings)
    migrate_running(running)
    given = {"FUYU_MONGODB_URI": mongod.uri, "FUYU_DATABASE_PREFIX": settings.database_prefix, "FUYU_SMTP_URL": mail.url}
    told = {**os.environ, **given, "FUYU_TICK_SECONDS": "0.2", "FUYU_DELIVERY_LEASE_SECONDS": "5"}
    workers = {
        name: Child(name, [sys.executable, "-c", WITH_A_CLOCK, str(off.total_seconds()), "work", "notifier"], tmp_path / f"{name}.log", tmp_path / name, told)
        for name, off in WRONG_BY.items()
    }
    yield Office(running, mail, workers)
    for worker in workers.values():
        worker.stop()
    mail.stop()
    running.store.client.drop_database(running.store.database.name)
    running.store.close()


@pytest.mark.slow
@pytest.mark.requirement("L9")
def test_copies_whose_clocks_are_wrong_do_each_thing_once_and_on_its_day(office: Office) -> None:
    """INVARIANT: what is due today is done once, what is due tomorrow is not done because one machine is past midnight, and no event is told twice."""
    running, today = office.running, office.running.clock.today()
    person: Any = {
        "person": "liaison",
        "name": "联络员",
        "email": "liaison@example.org",
        "channels": ["email"],
        "roles": [{"actor": "base", "organisation": code_of(1)}],
    }
    running.store.transact(lambda tx: register_person(tx, person), caller=Caller("operator", (Role("operator", CITY),)), city=CITY)
    due = office.owe(today + timedelta(days=7), opens_on=today)
    tomorrow = office.owe(today + timedelta(days=8), opens_on=today + timedelta(days=1))
    office.workers["ahead"].start()
    office.wait(len(due) * 2)
    due |= office.owe(today + timedelta(days=7), opens_on=today)
    office.workers["behind"].start()
    office.wait(len(due) * 2)
    assert running.clock.today() == today, "The test went through midnight."

    deliveries = office.rows("deliveries")
    assert Counter((row["duty"], row["channel"]) for row in deliveries) == {(duty, channel): 1 for duty in due for channel in ("email", "inbox")}
    assert {(row["made_on"], row["settled_on"], row["tries"]) for row in deliveries} == {(today.isoformat(), today.isoformat(), 1)}
    assert {row["next_on"] for row in office.rows("known_duties") if row["_id"] in tomorrow} == {(today + timedelta(days=1)).isoformat()}
    assert Counter(mail["Message-ID"] for mail in office.mail.messages()) == {f"<{row['_id']}@localhost>": 1 for row in deliveries if row["channel"] == "email"}
    events = office.rows("outbox", type="notice.delivered")
    assert Counter(row["subject"] for row in events) == {row["_id"]: 1 for row in deliveries}
    assert all(abs(row["at"] - datetime.now(UTC)) < timedelta(minutes=5) for row in events)
    assert health(running).red == []


@pytest.mark.requirement("L9")
@pytest.mark.parametrize("hours", [-1, 1, 24])
def test_a_clock_that_jumps_leaves_the_instant_and_the_laws_day_as_they_were(world: Any, hours: int) -> None:
    """INVARIANT: the instant is MongoDB's, also where it is asked for within a transaction."""
    store = world.notifier.store
    clock, before = ServerClock(store.database), datetime.now(UTC)
    with time_machine.travel(before + timedelta(hours=hours)):
        clock._read_next = 0.0
        told = store.transact(lambda _: (clock.now(), clock.today()), city=CITY)
    assert abs(told[0] - before) < timedelta(seconds=20)
    assert told[1] in {ServerClock(store.database).today(), (before + timedelta(hours=8)).date()}
