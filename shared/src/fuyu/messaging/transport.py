"""What is used of kombu, which ships no types: named here once."""

from __future__ import annotations

from typing import Any

from kombu import connection, entity, messaging

Connection: Any = connection.Connection
Consumer: Any = messaging.Consumer
Exchange: Any = entity.Exchange
Producer: Any = messaging.Producer
Queue: Any = entity.Queue
binding: Any = entity.binding
