"""Leases: who may work on a row, or do a thing alone, until when; all by the database server's clock, so that machines need not agree."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from pymongo import ReturnDocument
from pymongo.collection import Collection
from pymongo.errors import DuplicateKeyError

from fuyu.ids import new_id

Row = dict[str, Any]
_FREE = {"$not": [{"$gt": ["$lease.until", "$$NOW"]}]}  # a row without a lease compares as free


def new_owner() -> str:
    """Return a name for one worker: where it runs, and an id, because process ids come again."""
    return f"{socket.gethostname()}:{os.getpid()}:{new_id()}"


def due(cities: Sequence[str], today: date, failed: Sequence[str] = ()) -> Mapping[str, Any]:
    """Return the condition on cities' rows whose day to be looked at has come; ask anew for each batch, since a day that is set back makes others due.

    Those that `failed` are left out: once their lease is over they would come first again, before others that nobody has looked at.
    """
    return {"city": {"$in": list(cities)}, "look_on": {"$lte": today.isoformat()}} | ({"_id": {"$nin": list(failed)}} if failed else {})


def claim(collection: Collection[Any], selector: Mapping[str, Any], owner: str, seconds: float, limit: int, sort: str = "_id") -> Sequence[Row]:
    """Return up to `limit` rows that match and that nobody else works on, now held by `owner` for `seconds`.

    A second worker that asks at the same moment gets other rows. Give `selector` an index; complete() or release() each row.
    """
    found = collection.find({**selector, "$expr": _FREE}, {"_id": 1}).sort(sort).limit(limit)
    ids = [row["_id"] for row in found]
    if not ids:
        return []
    mark = new_id()
    lease = {"owner": owner, "mark": mark, "until": _in(seconds)}
    collection.update_many({"_id": {"$in": ids}, **selector, "$expr": _FREE}, [{"$set": {"lease": lease}}])
    return list(collection.find({"_id": {"$in": ids}, "lease.mark": mark}).sort(sort))


def complete(collection: Collection[Any], id: Any, owner: str, change: Mapping[str, Any]) -> bool:
    """Set `change` on a row that `owner` holds and let go of it; return False where the lease was lost, and then nothing has changed."""
    done = collection.update_one({"_id": id, "lease.owner": owner}, {"$set": dict(change), "$unset": {"lease": ""}})
    return done.matched_count == 1


def release(collection: Collection[Any], id: Any, owner: str) -> None:
    """Let go of a row without a change, so that another may take it at once."""
    collection.update_one({"_id": id, "lease.owner": owner}, {"$unset": {"lease": ""}})


class Alone:
    """A thing that one worker of a service does at a time, such as relaying: whoever holds the lease of that name."""

    def __init__(self, leases: Collection[Any], name: str, owner: str, seconds: float) -> None:
        self._leases, self._name, self._owner, self._seconds = leases, name, owner, seconds

    def take(self) -> bool:
        """Take or renew the lease; return whether it is ours. One that nobody renews is free after its `seconds`."""
        is_ours = {"$or": [{"$eq": ["$owner", self._owner]}, {"$not": [{"$gt": ["$until", "$$NOW"]}]}]}
        taken = {"owner": {"$cond": [is_ours, self._owner, "$owner"]}, "until": {"$cond": [is_ours, _in(self._seconds), "$until"]}}
        try:
            row = self._leases.find_one_and_update({"_id": self._name}, [{"$set": taken}], upsert=True, return_document=ReturnDocument.AFTER)
        except DuplicateKeyError:  # Another made the row at the same moment.
            return False
        return row is not None and bool(row["owner"] == self._owner)

    def give_up(self) -> None:
        """Let another take it at once."""
        self._leases.delete_one({"_id": self._name, "owner": self._owner})


def _in(seconds: float) -> Mapping[str, Any]:
    return {"$add": ["$$NOW", int(seconds * 1000)]}
