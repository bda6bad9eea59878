"""A whole system with a town in it, and people who are signed in to its portal."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx
from pymongo import MongoClient
from tests.bench.simulating.city import CITY, OFFICE, PROGRAMME, REGISTRY, VERSION, application, designation
from tests.bench.town import ENROLMENTS, NAME, Town, organisation

from fuyu.clock import SystemClock
from fuyu.http import Client, request
from fuyu.ids import new_id
from fuyu.law import Laws
from fuyu.running.system import System
from fuyu.settings import Settings

WAITING = 30
"""So many applications wait for the officer, in every town, however many others wait for somebody else."""
OTHERS = "district bureau"
SECONDS_TO_SETTLE = 1_800
TOKEN = re.compile('name="csrf_token"[^>]*value="([^"]+)"')
ROLES = {
    "coordinator": {"actor": "base", "city": CITY, "organisation": organisation(0)["code"]},
    "officer": {"actor": "city bureau", "city": CITY, "office": OFFICE},
}


class Portal:
    """The system as `fuyu up` starts it, with so many bases in the collections of its services."""

    def __init__(self, folder: Path, bases: int, seconds_still: int) -> None:
        self._system = System(folder, settable_clock=True, settings={"FUYU_LOG_LEVEL": "error"})
        self._bases, self._seconds_still = bases, seconds_still
        self._windows: dict[str, httpx.Client] = {}
        self._town: Town | None = None

    def __enter__(self) -> Self:
        self._system.start()
        try:
            self._fill()
            self._settle()
            self._windows = {who: self._signed_in(who, role) for who, role in ROLES.items()}
            assert self._windows["officer"].get("/").text.count("/portal/applications/") == WAITING, "The officer's queue is not as long as it should be."
        except BaseException:
            self._system.stop()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for window in self._windows.values():
            window.close()
        self._client.close()
        self._system.stop()

    @property
    def title(self) -> str:
        """Return how large it is."""
        return self._town.title if self._town else ""

    def show(self, who: str, path: str, times: int) -> list[float]:
        """Return the seconds that a page took for somebody, each time that it was asked for."""
        return [self._shown(self._windows[who], path) for _ in range(times)]

    def _shown(self, window: httpx.Client, path: str) -> float:
        began = time.perf_counter()
        answer = window.get(path)
        seconds = time.perf_counter() - began
        assert answer.status_code == 200, answer.text[:500]
        return seconds

    @cached_property
    def _client(self) -> MongoClient[dict[str, Any]]:
        return MongoClient(self._system.mongod.uri, tz_aware=True)

    def _fill(self) -> None:
        settings = Settings(mongodb_uri=self._system.mongod.uri, jwks=self._system.keys.jwks)
        self._town = Town(settings, self._client, self._bases)
        self._town.fill()
        laws, today = Laws.load(), SystemClock().today()
        applied, named = application(laws, today), {"city": CITY, "programme": PROGRAMME, "programme_version": VERSION, "version": 1}
        registry = self._client[settings.database_of(REGISTRY)]
        for base in self._town.designations:
            of = {**named, "organisation": base["organisation"]}
            registry["designations"].insert_one({**designation(base["_id"], today, ENROLMENTS), **of, "_id": base["_id"]})
            registry["applications"].insert_one({**applied, **of, "_id": f"application-{base['_id']}"})
        entry = laws.of(PROGRAMME, VERSION).programme.entry
        for number, who in enumerate([ROLES["officer"]["actor"]] * WAITING + [OTHERS] * self._bases):
            step = next(step.name for step in entry.steps if step.by == who and step.kind == "review")
            waits = {"_id": new_id(), "organisation": organisation(self._bases + number), "stands_at": step, "waits_since": today.isoformat()}
            registry["applications"].insert_one({**applied, **named, **waits, "state": "running"})

    def _settle(self) -> None:
        """Wait until the services have looked at all that was put there, have heard of each other what they found, and have counted it."""
        until, still, before = time.monotonic() + SECONDS_TO_SETTLE, 0, None
        while still < self._seconds_still:
            assert time.monotonic() < until, "The services did not come to an end."
            time.sleep(1)
            now = self._at_work()
            still = still + 1 if now == before and now[0] == 0 else 0
            before = now

    def _at_work(self) -> tuple[int, ...]:
        """Return how much waits to be looked at, counted or sent, and how much was heard so far."""
        due = {"look_on": {"$lte": SystemClock().today().isoformat()}}
        services = [self._client[f"fuyu_{name.replace('-', '_')}"] for name in (REGISTRY, NAME, "notifier")]
        registry, tracker, _ = services
        waits = registry["designations"].count_documents(due) + tracker["bases"].count_documents(due) + (not self._is_counted(registry))
        unsent = sum(service["outbox"].count_documents({"sent": None}) for service in services)
        return waits + unsent, *(service["inbox"].estimated_document_count() for service in services)

    def _is_counted(self, registry: Any) -> bool:
        counted = sum(row["count"] for row in registry["figures"].find({"of": "designations"}))
        return bool(counted == self._bases)

    def _signed_in(self, who: str, role: Mapping[str, str]) -> httpx.Client:
        url = self._system.urls["portal"]
        operator = {"Authorization": f"Bearer {self._system.token('operator', 'operator', CITY)}", "Idempotency-Key": new_id()}
        account = {"person": who, "login": who, "name": who, "roles": [role], "is_demonstration": True}
        made = request("POST", f"{url}/accounts", json=account, headers=operator, timeout=30).raise_for_status().json()
        window = Client(base_url=url, timeout=60, follow_redirects=True)
        found = TOKEN.search(window.get("/sign-in").text)
        assert found is not None
        window.post("/sign-in/demonstration", data={"csrf_token": found[1], "account": made["id"]}).raise_for_status()
        return window
