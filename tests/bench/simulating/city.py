"""Designations of a round with ten enrolments each, straight into the collections in which base-registry and incubatee-tracker keep them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from time import perf_counter
from typing import Any

from pymongo import WriteConcern
from pymongo.collection import Collection
from tests.bench.bed import Bed

from base_registry.usecases.simulating_designations import DESIGNATIONS
from fuyu.clock import SystemClock
from fuyu.events.envelope import Event, Subject
from fuyu.ids import new_id
from fuyu.law import Laws
from fuyu.law.settings import LawSettings
from fuyu.law.simulating import read_simulation
from fuyu.law.strict_yaml import load
from fuyu.process.acting import limit_by
from fuyu.process.walk import to_document
from fuyu.process.walker import Walker
from fuyu.service import Running, load_services, start
from fuyu.store.simulating import Part, report
from incubatee_tracker.usecases.simulating_bases import BASES
from incubatee_tracker.usecases.simulating_enrolments import ENROLMENTS

CITY, PROGRAMME, VERSION, OFFICE, DISTRICT = "zhengzhou", "zhengzhou.base", "2022-01-10", "market_bureau", "中原区"
REGISTRY, TRACKER = "base-registry", "incubatee-tracker"
PARTS: Mapping[str, tuple[Part, ...]] = {REGISTRY: (DESIGNATIONS,), TRACKER: (BASES, ENROLMENTS)}
EACH, PAGE = 10, 200


def days(today: date) -> tuple[str, str]:
    """Return the first and the last day of the term."""
    return (today - timedelta(days=400)).isoformat(), (today + timedelta(days=695)).isoformat()


def designation(id: str, today: date, enrolments: int) -> dict[str, Any]:
    """Return what base-registry keeps of a designation, beside what every record has."""
    begun, ends = days(today)
    named = {"kind": "base", "office": OFFICE, "call": "call", "application": f"application-{id}", "state": "held"}
    return named | {"granted_on": begun, "starts_on": begun, "ends_on": ends, "running_enrolments": enrolments}


def application(laws: Laws, today: date) -> dict[str, Any]:
    """Return an application that was completed, with a whole form of the programme's own examples."""
    loaded = laws.of(PROGRAMME, VERSION)
    example = next(iter(load(loaded.programme.folder / "examples.yaml").values()))["form"]
    form = json.loads(json.dumps(example, ensure_ascii=False, default=str).replace("{name}", "示范企业001").replace("{n}", "001"))
    begun, _ = days(today)
    walk = Walker(loaded.programme.entry, limit_by(loaded.view(LawSettings(), today))).begin(date.fromisoformat(begun))
    return {"judged_by": VERSION, "call": "call", "form": form, "applied_on": begun, "walk": to_document(walk), "state": "completed"}


class City:
    """So many designations with their enrolments, all alike; of each, what is tried changes the days and what is found."""

    def __init__(self, bed: Bed, designations: int) -> None:
        self._bed, self._designations = bed, designations
        self._today = SystemClock().today()
        self._settings = replace(bed.settings, database_prefix=f"city_of_{designations}_")
        self._laws = Laws.load()

    @property
    def title(self) -> str:
        """Return how large it is."""
        return f"{self._designations:,} designations with {self._designations * EACH:,} enrolments"

    @property
    def records(self) -> int:
        """Return how many records a whole report looks at: designations in both services, and enrolments."""
        return self._designations * (2 + EACH)

    def fill(self) -> None:
        """Let one designation be granted, as base-registry's event does it, and copy what the tracker made of it beside what base-registry keeps."""
        base, enrolment = self._as_granted()
        applied = application(self._laws, self._today)
        for _ in range(self._designations):
            id, organisation = new_id(), {**base["organisation"], "code": new_id()}
            of = {"organisation": organisation, "version": 1, "city": CITY, "programme": PROGRAMME, "programme_version": VERSION}
            self._rows(REGISTRY, "applications").insert_one({**applied, **of, "_id": f"application-{id}"})
            self._rows(REGISTRY, "designations").insert_one({**designation(id, self._today, EACH), **of, "_id": id})
            self._rows(TRACKER, "bases").insert_one({**base, "_id": id, "organisation": organisation})
            enrolments = ({**enrolment, "_id": each, "sole": each, "designation": id} for each in (new_id() for _ in range(EACH)))
            self._rows(TRACKER, "enrolments").insert_many(list(enrolments), ordered=False)

    def report(self) -> float:
        """Return the seconds of all pages of a report of both services."""
        running = {name: self._start(name) for name in PARTS}
        began, looked_at = perf_counter(), 0
        try:
            for name, parts in PARTS.items():
                looked_at += sum(self._pages(running[name], part) for part in parts)
            seconds = perf_counter() - began
        finally:
            for each in running.values():
                each.store.close()
        assert looked_at == self.records, f"{looked_at} records were looked at, of {self.records}"
        return seconds

    def forget(self) -> None:
        """Drop the databases."""
        for name in PARTS:
            self._bed.client.drop_database(self._settings.database_of(name))

    def _pages(self, running: Running, part: Part) -> int:
        tried = read_simulation(running.laws, PROGRAMME, self._today, given=["minimum_incubatees=11", "incubation_years=1"])
        cursor, count = None, 0
        while True:
            page = report(running.store, part, tried, caller=None, city=CITY, limit=PAGE, cursor=cursor)
            count, cursor = count + page["counts"]["looked_at"], page["next"]
            if cursor is None:
                return count

    def _start(self, name: str) -> Running:
        return start(load_services()[name], self._settings, laws=self._laws)

    def _as_granted(self) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
        """Return what the tracker made of a grant: a base, and an enrolment that runs."""
        for name in PARTS:
            running = self._start(name)
            running.store.migrate(running.service.migrations)
            running.store.close()
        running = self._start(TRACKER)
        try:
            event = self._granted()
            running.store.transact(lambda tx: running.service.handlers[event.type](tx, event), city=CITY)
            base, enrolment = running.store.database["bases"].find_one(), running.store.database["enrolments"].find_one()
            assert base is not None
            assert enrolment is not None
            for name in ("bases", "enrolments", "duties", "outbox"):
                running.store.database[name].delete_many({})
        finally:
            running.store.close()
        return base, enrolment

    def _rows(self, service: str, name: str) -> Collection[dict[str, Any]]:
        return self._bed.client[self._settings.database_of(service)][name].with_options(write_concern=WriteConcern(w=1))

    def _granted(self) -> Event:
        designation, (begun, ends) = new_id(), days(self._today)
        data = {
            "designation": designation,
            "programme": PROGRAMME,
            "programme_version": VERSION,
            "kind": "base",
            "holds_class": None,
            "office": OFFICE,
            "organisation": {"id": new_id(), "code": "91410100MA0000001X", "name": "示范基地001", "district": DISTRICT},
            "starts_on": begun,
            "ends_on": ends,
            "call": new_id(),
            "application": new_id(),
            "companies": [{"code": "91410100MA0000101K", "name": "示范企业101", "district": DISTRICT}],
        }
        return Event(new_id(), "designation.granted", REGISTRY, CITY, Subject("designation", designation), 1, datetime.now(UTC), data)
