"""The two looks as the services have them, and rows such as they keep."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

from fuyu.service import Running
from fuyu.store.duties import BATCH, OPEN, OVERDUE, past_due, seen_by
from notifier.usecases.duties import owed_by
from notifier.usecases.looking import look as look_for_rungs

CITIES = ("example", "elsewhere", "another")
ENDED = ("done",) * 6 + ("withdrawn",)
"""Of ten duties that are not due, seven have ended, two are overdue, one lies ahead."""


@dataclass(frozen=True)
class Look:
    """A look: where its rows are, how it goes (seconds and how many it found), and a row that is due or is not."""

    title: str
    collection: str
    run: Callable[[Running, date], tuple[float, int]]
    row: Callable[[Random, date, bool], dict[str, Any]]


def find_overdue(running: Running, today: date) -> tuple[float, int]:
    """Find all duties whose last day has passed, batch after batch as the sweep does; between, untimed, each batch becomes overdue, as by the sweep."""
    rows, seconds, found = running.store.rows, 0.0, []
    while True:
        began = time.perf_counter()
        batch = [id for ids in past_due(rows, today, BATCH).values() for id in ids]
        seconds += time.perf_counter() - began
        if not batch:
            break
        rows.duties.update_many({"_id": {"$in": batch}}, {"$set": {"state": OVERDUE}})
        found += batch
    rows.duties.update_many({"_id": {"$in": found}}, {"$set": {"state": OPEN}})
    return seconds, len(found)


def find_rungs(running: Running, today: date) -> tuple[float, int]:
    """Find all duties of which a rung has come."""
    began = time.perf_counter()
    found = look_for_rungs(today, most=100_000)
    return time.perf_counter() - began, len(found)


def owed_duty(chance: Random, today: date, is_due: bool) -> dict[str, Any]:
    """Return a row of the kernel's duties."""
    state = "open" if is_due else chance.choice((*ENDED, "overdue", "overdue", "open"))
    due_on = _day(chance, today, -5, -1) if is_due else _day(chance, today, 0, 365) if state == "open" else _day(chance, today, -1500, -1)
    told = _told(chance, due_on)
    row = {"_id": told["duty"], "city": chance.choice(CITIES), "key": told["key"], "about": told["about"], "state": state, "due_on": due_on, "data": told}
    return row | {"opened_on": told["opens_on"], "closed_on": due_on if state in ENDED else None, "seen_by": seen_by(told["levels"])}


def known_duty(chance: Random, today: date, is_due: bool) -> dict[str, Any]:
    """Return a row of the notifier's known duties."""
    state = "owed" if is_due else chance.choice((*ENDED, "overdue", "overdue", "owed"))
    next_on = _day(chance, today, -3, 0) if is_due else None if state in ENDED else _day(chance, today, 1, 60)
    told = _told(chance, _day(chance, today, -1500, 365))
    row = {"_id": told.pop("duty"), "city": chance.choice(CITIES), "version": 3, **told, "state": state, "seen_by": ["office-1", "office-1/district-7"]}
    return row | {"next_on": next_on, "is_unheard": False, "owed_by": owed_by(told["levels"])}


def _told(chance: Random, due_on: str) -> dict[str, Any]:
    about, code = _id(chance), f"91410100MA{chance.randrange(10**8):08d}"
    return {
        "duty": _id(chance),
        "key": f"sessions/{due_on[:4]}",
        "title": "年度公益培训",
        "says": "已记录的公益培训批次",
        "clause": {"programme": "example.base", "clause": "第十二条", "says": "每年度至少组织 6 批次公益培训……"},
        "programme": "example.base",
        "programme_version": "2022-01-10",
        "about": {"kind": "designation", "id": about, "name": f"示范基地{code[-5:]}"},
        "due_on": due_on,
        "is_provisional": False,
        "opens_on": f"{due_on[:4]}-01-01",
        "levels": [
            [{"actor": "base", "programme": "example.base", "organisation": code}],
            [{"actor": "district bureau", "programme": "example.base", "office": "office-1", "district": "district-7"}],
            [{"actor": "city bureau", "programme": "example.base", "office": "office-1"}],
        ],
    }


def _id(chance: Random) -> str:
    return str(UUID(int=chance.getrandbits(128)))


def _day(chance: Random, today: date, first: int, last: int) -> str:
    return (today + timedelta(days=chance.randint(first, last))).isoformat()


LOOKS = (
    Look("The kernel's look for duties whose last day has passed", "duties", find_overdue, owed_duty),
    Look("The notifier's look for rungs that have come", "known_duties", find_rungs, known_duty),
)
