"""The law's day as a service has it: the machine's date in China, or the day an operator set where the settings allow that."""

from __future__ import annotations

from datetime import date
from typing import Any

from pymongo.database import Database

from fuyu.clock import Clock, SystemClock
from fuyu.ids import new_id
from fuyu.problems import Forbidden
from fuyu.settings import Settings

_ROW = "clock"


class StoredClock(SystemClock):
    """A clock whose law's day is read from the service's database each time, so that all its processes change days together."""

    def __init__(self, database: Database[Any]) -> None:
        self._state = database.get_collection("state")

    def today(self) -> date:
        """Return the day that was set, else the date in China."""
        row = self._state.find_one({"_id": _ROW})
        return date.fromisoformat(row["today"]) if row and row["today"] else super().today()

    def set_today(self, day: date | None) -> None:
        """Set the law's day, or give it back to the calendar; instants stay real. Each setting, also of the same day, has workers look at once."""
        self._state.update_one({"_id": _ROW}, {"$set": {"today": day.isoformat() if day else None, "setting": new_id()}}, upsert=True)

    def setting(self) -> str:
        """Return which setting of the day is the last; empty before the first."""
        row = self._state.find_one({"_id": _ROW}, {"setting": 1})
        return str(row.get("setting") or "") if row else ""


def clock_of(database: Database[Any], settings: Settings) -> Clock:
    """Return the clock that the settings ask for."""
    return StoredClock(database) if settings.is_clock_settable else SystemClock()


def setting_of(clock: Clock) -> str:
    """Return which setting of the law's day is the last; empty where nobody set it."""
    return clock.setting() if isinstance(clock, StoredClock) else ""


def set_today(clock: Clock, day: date | None) -> None:
    """Set the law's day of one service; raise Forbidden where the deployment's day is the calendar's."""
    if not isinstance(clock, StoredClock):
        raise Forbidden("The law's day is the calendar's here. It can be set only where the services run with FUYU_SETTABLE_CLOCK=1.")
    clock.set_today(day)
