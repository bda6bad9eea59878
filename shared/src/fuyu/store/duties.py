"""Duties: what is owed by when, kept by the service in which the evidence is written; each change is said in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from fuyu.events.catalogue import jsonable
from fuyu.events.envelope import Audience, Subject
from fuyu.ids import derived_id
from fuyu.store.leases import Alone, new_owner
from fuyu.store.outbox import insert
from fuyu.store.rows import DutyRow, Rows
from fuyu.store.transaction import Transaction

if TYPE_CHECKING:
    from fuyu.service import Running

OPEN, DONE, OVERDUE, WITHDRAWN = "open", "done", "overdue", "withdrawn"
OWED = (OPEN, OVERDUE)
BATCH, LEASE_SECONDS = 200, 15.0
OF_AN_OFFICE = "office/"


@dataclass(frozen=True, kw_only=True)
class Duty:
    """What is owed: by `key` once for a subject, for example `yearly_report:2026`.

    `due_on` is the last day, None where there is none; `clause` a citation's document; `levels` the audiences of its reminders, level by level upwards.
    """

    subject: Subject
    subject_name: str
    key: str
    title: str
    clause: Any
    programme: str
    programme_version: str
    due_on: date | None
    is_provisional: bool = False
    opens_on: date | None = None
    says: str | None = None
    levels: Sequence[Sequence[Audience]] = field(default_factory=tuple)

    def id_in(self, city: str) -> str:
        """Return the duty's id, which is the same whenever it is opened."""
        return id_of(city, self.subject, self.key)


def id_of(city: str, subject: Subject, key: str) -> str:
    """Return the id of the duty that a subject of a city has under a key."""
    return derived_id(city, "duty", subject.kind, subject.id, key)


def seen_by(levels: Iterable[Iterable[Mapping[str, Any]]]) -> list[str]:
    """Return the roles that the audiences of all levels mean, each as one text by which duties are found; those of offices begin with OF_AN_OFFICE."""
    return sorted({text for level in levels for audience in level for text in _meant_roles(audience)})


def roles_of(person: str, actor: str, organisation: str | None, office: str | None, district: str | None) -> Iterator[str]:
    """Go through the texts of `seen_by` that mean one role of a person: by organisation, by district and office, by the whole office, by name."""
    if organisation:
        yield f"organisation/{organisation}/{actor}"
    if office and district:
        yield f"{OF_AN_OFFICE}{office}/{district}/{actor}"
    if office:
        yield f"{OF_AN_OFFICE}{office}//{actor}"
    yield f"person/{person}/{actor}"


def open_(tx: Transaction, duty: Duty) -> str:
    """Let a duty be owed and return its id; see open_all."""
    return open_all(tx, [duty])[0]


def open_all(tx: Transaction, duties: Sequence[Duty]) -> list[str]:
    """Let duties be owed, with one look and one write however many they are, and return their ids.

    One that is owed already only moves where its last day changed; one that was done stays done; one that was withdrawn is owed again.
    """
    given = {duty.id_in(tx.city): duty for duty in duties}
    known: dict[str, DutyRow] = {row["_id"]: row for row in tx.rows.duties.find({"_id": {"$in": list(given)}})}
    insert(tx.rows.duties, [_row(tx, id, duty) for id, duty in given.items() if id not in known])
    for id, duty in given.items():
        if id not in known:
            _say_opened(tx, id, duty)
        elif known[id]["state"] in OWED:
            _move(tx, known[id], duty.due_on, duty.is_provisional)
        elif known[id]["state"] == WITHDRAWN:
            _open_again(tx, id, duty)
    return list(given)


def reopen(tx: Transaction, duty: Duty) -> None:
    """Let a duty be owed again that was done or withdrawn, because what did it was corrected; nothing happens to one that is owed."""
    row = _find(tx, duty.subject, duty.key)
    if row is not None and row["state"] not in OWED:
        _open_again(tx, row["_id"], duty)


