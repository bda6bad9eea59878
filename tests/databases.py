"""Databases that tests use one after another: emptied for the next, since to make one anew takes MongoDB twenty times as long."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any

from pymongo import MongoClient
from pymongo.database import Database
from pymongo.errors import CollectionInvalid

from fuyu.running.mongod import Mongod
from fuyu.store.sealing import BEFORE_THE_FIRST, HEAD


def empty(mongod: Mongod, prefix: str) -> None:
    """Leave the databases whose names begin so as their migrations made them: with collections and indexes, and without a row."""
    with MongoClient[dict[str, Any]](mongod.uri) as client:
        found = client.admin.command("listDatabases", nameOnly=True, filter={"name": {"$regex": f"^{re.escape(prefix)}"}})["databases"]
        for database in (client[each["name"]] for each in found):
            for name in database.list_collection_names(filter={"type": "collection"}):
                database[name].delete_many({"what": {"$ne": "migration"}, "_id": {"$ne": HEAD}} if name == "state" else {})
            database["state"].update_one({"_id": HEAD}, {"$set": {"number": 0, "hash": BEFORE_THE_FIRST}}, upsert=True)


def make_collection(database: Database[Any], name: str) -> None:
    """Make a collection that no migration makes, unless a test before this one made it."""
    with suppress(CollectionInvalid):
        database.create_collection(name)
