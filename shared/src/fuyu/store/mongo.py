"""The connection to a service's database: a client of its own, and a server that keeps what it acknowledges."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import mongoengine
from pymongo import MongoClient
from pymongo.database import Database

from fuyu.settings import Settings

Document = dict[str, Any]
# A concern in the URI goes into every command, and MongoDB refuses it within a transaction (code 72).
REFUSED_OPTIONS = frozenset({"w", "wtimeoutms", "journal", "readpreference", "readconcernlevel"})
OLDEST_WIRE_VERSION = 17  # MongoDB 6.0
MOST_MILLISECONDS = 30_000  # for any one operation; transactions have a shorter bound of their own
HALF_RESTORED = "half_restored"
"""A collection of this name stands in a database while it is filled from a backup."""
SELECTION_MILLISECONDS = 10_000  # a killed primary has a successor or is back within this


class WrongDatabase(Exception):
    """The MongoDB that the settings name cannot keep what is committed; the text says what it lacks and how to mend it."""


def connect(service: str, settings: Settings) -> Database[Document]:
    """Return a service's database and register it with mongoengine under the service's name.

    Each service has a client of its own, told apart by its appname: two services of one process that shared one would write into each
    other's database while a session is bound. Raise WrongDatabase for an address or a server that cannot be used.
    """
    check_address(settings.mongodb_uri)
    name = settings.database_of(service)
    client = mongoengine.connect(
        db=name,
        alias=service,
        host=settings.mongodb_uri,
        appname=service,
        tz_aware=True,
        uuidRepresentation="standard",
        serverSelectionTimeoutMS=SELECTION_MILLISECONDS,
        timeoutMS=MOST_MILLISECONDS,
    )
    database: Database[Document] = client[name]
    try:
        check_server(database.client)
        if HALF_RESTORED in database.list_collection_names():
            raise WrongDatabase(f"A restore into {name} did not come to its end. Drop it and the other services' databases, and restore again.")
    except BaseException:
        disconnect(service)
        raise
    return database


def disconnect(service: str) -> None:
    """Close a service's client, forget its alias, and let go of what its documents remember of it.

    mongoengine knows documents by their class name alone, so of two services' documents with one name it would detach only one.
    """
    mongoengine.disconnect(service)
    for document in _documents(mongoengine.Document):
        if document._meta.get("db_alias") == service:
            document._disconnect()


def _documents(kind: type[mongoengine.Document]) -> Iterator[type[mongoengine.Document]]:
    for each in kind.__subclasses__():
        yield each
        yield from _documents(each)


def check_address(uri: str) -> None:
    """Raise WrongDatabase for an address with options that transactions do not bear, or by which something else than the newest is read."""
    given = {name.lower() for name, _ in parse_qsl(urlsplit(uri).query, keep_blank_values=True)}
    refused = sorted(given & REFUSED_OPTIONS)
    if refused:
        raise WrongDatabase(f"FUYU_MONGODB_URI gives {', '.join(refused)}; transactions then fail (code 72). Leave it out: Fuyu commits with majority anyway.")


def check_server(client: MongoClient[Document]) -> None:
    """Raise WrongDatabase for a server that has no transactions, is too old, or could lose what it acknowledges."""
    hello = client.admin.command("hello")
    if "setName" not in hello:
        raise WrongDatabase("This MongoDB is not a member of a replica set, so it has no transactions. Start it with --replSet and initiate it.")
    if hello["maxWireVersion"] < OLDEST_WIRE_VERSION:
        raise WrongDatabase("This MongoDB is older than 6.0. Run a newer one.")
    concern = client.admin.command("getDefaultRWConcern").get("defaultWriteConcern", {})
    if concern.get("w") != "majority":
        raise WrongDatabase(f"The default write concern is {concern}, so an acknowledged write could be lost. Set it to majority (setDefaultRWConcern).")
