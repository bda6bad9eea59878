"""Fuyu's way, with two services that run no resource: the real workers, each a process, with relay, consumer, inbox and ticker."""

from __future__ import annotations

import signal
import threading
import time
from dataclasses import replace
from typing import Any

import click
from tests.bench.bed import SECONDS_TO_START, Bed
from tests.bench.carrying_events.arriving import when_all_are_in
from tests.bench.carrying_events.content import CITY, session

from fuyu.events.envelope import Event, Subject
from fuyu.ids import new_id
from fuyu.law.registry import Laws
from fuyu.messaging.worker import Worker
from fuyu.service import Running, Service, start
from fuyu.settings import Settings
from fuyu.store.transaction import Transaction

TOGETHER = 200


def project(tx: Transaction, event: Event) -> None:
    """Insert one row, as the plain consumer does."""
    tx.rows.state.database["projected"].insert_one({"_id": event.id, "data": event.data})


SENDS = Service("bench-sends", "What is told")
RECEIVES = Service("bench-receives", "What is heard", listens_to=frozenset({"session"}), handlers={"session.held": project})
SERVICES = {each.name: each for each in (SENDS, RECEIVES)}


class Ours:
    """Each time on empty databases, and with workers that begin for it and end with it."""

    def __init__(self, bed: Bed, count: int) -> None:
        self._bed, self._count = bed, count
        self._settings = replace(bed.settings, database_prefix="bench_")
        self._workers = {name: bed.child(name, "tests.bench.carrying_events.ours", name) for name in SERVICES}

    def carry(self) -> float:
        """Write the events into an outbox, carry them, and return how many a second arrived, from the first publish to the last commit."""
        for service in SERVICES.values():
            self._empty(service)
        self._emit()
        receiving = self._bed.client[self._settings.database_of(RECEIVES.name)]
        self._workers[RECEIVES.name].start()
        self._workers[RECEIVES.name].wait_until(lambda: receiving["state"].find_one({"what": "worker"}) is not None, SECONDS_TO_START)
        self._workers[SENDS.name].start()
        ended = when_all_are_in(receiving["projected"], self._count, self._workers.values())
        began = self._first_sent()
        assert receiving["inbox"].count_documents({"type": "session.held"}) == self._count, "an inbox row is missing"
        for worker in self._workers.values():
            worker.stop()
        return self._count / (ended - began)

    def _empty(self, service: Service) -> None:
        self._bed.client.drop_database(self._settings.database_of(service.name))
        running = start(service, self._settings, laws=Laws())
        running.store.migrate()
        running.store.database.create_collection("projected")
        running.store.close()

    def _emit(self) -> None:
        running = start(SENDS, self._settings, laws=Laws())
        ids = [new_id() for _ in range(self._count)]
        for begin in range(0, self._count, TOGETHER):
            _emit(running, ids[begin : begin + TOGETHER])
        running.store.close()

    def _first_sent(self) -> float:
        """Return the instant of the first window, which the relay takes before it publishes the window."""
        outbox = self._bed.client[self._settings.database_of(SENDS.name)]["outbox"]
        first: Any = outbox.find_one({"sent": {"$ne": None}, "type": "session.held"}, sort=[("sent", 1)])
        return float(first["sent"].timestamp())


def _emit(running: Running, ids: list[str]) -> None:
    def work(tx: Transaction) -> None:
        for id in ids:
            tx.emit("session.held", Subject("session", id), session(id))

    running.store.transact(work, city=CITY)


@click.command()
@click.argument("name", type=click.Choice(list(SERVICES)))
def work(name: str) -> None:
    """Run the worker of one of the two services until SIGTERM."""
    ending = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ending.set())
    settings = replace(Settings.from_environ(), database_prefix="bench_")
    running = start(SERVICES[name], settings, laws=Laws())
    worker = Worker(running, SERVICES.values())
    worker.start()
    while worker.is_alive() and not ending.is_set():
        time.sleep(0.1)
    worker.stop()
    running.store.close()


if __name__ == "__main__":
    work()