def tell_anew(tx: Transaction, subject: Subject, name: str, organisations: Mapping[str, str]) -> None:
    """Let what a subject owes be known under its corrected name, and by the organisation that is truly meant (`organisations`: old code to new).

    The days stay as they are; who is reminded of the duty is told by its name from now on.
    """
    for row in owed_by(tx.rows, tx.city, subject):
        about = {**row["about"], "name": name}
        levels = [[_meant(audience, organisations) for audience in level] for level in row["data"]["levels"]]
        data = {**row["data"], "about": about, "levels": levels}
        if data != row["data"]:
            tx.rows.duties.update_one({"_id": row["_id"]}, {"$set": {"about": about, "data": data, "seen_by": seen_by(levels)}})
            tx.emit("duty.opened", Subject("duty", row["_id"]), data, audiences=tuple(levels[0]) if levels else ())


def move(tx: Transaction, subject: Subject, key: str, due_on: date | None, *, is_provisional: bool = False) -> bool:
    """Move the last day of a duty that is owed; one that was overdue is open again. Return whether anything changed."""
    row = _find(tx, subject, key)
    return row is not None and row["state"] in OWED and _move(tx, row, due_on, is_provisional)


def done(tx: Transaction, subject: Subject, key: str, on: date | None = None) -> bool:
    """Note that a duty was done, today or `on` an earlier day, in time or late; return whether it was still owed."""
    return _close(tx, subject, key, DONE, on)


def withdraw(tx: Transaction, subject: Subject, key: str, on: date | None = None) -> bool:
    """Note that a duty is owed no more; return whether it was."""
    return _close(tx, subject, key, WITHDRAWN, on)


def owed_by(rows: Rows, city: str, subject: Subject) -> list[DutyRow]:
    """Return what a subject owes now, the earliest last day first."""
    found = rows.duties.find({"city": city, "about.kind": subject.kind, "about.id": subject.id, "state": {"$in": list(OWED)}})
    return sorted(found, key=lambda row: (row["due_on"] or "9", row["_id"]))


def past_due(rows: Rows, today: date, most: int) -> dict[str, list[str]]:
    """Return the ids of open duties whose last day lies before today, by city, the longest past first, at most so many.

    An index of the open ones alone answers it, without a look at any row: it costs the same whether there are a hundred thousand duties or a million.
    """
    found: dict[str, list[str]] = {}
    due = {"state": OPEN, "due_on": {"$lt": today.isoformat()}}
    for row in rows.duties.find(due, {"city": 1}).sort([("due_on", 1), ("city", 1), ("_id", 1)]).limit(most):
        found.setdefault(row["city"], []).append(row["_id"])
    return found


def sweep_overdue(running: Running) -> int:
    """Turn open duties overdue whose last day has passed, batch by batch, and return how many; running it again finds none.

    One worker does it at a time: a second one finds the lease taken and leaves the work to the first.
    """
    store, today, count = running.store, running.clock.today(), 0
    if not past_due(store.rows, today, 1):
        return 0
    alone = Alone(store.rows.leases, "overdue duties", new_owner(), LEASE_SECONDS)
    try:
        while alone.take() and (due := past_due(store.rows, today, BATCH)):
            changed = 0
            for city, ids in due.items():
                changed += store.transact(lambda tx, ids=ids: _make_overdue(tx, ids), city=city)  # type: ignore[misc]
            if not changed:  # The day was set back meanwhile: nothing is late any more, and the next round would find the same.
                break
            count += changed
    finally:
        alone.give_up()
    return count


def _make_overdue(tx: Transaction, ids: Sequence[str]) -> int:
    due = {"_id": {"$in": list(ids)}, "state": OPEN, "due_on": {"$lt": tx.today.isoformat()}}
    found = [row["_id"] for row in tx.rows.duties.find(due, {"_id": 1})]
    tx.rows.duties.update_many({"_id": {"$in": found}}, {"$set": {"state": OVERDUE}})
    for id in found:
        tx.emit("duty.overdue", Subject("duty", id), {"duty": id, "on": tx.today})
    return len(found)


