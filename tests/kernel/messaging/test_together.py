"""What holds of projections that follow several events at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from fuyu.events.catalogue import CATALOGUE, sample
from fuyu.events.envelope import Event, Subject
from fuyu.ids import new_id
from fuyu.messaging.applying import Applier
from fuyu.service import Running, Together
from fuyu.store.transaction import Transaction

from .conftest import CITY, Deployment


def event(id: str, type: str = "session.held", city: str = CITY) -> Event:
    """Return the first event of a subject of alpha."""
    data = sample(CATALOGUE["session.held"]) | {"session": id}
    return Event(new_id(), type, "alpha", city, Subject("session", id), 1, datetime.now(UTC), data)


def note_all(tx: Transaction, events: Sequence[Event]) -> None:
    """Write one row for what came together."""
    if any(each.subject.id == "poison" for each in events):
        raise ValueError("poison")
    tx.rows.state.database["effects"].insert_one({"_id": new_id(), "city": tx.city, "subjects": [each.subject.id for each in events]})


def note_one(tx: Transaction, event: Event) -> None:
    """Write one row for an event."""
    note_all(tx, [event])


@pytest.fixture
def beta(in_memory: Deployment) -> Running:
    """Return a service that follows one type together and another alone."""
    in_memory.add("alpha")
    return in_memory.add("beta", "session", handlers={"session.held": Together(note_all), "session.corrected": note_one})


def effects(beta: Running) -> list[tuple[str, list[str]]]:
    return [(row["city"], row["subjects"]) for row in beta.store.database["effects"].find().sort("_id")]


def test_what_comes_one_after_another_is_followed_together_and_before_what_comes_then(beta: Running) -> None:
    """INVARIANT: events are followed in their order, city by city, however many are gathered; else a correction could come before what it corrects."""
    Applier(beta).apply([event("a"), event("b"), event("c", "session.corrected"), event("d"), event("e", "session.unknown"), event("f")])
    assert effects(beta) == [(CITY, ["a", "b"]), (CITY, ["c"]), (CITY, ["d", "f"])]


def test_cities_are_followed_apart(beta: Running) -> None:
    """INVARIANT: a projection of one city never sees another's events."""
    Applier(beta).apply([event("a"), event("b", city="elsewhere"), event("c", city="elsewhere")])
    assert effects(beta) == [(CITY, ["a"]), ("elsewhere", ["b", "c"])]


def test_what_came_before_is_left_out(beta: Running) -> None:
    """INVARIANT: a repeat is gathered with no other; it would be counted twice."""
    first = event("a")
    Applier(beta).apply([first])
    Applier(beta).apply([first, event("b"), first])
    assert effects(beta) == [(CITY, ["a"]), (CITY, ["b"])]


def test_one_that_fails_holds_up_none_of_those_beside_it(in_memory: Deployment, beta: Running) -> None:
    """INVARIANT: where following together fails, each is followed alone, and only the bad one is set aside."""
    for id in ("a", "poison", "b"):
        in_memory.say("alpha", id)
    in_memory.work()
    in_memory.wait(lambda: sorted(effects(beta)) == [(CITY, ["a"]), (CITY, ["b"])] and beta.store.rows.parked.count_documents({}) == 1)
