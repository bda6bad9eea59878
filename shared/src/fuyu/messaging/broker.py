"""Publishing to the broker in windows: what it returns was taken and routed, whatever happened to the connection meanwhile."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import amqp
import structlog
from amqp.exceptions import AMQPError
from kombu.exceptions import KombuError

from fuyu.events.envelope import CONTENT_TYPE
from fuyu.messaging.ledger import LEDGER
from fuyu.messaging.topology import EVENTS, Topology
from fuyu.messaging.transport import Connection, Producer
from fuyu.settings import Settings

CONFIRM_SECONDS = 5.0  # a healthy broker needs milliseconds; a quorum that elects a leader up to a few seconds
CONNECT_SECONDS = 5.0
SOCKET_SECONDS = 15
POLLING_SECONDS = 0.02  # without it memory:// delivers after up to 0.8 s
PERSISTENT = 2
# What a broken connection raises; py-amqp may also trip over what it has torn down already.
FAULTS = (AMQPError, KombuError, OSError, AttributeError)
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Message:
    """A message to publish; `kind` is that of its subject, by which its listeners are known."""

    id: str
    kind: str
    routing_key: str
    body: bytes


class Broker(Protocol):
    """Where a relay publishes."""

    def publish_window(self, messages: Sequence[Message], sent: datetime) -> frozenset[str]:
        """Publish and return the ids of what the broker has taken and routed; the rest must be published again."""

    def close(self) -> None:
        """Let go of the connection."""


def connection_of(settings: Settings, heartbeat: int = 0) -> Any:
    """Return a connection to the broker, not opened yet."""
    if settings.is_in_memory:
        return Connection("memory://", transport_options={"polling_interval": POLLING_SECONDS})
    # Without bounds on the socket a broker that answers nothing holds a thread for ever.
    bounds = {"read_timeout": SOCKET_SECONDS, "write_timeout": SOCKET_SECONDS}
    return Connection(settings.broker_url, heartbeat=heartbeat, connect_timeout=CONNECT_SECONDS, transport_options=bounds)


def broker_of(settings: Settings, source: str, topology: Topology) -> Broker:
    """Return where a service publishes."""
    return MemoryBroker(settings, source, topology) if settings.is_in_memory else AmqpBroker(settings, topology)


class MemoryBroker:
    """The broker in memory: what it takes is safe as long as this process lives, so the ledger notes what is still in flight."""

    def __init__(self, settings: Settings, source: str, topology: Topology) -> None:
        self._source, self._topology = source, topology
        self._connection = connection_of(settings)
        self._producer: Any = None

    def publish_window(self, messages: Sequence[Message], sent: datetime) -> frozenset[str]:
        """Put the messages into the queues of this process."""
        if self._producer is None:
            self._topology.declare(self._connection)
            self._producer = Producer(self._connection.channel(), exchange=EVENTS, auto_declare=False)
        window = {"source": self._source, "sent": sent.isoformat()}
        for message in messages:
            LEDGER.published((self._source, sent), self._topology.listeners(message.kind))
            text = message.body.decode()
            self._producer.publish(text, routing_key=message.routing_key, content_type=CONTENT_TYPE, content_encoding="utf-8", headers=window, retry=False)
        return frozenset(message.id for message in messages)

    def close(self) -> None:
        """Let go of the connection; the queues stay."""
        self._connection.close()


class AmqpBroker:
    """RabbitMQ: a window is published at once and its confirms are counted by delivery tag.

    py-amqp's own waiting takes any confirm for the one that it waits for, so after a timeout it would take the last message's for the next one's.
    Here each channel lives until its first fault and is then closed: no confirm of an old one can be mistaken.
    """

    def __init__(self, settings: Settings, topology: Topology) -> None:
        self._settings, self._topology = settings, topology
        self._connection: Any = None
        self._channel: Any = None
        self._confirms = Confirms()
        self._is_queue_missing = False

    def publish_window(self, messages: Sequence[Message], sent: datetime) -> frozenset[str]:
        """Publish the messages, wait for their confirms, and return the ids that were confirmed and not returned."""
        confirms = self._confirms = Confirms()
        try:
            self._open()
            confirms = self._confirms
            self._publish(messages, confirms)
            self._await(confirms)
        except FAULTS as fault:
            _log.warning("publishing broke off", fault=repr(fault), confirmed=len(confirms.taken), of=len(messages))
            self.close()
        if confirms.returned:  # A queue is gone: the next window declares it again.
            _log.error("nobody took events that someone listens to", ids=sorted(confirms.returned)[:10])
            self._is_queue_missing = True
            self.close()
        return frozenset(confirms.taken - confirms.returned)

    def close(self) -> None:
        """Close the channel and the connection; the next window opens new ones."""
        connection, self._connection, self._channel = self._connection, None, None
        if connection is not None:
            with suppress(*FAULTS):
                connection.release()

    def _open(self) -> None:
        if self._channel is not None:
            return
        self._connection = connection_of(self._settings)
        self._connection.ensure_connection(max_retries=1, timeout=CONNECT_SECONDS)
        (self._topology.declare if self._is_queue_missing else self._topology.ensure)(self._connection)
        self._is_queue_missing = False
        channel = self._connection.channel()
        channel.confirm_select()
        channel.events["basic_ack"].add(lambda tag, multiple: self._confirms.settle(tag, multiple, is_taken=True))
        channel.events["basic_nack"].add(lambda tag, multiple: self._confirms.settle(tag, multiple, is_taken=False))
        channel.events["basic_return"].add(lambda error, exchange, key, message: self._confirms.give_back(message.properties["message_id"]))
        self._channel, self._tag = channel, 0

    def _publish(self, messages: Sequence[Message], confirms: Confirms) -> None:
        for message in messages:
            self._tag += 1
            confirms.awaited[self._tag] = message.id
            content = amqp.Message(message.body, content_type=CONTENT_TYPE, content_encoding="utf-8", message_id=message.id, delivery_mode=PERSISTENT)
            # What nobody listens to goes nowhere by intent; everything else must find a queue.
            is_wanted = bool(self._topology.listeners(message.kind))
            self._channel.basic_publish(content, exchange=EVENTS.name, routing_key=message.routing_key, mandatory=is_wanted, timeout=CONFIRM_SECONDS)

    def _await(self, confirms: Confirms) -> None:
        until = time.monotonic() + CONFIRM_SECONDS
        while confirms.awaited:
            self._connection.drain_events(timeout=max(until - time.monotonic(), 0.001))


class Confirms:
    """What the broker said of one window: which tags are awaited, which ids it took, which it gave back."""

    def __init__(self) -> None:
        self.awaited: dict[int, str] = {}
        self.taken: set[str] = set()
        self.returned: set[str] = set()

    def settle(self, tag: int, multiple: bool, *, is_taken: bool) -> None:
        """Note a confirm, or a refusal, of one tag or of all up to it."""
        tags = [each for each in self.awaited if each <= tag] if multiple else [tag]
        ids = [self.awaited.pop(each) for each in tags if each in self.awaited]
        if is_taken:
            self.taken.update(ids)

    def give_back(self, id: str) -> None:
        """Note that a message found no queue; its confirm comes all the same."""
        self.returned.add(id)
