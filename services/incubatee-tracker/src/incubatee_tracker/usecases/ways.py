"""Opening an enrolment's processes: which there are, who may open one, and when."""

from __future__ import annotations

from datetime import date

from fuyu.caller import Role
from fuyu.law.programme import Programme
from fuyu.law.steps import ENROLMENT, Effect, Process
from fuyu.law.view import Law
from fuyu.problems import NotFound, StepNotOpen
from fuyu.process.acting import limit_by
from fuyu.process.actors import acting_role
from fuyu.process.walk import Walk
from fuyu.process.walker import Walker
from fuyu.store.transaction import Transaction
from incubatee_tracker.documents import Base, Enrolment
from incubatee_tracker.facts import enrolment_holders
from incubatee_tracker.usecases.ending import last_day
from incubatee_tracker.usecases.moving import can_be_moved
from incubatee_tracker.usecases.subjects import has_effect


def admitting(programme: Programme) -> Process:
    """Return the process by which a programme admits an incubatee; raise NotFound where it admits nobody this way."""
    for process in programme.processes:
        if process.over == ENROLMENT and admits(process):
            return process
    raise NotFound(f"{programme.id} declares no process that admits an incubatee.", programme=programme.id)


def admits(process: Process) -> bool:
    """Claim that an incubation begins by this process."""
    return has_effect(process, Effect.ENROL)


def process_named(programme: Programme, name: str) -> Process:
    """Return a process over an enrolment by its name; raise NotFound naming those there are."""
    names = [process.name for process in programme.processes if process.over == ENROLMENT]
    if name not in names:
        raise NotFound(f"An enrolment of {programme.id} has no process {name!r}; it has {', '.join(names)}.", found=name, needed=names)
    return programme.process(name)


def open_process(tx: Transaction, enrolment: Enrolment, programme: Programme, law: Law, process: Process) -> Walk:
    """Open a process by its first act; an earlier way by it stays on record."""
    if admits(process) and process.name in enrolment.walks:
        raise StepNotOpen(f"This company's admission is over: it is {enrolment.state}.", found=enrolment.state, needed="a new proposal")
    check_opens(tx, enrolment, programme, process)
    if process.name in enrolment.walks:
        enrolment.past_walks = [*enrolment.past_walks, enrolment.walks[process.name]]
    return Walker(process, limit_by(law)).begin(tx.today)


def check_opens(tx: Transaction, enrolment: Enrolment, programme: Programme, process: Process) -> Role | None:
    """Return the role in which the caller opens a process of an enrolment, None where it asks for none; raise NotYourStep where the caller may not open it.

    Raise StepNotOpen where no person may.
    """
    openers = [name for name in process.opened_by if name in programme.actors]
    if process.opened_by and not openers:
        raise StepNotOpen(f"The process {process.title} is opened by {', '.join(process.opened_by)}, not by a person.", found=process.name)
    if not openers:
        return None
    roles = {role.actor for role in (tx.caller.actors if tx.caller else ())}
    return acting_role(programme, next((name for name in openers if name in roles), openers[-1]), tx.caller, enrolment_holders(enrolment))


def check_can_act(enrolment: Enrolment, base: Base, process: Process, today: date) -> None:
    """Raise StepNotOpen unless an enrolment stands as a process needs it, at its opening and at each act.

    An admission needs a proposal, a move one that was stopped or runs on where no designation is held, leaving one that runs or was stopped, a
    confirmation of what it brought one that was completed; all else one that runs today, and an extension one whose period is over by its date and that
    can still be asked for (L3).
    """
    if admits(process):
        is_fit, needed = enrolment.state == "proposed", "proposed"
    elif has_effect(process, Effect.MOVE):
        is_fit, needed = can_be_moved(enrolment, base), "to be moved, or running where the designation has ended"
    elif has_effect(process, Effect.CONFIRM):
        is_fit, needed = enrolment.state == "completed", "completed"
    elif has_effect(process, Effect.LEAVE):
        is_fit, needed = enrolment.state in ("running", "to be moved"), "running or to be moved"
    else:
        is_fit, needed = enrolment.state == "running", "running"
        last = last_day(enrolment)
        if is_fit and last is not None and today > last and not (enrolment.kept_open or has_effect(process, Effect.EXTEND)):
            raise StepNotOpen(f"Its period was over on {last}; {process.title} is for incubations that run.", found=last.isoformat(), needed="running")
    if not is_fit:
        raise StepNotOpen(f"This incubation is {enrolment.state}; {process.title} needs it {needed}.", found=enrolment.state, needed=needed)
