"""How deliveries end: every change of state of a delivery and of its reminder is made here, and said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from fuyu.events.envelope import Subject
from fuyu.store.transaction import Transaction
from notifier.channels.email import Email
from notifier.documents import Delivery, Reminder
from notifier.documents.delivery import DELIVERED, FAILED, WAITING
from notifier.ladder import ladder


def settle_waiting(tx: Transaction, which: Mapping[str, Any], state: str, because: str) -> int:
    """Stop or supersede the deliveries of the city that wait and match `which`; return how many.

    One that a worker has in its hands at this moment may still go out; the row then says delivered, which is what happened.
    """
    waiting = [row["_id"] for row in Delivery.objects(__raw__={"city": tx.city, "state": WAITING, **which}).only("id").as_pymongo()]
    if waiting:
        Delivery.objects(city=tx.city, id__in=waiting).update(set__state=state, set__because=because, inc__version=1)
        Reminder.objects(city=tx.city, id__in=waiting).update(set__state=state, set__because=because, inc__version=1)
    return len(waiting)


def settle_claimed(tx: Transaction, delivery: Delivery, state: str, answer: str, because: str | None = None) -> None:
    """Write down how a try under a claim ended, delivered or failed, and say so; nothing happens where another worker has taken it over."""
    on = tx.today.isoformat()
    changes: dict[str, Any] = {"set__state": state, "set__answer": answer, "set__settled_on": on, "unset__claim": True, "inc__version": 1}
    changes |= {"set__delivered_at": tx.now, "unset__because": True} if state == DELIVERED else {"set__because": because}
    if state == DELIVERED and (proves_on := _proves_on(delivery, tx.today)):
        changes["set__proves_on"] = proves_on
    if Delivery.objects(city=tx.city, id=delivery.id, claim=delivery.claim).update(**changes):
        Reminder.objects(city=tx.city, id=delivery.id).update(set__state=state, inc__version=1)
        tx.emit(f"notice.{state}", Subject("notice", delivery.id), said(delivery, on, because if state == FAILED else None))


def _proves_on(delivery: Delivery, settled_on: date) -> str | None:
    """Return the day from which a mail that was taken will be a proof; None for what is no reminder, or proves by being opened."""
    return ladder().proven_on(settled_on).isoformat() if delivery.kind == "reminder" and delivery.channel == Email.name else None


def said(delivery: Delivery, on: str, because: str | None) -> dict[str, Any]:
    """Return what others hear of a delivery: whose and about what, never an address nor what was written; `because` it failed, if it did."""
    whose = {"notice": delivery.id, "kind": delivery.kind, "person": delivery.person, "channel": delivery.channel}
    data = whose | {"about": dict(delivery.about), "on": on}
    if delivery.duty:
        data |= {"duty": delivery.duty, "rung": delivery.rung}
    return data | {"because": because} if because else data
