"""Sealing the audit trail: one worker at a time numbers what was committed and chains it, so that nothing can be changed, removed or slipped in unseen."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

import structlog
from bson.json_util import CANONICAL_JSON_OPTIONS, dumps
from pymongo import UpdateOne

from fuyu.events.envelope import NO_CITY
from fuyu.store.leases import Alone, new_owner
from fuyu.store.rows import Rows
from fuyu.store.transaction import Store

HEAD = "audit head"  # the row of `state` that says up to which number and hash the trail is sealed
BEFORE_THE_FIRST = "0" * 64
UNSEALED: Mapping[str, Any] = {"seal.number": None}  # also what an earlier release wrote, which knew no seals
BATCH, LEASE_SECONDS = 500, 3.0  # so long others wait when the one that seals is killed
_log = structlog.get_logger(__name__)


class HeadGone(Exception):
    """The row that says where the trail ends is not there; beginning anew would hide what was cut off."""


def canonical(row: Mapping[str, Any]) -> str:
    """Return an audit row without its seal as MongoDB's canonical Extended JSON, its members in the order of their names."""
    plain = {name: value for name, value in row.items() if name != "seal"}
    return dumps(plain, json_options=CANONICAL_JSON_OPTIONS, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest_of(row: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a row's canonical form, which stands for the row where it is not shown."""
    return hashlib.sha256(canonical(row).encode()).hexdigest()


def chained(number: int, before: str, digest: str) -> str:
    """Return the SHA-256 that seals a row, known by its digest, as the `number`th behind the hash `before`: over all three, a line each."""
    return hashlib.sha256(f"{number}\n{before}\n{digest}".encode()).hexdigest()


def hash_of(number: int, before: str, row: Mapping[str, Any]) -> str:
    """Return the SHA-256 that seals a row as the `number`th behind the hash `before`."""
    return chained(number, before, digest_of(row))


def seal_waiting(store: Store, is_ending: Callable[[], bool] = lambda: False) -> int:
    """Seal what was committed since, batch by batch, and return how many rows that were.

    A second worker finds the lease taken and leaves the work to the first; the lease only saves the work of both, what holds is in seal_batch().
    """
    if store.rows.audit.find_one(UNSEALED, {"_id": 1}) is None:
        return 0
    alone, count = Alone(store.rows.leases, "audit seal", new_owner(), LEASE_SECONDS), 0
    try:
        while not is_ending() and alone.take() and (sealed := seal_batch(store)):
            count += sealed
    finally:
        alone.give_up()
    return count


def seal_batch(store: Store) -> int:
    """Seal up to BATCH rows in one transaction with the head, and return how many; raise HeadGone where there is no head.

    Rows and head change together or not at all, whenever the process is killed, and two that seal at once conflict on the head: no number is given
    twice or left out. The order is that of sealing: a row whose transaction committed late comes behind those that were sealed meanwhile.
    """
    return store.transact(lambda tx: _seal(tx.rows), city=NO_CITY)


def make_head(store: Store) -> None:
    """Make the head of a trail that has none yet."""
    store.rows.state.update_one({"_id": HEAD}, {"$setOnInsert": {"number": 0, "hash": BEFORE_THE_FIRST}}, upsert=True)


def _seal(rows: Rows) -> int:
    head = rows.state.find_one({"_id": HEAD})
    if head is None:
        raise HeadGone(f"{rows.state.database.name} has no row {HEAD!r} in `state`. Has `fuyu migrate` run? Else restore it from a backup.")
    number, before, seals = head["number"], head["hash"], []
    for row in rows.audit.find(UNSEALED).sort([("seal.number", 1), ("_id", 1)]).limit(BATCH):
        number, digest = number + 1, digest_of(row)
        before = chained(number, before, digest)
        seals.append(UpdateOne({"_id": row["_id"]}, {"$set": {"seal": {"number": number, "hash": before, "digest": digest}}}))
    if seals:
        rows.audit.bulk_write(seals)
        rows.state.update_one({"_id": HEAD}, {"$set": {"number": number, "hash": before}})
    return len(seals)
