"""Events that could not be applied: tried again with growing pauses, and after the last try set aside as dead letters."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from fuyu.events.envelope import Event, to_wire
from fuyu.messaging.applying import FAILED, UNAVAILABLE, parked_row, subject_key
from fuyu.problems import Busy, ProgrammeUnavailable, ProjectionBehind, Unavailable
from fuyu.store.rows import DeadLetterRow
from fuyu.store.transaction import Transaction

# Four tries within two seconds: what another process was about to write is there by then; a fault of ours is not mended by waiting.
PAUSES = (0.1, 0.4, 1.5)
MOST_TRIES = len(PAUSES) + 1
# What another service or a plugin lacks may come in a moment or after days: each look waits twice as long as the one before, up to a minute.
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 60.0
# Nothing is wrong with an event that meets one of these. A rule that fails answers 503 too, but waiting mends no rule.
NOT_NOW = (ProgrammeUnavailable, ProjectionBehind, Busy, Unavailable)
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
    tries, waits = (known["attempts"] if known else 0) + (because == FAILED), known.get("waits", 0) if known else 0
    says = f"{type(error).__name__}: {error}"[:SHOWN]
    if tries >= MOST_TRIES:
        _bury(tx, event, tries, says, was_parked=known is not None)
        return True
    pause = PAUSES[tries - 1] if because == FAILED else min(FIRST_PAUSE * 2 ** min(waits, 20), LONGEST_PAUSE)
    waits += because == UNAVAILABLE
    told: Any = {"because": because, "attempts": tries, "waits": waits, "says": says, "next_at": tx.now + timedelta(seconds=pause)}
    if known:
        tx.rows.parked.update_one({"_id": event.id}, {"$set": told})
    else:
        tx.rows.parked.insert_one({**parked_row(event, because, tx.now), **told})
        move_subject(tx, event, parked=1)
    return False


def is_waiting(error: BaseException) -> bool:
    """Claim that an error says "not now": a plugin or a part of the system is away, and the event is as good as before."""
    return isinstance(error, NOT_NOW)


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


def move_subject(tx: Transaction, event: Event, parked: int, *, at_least: int = 0, **told: Any) -> None:
    """Change what is counted behind a subject; `at_least` is the number that it has reached, and one that it has passed already stays."""
    change: dict[str, Mapping[str, Any]] = {"$inc": {"parked": parked}, "$max": {"applied": at_least}}
    new = {"city": event.city, "source": event.source, "kind": event.subject.kind, "blocked": None}
    change["$setOnInsert"] = {name: value for name, value in new.items() if name not in told}
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
    # A snapshot is no event of its own: the event that has its number is not the dead one, and the subject goes on without the snapshot.
    blocked = {} if event.is_snapshot else {"blocked": event.sequence}
    move_subject(tx, event, -1 if was_parked else 0, **blocked)
