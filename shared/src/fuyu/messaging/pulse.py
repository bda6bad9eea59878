"""The pulse of a worker: when each of its loops last turned and last got on, written into the database each second for /ops/health."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from typing import Any

from fuyu.service import Running

KEPT_SECONDS = 3600


class Pulse:
    """Ages in real seconds, by loop: `relay`, `consumer`, `ticker`; what waits for the consumer, and what the broker buried."""

    def __init__(self, running: Running, owner: str) -> None:
        self._state = running.store.rows.state
        self._id = f"worker {owner}"
        self._lock = threading.Lock()
        self._beats: dict[str, float] = {}
        self._progress: dict[str, float] = {}
        self.depth = 0
        self.buried = 0
        self.in_hand = 0

    def beat(self, loop: str) -> None:
        """Note that a loop turned."""
        with self._lock:
            self._beats[loop] = time.monotonic()
            self._progress.setdefault(loop, self._beats[loop])

    def progress(self, loop: str) -> None:
        """Note that a loop got something done, or has nothing to do."""
        with self._lock:
            self._progress[loop] = self._beats[loop] = time.monotonic()

    def write(self) -> None:
        """Write the ages down, with the server's clock for the moment."""
        now = time.monotonic()
        with self._lock:
            idle = {loop: now - at for loop, at in self._beats.items()}
            stuck = {loop: now - at for loop, at in self._progress.items()}
        counts = {"depth": self.depth, "in_hand": self.in_hand, "buried": self.buried}
        told: Mapping[str, Any] = {"what": "worker", "alive_at": "$$NOW", "idle": idle, "stuck": stuck, **counts}
        self._state.update_one({"_id": self._id}, [{"$set": told}], upsert=True)

    def remove_dead(self) -> None:
        """Take away the rows of workers that were killed long ago; younger ones still tell health when the last pulse was."""
        self._state.delete_many({"what": "worker", "$expr": {"$lt": ["$alive_at", {"$subtract": ["$$NOW", KEPT_SECONDS * 1000]}]}})

    def remove(self) -> None:
        """Take the row away: a worker that ended in order is missed by nobody."""
        self._state.delete_one({"_id": self._id})
