"""Opening an enrolment's processes: which there are, who may open one, and when."""

from __future__ import annotations

from fuyu.law.programme import Programme
from fuyu.law.steps import ENROLMENT, Effect, Process
from fuyu.law.view import Law
from fuyu.problems import NotFound, StepNotOpen
from fuyu.process.acting import limit_by
from fuyu.process.actors import acting_role
from fuyu.process.walk import Walk, from_document
from fuyu.process.walker import Walker
from fuyu.store.transaction import Transaction
from incubatee_tracker.documents import Enrolment
from incubatee_tracker.facts import ENDED, enrolment_holders


def admitting(programme: Programme) -> Process:
    """Return the process by which a programme admits an incubatee; raise NotFound where it admits nobody this way."""
    for process in programme.processes:
        if process.over == ENROLMENT and admits(process):
            return process
    raise NotFound(f"{programme.id} declares no process that admits an incubatee.", programme=programme.id)


def admits(process: Process) -> bool:
    """Claim that an incubation begins by this process."""
    return any(Effect.ENROL in step.takes_effect for step in process.steps)


def running_walk(enrolment: Enrolment, process: Process) -> Walk | None:
    """Return the way that an enrolment goes by a process now, None where it goes none."""
    kept = enrolment.walks.get(process.name)
    walk = from_document(kept) if kept else None
    return walk if walk is not None and walk.is_running else None


def process_named(programme: Programme, name: str) -> Process:
    """Return a process over an enrolment by its name; raise NotFound naming those there are."""
    names = [process.name for process in programme.processes if process.over == ENROLMENT]
    if name not in names:
        raise NotFound(f"An enrolment of {programme.id} has no process {name!r}; it has {', '.join(names)}.", found=name, needed=names)
    return programme.process(name)


def open_process(tx: Transaction, enrolment: Enrolment, programme: Programme, law: Law, process: Process) -> Walk:
    """Open a process by its first act; an earlier way by it stays on record."""
    _check_can_open(enrolment, process)
    openers = [name for name in process.opened_by if name in programme.actors]
    if process.opened_by and not openers:
        raise StepNotOpen(f"The process {process.title} is opened by {', '.join(process.opened_by)}, not by a person.", found=process.name)
    if openers:
        roles = {role.actor for role in (tx.caller.actors if tx.caller else ())}
        acting_role(programme, next((name for name in openers if name in roles), openers[-1]), tx.caller, enrolment_holders(enrolment))
    if process.name in enrolment.walks:
        enrolment.past_walks = [*enrolment.past_walks, enrolment.walks[process.name]]
    return Walker(process, limit_by(law)).begin(tx.today)


def _check_can_open(enrolment: Enrolment, process: Process) -> None:
    if admits(process) and (enrolment.state != "proposed" or process.name in enrolment.walks):
        raise StepNotOpen(f"This company's admission is over: it is {enrolment.state}.", found=enrolment.state, needed="proposed")
    if not admits(process) and enrolment.state in (*ENDED, "refused", "proposed"):
        raise StepNotOpen(f"This incubation is {enrolment.state}; {process.title} is for those that run.", found=enrolment.state, needed="running")
