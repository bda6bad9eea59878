"""What time it is for a service: MongoDB's, so that all copies agree; the law's day is that instant's date in China, or the one an operator set."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

import pymongo
from pymongo.database import Database
from pymongo.errors import PyMongoError

from fuyu.clock import Clock
from fuyu.dates import shanghai_date
from fuyu.ids import new_id
from fuyu.problems import Forbidden
from fuyu.settings import Settings
from fuyu.store.doorbell import Doorbell

_ROW = "clock"
SECONDS_BETWEEN_READINGS = 30.0  # two steady clocks part by less than a millisecond in this time
SECONDS_AFTER_A_FAULT = 5.0
SECONDS_TO_READ = 2.0


class ServerClock:
    """The clock of MongoDB's server, carried on between readings by this machine's steady one, which nobody sets.

    A machine whose own clock is wrong, or jumps, neither has another law's day than the others nor waits for an instant that only it sees to come.
    """

    def __init__(self, database: Database[Any]) -> None:
        self._client = database.client
        self._lock = threading.Lock()
        self._reading = self._read()
        self._read_next = self._reading[1] + SECONDS_BETWEEN_READINGS

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC; where the server does not answer, as the last reading goes on."""
        if time.monotonic() >= self._read_next and self._lock.acquire(blocking=False):
            try:
                self._reading = self._read()
                self._read_next = self._reading[1] + SECONDS_BETWEEN_READINGS
            except PyMongoError:
                self._read_next = time.monotonic() + SECONDS_AFTER_A_FAULT
            finally:
                self._lock.release()
        at, read_at = self._reading  # One attribute: another thread may read anew between two.
        return at + timedelta(seconds=time.monotonic() - read_at)

    def today(self) -> date:
        """Return the date in China at this instant (L9)."""
        return shanghai_date(self.now())

    def _read(self) -> tuple[datetime, float]:
        """Return the server's instant and this machine's steady second at which it was that."""
        # A session of its own, because a transaction may be bound to this thread.
        with pymongo.timeout(SECONDS_TO_READ), self._client.start_session() as session:
            began = time.monotonic()
            told: datetime = self._client.admin.command("hello", session=session)["localTime"]
            return told.replace(tzinfo=UTC), (began + time.monotonic()) / 2


class _Kept(NamedTuple):
    """A clock's row as it was read: which setting of this process was the last by then, and until when it holds, in steady seconds."""

    row: Mapping[str, Any]
    last_set: str | None
    until: float


_last_set: dict[str, str] = {}
"""Which setting of the law's day of each database was this process's last, whichever of its clocks made it."""


class StoredClock(ServerClock):
    """A clock whose law's day is read from the service's database each time, so that all its processes change days together.

    Where all services are one process (`is_alone`) what it read holds until that process sets the day again, for SECONDS_ALONE at most: else every fourth
    question to the database was for the day. `bell` rings when this process set it; what others set is seen by looking.
    """

    SECONDS_ALONE = 0.5

    def __init__(self, database: Database[Any], *, is_alone: bool = False) -> None:
        super().__init__(database)
        self.bell = Doorbell()
        self._state, self._is_alone = database.get_collection("state"), is_alone
        self._name = f"{sorted(database.client.nodes)} {database.name}"
        self._kept: _Kept | None = None

    def today(self) -> date:
        """Return the day that was set, else the date in China."""
        day = self._row().get("today")
        return date.fromisoformat(day) if day else super().today()

    def set_today(self, day: date | None) -> None:
        """Set the law's day, or give it back to the calendar; instants stay real. Each setting, also of the same day, has workers look at once."""
        setting = new_id()
        self._state.update_one({"_id": _ROW}, {"$set": {"today": day.isoformat() if day else None, "setting": setting}}, upsert=True)
        _last_set[self._name] = setting
        self.bell.ring()

    def setting(self) -> str:
        """Return which setting of the day is the last; empty before the first."""
        return str(self._row().get("setting") or "")

    def _row(self) -> Mapping[str, Any]:
        if not self._is_alone:
            return self._state.find_one({"_id": _ROW}) or {}
        kept, last_set = self._kept, _last_set.get(self._name)
        if kept is None or kept.last_set != last_set or kept.until < time.monotonic():
            # A session of its own: a transaction that is bound to this thread sees how it was when it began, and what is kept is for all.
            with self._client.start_session() as session:
                row = self._state.find_one({"_id": _ROW}, session=session) or {}
            kept = self._kept = _Kept(row, last_set, time.monotonic() + self.SECONDS_ALONE)
        return kept.row


def clock_of(database: Database[Any], settings: Settings) -> Clock:
    """Return the clock that the settings ask for."""
    return StoredClock(database, is_alone=settings.is_in_memory) if settings.is_clock_settable else ServerClock(database)


def setting_of(clock: Clock) -> str:
    """Return which setting of the law's day is the last; empty where nobody set it."""
    return clock.setting() if isinstance(clock, StoredClock) else ""


def set_today(clock: Clock, day: date | None) -> None:
    """Set the law's day of one service; raise Forbidden where the deployment's day is the calendar's."""
    if not isinstance(clock, StoredClock):
        raise Forbidden("The law's day is the calendar's here. It can be set only where the services run with FUYU_SETTABLE_CLOCK=1.")
    clock.set_today(day)
