"""Proof that someone was told of a duty: a mail that did not come back, an opened message, an officer's record; without it no level above is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from fuyu.events.envelope import Subject
from fuyu.problems import InvalidInput, NotFound, StepNotOpen
from fuyu.service import Running
from fuyu.store.transaction import Transaction
from notifier.channels.email import Email
from notifier.documents import Delivery, Duty, Reminder, Telling
from notifier.documents.delivery import DELIVERED, FAILED
from notifier.usecases.looking import cities
from notifier.usecases.seeing import seen_duty
from notifier.usecases.settling import said

ACCEPTED, OPENED, RECORDED = "accepted", "opened", "recorded"
REMINDER = "reminder"
MOST = 200


def is_proven(tx: Transaction, duty: Duty, level: int) -> bool:
    """Claim that it is proven that someone of a level was told of a duty since it has its present due date.

    Mails that become proofs today are made so here: a day may begin between the sweep for proofs and the one that asks this.
    """
    where = {"city": tx.city, "duty": duty.id, "due_on": duty.due_on, "level": level}
    _prove(tx, Delivery.objects(**where, proves_on__lte=tx.today.isoformat()))
    return Delivery.objects(**where, proven_on__ne=None).first() is not None or Telling.objects(**where).first() is not None


def prove_accepted(running: Running) -> None:
    """Turn the mails into proofs that were taken long enough ago and did not come back."""
    today = running.clock.today().isoformat()
    due = Delivery.objects(city__in=cities(), proves_on__lte=today).order_by("proves_on").limit(MOST)
    while found := list(due.clone().scalar("city", "id")):
        for city in sorted({city for city, _ in found}):
            ids = [id for of, id in found if of == city]
            running.store.transact(lambda tx, ids=ids: _prove(tx, _proving(tx, ids)), city=city)  # type: ignore[misc]  # The default binds the ids.


def next_proof(running: Running, after: date) -> date | None:
    """Return the first day after a law's day on which some mail becomes a proof."""
    firsts = (Delivery.objects(city=city, proves_on__gt=after.isoformat()).order_by("proves_on").only("proves_on").first() for city in cities())
    return min((date.fromisoformat(first.proves_on) for first in firsts if first), default=None)


def prove(tx: Transaction, delivery: Delivery, how: str) -> None:
    """Note once that a reminder reached its reader, and say so; the caller keeps the delivery."""
    delivery.proves_on = None
    if delivery.kind != REMINDER or delivery.proven_on is not None:
        return
    delivery.proven_on, delivery.proven_by = tx.today.isoformat(), how
    told = {"level": delivery.level, "how": how, "due_on": delivery.due_on}
    tx.emit("notice.proven", Subject("notice", delivery.id), said(delivery, delivery.proven_on, None) | told)


def record_telling(tx: Transaction, id: str, duty_id: str, given: Mapping[str, Any]) -> Telling:
    """Record that an officer told someone of a duty by telephone or on paper; only who may look at the duty for an office does so."""
    duty = seen_duty(tx.caller, tx.city, duty_id)
    if not duty.is_open or duty.due_on is None:
        raise StepNotOpen(f"This duty is {duty.state}; there is nothing left to tell of.", found=duty.state)
    if given["on"] > tx.today:
        error = {"field": "on", "reason": "This lies in the future.", "found": given["on"].isoformat(), "needed": f"{tx.today} or earlier"}
        raise InvalidInput.of_fields([error])
    if given["level"] >= max(len(duty.levels), 1):
        error = {"field": "level", "reason": "The duty has no such level.", "found": given["level"], "needed": f"0 to {max(len(duty.levels), 1) - 1}"}
        raise InvalidInput.of_fields([error])
    on, by = given["on"].isoformat(), tx.caller.person if tx.caller else ""
    telling = Telling(id=id, city=tx.city, duty=duty.id, due_on=duty.due_on, by=by, **{**given, "on": on})
    telling.add()
    told = {"notice": id, "kind": "record", "person": by, "channel": telling.how, "about": {"kind": "duty", "id": duty.id}, "on": on, "duty": duty.id}
    tx.emit("notice.proven", Subject("notice", id), told | {"level": telling.level, "how": RECORDED, "due_on": duty.due_on})
    tx.audit("duty.told", Subject("duty", duty.id), how=telling.how, on=on, level=telling.level)
    return telling


def note_bounce(tx: Transaction, id: str, given: Mapping[str, Any]) -> Delivery:
    """Note that a mail came back: it was not delivered after all, unless its time to come back was over and it is a proof already."""
    delivery: Delivery | None = Delivery.objects(city=tx.city, id=id, channel=Email.name).first()
    if delivery is None:
        raise NotFound(f"There is no mail {id!r} here.", found=id)
    if delivery.state != DELIVERED:
        raise StepNotOpen(f"This mail is {delivery.state}; only one that the server took can come back.", found=delivery.state, needed=DELIVERED)
    tx.audit("delivery.bounced", Subject("notice", id), status=given["status"])
    if delivery.proven_on is not None:
        return delivery
    delivery.state, delivery.proves_on, delivery.answer = FAILED, None, given["status"]
    delivery.because, delivery.settled_on = "it came back", tx.today.isoformat()
    delivery.keep()
    Reminder.objects(city=tx.city, id=id).update(set__state=FAILED, set__because=delivery.because, inc__version=1)
    tx.emit("notice.failed", Subject("notice", id), said(delivery, delivery.settled_on, delivery.because))
    return delivery


def _proving(tx: Transaction, ids: Sequence[str]) -> Iterable[Delivery]:
    found: Iterable[Delivery] = Delivery.objects(city=tx.city, id__in=ids, proves_on__lte=tx.today.isoformat())
    return found


def _prove(tx: Transaction, deliveries: Iterable[Delivery]) -> None:
    for delivery in deliveries:
        prove(tx, delivery, ACCEPTED)
        delivery.keep()
