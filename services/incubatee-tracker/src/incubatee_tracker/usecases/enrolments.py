"""Admitting an incubatee and acting on its ways: loaded, asked of the law, walked, kept and said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from pymongo.errors import DuplicateKeyError

from fuyu.law.registry import Loaded
from fuyu.law.steps import ENROLMENT, Effect, Process, Way, words_of
from fuyu.problems import AlreadyExists, ConditionsNotMet
from fuyu.process.acting import Subject, Taken, find_step, take_step
from fuyu.process.proposing import Request, Stands
from fuyu.process.walk import State
from fuyu.store.heard import check_heard
from fuyu.store.known import keep_known
from fuyu.store.transaction import Subject as About
from fuyu.store.transaction import Transaction
from incubatee_tracker.documents import Base, Enrolment
from incubatee_tracker.usecases.bases import check_stands
from incubatee_tracker.usecases.duties import reconcile_limits
from incubatee_tracker.usecases.effects import EFFECTS, record, refuse
from incubatee_tracker.usecases.ending import look_again
from incubatee_tracker.usecases.key_plans import look_at_list
from incubatee_tracker.usecases.moving import follow_choice
from incubatee_tracker.usecases.reading import seen_enrolment
from incubatee_tracker.usecases.saying import keep_walk, say
from incubatee_tracker.usecases.subjects import Acting, enrolment_subject, has_effect, running_walk
from incubatee_tracker.usecases.ways import admits, admitting, check_can_act, open_process, process_named


def propose_enrolment(tx: Transaction, id: str, act_id: str, given: Mapping[str, Any]) -> Enrolment:
    """Propose a company for a base, with the services that the base promises it; it is admitted when the programme's steps are taken."""
    base = Base.get(tx.city, given["designation"])
    loaded = tx.laws.of(base.programme, base.programme_version)
    process = admitting(loaded.programme)
    check_stands(loaded.programme, base.to_mongo(), tx.today)
    check_is_new(tx, base, given["incubatee"]["code"])
    enrolment = Enrolment(
        id=id,
        city=tx.city,
        programme=base.programme,
        programme_version=base.programme_version,
        designation=base.id,
        office=base.office,
        district=base.district,
        base={"code": base.organisation["code"], "name": base.organisation["name"]},
        incubatee=dict(given["incubatee"]),
        state="proposed",
        promised=[{"service": service, "given_on": None} for service in given["promised"]],
    )
    first = process.steps[0]
    request = Request(step=first.name, does=words_of(first)[0], entry=given["entry"], reason=given.get("reason"))
    say(tx, enrolment, "enrolment.proposed")
    _take(tx, enrolment, base, loaded, process, request, act_id)
    enrolment.add()
    return enrolment


def act_on_enrolment(tx: Transaction, id: str, act_id: str, process: str, request: Request, expected: int) -> Enrolment:
    """Take an act at a step of one of an enrolment's processes; the first act opens the process where the caller may open it."""
    enrolment = seen_enrolment(tx, id)
    base: Base = Base.get(tx.city, enrolment.designation)
    loaded = tx.laws.of(enrolment.programme, enrolment.programme_version)
    _take(tx, enrolment, base, loaded, process_named(loaded.programme, process), request, act_id)
    keep_alone(enrolment, expected)
    return enrolment


def keep_alone(enrolment: Enrolment, expected: int) -> None:
    """Keep a changed enrolment; raise ConditionsNotMet where another base took its company on at the same moment."""
    try:
        enrolment.keep(expected)
    except DuplicateKeyError:
        own = "Another base took this company on at the same moment, and it is with one base at a time (L10)."
        raise ConditionsNotMet(own, rule="L10", found=enrolment.incubatee["code"]) from None


def check_is_new(tx: Transaction, base: Base, code: str) -> None:
    """Raise AlreadyExists where a company is with a base already."""
    states = ("proposed", "running", "to be moved")
    found = Enrolment.objects(city=tx.city, designation=base.id, state__in=states, **{"incubatee__code": code}).only("id", "state").first()
    if found is not None:
        raise AlreadyExists(f"This company is with this base already ({found.state}).", field="incubatee.code", found=code, enrolment=found.id)


def _take(tx: Transaction, enrolment: Enrolment, base: Base, loaded: Loaded, process: Process, request: Request, act_id: str) -> None:
    law = loaded.view(tx.settings, tx.today)
    check_can_act(enrolment, base, process, tx.today)
    walk = running_walk(enrolment, process) or open_process(tx, enrolment, loaded.programme, law, process)
    take_on(tx, enrolment, base, enrolment_subject(tx, enrolment, base, loaded, law, process, walk), request, act_id)


def take_on(tx: Transaction, enrolment: Enrolment, base: Base, subject: Subject, request: Request, act_id: str, as_of: date | None = None) -> Taken:
    """Take an act on the walk of a subject and let follow what it brings, as of an earlier day where one is given."""
    process, walk = subject.process, subject.walk
    if subject.loaded.programme.is_offices(find_step(process, request.step)):  # What an officer decides rests on how the base stands.
        check_heard(tx, "base-registry")
    taken = take_step(subject, request, tx.caller, today=tx.today, now=tx.now, act_id=act_id)
    about = About(ENROLMENT, enrolment.id)
    evidence = keep_known(tx, about, subject, taken)
    keep_walk(tx, enrolment, walk)
    if taken.stands is Stands.TAKEN:
        if isinstance(taken.act.entry.get("undertakes"), bool):
            enrolment.undertakes = taken.act.entry["undertakes"]
        _follow(Acting(tx, enrolment, base, subject, taken, as_of))
    reconcile_limits(tx, enrolment, process, walk, subject.holders)
    tx.audit(f"enrolment.{taken.word}", about, process=process.name, **taken.told, **evidence)
    return taken


def _follow(acting: Acting) -> None:
    """Let follow what an act brings: its effects, a base that was asked, a period that stays open or is over."""
    process, moved, walk = acting.subject.process, acting.taken.moved, acting.subject.walk
    if has_effect(process, Effect.MOVE):
        follow_choice(acting)
    for effect in moved.effects:
        EFFECTS.get(effect, record)(acting)
    if moved.way is Way.END and admits(process):
        refuse(acting)
    if has_effect(process, Effect.EXTEND):
        acting.enrolment.kept_open = walk.is_running and walk.place(process.steps[0].name).state is not State.OPEN
        look_again(acting.tx, acting.enrolment)
    look_at_list(acting.tx, acting.enrolment, acting.base, acting.subject.loaded, acting.subject.law)
