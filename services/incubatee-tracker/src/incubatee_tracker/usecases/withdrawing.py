"""Taking back what one opened: a base its proposal, an incubatee its application for more time, an office a move that nobody agrees to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fuyu.caller import Role
from fuyu.law.programme import Programme
from fuyu.law.steps import ENROLMENT, Effect, Process
from fuyu.problems import StepNotOpen
from fuyu.process.acting import limit_by
from fuyu.process.walk import Outcome, Walk
from fuyu.process.walker import Walker
from fuyu.store.transaction import Subject, Transaction
from incubatee_tracker.documents import Base, Enrolment
from incubatee_tracker.facts import enrolment_holders
from incubatee_tracker.usecases.duties import reconcile_limits
from incubatee_tracker.usecases.effects import turn_away
from incubatee_tracker.usecases.ending import look_again
from incubatee_tracker.usecases.key_plans import look_at_list
from incubatee_tracker.usecases.reading import seen_enrolment
from incubatee_tracker.usecases.saying import keep_walk
from incubatee_tracker.usecases.subjects import has_effect, running_walk
from incubatee_tracker.usecases.ways import admits, check_opens, process_named


def withdraw_process(tx: Transaction, id: str, given: Mapping[str, Any], expected: int) -> Enrolment:
    """Withdraw a process that goes on, with a reason; whoever may open it may take it back. A withdrawn proposal is over, and was no incubation."""
    enrolment = seen_enrolment(tx, id)
    loaded = tx.laws.of(enrolment.programme, enrolment.programme_version)
    law, process = loaded.view(tx.settings, tx.today), process_named(loaded.programme, given["process"])
    walk, role = check_withdraws(tx, enrolment, loaded.programme, process)
    Walker(process, limit_by(law)).end(walk, Outcome.WITHDRAWN, tx.today)
    keep_walk(tx, enrolment, walk)
    if admits(process):
        turn_away(tx, enrolment, given["reason"], law.cite(process.clause).as_document(), state="withdrawn")
    if has_effect(process, Effect.MOVE):
        enrolment.taker = {}
    if has_effect(process, Effect.EXTEND):
        enrolment.kept_open = False
        look_again(tx, enrolment)
        look_at_list(tx, enrolment, Base.get(tx.city, enrolment.designation), loaded, law)
    reconcile_limits(tx, enrolment, process, walk, enrolment_holders(enrolment))
    by = {"by": tx.caller.person if tx.caller else "", "actor": role.actor if role else None}
    enrolment.withdrawals = [*enrolment.withdrawals, {"process": process.name, "on": tx.today.isoformat(), **by, "reason": given["reason"]}]
    enrolment.keep(expected)
    tx.audit("enrolment.process_withdrawn", Subject(ENROLMENT, id), process=process.name, reason=given["reason"])
    return enrolment


def check_withdraws(tx: Transaction, enrolment: Enrolment, programme: Programme, process: Process) -> tuple[Walk, Role | None]:
    """Return the way that goes on by a process, and the role in which the caller takes it back; raise a problem where neither is there."""
    role, walk = check_opens(tx, enrolment, programme, process), running_walk(enrolment, process)
    if walk is None:
        raise StepNotOpen(f"The process {process.title} does not go on, so there is nothing to take back.", found=process.name, needed="one that goes on")
    return walk, role
