"""What ends with something else: an application's way with what it was granted, with a cycle that is over, or for what was proven."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from base_registry.documents import Application, Call, Designation
from base_registry.facts import Record, designation_facts
from base_registry.usecases.applications import end_application
from base_registry.usecases.calls import close_call
from base_registry.usecases.designations import take_back
from base_registry.usecases.sittings import CallAtWork
from fuyu.law.answers import Consequence
from fuyu.process.acting import Subject
from fuyu.process.sitting import RowState
from fuyu.process.walk import Outcome
from fuyu.store.transaction import Transaction

ON_A_LIST = (RowState.LISTED, RowState.HELD)


CYCLE_ENDED = "its cycle ended"


def end_cycle(tx: Transaction, id: str) -> None:
    """End a call whose cycle is over, with the applications that still run in it."""
    call: Call = Call.get(tx.city, id)
    if call.state != "open" or not call.cycle or call.cycle["ends_on"] >= tx.today.isoformat():
        return
    work = CallAtWork.of(tx, call)
    for application in work.applications.values():
        end_application(tx, application, work.walks[application.id], work.walker, Outcome.LAPSED, CYCLE_ENDED)
    close_call(tx, id)


def end_application_of(tx: Transaction, designation: Designation, because: str) -> None:
    """End the way of a designation's application where it still goes on and nothing that it was granted is held any more.

    What the end of a designation leaves of its application, such as the plaque, has nothing to be done about; its duties are withdrawn with it.
    """
    if Application.objects(city=tx.city, id=designation.application, state="running").first() is None:
        return
    if Designation.objects(city=tx.city, application=designation.application, state="held", id__ne=designation.id).first() is not None:
        return
    work = CallAtWork.of(tx, Call.get(tx.city, designation.call))
    _end(work, designation.application, Outcome.LAPSED, because)
    work.keep()


def remove_application(tx: Transaction, application: Application, because: str, subject: Subject, ground: str, clause: Mapping[str, Any]) -> None:
    """Remove an application where it still goes on, and take back what it was granted, with what the rules say follows from that ground."""
    work = CallAtWork.of(tx, Call.get(tx.city, application.call))
    for designation in Designation.objects(city=tx.city, application=application.id, state="held"):
        told = designation_facts(subject.loaded.programme, designation, Record.of(designation))
        take_back_granted(work, designation, because, subject.loaded.ask.after_revocation(subject.law, told, ground, tx.today), clause)
    if application.id in work.applications:
        _end(work, application.id, Outcome.REMOVED, because, clause)
    work.keep()


def take_back_granted(
    work: CallAtWork, designation: Designation, because: str, consequences: Sequence[Consequence] = (), clause: Mapping[str, Any] | None = None
) -> None:
    """Take back what an application was granted, and free the place that it used."""
    take_back(work.tx, designation, consequences, because, clause)
    designation.keep()
    if designation.uses_place:
        work.call.granted = {**work.call.granted, designation.kind: work.call.granted[designation.kind] - 1}


def _end(work: CallAtWork, id: str, outcome: Outcome, because: str, clause: Mapping[str, Any] | None = None) -> None:
    """End one application's way; on a list that is not concluded its row is removed, so that the rest go on without it."""
    for sitting in work.sittings:
        if id in sitting.rows and sitting.rows[id].state in ON_A_LIST:
            sitting.rows[id].state, sitting.rows[id].because = RowState.REMOVED, because
    end_application(work.tx, work.applications[id], work.walks[id], work.walker, outcome, because, clause=clause)
