"""Who listens to what, as exchanges and queues of the broker; declared before anything is published, so that nothing goes nowhere."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from amqp.exceptions import NotFound

from fuyu.messaging.transport import Exchange, Queue, binding

if TYPE_CHECKING:
    from fuyu.service import Service

EVENTS = Exchange("fuyu.events", type="topic", durable=True)
DEAD = Exchange("fuyu.dead", type="direct", durable=True)
# Dropped connections and peeks count as deliveries too, so a low limit buries healthy messages.
MOST_DELIVERIES = 20
SECONDS_TO_REMEMBER = 2.0
KERNEL_KINDS = frozenset({"service"})  # every service hears that another started


def queue_name(service: str) -> str:
    """Return the name of the queue from which a service takes its events."""
    return f"fuyu.{service}"


def dead_queue_name(service: str) -> str:
    """Return the name of the queue to which the broker itself moves what it gave a service too often."""
    return f"fuyu.dead.{service}"


@dataclass(frozen=True)
class Topology:
    """The kinds of subjects that each service listens to."""

    listening: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, services: Iterable[Service]) -> Topology:
        """Return what these services listen to."""
        return cls({service.name: service.listens_to | KERNEL_KINDS for service in services})

    def listeners(self, kind: str) -> list[str]:
        """Return the queues that events about a kind of subject go to."""
        return [queue_name(service) for service, kinds in self.listening.items() if kind in kinds]

    def queue(self, service: str) -> Any:
        """Return a service's queue with what it is bound to."""
        return Queue(
            queue_name(service),
            bindings=[binding(EVENTS, f"*.{kind}.#") for kind in sorted(self.listening[service])],
            durable=True,
            queue_arguments={
                "x-queue-type": "quorum",
                "x-delivery-limit": MOST_DELIVERIES,
                "x-dead-letter-exchange": DEAD.name,
                "x-dead-letter-routing-key": service,
                # Otherwise a dead letter is lost when the broker stops while it moves it.
                "x-dead-letter-strategy": "at-least-once",
                "x-overflow": "reject-publish",
            },
        )

    def ensure(self, connection: Any) -> None:
        """Declare all of it where that was not done yet."""
        channel = connection.channel()
        try:
            self._marker.bind(channel).declare(passive=True)
            channel.close()
        except NotFound:
            self.declare(connection)

    def declare(self, connection: Any) -> None:
        """Declare all of it; what is there already stays as it is.

        Return only when RabbitMQ would remember it: one that is killed within a second after it made a quorum queue forgets its name (3.10), and then
        the queue has no leader and what was confirmed is gone. A marker tells others that this time has passed.
        """
        with connection.channel() as channel:
            EVENTS.declare(channel=channel)
            DEAD.declare(channel=channel)
            for service in sorted(self.listening):
                # A classic queue: it has no limit of deliveries, so what lies here lies until an operator comes.
                Queue(dead_queue_name(service), exchange=DEAD, routing_key=service, durable=True, channel=channel).declare()
                self.queue(service).bind(channel).declare()
            if connection.transport.driver_type == "amqp":
                time.sleep(SECONDS_TO_REMEMBER)
                self._marker.declare(channel=channel)

    @property
    def _marker(self) -> Any:
        told = repr(sorted((service, sorted(kinds)) for service, kinds in self.listening.items()))
        return Exchange(f"fuyu.declared.{hashlib.sha256(told.encode()).hexdigest()[:12]}", type="fanout", durable=True)
