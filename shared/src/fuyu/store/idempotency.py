"""Idempotency keys: the answer to a request, kept in the transaction that it answers, given again when the request comes again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from fuyu.problems import KeyReused
from fuyu.store.rows import KeptAnswerRow, Rows


class Answer(Protocol):
    """An answer as it is sent: status, headers, body."""

    @property
    def status(self) -> int:
        """Return the HTTP status."""

    @property
    def headers(self) -> Mapping[str, str]:
        """Return the headers."""

    @property
    def body(self) -> bytes:
        """Return the body's bytes."""


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answer that was given before."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Claim:
    """A key as it counts: per city and `scope` (person and route), with `mark`, the digest of the request that came under it."""

    id: str
    mark: str

    @classmethod
    def of(cls, city: str, scope: str, key: str, mark: str) -> Claim:
        """Return the claim of a request."""
        return cls(f"{city} {scope} {key}", mark)


def answer_of(rows: Rows, claim: Claim) -> KeptAnswer | None:
    """Return the answer given under a key before, None for a new key; raise KeyReused where it was given to another request.

    Two requests with one key at once write the same row, so one of them is tried again and finds the other's answer.
    """
    row = rows.idempotency.find_one({"_id": claim.id})
    if row is None:
        return None
    if row["mark"] != claim.mark:
        raise KeyReused("This Idempotency-Key came before with another request. Send a new key with each new request, and the same one only to repeat it.")
    return KeptAnswer(row["status"], row["headers"], row["body"])


def kept(claim: Claim, answer: Answer, now: datetime) -> KeptAnswerRow:
    """Return the row that keeps an answer; it goes after 30 days."""
    return {"_id": claim.id, "mark": claim.mark, "status": answer.status, "headers": dict(answer.headers), "body": answer.body, "at": now}
