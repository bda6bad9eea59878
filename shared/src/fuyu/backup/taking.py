"""Taking a backup beside running services: every database is read as it stood at one and the same moment."""

from __future__ import annotations

import hashlib
import os
import struct
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, cast

from pymongo import MongoClient
from pymongo.client_session import ClientSession
from pymongo.collection import Collection
from pymongo.database import Database
from pymongo.errors import OperationFailure

from fuyu.backup.manifest import NAME, Kept, Manifest, member_name

QUICK = 1  # The level of zlib that keeps up with a disk; most bytes are photos and PDFs, which no level makes smaller.
TOO_LATE = (239, 246)  # MongoDB's codes SnapshotTooOld and SnapshotUnavailable
ROUNDS = 3

Client = MongoClient[dict[str, Any]]


class NotTaken(Exception):
    """No backup was taken, and no file is left of it; the text says why and what to do."""


class _HasGrown(Exception):
    """A collection came to be meanwhile, as when a service starts for the first time: the moment may lie behind its first rows."""


def take(client: Client, databases: Mapping[str, str], file: Path) -> Manifest:
    """Write all rows of services, given with their databases' names, into a new file that only its owner may read, and return what it holds.

    Whatever was acknowledged before this began is in it, and of every transaction all or nothing, in all services. Raise NotTaken where the file is
    there already, a service keeps nothing, or reading takes longer than MongoDB keeps the moment.
    """
    if file.exists():
        raise NotTaken(f"{file} is there already. A backup overwrites nothing: give another name.")
    for _ in range(ROUNDS):
        with suppress(_HasGrown), _draft_of(file) as draft:
            return _write(client, databases, draft)
    raise NotTaken("New collections kept appearing. Let `fuyu migrate` end first.")


def _write(client: Client, databases: Mapping[str, str], draft: IO[bytes]) -> Manifest:
    names = _names(client, databases)
    missing = sorted(service for service in databases if not any(service == each for each, _ in names))
    if missing:
        raise NotTaken(f"There is nothing of {', '.join(missing)} at this MongoDB. Start Fuyu once, or name the database in FUYU_MONGODB_URI.")
    try:
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED, compresslevel=QUICK) as archive, client.start_session(snapshot=True) as session:
            steps = {service: _steps(client[name], session) for service, name in sorted(databases.items())}
            taken_at = session.cluster_time["clusterTime"].as_datetime() if session.cluster_time else datetime.now(UTC)
            kept = [_add(archive, service, client[databases[service]][name], session) for service, name in sorted(names)]
            manifest = Manifest(taken_at, steps, kept)
            archive.writestr(NAME, manifest.as_json())
    except OperationFailure as fault:
        if fault.code not in TOO_LATE:
            raise
        way = "Take it at a quieter hour, or let MongoDB keep moments for longer (its parameter minSnapshotHistoryWindowInSeconds)."
        raise NotTaken(f"Reading took longer than MongoDB keeps the moment at which it began. {way}") from None
    if _names(client, databases) != names:
        raise _HasGrown
    return manifest


def _names(client: Client, databases: Mapping[str, str]) -> set[tuple[str, str]]:
    real = {"type": "collection", "name": {"$not": {"$regex": r"^system\."}}}
    return {(service, each) for service, name in databases.items() for each in client[name].list_collection_names(filter=real)}


def _steps(database: Database[dict[str, Any]], session: ClientSession) -> list[str]:
    return sorted(row["step"] for row in database["state"].find({"what": "migration"}, {"step": 1}, session=session))


def _add(archive: zipfile.ZipFile, service: str, collection: Collection[dict[str, Any]], session: ClientSession) -> Kept:
    rows, size, digest = 0, 0, hashlib.sha256()
    with archive.open(member_name(service, collection.name), "w", force_zip64=True) as member:
        for batch in cast("Iterable[bytes]", collection.find_raw_batches({}, session=session)):  # whose type names the documents in them
            member.write(batch)
            digest.update(batch)
            size += len(batch)
            rows += _count(batch)
    indexes = [dict(index) for index in collection.list_indexes() if index["name"] != "_id_"]
    return Kept(service, collection.name, rows, size, digest.hexdigest(), indexes)


def _count(batch: bytes) -> int:
    """Return how many BSON documents follow each other in a batch: each begins with its length, four bytes, the lowest first."""
    rows = at = 0
    while at < len(batch):
        at += struct.unpack_from("<i", batch, at)[0]
        rows += 1
    return rows


@contextmanager
def _draft_of(file: Path) -> Iterator[IO[bytes]]:
    """Give a file to write that bears its name once it is whole and on the disk, and is gone where anything fails."""
    draft = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as written:
            yield written
            written.flush()
            os.fsync(written.fileno())
        os.link(draft, file)
        _sync(file.parent)
    except FileExistsError:
        raise NotTaken(f"{file} came to be meanwhile. A backup overwrites nothing: give another name.") from None
    finally:
        draft.unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
