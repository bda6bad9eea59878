"""What base-registry knows from other services' events: enrolments and sessions of each designation, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from base_registry.documents import Application, Designation, KnownEnrolment, KnownSession
from fuyu.events.envelope import Event
from fuyu.law.settings import Kind
from fuyu.service import Handler
from fuyu.store.law_settings import project_law_changed
from fuyu.store.transaction import Transaction

COMPLETED = "completed"
# What an enrolment in a state adds to its designation's counts.
COUNTED = {
    "running": {"running_enrolments": 1},
    "ended": {"ended_enrolments": 1},
    COMPLETED: {"ended_enrolments": 1, "completed_enrolments": 1},
}


def count_enrolment_started(tx: Transaction, event: Event) -> None:
    """Count an incubatee that began at a base."""
    _count(event, "running")


def count_enrolment_ended(tx: Transaction, event: Event) -> None:
    """Count an incubation that ended, completed or not."""
    _count(event, COMPLETED if event.data["outcome"] == COMPLETED else "ended")


def count_session(tx: Transaction, event: Event) -> None:
    """Count a session in the year in which it began, and as a batch where it counts towards the duty; a session heard of again changes nothing."""
    id, year = event.data["session"], str(event.data["held_on"])[:4]
    if KnownSession.objects(id=id).first() is not None:
        return
    is_batch = bool(event.data["counts_for_year"])
    KnownSession(id=id, city=event.city, designation=event.data["designation"], year=int(year), is_batch=is_batch).add()
    designation = Designation.objects(city=event.city, id=event.data["designation"]).only("years").first()
    if designation is None:
        return
    before = designation.years.get(year, {"batches": 0, "sessions": 0, "hours": "0"})
    counted = {
        "batches": before["batches"] + (1 if is_batch else 0),
        "sessions": before["sessions"] + 1,
        "hours": str(Decimal(before["hours"]) + Decimal(str(event.data["hours"]))),
    }
    _collection().update_one({"_id": designation.id}, {"$set": {f"years.{year}": counted}})


def note_law_changed(tx: Transaction, event: Event) -> None:
    """Take over a law setting; a year's calendar, or relief, may move any limit that is still to come, so all are computed again (L4)."""
    project_law_changed(tx, event)
    if event.data["kind"] in (Kind.CALENDAR, Kind.RELIEF):
        Application._get_collection().update_many({"city": event.city, "state": "running"}, {"$set": {"has_provisional_limit": True}})


HANDLERS: Mapping[str, Handler] = {
    "enrolment.started": count_enrolment_started,
    "enrolment.ended": count_enrolment_ended,
    "session.held": count_session,
    "law.changed": note_law_changed,
}


def _count(event: Event, state: str) -> None:
    """Move an enrolment from the state in which it was counted to another; hearing of the same state again changes nothing."""
    id, designation = event.data["enrolment"], event.data["designation"]
    known = KnownEnrolment.objects(id=id).first()
    before = known.state if known else None
    if before == state and known.incubatee:
        return
    KnownEnrolment._get_collection().update_one(
        {"_id": id},
        {"$set": {"city": event.city, "designation": designation, "incubatee": event.data["incubatee"]["code"], "state": state}, "$inc": {"version": 1}},
        upsert=True,
    )
    change = Counter(COUNTED[state])
    change.subtract(COUNTED[before] if before else {})
    _collection().update_one({"_id": designation, "city": event.city}, {"$inc": {name: number for name, number in change.items() if number}})


def _collection() -> Any:
    return Designation._get_collection()
