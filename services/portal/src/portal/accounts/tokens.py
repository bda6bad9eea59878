"""What the portal keeps secret, and how it draws it: the links of invitations and the cookies of sessions."""

from __future__ import annotations

import hashlib
import secrets


def drawn() -> str:
    """Return a secret that nobody can guess, fit for a link and a cookie."""
    return secrets.token_urlsafe(32)


def mark(secret: str) -> str:
    """Return what is kept of a secret: enough to know it again, not enough to use it."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
