"""What a worker outlives: faults nobody foresaw, and many events that cannot be answered yet."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from fuyu.events.catalogue import CATALOGUE, sample
from fuyu.events.envelope import Event, Subject, to_wire
from fuyu.ids import new_id
from fuyu.messaging import consumer
from fuyu.messaging.applying import UNAVAILABLE, Applier, parked_row
from fuyu.messaging.broker import MemoryBroker
from fuyu.messaging.failing import LONGEST_PAUSE, set_aside
from fuyu.messaging.health import health
from fuyu.messaging.ledger import LEDGER
from fuyu.problems import Busy, Problem, ProgrammeUnavailable, ProjectionBehind, RuleFailed, Unavailable
from fuyu.store.law_settings import project_law_changed
from fuyu.store.transaction import Transaction

from .conftest import CITY, Deployment, note_effect

LISTENS = {"session.held": note_effect}


def event(id: str, number: int = 1, **changes: Any) -> Event:
    """Return an event of alpha as it could come from the broker."""
    data = sample(CATALOGUE["session.held"]) | {"session": id, "days": number}
    made = Event(new_id(), "session.held", "alpha", CITY, Subject("session", id), number, datetime.now(UTC), data)
    return dataclasses.replace(made, **changes)


@pytest.mark.parametrize("fault", [OSError("gone"), RuntimeError("nobody thought of this")])
def test_a_consumer_goes_on_after_a_fault_and_forgets_nothing_it_had_in_hand(in_memory: Deployment, monkeypatch: pytest.MonkeyPatch, fault: Exception) -> None:
    """INVARIANT: no fault ends the consumer for good, and in memory, where nobody would give them again, the messages in its hands are still applied."""
    seen: list[Exception] = []

    def stumble(tx: Transaction, event: Event) -> None:
        if event.data["days"] == 13 and not seen:
            raise ValueError("at first")
        note_effect(tx, event)

    def fail_once(*given: Any) -> bool:
        if not seen:
            seen.append(fault)
            raise fault
        return set_aside(*given)

    monkeypatch.setattr(consumer, "set_aside", fail_once)
    monkeypatch.setattr(consumer, "REST_SECONDS", 0.1)
    in_memory.add("alpha")
    in_memory.add("beta", "session", handlers={"session.held": stumble})
    in_memory.work("alpha")
    for number in range(1, 101):
        in_memory.say("alpha", f"s-{number}", number)
    in_memory.wait(lambda: in_memory.running["alpha"].store.rows.outbox.count_documents({"sent": None}) == 0)
    (worker,) = in_memory.work("beta")
    in_memory.settle()
    assert seen
    assert sorted(number for _, number in in_memory.effects("beta")) == list(range(1, 101))
    in_memory.wait(lambda: LEDGER.depth("fuyu.beta") == 0)
    assert worker.is_alive()


def test_a_relay_goes_on_after_a_fault(in_memory: Deployment, monkeypatch: pytest.MonkeyPatch) -> None:
    """INVARIANT: no fault ends the relay for good: its thread is the only way out for every event of a service."""
    publish, faults = MemoryBroker.publish_window, [Busy("others"), RuntimeError("nobody thought of this")]

    def fail_first(*given: Any) -> frozenset[str]:
        if faults:
            raise faults.pop()
        return publish(*given)

    monkeypatch.setattr(MemoryBroker, "publish_window", fail_first)
    monkeypatch.setattr("fuyu.messaging.relay.REST_SECONDS", 0.1)
    in_memory.add("alpha")
    in_memory.add("beta", "session", handlers=LISTENS)
    in_memory.work()
    in_memory.say("alpha", "a")
    in_memory.settle()
    assert (in_memory.effects("beta"), faults) == ([("a", 1)], [])


def test_many_events_that_cannot_be_answered_yet_starve_nobody(in_memory: Deployment) -> None:
    """INVARIANT: a city whose plugin is missing delays no other: however many of its events wait, the broker's messages have their turn."""

    def needs_plugin(tx: Transaction, event: Event) -> None:
        if event.subject.id.startswith("waits"):
            raise ProgrammeUnavailable("example.base is not running here")
        note_effect(tx, event)

    in_memory.add("alpha")
    beta = in_memory.add("beta", "session", handlers={"session.held": needs_plugin})
    long_ago = datetime.now(UTC) - timedelta(hours=1)
    waiting = [parked_row(event(f"waits-{number}"), UNAVAILABLE, long_ago) | {"next_at": long_ago} for number in range(1000)]
    beta.store.rows.parked.insert_many(waiting)  # type: ignore[arg-type]
    in_memory.work("beta")
    in_memory.wait(lambda: beta.store.rows.parked.find_one({"waits": {"$gt": 0}}))
    in_memory.publish("beta", to_wire(event("good")))
    in_memory.wait(lambda: in_memory.effects("beta") == [("good", 1)])
    in_memory.stop()
    assert beta.store.rows.parked.count_documents({"waits": 0}) > 0  # The good one did not wait for a whole round of them.


