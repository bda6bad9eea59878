"""What holds of events on their way, over RabbitMQ and in memory alike."""

from __future__ import annotations

import dataclasses
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from fuyu.events.catalogue import CATALOGUE, sample
from fuyu.events.envelope import Event, Subject, to_wire
from fuyu.ids import new_id
from fuyu.messaging.applying import Applier
from fuyu.messaging.dead_letters import discard, replay, replay_all, show_dead
from fuyu.messaging.failing import set_aside
from fuyu.messaging.health import health
from fuyu.problems import ProgrammeUnavailable
from fuyu.store.law_settings import project_law_changed
from fuyu.store.outbox import event_of
from fuyu.store.transaction import Transaction

from .conftest import CITY, Deployment, held, note_effect

LISTENS = {"session.held": note_effect}


def two(deployment: Deployment, **handlers: Any) -> None:
    """Declare alpha, which tells, and beta, which listens."""
    deployment.add("alpha")
    deployment.add("beta", "session", handlers=LISTENS | handlers)


def event(id: str, number: int, type: str = "session.held", **changes: Any) -> Event:
    """Return an event of alpha as it could come from the broker."""
    data = sample(CATALOGUE["session.held"]) | {"session": id, "days": number}
    made = Event(new_id(), type, "alpha", CITY, Subject("session", id), number, datetime.now(UTC), data)
    return dataclasses.replace(made, **changes)


def test_every_event_arrives_once_and_in_its_subjects_order(deployment: Deployment) -> None:
    """INVARIANT: each committed event has one effect, and each subject's effects come in the order of its events."""
    two(deployment)
    deployment.work()
    for number in range(1, 31):
        for id in ("a", "b", "c", "d", "e"):
            deployment.say("alpha", id, number)
    deployment.settle()
    effects = deployment.effects("beta")
    assert len(effects) == 150
    for id in ("a", "b", "c", "d", "e"):
        assert [number for subject, number in effects if subject == id] == list(range(1, 31))
    deployment.wait(lambda: not health(deployment.running["beta"]).red, tell=lambda: health(deployment.running["beta"]).red)


def test_events_wait_for_a_service_that_is_away(deployment: Deployment) -> None:
    """INVARIANT: what is told while nobody listens is heard later: all queues are there before the first event is sent."""
    two(deployment)
    deployment.work("alpha")
    for number in range(1, 6):
        deployment.say("alpha", "a", number)
    deployment.wait(lambda: deployment.running["alpha"].store.rows.outbox.count_documents({"sent": None}) == 0)
    deployment.work("beta")
    deployment.settle()
    assert deployment.effects("beta") == [("a", number) for number in range(1, 6)]


def test_a_repeated_delivery_has_one_effect(deployment: Deployment) -> None:
    """INVARIANT: a message that comes twice, in one batch or much later, counts once; brokers repeat whatever was not acknowledged."""
    two(deployment)
    deployment.work("beta")
    first, second = event("a", 1), event("a", 2)
    deployment.publish("beta", to_wire(first), to_wire(first), to_wire(second), to_wire(first), to_wire(second))
    deployment.wait(lambda: len(deployment.effects("beta")) == 2)
    deployment.publish("beta", to_wire(second), to_wire(first), to_wire(event("z", 1)))
    deployment.wait(lambda: ("z", 1) in deployment.effects("beta"))
    assert deployment.effects("beta") == [("a", 1), ("a", 2), ("z", 1)]
    assert deployment.running["beta"].store.rows.inbox.count_documents({"source": "alpha"}) == 3


def test_sent_again_from_the_outbox_has_one_effect(deployment: Deployment) -> None:
    """INVARIANT: a relay that was killed between publishing and marking sends again, and nothing happens twice."""
    two(deployment)
    deployment.work()
    for number in range(1, 11):
        deployment.say("alpha", "a", number)
    deployment.settle()
    deployment.running["alpha"].store.rows.outbox.update_many({}, {"$set": {"sent": None}})
    deployment.say("alpha", "b")
    deployment.settle()
    deployment.wait(lambda: ("b", 1) in deployment.effects("beta"))
    assert len(deployment.effects("beta")) == 11


