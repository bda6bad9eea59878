"""Which holders may be recommended: what the law asks of each, and whether a ground stands open against it; an officer decides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from base_registry.documents import Designation, Ground
from base_registry.documents.ground import PROPOSED
from base_registry.facts import Record, designation_facts
from base_registry.usecases.seeing import seen_designations
from fuyu.law.findings import Outcome
from fuyu.store.transaction import Transaction

HELD = "held"


def held_ones(tx: Transaction) -> dict[str, Any]:
    """Return the condition on what is held and the caller may see."""
    seen = seen_designations(tx.laws, tx.caller, tx.city) if tx.caller else {"_id": None}
    return {"state": HELD, **seen}


def tell_merits(tx: Transaction, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a designation with what the law asks for a recommendation; `is_met` where all of it is met and no ground stands open."""
    designation: Designation = Designation.get(tx.city, row["_id"])
    loaded = tx.laws.programmes.get((designation.programme, designation.programme_version))
    findings = []
    if loaded is not None:
        told = designation_facts(loaded.programme, designation, Record.of(designation))
        findings = loaded.ask.to_prefer(loaded.view(tx.settings, tx.today, designation.host), told, tx.today)
    open_grounds = Ground.objects(city=tx.city, designation=designation.id, state=PROPOSED).count()
    is_met = bool(findings) and not open_grounds and all(each.outcome in (Outcome.MET, Outcome.EXEMPT) for each in findings)
    return {**row, "findings": [each.as_document() for each in findings], "open_grounds": open_grounds, "is_met": is_met}
