"""Ticking: at each tick all sweeps look for rows that are due; the ticker itself remembers nothing but how far they have come."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from contextlib import suppress

import structlog
from pymongo.errors import PyMongoError

from fuyu.certificates.issuing import issue_ordered
from fuyu.messaging.pulse import Pulse
from fuyu.service import Running, Sweep
from fuyu.store.clock import StoredClock, setting_of
from fuyu.store.duties import sweep_overdue
from fuyu.store.figures import keep_figures
from fuyu.store.files import sweep_pending

SWEPT = "swept"
_log = structlog.get_logger(__name__)

KERNEL_SWEEPS: Sequence[Sweep] = (
    Sweep("overdue duties", sweep_overdue),
    Sweep("files that nobody named", sweep_pending),
    Sweep("certificates", issue_ordered),
)
FIGURES = Sweep("figures", keep_figures)
"""It comes last, since it counts what the others made, and not where a day was set: a story passes many days a second, and nobody looks at figures then."""


class Ticker:
    """Runs the sweeps one after another, never two at a time; one that fails is logged and tried at the next tick, and the others go on."""

    WATCH_SECONDS, WATCH_SECONDS_ALONE = 0.1, 0.5  # for days that another process set; in memory there is hardly one

    def __init__(self, running: Running, pulse: Pulse) -> None:
        self._running, self._pulse = running, pulse
        self._sweeps = (*KERNEL_SWEEPS, *running.service.sweeps)
        self._one_at_a_time = threading.Lock()
        self._ending = threading.Event()
        self._looked_for: str | None = None
        self._watch_seconds = self.WATCH_SECONDS_ALONE if running.settings.is_in_memory else self.WATCH_SECONDS

    def tick(self) -> None:
        """Run all sweeps once and, where all went well, write down the law's day, and which setting of it, through which that is done; then count figures."""
        self._tick(FIGURES)

    def _tick(self, *last: Sweep) -> None:
        if self._ending.is_set() or not self._one_at_a_time.acquire(blocking=False):
            return
        try:
            self._sweep()
            for sweep in last:
                self._run(sweep)
        except PyMongoError as fault:
            _log.warning("the ticker cannot reach its database", service=self._running.service.name, fault=repr(fault)[:300])
        finally:
            self._one_at_a_time.release()

    def watch(self, clock: StoredClock) -> None:
        """Until the end, tick at once where the law's day was set: a story goes from day to day and would wait for each tick."""
        while not self._ending.is_set():
            heard = clock.bell.rings
            with suppress(PyMongoError):  # The next look tells.
                if clock.setting() != self._looked_for:
                    self._tick()
            clock.bell.wait(heard, self._watch_seconds)

    def stop(self) -> None:
        """Begin no further sweep."""
        self._ending.set()

    def wait(self, seconds: float) -> None:
        """Wait until the sweep at work has ended, at most `seconds`."""
        if self._one_at_a_time.acquire(timeout=seconds):
            self._one_at_a_time.release()

    def _sweep(self) -> None:
        setting, day, began = setting_of(self._running.clock), self._running.clock.today().isoformat(), time.monotonic()
        self._pulse.beat("ticker")
        results = [self._run(sweep) for sweep in self._sweeps]
        self._pulse.beat("ticker")
        if all(results) and not self._ending.is_set():
            change = {"$set": {"through": day, "setting": setting, "seconds": time.monotonic() - began}, "$inc": {"ticks": 1}}
            self._running.store.rows.state.update_one({"_id": SWEPT}, change, upsert=True)
            self._looked_for = setting
            self._pulse.progress("ticker")

    def _run(self, sweep: Sweep) -> bool:
        if self._ending.is_set():
            return False
        try:
            sweep.run(self._running)
        except Exception:  # noqa: BLE001 -- A sweep's fault is its own; its rows are still due at the next tick.
            _log.exception("a sweep failed", service=self._running.service.name, sweep=sweep.name)
            return False
        return True
