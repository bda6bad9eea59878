"""The standing watch over bases on any day up to today: who is with each, counts against duties with a forecast, conditions, and what would become a ground."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from fuyu.events.catalogue import jsonable
from fuyu.law import facts
from fuyu.law.answers import Evidence, Owed
from fuyu.law.findings import Outcome, Weight
from fuyu.law.registry import Loaded
from fuyu.law.view import Law
from fuyu.problems import InvalidInput
from fuyu.store.transaction import Transaction
from incubatee_tracker.documents import Base, Watched
from incubatee_tracker.facts import COUNTED
from incubatee_tracker.usecases.bases import stood_on
from incubatee_tracker.usecases.duties import as_held
from incubatee_tracker.usecases.faults import fault
from incubatee_tracker.usecases.reading import law_of, seen_base
from incubatee_tracker.usecases.recorded import Recorded


def watch_one(tx: Transaction, id: str, on: date | None) -> dict[str, Any]:
    """Return how a base stood on a day, today where none is named, as far as the caller may see it."""
    return _watch(tx, [seen_base(tx, id)], on or tx.today)[0]


def check_is_past(on: date | None, today: date) -> None:
    """Raise InvalidInput for a day that has not come: what will be counted by then is not known."""
    if on is not None and on > today:
        raise InvalidInput.of_fields([{**fault("on", f"{on} has not come.", on.isoformat(), f"{today} or earlier"), "in": "query"}])


def watch(tx: Transaction, ids: Sequence[str], on: date) -> list[dict[str, Any]]:
    """Return how bases stood on a day, as far as was recorded by then; however many they are, they cost one query for each kind of record.

    How they stand today is reckoned once for as long as nothing about them changes; what has happened is followed as soon as its events are.
    """
    bases = {base.id: base for base in Base.objects(city=tx.city, id__in=ids)}
    if on != tx.today:
        return _watch(tx, [bases[id] for id in ids], on)
    marks = {id: _mark(tx, base) for id, base in bases.items()}
    kept = Watched.kept(tx.city, marks)
    reckoned = {each["id"]: jsonable(each) for each in _watch(tx, [bases[id] for id in ids if id not in kept], on)}
    Watched.keep_all(tx.city, marks, reckoned)
    return [kept.get(id) or reckoned[id] for id in ids]


def forecast(done: int, opens_on: date, due_on: date, on: date) -> int:
    """Return what a count comes to by its last day at the pace so far, rounded down."""
    return done if on >= due_on else done * ((due_on - opens_on).days + 1) // ((on - opens_on).days + 1)


def _mark(tx: Transaction, base: Base) -> str:
    """Return what is another whenever a base may stand otherwise: the day, the base as it is and how often it was woken, the law and its settings."""
    loaded = tx.laws.programmes.get((base.programme, base.programme_version))
    row = {name: value for name, value in base.to_mongo().items() if name not in ("look_on", "lease")}
    rests_on = [tx.today.isoformat(), row, tx.settings.position, loaded.digest if loaded else None]
    return hashlib.sha256(json.dumps(rests_on, sort_keys=True, default=str).encode()).hexdigest()


def _watch(tx: Transaction, bases: Sequence[Base], on: date) -> list[dict[str, Any]]:
    check_is_past(on, tx.today)
    recorded = Recorded.of(tx.city, [base.id for base in bases], on)
    return [_shown(tx, base, recorded[base.id], on) for base in bases]


def _shown(tx: Transaction, base: Base, recorded: Recorded, on: date) -> dict[str, Any]:
    told = recorded.told(base, on)
    shown: dict[str, Any] = {
        **{name: getattr(base, name) for name in ("id", "programme", "programme_version", "kind", "organisation", "district")},
        "on": on.isoformat(),
        "stands": stood_on(base.to_mongo(), on),
        "incubatees": told.running_enrolments,
        "success": {"completed": told.completed_enrolments, "ended": told.ended_enrolments},
    }
    asked = law_of(tx, base, max(on, date.fromisoformat(base.first_on or base.starts_on)))
    return shown | (_by_law(*asked, base, told, on) if asked else {"owed": [], "progress": [], "conditions": [], "becoming_grounds": []})


def _by_law(loaded: Loaded, law: Law, base: Base, told: facts.Designation, on: date) -> dict[str, Any]:
    stands = stood_on(base.to_mongo(), on)
    held, as_of = (replace(told, state="held"), on) if stands else as_held(base, told, on)
    # Of a designation that has ended only what fell due while it was held is owed still.
    owed = [each for each in loaded.ask.owed_by(Evidence.ACTIVITIES, law, held, as_of) if each.opens_on <= on and (stands or each.due_on < as_of)]
    found = [each.as_document() for each in loaded.ask.to_keep(law, held, as_of) if each.fact in COUNTED]
    conditions = [_dated(each) for each in (*found, *(_foreseen(base, on) if stands else ()))]
    return {
        "owed": [_owed(each) for each in owed],
        "progress": [_progress(each, on) for each in owed if "done" in each.counts and on <= each.due_on],
        "conditions": conditions,
        "becoming_grounds": sorted((*_becoming(loaded, law, held, owed), *map(_by_itself, filter(_has_day, conditions))), key=lambda each: each["becomes_on"]),
    }


def _owed(owed: Owed) -> dict[str, Any]:
    told = {"duty": owed.key, "title": owed.title, "is_done": owed.is_done, "warning": owed.warning, "clause": owed.by.as_document()}
    return told | {"opens_on": owed.opens_on.isoformat(), "due_on": owed.due_on.isoformat()}


def _progress(owed: Owed, on: date) -> dict[str, Any]:
    done, needed, by = owed.counts["done"], owed.counts.get("needed"), owed.due_on
    is_told = owed.pace_from is not None and (owed.pace_from <= on or on >= by)
    comes_to = forecast(done, owed.opens_on, by, on) if is_told else None
    says = f"At this pace {comes_to} of {needed} by {by}." if is_told else f"{done} of {needed} so far; the pace tells nothing yet."
    shown = {"duty": owed.key, "title": owed.title, "done": done, "needed": needed, "clause": owed.by.as_document()}
    return shown | {"opens_on": owed.opens_on.isoformat(), "due_on": by.isoformat(), "forecast": comes_to, "says": says}


def _foreseen(base: Base, on: date) -> Iterator[dict[str, Any]]:
    """Go through the conditions that base-registry had said by a day to be met until another, as findings."""
    said = [each for each in base.foreseen if each["on"] <= on.isoformat()]
    for each in said[-1]["conditions"] if said else ():
        if each["holds_until"] >= on.isoformat():
            cited = {"clause": each["clause"].get("clause"), "citation": each["clause"]}
            yield {"outcome": str(Outcome.MET), "weight": str(Weight.CONDITION), **{name: each[name] for name in ("key", "because", "holds_until")}, **cited}


def _dated(found: dict[str, Any]) -> dict[str, Any]:
    """Return a finding with the day on which it would become a ground, as the facts stand, where they name one."""
    until: str | None = found.get("holds_until")
    if until is None or found["weight"] != Weight.CONDITION:
        return found
    return found | {"becomes_on": (date.fromisoformat(until) + timedelta(days=1)).isoformat()}


def _has_day(found: Mapping[str, Any]) -> bool:
    return "becomes_on" in found


def _by_itself(found: Mapping[str, Any]) -> dict[str, Any]:
    return {"condition": found["key"], "becomes_on": found["becomes_on"], "findings": [found]}


def _becoming(loaded: Loaded, law: Law, told: facts.Designation, owed: Iterable[Owed]) -> Iterable[dict[str, Any]]:
    """Go through what is not done and is a ground from the day after its last, with the findings of that day as the facts stand."""
    for each in owed:
        becomes = each.due_on + timedelta(days=1)
        findings = [] if each.is_done else [one for one in loaded.ask.when_missed(law, told, each.key, becomes) if one.stands_in_the_way]
        if findings:
            yield {"duty": each.key, "title": each.title, "becomes_on": becomes.isoformat(), "findings": [one.as_document() for one in findings]}
