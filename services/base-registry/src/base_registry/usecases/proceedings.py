"""Processes over a designation: opened by whom or what the programme says, walked by the one walker, and what takes effect."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from base_registry.documents import Designation, Ground, Proceeding
from base_registry.documents.ground import KEPT, PROPOSED
from base_registry.facts import designation_holders, proceeding_holders
from base_registry.usecases.audiences import of_designation
from base_registry.usecases.designations import EFFECTS, Decision
from base_registry.usecases.duties import reconcile_limits
from base_registry.usecases.ending import end_application_of
from base_registry.usecases.grounds import close_ground, grounds_named
from base_registry.usecases.heard import check_heard
from base_registry.usecases.reading import designation_subject, version_that_judges
from fuyu.ids import derived_id
from fuyu.law.programme import Programme
from fuyu.law.registry import Loaded
from fuyu.law.steps import DESIGNATION, Opener, Process
from fuyu.problems import AlreadyExists, InvalidInput, NotFound, StepNotOpen
from fuyu.process import walk as walks
from fuyu.process.acting import find_step, limit_by, take_step
from fuyu.process.actors import Holders, acting_role
from fuyu.process.proposing import Request
from fuyu.process.walk import Outcome, Walk
from fuyu.process.walker import Walker
from fuyu.store.known import keep_known
from fuyu.store.proposals import Matter, tell_proposals
from fuyu.store.transaction import Subject as About
from fuyu.store.transaction import Transaction

PROCEEDING = "proceeding"


def open_proceeding(tx: Transaction, id: str, act_id: str, designation_id: str, process_name: str, request: Request, grounds: Sequence[str] = ()) -> Proceeding:
    """Open a process over a designation by its first act, where the caller may open it; from grounds where it is one that follows them."""
    designation: Designation = Designation.get(tx.city, designation_id)
    loaded = version_that_judges(tx, designation, tx.today)
    process = process_named(loaded.programme, process_name)
    role = _opener(tx, loaded.programme, designation, process)
    by = {"actor": role.actor, "person": tx.caller.person if tx.caller else "", "organisation": role.organisation}
    _check_follows_grounds(process, grounds)
    proceeding = begin(tx, id, loaded, designation, process, by, key=tx.today.isoformat(), on=tx.today)
    proceeding.grounds = [ground.id for ground in grounds_named(tx, designation, grounds, "grounds")]
    _take(tx, proceeding, designation, loaded, process, request, act_id)
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
    keep_way(tx, proceeding, walks.from_document(proceeding.walk), Walker(process, limit_by(loaded.view(tx.settings, tx.today))))
    proceeding.add()
    _reconcile(tx, proceeding, designation, process)
    return proceeding


def act_on_proceeding(tx: Transaction, id: str, act_id: str, request: Request, expected: int) -> Proceeding:
    """Take an act at a step of a proceeding."""
    proceeding: Proceeding = Proceeding.get(tx.city, id)
    designation: Designation = Designation.get(tx.city, proceeding.designation)
    loaded = tx.laws.of(proceeding.programme, proceeding.programme_version)
    _take(tx, proceeding, designation, loaded, process_named(loaded.programme, proceeding.process), request, act_id)
    proceeding.keep(expected)
    return proceeding


def keep_reckoned(tx: Transaction, proceeding: Proceeding, designation: Designation, loaded: Loaded, walk: Walk) -> None:
    """Keep a proceeding of which a limit moved when it was reckoned again; its duties move with it."""
    process = process_named(loaded.programme, proceeding.process)
    keep_way(tx, proceeding, walk, Walker(process, limit_by(loaded.view(tx.settings, tx.today))))
    proceeding.keep()
    _reconcile(tx, proceeding, designation, process)


def begin(tx: Transaction, id: str, loaded: Loaded, designation: Designation, process: Process, by: dict[str, Any], key: str, on: date) -> Proceeding:
    """Return a new proceeding whose first step is open; raise AlreadyExists where the process lets one run go at a time and one goes on."""
    if not process.many and (other := running(designation, process.name)) is not None:
        said = f"{process.title} of this designation was opened on {other.opened_on} and goes on; act on that one."
        raise AlreadyExists(said, field="process", found=process.name, proceeding=other.id)
    walk = Walker(process, limit_by(loaded.view(tx.settings, tx.today))).begin(on)
    proceeding = Proceeding(
        id=id,
        city=tx.city,
        programme=loaded.programme.id,
        programme_version=loaded.programme.version,
        process=process.name,
        key=key,
        designation=designation.id,
        organisation={name: designation.organisation[name] for name in ("id", "code", "name", "district")},
        opened_on=on.isoformat(),
        opened_by=by,
        walk=walks.to_document(walk),
        waits_since=tx.today.isoformat(),
        sole=None if process.many else f"{designation.id} {process.name}",
    )
    about = About(PROCEEDING, id)
    told = {"opened_on": proceeding.opened_on, "opened_by": by["actor"]}
    tx.emit("proceeding.opened", about, _data(loaded, proceeding, process) | told, audiences=of_designation(loaded.programme, proceeding.organisation))
    tx.audit("proceeding.opened", about, process=process.name, designation=designation.id, key=key)
    return proceeding


def running(designation: Designation, process: str) -> Proceeding | None:
    """Return a run of a process that goes on over a designation."""
    found: Proceeding | None = Proceeding.objects(city=designation.city, designation=designation.id, process=process, state="running").first()
    return found


def process_named(programme: Programme, name: str) -> Process:
    """Return a process over a designation by its name; raise NotFound naming those there are."""
    names = [process.name for process in programme.processes if process.over == DESIGNATION]
    if name not in names:
        raise NotFound(f"A designation of {programme.id} has no process {name!r}; it has {', '.join(names)}.", found=name, needed=names)
    return programme.process(name)


def _take(tx: Transaction, proceeding: Proceeding, designation: Designation, loaded: Loaded, process: Process, request: Request, act_id: str) -> None:
    walk = walks.from_document(proceeding.walk)
    subject = designation_subject(tx, designation, loaded, process, walk, proceeding)
    if find_step(process, request.step).decides:
        check_heard(tx)
    taken = take_step(subject, request, tx.caller, today=tx.today, now=tx.now, act_id=act_id)
    evidence = keep_known(tx, About(PROCEEDING, proceeding.id), subject, taken)
    keep_way(tx, proceeding, walk, subject.walker)
    effects = [EFFECTS[effect] for effect in taken.moved.effects if effect in EFFECTS]
    for effect in effects:
        effect(tx, designation, Decision(proceeding, subject, taken.request))
    if effects:
        designation.keep()
        if designation.state != "held":
            end_application_of(tx, designation, designation.ended_because or request.reason or "")
    _reconcile(tx, proceeding, designation, process)
    about = About(PROCEEDING, proceeding.id)
    if not walk.is_running:
        told = {"outcome": proceeding.state, "because": taken.request.reason, "on": tx.today.isoformat()}
        tx.emit("proceeding.ended", about, _data(loaded, proceeding, process) | told, audiences=of_designation(loaded.programme, proceeding.organisation))
        _keep_designation(tx, proceeding, designation, loaded, taken.request)
    Designation.look_soon(tx.city, tx.today, _id=designation.id)
    tx.audit(f"proceeding.{taken.word}", about, process=process.name, **taken.told, **evidence)


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


def _reconcile(tx: Transaction, proceeding: Proceeding, designation: Designation, process: Process) -> None:
    walk = walks.from_document(proceeding.walk)
    reconcile_limits(tx, designation, process, walk, proceeding_holders(designation, proceeding), proceeding.run_of(process))


def _opener(tx: Transaction, programme: Programme, designation: Designation, process: Process) -> Any:
    openers = [name for name in process.opened_by if name in programme.actors]
    if not openers:
        raise StepNotOpen(f"The process {process.title} is opened by {', '.join(process.opened_by) or 'the system'}, not by a person.", found=process.name)
    roles = {role.actor for role in (tx.caller.actors if tx.caller else ())}
    return acting_role(programme, next((name for name in openers if name in roles), openers[0]), tx.caller, designation_holders(designation))


def _data(loaded: Loaded, proceeding: Proceeding, process: Process) -> dict[str, Any]:
    return {
        "clause": {"regulation": loaded.regulation.name, "clause": process.clause},
        "proceeding": proceeding.id,
        "designation": proceeding.designation,
        "programme": proceeding.programme,
        "programme_version": proceeding.programme_version,
        "process": process.name,
        "title": process.title,
        "key": proceeding.key,
        "organisation": dict(proceeding.organisation),
    }
