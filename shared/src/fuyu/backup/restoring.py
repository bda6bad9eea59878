"""Restoring: a backup is checked whole first, then fills databases that are empty; where anything fails they are empty again."""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from bson import decode_file_iter
from bson.codec_options import CodecOptions
from bson.errors import InvalidBSON
from bson.raw_bson import RawBSONDocument
from pymongo import MongoClient
from pymongo.database import Database
from pymongo.errors import BulkWriteError, CollectionInvalid, DuplicateKeyError

from fuyu.backup.manifest import NAME, Kept, Manifest
from fuyu.messaging.relay import let_all_wait_again
from fuyu.store.mongo import HALF_RESTORED

READ_BYTES = 1024 * 1024
MOST_MANIFEST_BYTES = 16 * READ_BYTES
TOGETHER_ROWS, TOGETHER_BYTES = 1_000, 8 * READ_BYTES
AS_THEY_ARE = CodecOptions(document_class=RawBSONDocument)

Client = MongoClient[dict[str, Any]]


class NotRestored(Exception):
    """Nothing was restored, and the databases are as they were; the text says why and what to do."""


def look_into(file: Path, known: Mapping[str, Collection[str]]) -> Manifest:
    """Return what a backup holds after reading all of it.

    `known` are the migrations that this release knows of each service. Raise NotRestored where a byte is not as it was written, a service is missing
    here, or rows have seen other migrations, so that a newer release wrote them.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = _manifest(archive)
            _check_names(archive, manifest)
            for kept in manifest.collections:
                _check(archive, kept)
    except (OSError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as fault:
        raise NotRestored(f"{file} cannot be read as a backup: {fault}. Take another copy of it, or an earlier backup.") from None
    _check_release(manifest, known)
    return manifest


def restore(client: Client, databases: Mapping[str, str], file: Path, manifest: Manifest) -> None:
    """Fill the empty databases of services, given with their names, from a backup that was looked into.

    No service starts on one that is half filled. What the broker had in its hands is in no backup, so every event that is kept will be sent once more;
    whoever has it drops it. Raise NotRestored where a database holds something, or the rows cannot be what the services wrote.
    """
    names = {service: databases[service] for service in manifest.services}
    _check_empty(client, names)
    begun: list[Database[dict[str, Any]]] = []
    try:
        for name in names.values():
            _begin(client[name])
            begun.append(client[name])
        with zipfile.ZipFile(file) as archive:
            for kept in manifest.collections:
                _fill(client[names[kept.service]], archive, kept)
        for database in begun:
            let_all_wait_again(database["state"])
            database["leases"].delete_many({})
        for database in begun:
            database.drop_collection(HALF_RESTORED)
    except BaseException:
        for database in begun:
            client.drop_database(database.name)
        raise


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    try:
        with archive.open(NAME) as member:
            return Manifest.of_json(member.read(MOST_MANIFEST_BYTES))
    except (KeyError, ValueError, TypeError, AttributeError) as fault:
        raise NotRestored(f"This is no backup of Fuyu, or its {NAME} is damaged: {fault}. `fuyu backup FILE` writes one.") from None


def _check_names(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    there, told = sorted(archive.namelist()), sorted([NAME, *(kept.member for kept in manifest.collections)])
    if there != told:
        other = sorted(set(there) ^ set(told)) or [name for name in told if there.count(name) > 1]
        raise NotRestored(f"The backup does not hold what its {NAME} tells: {', '.join(other[:5])}. Take another copy of it, or an earlier backup.")


def _check(archive: zipfile.ZipFile, kept: Kept) -> None:
    digest, size = hashlib.sha256(), 0
    with archive.open(kept.member) as member:
        while size <= kept.size and (piece := member.read(READ_BYTES)):
            digest.update(piece)
            size += len(piece)
    if size != kept.size or digest.hexdigest() != kept.sha256:
        raise NotRestored(f"{kept.member} is not as it was written. Take another copy of the backup, or an earlier one.")


def _check_release(manifest: Manifest, known: Mapping[str, Collection[str]]) -> None:
    strangers = sorted(set(manifest.services) - set(known))
    if strangers:
        raise NotRestored(f"The backup holds {', '.join(strangers)}, which this installation lacks. Install it, then restore.")
    for service, steps in manifest.steps.items():
        newer = sorted(set(steps) - set(known[service]))
        if newer:
            raise NotRestored(f"The backup was taken from a newer release: {service} had seen {', '.join(newer)}. Install that release, then restore.")


def _begin(database: Database[dict[str, Any]]) -> None:
    """Mark a database as being filled, which only one can at a time."""
    try:
        database.create_collection(HALF_RESTORED)
    except CollectionInvalid:
        raise NotRestored(f"{database.name} is being filled by another restore. Wait for its end.") from None


def _check_empty(client: Client, names: Mapping[str, str]) -> None:
    full = sorted(name for name in names.values() if client[name].list_collection_names())
    if full:
        way = "Name another MongoDB in FUYU_MONGODB_URI (in a local run another folder with --var), or drop them by hand if nothing in them counts."
        raise NotRestored(f"{', '.join(full)} {'is' if len(full) == 1 else 'are'} not empty. {way}")


def _fill(database: Database[dict[str, Any]], archive: zipfile.ZipFile, kept: Kept) -> None:
    collection = database.create_collection(kept.collection)
    try:
        with archive.open(kept.member) as member:
            for rows in _together(member):
                collection.insert_many(rows)
        if kept.indexes:  # Last: to build them at once is quicker than to keep them with each row.
            database.command("createIndexes", kept.collection, indexes=[dict(index) for index in kept.indexes])
    except (BulkWriteError, DuplicateKeyError, InvalidBSON) as fault:  # What they say quotes the rows.
        raise NotRestored(f"{kept.member} holds rows that cannot stand together ({type(fault).__name__}). Take an earlier backup.") from None
    if collection.count_documents({}) != kept.rows:
        raise NotRestored(f"{kept.member} came to {collection.count_documents({})} rows and not to {kept.rows}. Look at MongoDB's log, and restore again.")


def _together(member: IO[bytes]) -> Iterator[list[Any]]:
    rows: list[Any] = []
    size = 0
    for row in decode_file_iter(member, AS_THEY_ARE):
        rows.append(row)
        size += len(row.raw)
        if len(rows) == TOGETHER_ROWS or size > TOGETHER_BYTES:
            yield rows
            rows, size = [], 0
    if rows:
        yield rows
