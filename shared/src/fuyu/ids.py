"""Ids: UUIDv7 as text, which sort by the time at which they were made; or derived from what a thing belongs to."""

from __future__ import annotations

import uuid

import uuid_utils

_SPACE = uuid.UUID("6f0f2a1e-5b1e-4d5a-9a57-1c1d3b7f2d10")


def new_id() -> str:
    """Return a new id; make it outside a transaction, for the work inside one may run several times."""
    return str(uuid_utils.uuid7())


def derived_id(*parts: str) -> str:
    """Return the id of something that follows from other things alone, so that making it again makes nothing new (UUIDv5)."""
    return str(uuid.uuid5(_SPACE, "/".join(parts)))