def test_an_early_event_waits_for_the_one_before_it(deployment: Deployment) -> None:
    """INVARIANT: an event that overtook another is parked and applied after it; applied first it would make a wrong record."""
    two(deployment)
    deployment.work("beta")
    rows = deployment.running["beta"].store.rows
    late = [event("a", number) for number in range(1, 121)]
    deployment.publish("beta", *(to_wire(each) for each in reversed(late[1:])), to_wire(event("b", 1)))
    deployment.wait(lambda: rows.parked.count_documents({"because": "early"}) == 119 and bool(deployment.effects("beta")))
    assert deployment.effects("beta") == [("b", 1)]
    deployment.publish("beta", to_wire(late[0]))
    deployment.wait(lambda: len(deployment.effects("beta")) == 121)
    assert [number for subject, number in deployment.effects("beta") if subject == "a"] == list(range(1, 121))
    assert rows.parked.count_documents({}) == 0
    assert rows.subjects.count_documents({"parked": {"$ne": 0}}) == 0


def test_a_parked_event_that_waits_too_long_turns_health_red(deployment: Deployment) -> None:
    """INVARIANT: an event whose predecessor never comes is told to the operator; silence would look like health."""
    two(deployment)
    deployment.work("beta")
    deployment.publish("beta", to_wire(event("a", 2)))
    beta = deployment.running["beta"]
    deployment.wait(lambda: any("parked" in line for line in health(beta).red))
    deployment.publish("beta", to_wire(event("a", 1)))
    deployment.wait(lambda: not health(beta).red, tell=lambda: health(beta).red)


def test_types_that_nobody_here_knows_only_move_the_number(deployment: Deployment) -> None:
    """INVARIANT: a release that emits new types breaks no older listener: the events it knows go on in their order."""
    two(deployment)
    deployment.work("beta")
    bodies = [to_wire(event("a", 1)), to_wire(event("a", 2, type="session.praised")), to_wire(event("a", 3))]
    deployment.publish("beta", *bodies)
    deployment.wait(lambda: len(deployment.effects("beta")) == 2)
    assert deployment.effects("beta") == [("a", 1), ("a", 3)]
    outcomes = {row["type"]: row["outcome"] for row in deployment.running["beta"].store.rows.inbox.find({"source": "alpha"})}
    assert outcomes == {"session.held": "applied", "session.praised": "passed over"}


def poison(tx: Transaction, event: Event) -> None:
    """Fail at one event, after having written something."""
    note_effect(tx, event)
    if event.data["days"] == 13 and not getattr(poison, "is_mended", False):
        raise ZeroDivisionError("a rule nobody thought of")


@pytest.fixture
def mended() -> Any:
    """Return a function that mends the poisoned handler; it breaks again after the test."""

    def mend() -> None:
        poison.is_mended = True  # type: ignore[attr-defined]

    yield mend
    poison.is_mended = False  # type: ignore[attr-defined]


def test_a_poison_message_delays_nobody_and_its_subject_waits_behind_it(deployment: Deployment, mended: Any) -> None:
    """INVARIANT: what a handler cannot stomach ends as a dead letter within seconds, leaves no half of an effect, and holds up no other subject.

    Later events of its own subject park behind it: out of order they would make a wrong record look right. Replayed, all follow.
    """
    two(deployment, **{"session.held": poison})
    deployment.work()
    for number in range(11, 16):
        deployment.say("alpha", "bad", number)
    for number in range(1, 101):
        deployment.say("alpha", f"good-{number}", number + 100)
    beta = deployment.running["beta"]
    deployment.wait(lambda: len(deployment.effects("beta")) == 102)  # 100 good ones, 11 and 12.
    deployment.wait(lambda: beta.store.rows.dead_letters.count_documents({}) == 1)
    (dead,) = beta.store.rows.dead_letters.find()
    shown = show_dead(beta.store.rows, dead["_id"])
    assert (dead["attempts"], shown["waiting_behind"], shown["event"]["data"]["days"]) == (4, 2, 13)
    assert "ZeroDivisionError" in dead["says"]
    assert [number for subject, number in deployment.effects("beta") if subject == "bad"] == [11, 12]
    mended()
    replay(beta.store, dead["_id"])
    deployment.settle()
    assert [number for subject, number in deployment.effects("beta") if subject == "bad"] == [11, 12, 13, 14, 15]
    assert [row["act"] for row in beta.store.rows.audit.find()] == ["dead_letter.replayed"]


