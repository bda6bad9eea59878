"""What the law says of an activity that is to be planned, and who of a call was served by what it owes them in teaching."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from fuyu.law import facts
from fuyu.law.answers import Evidence, Owed
from fuyu.law.findings import Finding, blocking, warnings
from fuyu.law.registry import Loaded
from fuyu.problems import Recused
from fuyu.process.acting import stop_at
from fuyu.store.transaction import Transaction
from incubatee_tracker.documents import Base
from incubatee_tracker.facts import Counts, designation_facts, interest_of
from incubatee_tracker.usecases.duties import as_held
from incubatee_tracker.usecases.reading import law_of
from incubatee_tracker.usecases.seeing import BASES, seen_by

TAUGHT = "teaching/"
"""How the keys of what is owed in teaching begin; the kind of activity that does it follows."""


def check_plan(tx: Transaction, loaded: Loaded, given: Mapping[str, Any], run_by: str | None) -> list[Finding]:
    """Return what the law finds on a plan; raise Recused for experts with an interest in one concerned (L10), ConditionsNotMet for what stands in the way.

    A warning is overridden by the office that plans, with a written reason for each (L8).
    """
    concerned = {base.id: designation_facts(base, Counts.of(tx.city, base.id)) for base in Base.objects(city=tx.city, id__in=_ids(given))}
    host = concerned.get(given.get("host") or "")
    activity = facts.Activity(given["kind"], given["planned_on"], host, [concerned[guest] for guest in given["guests"] if guest in concerned])
    law = loaded.view(tx.settings, tx.today, run_by)
    findings = loaded.ask.to_plan(law, activity, tx.today)
    if barred := sorted({person for person in given["assigned"] if any(_is_recused(tx, loaded, person, each) for each in activity.concerned)}):
        raise Recused(f"These experts have an interest in one concerned and are recused (L10): {', '.join(barred)}. Assign others.", found=barred)
    stop_at([*blocking(findings), *(each for each in warnings(findings) if not given["overrides"].get(each.key, "").strip())], findings)
    return findings


def show_served(tx: Transaction, call: str) -> dict[str, Any]:
    """Return, of each holder of a call that the caller may see, what teaching it is owed, whether it had it, and on which day."""
    where = {**(seen_by(tx.caller, tx.city, tx.laws, BASES) if tx.caller else {"_id": None}), "call": call}
    rows = [row for base in Base.objects(__raw__=where).order_by("id") for row in _rows(tx, base)]
    not_served = [row for row in rows if not row["is_served"] and row["due_on"] < tx.today.isoformat()]
    return {"call": call, "as_of": tx.today.isoformat(), "items": rows, "not_served": not_served}


def _rows(tx: Transaction, base: Base) -> Iterator[dict[str, Any]]:
    asked = law_of(tx, base)
    if asked is None:
        return
    loaded, law = asked
    told, as_of = as_held(base, designation_facts(base, Counts.of(tx.city, base.id)), tx.today)
    for owed in loaded.ask.owed_by(Evidence.ACTIVITIES, law, told, as_of):
        has_left = base.state != "held" and owed.due_on >= as_of and not owed.is_done  # Before the time for it was over.
        if owed.key.startswith(TAUGHT) and owed.opens_on <= tx.today and not has_left:
            yield _row(base, told, owed)


def _row(base: Base, told: facts.Designation, owed: Owed) -> dict[str, Any]:
    served_on = _served_on(told, owed)
    return {
        "designation": base.id,
        "organisation": {name: base.organisation[name] for name in ("code", "name", "district")},
        "holds_class": told.class_on(max(owed.opens_on, told.starts_on)),
        "key": owed.key,
        "title": owed.title,
        "clause": owed.by.as_document(),
        "opens_on": owed.opens_on.isoformat(),
        "due_on": owed.due_on.isoformat(),
        "is_served": owed.is_done,
        "served_on": served_on.isoformat() if served_on else None,
        "is_in_its_year": served_on is not None and owed.opens_on <= served_on <= owed.due_on,
    }


def _served_on(told: facts.Designation, owed: Owed) -> date | None:
    """Return the day on which it was taught: one within the time for it where there is one, else the first."""
    days = told.took_part.get(owed.key.removeprefix(TAUGHT), ())
    return next((day for day in days if owed.opens_on <= day <= owed.due_on), next(iter(days), None))


def _is_recused(tx: Transaction, loaded: Loaded, person: str, told: facts.Designation) -> bool:
    interest = replace(interest_of(tx.city)(person, told.organisation), declared=False)
    return any(each.stands_in_the_way for each in loaded.ask.to_recuse(loaded.view(tx.settings, tx.today), interest, tx.today))


def _ids(given: Mapping[str, Any]) -> list[str]:
    return [*filter(None, [given.get("host")]), *given["guests"]]
