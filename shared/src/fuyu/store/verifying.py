"""Verifying the audit trail: walked from its first row, each hash computed anew; the first row that is not as it was sealed is named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pymongo.collection import Collection
from pymongo.database import Database
from pymongo.read_concern import ReadConcern

from fuyu.store.sealing import BEFORE_THE_FIRST, HEAD, UNSEALED, digest_of, hash_of

SECONDS_TO_SEAL = 60  # a worker needs five at most

Row = Mapping[str, Any]
_IN_ORDER = [("seal.number", 1), ("_id", 1)]


@dataclass(frozen=True)
class Trail:
    """How far a trail was found whole, with the hash there, and what is wrong with it, each as a sentence; whole where there is none."""

    number: int
    hash: str
    faults: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Claim that nothing was changed, removed, inserted or reordered, and that nothing waits unduly."""
        return not self.faults


def head_of(database: Database[Any]) -> Trail:
    """Return how far a trail is sealed by its own account, to be noted elsewhere."""
    head = _majority(database, "state").find_one({"_id": HEAD})
    return Trail(0, BEFORE_THE_FIRST, (_no_head(database),)) if head is None else Trail(head["number"], head["hash"])


def verify(database: Database[Any], noted: str | None = None, *, is_at_work: bool = True) -> Trail:
    """Walk a service's trail, and return what is wrong with it.

    Whoever can write into the database can write a whole trail anew; that the trail still holds a hash `noted` elsewhere shows that nobody did, up to
    there. What is sealed while this walks counts as whole. Where no worker `is_at_work`, as in a database that was just restored, what waits for its
    seal may wait for long.
    """
    head = head_of(database)
    if not head.is_whole:
        return head
    number, before, is_noted = 0, BEFORE_THE_FIRST, noted in (None, BEFORE_THE_FIRST)
    last: Row | None = None
    audit = _majority(database, "audit")
    for row in audit.find({"seal.number": {"$lte": head.number}}).sort(_IN_ORDER):
        fault = _fault(audit, head, number + 1, before, row, last)
        if fault:
            return Trail(number, before, (fault,))
        number, before, last = number + 1, row["seal"]["hash"], row
        is_noted = is_noted or before == noted
    return Trail(number, before, tuple(_faults_of_whole(database, head, Trail(number, before), noted if not is_noted else None, is_at_work)))


def _fault(audit: Collection[Any], head: Trail, number: int, before: str, row: Row, last: Row | None) -> str | None:
    found = row["seal"]["number"]
    if found > number:
        return f"Number {number} was removed: behind {_named(last)} comes number {found}, {_named(row)}."
    if found < number:
        forged, sealed = (last, row) if last is not None and found == number - 1 and _goes_on(audit, head, number, row) else (row, last)
        return f"A row was inserted: {_named(forged)} bears number {found}, which {_named(sealed)} has."
    if hash_of(number, before, row) == row["seal"].get("hash"):
        digest = digest_of(row)
        fits = row["seal"].get("digest", digest) == digest
        return None if fits else f"Number {number} was changed: {_named(row)} has another digest in its seal than its own."
    return _told(audit, number, before, row)


def _goes_on(audit: Collection[Any], head: Trail, number: int, row: Row) -> bool:
    """Claim that the trail goes on behind this one of two rows with one number."""
    before = row["seal"].get("hash")
    following = audit.find_one({"seal.number": number})
    if following is None:
        return bool(head.hash == before)
    return bool(hash_of(number, before, following) == following["seal"].get("hash"))


def _told(audit: Collection[Any], number: int, before: str, row: Row) -> str:
    """Say what was done where a hash does not fit: the row that belongs there stands elsewhere, or is gone, or is this one and was changed."""
    surplus = _surplus(audit.database)
    fitting = _fitting(audit, number, before, row)
    if fitting is not None and (fitting["seal"]["number"] == number or surplus > 0):
        return f"A row was inserted: {_named(row)} stands at number {number}, where {_named(fitting)} belongs."
    if fitting is not None:
        return f"Rows were reordered: {_named(row)} stands at number {number}, where {_named(fitting)} belongs, which bears number {fitting['seal']['number']}."
    if surplus > 0:
        return f"A row was inserted at number {number} or before: {_named(row)} was sealed elsewhere, and there are {surplus} rows too many."
    if surplus < 0:
        return f"Number {number} was removed: {_named(row)} stands in its place, and {-surplus} rows are missing."
    return f"Number {number} was changed: {_named(row)} has not the hash under which it was sealed."


