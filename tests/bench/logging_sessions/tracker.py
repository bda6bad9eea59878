"""incubatee-tracker as a city runs it: its server, and its worker that relays, projects and sweeps while requests come."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

from tests.bench.bed import SECONDS_TO_START, Bed

NAME = "incubatee-tracker"
SECONDS_TO_PROJECT = 120


class Tracker:
    """The server stays; the worker works in the tracker's own turns and is away in the others', since it would share their cores."""

    def __init__(self, bed: Bed) -> None:
        self._database = bed.client[bed.settings.database_of(NAME)]
        self.port = bed.server(NAME, "fuyu.command", "serve", NAME)
        self._worker = bed.child(f"{NAME}-worker", "fuyu.command", "work", NAME)
        self._lags: list[float] = []

    @property
    def lag(self) -> float:
        """Return the median of the seconds from the last answer to the last projection."""
        return median(self._lags)

    def at_work(self, turn: Callable[[], float]) -> float:
        """Take a turn while the worker is at work, having nothing left to do at the beginning, and let it finish."""
        self._worker.start()
        self._worker.wait_until(self._is_idle, SECONDS_TO_START)
        reached = turn()
        began = time.monotonic()
        self._worker.wait_until(self._has_projected_all, SECONDS_TO_PROJECT)
        self._lags.append(time.monotonic() - began)
        self._worker.stop()
        return reached

    def stop(self) -> None:
        """End the worker."""
        self._worker.stop()

    def _is_idle(self) -> bool:
        pulse = self._database["state"].find_one({"what": "worker"})
        waits = self._database["bases"].find_one({"look_on": {"$lte": time.strftime("%Y-%m-%d")}})
        return pulse is not None and waits is None and self._has_projected_all()

    def _has_projected_all(self) -> bool:
        return self._database["outbox"].find_one({"sent": None}) is None and self._database["sessions"].find_one({"is_counted": None}) is None
