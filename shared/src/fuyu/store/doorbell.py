"""A doorbell between threads of one process: whoever commits events rings, and the relay wakes."""

from __future__ import annotations

import threading


class Doorbell:
    """Rings are counted, so that one that comes between a look and a wait is not missed."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._rings = 0

    @property
    def rings(self) -> int:
        """Return how often it rang; look before reading, then wait for more."""
        return self._rings

    def ring(self) -> None:
        """Wake whoever waits."""
        with self._condition:
            self._rings += 1
            self._condition.notify_all()

    def wait(self, heard: int, seconds: float) -> None:
        """Wait until it has rung more often than `heard`, at most `seconds`."""
        with self._condition:
            self._condition.wait_for(lambda: self._rings != heard, seconds)
