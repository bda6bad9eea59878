"""What the portal keeps secret, and how it draws it: the links of invitations, the cookies of sessions, the addresses of calendars."""

from __future__ import annotations

import hashlib
import hmac
import secrets


def drawn() -> str:
    """Return a secret that nobody can guess, fit for a link and a cookie."""
    return secrets.token_urlsafe(32)


def mark(secret: str) -> str:
    """Return what is kept of a secret: enough to know it again, not enough to use it."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def signed(key: str, *parts: str) -> str:
    """Return what only who has the key can make of the parts, fit for a link: it need not be kept to be known again."""
    return hmac.new(key.encode(), "\n".join(parts).encode(), hashlib.sha256).hexdigest()
