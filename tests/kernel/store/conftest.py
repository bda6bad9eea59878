"""Services at work over a private MongoDB, and a client of our own to read back what they wrote."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from mongoengine import IntField, StringField
from pymongo import MongoClient
from pymongo.database import Database

from fuyu.ids import new_id
from fuyu.law.registry import Laws
from fuyu.running.mongod import Mongod
from fuyu.service import Running, Service, start
from fuyu.settings import Settings
from fuyu.store.record import Record, meta


class Desk(Record):
    """A record of the service alpha."""

    meta = meta("alpha", "desks", {"fields": ["city", "name"], "unique": True})

    name = StringField(required=True)
    taken = IntField(default=0)


class Shelf(Record):
    """A record of the service beta."""

    meta = meta("beta", "shelves")

    name = StringField(required=True)


@pytest.fixture(scope="session")
def mongod(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mongod]:
    server = Mongod(tmp_path_factory.mktemp("mongod"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def prefix() -> str:
    """Return what the names of this test's databases begin with."""
    return f"t{new_id()[-10:]}_"


@pytest.fixture
def begin(mongod: Mongod, prefix: str) -> Iterator[Callable[..., Running]]:
    """Return a function that starts a service by name over this test's own, migrated database."""
    begun: list[Running] = []

    def make(name: str, *, service: Service | None = None, **settings: Any) -> Running:
        given = Settings(**{"mongodb_uri": mongod.uri, "database_prefix": prefix, **settings})
        begun.append(start(service or Service(name, name.title()), given, laws=Laws()))
        begun[-1].store.migrate()
        return begun[-1]

    yield make
    for running in begun:
        running.store.close()
    with MongoClient[dict[str, Any]](mongod.uri) as client:
        for name in {running.store.database.name for running in begun}:
            client.drop_database(name)


@pytest.fixture
def alpha(begin: Callable[..., Running]) -> Running:
    running = begin("alpha")
    Desk.ensure_indexes()
    running.store.database.create_collection("notes")
    return running


@pytest.fixture
def written(mongod: Mongod, alpha: Running) -> Iterator[Database[dict[str, Any]]]:
    """Return alpha's database as another client sees it."""
    with MongoClient[dict[str, Any]](mongod.uri) as client:
        yield client[alpha.store.database.name]


@pytest.fixture
def desk() -> type[Desk]:
    return Desk


@pytest.fixture
def shelf() -> type[Shelf]:
    return Shelf
