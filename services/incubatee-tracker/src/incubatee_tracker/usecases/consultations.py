"""Logging what a base did for one incubatee alone, and showing it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bson import Decimal128

from fuyu.store.files import keep_files
from fuyu.store.transaction import Subject, Transaction
from incubatee_tracker.documents import Base, Consultation
from incubatee_tracker.facts import consultation_holders
from incubatee_tracker.usecases.bases import check_is_holder, check_stands
from incubatee_tracker.usecases.faults import refused
from incubatee_tracker.usecases.reading import seen_enrolment
from incubatee_tracker.usecases.seeing import check_seen, sees
from incubatee_tracker.usecases.sessions import period_of, ran_on, stay_with


def log_consultation(tx: Transaction, id: str, given: Mapping[str, Any]) -> Consultation:
    """Log a consultation that a base gave one of its incubatees on a day on which the incubation ran there; the base's own people do it."""
    enrolment = seen_enrolment(tx, given["enrolment"])
    base: Base = Base.get(tx.city, enrolment.designation)
    programme = tx.laws.of(base.programme, base.programme_version).programme
    check_is_holder(tx, programme, base.to_mongo())
    on = given["held_on"]
    if on > tx.today:
        raise refused("held_on", "What is logged was held; this lies in the future.", on.isoformat(), f"{tx.today} or earlier")
    check_stands(programme, base.to_mongo(), on, "held_on")
    stay = stay_with(enrolment.to_mongo(), base.id) or {}
    if not ran_on(stay, on):
        raise refused("held_on", f"This incubation did not run here on {on}.", on.isoformat(), period_of(stay))
    subject = Subject("consultation", id)
    if given["files"]:
        keep_files(tx, given["files"], subject)
    consultation = Consultation(
        id=id,
        city=tx.city,
        enrolment=enrolment.id,
        designation=base.id,
        **{name: enrolment[name] for name in ("programme", "programme_version", "office", "district")},
        base=dict(enrolment.base),
        incubatee={name: enrolment.incubatee[name] for name in ("code", "name")},
        held_on=on.isoformat(),
        **{name: given.get(name) for name in ("kind", "what", "by_whom", "files")},
        hours=Decimal128(given["hours"]) if "hours" in given else None,
        logged_on=tx.today.isoformat(),
        logged_by=tx.caller.person if tx.caller else "",
    )
    consultation.add()
    tx.audit("consultation.logged", subject, enrolment=enrolment.id, held_on=consultation.held_on, kind=consultation.kind)
    return consultation


def show_consultation(tx: Transaction, id: str) -> Consultation:
    """Return a consultation as the caller may see it: base, incubatee and offices."""
    found: Consultation | None = Consultation.objects(city=tx.city, id=id).first()
    is_seen = found is not None and sees(tx.laws, tx.caller, found.to_mongo(), consultation_holders(found))
    shown: Consultation = check_seen(found if is_seen else None, "consultation", id)
    return shown