def test_what_cannot_be_answered_is_looked_at_ever_more_seldom(in_memory: Deployment) -> None:
    """INVARIANT: an event that waits for days costs next to nothing: its pauses double, up to a minute, and its tries are not counted."""
    in_memory.add("alpha")
    beta, waits = in_memory.add("beta", "session"), event("a")

    def pause(tx: Transaction) -> float:
        assert not set_aside(tx, waits, ProjectionBehind("not yet"))
        row = tx.rows.parked.find_one({"_id": waits.id})
        assert row is not None
        assert row["next_at"] is not None
        assert row["attempts"] == 0
        return round((row["next_at"] - tx.now).total_seconds(), 1)

    assert [beta.store.transact(pause, city=CITY) for _ in range(9)] == [0.5, 1, 2, 4, 8, 16, 32, LONGEST_PAUSE, LONGEST_PAUSE]


def test_a_new_worker_looks_at_once_at_what_could_not_be_answered(in_memory: Deployment) -> None:
    """INVARIANT: a plugin comes with a new process, which waits for no pause of the old one."""
    in_memory.add("alpha")
    beta = in_memory.add("beta", "session", handlers=LISTENS)
    row = parked_row(event("a"), UNAVAILABLE, datetime.now(UTC)) | {"next_at": datetime.now(UTC) + timedelta(hours=1), "waits": 9}
    beta.store.rows.parked.insert_one(row)  # type: ignore[arg-type]
    in_memory.work("beta")
    in_memory.wait(lambda: in_memory.effects("beta") == [("a", 1)])


@pytest.mark.parametrize(
    ("problem", "is_dead"),
    [
        (RuleFailed("the rule divided by zero"), True),
        (ProgrammeUnavailable("no plugin"), False),
        (ProjectionBehind("not yet"), False),
        (Busy("others"), False),
        (Unavailable("away"), False),
    ],
)
def test_a_rule_that_fails_becomes_a_dead_letter_and_what_is_only_away_does_not(in_memory: Deployment, problem: Problem, is_dead: bool) -> None:
    """INVARIANT: waiting mends no rule: its event ends where an operator sees it, though both answer 503 over HTTP."""
    in_memory.add("alpha")
    beta, bad = in_memory.add("beta", "session"), event("a")
    died = [beta.store.transact(lambda tx: set_aside(tx, bad, problem), city=CITY) for _ in range(4)]
    assert died == [False, False, False, is_dead]
    assert beta.store.rows.dead_letters.count_documents({}) == int(is_dead)


def test_health_says_what_helps_a_parked_event(in_memory: Deployment) -> None:
    """INVARIANT: the way out that health names is that of the reason: no dead letter is looked for where a plugin is missing."""
    in_memory.add("alpha")
    beta = in_memory.add("beta", "session", "law", handlers=LISTENS)
    beta.store.transact(lambda tx: set_aside(tx, event("a"), ProgrammeUnavailable("example.base is not running here")), city=CITY)

    def red() -> str:
        beta.store.rows.parked.update_many({}, {"$set": {"since": datetime.now(UTC) - timedelta(hours=1)}})
        (line,) = (line for line in health(beta).red if "parked" in line)
        beta.store.rows.parked.delete_many({})
        return line

    missing = red()
    assert "Install the plugin" in missing
    assert "example.base is not running here" in missing
    assert "dead letter" not in missing
    Applier(beta).apply([event("b", law=3)])
    assert "law setting" in red()
    Applier(beta).apply([event("c", 2)])
    assert "dead letter before it" in red()


def test_a_law_setting_that_was_taken_back_with_its_batch_is_not_taken_for_known(in_memory: Deployment) -> None:
    """INVARIANT: what was read in a transaction that failed holds nowhere: an event of that setting waits until it is there for good."""

    def fail(tx: Transaction, event: Event) -> None:
        if event.subject.id == "poison":
            raise ValueError("poison")
        note_effect(tx, event)

    in_memory.add("alpha")
    beta = in_memory.add("beta", "session", "law", handlers={"session.held": fail, "law.changed": project_law_changed})
    setting = event("-", type="law.changed", subject=Subject("law", CITY), data=sample(CATALOGUE["law.changed"]))
    ruled, applier = event("ruled", law=1), Applier(beta)
    with pytest.raises(ValueError, match="poison"):
        applier.apply([setting, ruled, event("poison")])
    applier.apply([ruled])
    assert in_memory.effects("beta") == []
    assert [row["because"] for row in beta.store.rows.parked.find()] == ["law"]
    applier.apply([setting])
    applier.apply([ruled], are_parked=True)
    assert in_memory.effects("beta") == [("ruled", 1)]


def test_rows_of_workers_killed_long_ago_go(in_memory: Deployment) -> None:
    """INVARIANT: a worker that was killed each night leaves no row for each night; one killed just now is still told of."""
    alpha = in_memory.add("alpha")
    dead = [{"_id": f"worker {name}", "what": "worker", "alive_at": datetime.now(UTC) - timedelta(minutes=ago)} for name, ago in (("old", 61), ("new", 30))]
    alpha.store.rows.state.insert_many([{**row, "idle": {}, "stuck": {}, "depth": 0, "in_hand": 0} for row in dead])
    in_memory.work("alpha")
    in_memory.wait(lambda: alpha.store.rows.state.find_one({"_id": "worker old"}) is None)
    assert alpha.store.rows.state.find_one({"_id": "worker new"}) is not None
