"""A base's calendar year: batches against what the rules need, pace, the plan against the sessions, and who never came."""

from __future__ import annotations

from typing import Any

from fuyu.law import facts
from fuyu.law.answers import Evidence, Owed, as_document
from fuyu.store.transaction import Transaction
from incubatee_tracker.documents import Base, Enrolment, Plan, Session
from incubatee_tracker.facts import Counts, designation_facts
from incubatee_tracker.usecases.duties import as_held
from incubatee_tracker.usecases.reading import law_of, seen_base
from incubatee_tracker.usecases.sessions import PERIOD, last_day_of, stay_with

SESSIONS = "sessions"
"""What rules call the duty of a year's sessions: `sessions/2026`."""
EXCHANGES = "exchanges/"
"""How the key of the duty to let incubatees exchange what they have learnt begins; the year of a designation lies in two calendar years."""


def show_year(tx: Transaction, id: str, year: int) -> dict[str, Any]:
    """Return a base's calendar year as the caller may see it."""
    base = seen_base(tx, id)
    counts = Counts.of(tx.city, id)
    held = counts.years.get(year, facts.YearOfSessions(year, 0, 0))
    owed = [each for each in _owed(tx, base, counts) if each.opens_on.year <= year <= each.due_on.year]
    exchanges = next((each for each in owed if each.key.startswith(EXCHANGES)), None)
    duty = next((each for each in owed if each.key == f"{SESSIONS}/{year}"), None)
    plan = Plan.objects(city=tx.city, designation=id, year=year).order_by("-id").first()
    return {
        "designation": id,
        "year": year,
        "as_of": tx.today.isoformat(),
        "batches": {"done": held.batches} | (_needed(duty) if duty else {}),
        "sessions": held.sessions,
        "hours": f"{held.hours:f}",
        "warning": duty.warning if duty else None,
        "plan": _planned(plan, held) if plan else None,
        "exchanges": dict(exchanges.counts) | _needed(exchanges) if exchanges else None,
        "never_came": _never_came(tx, id, year),
        "owed": [as_document(each) for each in owed],
    }


def _owed(tx: Transaction, base: Base, counts: Counts) -> list[Owed]:
    """Return what is owed today; of a designation that has ended, what was owed while it was held, so that its years stay readable."""
    asked = law_of(tx, base)
    if asked is None:
        return []
    loaded, law = asked
    told, as_of = as_held(base, designation_facts(base, counts), tx.today)
    return loaded.ask.owed_by(Evidence.ACTIVITIES, law, told, as_of)


def _needed(duty: Owed) -> dict[str, Any]:
    return {"needed": duty.counts.get("needed"), "clause": duty.by.as_document(), "due_on": duty.due_on.isoformat()}


def _planned(plan: Plan, held: facts.YearOfSessions) -> dict[str, Any]:
    shown = {name: getattr(plan, name) for name in ("id", "handed_in_on", "note")}
    return shown | {"planned": len(plan.sessions), "held": held.sessions, "sessions": list(plan.sessions)}


def _never_came(tx: Transaction, designation: str, year: int) -> list[dict[str, Any]]:
    """Return the incubatees whose incubation ran in a year by today and who came to none of its sessions."""
    first, last = f"{year}-01-01", min(f"{year}-12-31", tx.today.isoformat())
    came = set(Session.objects(city=tx.city, designation=designation, year=year).distinct("attendance.enrolment"))
    ran = Enrolment.objects(city=tx.city, designation=designation, starts_on__lte=last).only("incubatee", *PERIOD).as_pymongo()
    stays = [stay for each in ran if (stay := stay_with(each, designation)) is not None]
    return [
        {"enrolment": each["_id"], "code": each["incubatee"]["code"], "name": each["incubatee"]["name"]}
        for each in stays
        if each["_id"] not in came and each["starts_on"] <= last and (last_day_of(each) or last) >= first
    ]
