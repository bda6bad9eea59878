"""What a backup holds: a member of BSON rows for each collection, and a manifest with its rows, bytes, hash and indexes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bson import json_util

FORMAT = "fuyu-backup/1"
NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class Kept:
    """One collection of a service: how many rows and bytes its member holds, their SHA-256, and its indexes but that on `_id`, as MongoDB lists them."""

    service: str
    collection: str
    rows: int
    size: int
    sha256: str
    indexes: Sequence[Mapping[str, Any]]

    @property
    def member(self) -> str:
        """Return the name of its member."""
        return member_name(self.service, self.collection)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What stands in a backup: when it was taken (UTC, to the second), the migrations that each service's rows had seen, and each collection."""

    taken_at: datetime
    steps: Mapping[str, Sequence[str]]
    collections: Sequence[Kept]

    @property
    def services(self) -> list[str]:
        """Return the services whose rows it holds."""
        return sorted(self.steps)

    def rows_of(self, service: str) -> int:
        """Return how many rows it holds of a service."""
        return sum(kept.rows for kept in self.collections if kept.service == service)

    def as_json(self) -> bytes:
        """Return it as it stands in the file."""
        collections = [
            {"service": each.service, "name": each.collection, "rows": each.rows, "bytes": each.size, "sha256": each.sha256, "indexes": each.indexes}
            for each in self.collections
        ]
        told = {"format": FORMAT, "taken_at": self.taken_at.isoformat(), "steps": self.steps, "collections": collections}
        return json_util.dumps(told, indent=1, ensure_ascii=False, json_options=json_util.CANONICAL_JSON_OPTIONS).encode()

    @classmethod
    def of_json(cls, content: bytes) -> Manifest:
        """Return what a file's manifest says; raise ValueError, KeyError or TypeError where it is none."""
        told = json_util.loads(content.decode(), json_options=json_util.CANONICAL_JSON_OPTIONS)
        if told["format"] != FORMAT:
            raise ValueError(f"its format is {told['format']!r} and not {FORMAT!r}")
        collections = [Kept(each["service"], each["name"], each["rows"], each["bytes"], each["sha256"], each["indexes"]) for each in told["collections"]]
        return cls(datetime.fromisoformat(told["taken_at"]), told["steps"], collections)


def member_name(service: str, collection: str) -> str:
    """Return the name of the member that holds the rows of a service's collection."""
    return f"{service}/{collection}.bson"
