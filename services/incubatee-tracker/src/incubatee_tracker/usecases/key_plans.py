"""The key list: who comes on it by the law, and the special plan that its base then owes, whose dated steps are owed and ticked off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from fuyu.dates import moved
from fuyu.law.findings import blocking
from fuyu.law.registry import Loaded
from fuyu.law.steps import ENROLMENT, Effect, Process, Step, words_of
from fuyu.law.view import Law
from fuyu.problems import StepNotOpen
from fuyu.process.acting import look_ahead
from fuyu.process.actors import levels_above
from fuyu.process.walk import State
from fuyu.store.duties import Duty, done, open_, open_all, withdraw
from fuyu.store.transaction import Subject, Transaction
from incubatee_tracker.documents import Base, Enrolment
from incubatee_tracker.facts import enrolment_holders
from incubatee_tracker.usecases.bases import check_is_holder
from incubatee_tracker.usecases.duties import KEY_STEP, owed_keys
from incubatee_tracker.usecases.faults import refused
from incubatee_tracker.usecases.reading import seen_enrolment
from incubatee_tracker.usecases.subjects import Acting, enrolment_subject, running_walk

LIST = "list/"
"""How the key of the duty to make a special plan begins."""


def look_at_list(tx: Transaction, enrolment: Enrolment, base: Base, loaded: Loaded, law: Law) -> None:
    """Put an incubatee on the key list as soon as the law lets its base plan for it, and let the base owe the plan; take it off where that is no longer so.

    The text names no day for the plan, so the duty has none.
    """
    for process in (each for each in loaded.programme.processes if each.over == ENROLMENT):
        for step in (each for each in process.steps if Effect.LIST in each.takes_effect):
            about, key = Subject(ENROLMENT, enrolment.id), f"{LIST}{step.name}"
            if enrolment.key_plan:
                done(tx, about, key)
            elif _is_to_be_planned(tx, enrolment, base, loaded, law, process, step):
                enrolment.is_key = True
                open_(tx, _plan_owed(tx, enrolment, loaded, law, key, step))
            else:
                enrolment.is_key = False
                withdraw(tx, about, key)


def list_with_plan(acting: Acting) -> None:
    """Put an incubatee on the key list with the plan that was filled in: `steps`, each with what and `due_on`; a later plan takes an earlier one's place."""
    tx, enrolment, entry = acting.tx, acting.enrolment, acting.taken.act.entry
    step = acting.subject.process.step(acting.taken.act.step)
    known = {(each["what"], each["due_on"]): each for each in enrolment.key_plan.get("steps", ())}
    steps = [known.get((each["what"], each["due_on"])) or {"what": each["what"], "due_on": each["due_on"]} for each in entry.get("steps", ())]
    listed_on = str(enrolment.key_plan.get("listed_on") or entry.get("listed_on") or tx.today.isoformat())
    if listed_on > tx.today.isoformat():
        raise refused("entry.listed_on", "It lies in the future.", listed_on, f"{tx.today} or earlier")
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


def _is_to_be_planned(tx: Transaction, enrolment: Enrolment, base: Base, loaded: Loaded, law: Law, process: Process, step: Step) -> bool:
    walk = running_walk(enrolment, process)
    if enrolment.state != "running" or walk is None or walk.place(step.name).state is not State.OPEN:
        return False
    subject = enrolment_subject(tx, enrolment, base, loaded, law, process, walk)
    findings = look_ahead(subject, step, words_of(step)[0], tx.today)
    return bool(findings) and not blocking(findings)


def _plan_owed(tx: Transaction, enrolment: Enrolment, loaded: Loaded, law: Law, key: str, step: Step) -> Duty:
    return Duty(
        subject=Subject(ENROLMENT, enrolment.id),
        subject_name=enrolment.incubatee["name"],
        key=key,
        title=step.title,
        clause=law.cite(step.clause).as_document(),
        programme=enrolment.programme,
        programme_version=enrolment.programme_version,
        due_on=None,
        opens_on=tx.today,
        says=f"{enrolment.incubatee['name']}: {step.title}",
        levels=levels_above(loaded.programme, str(step.by), enrolment_holders(enrolment)),
    )


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
