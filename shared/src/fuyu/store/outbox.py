"""Writing what a transaction emitted: each event gets the next number of its subject, and a row that the relay sends after the commit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from pymongo import ReturnDocument, UpdateOne
from pymongo.collection import Collection

from fuyu.events.envelope import Event, Subject
from fuyu.store.rows import OutboxRow, Rows

Key = tuple[str, Subject]


def write_events(rows: Rows, emitted: Sequence[Event]) -> None:
    """Write events in the order in which they were emitted; two transactions that emit for one subject conflict, others never do.

    One command numbers the events of a subject (two those of several), one writes them all.
    """
    numbers = _take_numbers(rows.sequences, Counter((event.city, event.subject) for event in emitted))
    written: list[OutboxRow] = []
    for event in emitted:
        key = (event.city, event.subject)
        numbers[key] += 1
        written.append(row_of(event, numbers[key]))
    insert(rows.outbox, written)


def insert(collection: Collection[Any], rows: Sequence[Any]) -> None:
    """Insert rows with one command."""
    if len(rows) == 1:
        collection.insert_one(rows[0])
    elif rows:
        collection.insert_many(rows)


def row_of(event: Event, sequence: int) -> OutboxRow:
    """Return the row of an event, not sent yet."""
    return {
        "_id": event.id,
        "city": event.city,
        "type": event.type,
        "version": event.schema_version,
        "kind": event.subject.kind,
        "subject": event.subject.id,
        "sequence": sequence,
        "at": event.time,
        "data": dict(event.data),
        "audiences": [dict(audience) for audience in event.audiences],
        "law": event.law,
        "is_snapshot": event.is_snapshot,
        "sent": None,
    }


def event_of(row: OutboxRow, source: str) -> Event:
    """Return the event that a row of this service keeps."""
    return Event(
        id=row["_id"],
        type=row["type"],
        source=source,
        city=row["city"],
        subject=Subject(row["kind"], row["subject"]),
        sequence=row["sequence"],
        time=row["at"],
        data=row["data"],
        audiences=row["audiences"],
        law=row["law"],
        schema_version=row["version"],
        is_snapshot=row["is_snapshot"],
    )


def _take_numbers(sequences: Collection[Any], counts: Counter[Key]) -> dict[Key, int]:
    """Move each subject's count by what it emits, and return each count as it was before."""
    if len(counts) == 1:
        ((key, count),) = counts.items()
        row: Any = sequences.find_one_and_update({"_id": _id(key)}, _by(key, count), upsert=True, return_document=ReturnDocument.AFTER)
        return {key: row["emitted"] - count}
    sequences.bulk_write([UpdateOne({"_id": _id(key)}, _by(key, count), upsert=True) for key, count in counts.items()], ordered=False)
    after = {row["_id"]: row["emitted"] for row in sequences.find({"_id": {"$in": [_id(key) for key in counts]}}, {"emitted": 1})}
    return {key: after[_id(key)] - count for key, count in counts.items()}


def _id(key: Key) -> str:
    city, subject = key
    return f"{city}/{subject.kind}/{subject.id}"


def _by(key: Key, count: int) -> dict[str, Any]:
    city, subject = key
    return {"$inc": {"emitted": count}, "$setOnInsert": {"city": city, "kind": subject.kind, "subject": subject.id}}
