"""The standing watch over a base on any day up to today: who is with it, counts against duties with a forecast, conditions, and what would become a ground."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from fuyu.law import facts
from fuyu.law.answers import Owed
from fuyu.law.registry import Loaded
from fuyu.law.view import Law
from fuyu.problems import InvalidInput
from fuyu.store.transaction import Transaction
from incubatee_tracker.documents import Base, Enrolment, Session
from incubatee_tracker.facts import COUNTED, ENDED, Counts, designation_facts
from incubatee_tracker.usecases.bases import stood_on
from incubatee_tracker.usecases.duties import as_held
from incubatee_tracker.usecases.faults import fault
from incubatee_tracker.usecases.reading import law_of, seen_base
from incubatee_tracker.usecases.sessions import PERIOD, last_day_of, ran_on, stay_with

DAYS_TO_JUDGE_BY = 30
"""A pace of fewer days says nothing: one session on the first day would make hundreds a year."""


def watch_one(tx: Transaction, id: str, on: date | None) -> dict[str, Any]:
    """Return how a base stood on a day, today where none is named, as far as the caller may see it."""
    return watch(tx, seen_base(tx, id), on or tx.today)


def check_is_past(on: date | None, today: date) -> None:
    """Raise InvalidInput for a day that has not come: what will be counted by then is not known."""
    if on is not None and on > today:
        raise InvalidInput.of_fields([{**fault("on", f"{on} has not come.", on.isoformat(), f"{today} or earlier"), "in": "query"}])


def watch(tx: Transaction, base: Base, on: date) -> dict[str, Any]:
    """Return how a base stood on a day."""
    check_is_past(on, tx.today)
    told = _told(tx, base, on)
    shown: dict[str, Any] = {
        **{name: getattr(base, name) for name in ("id", "programme", "programme_version", "kind", "organisation", "district")},
        "on": on.isoformat(),
        "stands": stood_on(base.to_mongo(), on),
        "incubatees": told.running_enrolments,
        "success": {"completed": told.completed_enrolments, "ended": told.ended_enrolments},
    }
    asked = law_of(tx, base)
    return shown | (_by_law(*asked, base, told, on) if asked else {"progress": [], "conditions": [], "becoming_grounds": []})


def forecast(done: int, opens_on: date, due_on: date, on: date) -> int | None:
    """Return what a count comes to by its last day at the pace so far, rounded down; None while it is too early to say."""
    if on >= due_on:
        return done
    gone = (on - opens_on).days + 1
    return done * ((due_on - opens_on).days + 1) // gone if gone >= DAYS_TO_JUDGE_BY else None


def _by_law(loaded: Loaded, law: Law, base: Base, told: facts.Designation, on: date) -> dict[str, Any]:
    held, as_of = as_held(base, told, on)
    owed = [each for each in loaded.ask.what_is_owed(law, held, as_of) if each.opens_on <= on]
    return {
        "progress": [_progress(each, on) for each in owed if "done" in each.counts and on <= each.due_on],
        "conditions": [each.as_document() for each in loaded.ask.to_keep(law, held, as_of) if each.fact in COUNTED],
        "becoming_grounds": list(_becoming(loaded, law, held, owed)),
    }


def _progress(owed: Owed, on: date) -> dict[str, Any]:
    done, needed, by = owed.counts["done"], owed.counts.get("needed"), owed.due_on
    comes_to = forecast(done, owed.opens_on, by, on)
    says = f"It is too early to forecast: {done} of {needed} so far." if comes_to is None else f"At this pace {comes_to} of {needed} by {by}."
    shown = {"duty": owed.key, "title": owed.title, "done": done, "needed": needed, "clause": owed.by.as_document()}
    return shown | {"opens_on": owed.opens_on.isoformat(), "due_on": by.isoformat(), "forecast": comes_to, "says": says}


def _becoming(loaded: Loaded, law: Law, told: facts.Designation, owed: Iterable[Owed]) -> Iterable[dict[str, Any]]:
    """Go through what is not done and is a ground from the day after its last, with the findings of that day as the facts stand."""
    for each in owed:
        becomes = each.due_on + timedelta(days=1)
        findings = [] if each.is_done else [one for one in loaded.ask.when_missed(law, told, each.key, becomes) if one.stands_in_the_way]
        if findings:
            yield {"duty": each.key, "title": each.title, "becomes_on": becomes.isoformat(), "findings": [one.as_document() for one in findings]}


def _told(tx: Transaction, base: Base, on: date) -> facts.Designation:
    """Return the designation as a rule sees it, with its incubations and batches counted as they were on a day."""
    where = {"city": tx.city, "$or": [{"designation": base.id}, {"past_stays.designation": base.id}]}
    stays = [stay for row in Enrolment.rows(where, PERIOD) if (stay := stay_with(row, base.id)) is not None]
    ended = [each for each in stays if each["designation"] == base.id and _ended_by(each, on)]
    told = designation_facts(base, Counts.of(tx.city, base.id))
    batches = Session.objects(city=tx.city, designation=base.id, counts_for_year=on.year, held_on__lte=on.isoformat()).count()
    year = replace(told.years.get(on.year, facts.YearOfSessions(on.year, 0, 0)), batches=batches)
    return replace(
        told,
        running_enrolments=sum(ran_on(each, on) and each not in ended for each in stays),
        completed_enrolments=sum(each["state"] == "completed" for each in ended),
        ended_enrolments=len(ended),
        years={**told.years, on.year: year},
    )


def _ended_by(stay: Mapping[str, Any], on: date) -> bool:
    """Claim that an incubation had ended before a day; on its last day it still ran."""
    last = last_day_of(stay)
    return stay["state"] in ENDED and stay.get("starts_on") is not None and last is not None and last < on.isoformat()
