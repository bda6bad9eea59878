"""The operator's hand on RabbitMQ: how deep its queues are, and what it buried itself brought back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pika
from pika.adapters.blocking_connection import BlockingChannel
from pika.exceptions import ChannelClosedByBroker

from fuyu.messaging.topology import dead_queue_name, queue_name
from fuyu.settings import Settings


def depths(settings: Settings, services: Iterable[str]) -> dict[str, int | None]:
    """Return how many messages are ready in each service's queue and in its dead-letter queue; None where there is no such queue."""
    names = [name for service in services for name in (queue_name(service), dead_queue_name(service))]
    return {name: _depth(settings, name) for name in names}


def bring_back(settings: Settings, service: str, limit: int = 1000) -> int:
    """Move messages from a service's dead-letter queue into its queue again, up to `limit`, and return how many.

    Each is taken off only when the broker has confirmed the copy; one that was moved twice is applied once.
    """
    count = 0
    with _channel(settings) as channel:
        channel.confirm_delivery()
        while count < limit:
            method, properties, body = channel.basic_get(dead_queue_name(service))
            if method is None or properties is None:
                break
            properties.headers = {name: value for name, value in (properties.headers or {}).items() if not name.startswith("x-")}
            channel.basic_publish("", queue_name(service), body or b"", properties, mandatory=True)
            channel.basic_ack(method.delivery_tag)
            count += 1
    return count


def _depth(settings: Settings, name: str) -> int | None:
    try:
        with _channel(settings) as channel:
            return int(channel.queue_declare(name, passive=True).method.message_count)
    except ChannelClosedByBroker:
        return None


@contextmanager
def _channel(settings: Settings) -> Iterator[BlockingChannel]:
    connection = pika.BlockingConnection(pika.URLParameters(_with_host(settings.broker_url)))
    try:
        yield connection.channel()
    finally:
        if connection.is_open:
            connection.close()


def _with_host(url: str) -> str:
    """Return the address as pika reads it: kombu's `//` at the end names the virtual host `/`, pika wants that quoted."""
    parts = urlsplit(url)
    host = parts.path.lstrip("/") or "%2F"
    return f"{parts.scheme}://{parts.netloc}/{host}" + (f"?{parts.query}" if parts.query else "")
