"""A town of so many bases: a hundred enrolments each, a thousand sessions each, straight into the collections in which the tracker keeps them."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from bson import Decimal128
from pymongo import MongoClient, WriteConcern
from pymongo.collection import Collection
from stdnum.cn import uscc

from fuyu.clock import SystemClock
from fuyu.events.envelope import Event, Subject
from fuyu.ids import new_id
from fuyu.service import Running, load_services, start
from fuyu.settings import Settings
from incubatee_tracker.sweeps import look_at_bases

NAME, CITY, PROGRAMME, VERSION, OFFICE, DISTRICT = "incubatee-tracker", "zhengzhou", "zhengzhou.base", "2022-01-10", "market_bureau", "中原区"
ENROLMENTS, SESSIONS = 100, 1_000
ATTENDEES = 3
FIRST_COMPANY = 1_000_000
PROMISED = ["培训辅导", "质量诊断"]
HOURS = Decimal128("3.5")


def organisation(number: int) -> dict[str, Any]:
    """Return a made-up organisation; those of two numbers have different codes."""
    body = f"91410100MA{number:07d}"
    return {"id": new_id(), "code": body + uscc.calc_check_digit(body), "name": f"示范基地{number + 1:04}", "district": DISTRICT}


class Town:
    """Bases of a round of last year, all alike: what differs between them makes no night longer."""

    def __init__(self, settings: Settings, client: MongoClient[dict[str, Any]], bases: int) -> None:
        self._settings, self._client, self._bases = settings, client, bases
        self._today = SystemClock().today()
        self.designations: list[Mapping[str, Any]] = []

    @property
    def title(self) -> str:
        """Return how large it is."""
        return f"{self._bases:,} bases with {self._bases * ENROLMENTS:,} enrolments and {self._bases * SESSIONS:,} sessions"

    def fill(self) -> None:
        """Let one designation be granted, as base-registry's event does it, and copy what the tracker made of it."""
        running = self._start()
        try:
            running.store.migrate(running.service.migrations)
            event = self._granted()
            running.store.transact(lambda tx: running.service.handlers[event.type](tx, event), city=CITY)
            base = running.store.database["bases"].find_one()
            enrolment = running.store.database["enrolments"].find_one({"state": "running"})
            assert base is not None
            assert enrolment is not None
            for name in ("bases", "enrolments", "duties", "outbox"):
                running.store.database[name].delete_many({})
        finally:
            running.store.close()
        for number in range(self._bases):
            self._settle_one({**base, "_id": new_id(), "organisation": organisation(number)}, enrolment)

    def night(self, changed: int | None) -> float:
        """Return the seconds of one night in which so many bases are due to be looked at, or all; none is due afterwards."""
        running = self._start()
        try:
            bases = running.store.database["bases"]
            due = {"look_on": self._today.isoformat()}
            ids = [row["_id"] for row in bases.find({}, {"_id": 1}).limit(changed or 0)]
            bases.update_many({"_id": {"$in": ids}}, {"$set": due, "$unset": {"lease": ""}})
            began = time.perf_counter()
            look_at_bases(running)
            seconds = time.perf_counter() - began
            left = bases.count_documents({"look_on": {"$lte": self._today.isoformat()}})
        finally:
            running.store.close()
        assert left == 0, f"{left} bases were not looked at"
        return seconds

    def forget(self) -> None:
        """Drop the database."""
        self._client.drop_database(self._settings.database_of(NAME))

    def _start(self) -> Running:
        return start(load_services()[NAME], self._settings)

    def _settle_one(self, base: Mapping[str, Any], enrolment: Mapping[str, Any]) -> None:
        """Add a base with all that it has."""
        designation = base["_id"]
        self.designations.append(base)
        enrolments = [new_id() for _ in range(ENROLMENTS)]
        self._rows("bases").insert_one(dict(base))
        first, of = FIRST_COMPANY + len(self.designations) * ENROLMENTS, {name: base["organisation"][name] for name in ("code", "name")}
        rows = [{**enrolment, "_id": id, "sole": id, "designation": designation, "base": {**enrolment["base"], **of}} for id in enrolments]
        for number, row in enumerate(rows, first):
            row["incubatee"] = {**enrolment["incubatee"], "code": organisation(number)["code"], "name": f"示范企业{number}"}
        self._rows("enrolments").insert_many(rows, ordered=False)
        self._rows("sessions").insert_many(list(self._sessions(base, designation, enrolments)), ordered=False)
        years = ({"year": self._today.year - ago, "batches": SESSIONS // 2, "sessions": SESSIONS // 2, "hours": HOURS} for ago in (0, 1))
        self._rows("base_years").insert_many([{"_id": new_id(), "city": CITY, "version": 1, "designation": designation, **year} for year in years])

    def _sessions(self, base: Mapping[str, Any], designation: str, enrolments: list[str]) -> Iterator[dict[str, Any]]:
        named = {name: base[name] for name in ("programme", "programme_version", "office", "district")}
        for number in range(SESSIONS):
            held_on = self._today - timedelta(days=number % 366)
            yield {
                "_id": new_id(),
                "city": CITY,
                "version": 1,
                "designation": designation,
                **named,
                "base": {"code": base["organisation"]["code"], "name": base["organisation"]["name"]},
                "held_on": held_on.isoformat(),
                "year": held_on.year,
                "counts_for_year": held_on.year,
                "days": 1,
                "kind": "training",
                "topic": "《卓越绩效评价准则》导读",
                "hours": HOURS,
                "is_free": True,
                "attendance": [{"enrolment": enrolments[(number + each) % ENROLMENTS], "hours": HOURS} for each in range(ATTENDEES)],
                "files": [],
                "is_counted": True,
                "logged_on": held_on.isoformat(),
                "logged_by": "someone",
            }

    def _rows(self, name: str) -> Collection[dict[str, Any]]:
        return self._client[self._settings.database_of(NAME)][name].with_options(write_concern=WriteConcern(w=1))

    def _granted(self) -> Event:
        designation = new_id()
        data = {
            "designation": designation,
            "programme": PROGRAMME,
            "programme_version": VERSION,
            "kind": "base",
            "holds_class": None,
            "office": OFFICE,
            "organisation": organisation(0),
            "starts_on": (self._today - timedelta(days=400)).isoformat(),
            "ends_on": (self._today + timedelta(days=700)).isoformat(),
            "call": new_id(),
            "application": new_id(),
            "companies": [{"code": "91410100MA0000101K", "name": "示范企业101", "district": DISTRICT, "promised": PROMISED, "undertakes": True}],
        }
        return Event(new_id(), "designation.granted", "base-registry", CITY, Subject("designation", designation), 1, datetime.now(UTC), data)
