"""The key list: an incubatee with a special plan of its base, whose dated steps are owed and ticked off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from fuyu.dates import moved
from fuyu.law.registry import Loaded
from fuyu.law.view import Law
from fuyu.problems import StepNotOpen
from fuyu.process.actors import levels_above
from fuyu.store.duties import Duty, done, open_all, withdraw
from fuyu.store.transaction import Subject, Transaction
from incubatee_tracker.documents import Base, Enrolment
from incubatee_tracker.facts import enrolment_holders
from incubatee_tracker.usecases.bases import check_is_holder
from incubatee_tracker.usecases.duties import KEY_STEP, owed_keys
from incubatee_tracker.usecases.faults import refused
from incubatee_tracker.usecases.reading import seen_enrolment
from incubatee_tracker.usecases.subjects import Acting


def list_with_plan(acting: Acting) -> None:
    """Put an incubatee on the key list with the plan that was filled in: `steps`, each with what and `due_on`; a later plan takes an earlier one's place."""
    tx, enrolment, entry = acting.tx, acting.enrolment, acting.taken.act.entry
    step = acting.subject.process.step(acting.taken.act.step)
    known = {(each["what"], each["due_on"]): each for each in enrolment.key_plan.get("steps", ())}
    steps = [known.get((each["what"], each["due_on"])) or {"what": each["what"], "due_on": each["due_on"]} for each in entry.get("steps", ())]
    listed_on = enrolment.key_plan.get("listed_on") or tx.today.isoformat()
    enrolment.is_key = True
    by = acting.subject.law.cite(step.clause).as_document()
    enrolment.key_plan = {"listed_on": listed_on, "planned_on": tx.today.isoformat(), "clause": by, "steps": steps}
    _owe(tx, enrolment, acting.subject.loaded, acting.subject.law, str(step.by))


def tick_step(tx: Transaction, id: str, given: Mapping[str, Any], expected: int) -> Enrolment:
    """Tick off a step of a special plan as done on a day; the base's own people do it."""
    enrolment = seen_enrolment(tx, id)
    base = Base.get(tx.city, enrolment.designation)
    check_is_holder(tx, tx.laws.of(enrolment.programme, enrolment.programme_version).programme, base.to_mongo())
    steps: Sequence[dict[str, Any]] = enrolment.key_plan.get("steps", ())
    if enrolment.state != "running" or not steps:
        says = f"This incubation is {enrolment.state} and has {len(steps)} planned steps."
        raise StepNotOpen(says, found=enrolment.state, needed="running, with a special plan")
    number, on = given["number"], given["done_on"]
    if not 1 <= number <= len(steps):
        raise refused("number", "The plan has no such step.", number, f"1 to {len(steps)}")
    _check_day(on, enrolment.key_plan["listed_on"], tx.today)
    ticked = {**steps[number - 1], "done_on": on.isoformat(), "note": given.get("note"), "by": tx.caller.person if tx.caller else ""}
    enrolment.key_plan = {**enrolment.key_plan, "steps": [ticked if place == number else each for place, each in enumerate(steps, start=1)]}
    enrolment.keep(expected)
    about = Subject("enrolment", id)
    done(tx, about, _key(ticked), on)
    tx.audit("enrolment.key_step_done", about, step=ticked["what"], done_on=ticked["done_on"])
    return enrolment


def _owe(tx: Transaction, enrolment: Enrolment, loaded: Loaded, law: Law, by: str) -> None:
    about = Subject("enrolment", enrolment.id)
    open_steps = [each for each in enrolment.key_plan["steps"] if not each.get("done_on")]
    keys = {_key(each) for each in open_steps}
    for key in owed_keys(tx, about, KEY_STEP) - keys:
        withdraw(tx, about, key)
    open_all(tx, [_duty(tx, about, enrolment, loaded, law, by, each) for each in open_steps])


def _duty(tx: Transaction, about: Subject, enrolment: Enrolment, loaded: Loaded, law: Law, by: str, step: Mapping[str, Any]) -> Duty:
    due = moved(date.fromisoformat(step["due_on"]), law.calendar)
    return Duty(
        subject=about,
        subject_name=enrolment.incubatee["name"],
        key=_key(step),
        title=step["what"],
        clause=enrolment.key_plan["clause"],
        programme=enrolment.programme,
        programme_version=enrolment.programme_version,
        due_on=due.on,
        is_provisional=due.is_provisional,
        opens_on=tx.today,
        says=f"{enrolment.incubatee['name']}: {step['what']}",
        levels=levels_above(loaded.programme, by, enrolment_holders(enrolment)),
    )


def _key(step: Mapping[str, Any]) -> str:
    return f"{KEY_STEP}{step['due_on']}/{step['what']}"


def _check_day(on: date, listed_on: str, today: date) -> None:
    if not listed_on <= on.isoformat() <= today.isoformat():
        raise refused("done_on", "A planned step is done after the listing and by today.", on.isoformat(), f"{listed_on} to {today}")
