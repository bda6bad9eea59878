"""What `fuyu resend` publishes of the portal's: each person as the accounts have them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from fuyu.events.envelope import NO_CITY
from fuyu.service import Running, Snapshot
from fuyu.store.transaction import Subject
from portal.accounts.telling import told
from portal.documents import Account


def people(running: Running, city: str | None) -> Iterable[Snapshot]:
    """Yield a snapshot of each account that was accepted; they belong to no single city, so all are published."""
    for account in Account.objects(password__ne=None):
        if city is None or any(role["city"] == city for role in account.roles):
            yield Snapshot("person.changed", Subject("person", account.person), NO_CITY, told(account))


SNAPSHOTS: Mapping[str, Callable[[Running, str | None], Iterable[Snapshot]]] = {"person": people}
