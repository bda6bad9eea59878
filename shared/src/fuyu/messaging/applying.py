"""Applying events in one transaction: each once, each subject's in their order, what comes early parked until its turn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from pymongo import InsertOne, UpdateOne

from fuyu.events.catalogue import upcast
from fuyu.events.envelope import Event, to_wire
from fuyu.messaging.peers import KERNEL_HANDLERS
from fuyu.service import Handler, Running, Together
from fuyu.store.law_settings import read_settings
from fuyu.store.outbox import insert
from fuyu.store.rows import InboxRow, ParkedRow
from fuyu.store.transaction import Transaction

EARLY, LAW, FAILED, UNAVAILABLE = "early", "law", "failed", "unavailable"
APPLIED, PASSED_OVER, COVERED, DISCARDED = "applied", "passed over", "covered by a snapshot", "discarded"
WOKEN_AT_ONCE = 50
SECONDS_TO_APPLY = 20.0  # a batch takes milliseconds; a conflict with a long request may hold it up
LAW_LOOK = timedelta(seconds=2)  # A setting that arrives at this very moment may not see that an event waits for it.


@dataclass
class Standing:
    """How far one subject of one source has come here."""

    id: str
    applied: int = 0
    parked: int = 0
    blocked: int | None = None
    is_known: bool = False
    is_changed: bool = False
    is_waking: bool = False


@dataclass
class _Changes:
    """What a batch writes at its end, with one command for each kind of row."""

    inbox: list[InboxRow] = field(default_factory=list)
    parked: list[ParkedRow] = field(default_factory=list)
    unparked: set[str] = field(default_factory=set)
    resting: dict[str, list[str]] = field(default_factory=dict)


class Applier:
    """What a consumer does with events, whether they came from the broker or were parked."""

    def __init__(self, running: Running) -> None:
        self._running = running
        self._handlers: Mapping[str, Handler | Together] = {**KERNEL_HANDLERS, **running.service.handlers}
        self._follows_law = "law" in running.service.listens_to
        self._law: dict[str, int] = {}  # what was committed; a position read in a transaction that is taken back would let events pass too early

    def apply(self, events: Sequence[Event], *, are_parked: bool = False) -> None:
        """Apply, park or drop each of these events, in one transaction; what a handler raises leaves nothing of them behind.

        With `are_parked` these are rows of this database whose turn may have come.
        """
        self._running.store.transact(lambda tx: Batch(self, tx, are_parked).take(events), city="", seconds=SECONDS_TO_APPLY)

    def handler(self, event: Event) -> Handler | Together | None:
        """Return what follows from an event here, None where it only moves its subject's number."""
        return self._handlers.get(event.type)

    def has_reached(self, tx: Transaction, event: Event) -> bool:
        """Claim that this service knows the law settings under which an event was made."""
        if not self._follows_law or event.law <= self._law.get(event.city, 0) or event.type == "law.changed":
            return True
        position = read_settings(tx.rows, event.city).position
        tx.after_commit(lambda: self._law.update({event.city: position}))
        return event.law <= position


