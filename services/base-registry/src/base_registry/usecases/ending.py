"""What the end of a designation leaves of the application it came from: the steps still open there, such as the plaque, have nothing to be done about."""

from __future__ import annotations

from base_registry.documents import Application, Call, Designation
from base_registry.usecases.applications import end_application
from base_registry.usecases.sittings import CallAtWork
from fuyu.process.sitting import RowState
from fuyu.process.walk import Outcome
from fuyu.store.transaction import Transaction

ON_A_LIST = (RowState.LISTED, RowState.HELD)


def end_application_of(tx: Transaction, designation: Designation, because: str) -> None:
    """End the way of a designation's application where it still goes on and nothing that it was granted is held any more.

    Its duties are withdrawn with it. On a list that is not concluded its row is removed, so that the rest go on without it.
    """
    if Application.objects(city=tx.city, id=designation.application, state="running").first() is None:
        return
    if Designation.objects(city=tx.city, application=designation.application, state="held", id__ne=designation.id).first() is not None:
        return
    work, id = CallAtWork.of(tx, Call.get(tx.city, designation.call)), designation.application
    rows = [sitting.rows[id] for sitting in work.sittings if id in sitting.rows and sitting.rows[id].state in ON_A_LIST]
    for row in rows:
        row.state, row.because = RowState.REMOVED, because
    end_application(tx, work.applications[id], work.walks[id], work.walker, Outcome.LAPSED, because)
    if rows:
        work.keep()
