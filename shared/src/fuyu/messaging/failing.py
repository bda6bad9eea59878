"""Events that could not be applied: tried again with growing pauses, and after the last try set aside as dead letters."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

from fuyu.events.envelope import Event, to_wire
from fuyu.messaging.applying import FAILED, UNAVAILABLE, parked_row, subject_key
from fuyu.problems import Problem
from fuyu.store.rows import DeadLetterRow
from fuyu.store.transaction import Transaction

# Four tries within two seconds: what another process was about to write is there by then; a fault of ours is not mended by waiting.
PAUSES = (0.1, 0.4, 1.5)
MOST_TRIES = len(PAUSES) + 1
UNAVAILABLE_PAUSE = 2.0
SHOWN = 2000


def set_aside(tx: Transaction, event: Event, error: BaseException) -> bool:
    """Park an event that raised, or bury it after its last try; return whether it is dead.

    Later events of its subject park behind it: applied out of order they would make a wrong record look right. Other subjects go on. One that only
    cannot be answered now (its plugin is missing, another projection lags) waits as long as it takes.
    """
    if tx.rows.inbox.find_one({"_id": event.id}, {"_id": 1}) is not None:
        return False  # Another consumer has applied it meanwhile.
    known = tx.rows.parked.find_one({"_id": event.id})
    because = UNAVAILABLE if is_waiting(error) else FAILED
    tries = (known["attempts"] if known else 0) + (because == FAILED)
    says = f"{type(error).__name__}: {error}"[:SHOWN]
    if tries >= MOST_TRIES:
        _bury(tx, event, tries, says, was_parked=known is not None)
        return True
    pause = PAUSES[tries - 1] if because == FAILED else UNAVAILABLE_PAUSE
    told: Any = {"because": because, "attempts": tries, "says": says, "next_at": tx.now + timedelta(seconds=pause)}
    if known:
        tx.rows.parked.update_one({"_id": event.id}, {"$set": told})
    else:
        tx.rows.parked.insert_one({**parked_row(event, because, tx.now), **told})
        move_subject(tx, event, parked=1)
    return False


def is_waiting(error: BaseException) -> bool:
    """Claim that an error says "not now": a problem that answers 503."""
    return isinstance(error, Problem) and error.status == 503


def bury_unreadable(tx: Transaction, body: bytes, says: str) -> None:
    """Set a message aside that is no event; it belongs to no subject, so nothing waits behind it."""
    id = f"unreadable-{hashlib.sha256(body).hexdigest()[:32]}"
    row: DeadLetterRow = {
        "_id": id,
        "city": "",
        "source": "",
        "subject": "",
        "sequence": 0,
        "type": "",
        "says": says[:SHOWN],
        "attempts": 1,
        "died_at": tx.now,
        "event": body,
    }
    tx.rows.dead_letters.replace_one({"_id": id}, row, upsert=True)


def move_subject(tx: Transaction, event: Event, parked: int, **told: Any) -> None:
    """Change what is counted behind a subject."""
    new = {"city": event.city, "source": event.source, "kind": event.subject.kind, "applied": 0, "blocked": None}
    change: dict[str, Any] = {"$inc": {"parked": parked}, "$setOnInsert": {name: value for name, value in new.items() if name not in told}}
    if told:
        change["$set"] = told
    tx.rows.subjects.update_one({"_id": subject_key(event)}, change, upsert=True)


def _bury(tx: Transaction, event: Event, tries: int, says: str, *, was_parked: bool) -> None:
    row: DeadLetterRow = {
        "_id": event.id,
        "city": event.city,
        "source": event.source,
        "subject": subject_key(event),
        "sequence": event.sequence,
        "type": event.type,
        "says": says,
        "attempts": tries,
        "died_at": tx.now,
        "event": to_wire(event),
    }
    tx.rows.dead_letters.replace_one({"_id": event.id}, row, upsert=True)
    tx.rows.parked.delete_one({"_id": event.id})
    move_subject(tx, event, -1 if was_parked else 0, blocked=event.sequence)