def test_a_dead_letter_that_is_delivered_again_stays_one(deployment: Deployment) -> None:
    """INVARIANT: a repeated delivery of a dead letter neither revives nor doubles it; a restart in memory repeats deliveries."""
    two(deployment, **{"session.held": poison})
    deployment.work()
    deployment.say("alpha", "bad", 13)
    rows = deployment.running["beta"].store.rows
    deployment.wait(lambda: rows.dead_letters.count_documents({}) == 1)
    deployment.running["alpha"].store.rows.outbox.update_many({}, {"$set": {"sent": None}})
    deployment.say("alpha", "good")
    deployment.wait(lambda: ("good", 1) in deployment.effects("beta"))
    assert (rows.dead_letters.count_documents({}), rows.parked.count_documents({})) == (1, 0)


def test_a_discarded_dead_letter_lets_its_subject_go_on(deployment: Deployment) -> None:
    """INVARIANT: an operator can pass over what is beyond help, with a reason that is kept; what waited behind it is applied."""
    two(deployment, **{"session.held": poison})
    deployment.work()
    for number in (13, 14, 15):
        deployment.say("alpha", "bad", number)
    beta = deployment.running["beta"]
    deployment.wait(lambda: beta.store.rows.dead_letters.count_documents({}) == 1 and beta.store.rows.parked.count_documents({}) == 2)
    (dead,) = beta.store.rows.dead_letters.find()
    discard(beta.store, dead["_id"], "entered by mistake")
    deployment.settle()
    assert deployment.effects("beta") == [("bad", 14), ("bad", 15)]
    audit = beta.store.rows.audit.find_one({"act": "dead_letter.discarded"})
    assert audit is not None
    assert audit["details"]["reason"] == "entered by mistake"


def test_what_is_no_event_ends_as_a_dead_letter(deployment: Deployment) -> None:
    """INVARIANT: a message that cannot be read is set aside at once; it must not stop the loop, nor come again and again."""
    two(deployment)
    deployment.work("beta")
    rows = deployment.running["beta"].store.rows
    garbage = [b"\xff\xfe\x00", b"{}", b"[1]", b"not json", b'{"specversion": "1.0", "id": "x", "source": "/a", "type": "other", "subject": "a/b"}']
    bodies = garbage if not deployment.settings.is_in_memory else garbage[1:]  # In memory a body is text.
    deployment.publish("beta", *bodies, to_wire(event("a", 1)))
    deployment.wait(lambda: deployment.effects("beta") == [("a", 1)])
    deployment.wait(lambda: rows.dead_letters.count_documents({}) == len(bodies))
    assert replay_all(deployment.running["beta"].store, {}) == 0
    discard(deployment.running["beta"].store, next(rows.dead_letters.find())["_id"], "garbage")
    assert rows.dead_letters.count_documents({}) == len(bodies) - 1


def test_an_event_of_a_later_version_waits_for_an_operator(deployment: Deployment) -> None:
    """INVARIANT: a version that this installation cannot read is kept, not skipped; after the upgrade it is replayed."""
    two(deployment)
    deployment.work("beta")
    deployment.publish("beta", to_wire(event("a", 1, schema_version=9)))
    rows = deployment.running["beta"].store.rows
    deployment.wait(lambda: rows.dead_letters.count_documents({}) == 1)
    assert "NewerVersion" in next(rows.dead_letters.find())["says"]


