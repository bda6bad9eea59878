"""Signing in: a password, for officers a second factor, and limits on how often both may be tried."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

import pyotp

from fuyu.events.envelope import NO_CITY
from fuyu.problems import Problem
from fuyu.store.transaction import Store, Subject, Transaction
from portal.accounts.hashing import is_right
from portal.accounts.keeping import login_of
from portal.documents import Account, Attempt

TRIES_OF_AN_ACCOUNT, TRIES_OF_AN_ADDRESS = 5, 50
LOCKED = timedelta(minutes=15)
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
    now = store.clock.now()
    _check_address(address, now)
    account: Account | None = Account.objects(login=login_of(login)).first()
    if account is not None and account.locked_until is not None and _utc(account.locked_until, now) > now:
        raise TooManyTries(f"Signing in failed {TRIES_OF_AN_ACCOUNT} times. Try again in {int(LOCKED.total_seconds() // 60)} minutes.")
    if not is_right(password, account.password if account and account.is_active else None) or account is None:
        _count(store, account, address, now)
        raise NotSignedIn("The login or the password is wrong.")
    if account.failures and not account.totp:
        forget_failures(account)
    return account


def check_code(store: Store, account: Account, code: str, address: str) -> None:
    """Raise NotSignedIn unless a code is the account's present one; each counts once."""
    now = store.clock.now()
    _check_address(address, now)
    if account.locked_until is not None and _utc(account.locked_until, now) > now:
        raise TooManyTries(f"The code was wrong {TRIES_OF_AN_ACCOUNT} times. Try again in {int(LOCKED.total_seconds() // 60)} minutes.")
    step = step_of(account.totp or "", code)
    if step is None or not Account.objects(id=account.id, totp_step__lt=step).update_one(set__totp_step=step):
        _count(store, account, address, now)
        raise NotSignedIn("The code is wrong, has run out, or was used already.")
    forget_failures(account)


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
        raise NotSignedIn("The code is wrong. Scan the picture again, and look at the clock of your telephone.")
    account.totp, account.totp_step = secret, step
    account.keep()
    tx.audit("account.second_factor_set", Subject("account", account.id))


def forget_failures(account: Account) -> None:
    """Let an account's failures count no more."""
    Account.objects(id=account.id).update_one(set__failures=0, unset__locked_until=1)


def _count(store: Store, account: Account | None, address: str, now: datetime) -> None:
    Attempt.objects(id=address).update_one(inc__count=1, set_on_insert__ends_at=now + LOCKED, upsert=True)
    if account is None:
        return
    Account.objects(id=account.id).update_one(inc__failures=1)
    if account.failures + 1 >= TRIES_OF_AN_ACCOUNT:
        Account.objects(id=account.id).update_one(set__failures=0, set__locked_until=now + LOCKED)
        store.transact(lambda tx: tx.audit("account.locked", Subject("account", account.id)), city=NO_CITY)


def _check_address(address: str, now: datetime) -> None:
    attempt = Attempt.objects(id=address).first()
    if attempt is not None and attempt.count >= TRIES_OF_AN_ADDRESS and _utc(attempt.ends_at, now) > now:
        raise TooManyTries("Signing in failed too often from your network. Try again in a quarter of an hour.")


def _utc(kept: datetime, now: datetime) -> datetime:
    return kept if kept.tzinfo else kept.replace(tzinfo=now.tzinfo)
