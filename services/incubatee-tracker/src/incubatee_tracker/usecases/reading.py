"""How a use-case comes to a record that the caller may see, and to the law that stands on it."""

from __future__ import annotations

from datetime import date

from fuyu.law.registry import Loaded
from fuyu.law.view import Law
from fuyu.store.transaction import Transaction
from incubatee_tracker.documents import Base, Enrolment
from incubatee_tracker.facts import base_holders, seeing_holders
from incubatee_tracker.usecases.seeing import check_seen, sees


def seen_base(tx: Transaction, id: str) -> Base:
    """Return a base that the caller may see; raise NotFound otherwise."""
    base: Base | None = Base.objects(city=tx.city, id=id).first()
    is_seen = base is not None and sees(tx.laws, tx.caller, base.to_mongo(), base_holders(base))
    found: Base = check_seen(base if is_seen else None, "base", id)
    return found


def seen_enrolment(tx: Transaction, id: str) -> Enrolment:
    """Return an enrolment that the caller may see; raise NotFound otherwise."""
    enrolment: Enrolment | None = Enrolment.objects(city=tx.city, id=id).first()
    is_seen = enrolment is not None and sees(tx.laws, tx.caller, enrolment.to_mongo(), seeing_holders(enrolment))
    found: Enrolment = check_seen(enrolment if is_seen else None, "enrolment", id)
    return found


def law_of(tx: Transaction, record: Base | Enrolment, on: date | None = None) -> tuple[Loaded, Law] | None:
    """Return the programme's version and the law that stand on a record, today or as it was set on a day; None where its plugin is not running here."""
    loaded = tx.laws.programmes.get((record.programme, record.programme_version))
    host = record.host if isinstance(record, Base) else None
    return (loaded, loaded.view(tx.settings, on or tx.today, host)) if loaded else None