class Batch:
    """One transaction of an Applier."""

    def __init__(self, applier: Applier, tx: Transaction, are_parked: bool) -> None:
        self._applier, self._tx, self._rows, self._are_parked = applier, tx, tx.rows, are_parked
        self._within: dict[str, Transaction] = {}
        self._changes = _Changes()
        self._standings: dict[str, Standing] = {}
        self._held: set[str] = set()
        self._seen: set[str] = set()
        self._gathered: list[Event] = []

    def take(self, events: Sequence[Event]) -> None:
        """Go through the events in the order in which they came, and write all that follows."""
        at_hand = self._still_parked(events) if self._are_parked else events
        self._read(at_hand)
        for event in at_hand:
            self._take(event)
        self._follow_gathered()
        self._write()

    def _still_parked(self, events: Sequence[Event]) -> Sequence[Event]:
        """Leave out what another worker has seen to since these rows were found: counted off twice, its subject would seem to have nothing parked."""
        there = _ids(self._rows.parked.find({"_id": {"$in": [event.id for event in events]}}, {"_id": 1}))
        return [event for event in events if event.id in there]

    def _read(self, events: Sequence[Event]) -> None:
        keys = {subject_key(event) for event in events}
        for row in self._rows.subjects.find({"_id": {"$in": sorted(keys)}}):
            self._standings[row["_id"]] = Standing(row["_id"], row["applied"], row["parked"], row.get("blocked"), is_known=True)
        for key in keys - self._standings.keys():
            self._standings[key] = Standing(key)
        if not self._are_parked and any(standing.parked for standing in self._standings.values()):
            self._held = _ids(self._rows.parked.find({"_id": {"$in": [event.id for event in events]}}, {"_id": 1}))
        if any(event.is_snapshot for event in events):
            self._seen = _ids(self._rows.inbox.find({"_id": {"$in": [event.id for event in events]}}, {"_id": 1}))

    def _take(self, event: Event) -> None:
        standing = self._standings[subject_key(event)]
        if event.id in self._held or event.id in self._seen:
            return
        if event.is_snapshot and event.sequence >= standing.applied:
            self._apply_snapshot(event, standing)
        elif event.is_snapshot or event.sequence <= standing.applied:
            self._drop(event, standing)
        elif event.sequence > standing.applied + 1:
            self._park(event, standing, EARLY)
        elif event.sequence == standing.blocked:
            self._drop(event, standing)
        elif not self._applier.has_reached(self._tx, event):
            self._park(event, standing, LAW)
        else:
            self._apply(event, standing)

    def _apply(self, event: Event, standing: Standing) -> None:
        handler = self._applier.handler(event)
        if handler is not None:
            self._follow(handler, upcast(event))
        standing.applied, standing.is_changed, standing.is_waking = event.sequence, True, standing.parked > 0
        self._changes.inbox.append(inbox_row(event, APPLIED if handler else PASSED_OVER, self._tx.now))
        self._unpark(event, standing)
        if event.type == "law.changed":
            self._wake_for_law(event)

    def _follow(self, handler: Handler | Together, event: Event) -> None:
        """Let an event's projection follow it, or gather it with those like it, which are followed before any other is."""
        if self._gathered and (event.type, event.city) != (self._gathered[0].type, self._gathered[0].city):
            self._follow_gathered()
        if isinstance(handler, Together):
            self._gathered.append(event)
        else:
            handler(self._tx_of(event.city), event)

    def _follow_gathered(self) -> None:
        gathered, self._gathered = self._gathered, []
        handler = self._applier.handler(gathered[0]) if gathered else None
        if isinstance(handler, Together):
            handler.run(self._tx_of(gathered[0].city), gathered)

    def _apply_snapshot(self, event: Event, standing: Standing) -> None:
        self._apply(event, standing)
        standing.blocked, before = None, {"subject": standing.id, "sequence": {"$lte": event.sequence}}
        self._rows.dead_letters.delete_many(before)
        for row in self._rows.parked.find(before | {"_id": {"$ne": event.id}}):
            if row["_id"] not in self._changes.unparked:
                self._changes.inbox.append(_inbox_row_of_parked(row, COVERED, self._tx.now))
                self._count_off(row["_id"], standing)

    def _drop(self, event: Event, standing: Standing) -> None:
        """Let go of what was applied before, or is a dead letter."""
        self._unpark(event, standing)

    def _park(self, event: Event, standing: Standing, because: str) -> None:
        if self._are_parked:
            self._changes.resting.setdefault(because, []).append(event.id)
            return
        self._held.add(event.id)
        standing.parked, standing.is_changed = standing.parked + 1, True
        self._changes.parked.append(parked_row(event, because, self._tx.now))

    def _unpark(self, event: Event, standing: Standing) -> None:
        if self._are_parked and event.id not in self._changes.unparked:
            self._count_off(event.id, standing)

    def _count_off(self, id: str, standing: Standing) -> None:
        """Take a parked row away, once: in one batch a snapshot may cover what is looked at beside it."""
        self._changes.unparked.add(id)
        standing.parked, standing.is_changed = standing.parked - 1, True

    def _tx_of(self, city: str) -> Transaction:
        if city not in self._within:
            self._within[city] = self._tx.within(city)
        return self._within[city]

    def _wake_for_law(self, event: Event) -> None:
        waiting = {"because": LAW, "law": {"$lte": int(event.data.get("sequence", event.sequence))}}
        self._rows.parked.update_many(waiting, {"$set": {"next_at": self._tx.now}})

    def _write(self) -> None:
        insert(self._rows.inbox, self._changes.inbox)
        insert(self._rows.parked, self._changes.parked)
        if self._changes.unparked:
            self._rows.parked.delete_many({"_id": {"$in": sorted(self._changes.unparked)}})
        for because, ids in self._changes.resting.items():
            self._rows.parked.update_many({"_id": {"$in": ids}}, {"$set": {"because": because, "next_at": next_look(because, self._tx.now)}})
        # A subject's row is written also where an event is only parked: another consumer that applies the one before it at this moment
        # then conflicts, instead of not seeing that one waits.
        changed = [standing for standing in self._standings.values() if standing.is_changed]
        if changed:
            self._rows.subjects.bulk_write([_write_of(standing) for standing in changed], ordered=False)
        for standing in changed:
            if standing.is_waking and standing.parked > 0:
                self._wake(standing)

    def _wake(self, standing: Standing) -> None:
        following = {"subject": standing.id, "because": EARLY, "sequence": {"$lte": standing.applied + WOKEN_AT_ONCE}}
        self._rows.parked.update_many(following, {"$set": {"next_at": self._tx.now}})


