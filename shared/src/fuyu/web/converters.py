"""The part of an address that is an id: anything else is no address of ours, so it is not found before any view runs."""

from __future__ import annotations

from typing import Any

from werkzeug.routing import BaseConverter


class IdentifierConverter(BaseConverter):
    """`<id:enrolment>`: a UUID, given to the view in small letters."""

    regex = "[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}"

    def to_python(self, value: str) -> str:
        """Return the id as it is kept."""
        return value.lower()


def described(converter: Any) -> dict[str, str]:
    """Return how the API's description shows an id in an address."""
    return {"type": "string", "format": "uuid"}
