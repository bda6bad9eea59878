"""Which companies that completed have priority under equal conditions: what the law asks of each; an officer decides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fuyu.law.findings import Outcome
from fuyu.store.transaction import Transaction
from incubatee_tracker.documents import Base, Enrolment
from incubatee_tracker.facts import Surroundings, enrolment_facts
from incubatee_tracker.usecases.reading import law_of
from incubatee_tracker.usecases.seeing import ENROLMENTS, seen_by

COMPLETED = "completed"


def completed_ones(tx: Transaction) -> dict[str, Any]:
    """Return the condition on completed incubations that the caller may see."""
    seen = seen_by(tx.caller, tx.city, tx.laws, ENROLMENTS) if tx.caller else {"_id": None}
    return {"state": COMPLETED, **seen}


def tell_merits(tx: Transaction, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a completed incubation with what the law asks for priority; `is_met` where all of it is met."""
    enrolment: Enrolment = Enrolment.get(tx.city, row["_id"])
    stands = law_of(tx, enrolment)
    findings = []
    if stands is not None:
        loaded, law = stands
        told = enrolment_facts(loaded.programme, enrolment, Surroundings.of(enrolment, Base.get(tx.city, enrolment.designation)))
        findings = loaded.ask.to_prefer(law, told, tx.today)
    is_met = bool(findings) and all(each.outcome in (Outcome.MET, Outcome.EXEMPT) for each in findings)
    return {**row, "findings": [each.as_document() for each in findings], "is_met": is_met}
