"""The evidence of decisions on an enrolment, as far as its receiver may see it."""

from __future__ import annotations

from fuyu.evidence.archive import json_bytes
from fuyu.evidence.gathering import certificates_about, decisions_about, trail_about
from fuyu.evidence.receiving import Receiver, receives_for_office
from fuyu.law.steps import ENROLMENT
from fuyu.store.transaction import Subject, Transaction
from incubatee_tracker.facts import seeing_holders
from incubatee_tracker.usecases.reading import seen_enrolment
from incubatee_tracker.usecases.standing import shown_enrolment

NOT_EVIDENCE = frozenset({"_id", "look_on", "lease", "sole", "today", "days_left"})
"""What a record keeps for the workers, and what only tells of today."""


def evidence_on_enrolment(tx: Transaction, id: str) -> dict[str, bytes]:
    """Return what an enrolment's decisions rested on: its way with findings, what was known, its certificate, and who did what."""
    enrolment = seen_enrolment(tx, id)
    loaded = tx.laws.programmes.get((enrolment.programme, enrolment.programme_version))
    programme = loaded.programme if loaded else None
    receiver = Receiver(programme, receives_for_office(programme, tx.caller, seeing_holders(enrolment)))
    shown = {name: value for name, value in shown_enrolment(tx, enrolment).items() if name not in NOT_EVIDENCE}
    about = [Subject(ENROLMENT, id)]
    members = {"enrolment.json": json_bytes({"id": id, **shown}), **certificates_about(tx, about)}
    return {**members, **decisions_about(tx, about, receiver.shows_part), **trail_about(tx, about, receiver.shows_row)}
