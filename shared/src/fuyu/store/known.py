"""What was known at an act on a subject's way, kept where the act decided something."""

from __future__ import annotations

from fuyu.process.acting import Subject, Taken
from fuyu.process.knowing import is_decision, known_at
from fuyu.store.decisions import keep_decision
from fuyu.store.transaction import Subject as About
from fuyu.store.transaction import Transaction


def keep_known(tx: Transaction, about: About, subject: Subject, taken: Taken) -> dict[str, str]:
    """Keep what was known at an act that decides, and return its digest for the audit row of the act; nothing for an act that decides nothing."""
    if not is_decision(subject, taken):
        return {}
    return {"evidence": keep_decision(tx, taken.act.id, about, taken.act.does, known_at(subject, taken))}
