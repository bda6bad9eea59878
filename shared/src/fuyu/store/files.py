"""Files: streamed into GridFS of the service that keeps their subject, pending until a use-case names them, gone after a day otherwise."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import IO, TYPE_CHECKING, Protocol, cast

from gridfs import GridFSBucket
from gridfs.errors import NoFile
from gridfs.synchronous.grid_file import GridIn, GridOut

from fuyu.caller import Caller
from fuyu.events.envelope import Subject
from fuyu.ids import new_id
from fuyu.problems import Deleted, NotFound, TooLarge
from fuyu.store.contents import kind_of
from fuyu.store.rows import FileRow
from fuyu.store.transaction import Store, Transaction

if TYPE_CHECKING:
    from fuyu.service import Running

PENDING, KEPT, EXPIRED, DELETED = "pending", "kept", "expired", "deleted"
PENDING_HOURS = 24
CHUNK_BYTES = 256 * 1024
BUCKET = "content"


class Stream(Protocol):
    """What an upload is read from, once and forwards."""

    def read(self, size: int, /) -> bytes:
        """Return the next bytes, none at the end."""


def upload(store: Store, stream: Stream, name: str, *, city: str, caller: Caller | None, most_bytes: int) -> FileRow:
    """Keep a file as pending for 24 hours and return its row, which names its id, kind, size in bytes and SHA-256.

    It goes straight into the database, piece by piece. Raise TooLarge beyond `most_bytes`, UnsafeFile for a content that is not taken; nothing of it
    stays then. `name` is what the person called it, shown and never trusted.
    """
    row = _pending(name, city, caller, store.clock.now())
    store.rows.files.insert_one(row)  # First, so that the sweep finds what a killed process leaves of it.
    try:
        size, digest = _store(store, row["_id"], stream, most_bytes)
        with _bucket(store).open_download_stream(row["_id"]) as written:
            kind = kind_of(_whole(written))
    except BaseException:
        forget(store, row["_id"])
        raise
    told = {"kind": kind.name, "media_type": kind.media_type, "size": size, "sha256": digest}
    store.rows.files.update_one({"_id": row["_id"]}, {"$set": told})
    return {**row, **told}  # type: ignore[typeddict-item]


def keep_files(tx: Transaction, ids: Sequence[str], subject: Subject) -> None:
    """Keep uploaded files for a subject, in the transaction that names them; raise NotFound unless each is there, whole, and the caller may name it.

    One that is pending can be named by whoever uploaded it; one that is kept already only for the same subject again.
    """
    wanted = list(dict.fromkeys(ids))
    found = {row["_id"]: row for row in tx.rows.files.find({"_id": {"$in": wanted}, "city": tx.city})}
    for id in wanted:
        if id not in found or not _may_name(tx, found[id], subject):
            raise NotFound(f"There is no file {id!r} of yours that waits to be named. Upload it first; it waits for {PENDING_HOURS} hours.", found=id)
    about = {"kind": subject.kind, "id": subject.id}
    change = {"$set": {"state": KEPT, "expires_at": None}, "$addToSet": {"kept_for": about}}
    tx.rows.files.update_many({"_id": {"$in": wanted}}, change)


def mark_identity_papers(tx: Transaction, ids: Sequence[str]) -> dict[str, str]:
    """Mark kept files as identity papers, for good, whatever else they are named as; return the SHA-256 of each by its id."""
    tx.rows.files.update_many({"_id": {"$in": list(ids)}}, {"$set": {"is_identity_paper": True}})
    return {row["_id"]: row["sha256"] for row in tx.rows.files.find({"_id": {"$in": list(ids)}}, {"sha256": 1})}


def delete_kept(tx: Transaction, ids: Sequence[str]) -> None:
    """Delete the bytes of kept files whose time is over, with what the sender called them, in the transaction that says so; a row with the hash remains."""
    bucket = GridFSBucket(tx.rows.files.database, BUCKET)
    for id in ids:
        with suppress(NoFile):
            bucket.delete(id)
    change = {"$set": {"state": DELETED, "name": "", "deleted_on": tx.today.isoformat()}}
    tx.rows.files.update_many({"_id": {"$in": list(ids)}}, change)


def check_not_deleted(row: FileRow) -> None:
    """Raise Deleted for a file whose bytes were deleted when its time was over."""
    if row["state"] == DELETED:
        said = f"The file {row['_id']!r} was deleted on {row['deleted_on']}, when the set time for keeping it was over. Its SHA-256 was {row['sha256']}."
        raise Deleted(said, found=row["_id"])


def file_row(store: Store, city: str, id: str) -> FileRow:
    """Return what is known of a file of a city; raise NotFound where there is none, or it is not whole yet."""
    row = store.rows.files.find_one({"_id": id, "city": city, "kind": {"$ne": ""}})
    if row is None:
        raise NotFound(f"There is no file {id!r} here.", found=id)
    return row


def open_file(store: Store, city: str, id: str) -> tuple[FileRow, GridOut]:
    """Return a file's row and its bytes as a stream to read and close; raise NotFound where there is none, Deleted where its time was over.

    Who may see it is the caller's to decide.
    """
    row = file_row(store, city, id)
    check_not_deleted(row)
    try:
        return row, _bucket(store).open_download_stream(id)
    except NoFile:
        raise NotFound(f"The file {id!r} was deleted.", found=id) from None


def open_file_of(tx: Transaction, id: str) -> bytes:
    """Return a file's bytes within a transaction; raise NotFound where there is none. Who may see it is the caller's to decide."""
    bucket = GridFSBucket(tx.rows.files.database, BUCKET)
    try:
        with bucket.open_download_stream(id) as stream:
            content: bytes = stream.read()
            return content
    except NoFile:
        raise NotFound(f"The file {id!r} was deleted.", found=id) from None


def forget(store: Store, id: str) -> None:
    """Delete a file, its bytes first."""
    with suppress(NoFile):  # It deletes the pieces of an upload that broke off all the same.
        _bucket(store).delete(id)
    store.rows.files.delete_one({"_id": id})


def sweep_pending(running: Running) -> int:
    """Delete the files that nobody named within a day; return how many."""
    store, count = running.store, 0
    due = {"state": PENDING, "expires_at": {"$lt": running.clock.now()}}
    if store.rows.files.find_one({"$or": [due, {"state": EXPIRED}]}, {"_id": 1}) is None:
        return 0
    # Taken out of its state first: a transaction that names it at this moment then conflicts and finds it gone.
    while (row := store.rows.files.find_one_and_update(due, {"$set": {"state": EXPIRED, "kind": ""}})) is not None:
        forget(store, row["_id"])
        count += 1
    for row in store.rows.files.find({"state": EXPIRED}):  # A worker was killed in between.
        forget(store, row["_id"])
    return count


def _may_name(tx: Transaction, row: FileRow, subject: Subject) -> bool:
    if not row["kind"] or row["state"] == DELETED:
        return False
    if row["state"] == PENDING:
        return row["by"] == (tx.caller.person if tx.caller else None)
    return {"kind": subject.kind, "id": subject.id} in row["kept_for"]


def _pending(name: str, city: str, caller: Caller | None, now: datetime) -> FileRow:
    return {
        "_id": new_id(),
        "city": city,
        "name": name,
        "kind": "",
        "media_type": "",
        "size": 0,
        "sha256": "",
        "by": caller.person if caller else None,
        "state": PENDING,
        "at": now,
        "expires_at": now + timedelta(hours=PENDING_HOURS),
        "kept_for": [],
    }


def _store(store: Store, id: str, stream: Stream, most_bytes: int) -> tuple[int, str]:
    size, digest = 0, hashlib.sha256()
    into: GridIn = _bucket(store).open_upload_stream_with_id(id, id)
    with into:
        while piece := stream.read(CHUNK_BYTES):
            size += len(piece)
            if size > most_bytes:
                into.abort()
                raise TooLarge(f"The file is larger than {most_bytes:,} bytes.", needed=f"at most {most_bytes} bytes")
            digest.update(piece)
            into.write(piece)
    return size, digest.hexdigest()


def _bucket(store: Store) -> GridFSBucket:
    return GridFSBucket(store.database, BUCKET, chunk_size_bytes=CHUNK_BYTES)


def _whole(written: GridOut) -> IO[bytes]:
    """Return a stored file as one that can be sought in."""
    return cast("IO[bytes]", written)  # It reads, seeks and tells as a file does.
