"""Naming a base's liaison: whom the teaching and the outside contacts are with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fuyu.store.transaction import Subject, Transaction
from incubatee_tracker.documents import Liaison
from incubatee_tracker.usecases.bases import base_at_work, check_is_holder, check_stands


def name_liaison(tx: Transaction, id: str, designation: str, given: Mapping[str, Any]) -> Liaison:
    """Name the liaison of a base from today on; who was it before stays on record."""
    base = base_at_work(tx, designation)
    programme = tx.laws.of(base["programme"], base["programme_version"]).programme
    check_is_holder(tx, programme, base)
    check_stands(programme, base, tx.today)
    by = tx.caller.person if tx.caller else ""
    liaison = Liaison(id=id, city=tx.city, designation=designation, named_on=tx.today.isoformat(), named_by=by, **given)
    liaison.add()
    subject = Subject("liaison", id)
    told = {"designation": designation, "programme": base["programme"], "programme_version": base["programme_version"]}
    tx.emit("liaison.named", subject, told | {"liaison": id, "named_on": liaison.named_on, "person": liaison.person})
    tx.audit("liaison.named", subject, designation=designation)
    return liaison
