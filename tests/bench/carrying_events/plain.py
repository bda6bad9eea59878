"""The plain way: kombu with publisher confirms in windows, and a consumer that inserts one row for each message and acknowledges it."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from typing import Any

import click
from kombu import Connection, Consumer, Exchange, Message, Producer, Queue
from pymongo import MongoClient
from tests.bench.bed import SECONDS_TO_START, Bed
from tests.bench.carrying_events.arriving import when_all_are_in
from tests.bench.carrying_events.content import CITY, session

from fuyu.ids import new_id

DATABASE = "bench_plain"
WINDOW = 100
PREFETCH = 200
EVENTS = Exchange("plain.events", type="topic", durable=True)
QUEUE = Queue("plain.receives", EVENTS, routing_key="*.session.#", durable=True, queue_arguments={"x-queue-type": "quorum"})


class Plain:
    """A process that sends and one that receives, begun for each time, on an empty database."""

    def __init__(self, bed: Bed, count: int) -> None:
        self._bed, self._count = bed, count
        self._receiver = bed.child("plain-receives", "tests.bench.carrying_events.plain", "receive")
        self._sender = bed.child("plain-sends", "tests.bench.carrying_events.plain", "send", str(count))

    def carry(self) -> float:
        """Send the messages and return how many a second arrived, from the first publish to the last insert."""
        self._bed.client.drop_database(DATABASE)
        database = self._bed.client[DATABASE]
        self._receiver.start()
        self._receiver.wait_until(lambda: database["marks"].find_one({"_id": "receives"}) is not None, SECONDS_TO_START)
        self._sender.start()
        ended = when_all_are_in(database["received"], self._count, [self._receiver])
        self._sender.wait_for_success(SECONDS_TO_START)
        began: Any = database["marks"].find_one({"_id": "sends"})
        self._receiver.stop()
        return self._count / (ended - float(began["at"]))


def send(count: int) -> None:
    """Publish messages, persistent and mandatory, and wait for the confirms of each window."""
    database = MongoClient[dict[str, Any]](os.environ["FUYU_MONGODB_URI"])[DATABASE]
    bodies = [{"id": new_id(), "type": "session.held", "data": session(new_id())} for _ in range(count)]
    with Connection(os.environ["FUYU_BROKER_URL"]) as connection:
        channel = connection.default_channel
        QUEUE.bind(channel).declare()
        channel.confirm_select()
        awaited: set[int] = set()
        channel.events["basic_ack"].add(_settling(awaited))
        producer = Producer(channel, EVENTS, auto_declare=False)
        began = time.time()
        for number, body in enumerate(bodies, 1):
            awaited.add(number)
            producer.publish(json.dumps(body), routing_key=f"{CITY}.session.held", content_type="application/json", delivery_mode=2, mandatory=True)
            if number % WINDOW == 0 or number == count:
                while awaited:
                    connection.drain_events(timeout=30)
    database["marks"].insert_one({"_id": "sends", "at": began})


def _settling(awaited: set[int]) -> Callable[[int, bool], None]:
    def settle(tag: int, multiple: bool) -> None:
        awaited.difference_update([each for each in awaited if each <= tag] if multiple else [tag])

    return settle


def receive() -> None:
    """Insert each message as a row and acknowledge it, until the process is ended."""
    database = MongoClient[dict[str, Any]](os.environ["FUYU_MONGODB_URI"])[DATABASE]
    received = database.create_collection("received")

    def take(text: Any, message: Message) -> None:
        body = text if isinstance(text, dict) else json.loads(text)
        received.insert_one({"_id": body["id"], "data": body["data"]})
        message.ack()

    with (
        Connection(os.environ["FUYU_BROKER_URL"], heartbeat=30) as connection,
        Consumer(connection, [QUEUE], callbacks=[take], accept=["json"], prefetch_count=PREFETCH),
    ):
        database["marks"].insert_one({"_id": "receives"})
        while True:
            connection.heartbeat_check()
            try:
                connection.drain_events(timeout=1)
            except TimeoutError:
                continue


@click.command()
@click.argument("what", type=click.Choice(["send", "receive"]))
@click.argument("count", type=int, default=0)
def run(what: str, count: int) -> None:
    """Be one end of the plain way."""
    send(count) if what == "send" else receive()


if __name__ == "__main__":
    run()
