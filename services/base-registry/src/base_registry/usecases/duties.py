"""The last days of an application's or a designation's steps as duties."""

from __future__ import annotations

from base_registry.documents import Application, Designation
from fuyu.law.steps import APPLICATION, DESIGNATION, Process
from fuyu.process.actors import Holders
from fuyu.process.walk import Walk
from fuyu.store import limits
from fuyu.store.transaction import Subject, Transaction


def reconcile_limits(tx: Transaction, record: Application | Designation, process: Process, walk: Walk, holders: Holders, run: str | None = None) -> None:
    """Bring the duties of a record into agreement with the last days of a walk; `run` tells the runs of a process apart that may go at once."""
    loaded = tx.laws.of(record.programme, record.programme_version)
    kind = APPLICATION if isinstance(record, Application) else DESIGNATION
    law = loaded.view(tx.settings, tx.today, record.host)
    limits.reconcile_limits(tx, Subject(kind, record.id), record.organisation["name"], loaded.programme, law, process, walk, holders, run)
