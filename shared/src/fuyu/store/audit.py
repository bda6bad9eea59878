"""Audit rows: who did what to which subject, written in the transaction that did it and sealed afterwards (fuyu.store.sealing)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from fuyu.caller import Caller
from fuyu.events.catalogue import jsonable
from fuyu.events.envelope import Subject
from fuyu.ids import new_id
from fuyu.store.rows import AuditRow


def audit_row(city: str, caller: Caller | None, on: date, at: datetime, act: str, subject: Subject, actor: str | None, details: Mapping[str, Any]) -> AuditRow:
    """Return the row of one act. `actor` is the role in which it was done; where none is given, the caller's only one in the city."""
    roles = {role.actor for role in caller.actors if role.city == city} if caller else set()
    row: AuditRow = {
        "_id": new_id(),
        "city": city,
        "at": at,
        "on": on.isoformat(),
        "by": caller.person if caller else None,
        "actor": actor or (roles.pop() if len(roles) == 1 else None),
        "act": act,
        "subject": {"kind": subject.kind, "id": subject.id},
        "details": jsonable(details),
    }
    if caller is not None and caller.in_stead_of is not None:
        row["in_stead_of"] = caller.in_stead_of
    return row
