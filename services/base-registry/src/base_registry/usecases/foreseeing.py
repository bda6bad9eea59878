"""What can be seen coming: conditions that a designation meets until a day that its facts name, and that are a ground from the day after on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from base_registry.documents import Designation
from fuyu.law.findings import Finding, Weight
from fuyu.law.steps import DESIGNATION
from fuyu.store.transaction import Subject, Transaction


def foresee(tx: Transaction, designation: Designation, kept: Iterable[Finding]) -> None:
    """Say until when the conditions of keeping a designation are met, where that has changed: the watch shows it beside what is counted."""
    foreseen = [_lasting(each) for each in kept if each.holds_until is not None and each.weight is Weight.CONDITION]
    if foreseen == designation.foreseen:
        return
    Designation._get_collection().update_one({"_id": designation.id, "city": tx.city}, {"$set": {"foreseen": foreseen}})
    told = {name: getattr(designation, name) for name in ("programme", "programme_version", "kind")}
    tx.emit("designation.foreseen", Subject(DESIGNATION, designation.id), told | {"designation": designation.id, "on": tx.today, "conditions": foreseen})


def _lasting(found: Finding) -> dict[str, Any]:
    until = found.holds_until.isoformat() if found.holds_until else None
    return {"key": found.key, "holds_until": until, "clause": found.citation.as_document(), "because": found.because}
