"""What is wrong with one field of what came in."""

from __future__ import annotations

from typing import Any

from fuyu.problems import InvalidInput


def fault(field: str, reason: str, found: Any, needed: Any) -> dict[str, Any]:
    """Return one entry of a refusal's `errors`."""
    return {"field": field, "in": "body", "reason": reason, "found": found, "needed": needed}


def refused(field: str, reason: str, found: Any, needed: Any) -> InvalidInput:
    """Return the refusal for one field."""
    return InvalidInput.of_fields([fault(field, reason, found, needed)])
