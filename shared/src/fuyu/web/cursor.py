"""Cursors: where a page ended, as an opaque text. One can be forged, but only into another place of the list that the caller may read anyway."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from bson import Decimal128, ObjectId
from bson.errors import InvalidId
from marshmallow import ValidationError

_REFUSED = "is not a cursor of this list in this order; begin without one"


class Place(NamedTuple):
    """The row a page ended with: its value under the sort, and its id."""

    value: Any
    id: Any


def write_cursor(row: Mapping[str, Any], path: str, sort: str) -> str:
    """Return the cursor that goes on after `row`."""
    value: Any = row
    for part in path.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    plain = json.dumps([sort, _tagged(value), _tagged(row["_id"])], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def read_cursor(cursor: str, sort: str) -> Place:
    """Return the place a cursor names; raise ValidationError unless it was made for this order."""
    try:
        plain = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        made_for, value, last = json.loads(plain)
        place = Place(_untagged(value), _untagged(last))
        for text in (part for part in place if isinstance(part, str)):
            text.encode()
    except (ValueError, TypeError, KeyError, RecursionError, ArithmeticError, InvalidId):
        raise ValidationError(_REFUSED, "cursor") from None
    if made_for != sort:
        raise ValidationError(_REFUSED, "cursor")
    return place


def after(place: Place, path: str, descending: bool) -> dict[str, Any]:
    """Return the condition of rows behind `place`; MongoDB sorts null before all values, and compares it with none."""
    beyond = "$lt" if descending else "$gt"
    if path == "_id":
        return {"_id": {beyond: place.id}}
    same = {path: place.value, "_id": {beyond: place.id}}
    if place.value is None:
        return same if descending else {"$or": [{path: {"$ne": None}}, same]}
    return {"$or": [{path: {beyond: place.value}}, same, *([{path: None}] if descending else [])]}


def _tagged(value: Any) -> Any:
    if isinstance(value, datetime):
        return {"at": value.astimezone(UTC).isoformat() if value.tzinfo else value.replace(tzinfo=UTC).isoformat()}
    if isinstance(value, Decimal128):
        return {"number": str(value)}
    if isinstance(value, ObjectId):
        return {"object": str(value)}
    if value is None or isinstance(value, str | int | float):
        return value
    raise TypeError(f"a list cannot be sorted by a {type(value).__name__}")


def _untagged(value: Any) -> Any:
    # Only scalars come back, so that no cursor can smuggle an operator into the query.
    if not isinstance(value, dict):
        if value is None or isinstance(value, str) or (isinstance(value, int | float) and abs(value) < 2**63):
            return value
        raise TypeError("not a scalar")
    ((kind, text),) = value.items()
    if not isinstance(text, str):
        raise TypeError("not a text")
    return {"at": _instant, "number": Decimal128, "object": ObjectId}[kind](text)


def _instant(text: str) -> datetime:
    """Return an instant in UTC; raise OverflowError for one that is before or after all that UTC can say."""
    given = datetime.fromisoformat(text)
    return given.astimezone(UTC) if given.tzinfo else given.replace(tzinfo=UTC)
