"""Services at work over a private MongoDB, and a client of our own to read back what they wrote."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from mongoengine import IntField, StringField
from pymongo import MongoClient
from pymongo.database import Database
from tests.databases import empty, make_collection

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


@pytest.fixture
def prefix() -> str:
    """Return what the names of this test's databases begin with."""
    return "store_"


@pytest.fixture
def begin(mongod: Mongod, prefix: str) -> Iterator[Callable[..., Running]]:
    """Return a function that starts a service by name over this test's own, migrated database."""
    begun: list[Running] = []
    empty(mongod, prefix)

    def make(name: str, *, service: Service | None = None, **settings: Any) -> Running:
        given = Settings(**{"mongodb_uri": mongod.uri, "database_prefix": prefix, **settings})
        begun.append(start(service or Service(name, name.title()), given, laws=Laws()))
        begun[-1].store.migrate()
        return begun[-1]

    yield make
    for running in begun:
        running.store.close()


@pytest.fixture
def alpha(begin: Callable[..., Running]) -> Running:
    running = begin("alpha")
    Desk.ensure_indexes()
    make_collection(running.store.database, "notes")
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
