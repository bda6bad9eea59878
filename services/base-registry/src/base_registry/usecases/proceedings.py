"""Processes over a designation or beside an application's own way: opened by whom or what the programme says, and what takes effect."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from typing import Any

from base_registry.documents import Application, Designation, Ground, Proceeding
from base_registry.documents.ground import KEPT, PROPOSED
from base_registry.facts import holders_of, proceeding_holders
from base_registry.usecases.audiences import of_designation, of_holder
from base_registry.usecases.beside import BESIDE
from base_registry.usecases.designations import EFFECTS, Decision
from base_registry.usecases.duties import reconcile_limits
from base_registry.usecases.ending import end_application_of
from base_registry.usecases.grounds import close_ground, grounds_named
from base_registry.usecases.reading import on_the_way, proceeding_subject, version_that_judges
from fuyu.ids import derived_id
from fuyu.law.programme import Programme, Scope
from fuyu.law.registry import Loaded
from fuyu.law.steps import APPLICATION, DESIGNATION, Effect, Opener, Process
from fuyu.problems import AlreadyExists, InvalidInput, NotFound, NotYourStep, StepNotOpen
from fuyu.process import walk as walks
from fuyu.process.acting import find_step, limit_by, take_step
from fuyu.process.actors import Holders, acting_role, audiences_of
from fuyu.process.proposing import Request, Stands
from fuyu.process.walk import Outcome, Walk
from fuyu.process.walker import Walker
from fuyu.store.heard import check_heard
from fuyu.store.known import keep_known
from fuyu.store.proposals import Matter, tell_proposals
from fuyu.store.transaction import Subject as About
from fuyu.store.transaction import Transaction

PROCEEDING = "proceeding"
Subject = Designation | Application


def open_proceeding(tx: Transaction, id: str, act_id: str, record: Subject, process_name: str, request: Request, grounds: Sequence[str] = ()) -> Proceeding:
    """Open a process over a designation, or beside an application's own way, by its first act, where the caller may; one that follows grounds from these."""
    loaded = version_that_judges(tx, record, tx.today)
    process = process_named(loaded.programme, process_name, kind_of(record))
    role = _opener(tx, loaded.programme, record, process)
    by = {"actor": role.actor, "person": tx.caller.person if tx.caller else "", "organisation": role.organisation}
    _check_follows_grounds(process, grounds)
    proceeding = begin(tx, id, loaded, record, process, by, key=tx.today.isoformat(), on=tx.today)
    if grounds and isinstance(record, Designation):
        proceeding.grounds = [ground.id for ground in grounds_named(tx, record, grounds, "grounds")]
    _take(tx, proceeding, record, loaded, process, request, act_id)
    proceeding.add()
    return proceeding


def open_by_itself(tx: Transaction, loaded: Loaded, designation: Designation, process: Process, opener: str, key: str, on: date) -> Proceeding | None:
    """Open a process that no person opens, on its day and once for its key (a year, a last day).

    None where it was opened before or another run still goes on. A look that comes late opens it with the day on which it was to open.
    """
    id = derived_id(designation.id, process.name, key)
    if Proceeding.objects(city=tx.city, id=id).first() is not None or (not process.many and running(designation, process.name) is not None):
        return None
    proceeding = begin(tx, id, loaded, designation, process, {"actor": opener, "person": None, "organisation": None}, key, on)
    _say_opened(tx, loaded, proceeding, designation, process)
    keep_way(tx, proceeding, walks.from_document(proceeding.walk), Walker(process, limit_by(loaded.view(tx.settings, tx.today, designation.host))))
    proceeding.add()
    _reconcile(tx, proceeding, designation, process)
    return proceeding


def act_on_proceeding(tx: Transaction, id: str, act_id: str, request: Request, expected: int) -> Proceeding:
    """Take an act at a step of a proceeding."""
    proceeding: Proceeding = Proceeding.get(tx.city, id)
    loaded = tx.laws.of(proceeding.programme, proceeding.programme_version)
    _take(tx, proceeding, subject_of(proceeding), loaded, loaded.programme.process(proceeding.process), request, act_id)
    proceeding.keep(expected)
    return proceeding


