"""What goes wrong without a kill: the broker away, an event nobody can apply, a worker that stands still. One running system for all of it."""

from __future__ import annotations

import itertools
import re
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import httpx
import pika
import pytest
from pymongo import MongoClient
from pymongo.collection import Collection

from fuyu.events.envelope import CONTENT_TYPE, Event, Subject, to_wire
from fuyu.ids import new_id
from fuyu.messaging.topology import EVENTS
from fuyu.settings import Settings

from ..services.registry_desk.registry import CITY, code
from .comparing import STRANGER
from .conftest import STALL_SECONDS, system_in
from .counting import differences
from .load import Load, Organisation, Request
from .settling import asked, health, settle, wait_until
from .town import REGISTRY, TRACKER, Town, founded

pytestmark = [pytest.mark.chaos, pytest.mark.slow, pytest.mark.rabbitmq]
SECONDS_AWAY = 8.0
PATIENCE = 30.0  # on a busy machine; milliseconds on an idle one
_numbers = itertools.count(900_000)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with system_in(tmp_path_factory.mktemp("faults"), "rabbitmq") as system:
        yield founded(system)


@pytest.fixture(scope="module")
def load(town: Town, seed: int) -> Load:
    """One load for all of them, started and stopped, so that its counts are whole."""
    return Load(town, seed)


def test_while_the_broker_is_away_writing_goes_on_and_then_all_arrives(town: Town, load: Load) -> None:
    """INVARIANT: a request never waits for the broker: the outbox does, health says so, and when the broker is back every event arrives, once."""
    system = town.system
    assert system.rabbitmq is not None
    load.start()
    wait_until(lambda: load.count > 20, PATIENCE)
    before = load.count
    system.rabbitmq.kill()
    away = time.monotonic()
    wait_until(lambda: any("relay" in line for line in health(system, TRACKER)["red"]), STALL_SECONDS + PATIENCE)
    time.sleep(max(0.0, away + SECONDS_AWAY - time.monotonic()))
    written, waiting = load.count - before, sum(asked(system, service)["waiting"] for service in (REGISTRY, TRACKER))
    assert waiting >= written > 0
    assert not load.unanswered
    system.rabbitmq.start()
    load.stop()
    settle(system)
    wait_until(lambda: not any(health(system, service)["red"] for service in system.services), 15)
    assert differences(town, load) == []


@pytest.mark.parametrize("stopped", ["incubatee-tracker-worker", "base-registry-worker"])
def test_a_worker_that_stands_still_turns_health_red(town: Town, load: Load, stopped: str) -> None:
    """INVARIANT: nobody finds out by chance that events are no longer taken: health is red within FUYU_STALL_SECONDS, and green once they are."""
    system, service = town.system, stopped.removesuffix("-worker")
    wait_until(lambda: not health(system, service)["red"], PATIENCE)
    load.start()
    system.processes[stopped].signal(signal.SIGSTOP)
    try:
        wait_until(lambda: health(system, service)["red"], STALL_SECONDS + PATIENCE)
        assert any(re.search("No worker is alive|has not turned|does not get on", line) for line in health(system, service)["red"])
        wait_until(lambda: not health(system, "notifier")["red"], PATIENCE)  # The others go on.
    finally:
        system.processes[stopped].signal(signal.SIGCONT)
        load.stop()
    settle(system)
    wait_until(lambda: not health(system, service)["red"], PATIENCE)
    assert differences(town, load) == []


def test_a_poison_message_delays_nobody_and_is_replayed_once_mended(town: Town, load: Load) -> None:
    """INVARIANT: an event that cannot be applied ends where an operator sees it; others do not wait, its own subject does, and nothing of it is lost."""
    stranger, registered = Stranger(town), _registered(town, load)
    poison, later = stranger.tell(1, code=registered["code"]), stranger.tell(2, "organisation.changed", code=code(next(_numbers)))
    _others_arrive(town, load)
    with town.operator(TRACKER) as operator, _organisations(town) as kept:
        wait_until(lambda: poison in _dead(operator), PATIENCE)
        letter = _read(operator.get(f"/ops/dead-letters/{poison}"))
        assert (letter["type"], letter["source"], letter["attempts"], letter["waiting_behind"]) == ("organisation.registered", STRANGER, 4, 1)
        assert "NotUnique" in letter["says"] or "Duplicate" in letter["says"] or "already" in letter["says"]
        wait_until(lambda: any("fuyu dead-letters" in line for line in health(town.system, TRACKER)["red"]), STALL_SECONDS + PATIENCE)
        _others_arrive(town, load)
        assert kept.find_one({"_id": stranger.subject}) is None

        kept.update_one({"_id": registered["id"]}, {"$set": {"code": code(next(_numbers))}})  # What stood in its way is mended by hand.
        assert operator.post(f"/ops/dead-letters/{poison}/replay", headers={"Idempotency-Key": new_id()}).status_code == httpx.codes.NO_CONTENT

        wait_until(lambda: (kept.find_one({"_id": stranger.subject}) or {}).get("version") == 2, PATIENCE)
        assert _dead(operator) == []
        assert _outcomes(town, poison, later) == ["applied", "applied"]
        kept.update_one({"_id": registered["id"]}, {"$set": {"code": registered["code"]}})
    settle(town.system)
    wait_until(lambda: not health(town.system, TRACKER)["red"], PATIENCE)
    assert differences(town, load) == []