def test_one_bad_event_costs_its_batch_nothing(deployment: Deployment) -> None:
    """INVARIANT: of events that were tried together and failed together, the good ones are applied once each, one by one."""
    two(deployment, **{"session.held": poison})
    for number in range(1, 50):
        deployment.say("alpha", f"s-{number}", number)
    deployment.work()
    deployment.wait(lambda: len(deployment.effects("beta")) == 48)
    deployment.wait(lambda: deployment.running["beta"].store.rows.dead_letters.count_documents({}) == 1)
    assert sorted(number for _, number in deployment.effects("beta")) == [number for number in range(1, 50) if number != 13]


def test_an_event_made_under_a_law_setting_waits_until_that_has_arrived(deployment: Deployment) -> None:
    """INVARIANT: what was decided under a setting is not applied under the law before it; the setting may come later, by another queue entry."""
    deployment.add("alpha")
    deployment.add("beta", "session", "law", handlers=LISTENS | {"law.changed": project_law_changed})
    deployment.work("beta")
    rows = deployment.running["beta"].store.rows
    deployment.publish("beta", to_wire(event("a", 1, law=1)), to_wire(event("b", 1)))
    deployment.wait(lambda: rows.parked.count_documents({"because": "law"}) == 1 and ("b", 1) in deployment.effects("beta"))
    setting = sample(CATALOGUE["law.changed"])
    deployment.publish("beta", to_wire(event("-", 1, type="law.changed", subject=Subject("law", CITY), data=setting)), kind="law")
    deployment.wait(lambda: deployment.effects("beta") == [("b", 1), ("a", 1)])


def test_an_event_that_cannot_be_answered_now_waits_as_long_as_it_takes(deployment: Deployment) -> None:
    """INVARIANT: a missing plugin makes events wait, never dead letters: nothing is wrong with them."""
    away = threading.Event()

    def needs_plugin(tx: Transaction, event: Event) -> None:
        if not away.is_set():
            raise ProgrammeUnavailable("example.base is not running here")
        note_effect(tx, event)

    two(deployment, **{"session.held": needs_plugin})
    deployment.work()
    deployment.say("alpha", "a")
    rows = deployment.running["beta"].store.rows
    deployment.wait(lambda: rows.parked.count_documents({"because": "unavailable"}) == 1)
    away.set()
    deployment.settle()
    assert deployment.effects("beta") == [("a", 1)]


def test_what_an_event_causes_is_told_in_the_same_transaction(deployment: Deployment) -> None:
    """INVARIANT: a service that answers an event with one of its own does both or neither, and once, whatever is repeated."""

    def answer(tx: Transaction, event: Event) -> None:
        note_effect(tx, event)
        held(tx, f"answer-{event.subject.id}", event.data["days"])

    deployment.add("alpha", "session", handlers=LISTENS)
    deployment.add("beta", "session", handlers={"session.held": lambda tx, event: answer(tx, event) if event.source == "alpha" else None})
    deployment.work()
    for number in range(1, 21):
        deployment.say("alpha", f"s-{number}", number)
    deployment.settle()
    answers = [number for subject, number in deployment.effects("alpha") if subject.startswith("answer")]
    assert sorted(answers) == list(range(1, 21))


def test_two_workers_of_one_service_share_the_work(deployment: Deployment) -> None:
    """INVARIANT: a second worker halves the work and doubles nothing: one relays at a time, and each event is applied once, in order."""
    two(deployment)
    deployment.work("alpha", "alpha", "beta", "beta")
    for number in range(1, 41):
        deployment.running["alpha"].store.transact(lambda tx, number=number: [held(tx, f"s-{id}", number) for id in range(5)], city=CITY)
    deployment.settle()
    effects = deployment.effects("beta")
    assert len(effects) == 200
    for id in range(5):
        assert [number for subject, number in effects if subject == f"s-{id}"] == list(range(1, 41))


