"""Passwords as argon2id hashes; a hash takes 64 MiB, so only a few are made at once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from fuyu.problems import Busy

AT_ONCE = 3
SECONDS_TO_WAIT = 10.0
SHORTEST, LONGEST = 10, 200
"""NIST SP 800-63B: length counts, rules about kinds of characters do not."""
_hasher = PasswordHasher()
_turns = threading.BoundedSemaphore(AT_ONCE)
NOBODYS = "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHRzb21lc2FsdA$7LLVnJ3jhhX6nDPKBmmvXPcqXhQr1Rzk4cmXf3oKrgw"
"""A hash that no password is known for: who names no account waits as long as who names one."""


@contextmanager
def _turn() -> Iterator[None]:
    if not _turns.acquire(timeout=SECONDS_TO_WAIT):
        raise Busy("Many people are signing in at this moment. Try again in a few seconds.")
    try:
        yield
    finally:
        _turns.release()


def hashed(password: str) -> str:
    """Return the hash of a password."""
    with _turn():
        return _hasher.hash(password)


def is_right(password: str, hash: str | None) -> bool:
    """Claim that a password is the one that was hashed; takes as long where there is no hash."""
    with _turn():
        try:
            return _hasher.verify(hash or NOBODYS, password[:LONGEST]) and hash is not None
        except (VerificationError, InvalidHashError):
            return False