def _surplus(database: Database[Any]) -> int:
    """Return how many rows more than the head says bear a number, at one instant since sealing goes on; less than nought where some are missing."""
    with database.client.start_session(snapshot=True) as session:
        head = database["state"].find_one({"_id": HEAD}, session=session) or {"number": 0}
        return int(database["audit"].count_documents({"seal.number": {"$type": "number"}}, session=session) - head["number"])


def _fitting(audit: Collection[Any], number: int, before: str, row: Row) -> Row | None:
    """Return another row that was sealed under this number behind this hash, by its own seal or by that of the row which stands here."""
    for other in audit.find({"_id": {"$ne": row["_id"]}, "seal": {"$exists": True}}):
        if hash_of(number, before, other) in (other["seal"].get("hash"), row["seal"].get("hash")):
            found: Row = other
            return found
    return None


def _faults_of_whole(database: Database[Any], head: Trail, walked: Trail, missed: str | None, is_at_work: bool) -> Iterator[str]:
    """Look at what no single row shows: where the trail ends, what lies outside it, what was noted, and what waits."""
    if walked.number < head.number:
        yield f"The last rows were removed: the trail ends with number {walked.number}, its head says {head.number}."
    elif walked.hash != head.hash:
        yield f"The head does not fit the last row, number {walked.number}: one of the two was changed, or the trail was cut off and went on elsewhere."
    yield from _outside(database)
    if missed is not None:
        yield f"No row has the hash that was noted, {missed}: since then rows were cut off, or the trail was written anew. Compare with a backup."
    yield from _waiting(database) if is_at_work else ()


def _outside(database: Database[Any]) -> Iterator[str]:
    """Look behind the head, at one instant with it since sealing goes on, and for numbers that are none."""
    with database.client.start_session(snapshot=True) as session:
        head = database["state"].find_one({"_id": HEAD}, session=session) or {"number": 0}
        beyond = database["audit"].find_one({"seal.number": {"$gt": head["number"]}}, sort=_IN_ORDER, session=session)
    if beyond is not None:
        yield f"A row was inserted: {_named(beyond)} bears number {beyond['seal']['number']}, behind the head's number {head['number']}."
    odd = _majority(database, "audit").find_one({"seal.number": {"$not": {"$type": "number"}, "$ne": None}})
    if odd is not None:
        yield f"A row was inserted: {_named(odd)} bears {odd['seal']['number']!r}, which is no number."


def _waiting(database: Database[Any]) -> Iterator[str]:
    is_old = {"$expr": {"$lt": ["$at", {"$subtract": ["$$NOW", SECONDS_TO_SEAL * 1000]}]}}
    oldest = next(_majority(database, "audit").aggregate([{"$match": UNSEALED}, {"$match": is_old}, {"$sort": {"_id": 1}}, {"$limit": 1}]), None)
    if oldest is not None:
        yield f"{_named(oldest)} has not been sealed for longer than a minute. Look whether a worker of this service runs, and at its log."


def _named(row: Row | None) -> str:
    if row is None:
        return "the beginning"
    subject = row.get("subject") or {}
    return f"row {row['_id']} ({row.get('act')} of {subject.get('kind')}/{subject.get('id')} by {row.get('by')} at {row.get('at')})"


def _majority(database: Database[Any], name: str) -> Collection[Any]:
    """Return a collection as a majority has it: what a failover can still take back is no part of a trail."""
    return database.get_collection(name, read_concern=ReadConcern("majority"))


def _no_head(database: Database[Any]) -> str:
    return f"The head of the trail is gone: {database.name} has no row {HEAD!r} in `state`. Has `fuyu migrate` run? Else restore it from a backup."