def test_a_poison_message_is_discarded_with_a_reason(town: Town, load: Load) -> None:
    """INVARIANT: what can never be applied is passed over by an operator who says why; its subject goes on with the next event."""
    stranger, registered = Stranger(town), _registered(town, load)
    poison, later = stranger.tell(1, code=registered["code"]), stranger.tell(2, code=code(next(_numbers)))
    reason = "此企业由他人误报，信用代码属于另一企业。"
    with town.operator(TRACKER) as operator, _organisations(town) as kept:
        wait_until(lambda: poison in _dead(operator), PATIENCE)
        discard = f"/ops/dead-letters/{poison}/discard"
        assert operator.post(discard, json={}, headers={"Idempotency-Key": new_id()}).status_code == httpx.codes.UNPROCESSABLE_ENTITY
        done = operator.post(discard, json={"reason": reason}, headers={"Idempotency-Key": new_id()})
        assert done.status_code == httpx.codes.NO_CONTENT, done.text

        wait_until(lambda: (kept.find_one({"_id": stranger.subject}) or {}).get("version") == 1, PATIENCE)
        assert _dead(operator) == []
        assert _outcomes(town, poison, later) == ["discarded", "applied"]
        told = kept.database["audit"].find_one({"act": "dead_letter.discarded", "subject.id": poison}) or {}
        assert (told["details"]["reason"], told["by"], told["actor"]) == (reason, "operator-1", "operator")
    settle(town.system)
    assert differences(town, load) == []


class Stranger:
    """Someone who publishes straight to the exchange, past every outbox, about an organisation that base-registry never registered."""

    def __init__(self, town: Town) -> None:
        self._town, self.subject = town, f"{STRANGER}-{new_id()}"

    def tell(self, sequence: int, type: str = "organisation.registered", **data: str) -> str:
        """Publish one event about the organisation and return its id."""
        told = {"organisation": self.subject, "name": "误报企业", "district": "中原区", "industry": None, "founded_on": None, **data}
        event = Event(new_id(), type, STRANGER, CITY, Subject("organisation", self.subject), sequence, datetime.now(UTC), told)
        assert self._town.system.rabbitmq is not None
        with pika.BlockingConnection(pika.URLParameters(f"amqp://guest:guest@127.0.0.1:{self._town.system.rabbitmq.port}/%2F")) as connection:
            channel = connection.channel()
            channel.confirm_delivery()
            channel.basic_publish(EVENTS.name, event.routing_key, to_wire(event), pika.BasicProperties(content_type=CONTENT_TYPE), mandatory=True)
        return event.id


def _registered(town: Town, load: Load) -> dict[str, Any]:
    """Return an organisation registered by an officer, once it has arrived at the tracker."""
    body = {"code": code(next(_numbers)), "name": "示范企业", "district": "中原区"}
    with town.officer() as officer, _organisations(town) as kept:
        made = load.ask(officer, Request(REGISTRY, "POST", "/organisations", body, {"Idempotency-Key": new_id()}))
        assert made is not None
        load.organisations[made.document["id"]] = Organisation(made.document["id"], body["name"], 1, made.document["etag"])
        wait_until(lambda: kept.find_one({"_id": made.document["id"]}), PATIENCE)
    return made.document


def _others_arrive(town: Town, load: Load) -> None:
    """Hold that what others do arrives as on any day."""
    for _ in range(3):
        _registered(town, load)


@contextmanager
def _organisations(town: Town) -> Iterator[Collection[dict[str, Any]]]:
    """Give the tracker's own rows of organisations."""
    with MongoClient[dict[str, Any]](town.system.mongod.uri) as client:
        yield client[Settings().database_of(TRACKER)]["organisations"]


def _outcomes(town: Town, *events: str) -> list[str]:
    with _organisations(town) as kept:
        return [row["outcome"] for row in kept.database["inbox"].find({"_id": {"$in": list(events)}}).sort("sequence")]


def _dead(operator: httpx.Client) -> list[str]:
    return [each["id"] for each in _read(operator.get("/ops/dead-letters"))["items"]]


def _read(answer: httpx.Response) -> Any:
    assert answer.is_success, answer.text
    return answer.json()
