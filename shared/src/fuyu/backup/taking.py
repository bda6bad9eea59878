"""Taking a backup beside running services: every database is read as it stood at one and the same moment."""

from __future__ import annotations

import hashlib
import os
import secrets
import struct
import time
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

PACKED_ALREADY = "content.chunks"  # photos, PDFs and sheets, which nothing makes smaller
TOO_OLD, UNAVAILABLE = 239, 246  # MongoDB's codes SnapshotTooOld and SnapshotUnavailable
ROUNDS, SECONDS_BETWEEN = 5, 1.0

Client = MongoClient[dict[str, Any]]


class NotTaken(Exception):
    """No backup was taken, and no file is left of it; the text says why and what to do."""


class _HasChanged(Exception):
    """A collection or an index came to be meanwhile, as when a service starts for the first time: the moment may lie behind its first rows."""


def take(client: Client, databases: Mapping[str, str], file: Path) -> Manifest:
    """Write all rows of services, given with their databases' names, into a new file that only its owner may read, and return what it holds.

    Whatever was acknowledged before this began is in it, and of every transaction all or nothing, in all services. Raise NotTaken where the file is
    there already or cannot be written, a service keeps nothing, or reading takes longer than MongoDB keeps the moment.
    """
    if file.exists():
        raise NotTaken(f"{file} is there already. A backup overwrites nothing: give another name.")
    for _ in range(ROUNDS):
        try:
            with _draft_of(file) as draft:
                return _write(client, databases, draft)
        except _HasChanged:
            time.sleep(SECONDS_BETWEEN)
        except OSError as fault:
            raise NotTaken(f"{file} cannot be written: {fault.strerror or fault}. Make room, or name a place where you may write.") from None
    raise NotTaken("Collections or indexes kept being made. Let `fuyu migrate` end first.")


def _write(client: Client, databases: Mapping[str, str], draft: IO[bytes]) -> Manifest:
    names = _names(client, databases)
    missing = sorted(service for service in databases if not any(service == each for each, _ in names))
    if missing:
        raise NotTaken(f"There is nothing of {', '.join(missing)} at this MongoDB. Start Fuyu once, or name the database in FUYU_MONGODB_URI.")
    try:
        with zipfile.ZipFile(draft, "w") as archive, client.start_session(snapshot=True) as session:
            began = datetime.now(UTC).replace(microsecond=0)
            steps = {service: _steps(client[name], session) for service, name in sorted(databases.items())}
            kept = [_add(archive, service, client[databases[service]][name], session) for service, name in sorted(names)]
            manifest = Manifest(began, steps, kept)
            archive.writestr(NAME, manifest.as_json())
    except OperationFailure as fault:
        if fault.code == UNAVAILABLE:
            raise _HasChanged from None
        if fault.code != TOO_OLD:
            raise
        way = "Let it keep moments for longer (its parameter minSnapshotHistoryWindowInSeconds, 300 by itself), or take the backup at a quieter hour."
        raise NotTaken(f"Reading took longer than MongoDB keeps the moment at which it began. {way}") from None
    if _names(client, databases) != names:
        raise _HasChanged
    return manifest


def _names(client: Client, databases: Mapping[str, str]) -> set[tuple[str, str]]:
    real = {"type": "collection", "name": {"$not": {"$regex": r"^system\."}}}
    return {(service, each) for service, name in databases.items() for each in client[name].list_collection_names(filter=real)}


def _steps(database: Database[dict[str, Any]], session: ClientSession) -> list[str]:
    return sorted(row["step"] for row in database["state"].find({"what": "migration"}, {"step": 1}, session=session))


def _add(archive: zipfile.ZipFile, service: str, collection: Collection[dict[str, Any]], session: ClientSession) -> Kept:
    rows, size, digest = 0, 0, hashlib.sha256()
    info = zipfile.ZipInfo(member_name(service, collection.name), time.localtime()[:6])
    info.compress_type = zipfile.ZIP_STORED if collection.name == PACKED_ALREADY else zipfile.ZIP_DEFLATED
    with archive.open(info, "w", force_zip64=True) as member:
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
    draft = file.with_name(f".{file.name}.{secrets.token_hex(4)}.part")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as written:
        try:
            yield written
            written.flush()
            os.fsync(written.fileno())
            _name(draft, file)
        finally:
            draft.unlink(missing_ok=True)


def _name(draft: Path, file: Path) -> None:
    """Give a draft its name, which nothing else may have taken meanwhile; a hard link would do both at once, but shares of other systems know none."""
    try:
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        raise NotTaken(f"{file} came to be meanwhile. A backup overwrites nothing: give another name.") from None
    draft.replace(file)
    with suppress(OSError):  # Some shares cannot write a folder down by itself.
        descriptor = os.open(file.parent, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
