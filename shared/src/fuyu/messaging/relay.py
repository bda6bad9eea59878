"""The relay: from the outbox to the broker, in order, confirmed; one at a time for each service, whichever worker holds the lease."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from pymongo.collection import Collection
from pymongo.errors import PyMongoError
from pymongo.read_concern import ReadConcern

from fuyu.events.envelope import to_wire
from fuyu.messaging.broker import Broker, Message
from fuyu.messaging.ledger import LEDGER, MILLISECOND
from fuyu.messaging.pulse import Pulse
from fuyu.messaging.topology import Topology
from fuyu.service import Running
from fuyu.store.leases import Alone
from fuyu.store.outbox import event_of
from fuyu.store.rows import OutboxRow

WINDOW = 100  # confirms in windows of 100 are nine times faster than one at a time, larger ones hardly more
READ = 500
LEASE_SECONDS = 3.0  # so long after a relay was killed another waits
POLL_SECONDS = 0.1  # what other processes commit is seen by looking; what this one commits rings
POLL_SECONDS_ALONE = 0.5  # in memory no other process of the services commits, only a command that somebody runs beside them
REST_SECONDS = 1.0  # after a fault
PURGE_SECONDS = 600.0
SETTLE_SECONDS = 0.5
SETTLED = "settled"
FIRST = datetime(1970, 1, 1, tzinfo=UTC)
_log = structlog.get_logger(__name__)


def let_all_wait_again(state: Collection[Any]) -> None:
    """Have the next relay of a database send every event that is kept once more, as after a broker that lost what it had; its rows are given as `state`."""
    state.update_one({"_id": SETTLED}, {"$set": {"through": FIRST}}, upsert=True)


class Relay:
    """Sends what waits in the outbox and marks it sent; what was sent and not marked is sent again, which the inbox of each listener drops.

    In memory a restart forgets what was in flight, so the relay also writes down through which instant everything has arrived, and begins by
    letting all rows sent later wait again.
    """

    def __init__(self, running: Running, broker: Broker, topology: Topology, owner: str, pulse: Pulse) -> None:
        self._running, self._broker, self._topology, self._pulse = running, broker, topology, pulse
        self._rows = running.store.rows
        # By default MongoDB shows writes that a failover can still take back; such an event must not leave.
        self._outbox: Collection[OutboxRow] = self._rows.outbox.with_options(read_concern=ReadConcern("majority"))
        self._lease = Alone(self._rows.leases, "relay", owner, LEASE_SECONDS)
        self._leased_until = 0.0
        self._poll_seconds = POLL_SECONDS_ALONE if running.settings.is_in_memory else POLL_SECONDS
        self._last_sent: datetime | None = None
        self._settled: datetime | None = None
        self._settle_at = self._purge_at = 0.0

    def run(self, ending: threading.Event) -> None:
        """Relay until `ending` is set; faults of database and broker are waited out, and any other is logged and outlived."""
        while not ending.is_set():
            try:
                self._pulse.beat("relay")
                heard = self._running.store.doorbell.rings
                if not self._is_ours():
                    ending.wait(REST_SECONDS)
                elif not self.send_waiting():
                    self._running.store.doorbell.wait(heard, self._poll_seconds)
                self._look_after()
            except PyMongoError as fault:
                _log.warning("the relay cannot reach its database", service=self._running.service.name, fault=repr(fault)[:300])
                ending.wait(REST_SECONDS)
            except Exception:  # noqa: BLE001 -- Without a relay everything waits; what was not marked as sent is sent again.
                _log.exception("the relay goes on after a fault", service=self._running.service.name)
                ending.wait(REST_SECONDS)
        self._give_up()

    def send_waiting(self) -> int:
        """Send up to READ waiting events and return how many were sent; those that the broker did not take wait on, and the relay rests."""
        waiting = list(self._outbox.find({"sent": None}).sort("_id").limit(READ))
        count = 0
        for start in range(0, len(waiting), WINDOW):
            window = waiting[start : start + WINDOW]
            sent = self._send(window)
            count += sent
            if sent < len(window):
                time.sleep(POLL_SECONDS if sent else REST_SECONDS)
                break
        if count:
            self._pulse.progress("relay")
        return count

    def _send(self, window: Sequence[OutboxRow]) -> int:
        sent = self._next_instant()
        taken = self._broker.publish_window([self._message(row) for row in window], sent)
        if taken:
            self._rows.outbox.update_many({"_id": {"$in": sorted(taken)}}, {"$set": {"sent": sent}})
            self._last_sent = sent
        return len(taken)

    def _message(self, row: OutboxRow) -> Message:
        event = event_of(row, self._running.service.name)
        return Message(event.id, event.subject.kind, event.routing_key, to_wire(event))

    def _next_instant(self) -> datetime:
        """Return the instant of a window: later than every other one of this relay, in whole milliseconds as MongoDB keeps them."""
        now = datetime.now(UTC)
        now = now.replace(microsecond=now.microsecond // 1000 * 1000)
        return now if self._last_sent is None or now > self._last_sent else self._last_sent + MILLISECOND

    def _is_ours(self) -> bool:
        if time.monotonic() < self._leased_until:
            return True
        had_it = self._leased_until > 0
        began = time.monotonic()
        if not self._lease.take():
            self._leased_until = 0.0
            return False
        self._leased_until = began + LEASE_SECONDS / 3
        if not had_it:
            self._take_over()
        return True

    def _take_over(self) -> None:
        """Learn what was sent last, and let everything wait again that may have been in flight in memory when the process before ended."""
        newest = self._rows.outbox.find_one({"sent": {"$ne": None}}, {"sent": 1}, sort=[("sent", -1)])
        self._last_sent = newest["sent"] if newest else None
        in_memory, was_in_memory = self._running.settings.is_in_memory, self._rows.state.find_one({"_id": SETTLED})
        if in_memory or was_in_memory:
            through = was_in_memory["through"] if was_in_memory else FIRST
            again = self._rows.outbox.update_many({"sent": {"$gt": through}}, {"$set": {"sent": None}}).modified_count
            _log.info("what may not have arrived is sent again", service=self._running.service.name, events=again, settled_through=str(through))
            self._write_settled(through if in_memory else None)

    def _look_after(self) -> None:
        if self._running.settings.is_in_memory and time.monotonic() > self._settle_at:
            self._settle_at = time.monotonic() + SETTLE_SECONDS
            self._settle()
        if time.monotonic() > self._purge_at:
            self._purge_at = time.monotonic() + PURGE_SECONDS
            self._purge()
            self._pulse.remove_dead()

    def _settle(self) -> None:
        """Write down through which instant everything that was sent in memory has arrived."""
        if self._last_sent is None:
            return
        through = LEDGER.settled_through(self._running.service.name, self._last_sent)
        if through != self._settled:
            self._write_settled(through)

    def _write_settled(self, through: datetime | None) -> None:
        self._settled = through
        if through is None:
            self._rows.state.delete_one({"_id": SETTLED})
        else:
            self._rows.state.update_one({"_id": SETTLED}, {"$set": {"through": through}}, upsert=True)

    def _purge(self) -> None:
        """Delete what was sent long ago; in memory, never what may not have arrived."""
        oldest = datetime.now(UTC) - timedelta(days=self._running.settings.retention_days)
        if self._settled is not None:
            oldest = min(oldest, self._settled)
        self._rows.outbox.delete_many({"sent": {"$lt": oldest, "$gt": FIRST}})

    def _give_up(self) -> None:
        try:
            if self._running.settings.is_in_memory and self._leased_until:
                self._settle()
            self._lease.give_up()
        except PyMongoError as fault:
            _log.warning("the relay's lease could not be given up", fault=repr(fault)[:300])
        self._broker.close()
