"""Keeping accounts: making one, inviting, changing roles, disabling."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from hmac import compare_digest
from typing import Any

from fuyu.events.envelope import NO_CITY, Subject
from fuyu.ids import new_id
from fuyu.problems import AlreadyExists, Forbidden, NotFound
from fuyu.store.transaction import Transaction
from portal.accounts.hashing import hashed
from portal.accounts.telling import tell
from portal.accounts.tokens import drawn, mark, signed
from portal.documents import Account, Invitation

DAYS_TO_ACCEPT = 7
Role = Mapping[str, str]


def login_of(text: str) -> str:
    """Return a login as it is kept: an address is the same in capitals."""
    return text.strip().casefold()


def account_of_login(login: str) -> Account | None:
    """Return the account that is signed in to by a login."""
    found: Account | None = Account.objects(login=login_of(login)).first()
    return found


def login_is_taken() -> AlreadyExists:
    """Return the refusal of a second account under one login."""
    return AlreadyExists("There is an account with this login already.", field="login", because="login")


def make_account(tx: Transaction, given: Mapping[str, Any]) -> Account:
    """Keep a new account; with a password it can be signed in to at once, without one it waits for its invitation to be accepted."""
    login = login_of(given["login"])
    if account_of_login(login) is not None:
        raise login_is_taken()
    known = {name: given[name] for name in ("name", "email", "language", "is_demonstration", "heading") if given.get(name) is not None}
    account = Account(id=new_id(), city=NO_CITY, login=login, person=given.get("person") or new_id(), roles=list(given["roles"]), **known)
    if given.get("password"):
        account.password = hashed(given["password"])
    account.add()
    tx.audit("account.made", Subject("account", account.id), roles=[role["actor"] for role in account.roles])
    if account.password:
        tell(tx, account)
    return account


def invite(tx: Transaction, account: Account, *, drops_second_factor: bool = False) -> str:
    """Let an account's password be set by whoever follows a link, once, within some days; return the link's secret, which is kept nowhere."""
    secret = drawn()
    Invitation.objects(account=account.id).delete()
    ends_at = tx.now + timedelta(days=DAYS_TO_ACCEPT)
    Invitation(id=mark(secret), account=account.id, ends_at=ends_at, drops_second_factor=drops_second_factor).save(force_insert=True)
    tx.audit("account.invited", Subject("account", account.id), drops_second_factor=drops_second_factor)
    return secret


def invitation_of(secret: str, now: Any) -> tuple[Account, Invitation]:
    """Return the account that a link invites to, with the invitation; raise NotFound where it was used, has run out or never was."""
    invitation = Invitation.objects(id=mark(secret), ends_at__gt=now).first()
    account = Account.objects(id=invitation.account, is_active=True).first() if invitation else None
    if account is None:
        raise NotFound("This link was used already, or it has run out. Ask whoever invited you to send the invitation again.", because="invitation")
    return account, invitation


def accept(tx: Transaction, secret: str, password: str) -> Account:
    """Set the password that an invitation lets set; the link is used up, and sessions from before end."""
    account, invitation = invitation_of(secret, tx.now)
    account.password, account.failures, account.locked_until, account.holds = hashed(password), 0, None, account.holds + 1
    if invitation.drops_second_factor:
        account.totp = None
    account.calendar = None
    account.keep()
    Invitation.objects(account=account.id).delete()
    tx.audit("account.accepted", Subject("account", account.id))
    tell(tx, account)
    return account


def change_account(tx: Transaction, id: str, changes: Mapping[str, Any], expected: int | None) -> Account:
    """Change name, roles or whether it is active; where roles change or it is disabled, every session of it ends at once."""
    account: Account | None = Account.objects(id=id).first()
    if account is None:
        raise NotFound(f"There is no account {id!r}.", found=id)
    ends = ("roles" in changes and list(changes["roles"]) != list(account.roles)) or changes.get("is_active") is False
    for name, value in changes.items():
        setattr(account, name, value)
    account.holds += ends
    if not account.is_active:
        account.calendar = None
    account.keep(expected)
    tx.audit("account.changed", Subject("account", account.id), changed=sorted(changes))
    tell(tx, account)
    return account


def set_password(tx: Transaction, account: Account, password: str) -> None:
    """Set a password by its owner; every other session ends, and the calendar's address with them."""
    account.password, account.holds, account.calendar = hashed(password), account.holds + 1, None
    account.keep()
    tx.audit("account.password_set", Subject("account", account.id))


