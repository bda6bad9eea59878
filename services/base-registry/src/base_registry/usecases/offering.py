"""What a caller may do at a record now beside its steps, told by the very checks of the acts, so that a page shows nothing that would be refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from base_registry.documents import Application, Call, Designation
from base_registry.usecases.applications import check_records_receipt
from base_registry.usecases.correcting import check_corrects_number
from base_registry.usecases.correcting_receipts import check_corrects_receipt
from base_registry.usecases.misconduct import check_finds_misconduct
from base_registry.usecases.reading import walk_of
from base_registry.usecases.seeing import shown_application
from fuyu.caller import Caller
from fuyu.law.registry import Laws
from fuyu.problems import Problem
from fuyu.store.transaction import Transaction


def offering_application(tx: Transaction, application: Application) -> dict[str, Any]:
    """Return an application as the caller may see it, with what the caller may do at it: record a receipt on paper or correct it, record misconduct."""
    shown = shown_application(tx, application)
    loaded = tx.laws.programmes.get((application.programme, application.programme_version))
    if loaded is None or shown.get("is_own_part"):
        return shown | {"offers": []}
    programme, call, walk = loaded.programme, Call.get(tx.city, application.call), walk_of(application)
    records = _offered("receipt", check_records_receipt, tx, application, programme)
    corrects = _offered("receipt/corrections", check_corrects_receipt, tx, application, call, programme, walk)
    finds = _offered("misconduct", check_finds_misconduct, tx, application, programme)
    return shown | {"offers": [*(records or corrects), *finds]}


def offering_designation(laws: Laws, caller: Caller, designation: Designation) -> dict[str, Any]:
    """Return a designation's members with what the caller may do at it: correct the number of its decision."""
    loaded = laws.programmes.get((designation.programme, designation.programme_version))
    offers = _offered("corrections", check_corrects_number, loaded.programme, designation, caller) if loaded else []
    members: dict[str, Any] = designation.to_mongo().to_dict()
    return members | {"id": designation.id, "offers": offers}


def _offered(at: str, check: Callable[..., object], *about: Any) -> list[dict[str, str]]:
    try:
        check(*about)
    except Problem:
        return []
    return [{"at": at}]
