"""Signing in: a password, for officers a second factor, and limits on how often both may be tried."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pyotp

from fuyu.events.envelope import NO_CITY
from fuyu.problems import Problem
from fuyu.store.transaction import Store, Subject, Transaction
from portal.accounts.hashing import is_right
from portal.accounts.keeping import account_of_login, login_of
from portal.accounts.tokens import mark
from portal.documents import Account, Attempt

TRIES_OF_AN_ACCOUNT, TRIES_OF_AN_ADDRESS = 5, 50
LOCKED, REMEMBERED = timedelta(minutes=15), timedelta(days=1)
STEP_SECONDS = 30
STEPS_OFF = 1
"""A clock that is half a minute off is right enough."""


class NotSignedIn(Problem):
    """Login and password do not belong together, the account is disabled, or the code of the second factor is not the present one."""

    slug, status, title = "not-signed-in", 401, "Signing in failed"


class TooManyTries(Problem):
    """Signing in failed so often that it must wait."""

    slug, status, title = "too-many-tries", 429, "Signing in has to wait"


def sign_in(store: Store, login: str, password: str, address: str) -> Account:
    """Return the account that login and password open; count a failure by account and by address, and refuse while either has too many."""
    account = account_of_login(login)
    with _try(store, account, address, login):
        if not is_right(password, account.password if account and account.is_active else None) or account is None:
            raise NotSignedIn("The login or the password is wrong.")
    if not account.totp:
        forget_failures(account)
    return account


def check_code(store: Store, account: Account, code: str, address: str) -> None:
    """Raise NotSignedIn unless a code is the account's present one; each counts once."""
    with _try(store, account, address):
        step = step_of(account.totp or "", code)
        if step is None or not Account.objects(id=account.id, totp_step__lt=step).update_one(set__totp_step=step):
            raise NotSignedIn("The code is wrong, has run out, or was used already.", because="code")
    forget_failures(account)


def check_password(store: Store, account: Account, password: str, address: str) -> None:
    """Raise NotSignedIn unless a password is the present one of who is signed in: the session alone must not be enough for what would outlast it."""
    with _try(store, account, address):
        if not is_right(password, account.password):
            raise NotSignedIn("The present password is wrong.", because="password")


def step_of(secret: str, code: str) -> int | None:
    """Return the time step of which a code is, None where it is none of the present ones."""
    if not secret:
        return None
    present = int(time.time()) // STEP_SECONDS
    generator = pyotp.TOTP(secret, interval=STEP_SECONDS)
    plain = code.replace(" ", "")
    return next((step for step in range(present - STEPS_OFF, present + STEPS_OFF + 1) if pyotp.utils.strings_equal(generator.generate_otp(step), plain)), None)


def confirm_second_factor(tx: Transaction, account: Account, secret: str, code: str) -> None:
    """Take a second factor into use once its owner shows that it works."""
    step = step_of(secret, code)
    if step is None:
        raise NotSignedIn("The code is wrong. Scan the picture again, and look at the clock of your telephone.", because="new-code")
    account.totp, account.totp_step = secret, step
    account.keep()
    tx.audit("account.second_factor_set", Subject("account", account.id))


def forget_failures(account: Account) -> None:
    """Let an account's failures count no more."""
    Account.objects(id=account.id).update_one(set__failures=0, unset__locked_until=1)


@contextmanager
def _try(store: Store, account: Account | None, address: str, login: str = "") -> Iterator[None]:
    """Count a try before its outcome is known, so that many at once are no more than as many one after the other; what is right counts as none.

    A login without an account is counted and locked alike, so that nobody learns from it which logins there are.
    """
    now = store.clock.now()
    _check_address(address, now)
    count = _counted(account, now) if account is not None else _counted_of_nobody(login, now)
    if count > TRIES_OF_AN_ACCOUNT:
        _lock(store, account, now)
        raise TooManyTries(f"It failed {TRIES_OF_AN_ACCOUNT} times. Try again in {int(LOCKED.total_seconds() // 60)} minutes.")
    try:
        yield
    except NotSignedIn:
        Attempt.objects(id=address).update_one(inc__count=1, set_on_insert__ends_at=now + LOCKED, upsert=True)
        if count >= TRIES_OF_AN_ACCOUNT:
            _lock(store, account, now)
        if count == TRIES_OF_AN_ACCOUNT and account is None:
            Attempt.objects(id=mark(login_of(login))).update_one(set__ends_at=now + LOCKED)
        raise
    except Problem:
        _give_back(account, login)  # Nothing was tried: too many others were at it.
        raise
    _give_back(account, login)


def _counted(account: Account, now: datetime) -> int:
    """Return the how manieth try in a row this is; while the account is locked, one too many. A lock that ran out begins the count anew."""
    Account.objects(id=account.id, locked_until__lte=now).update_one(set__failures=0, unset__locked_until=1)
    found = Account.objects(id=account.id, locked_until=None).modify(inc__failures=1, new=True)
    return int(found.failures) if found is not None else TRIES_OF_AN_ACCOUNT + 1


def _counted_of_nobody(login: str, now: datetime) -> int:
    """Return the how manieth try this is of a login without an account."""
    id = mark(login_of(login))
    Attempt.objects(id=id, ends_at__lte=now).delete()
    found = Attempt.objects(id=id).modify(inc__count=1, set_on_insert__ends_at=now + REMEMBERED, upsert=True, new=True)
    return int(found.count)


def _give_back(account: Account | None, login: str) -> None:
    if account is not None:
        Account.objects(id=account.id, failures__gt=0).update_one(inc__failures=-1)
    else:
        Attempt.objects(id=mark(login_of(login)), count__gt=0).update_one(inc__count=-1)


def _lock(store: Store, account: Account | None, now: datetime) -> None:
    if account is not None and Account.objects(id=account.id, locked_until=None).update_one(set__locked_until=now + LOCKED):
        store.transact(lambda tx: tx.audit("account.locked", Subject("account", account.id)), city=NO_CITY)


def _check_address(address: str, now: datetime) -> None:
    attempt = Attempt.objects(id=address).first()
    if attempt is not None and attempt.count >= TRIES_OF_AN_ADDRESS and _utc(attempt.ends_at, now) > now:
        raise TooManyTries("Signing in failed too often from your network. Try again in a quarter of an hour.")


def _utc(kept: datetime, now: datetime) -> datetime:
    return kept if kept.tzinfo else kept.replace(tzinfo=now.tzinfo)
