"""How a base and a session are shown: what is kept, counted, and asked of the law."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from fuyu.law import facts
from fuyu.store.transaction import Transaction
from incubatee_tracker.documents import Base, Enrolment, Liaison, Session
from incubatee_tracker.facts import Counts, base_holders, designation_facts
from incubatee_tracker.usecases.numbers import minimum
from incubatee_tracker.usecases.reading import law_of, seen_base
from incubatee_tracker.usecases.seeing import check_seen, sees


def show_base(tx: Transaction, id: str) -> dict[str, Any]:
    """Return a base as the caller may see it: liaison, incubatees against the minimum, years, grounds."""
    base = seen_base(tx, id)
    counts = Counts.of(tx.city, id)
    shown: dict[str, Any] = base.to_mongo().to_dict()
    shown["liaison"] = Liaison.objects(city=tx.city, designation=id).order_by("-id").first()
    shown["enrolments"] = dict(counts.enrolments)
    shown["years"] = [_year(each) for _, each in sorted(counts.years.items())]
    asked = law_of(tx, base)
    least = minimum(*asked, designation_facts(base, counts), tx.today) if asked else None
    shown["incubatees"] = least.as_document() if least else None
    return shown


def show_session(tx: Transaction, id: str) -> dict[str, Any]:
    """Return a session as the caller may see it: base and offices whole, an incubatee that was there with its own attendance alone."""
    row: dict[str, Any] = check_seen(Session.objects(city=tx.city, id=id).as_pymongo().first(), "session", id)
    base: Base = Base.get(tx.city, row["designation"])
    if not sees(tx.laws, tx.caller, row, base_holders(base)):
        row = _of_own(row, _own_enrolments(tx))
        check_seen(row["attendance"] or None, "session", id)
        row["corrections"] = [{"on": each["on"], "reason": each["reason"]} for each in row.get("corrections", ())]
    return row


def show_sessions(tx: Transaction, rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return sessions that the caller may see, each with the attendance that it may see."""
    bases: dict[str, Base] = {each.id: each for each in Base.objects(city=tx.city, id__in=sorted({row["designation"] for row in rows}))}
    own = _own_enrolments(tx)
    return [row if sees(tx.laws, tx.caller, row, base_holders(bases[row["designation"]])) else _of_own(row, own) for row in rows]


def _of_own(row: Mapping[str, Any], own: Collection[str]) -> dict[str, Any]:
    """Return a session with the attendance of some enrolments alone."""
    return {**row, "attendance": [each for each in row["attendance"] if each["enrolment"] in own]}


def _own_enrolments(tx: Transaction) -> set[str]:
    """Return the enrolments of the caller's own company."""
    codes = [role.organisation for role in (tx.caller.actors if tx.caller else ()) if role.city == tx.city and role.organisation]
    return set(Enrolment.objects(city=tx.city, incubatee__code__in=codes).scalar("id")) if codes else set()


def _year(held: facts.YearOfSessions) -> dict[str, Any]:
    return {"year": held.year, "batches": held.batches, "sessions": held.sessions, "hours": f"{held.hours:f}"}