def keep_reckoned(tx: Transaction, proceeding: Proceeding, loaded: Loaded, walk: Walk) -> None:
    """Keep a proceeding of which a limit moved when it was reckoned again; its duties move with it."""
    process = loaded.programme.process(proceeding.process)
    keep_way(tx, proceeding, walk, Walker(process, limit_by(loaded.view(tx.settings, tx.today, proceeding.host))))
    proceeding.keep()
    _reconcile(tx, proceeding, subject_of(proceeding), process)


def subject_of(proceeding: Proceeding) -> Subject:
    """Return what a proceeding is about."""
    if proceeding.application is not None:
        application: Application = Application.get(proceeding.city, proceeding.application)
        return application
    designation: Designation = Designation.get(proceeding.city, proceeding.designation)
    return designation


def kind_of(record: Subject) -> str:
    """Return what processes over a record declare as what they are over."""
    return DESIGNATION if isinstance(record, Designation) else APPLICATION


def begin(tx: Transaction, id: str, loaded: Loaded, record: Subject, process: Process, by: dict[str, Any], key: str, on: date) -> Proceeding:
    """Return a new proceeding whose first step is open; raise AlreadyExists where the process lets one run go at a time and one goes on."""
    if not process.many and (other := running(record, process.name)) is not None:
        said = f"{process.title} of this {kind_of(record)} was opened on {other.opened_on} and goes on; act on that one."
        raise AlreadyExists(said, field="process", found=process.name, proceeding=other.id)
    walk = Walker(process, limit_by(loaded.view(tx.settings, tx.today, record.host))).begin(on)
    proceeding = Proceeding(
        id=id,
        city=tx.city,
        programme=loaded.programme.id,
        programme_version=loaded.programme.version,
        process=process.name,
        key=key,
        **{kind_of(record): record.id},
        organisation={name: record.organisation[name] for name in ("id", "code", "name", "district")},
        host=record.host,
        opened_on=on.isoformat(),
        opened_by=by,
        walk=walks.to_document(walk),
        waits_since=tx.today.isoformat(),
        sole=None if process.many else f"{record.id} {process.name}",
    )
    tx.audit("proceeding.opened", About(PROCEEDING, id), process=process.name, key=key, **{kind_of(record): record.id})
    return proceeding


def _say_opened(tx: Transaction, loaded: Loaded, proceeding: Proceeding, record: Subject, process: Process) -> None:
    told = {"opened_on": proceeding.opened_on, "opened_by": proceeding.opened_by["actor"]}
    about, audiences = About(PROCEEDING, proceeding.id), _audiences(loaded.programme, record, process, proceeding)
    tx.emit("proceeding.opened", about, _data(loaded, proceeding, process) | told, audiences=audiences)


def running(record: Subject, process: str) -> Proceeding | None:
    """Return a run of a process that goes on over a designation or beside an application's own way."""
    found: Proceeding | None = Proceeding.objects(city=record.city, process=process, state="running", **{kind_of(record): record.id}).first()
    return found


def process_named(programme: Programme, name: str, over: str = DESIGNATION) -> Process:
    """Return a process over a designation, or beside an application's own way, by its name; raise NotFound naming those there are."""
    names = [process.name for process in programme.processes if process.over == over and process is not programme.entry]
    if name not in names:
        raise NotFound(f"There is no process {name!r} over the {over} of {programme.id}; there are {', '.join(names)}.", found=name, needed=names)
    return programme.process(name)


