"""What the portal does with others' events: roles that a successor took over move from one account to the other."""

from __future__ import annotations

from collections.abc import Mapping

from fuyu.events.envelope import NO_CITY, Event
from fuyu.service import Handler
from fuyu.store.transaction import Transaction
from portal.accounts.keeping import hand_over


def succession_made(tx: Transaction, event: Event) -> None:
    """Let the successor's account speak in the roles of the one replaced, whose sessions end with them."""
    hand_over(tx.within(NO_CITY), event.data["person"], event.data["successor"], event.city)


HANDLERS: Mapping[str, Handler] = {"succession.made": succession_made}
