"""Who may look at what was sent: the operator at all of the city, an office and its districts at their own, everyone at what was sent to them."""

from __future__ import annotations

from typing import Any

from fuyu.caller import Caller
from fuyu.problems import NotFound
from notifier.documents import Duty


def seen_rows(caller: Caller, city: str) -> dict[str, Any]:
    """Return the condition on duties, reminders and deliveries that a caller may see."""
    roles = [role for role in caller.actors if role.city == city]
    if any(role.actor == "operator" for role in roles):
        return {"city": city}
    offices = [f"{role.office}/{role.district}" if role.district else role.office for role in roles if role.office]
    return {"city": city, "$or": [{"seen_by": {"$in": offices}}, {"person": caller.person}]}


def seen_duty(caller: Caller | None, city: str, id: str) -> Duty:
    """Return a duty that a caller may look at; raise NotFound for every other."""
    found: Duty | None = Duty.objects(__raw__={"$and": [seen_rows(caller, city), {"_id": id}]}).first() if caller else None
    if found is None:
        raise NotFound(f"There is no duty {id!r} here, or none that your office may look at.", found=id)
    return found
