"""The inbox: a person's own messages, opened by themselves."""

from __future__ import annotations

from fuyu.problems import NotFound
from fuyu.store.transaction import Transaction
from notifier.channels.inbox import Inbox
from notifier.documents import Delivery
from notifier.documents.delivery import DELIVERED
from notifier.usecases.proving import OPENED, prove


def open_entry(tx: Transaction, id: str) -> Delivery:
    """Note when a person opened a message of their inbox; only the first time counts."""
    entry: Delivery | None = Delivery.objects(city=tx.city, id=id, person=tx.caller.person if tx.caller else None, channel=Inbox.name, state=DELIVERED).first()
    if entry is None:
        raise NotFound(f"There is no message {id!r} in your inbox.", found=id)
    if not entry.is_opened:
        entry.is_opened = True
        entry.opened_at = tx.now.replace(microsecond=tx.now.microsecond // 1000 * 1000)  # as MongoDB keeps it, so that both answers are alike
        prove(tx, entry, OPENED)
        entry.keep()
    return entry
