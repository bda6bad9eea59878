"""The notifier: the directory of people, reminders of what is owed, and notices, delivered by e-mail and to an inbox."""

from __future__ import annotations

from fuyu.service import Service
from notifier.api import blueprints
from notifier.ladder import ladder
from notifier.migrations import MIGRATIONS
from notifier.projections import HANDLERS
from notifier.snapshots import SNAPSHOTS
from notifier.sweeps import SWEEPS
from notifier.usecases.looking import next_rung
from notifier.usecases.proving import next_proof
from notifier.usecases.succeeding import next_leaving

ladder()  # A wrong file of ours stops the service at its start, not at the first reminder; texts and notices are read for the handlers.

SERVICE = Service(
    name="notifier",
    title="Who must hear of what by when",
    listens_to=frozenset(
        {
            "absence",
            "duty",
            "person",
            "law",
            "application",
            "designation",
            "enrolment",
            "proceeding",
            "ground",
            "regulation",
            "draw",
            "base",
            "certificate",
            "activity",
            "proposal",
            "assignment",
        }
    ),
    handlers=HANDLERS,
    blueprints=blueprints,
    sweeps=SWEEPS,
    migrations=MIGRATIONS,
    snapshots=SNAPSHOTS,
    agenda=(next_rung, next_proof, next_leaving),
)

__all__ = ["SERVICE"]
