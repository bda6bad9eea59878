"""A worker of one service: a relay, a consumer and a ticker as threads of this process; any number may run at once."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial

import pymongo
import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from pymongo.errors import PyMongoError

from fuyu.messaging.broker import broker_of
from fuyu.messaging.consumer import Consumer
from fuyu.messaging.peers import say_started
from fuyu.messaging.pulse import Pulse
from fuyu.messaging.relay import Relay
from fuyu.messaging.ticking import Ticker
from fuyu.messaging.topology import Topology
from fuyu.problems import Problem
from fuyu.service import Running, Service, load_services
from fuyu.store.clock import StoredClock
from fuyu.store.leases import new_owner
from fuyu.store.orphans import end_orphans
from fuyu.store.sealing import seal_waiting

PULSE_SECONDS = 1.0
ORPHAN_SECONDS = 1.0
SEAL_SECONDS = 1.0
_log = structlog.get_logger(__name__)


class Worker:
    """The background of a service at work. `services` are all of the deployment, whose queues must be there before anything is published;
    the installed ones where none are given."""

    def __init__(self, running: Running, services: Iterable[Service] | None = None) -> None:
        self._running, self._owner = running, new_owner()
        everyone = {each.name: each for each in (load_services().values() if services is None else services)}
        topology = Topology.of({**everyone, running.service.name: running.service}.values())
        self._ending, self._last = threading.Event(), threading.Event()
        self._pulse = Pulse(running, self._owner)
        broker = broker_of(running.settings, running.service.name, topology)
        relay = Relay(running, broker, topology, self._owner, self._pulse)
        consumer = Consumer(running, topology, self._pulse, self._ending)
        # The relay ends last, so that what the consumer caused at its end is sent.
        self._threads = [self._thread("consumer", consumer.run), self._thread("relay", lambda: relay.run(self._last))]
        self._ticker = Ticker(running, self._pulse)
        self._watch = self._thread("watch", partial(self._ticker.watch, running.clock)) if isinstance(running.clock, StoredClock) else None
        self._scheduler = self._make_scheduler()

    def start(self) -> None:
        """Say that it started, and begin."""
        end_orphans(self._running.store)
        say_started(self._running)
        for thread in self._threads:
            thread.start()
        self._pulse.beat("ticker")
        self._write_pulse()
        self._scheduler.start()
        if self._watch is not None:
            self._watch.start()

    def stop(self, seconds: float = 20.0) -> None:
        """Finish what is in hand and end, after `seconds` at the latest; nothing is lost either way."""
        until = time.monotonic() + seconds
        self._ending.set()
        self._ticker.stop()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        self._ticker.wait(max(until - time.monotonic(), 0.1))
        if self._watch is not None and self._watch.ident is not None:
            self._watch.join(max(until - time.monotonic(), 0.1))
        for thread, ending in zip(self._threads, (self._ending, self._last), strict=True):
            ending.set()
            self._running.store.doorbell.ring()
            if thread.ident is not None:
                thread.join(max(until - time.monotonic(), 0.1))
        with suppress(PyMongoError, Problem), pymongo.timeout(max(until - time.monotonic(), 0.1)):
            seal_waiting(self._running.store)
        with suppress(PyMongoError):
            self._pulse.remove()

    def is_alive(self) -> bool:
        """Claim that all its threads live."""
        return all(thread.is_alive() for thread in self._threads) and bool(self._scheduler._thread) and self._scheduler._thread.is_alive()

    def _make_scheduler(self) -> BackgroundScheduler:
        # Its jobs live in memory: a stored schedule that two workers share runs them twice. What is due are rows, found by looking.
        logging.getLogger("apscheduler").setLevel(logging.ERROR)  # That a tick is left out while the one before is at work is no news.
        scheduler = BackgroundScheduler(executors={"default": ThreadPoolExecutor(5)}, job_defaults={"coalesce": True, "max_instances": 1})
        scheduler.add_job(self._ticker.tick, "interval", seconds=self._running.settings.tick_seconds, misfire_grace_time=None)
        scheduler.add_job(self._seal, "interval", seconds=SEAL_SECONDS, misfire_grace_time=None)
        scheduler.add_job(self._end_orphans, "interval", seconds=ORPHAN_SECONDS, misfire_grace_time=None)
        scheduler.add_job(self._write_pulse, "interval", seconds=min(PULSE_SECONDS, self._running.settings.stall_seconds / 4), misfire_grace_time=None)
        return scheduler

    def _write_pulse(self) -> None:
        with suppress(PyMongoError):  # Without a database there is nobody to tell; health then finds the row too old.
            self._pulse.write()

    def _end_orphans(self) -> None:
        with suppress(PyMongoError):
            end_orphans(self._running.store)

    def _seal(self) -> None:
        """Seal the audit trail, beside the sweeps: a long one must not keep it waiting."""
        try:
            seal_waiting(self._running.store, self._ending.is_set)
        except Exception as fault:  # noqa: BLE001 -- The rows wait for the next look; health turns red where that does not help.
            _log.warning("the audit trail was not sealed", service=self._running.service.name, fault=repr(fault)[:300])

    def _thread(self, name: str, run: Callable[[], None]) -> threading.Thread:
        def logged() -> None:
            try:
                run()
            except (Exception, Problem):
                _log.exception("a thread of the worker ended", service=self._running.service.name, thread=name)
                raise

        return threading.Thread(target=logged, name=f"{self._running.service.name}-{name}", daemon=True)
