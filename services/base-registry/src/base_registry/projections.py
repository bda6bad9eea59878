"""What base-registry knows from other services' events: enrolments and sessions of each designation, counted where each stands or ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from base_registry.documents import Designation, KnownEnrolment, KnownSession
from base_registry.usecases.handing_over import follow_succession
from base_registry.usecases.knowing import follow_duty, know_duty, know_proof
from base_registry.usecases.reckoning import flag_all
from fuyu.events.envelope import Event
from fuyu.law.settings import Kind
from fuyu.service import Handler
from fuyu.store.absences import project_absence
from fuyu.store.law_settings import project_law_changed
from fuyu.store.transaction import Transaction

COMPLETED = "completed"
# What an enrolment in a state adds to its designation's counts.
COUNTED = {
    "running": {"running_enrolments": 1},
    "stopped": {},
    "ended": {"ended_enrolments": 1},
    COMPLETED: {"ended_enrolments": 1, "completed_enrolments": 1},
}


def count_enrolment_started(tx: Transaction, event: Event) -> None:
    """Count an incubatee that began at a base, or went on at it after a move."""
    _count(tx, event, "running")


def count_enrolment_ended(tx: Transaction, event: Event) -> None:
    """Count an incubation that ended, completed or not."""
    _count(tx, event, COMPLETED if event.data["outcome"] == COMPLETED else "ended")


def count_enrolment_stopped(tx: Transaction, event: Event) -> None:
    """Count no longer an incubation that stopped with its base's designation: until it goes on it runs at none."""
    _count(tx, event, "stopped")


def follow_correction(tx: Transaction, event: Event) -> None:
    """Know an enrolment by its company's true code; what its assessment says now is told by its end."""
    code = event.data["incubatee"]["code"]
    KnownEnrolment.objects(city=event.city, id=event.data["enrolment"], incubatee__ne=code).update(set__incubatee=code, inc__version=1)


def note_enrolment_refused(tx: Transaction, event: Event) -> None:
    """Wait no longer for a company of the approved list whose incubation did not begin, since it is elsewhere already."""
    _await_no_longer(event)


def count_session(tx: Transaction, event: Event) -> None:
    """Count a session in the year in which it began, and as a batch where it counts towards the duty; a session heard of again changes nothing."""
    id, year = event.data["session"], str(event.data["held_on"])[:4]
    if KnownSession.objects(id=id).first() is not None:
        return
    is_batch = bool(event.data["counts_for_year"])
    KnownSession(id=id, city=event.city, designation=event.data["designation"], year=int(year), is_batch=is_batch).add()
    _add_session(event, event.data, 1)


def recount_session(tx: Transaction, event: Event) -> None:
    """Take a session out of the year in which it was counted, and count it as it was corrected."""
    known = KnownSession.objects(city=event.city, id=event.data["session"]).first()
    if known is None:
        count_session(tx, event)
        return
    known.year, known.is_batch = int(str(event.data["held_on"])[:4]), bool(event.data["counts_for_year"])
    known.keep()
    _add_session(event, event.data["before"], -1)
    _add_session(event, event.data, 1)


def _add_session(event: Event, told: Mapping[str, Any], times: int) -> None:
    """Add a session to its year as often as said, which takes it away where that is -1."""
    designation = Designation.objects(city=event.city, id=event.data["designation"]).only("years").first()
    if designation is None:
        return
    year = str(told["held_on"])[:4]
    before = designation.years.get(year, {"batches": 0, "sessions": 0, "hours": "0"})
    counted = {
        "batches": before["batches"] + (times if told["counts_for_year"] else 0),
        "sessions": before["sessions"] + times,
        "hours": str(Decimal(before["hours"]) + times * Decimal(str(told["hours"]))),
    }
    _collection().update_one({"_id": designation.id}, {"$set": {f"years.{year}": counted}})


def note_law_changed(tx: Transaction, event: Event) -> None:
    """Take over a law setting; a calendar or relief may move any limit still to come, so all are computed again (L4), and any setting a ground."""
    project_law_changed(tx, event)
    if event.data["kind"] in (Kind.CALENDAR, Kind.RELIEF):
        flag_all(event.city)
    Designation.look_soon(event.city, tx.today, state={"$in": ["held", "expired"]})


def then_look(count: Handler) -> Handler:
    """Return a projection that lets the designation be looked at once its counts have changed: a ground may have come or gone."""

    def counted(tx: Transaction, event: Event) -> None:
        count(tx, event)
        Designation.look_soon(event.city, tx.today, _id=event.data["designation"])

    return counted


HANDLERS: Mapping[str, Handler] = {
    "enrolment.started": then_look(count_enrolment_started),
    "enrolment.refused": then_look(note_enrolment_refused),
    "enrolment.stopped": then_look(count_enrolment_stopped),
    "enrolment.moved": then_look(count_enrolment_started),
    "enrolment.ended": then_look(count_enrolment_ended),
    "enrolment.corrected": then_look(follow_correction),
    "session.held": then_look(count_session),
    "session.corrected": then_look(recount_session),
    "duty.opened": know_duty,
    "duty.moved": follow_duty,
    "duty.overdue": follow_duty,
    "duty.done": follow_duty,
    "duty.withdrawn": follow_duty,
    "notice.proven": know_proof,
    "law.changed": note_law_changed,
    "absence.changed": project_absence,
    "succession.made": follow_succession,
}


def _count(tx: Transaction, event: Event, state: str) -> None:
    """Move an enrolment from where and as what it was counted to another, and look at the base that it left; hearing of the same again changes nothing."""
    id, designation = event.data["enrolment"], event.data["designation"]
    _await_no_longer(event)
    known = KnownEnrolment.objects(id=id).first()
    before = (known.designation, known.state) if known else None
    if before == (designation, state) and known.incubatee == event.data["incubatee"]["code"]:
        return
    KnownEnrolment._get_collection().update_one(
        {"_id": id},
        {"$set": {"city": event.city, "designation": designation, "incubatee": event.data["incubatee"]["code"], "state": state}, "$inc": {"version": 1}},
        upsert=True,
    )
    changes: dict[str, Counter[str]] = {designation: Counter(COUNTED[state])}
    if before:
        changes.setdefault(before[0], Counter()).subtract(COUNTED[before[1]])
        Designation.look_soon(event.city, tx.today, _id=before[0])
    for each, change in changes.items():
        if counted := {name: number for name, number in change.items() if number}:
            _collection().update_one({"_id": each, "city": event.city}, {"$inc": counted})


def _await_no_longer(event: Event) -> None:
    answered = {"awaited": event.data["incubatee"]["code"]}
    _collection().update_one({"_id": event.data["designation"], "city": event.city}, {"$pull": answered})


def _collection() -> Any:
    return Designation._get_collection()
