"""The world in which sessions are logged: bases that bring companies up, the same ones in each contender's database."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from stdnum.cn import uscc
from tests.bench.bed import Bed

from fuyu.events.envelope import Event, Subject
from fuyu.ids import new_id
from fuyu.service import Running, load_services, start

CITY, PROGRAMME, VERSION, OFFICE, DISTRICT = "zhengzhou", "zhengzhou.base", "2022-01-10", "market_bureau", "中原区"
BASES, COMPANIES, ATTENDEES = 8, 40, 30
BY_HAND = "bench_by_hand"  # the database of the handler written by hand
TODAY = datetime.now(UTC).date()


@dataclass(frozen=True)
class Base:
    """A designation with the people who act for it and the incubations that it runs."""

    id: str
    token: str
    enrolments: Sequence[str]


class World:
    """Bases, and the requests that their people send."""

    def __init__(self, bases: Sequence[Base]) -> None:
        self._bases = bases
        self._chance = random.Random(1)

    @classmethod
    def made(cls, bed: Bed) -> World:
        """Let base-registry's events open the bases in incubatee-tracker, and copy them for the handler written by hand."""
        running = start(load_services()["incubatee-tracker"], bed.settings)
        try:
            running.store.migrate(running.service.migrations)
            bases = [_base(bed, running, number) for number in range(BASES)]
            _copy(bed, running)
        finally:
            running.store.close()
        return cls(bases)

    def requests(self, path: str, count: int) -> list[bytes]:
        """Return so many requests, each a session of its own under a key of its own, base after base."""
        return [self._request(path, self._bases[number % len(self._bases)]) for number in range(count)]

    def _request(self, path: str, base: Base) -> bytes:
        body = json.dumps(self._session(base), ensure_ascii=False).encode()
        head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {base.token}\r\nIdempotency-Key: {new_id()}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body

    def _session(self, base: Base) -> Mapping[str, Any]:
        return {
            "designation": base.id,
            "held_on": (TODAY - timedelta(days=1)).isoformat(),
            "kind": "training",
            "topic": "《卓越绩效评价准则》导读",
            "trainer": "讲师001",
            "place": "示范教室",
            "hours": "3.5",
            "is_free": True,
            "attendance": [{"enrolment": each} for each in self._chance.sample(base.enrolments, ATTENDEES)],
        }


def _base(bed: Bed, running: Running, number: int) -> Base:
    code, designation = _code(number * 1000), new_id()
    listed = [{"code": _code(number * 1000 + 1 + each), "name": f"示范企业{number:02d}{each:02d}", "district": DISTRICT} for each in range(COMPANIES)]
    data = {
        "designation": designation,
        "programme": PROGRAMME,
        "programme_version": VERSION,
        "kind": "base",
        "holds_class": None,
        "office": OFFICE,
        "organisation": {"id": new_id(), "code": code, "name": f"示范基地{number:02d}", "district": DISTRICT},
        "starts_on": (TODAY - timedelta(days=400)).isoformat(),
        "ends_on": (TODAY + timedelta(days=700)).isoformat(),
        "call": new_id(),
        "application": new_id(),
        "companies": listed,
    }
    event = Event(new_id(), "designation.granted", "base-registry", CITY, Subject("designation", designation), 1, datetime.now(UTC), data)
    running.store.transact(lambda tx: running.service.handlers[event.type](tx, event), city=CITY)
    enrolments = running.store.database["enrolments"]
    token = bed.keys.mint(f"p-{number}", [{"actor": "base", "city": CITY, "organisation": code}], datetime.now(UTC))
    return Base(designation, token, [row["_id"] for row in enrolments.find({"designation": designation, "state": "running"}, {"_id": 1})])


def _copy(bed: Bed, running: Running) -> None:
    for name in ("bases", "enrolments"):
        bed.client[BY_HAND][name].insert_many(running.store.database[name].find())
    bed.client[BY_HAND]["enrolments"].create_index([("city", 1), ("designation", 1), ("state", 1)])


def _code(number: int) -> str:
    begin = f"91410100MA{number:07d}"
    return begin + uscc.calc_check_digit(begin)