def _take(tx: Transaction, proceeding: Proceeding, record: Subject, loaded: Loaded, process: Process, request: Request, act_id: str) -> None:
    walk = walks.from_document(proceeding.walk)
    subject = proceeding_subject(tx, record, loaded, process, walk, proceeding)
    if find_step(process, request.step).decides:
        check_heard(tx, "incubatee-tracker")
    is_opening = not walk.acts and proceeding.opened_by["person"] is not None
    taken = take_step(subject, request, tx.caller, today=tx.today, now=tx.now, act_id=act_id)
    if is_opening and taken.stands is Stands.TAKEN:
        _say_opened(tx, loaded, proceeding, record, process)
    if is_opening and taken.stands is Stands.SENT_BACK:  # It was to begin with what a second person did not confirm: nobody heard of it, and it ends.
        subject.walker.end(walk, Outcome.WITHDRAWN, tx.today)
    evidence = keep_known(tx, About(PROCEEDING, proceeding.id), subject, taken)
    keep_way(tx, proceeding, walk, subject.walker)
    decision = Decision(proceeding, subject, taken.request)
    if isinstance(record, Designation):
        _take_effect(tx, record, decision, taken.moved.effects)
    for effect in taken.moved.effects if isinstance(record, Application) else ():
        if effect in BESIDE:
            BESIDE[effect](tx, record, decision)
    _reconcile(tx, proceeding, record, process)
    _say_reached(tx, loaded, proceeding, record, process, taken.moved.opened)
    about = About(PROCEEDING, proceeding.id)
    if not walk.is_running and walk.acts:
        told = {"outcome": proceeding.state, "because": taken.request.reason, "on": tx.today.isoformat()}
        tx.emit("proceeding.ended", about, _data(loaded, proceeding, process) | told, audiences=_audiences(loaded.programme, record, process, proceeding))
    if isinstance(record, Designation):
        _keep_designation(tx, proceeding, record, loaded, taken.request)
        Designation.look_soon(tx.city, tx.today, _id=record.id)
    tx.audit(f"proceeding.{taken.word}", about, process=process.name, **taken.told, **evidence)


def _take_effect(tx: Transaction, designation: Designation, decision: Decision, moved: Sequence[Effect]) -> None:
    effects = [EFFECTS[effect] for effect in moved if effect in EFFECTS]
    for effect in effects:
        effect(tx, designation, decision)
    if effects:
        designation.keep()
        if designation.state != "held":
            end_application_of(tx, designation, designation.ended_because or decision.request.reason or "")


def _audiences(programme: Programme, record: Subject, process: Process, proceeding: Proceeding) -> list[dict[str, str]]:
    """Return who hears that a proceeding was opened or has ended: the organisation and the offices that act in it.

    Of what is confidential only who opened it hears, where that is an organisation or an assigned person, and those whose step it has come to.
    """
    if isinstance(record, Designation) and not process.is_confidential:
        return of_designation(programme, record.organisation, record.host)
    places = proceeding.walk["places"]
    taking = [step for step in process.steps if not process.is_confidential or places.get(step.name, {}).get("state", "pending") != "pending"]
    told = [each for name in dict.fromkeys(step.by for step in taking if step.by) for each in _of_office(programme, name, record)]
    if not process.is_confidential:
        return [of_holder(programme.id, record.organisation), *told]
    by, bound = proceeding.opened_by, {"actor": proceeding.opened_by["actor"], "programme": programme.id}
    if by["organisation"]:
        return [bound | {"organisation": by["organisation"]}, *told]
    is_assigned = by["actor"] in programme.actors and programme.actors[by["actor"]].scope is Scope.ASSIGNED
    return [bound | {"person": by["person"]}, *told] if is_assigned else told


def _of_office(programme: Programme, name: str, record: Subject) -> list[dict[str, str]]:
    is_office = programme.actors[name].scope in (Scope.OFFICE, Scope.DISTRICT_OFFICE)
    return audiences_of(programme, name, holders_of(record)) if is_office else []


