"""base-registry at work over HTTP: a real MongoDB, a real threaded server, real tokens, a law's day that can be set."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.databases import empty as wipe
from werkzeug.serving import make_server

from base_registry import SERVICE
from fuyu.caller import Role
from fuyu.events.envelope import Event, Subject
from fuyu.ids import new_id
from fuyu.running.keys import Keys
from fuyu.running.mongod import Mongod
from fuyu.service import Running, Together, start
from fuyu.settings import Settings
from fuyu.web.app import create_app

from .registry import CITY, Registry, Round, enrolled, example
from .standing import Standing
from .whole_way import designated

PREFIX = "registry_"


@pytest.fixture(scope="package")
def running(tmp_path_factory: pytest.TempPathFactory, mongod: Mongod) -> Iterator[Running]:
    keys = Keys(tmp_path_factory.mktemp("base-registry") / "keys")
    keys.make()
    wipe(mongod, PREFIX)
    at_work = start(SERVICE, Settings(mongodb_uri=mongod.uri, broker_url="memory://", database_prefix=PREFIX, jwks=keys.jwks, is_clock_settable=True))
    at_work.store.migrate(SERVICE.migrations)
    yield at_work
    at_work.store.close()


@pytest.fixture(scope="package")
def address(running: Running) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, create_app(running), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    server.server_close()


def empty(running: Running) -> None:
    """Take away what the test or the file before has left."""
    for collection in running.store.database.list_collection_names():
        if collection != "state":
            running.store.database[collection].delete_many({})


@pytest.fixture
def registry(running: Running, address: str) -> Registry:
    """The service with empty records."""
    empty(running)
    keys = Keys(Path(running.settings.jwks).parent)

    def mint(person: str, roles: tuple[Role, ...]) -> str:
        bound = [
            {key: value for key, value in zip(("actor", "city", "office", "district", "organisation"), _parts(role), strict=True) if value} for role in roles
        ]
        return keys.mint(person, bound, datetime.now(UTC))

    return Registry(address, mint)


@pytest.fixture
def tick(running: Running) -> Callable[[], None]:
    """The worker's tick: every look for what is due."""

    def look() -> None:
        for sweep in SERVICE.sweeps:
            sweep.run(running)

    return look


Hear = Callable[[str, str, dict[str, Any]], None]


@pytest.fixture
def hear(running: Running) -> Hear:
    """What the worker's consumer does with an event of a type about a subject, here of this city."""

    def apply(type: str, subject: str, data: dict[str, Any]) -> None:
        kind = type.split(".", maxsplit=1)[0]
        event = Event(new_id(), type, "incubatee-tracker", CITY, Subject(kind, subject), 1, datetime.now(UTC), data)
        handler = SERVICE.handlers[type]
        running.store.transact(lambda tx: handler.run(tx, [event]) if isinstance(handler, Together) else handler(tx, event), city=CITY)

    return apply


Warn = Callable[[Standing], None]


@pytest.fixture
def warn(running: Running, hear: Hear) -> Warn:
    """What the worker hears of a base's own last days (assigned work, a rectification), and the proof that whoever owes each was told of it."""

    def tell(base: Standing) -> None:
        for row in running.store.rows.outbox.find({"type": {"$in": ["duty.opened", "duty.moved"]}}).sort("_id"):
            data = row["data"]
            if data["about"] != {"kind": "designation", "id": base.id, "name": data["about"].get("name")}:
                continue
            hear(row["type"], data["duty"], data)
            told = {"notice": new_id(), "kind": "reminder", "person": "p-7", "channel": "email", "duty": data["duty"], "due_on": data["due_on"]}
            about = {"kind": "duty", "id": data["duty"]}
            hear("notice.proven", str(told["notice"]), told | {"level": 0, "how": "accepted", "on": data["due_on"], "about": about})

    return tell


@pytest.fixture(scope="package")
def kept() -> dict[str, Any]:
    """What a test left for the next: records as they stood, so that a long way is gone once."""
    return {}


@pytest.fixture
def past_base(registry: Registry, running: Running, hear: Hear, kept: dict[str, Any]) -> Standing:
    """A base designated on 2 June 2023, so until 2 June 2026, with ten incubatees."""
    database = running.store.database
    if not kept:
        valid = [{**each, "expires_on": "2029-05-31"} for each in example("form", 1, "a_base_of_the_past_round")["certificates"]]
        past = Round(registry, year=2023, like="a_base_of_the_past_round").open("2023-02-06").begin("2023-03-06", certificates=valid)
        kept["designation"] = designated(past, "2023-06-02")
        for number in range(101, 111):
            hear("enrolment.started", f"enrolment-{number}", enrolled(kept["designation"], number))
        kept["records"] = {name: list(database[name].find()) for name in database.list_collection_names() if name != "state"}
        kept["records"] = {name: records for name, records in kept["records"].items() if records}
    else:
        for name, records in kept["records"].items():
            database[name].insert_many(records)
        registry.set_day("2023-06-02")
    return Standing(registry, kept["designation"])


@pytest.fixture
def round_of_2026(registry: Registry) -> Round:
    return Round(registry).open()


def _parts(role: Role) -> tuple[str | None, ...]:
    return role.actor, role.city, role.office, role.district, role.organisation
