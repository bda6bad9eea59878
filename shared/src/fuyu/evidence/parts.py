"""Parts of what was known: each has a digest under a salt of its own, so that one that is withheld still counts and cannot be guessed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any


def plain(value: Any) -> Any:
    """Return any value that the law was told as JSON has it: days and numbers as text, facts member by member."""
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, str | bool | int):
        return value
    if is_dataclass(value):
        return {each.name: plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Mapping):
        return {str(name): plain(inner) for name, inner in value.items()}
    if isinstance(value, set | frozenset):
        return sorted((plain(inner) for inner in value), key=canonical_text)
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else str(value)


def canonical_text(content: Any) -> str:
    """Return JSON in the one form that digests are computed of: members in the order of their names, no space between."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def part_digest(salt: str, text: str) -> str:
    """Return the SHA-256 of a part: over its salt and its canonical text, a line each."""
    return hashlib.sha256(f"{salt}\n{text}".encode()).hexdigest()


def whole_digest(digests: Mapping[str, str]) -> str:
    """Return the SHA-256 over all parts: name and digest of each on a line, in the order of their names."""
    lines = (f"{name} {digest}" for name, digest in sorted(digests.items()))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
