"""Resending: snapshots of subjects as they stand, which set other services' records right and the numbers they count on from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from fuyu.events.catalogue import checked, event_type
from fuyu.events.envelope import Event
from fuyu.ids import new_id
from fuyu.problems import NotFound
from fuyu.service import Running, Snapshot
from fuyu.store.outbox import insert, row_of
from fuyu.store.rows import OutboxRow

AT_ONCE = 200


def resend(running: Running, kind: str, city: str | None = None) -> int:
    """Write snapshots of all subjects of a kind into the outbox, for one city or all, and return how many; the relay sends them.

    Records and sequences are read at one instant, so that a snapshot says exactly what holds after the number it carries.
    """
    made = running.service.snapshots.get(kind)
    if made is None:
        known = ", ".join(sorted(running.service.snapshots)) or "none"
        raise NotFound(f"{running.service.name} makes no snapshots of {kind!r}; it makes: {known}.", found=kind)
    store, count = running.store, 0
    with store.client.start_session(snapshot=True) as session:
        with session.bind(end_session=False):
            snapshots = iter(made(running, city))
        while True:
            with session.bind(end_session=False):
                events = _numbered(running, list(islice(snapshots, AT_ONCE)))
            if not events:
                return count
            insert(store.rows.outbox, events)
            store.doorbell.ring()
            count += len(events)


def _numbered(running: Running, snapshots: Sequence[Snapshot]) -> list[OutboxRow]:
    ids = [_sequence_id(snapshot) for snapshot in snapshots]
    numbers = {row["_id"]: row["emitted"] for row in running.store.rows.sequences.find({"_id": {"$in": ids}})}
    return list(_rows(running, zip(snapshots, (numbers.get(id, 0) for id in ids), strict=True)))


def _rows(running: Running, numbered: Iterable[tuple[Snapshot, int]]) -> Iterable[OutboxRow]:
    now = running.clock.now()
    for snapshot, number in numbered:
        declared = event_type(snapshot.type)
        data = checked(declared, snapshot.data)
        # A subject that has emitted nothing yet has no number to count on from, and nobody can have missed anything of it.
        if number:
            event = Event(
                new_id(), snapshot.type, running.service.name, snapshot.city, snapshot.subject, number, now, data,
                schema_version=declared.version, is_snapshot=True,
            )  # fmt: skip
            yield row_of(event, number)


def _sequence_id(snapshot: Snapshot) -> str:
    return f"{snapshot.city}/{snapshot.subject.kind}/{snapshot.subject.id}"
