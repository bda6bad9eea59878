"""Knowing what is owed about designations, in whichever service it is kept: a duty that was missed may be a ground."""

from __future__ import annotations

from typing import Any

from base_registry.documents import Designation, KnownDuty
from fuyu.events.envelope import Event
from fuyu.law.steps import DESIGNATION
from fuyu.store.transaction import Transaction

OWES = 0
"""The level of who owes a duty; the higher ones are told where it is missed."""


def know_duty(tx: Transaction, event: Event) -> None:
    """Keep a duty about a designation as it was opened."""
    about = event.data["about"]
    if about["kind"] != DESIGNATION:
        return
    told = {"designation": about["id"], "key": event.data["key"], "title": event.data["title"], "due_on": event.data.get("due_on")}
    _change(event, told | {"city": event.city, "state": "open"}, upsert=True)
    _look(tx, event)


def follow_duty(tx: Transaction, event: Event) -> None:
    """Keep what became of a duty: it moved, was done, became overdue, or is owed no more."""
    told = {"due_on": event.data["due_on"], "state": "open"} if event.type == "duty.moved" else {"state": event.type.removeprefix("duty.")}
    _change(event, told, upsert=False)
    _look(tx, event)


def know_proof(tx: Transaction, event: Event) -> None:
    """Keep that it is proven that whoever owes a duty was told of its last day; what is heard of the duty itself may come later."""
    data = event.data
    if data["level"] == OWES and data.get("duty") and data.get("due_on"):
        _change(event, {"proven_for": data["due_on"]}, upsert=True)
        _look(tx, event)


def _change(event: Event, told: dict[str, Any], *, upsert: bool) -> None:
    KnownDuty._get_collection().update_one({"_id": event.data["duty"], "city": event.city}, {"$set": told, "$inc": {"version": 1}}, upsert=upsert)


def _look(tx: Transaction, event: Event) -> None:
    duty = KnownDuty.objects(city=event.city, id=event.data["duty"]).first()
    if duty is not None and duty.designation:
        Designation.look_soon(event.city, tx.today, _id=duty.designation)
