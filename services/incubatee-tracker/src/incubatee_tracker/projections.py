"""What incubatee-tracker does with each event: designations become bases, approved lists become enrolments, sessions are added up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fuyu.events.envelope import Event
from fuyu.service import Handler, Together
from fuyu.store.absences import project_absence
from fuyu.store.law_settings import project_law_changed
from fuyu.store.transaction import Transaction
from incubatee_tracker.documents import Base, BaseYear, KnownExpert, Organisation, Session, Standing
from incubatee_tracker.sums import Sum
from incubatee_tracker.usecases.bases import look_soon
from incubatee_tracker.usecases.moving import forget_offers, stop_incubations
from incubatee_tracker.usecases.opening import open_base, told_terms


def change_base(tx: Transaction, event: Event) -> None:
    """Follow a designation whose term, class or state changed."""
    told = {name: event.data.get(name) for name in ("starts_on", "ends_on", "state", "holds_class")}
    if told["state"] == "held":
        told["ended_on"] = None
    if event.data.get("past_classes") is not None:
        told["past_classes"] = event.data["past_classes"]
    _update_base(tx, event, told | told_terms(event.data))


def end_base(tx: Transaction, event: Event) -> None:
    """Follow a designation that ended by itself: no admissions and no moves to it any more, running incubations go on."""
    _update_base(tx, event, {"state": event.data["state"], "ended_on": event.data["ended_on"]})
    forget_offers(tx, event.data["designation"])


def revoke_base(tx: Transaction, event: Event) -> None:
    """Follow a revocation: the incubations stop that day and wait for another base."""
    end_base(tx, event)
    stop_incubations(tx, event.data["designation"], event.data["ended_on"])


def keep_foreseen(tx: Transaction, event: Event) -> None:
    """Keep until when a designation meets its conditions, beside what was said of that before: the watch over a past day shows what was known then."""
    Base.foresee(event.city, event.data["designation"], event.data["on"], event.data["conditions"])


def keep_organisation(tx: Transaction, event: Event) -> None:
    """Keep what base-registry knows of a company."""
    told = {name: event.data.get(name) for name in ("code", "name", "district", "industry", "founded_on")}
    Organisation.objects(city=event.city, id=event.data["organisation"]).update_one(__raw__={"$set": told, "$inc": {"version": 1}}, upsert=True)


def keep_expert(tx: Transaction, event: Event) -> None:
    """Keep what can bind an expert of the city's pool to an organisation."""
    told = {name: event.data.get(name) for name in ("person", "employer_code", "group_code")}
    KnownExpert.objects(city=event.city, id=event.data["expert"]).update_one(__raw__={"$set": told, "$inc": {"version": 1}}, upsert=True)


def count_sessions(tx: Transaction, events: Sequence[Event]) -> None:
    """Add sessions to the years in which they began and to each attendee's standing; a snapshot of one that was added before adds nothing."""
    told = {event.subject.id: event.data for event in events}
    years: dict[tuple[str, int], Sum] = {}
    came: dict[str, Sum] = {}
    designations: dict[str, str] = {}
    for data in [told[id] for id in Session.count(list(told))]:
        year = years.setdefault((data["designation"], int(data["held_on"][:4])), Sum())
        year.add(data["hours"], is_batch=data["counts_for_year"] is not None)
        for each in data["attendance"]:
            came.setdefault(each["enrolment"], Sum()).add(each["hours"])
            designations.setdefault(each["enrolment"], data["designation"])
    if years:
        BaseYear.add_up(tx.city, years)
        look_soon(tx, *sorted({designation for designation, _ in years}))
    if came:
        Standing.add_up(tx.city, came, designations)


def recount_session(tx: Transaction, event: Event) -> None:
    """Take a session out of the year and the standings in which it was counted, and add it as it was corrected."""
    before, after, designation = event.data["before"], event.data, event.data["designation"]
    years: dict[tuple[str, int], Sum] = {}
    years.setdefault((designation, int(before["held_on"][:4])), Sum()).take(before["hours"], is_batch=before["counts_for_year"] is not None)
    years.setdefault((designation, int(after["held_on"][:4])), Sum()).add(after["hours"], is_batch=after["counts_for_year"] is not None)
    came: dict[str, Sum] = {}
    for each in before["attendance"]:
        came.setdefault(each["enrolment"], Sum()).take(each["hours"])
    for each in after["attendance"]:
        came.setdefault(each["enrolment"], Sum()).add(each["hours"])
    BaseYear.add_up(tx.city, years)
    if changed := {enrolment: each for enrolment, each in came.items() if each != Sum()}:
        Standing.add_up(tx.city, changed, dict.fromkeys(changed, designation))
    look_soon(tx, designation)


def look_at_base(tx: Transaction, event: Event) -> None:
    """Ask soon again what a base owes: a fact about it has changed."""
    look_soon(tx, event.data["designation"])


def take_setting(tx: Transaction, event: Event) -> None:
    """Take over a law setting, and ask soon again what every base owes: days and numbers may have changed (L4, L5)."""
    project_law_changed(tx, event)
    Base.objects(city=event.city).update(__raw__={"$min": {"look_on": tx.today.isoformat()}, "$inc": {"wakes": 1}})


HANDLERS: Mapping[str, Handler | Together] = {
    "designation.granted": open_base,
    "designation.changed": change_base,
    "designation.ended": end_base,
    "designation.revoked": revoke_base,
    "designation.foreseen": keep_foreseen,
    "organisation.registered": keep_organisation,
    "organisation.changed": keep_organisation,
    "expert.registered": keep_expert,
    "session.held": Together(count_sessions),
    "session.corrected": recount_session,
    "plan.filed": look_at_base,
    "report.filed": look_at_base,
    "liaison.named": look_at_base,
    "enrolment.started": look_at_base,
    "enrolment.stopped": look_at_base,
    "enrolment.moved": look_at_base,
    "enrolment.extended": look_at_base,
    "enrolment.ended": look_at_base,
    "enrolment.corrected": look_at_base,
    "law.changed": take_setting,
    "absence.changed": project_absence,
}


def _update_base(tx: Transaction, event: Event, told: Mapping[str, object]) -> None:
    change = {"$set": dict(told), "$inc": {"version": 1}, "$min": {"look_on": tx.today.isoformat()}}
    Base.objects(city=event.city, id=event.data["designation"]).update_one(__raw__=change)
