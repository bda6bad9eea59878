"""What was published in this process and not yet acknowledged: the memory of the broker that lives in memory."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

MILLISECOND = timedelta(milliseconds=1)  # MongoDB keeps no less
Window = tuple[str, datetime]  # the service that published, and the instant that its outbox rows carry as `sent`


class Ledger:
    """Counts of messages in flight, by queue and by window; one for the process, as the queues are."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._in_flight: Counter[tuple[str, Window]] = Counter()

    def published(self, window: Window, queues: Iterable[str]) -> None:
        """Note a message before it is put into these queues."""
        with self._lock:
            self._in_flight.update((queue, window) for queue in queues)

    def settled(self, queue: str, window: Window) -> None:
        """Note that a queue's consumer has committed a message and acknowledged it."""
        with self._lock:
            self._in_flight[queue, window] -= 1
            if self._in_flight[queue, window] <= 0:
                del self._in_flight[queue, window]

    def depth(self, queue: str) -> int:
        """Return how many messages for a queue are in flight."""
        with self._lock:
            return sum(count for (name, _), count in self._in_flight.items() if name == queue)

    def settled_through(self, source: str, last: datetime) -> datetime:
        """Return the instant through which all that `source` published has arrived; `last` is that of its latest window."""
        with self._lock:
            oldest = min((sent for _, (service, sent) in self._in_flight if service == source), default=None)
        return last if oldest is None else min(last, oldest - MILLISECOND)


LEDGER = Ledger()