def open_calendar(tx: Transaction, account: Account) -> None:
    """Give an account's calendar an address; one that it had before leads nowhere any more."""
    account.calendars += 1
    account.calendar = account.calendars
    account.keep()
    tx.audit("account.calendar_opened", Subject("account", account.id))


def close_calendar(tx: Transaction, account: Account) -> None:
    """Let the address of an account's calendar lead nowhere any more."""
    account.calendar = None
    account.keep()
    tx.audit("account.calendar_closed", Subject("account", account.id))


def calendar_secret(account: Account, key: str) -> str | None:
    """Return what the address of an account's calendar holds, signed by `key`; None where it has none."""
    return None if account.calendar is None else f"{account.id}.{signed(key, 'calendar', account.id, str(account.calendar))}"


def account_of_calendar(secret: str, key: str) -> Account:
    """Return the account whose calendar has an address; raise NotFound where it was replaced or closed, or the account is disabled."""
    found: Account | None = Account.objects(id=secret.partition(".")[0], is_active=True).first()
    known = calendar_secret(found, key) if found else None
    if found is None or known is None or not compare_digest(known.encode(), secret.encode("utf-8", "surrogatepass")):
        raise NotFound("This calendar has another address now, or none. Sign in and subscribe to it again on the page of your account.", because="calendar")
    return found


def shown(account: Account) -> dict[str, Any]:
    """Return an account as its keeper sees it: no hash, no secret."""
    names = ("id", "person", "login", "name", "email", "language", "roles", "is_active", "is_demonstration", "version")
    return {name: getattr(account, name) for name in names} | {"is_accepted": account.password is not None, "has_second_factor": account.totp is not None}


def shown_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return an account of a list as its keeper sees it."""
    return {"id": row["_id"], **row, "is_accepted": row.get("password") is not None, "has_second_factor": row.get("totp") is not None}


def leave_city(tx: Transaction, account: Account, city: str) -> None:
    """Take a person's roles in a city away, until it gives them back; an account without any left is disabled with what it had."""
    ours, others = _parted(account.roles, city)
    if others and ours:
        change_account(tx, account.id, {"roles": others, "taken": [*account.taken, *ours]}, None)
    elif ours:
        change_account(tx, account.id, {"is_active": False}, None)


def return_to_city(tx: Transaction, account: Account, city: str) -> None:
    """Give a person the roles back that a city took away; what another city disabled stays with that city. Raise Forbidden where there are none."""
    if not has_place(account, city):
        raise no_role_left()
    (ours, others), (back, kept) = _parted(account.roles, city), _parted(account.taken, city)
    stays, goes = (others, []) if account.is_active else ([], others)
    change_account(tx, account.id, {"roles": [*ours, *back, *stays], "taken": [*kept, *goes], "is_active": True}, None)


def hand_over(tx: Transaction, person: str, successor: str, city: str) -> None:
    """Move a person's roles in a city to who took them over; sessions of both end, and what was handed over is nobody's to give back.

    Who has no account signs in to nothing: of the one replaced there is then nothing to take, and the successor is invited with the roles of the directory.
    """
    before, after = (Account.objects(person=each).first() for each in (person, successor))
    ours, others = _parted(before.roles, city) if before else ([], [])
    if not before or not ours:
        return
    change_account(tx, before.id, {"roles": others, "is_active": before.is_active and bool(others)}, None)
    if after and (new := [role for role in ours if role not in after.roles]):
        change_account(tx, after.id, {"roles": [*after.roles, *new]}, None)


def has_place(account: Account, city: str) -> bool:
    """Claim that an account has a role in a city, or had one that the city took away."""
    return any(role["city"] == city for role in (*account.roles, *account.taken))


def no_role_left() -> Forbidden:
    """Return the refusal to let somebody back into a city in which nothing is left to give back."""
    return Forbidden("The person has no role left in this city, so there is nothing to give back.", because="no-role")


def _parted(roles: Iterable[Role], city: str) -> tuple[list[Role], list[Role]]:
    """Return the roles in a city, and those in others."""
    ours = [role for role in roles if role["city"] == city]
    return ours, [role for role in roles if role["city"] != city]
