"""Which companies that completed have priority under equal conditions: what the law asks of each; an officer decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


def tell_merits(tx: Transaction, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return completed incubations with what the law asks for priority; `is_met` where all of it is met."""
    enrolments = {each.id: each for each in Enrolment.objects(city=tx.city, id__in=[row["_id"] for row in rows])}
    bases = {each.id: each for each in Base.objects(city=tx.city, id__in=[each.designation for each in enrolments.values()])}
    around = Surroundings.of_all(tx.city, list(enrolments.values()), bases)
    return [_merits(tx, row, enrolments[row["_id"]], around[row["_id"]]) for row in rows]


def _merits(tx: Transaction, row: Mapping[str, Any], enrolment: Enrolment, around: Surroundings) -> dict[str, Any]:
    stands, findings = law_of(tx, enrolment), []
    if stands is not None:
        loaded, law = stands
        findings = list(loaded.ask.to_prefer(law, enrolment_facts(loaded.programme, enrolment, around), tx.today))
    is_met = bool(findings) and all(each.outcome in (Outcome.MET, Outcome.EXEMPT) for each in findings)
    return {**row, "findings": [each.as_document() for each in findings], "is_met": is_met}