def _say_reached(tx: Transaction, loaded: Loaded, proceeding: Proceeding, record: Subject, process: Process, opened: Sequence[str]) -> None:
    """Tell an office to whose step a confidential proceeding has come, since it could not see it before."""
    for step in [process.step(name) for name in opened if process.is_confidential]:
        if step.by and (told := _of_office(loaded.programme, step.by, record)):
            data = _data(loaded, proceeding, process) | {"step": step.name, "on": tx.today.isoformat()}
            tx.emit("proceeding.reached", About(PROCEEDING, proceeding.id), data, audiences=told)


def _keep_designation(tx: Transaction, proceeding: Proceeding, designation: Designation, loaded: Loaded, request: Request) -> None:
    """Close the grounds of a proceeding that ended without taking the designation away: they were examined, and it was kept."""
    if proceeding.state == str(Outcome.REFUSED):
        for ground in Ground.objects(city=tx.city, designation=designation.id, id__in=list(proceeding.grounds), state=PROPOSED):
            close_ground(tx, ground, loaded.programme, KEPT, request.reason or "", proceeding.id)


def _check_follows_grounds(process: Process, grounds: Sequence[str]) -> None:
    if grounds and Opener.GROUND not in process.opened_by:
        said = f"{process.title} is not opened from grounds."
        raise InvalidInput.of_fields([{"field": "grounds", "reason": said, "found": list(grounds), "needed": "a process that a ground opens"}])


def keep_way(tx: Transaction, proceeding: Proceeding, walk: Walk, walker: Walker) -> None:
    """Write a walk into its proceeding, with what lists and queues look at; who may confirm what is only proposed hears of it."""
    programme = tx.laws.of(proceeding.programme, proceeding.programme_version).programme
    whose, holders = proceeding.organisation["name"], Holders(tx.city, proceeding.organisation["district"])
    matter = Matter(About(PROCEEDING, proceeding.id), whose, programme, proceeding.process, holders)
    tell_proposals(tx, matter, proceeding.walk, walk)
    stands_at = walker.stands_at(walk)
    if stands_at != proceeding.stands_at:
        proceeding.stands_at, proceeding.waits_since = stands_at, tx.today.isoformat()
    proceeding.walk = walks.to_document(walk)
    proceeding.state = "running" if walk.is_running else str(walk.outcome)
    if not walk.is_running:
        proceeding.sole, proceeding.is_to_reckon = None, None


def _reconcile(tx: Transaction, proceeding: Proceeding, record: Subject, process: Process) -> None:
    walk = walks.from_document(proceeding.walk)
    reconcile_limits(tx, record, process, walk, proceeding_holders(record, proceeding), proceeding.run_of(process))


def _opener(tx: Transaction, programme: Programme, record: Subject, process: Process) -> Any:
    openers = [name for name in process.opened_by if name in programme.actors]
    if not openers:
        raise StepNotOpen(f"The process {process.title} is opened by {', '.join(process.opened_by) or 'the system'}, not by a person.", found=process.name)
    roles, assigned = {role.actor for role in (tx.caller.actors if tx.caller else ())}, on_the_way(programme, record) if isinstance(record, Application) else {}
    own = next((name for name in openers if name in roles), openers[0])
    for name in [own, *(each for each in openers if programme.actors[each].scope is Scope.PUBLIC)]:
        with suppress(NotYourStep):  # Who has no part in it may still open what anyone may.
            return acting_role(programme, name, tx.caller, holders_of(record), assigned.get(name, ()))
    return acting_role(programme, own, tx.caller, holders_of(record), assigned.get(own, ()))


def _data(loaded: Loaded, proceeding: Proceeding, process: Process) -> dict[str, Any]:
    return {
        "clause": {"regulation": loaded.regulation.name, "clause": process.clause},
        "proceeding": proceeding.id,
        "designation": proceeding.designation,
        "application": proceeding.application,
        "programme": proceeding.programme,
        "programme_version": proceeding.programme_version,
        "process": process.name,
        "title": process.title,
        "key": proceeding.key,
        "organisation": dict(proceeding.organisation),
        # The district's office may look at what was sent about its organisations, but not at what it cannot see itself.
        "district": None if process.is_confidential else proceeding.organisation["district"],
    }
