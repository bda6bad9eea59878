"""Following the duties of other services: what opens, moves and ends, and that reminding stops at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from fuyu.store.transaction import Transaction
from notifier.documents import Duty
from notifier.documents.delivery import STOPPED
from notifier.documents.duty import OVERDUE, OWED
from notifier.ladder import ladder
from notifier.usecases.audiences import Audience, bounds_of
from notifier.usecases.settling import settle_waiting


def know_duty(tx: Transaction, data: Mapping[str, Any]) -> None:
    """Keep a duty that opened, that is owed again, or that a snapshot tells of; one that is owed already keeps its place on the ladder."""
    duty: Duty | None = Duty.objects(city=tx.city, id=data["duty"]).first()
    due_on, is_provisional = data.get("due_on"), bool(data.get("is_provisional"))
    if duty is None:
        opens = data.get("opens_on") or tx.today.isoformat()
        duty = Duty(id=data["duty"], city=tx.city, **_told(data), opens_on=opens, due_on=due_on, is_provisional=is_provisional)
        plan_next(duty)
        duty.add()
        return
    for name, value in _told(data).items():
        setattr(duty, name, value)
    duty.opens_on = data.get("opens_on") or duty.opens_on
    if not duty.is_open:
        # Owed again: the newest rung counts anew, so that what was stopped goes out after all; what was delivered is not sent twice.
        duty.state, duty.ended_on, duty.reminded_on, duty.level = OWED, None, None, None
    _set_due(tx, duty, due_on, is_provisional)


def move_duty(tx: Transaction, data: Mapping[str, Any]) -> None:
    """Move a duty's due date, or make it certain; reminders of the old date that wait are stopped, and the ladder begins anew."""
    duty = Duty.objects(city=tx.city, id=data["duty"]).first()
    if duty is not None:
        _set_due(tx, duty, data.get("due_on"), bool(data.get("is_provisional")))


def make_overdue(tx: Transaction, data: Mapping[str, Any]) -> None:
    """Note that a duty was not done in time; reminding goes on."""
    duty = Duty.objects(city=tx.city, id=data["duty"]).first()
    if duty is not None and duty.is_open:
        duty.state = OVERDUE
        duty.keep()


def end_duty(tx: Transaction, data: Mapping[str, Any], state: str) -> None:
    """Note that a duty was done or withdrawn: nothing more is sent about it, and what waits is stopped."""
    duty = Duty.objects(city=tx.city, id=data["duty"]).first()
    if duty is not None:
        duty.state, duty.ended_on, duty.is_unheard, duty.is_unproven = state, data.get("on"), False, False
        plan_next(duty)
        duty.keep()
        settle_waiting(tx, {"duty": duty.id}, STOPPED, f"duty {state}")


def plan_next(duty: Duty) -> None:
    """Set the day on which the duty must be looked at next, None where it is owed no more or has no due date."""
    if not duty.is_open or duty.due_on is None:
        duty.next_on = None
        return
    seen_to = date.fromisoformat(duty.reminded_on) if duty.reminded_on else None
    duty.next_on = ladder().next_day(date.fromisoformat(duty.due_on), opens_on(duty), seen_to).isoformat()


def opens_on(duty: Duty) -> date:
    """Return the first day on which a duty is brought to mind."""
    return date.fromisoformat(duty.opens_on) if duty.opens_on else date.min


def look_again(duty: Duty, today: date) -> None:
    """Let the newest rung be seen to once more: whoever was told by it is not told twice, whoever was not is told now."""
    if duty.is_open and duty.reminded_on is not None:
        duty.reminded_on = (date.fromisoformat(duty.reminded_on) - timedelta(days=1)).isoformat()
        duty.level = duty.level - 1 if duty.level else None
        duty.next_on = today.isoformat()


def _set_due(tx: Transaction, duty: Duty, due_on: str | None, is_provisional: bool) -> None:
    has_moved = due_on != duty.due_on
    duty.due_on, duty.is_provisional = due_on, is_provisional
    if has_moved:
        duty.reminded_on, duty.level, duty.state, duty.is_unproven = None, None, OWED if duty.is_open else duty.state, False
        settle_waiting(tx, {"duty": duty.id}, STOPPED, "due date moved")
    plan_next(duty)
    duty.keep()


def _told(data: Mapping[str, Any]) -> dict[str, Any]:
    told = {name: data.get(name) for name in ("key", "title", "says", "programme", "programme_version", "about")}
    levels = data.get("levels") or []
    seen, owed = seen_by(audience for level in levels for audience in level), owed_by(levels)
    return told | {"clause": data.get("clause") or {}, "levels": levels, "seen_by": seen, "owed_by": owed}


def owed_by(levels: Sequence[Iterable[Audience]]) -> list[str]:
    """Return whom the first level of a duty means, each audience as a text by which the duties of somebody are found."""
    return sorted({bounds_of(audience) for audience in levels[0]}) if levels else []


def seen_by(audiences: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the offices that may look at what is sent to these audiences: "office" sees all of it, "office/district" its district's."""
    found = set()
    for audience in audiences:
        if audience.get("office"):
            found.add(str(audience["office"]))
            if audience.get("district"):
                found.add(f"{audience['office']}/{audience['district']}")
    return sorted(found)
