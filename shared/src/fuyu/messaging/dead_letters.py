"""Dead letters: events that could not be applied here, for an operator to look at, replay or discard."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from fuyu.caller import Caller
from fuyu.events.envelope import Event, Subject, Unreadable, from_wire
from fuyu.messaging.applying import DISCARDED, EARLY, FAILED, WOKEN_AT_ONCE, inbox_row, parked_row, subject_key
from fuyu.messaging.failing import move_subject
from fuyu.problems import InvalidInput, NotFound
from fuyu.store.rows import DeadLetterRow, Rows
from fuyu.store.transaction import Store, Transaction


def show_dead(rows: Rows, id: str) -> dict[str, Any]:
    """Return one dead letter with its event as it came, how often it was tried, what it said, and how many events wait behind it."""
    row = _find(rows, id)
    text = row["event"].decode("utf-8", "replace")
    try:
        event: Any = json.loads(text)
    except ValueError:
        event = text
    waiting = rows.parked.count_documents({"subject": row["subject"]}) if row["subject"] else 0
    return {**{name: value for name, value in row.items() if name != "event"}, "event": event, "waiting_behind": waiting}


def replay(store: Store, id: str, caller: Caller | None = None) -> None:
    """Let the worker try a dead letter again, as if it had come just now; raise NotFound, or InvalidInput where it still cannot be read."""

    def work(tx: Transaction) -> None:
        event = _event(_find(tx.rows, id))
        tx.rows.dead_letters.delete_one({"_id": id})
        parked = tx.rows.parked.replace_one({"_id": event.id}, {**parked_row(event, FAILED, tx.now), "next_at": tx.now}, upsert=True)
        is_new = parked.upserted_id is not None  # Delivered again meanwhile it is counted already.
        move_subject(tx, event, int(is_new), **_unblocked(event))
        tx.within(event.city).audit("dead_letter.replayed", Subject("event", event.id), type=event.type)

    store.transact(work, caller=caller, city="")


def replay_all(store: Store, where: Mapping[str, Any], caller: Caller | None = None) -> int:
    """Replay every dead letter of this condition that can be read, in the order of their subjects' numbers; return how many."""
    found = store.rows.dead_letters.find({**where, "subject": {"$ne": ""}}, {"_id": 1}).sort([("subject", 1), ("sequence", 1)])
    ids = [row["_id"] for row in found]
    for id in ids:
        replay(store, id, caller)
    return len(ids)


def discard(store: Store, id: str, reason: str, caller: Caller | None = None) -> None:
    """Pass over a dead letter for good: its subject's number moves on and what waited behind it is applied. The reason is kept in the audit.

    A snapshot stands for no event of its own, so nothing moves with it.
    """

    def work(tx: Transaction) -> None:
        row = _find(tx.rows, id)
        tx.rows.dead_letters.delete_one({"_id": id})
        event = _event(row) if row["subject"] else None
        if event is not None and not event.is_snapshot:
            _pass_over(tx, event, row["subject"])
        tx.within(row["city"]).audit("dead_letter.discarded", Subject("event", id), reason=reason, type=row["type"])

    store.transact(work, caller=caller, city="")


def _pass_over(tx: Transaction, event: Event, subject: str) -> None:
    tx.rows.inbox.insert_one(inbox_row(event, DISCARDED, tx.now))
    move_subject(tx, event, 0, at_least=event.sequence, **_unblocked(event))
    behind = {"subject": subject, "because": EARLY, "sequence": {"$lte": event.sequence + WOKEN_AT_ONCE}}
    tx.rows.parked.update_many(behind, {"$set": {"next_at": tx.now}})


def _unblocked(event: Event) -> dict[str, Any]:
    return {} if event.is_snapshot else {"blocked": None}


def _find(rows: Rows, id: str) -> DeadLetterRow:
    row = rows.dead_letters.find_one({"_id": id})
    if row is None:
        raise NotFound(f"There is no dead letter {id!r} here.", found=id)
    return row


def _event(row: DeadLetterRow) -> Event:
    try:
        event = from_wire(row["event"])
    except Unreadable as why:
        raise InvalidInput(f"This message is no event ({why}), so it cannot be replayed; discard it.", found=row["_id"]) from None
    if row["subject"] and subject_key(event) != row["subject"]:
        raise InvalidInput("The dead letter's event is not the one its row names; discard it.", found=row["_id"])
    return event