def test_a_consumer_that_stands_still_turns_health_red(deployment: Deployment) -> None:
    """INVARIANT: a worker whose handler hangs is told within the stall seconds, though its process lives and its scheduler ticks."""
    free = threading.Event()

    def hang(tx: Transaction, event: Event) -> None:
        free.wait(60)  # longer than this test waits for health

    two(deployment, **{"session.held": hang})
    deployment.work()
    beta = deployment.running["beta"]
    deployment.wait(lambda: not health(beta).red)
    deployment.say("alpha", "a")
    deployment.wait(lambda: any("consumer" in line for line in health(beta).red))
    assert not free.is_set()
    free.set()
    deployment.wait(lambda: not health(beta).red, tell=lambda: health(beta).red)


def test_a_service_without_a_worker_is_red(deployment: Deployment) -> None:
    """INVARIANT: no worker at all is a fault that is told; an orderly stop leaves no row behind that looks like one."""
    two(deployment)
    (worker,) = deployment.work("beta")
    beta = deployment.running["beta"]
    deployment.wait(lambda: not health(beta).red)
    deployment.stop(worker)
    assert any("No worker" in line for line in health(beta).red)


def test_a_stopped_worker_leaves_no_thread(deployment: Deployment) -> None:
    """INVARIANT: stopping ends every thread, with what was in hand finished."""
    before = set(threading.enumerate())
    two(deployment)
    workers = deployment.work()
    for number in range(1, 101):
        deployment.say("alpha", "a", number)
    deployment.stop(*workers)
    assert not any(worker.is_alive() for worker in workers)

    def own() -> list[str]:
        return [thread.name for thread in set(threading.enumerate()) - before if "pymongo" not in thread.name]

    deployment.wait(lambda: not own(), tell=own)
    deployment.work()
    deployment.settle()
    assert len(deployment.effects("beta")) == 100


def test_the_outbox_keeps_what_was_sent_and_lets_go_of_the_old(deployment: Deployment) -> None:
    """INVARIANT: events that were sent are kept for the retention and no longer; those that wait are never let go."""
    two(deployment)
    alpha = deployment.running["alpha"].store.rows
    for number in range(1, 4):
        deployment.say("alpha", "a", number)
    now = datetime.now(UTC)
    alpha.outbox.update_one({"sequence": 1}, {"$set": {"sent": now - timedelta(days=deployment.settings.retention_days + 1)}})
    if deployment.settings.is_in_memory:  # It arrived when the process before was alive.
        alpha.state.insert_one({"_id": "settled", "through": now - timedelta(days=1)})
    first = alpha.outbox.find_one({"sequence": 1})
    assert first is not None
    deployment.publish("beta", to_wire(event_of(first, "alpha")))
    deployment.work()
    deployment.settle()
    deployment.wait(lambda: [row["sequence"] for row in alpha.outbox.find({"kind": "session"}).sort("_id")] == [2, 3])


def test_a_parked_event_that_another_worker_has_seen_to_is_left_alone(in_memory: Deployment) -> None:
    """INVARIANT: two workers that found the same parked rows count them off once; counted off twice, their subject would seem to have nothing parked,
    and what still waits would never be woken.
    """
    two(in_memory)
    beta = in_memory.running["beta"]
    first, second, third = (event("a", number) for number in (1, 2, 3))
    applier = Applier(beta)
    applier.apply([second, third])
    applier.apply([first])
    applier.apply([second], are_parked=True)
    applier.apply([second], are_parked=True)  # The other worker, with the rows it found before.
    assert not beta.store.transact(lambda tx: set_aside(tx, second, ValueError("too late")), city=CITY)
    assert [(row["applied"], row["parked"]) for row in beta.store.rows.subjects.find()] == [(2, 1)]
    applier.apply([third], are_parked=True)
    assert [(row["applied"], row["parked"]) for row in beta.store.rows.subjects.find()] == [(3, 0)]
    assert in_memory.effects("beta") == [("a", 1), ("a", 2), ("a", 3)]