def subject_key(event: Event) -> str:
    """Return the id of the row that says how far an event's subject has come here."""
    return f"{event.city}/{event.source}/{event.subject.kind}/{event.subject.id}"


def inbox_row(event: Event, outcome: str, now: datetime) -> InboxRow:
    """Return the row that says what became of an event here."""
    return {
        "_id": event.id,
        "city": event.city,
        "source": event.source,
        "type": event.type,
        "subject": subject_key(event),
        "sequence": event.sequence,
        "outcome": outcome,
        "at": now,
    }


def parked_row(event: Event, because: str, now: datetime) -> ParkedRow:
    """Return the row of an event that waits here."""
    return {
        "_id": event.id,
        "city": event.city,
        "source": event.source,
        "subject": subject_key(event),
        "sequence": event.sequence,
        "type": event.type,
        "law": event.law,
        "because": because,
        "attempts": 0,
        "waits": 0,
        "says": "",
        "since": now,
        "next_at": next_look(because, now),
        "event": to_wire(event),
    }


def next_look(because: str, now: datetime) -> datetime | None:
    """Return when a parked event is looked at again: an early one when the one before it has been applied, one that waits for the law now and then."""
    return now + LAW_LOOK if because == LAW else None


def _inbox_row_of_parked(row: ParkedRow, outcome: str, now: datetime) -> InboxRow:
    return {
        "_id": row["_id"],
        "city": row["city"],
        "source": row["source"],
        "type": row["type"],
        "subject": row["subject"],
        "sequence": row["sequence"],
        "outcome": outcome,
        "at": now,
    }


def _write_of(standing: Standing) -> Any:
    told = {"applied": standing.applied, "parked": standing.parked, "blocked": standing.blocked}
    if standing.is_known:
        return UpdateOne({"_id": standing.id}, {"$set": told})
    city, source, kind, _ = standing.id.split("/", 3)
    return InsertOne({"_id": standing.id, "city": city, "source": source, "kind": kind, **told})


def _ids(rows: Iterable[Mapping[str, Any]]) -> set[str]:
    return {row["_id"] for row in rows}
