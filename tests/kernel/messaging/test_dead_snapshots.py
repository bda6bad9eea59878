"""Snapshots that cannot be applied: they stand for no event of their own, so their subjects go on without them."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from typing import Any

from fuyu.events.catalogue import CATALOGUE, sample
from fuyu.events.envelope import Event, Subject, to_wire
from fuyu.ids import new_id
from fuyu.messaging.applying import Applier
from fuyu.messaging.dead_letters import discard, replay
from fuyu.messaging.failing import MOST_TRIES, set_aside
from fuyu.service import Running
from fuyu.store.transaction import Transaction

from .conftest import CITY, Deployment, note_effect


def event(number: int, **changes: Any) -> Event:
    """Return an event of alpha about one session."""
    data = sample(CATALOGUE["session.held"]) | {"session": "a", "days": number}
    made = Event(new_id(), "session.held", "alpha", CITY, Subject("session", "a"), number, datetime.now(UTC), data)
    return dataclasses.replace(made, **changes)


def no_snapshot(tx: Transaction, event: Event) -> None:
    """Fail at every snapshot."""
    if event.is_snapshot:
        raise ValueError("a record nobody thought of")
    note_effect(tx, event)


def beta_of(deployment: Deployment) -> Running:
    deployment.add("alpha")
    return deployment.add("beta", "session", handlers={"session.held": no_snapshot})


def bury(beta: Running, dying: Event) -> None:
    """Let an event fail as often as makes it a dead letter."""
    for turn in range(1, MOST_TRIES + 1):
        assert beta.store.transact(lambda tx: set_aside(tx, dying, ValueError("no")), city=CITY) is (turn == MOST_TRIES)


def standing(beta: Running) -> tuple[int, int, int | None]:
    (row,) = beta.store.rows.subjects.find({"kind": "session"})
    return row["applied"], row["parked"], row["blocked"]


def test_a_dead_snapshot_holds_up_no_event_of_its_subject(in_memory: Deployment) -> None:
    """INVARIANT: the event that has a dead snapshot's number is applied when it comes; dropped for it, it would be lost and all behind it would wait."""
    beta = beta_of(in_memory)
    in_memory.work("beta")
    in_memory.publish("beta", to_wire(event(1)), to_wire(event(3, is_snapshot=True)))
    in_memory.wait(lambda: beta.store.rows.dead_letters.count_documents({}) == 1)
    in_memory.publish("beta", to_wire(event(2)), to_wire(event(3)), to_wire(event(4)))
    in_memory.wait(lambda: standing(beta) == (4, 0, None), tell=lambda: standing(beta))
    assert in_memory.effects("beta") == [("a", 1), ("a", 2), ("a", 3), ("a", 4)]
    assert beta.store.rows.dead_letters.count_documents({}) == 1


def test_a_dead_snapshot_that_is_discarded_moves_nothing(in_memory: Deployment) -> None:
    """INVARIANT: passing over a snapshot passes over none of the events it would have covered; they are on their way."""
    beta = beta_of(in_memory)
    applier = Applier(beta)
    applier.apply([event(1)])
    bury(beta, event(3, is_snapshot=True))
    (dead,) = beta.store.rows.dead_letters.find()
    discard(beta.store, dead["_id"], "from a backup")
    assert (standing(beta), beta.store.rows.dead_letters.count_documents({})) == ((1, 0, None), 0)
    applier.apply([event(2), event(3)])
    assert in_memory.effects("beta") == [("a", 1), ("a", 2), ("a", 3)]
    assert [row["details"]["reason"] for row in beta.store.rows.audit.find({"act": "dead_letter.discarded"})] == ["from a backup"]


def test_a_dead_event_stays_one_though_a_snapshot_beside_it_is_replayed(in_memory: Deployment) -> None:
    """INVARIANT: replaying a snapshot revives no event that is dead: a repeated delivery of it is still dropped."""
    beta = beta_of(in_memory)
    dead = event(1)
    bury(beta, dead)
    snapshot = event(1, is_snapshot=True)
    bury(beta, snapshot)
    replay(beta.store, snapshot.id)
    assert standing(beta) == (0, 1, 1)
    Applier(beta).apply([dead])
    assert in_memory.effects("beta") == []


def test_a_dead_letter_that_is_discarded_late_does_not_turn_its_subject_back(in_memory: Deployment) -> None:
    """INVARIANT: a subject's number only grows: turned back it would apply again what was applied."""
    beta = beta_of(in_memory)
    dead = event(1)
    bury(beta, dead)
    beta.store.rows.subjects.update_one({"kind": "session"}, {"$set": {"applied": 5}})  # A snapshot that came at the same moment.
    discard(beta.store, dead.id, "covered")
    assert standing(beta) == (5, 0, None)


def test_what_a_snapshot_covers_in_its_own_batch_is_counted_off_once(in_memory: Deployment) -> None:
    """INVARIANT: a parked event that a parked snapshot covers leaves once; counted off twice, what still waits would seem to be nothing."""
    in_memory.add("alpha")
    beta = in_memory.add("beta", "session", handlers={"session.held": note_effect})
    covered, later, snapshot = event(5), event(8), event(5, is_snapshot=True)
    applier = Applier(beta)
    applier.apply([covered, later])
    beta.store.transact(lambda tx: set_aside(tx, snapshot, ValueError("not yet")), city=CITY)
    assert standing(beta) == (0, 3, None)
    applier.apply([snapshot, covered], are_parked=True)
    assert standing(beta) == (5, 1, None)
    old, newer = event(4), event(6, is_snapshot=True)
    for each in (old, newer):
        beta.store.transact(lambda tx, each=each: set_aside(tx, each, ValueError("not yet")), city=CITY)
    applier.apply([old, newer], are_parked=True)
    assert standing(beta) == (6, 1, None)
