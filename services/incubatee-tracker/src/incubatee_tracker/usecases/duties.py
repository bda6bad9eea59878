"""What bases owe: asked of the rules, kept as duties, and what it means where one is missed. And the last days of an enrolment's steps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from fuyu.law.answers import Evidence, Owed
from fuyu.law.facts import Designation
from fuyu.law.findings import Finding
from fuyu.law.registry import Loaded
from fuyu.law.steps import DESIGNATION, ENROLMENT, Process
from fuyu.law.view import Law
from fuyu.process.actors import Holders, levels_above
from fuyu.process.walk import Walk
from fuyu.store import limits
from fuyu.store.duties import DONE, OWED, Duty, done, open_all, owed_by, reopen, withdraw
from fuyu.store.transaction import Subject, Transaction
from incubatee_tracker.documents import Base, Enrolment
from incubatee_tracker.facts import Counts, base_holders, designation_facts
from incubatee_tracker.usecases.bases import last_day_held
from incubatee_tracker.usecases.numbers import look_at_number

KEY_STEP = "key_plan/"
"""How the keys of a special plan's steps begin."""


def look_at_duties(tx: Transaction, designation: str) -> None:
    """Ask what a base owes today and bring its duties into agreement; findings of what it missed stay with it as grounds, which nobody has decided.

    Only what teaching, plans and reports show to be done: of the rest, base-registry keeps the proceedings that do.
    """
    base: Base = Base.get(tx.city, designation)
    loaded = tx.laws.of(base.programme, base.programme_version)
    law = loaded.view(tx.settings, tx.today, base.host)
    told, as_of = as_held(base, designation_facts(base, Counts.of(tx.city, designation)), tx.today)
    owed = loaded.ask.owed_by(Evidence.ACTIVITIES, law, told, as_of)
    _reconcile(tx, base, loaded, [each for each in owed if is_shown(base, each, as_of, tx.today)])
    grounds = _grounds(tx, base, loaded, law, told, owed)
    is_short = look_at_number(tx, base, loaded, law, told)
    Base.objects(city=tx.city, id=designation).update_one(__raw__=_seen(base, grounds, is_short, _next_look(base, owed, tx.today)))


def as_held(base: Base, told: Designation, today: date) -> tuple[Designation, date]:
    """Return what a designation is told to be when it is asked what it owes, and the day on which to ask.

    One that has ended still owes what fell due while it was held: it is told as held to its last day, and asked on the day after, when its last
    part of a year is over.
    """
    if base.state == "held" or (base.ended_on is None and base.ends_on is None):
        return told, today
    last = last_day_held(base.to_mongo())
    return replace(told, state="held", ends_on=last), min(last + timedelta(days=1), today)


def owed_keys(tx: Transaction, about: Subject, prefix: str = "") -> set[str]:
    """Return the keys of what a subject still owes that begin with a prefix."""
    return {row["key"] for row in owed_by(tx.rows, tx.city, about) if row["key"].startswith(prefix)}


def withdraw_all(tx: Transaction, enrolment: Enrolment) -> None:
    """Let nothing be owed any more about an incubation that ended."""
    about = Subject(ENROLMENT, enrolment.id)
    for key in sorted(owed_keys(tx, about)):
        withdraw(tx, about, key)


def reconcile_limits(tx: Transaction, enrolment: Enrolment, process: Process, walk: Walk, holders: Holders) -> None:
    """Bring the duties of an enrolment into agreement with the last days of its walk."""
    loaded = tx.laws.of(enrolment.programme, enrolment.programme_version)
    about, name = Subject(ENROLMENT, enrolment.id), enrolment.incubatee["name"]
    limits.reconcile_limits(tx, about, name, loaded.programme, loaded.view(tx.settings, tx.today), process, walk, holders)


def _reconcile(tx: Transaction, base: Base, loaded: Loaded, owed: Sequence[Owed]) -> None:
    about = Subject(DESIGNATION, base.id)
    rows = tx.rows.duties.find({"city": tx.city, "about.kind": DESIGNATION, "about.id": base.id}, {"key": 1, "state": 1})
    states = {row["key"]: row["state"] for row in rows}
    lacking = {each.key: _duty(about, base, loaded, each) for each in owed if not each.is_done}
    open_all(tx, [duty for key, duty in lacking.items() if states.get(key) != DONE])
    for key, duty in lacking.items():
        if states.get(key) == DONE:
            reopen(tx, duty)  # What did it was corrected.
    is_owed = {each.key for each in owed}
    for key, state in states.items():
        if state in OWED and key not in is_owed:
            withdraw(tx, about, key)
        elif state in OWED and key not in lacking:
            done(tx, about, key)


def _duty(about: Subject, base: Base, loaded: Loaded, owed: Owed) -> Duty:
    return Duty(
        subject=about,
        subject_name=base.organisation["name"],
        key=owed.key,
        title=owed.title,
        clause=owed.by.as_document(),
        programme=base.programme,
        programme_version=base.programme_version,
        due_on=owed.due_on,
        is_provisional=owed.is_provisional,
        opens_on=owed.opens_on,
        says=owed.on_evidence,
        levels=levels_above(loaded.programme, owed.owed_by, base_holders(base)),
    )


def _grounds(tx: Transaction, base: Base, loaded: Loaded, law: Law, told: Designation, owed: Iterable[Owed]) -> list[dict[str, Any]]:
    """Return what the missed duties mean by the rules; one found before keeps the day on which it was found."""
    known = {ground["duty"]: ground["found_on"] for ground in base.grounds}
    found = []
    for each, missed in missed_of(loaded, law, told, owed, tx.today):
        findings = [one.as_document() for one in missed if one.stands_in_the_way]
        if findings:
            on = known.get(each.key, tx.today.isoformat())
            found.append({"duty": each.key, "title": each.title, "due_on": each.due_on.isoformat(), "found_on": on, "findings": findings})
    return found


def missed_of(loaded: Loaded, law: Law, told: Designation, owed: Iterable[Owed], today: date) -> Iterator[tuple[Owed, list[Finding]]]:
    """Go through the duties that are not done by their last day, each with what the rules find on that."""
    for each in owed:
        if not each.is_done and each.due_on < today:
            yield each, loaded.ask.when_missed(law, told, each.key, today)


def is_shown(base: Base, owed: Owed, as_of: date, today: date) -> bool:
    """Claim that a duty has opened, and of a designation that has ended that it fell due while it was held."""
    return owed.opens_on <= today and (base.state == "held" or owed.due_on < as_of)


def _next_look(base: Base, owed: Iterable[Owed], today: date) -> date | None:
    """Return the next day on which an answer can differ: something opens or has passed, the designation begins or has ended, a month begins."""
    if base.state != "held":
        return None
    days = [date.fromisoformat(base.starts_on), (today.replace(day=1) + timedelta(days=32)).replace(day=1)]
    days += [date.fromisoformat(base.ends_on) + timedelta(days=1)] if base.ends_on else []
    days += [day for each in owed for day in (each.opens_on, each.due_on + timedelta(days=1))]
    return min(day for day in days if day > today)


def _seen(base: Base, grounds: list[dict[str, Any]], is_short: bool | None, next_look: date | None) -> Mapping[str, Any]:
    unset = {"lease": ""} | ({} if next_look else {"look_on": ""})
    told: dict[str, Any] = {"grounds": grounds, "is_short": is_short} | ({"look_on": next_look.isoformat()} if next_look else {})
    changes: dict[str, Any] = {"$set": told, "$unset": unset}
    return changes | ({"$inc": {"version": 1}} if grounds != base.grounds else {})