def _row(tx: Transaction, id: str, duty: Duty) -> DutyRow:
    return {
        "_id": id,
        "city": tx.city,
        "key": duty.key,
        "about": {"kind": duty.subject.kind, "id": duty.subject.id, "name": duty.subject_name},
        "state": OPEN,
        "due_on": duty.due_on.isoformat() if duty.due_on else None,
        "data": _data(id, duty),
        "opened_on": tx.today.isoformat(),
        "closed_on": None,
        "seen_by": seen_by(duty.levels),
    }


def _data(id: str, duty: Duty) -> dict[str, Any]:
    said: Mapping[str, Any] = {
        "duty": id,
        "key": duty.key,
        "title": duty.title,
        "says": duty.says,
        "clause": duty.clause,
        "programme": duty.programme,
        "programme_version": duty.programme_version,
        "about": {"kind": duty.subject.kind, "id": duty.subject.id, "name": duty.subject_name},
        "due_on": duty.due_on,
        "is_provisional": duty.is_provisional,
        "opens_on": duty.opens_on,
        "levels": [[dict(audience) for audience in level] for level in duty.levels],
    }
    plain: dict[str, Any] = jsonable(said)
    return plain


def _say_opened(tx: Transaction, id: str, duty: Duty) -> None:
    audiences: Iterable[Audience] = duty.levels[0] if duty.levels else ()
    tx.emit("duty.opened", Subject("duty", id), _data(id, duty), audiences=tuple(audiences))


def _meant_roles(audience: Mapping[str, Any]) -> Iterator[str]:
    actor = audience.get("actor")
    if audience.get("organisation"):
        yield f"organisation/{audience['organisation']}/{actor}"
    if audience.get("office"):
        yield f"{OF_AN_OFFICE}{audience['office']}/{audience.get('district') or ''}/{actor}"
    if audience.get("person"):
        yield f"person/{audience['person']}/{actor}"


def _meant(audience: Mapping[str, Any], organisations: Mapping[str, str]) -> dict[str, Any]:
    code = str(audience.get("organisation"))
    return {**audience, "organisation": organisations[code]} if code in organisations else dict(audience)


def _open_again(tx: Transaction, id: str, duty: Duty) -> None:
    tx.rows.duties.replace_one({"_id": id}, _row(tx, id, duty))
    _say_opened(tx, id, duty)


def _find(tx: Transaction, subject: Subject, key: str) -> DutyRow | None:
    return tx.rows.duties.find_one({"_id": id_of(tx.city, subject, key)})


def _move(tx: Transaction, row: DutyRow, due_on: date | None, is_provisional: bool) -> bool:
    day = due_on.isoformat() if due_on else None
    if (row["data"]["due_on"], row["data"]["is_provisional"]) == (day, is_provisional):
        return False
    # A day that has passed already is found by the next sweep.
    tx.rows.duties.update_one({"_id": row["_id"]}, {"$set": {"state": OPEN, "due_on": day, "data.due_on": day, "data.is_provisional": is_provisional}})
    tx.emit("duty.moved", Subject("duty", row["_id"]), {"duty": row["_id"], "due_on": day, "is_provisional": is_provisional})
    return True


def _close(tx: Transaction, subject: Subject, key: str, state: str, on: date | None) -> bool:
    id, day = id_of(tx.city, subject, key), on or tx.today
    closed = tx.rows.duties.update_one({"_id": id, "state": {"$in": list(OWED)}}, {"$set": {"state": state, "closed_on": day.isoformat()}})
    if closed.modified_count == 0:
        return False
    tx.emit(f"duty.{state}", Subject("duty", id), {"duty": id, "on": day})
    return True
