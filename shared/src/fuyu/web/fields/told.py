"""What all fields that travel as text share: a sentence that says what they take, and a pattern that the description shows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from marshmallow import fields


class Told(fields.String):
    """A text of a known form; `refusals` are the reasons by which it is refused, "invalid" at least."""

    needs = ""

    def __init__(self, refusals: Mapping[str, str], *, pattern: str = "", described: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        shown = {"description": self.needs, **({"pattern": pattern} if pattern else {}), **(described or {}), **kwargs.pop("metadata", {})}
        super().__init__(metadata=shown, error_messages=dict(refusals), **kwargs)
        self._pattern = re.compile(pattern)

    def _read(self, value: Any) -> str:
        """Return the text; raise "invalid" unless it is one and fits the pattern."""
        if not isinstance(value, str) or not self._pattern.fullmatch(value):
            raise self.make_error("invalid")
        return value
