"""The consumer: from a service's queue into its projections, up to 50 events in one transaction, one by one after a failure."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

import structlog
from amqp.exceptions import NotFound
from pymongo.errors import PyMongoError

from fuyu.events.envelope import Event, Unreadable, from_wire
from fuyu.messaging.applying import UNAVAILABLE, Applier
from fuyu.messaging.broker import FAULTS, connection_of
from fuyu.messaging.failing import bury_unreadable, set_aside
from fuyu.messaging.ledger import LEDGER
from fuyu.messaging.pulse import Pulse
from fuyu.messaging.topology import Topology, dead_queue_name, queue_name
from fuyu.messaging.transport import Consumer as Subscription
from fuyu.messaging.transport import Queue
from fuyu.problems import Busy, Problem, Unavailable
from fuyu.service import Running
from fuyu.store.faults import answerable

T = TypeVar("T")

BATCH = 50
PREFETCH = 4 * BATCH  # per consumer, since quorum queues know no other
HEARTBEAT_SECONDS = 30
FIRST_SECONDS = 0.2  # how long to wait for a first message before looking after other things
NEXT_SECONDS = 0.002  # and for the next one of a batch
REST_SECONDS = 1.0
DEPTH_SECONDS = 1.0
PARKED_SECONDS, PARKED_SOON = 0.5, 0.1
PARKED_AT_ONCE = 0.5  # then the broker's messages and heartbeats have their turn, however many parked events are due
TRIES = 3
_log = structlog.get_logger(__name__)


class Ending(Exception):
    """The worker ends while this waits for the database."""


class Consumer:
    """Takes events until it is told to end; the broker hears of each once its effects are committed, and never before."""

    def __init__(self, running: Running, topology: Topology, pulse: Pulse, ending: threading.Event) -> None:
        self._running, self._topology, self._pulse, self._ending = running, topology, pulse, ending
        self._applier = Applier(running)
        self._queue = queue_name(running.service.name)
        self._taken: deque[Any] = deque()  # what the broker gave and was not told of yet, the messages being handled first
        self._connection: Any = None
        self._depth_at = self._parked_at = 0.0
        self._is_queue_missing = False

    def run(self) -> None:
        """Consume until the ending; a lost connection is opened again, and the queue consumed again on it.

        Whatever else goes wrong is logged and begun anew after a rest: a thread that ended would be missed by nobody but health.
        """
        is_first = True
        while not self._ending.is_set():
            self._pulse.beat("consumer")
            try:
                self._running.store.client.admin.command("ping")  # Nothing is taken that could not be applied: a delivery counts.
                if is_first:
                    self._wake_unavailable()
                    is_first = False
                with self._connected() as channel:
                    self._consume(channel)
            except Ending:
                return
            except (*FAULTS, PyMongoError) as fault:
                self._is_queue_missing = isinstance(fault, NotFound)
                _log.warning("the consumer lost its connection", service=self._running.service.name, fault=repr(fault)[:300])
                self._ending.wait(REST_SECONDS)
            except Exception:  # noqa: BLE001 -- The loop outlives every fault; what it had in hand is handled again.
                _log.exception("the consumer begins anew after a fault", service=self._running.service.name)
                self._ending.wait(REST_SECONDS)

    def _wake_unavailable(self) -> None:
        """Look at once at what could not be answered before: a plugin that was missing comes with a new process."""
        told = {"waits": 0, "next_at": self._running.clock.now()}
        self._running.store.rows.parked.update_many({"because": UNAVAILABLE}, {"$set": told})

    @contextmanager
    def _connected(self) -> Iterator[Any]:
        if not self._running.settings.is_in_memory:  # RabbitMQ gives it again; memory has forgotten it, so it stays in hand.
            self._taken.clear()
        self._connection = connection_of(self._running.settings, HEARTBEAT_SECONDS)
        try:
            self._connection.connect()
            (self._topology.declare if self._is_queue_missing or self._running.settings.is_in_memory else self._topology.ensure)(self._connection)
            yield self._connection.channel()
        finally:
            with suppress(*FAULTS):
                self._connection.release()

    def _consume(self, channel: Any) -> None:
        channel.basic_qos(0, PREFETCH, False)
        queue = Queue(self._queue, no_declare=True)
        with Subscription(channel, [queue], on_message=self._taken.append, auto_declare=False):
            while not self._ending.is_set():
                self._look_after(channel)
                messages = self._gather()
                if messages:
                    self._handle(messages)
                self._look_at_parked()
        while self._taken:  # What is in hand is finished: memory would forget it, and RabbitMQ would count another delivery.
            self._handle(self._in_hand())

    def _gather(self) -> Sequence[Any]:
        """Return up to BATCH messages, none where none comes for a moment."""
        wait = FIRST_SECONDS
        while len(self._taken) < BATCH:
            try:
                self._connection.drain_events(timeout=NEXT_SECONDS if self._taken else wait)
            except TimeoutError:
                break
        return self._in_hand()

    def _in_hand(self) -> Sequence[Any]:
        return list(islice(self._taken, BATCH))

    def _handle(self, messages: Sequence[Any]) -> None:
        self._pulse.in_hand = len(self._taken)
        events = []
        for message in messages:
            body = message.body if isinstance(message.body, bytes) else str(message.body).encode()
            try:
                events.append(from_wire(body))
            except Unreadable as why:
                _log.error("a message is no event", service=self._running.service.name, why=str(why))
                self._bury(body, str(why))
        self._apply(events)
        self._acknowledge(messages)
        self._parked_at = min(self._parked_at, time.monotonic() + PARKED_SOON)  # What was applied may have woken others.
        self._pulse.progress("consumer")
        self._pulse.in_hand = len(self._taken)

    def _bury(self, body: bytes, why: str) -> None:
        self._insist(lambda: self._running.store.transact(lambda tx: bury_unreadable(tx, body, why), city=""))

    def _apply(self, events: Sequence[Event], *, are_parked: bool = False) -> None:
        """Apply all at once; where that fails, one by one, so that one bad event holds up no other."""
        if not events:
            return
        try:
            self._insist(lambda: self._applier.apply(events, are_parked=are_parked))
        except Ending:
            raise
        except Exception as error:  # noqa: BLE001 -- Whatever a handler raises is this event's or another's of the batch.
            if len(events) == 1:
                self._set_aside(events[0], error)
            else:
                for event in events:
                    self._apply([event], are_parked=are_parked)

    def _set_aside(self, event: Event, error: BaseException) -> None:
        is_dead = self._insist(lambda: self._running.store.transact(lambda tx: set_aside(tx, event, error), city=event.city))
        _log.log(
            40 if is_dead else 30,
            "an event is dead" if is_dead else "an event could not be applied and is tried again",
            service=self._running.service.name,
            event_id=event.id,
            type=event.type,
            subject="/".join(event.subject),
            sequence=event.sequence,
            error=repr(error)[:500],
        )

    def _insist(self, act: Callable[[], T]) -> T:
        """Do something in the database until it answers; the messages in hand stay ours meanwhile, for each new delivery would count.

        What fails again and again although the database answers is the act's own fault.
        """
        tries = 0
        while True:
            try:
                return act()
            except (Busy, Unavailable, PyMongoError) as fault:
                if not isinstance(fault, Problem) and not isinstance(answerable(fault), Busy | Unavailable):
                    raise
                tries += self._database_answers()
                if tries >= TRIES:
                    raise
                _log.warning("the consumer waits for its database", service=self._running.service.name, fault=repr(fault)[:300])
                self._rest()

    def _database_answers(self) -> bool:
        try:
            self._running.store.client.admin.command("ping")
        except PyMongoError:
            return False
        return True

    def _rest(self) -> None:
        self._pulse.beat("consumer")
        if self._ending.wait(REST_SECONDS):
            raise Ending
        self._keep_alive()

    def _acknowledge(self, messages: Sequence[Any]) -> None:
        if not self._running.settings.is_in_memory:
            messages[-1].ack(multiple=True)  # They were delivered in this order on this channel, and all before them are settled.
            for _ in messages:
                self._taken.popleft()
            return
        for message in messages:
            message.ack()
            _settle(self._queue, message)
            self._taken.popleft()

    def _look_at_parked(self) -> None:
        """Try the parked events whose time has come, for a moment; many rows are one batch, as from the broker."""
        if time.monotonic() < self._parked_at:
            return
        self._parked_at = time.monotonic() + PARKED_SECONDS
        due: dict[str, Any] = {"next_at": {"$lte": self._running.clock.now(), "$ne": None}}
        parked, until = self._running.store.rows.parked, time.monotonic() + PARKED_AT_ONCE
        while rows := self._insist(lambda: list(parked.find(due).sort([("next_at", 1), ("sequence", 1)]).limit(BATCH))):
            self._apply([from_wire(row["event"]) for row in sorted(rows, key=lambda row: row["sequence"])], are_parked=True)
            self._pulse.progress("consumer")
            self._parked_at = time.monotonic() + PARKED_SOON
            if self._ending.is_set() or len(rows) < BATCH or time.monotonic() > until:
                break

    def _look_after(self, channel: Any) -> None:
        self._pulse.beat("consumer")
        if self._running.settings.is_in_memory:
            self._pulse.depth = LEDGER.depth(self._queue)
        else:
            self._keep_alive()
            if time.monotonic() > self._depth_at:
                self._depth_at = time.monotonic() + DEPTH_SECONDS
                self._pulse.depth = channel.queue_declare(self._queue, passive=True).message_count
                self._pulse.buried = channel.queue_declare(dead_queue_name(self._running.service.name), passive=True).message_count
        if self._pulse.depth == 0 and not self._taken:
            self._pulse.progress("consumer")  # Nothing to do is no standstill.

    def _keep_alive(self) -> None:
        if not self._running.settings.is_in_memory:
            self._connection.heartbeat_check()


def _settle(queue: str, message: Any) -> None:
    headers = message.headers or {}
    if "sent" in headers:
        LEDGER.settled(queue, (headers["source"], datetime.fromisoformat(headers["sent"])))
