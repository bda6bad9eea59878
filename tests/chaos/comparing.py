"""What a count is held against: what the load remembers, and each service's own rows by a MongoDB client of the test's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pymongo import MongoClient
from pymongo.database import Database

from fuyu.service import load_services
from fuyu.settings import Settings

from .load import Load
from .town import TRACKER, Town

STRANGER = "stranger"
"""A source, and the beginning of its subjects' ids: what a test published itself stands outside the counts."""
MOST_SHOWN = 8


@dataclass
class Look:
    """One look at everything: `of` are the services' databases by name."""

    town: Town
    load: Load
    of: Mapping[str, Database[dict[str, Any]]]

    @cached_property
    def keys_of_sessions(self) -> dict[str, str]:
        """Return the key of the request that asked for each session there is, by its id: the topic ends with it."""
        return {row["_id"]: row["topic"].rpartition(" ")[2] for row in self.of[TRACKER]["sessions"].find({}, {"topic": 1})}

    @cached_property
    def sessions(self) -> dict[str, Mapping[str, Any]]:
        """Return the sessions that must count, as they were asked for: all acknowledged, and of the unanswered those that did happen."""
        asked: dict[str, Mapping[str, Any]] = {id: done.request.body for id, done in self.load.sessions.items()}
        unanswered = {request.key: request.body for request in self.load.unanswered}
        return asked | {id: unanswered[key] for id, key in self.keys_of_sessions.items() if key in unanswered}

    def ids(self, service: str, collection: str, **where: Any) -> Counter[str]:
        """Return the ids in a collection, each counted."""
        return Counter(row["_id"] for row in self.of[service][collection].find(where, {"_id": 1}))


@contextmanager
def looking(town: Town, load: Load) -> Iterator[Look]:
    """Look at everything through a fresh client, which knows nothing of what a service believes to have written."""
    with MongoClient[dict[str, Any]](town.system.mongod.uri, tz_aware=True) as client:
        yield Look(town, load, {name: client[Settings().database_of(name)] for name in load_services()})


def compare(what: str, expected: Mapping[Any, Any], found: Mapping[Any, Any], either: Collection[Any] = ()) -> Iterator[str]:
    """Yield what differs, key by key; what is in `either` may be there once or not at all."""
    wrong = [key for key in expected.keys() | found.keys() if expected.get(key) != found.get(key) and not (key in either and found.get(key) in (None, 1))]
    for key in sorted(wrong)[:MOST_SHOWN]:
        yield f"{what} {key}: expected {expected.get(key)}, found {found.get(key)}"
    if len(wrong) > MOST_SHOWN:
        yield f"{what} …: {len(wrong)} differ in all"
