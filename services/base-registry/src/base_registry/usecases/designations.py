"""Processes over a designation: opened by whom the programme says, walked by the one walker, and what takes effect."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from base_registry.documents import Designation
from base_registry.facts import day, designation_facts, designation_holders
from base_registry.usecases.duties import reconcile_limits
from base_registry.usecases.reading import designation_subject, version_that_judges
from fuyu.law.answers import Consequence, as_document
from fuyu.law.programme import Programme
from fuyu.law.registry import Loaded
from fuyu.law.steps import DESIGNATION, Effect, Process
from fuyu.problems import NotFound, ProjectionBehind, StepNotOpen
from fuyu.process import walk as walks
from fuyu.process.acting import Request, Subject, find_step, limit_by, take_step
from fuyu.process.actors import acting_role
from fuyu.process.walk import Walk
from fuyu.process.walker import Walker
from fuyu.store.transaction import Subject as About
from fuyu.store.transaction import Transaction


def act_on_designation(tx: Transaction, id: str, act_id: str, process_name: str, request: Request, expected: int) -> Designation:
    """Take an act at a step of one of a designation's processes; the first act opens the process where the caller may open it."""
    designation: Designation = Designation.get(tx.city, id)
    kept = _running(designation, process_name)
    loaded = version_that_judges(tx, designation, kept.opened_on if kept else tx.today)
    process = _process(loaded.programme, process_name)
    walk = kept or _open(tx, loaded, designation, process)
    subject = designation_subject(tx, designation, loaded, process, walk)
    if find_step(process, request.step).decides:
        _check_heard(tx)
    taken = take_step(subject, request, tx.caller, today=tx.today, now=tx.now, act_id=act_id)
    designation.walks = {**designation.walks, process.name: walks.to_document(walk)}
    for effect in taken.moved.effects:
        if effect in EFFECTS:
            EFFECTS[effect](tx, designation, subject, request)
    designation.keep(expected)
    reconcile_limits(tx, designation, process, walk, designation_holders(designation))
    about = About(DESIGNATION, id)
    tx.audit(f"designation.{request.does}", about, process=process.name, step=request.step, reason=request.reason, number=request.number)
    return designation


def _check_heard(tx: Transaction) -> None:
    """Refuse a decision while facts that it rests on have come but cannot be counted yet: nothing is decided on old facts."""
    waiting = tx.rows.parked.count_documents({"city": tx.city, "source": "incubatee-tracker"})
    if waiting:
        said = f"{waiting} events of incubatee-tracker wait here for earlier ones. Ask again in a minute; the operator sees why in /ops/health."
        raise ProjectionBehind(said, found=waiting, needed=0)


def expire(tx: Transaction, designation: Designation) -> None:
    """End a designation whose last day has passed without a renewal: said as an event, never a silent flag."""
    designation.state, designation.ended_on = "expired", designation.ends_on
    designation.keep()
    _say_ended(tx, designation, "designation.ended", "its term ended")


def _process(programme: Programme, name: str) -> Process:
    names = [process.name for process in programme.processes if process.over == DESIGNATION]
    if name not in names:
        raise NotFound(f"A designation of {programme.id} has no process {name!r}; it has {', '.join(names)}.", found=name, needed=names)
    return programme.process(name)


def _running(designation: Designation, process: str) -> Walk | None:
    kept = designation.walks.get(process)
    walk = walks.from_document(kept) if kept else None
    return walk if walk is not None and walk.is_running else None


def _open(tx: Transaction, loaded: Loaded, designation: Designation, process: Process) -> Walk:
    openers = [name for name in process.opened_by if name in loaded.programme.actors]
    if not openers:
        raise StepNotOpen(f"The process {process.title} is opened by {', '.join(process.opened_by) or 'the system'}, not by a person.", found=process.name)
    roles = {role.actor for role in (tx.caller.actors if tx.caller else ())}
    opener = next((name for name in openers if name in roles), openers[0])
    acting_role(loaded.programme, opener, tx.caller, designation_holders(designation))
    if process.name in designation.walks:
        designation.past_walks = [*designation.past_walks, designation.walks[process.name]]
    return Walker(process, limit_by(loaded.view(tx.settings, tx.today))).begin(tx.today)


def _revoke(tx: Transaction, designation: Designation, subject: Subject, request: Request) -> None:
    told = designation_facts(subject.loaded.programme, designation)
    ground = str(request.entry.get("ground") or request.reason or request.number or "").strip()
    take_back(tx, designation, subject.loaded.ask.after_revocation(subject.law, told, ground, tx.today), ground)


def take_back(tx: Transaction, designation: Designation, consequences: Sequence[Consequence], ground: str) -> None:
    """Take a designation away on a ground, with what follows from that."""
    designation.state, designation.ended_on = "revoked", tx.today.isoformat()
    designation.consequences = [as_document(each) for each in consequences]
    _say_ended(tx, designation, "designation.revoked", ground)


def _renew(tx: Transaction, designation: Designation, subject: Subject, request: Request) -> None:
    last = day(designation.ends_on)
    counted_from = last if last is not None and last >= tx.today else tx.today
    term = subject.loaded.ask.how_long(subject.law, designation.kind, counted_from)
    designation.ends_on = term.ends_on.isoformat() if term.ends_on else None
    designation.state = "held"
    _say_changed(tx, designation)


def _reclassify(tx: Transaction, designation: Designation, subject: Subject, request: Request) -> None:
    designation.holds_class = str(request.entry.get("holds_class") or designation.holds_class)
    _say_changed(tx, designation)


def _expire(tx: Transaction, designation: Designation, subject: Subject, request: Request) -> None:
    designation.state, designation.ended_on = "ended", tx.today.isoformat()
    _say_ended(tx, designation, "designation.ended", request.reason or "")


EFFECTS: dict[Effect, Callable[[Transaction, Designation, Subject, Request], None]] = {
    Effect.REVOKE: _revoke,
    Effect.RENEW: _renew,
    Effect.RECLASSIFY: _reclassify,
    Effect.EXPIRE: _expire,
}


def _say_ended(tx: Transaction, designation: Designation, event: str, because: str) -> None:
    data = _data(designation) | {"ended_on": designation.ended_on, "state": designation.state, "because": because}
    tx.emit(event, About(DESIGNATION, designation.id), data, audiences=_holder(designation))
    tx.audit(event, About(DESIGNATION, designation.id), because=because)


def _say_changed(tx: Transaction, designation: Designation) -> None:
    data = _data(designation) | {
        "starts_on": designation.starts_on,
        "ends_on": designation.ends_on,
        "state": designation.state,
        "holds_class": designation.holds_class,
    }
    tx.emit("designation.changed", About(DESIGNATION, designation.id), data)


def _data(designation: Designation) -> dict[str, Any]:
    return {"designation": designation.id, "programme": designation.programme, "programme_version": designation.programme_version, "kind": designation.kind}


def _holder(designation: Designation) -> list[dict[str, str]]:
    return [{"actor": "applicant", "programme": designation.programme, "organisation": designation.organisation["code"]}]
