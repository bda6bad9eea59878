"""Telling the other services of a person; addresses and secrets never travel."""

from __future__ import annotations

from typing import Any

from fuyu.store.transaction import Subject, Transaction
from portal.documents import Account

BOUNDS = ("office", "district", "organisation")


def told(account: Account) -> dict[str, Any]:
    """Return what others hear of an account."""
    actors = [{"actor": role["actor"], "city": role["city"], **{name: role.get(name) for name in BOUNDS}} for role in account.roles]
    return {"person": account.person, "name": account.name, "is_active": account.is_active and account.password is not None, "actors": actors}


def tell(tx: Transaction, account: Account) -> None:
    """Say that a person changed."""
    tx.emit("person.changed", Subject("person", account.person), told(account))
