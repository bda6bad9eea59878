"""Two services that tell each other things: over RabbitMQ and in memory, each test with databases and queues of its own."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from tests.databases import empty, make_collection
from tests.memory import forget

from fuyu.events.catalogue import CATALOGUE, sample
from fuyu.events.envelope import Event, Subject
from fuyu.ids import new_id
from fuyu.law.registry import Laws
from fuyu.messaging.broker import Broker, Message, broker_of
from fuyu.messaging.settled import differences, settled
from fuyu.messaging.topology import Topology, dead_queue_name, queue_name
from fuyu.messaging.transport import Connection
from fuyu.messaging.worker import Worker
from fuyu.running.mongod import Mongod
from fuyu.running.rabbitmq import RabbitMQ
from fuyu.service import Handler, Running, Service, start
from fuyu.settings import Settings
from fuyu.store.transaction import Transaction

CITY = "example"
SECONDS = 20.0
PREFIX = "messaging_"


@pytest.fixture(scope="session")
def rabbitmq(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RabbitMQ]:
    server = RabbitMQ(tmp_path_factory.mktemp("rabbitmq"))
    server.start()
    yield server
    server.stop()


def held(tx: Transaction, id: str, number: int = 1) -> None:
    """Say that a session was held; `days` carries a number by which a test knows the event."""
    tx.emit("session.held", Subject("session", id), sample(CATALOGUE["session.held"]) | {"session": id, "days": number})


def note_effect(tx: Transaction, event: Event) -> None:
    """Write one row for an event, and none for a second delivery: that would be a second row."""
    tx.rows.state.database["effects"].insert_one({"_id": new_id(), "event": event.id, "subject": event.subject.id, "days": event.data.get("days")})


@dataclass
class Deployment:
    """Services that this test runs, and what it does to them."""

    settings: Settings
    services: dict[str, Service] = field(default_factory=dict)
    running: dict[str, Running] = field(default_factory=dict)
    workers: list[Worker] = field(default_factory=list)
    brokers: list[Broker] = field(default_factory=list)

    def add(self, name: str, *kinds: str, handlers: Mapping[str, Handler] | None = None, **more: Any) -> Running:
        """Declare and connect a service; workers begin when the test says so."""
        self.services[name] = Service(name, name.title(), listens_to=frozenset(kinds), handlers=handlers or {}, **more)
        self.running[name] = start(self.services[name], self.settings, laws=Laws())
        self.running[name].store.migrate()
        make_collection(self.running[name].store.database, "effects")
        return self.running[name]

    def work(self, *names: str) -> list[Worker]:
        """Start a worker of each service named, or of all."""
        started = [Worker(self.running[name], self.services.values()) for name in names or self.running]
        for worker in started:
            worker.start()
        self.workers += started
        return started

    def stop(self, *workers: Worker) -> None:
        """Stop these workers in order, or all."""
        for worker in workers or tuple(self.workers):
            worker.stop(10)
            self.workers.remove(worker)

    def say(self, name: str, id: str, number: int = 1) -> None:
        """Let a service emit one event of a session."""
        self.running[name].store.transact(lambda tx: held(tx, id, number), city=CITY)

    def publish(self, to: str, *bodies: bytes, kind: str = "session") -> None:
        """Publish messages past every outbox, as a stranger or a repeated delivery would."""
        broker = broker_of(self.settings, "stranger", self.topology)
        self.brokers.append(broker)
        now = self.running[to].clock.now()
        messages = [Message(new_id(), kind, f"{CITY}.{kind}.told", body) for body in bodies]
        assert len(broker.publish_window(messages, now)) == len(bodies)

    @property
    def topology(self) -> Topology:
        return Topology.of(self.services.values())

    def effects(self, name: str) -> list[tuple[str, int]]:
        """Return subject and number of each effect, in the order in which they were made."""
        return [(row["subject"], row["days"]) for row in self.running[name].store.database["effects"].find().sort("_id")]

    def settle(self, seconds: float = SECONDS) -> None:
        """Wait until everything has arrived everywhere."""
        self.wait(lambda: not self.missing(), seconds, self.missing)

    def missing(self) -> list[str]:
        """Return what has not arrived yet; sweeps are no matter here."""
        told = {name: settled(running) for name, running in self.running.items()}
        return [line for line in differences(told) if "sweeps" not in line]

    def wait(self, holds: Callable[[], Any], seconds: float = SECONDS, tell: Callable[[], Any] = lambda: "") -> None:
        """Wait until something holds."""
        until = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < until, f"It did not come to hold in {seconds} s. {tell()}"
            time.sleep(0.02)

    def close(self) -> None:
        """Stop all workers and take away their queues."""
        self.stop()
        for broker in self.brokers:
            broker.close()
        for running in self.running.values():
            running.store.close()
        self._remove_queues()

    def _remove_queues(self) -> None:
        if self.settings.is_in_memory:
            forget()
            return
        with Connection(self.settings.broker_url) as connection:
            connection.default_channel.exchange_delete(self.topology._marker.name)
            for name in self.services:
                connection.default_channel.queue_delete(queue_name(name))
                connection.default_channel.queue_delete(dead_queue_name(name))


@pytest.fixture
def prefix(mongod: Mongod) -> str:
    """Return what the names of the tests' databases begin with; they are empty."""
    empty(mongod, PREFIX)
    return PREFIX


@pytest.fixture(params=["memory", pytest.param("rabbitmq", marks=pytest.mark.rabbitmq)])
def deployment(request: pytest.FixtureRequest, mongod: Mongod, prefix: str) -> Iterator[Deployment]:
    """Return a deployment, once over each broker."""
    url = "memory://" if request.param == "memory" else request.getfixturevalue("rabbitmq").url
    made = Deployment(settings_of(mongod, url, prefix))
    yield made
    made.close()


@pytest.fixture(autouse=True)
def no_wait_for_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let new queues be used at once: nobody kills the broker within their first second, except where a test says so."""
    monkeypatch.setattr("fuyu.messaging.topology.SECONDS_TO_REMEMBER", 0.0)


@pytest.fixture
def over_rabbitmq(rabbitmq: RabbitMQ, mongod: Mongod, prefix: str) -> Iterator[Deployment]:
    made = Deployment(settings_of(mongod, rabbitmq.url, prefix))
    yield made
    made.close()


@pytest.fixture
def in_memory(mongod: Mongod, prefix: str) -> Iterator[Deployment]:
    made = Deployment(settings_of(mongod, "memory://", prefix))
    yield made
    made.close()


def settings_of(mongod: Mongod, broker_url: str, prefix: str, **more: Any) -> Settings:
    """Return settings that turn red after three seconds."""
    return Settings(**{"mongodb_uri": mongod.uri, "broker_url": broker_url, "database_prefix": prefix, "stall_seconds": 3.0, "tick_seconds": 0.2, **more})
