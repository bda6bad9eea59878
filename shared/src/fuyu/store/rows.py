"""The kernel's own rows in each service's database: their shapes, their collections, their indexes."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, NotRequired, TypedDict

from pymongo import ASCENDING, IndexModel
from pymongo.collection import Collection
from pymongo.database import Database

ANSWERS_KEPT_SECONDS = 30 * 24 * 3600  # an Idempotency-Key counts for 30 days
INBOX_KEPT_SECONDS = 90 * 24 * 3600  # later repeats are still known by their number
NOTHING: list[dict[str, Any]] = [{"_id": {"$in": []}}]
"""The ways, for `$or`, of who sees nothing; it is no condition on `_id` itself, which whoever asks for one row would overwrite."""


class OutboxRow(TypedDict):
    """An event of this service; `sent` is null until the broker has confirmed it."""

    _id: str
    city: str
    type: str
    version: int
    kind: str
    subject: str
    sequence: int
    at: datetime
    data: dict[str, Any]
    audiences: list[dict[str, Any]]
    law: int
    is_snapshot: bool
    sent: datetime | None


class SequenceRow(TypedDict):
    """How many events of one subject this service has emitted."""

    _id: str
    city: str
    kind: str
    subject: str
    emitted: int


class SubjectRow(TypedDict):
    """Up to which event of one subject of one source this service has come, how many wait behind it, and which one is dead, if any."""

    _id: str
    city: str
    source: str
    kind: str
    applied: int
    parked: int
    blocked: int | None


class InboxRow(TypedDict):
    """An event that was applied (or passed over, where nothing follows from it) here."""

    _id: str
    city: str
    source: str
    type: str
    subject: str
    sequence: int
    outcome: str
    at: datetime


class ParkedRow(TypedDict):
    """An event that waits here: for an earlier one of its subject, for a law setting, or for its next try after a failure.

    `subject` is the id of the subject's row, which begins with the city; `next_at` is null until something wakes it.
    """

    _id: str
    city: str
    source: str
    subject: str
    sequence: int
    type: str
    law: int
    because: str
    attempts: int
    waits: NotRequired[int]  # how often it could not be answered yet; rows of 0.1.0 lack it
    says: str
    since: datetime
    next_at: datetime | None
    event: bytes


class DeadLetterRow(TypedDict):
    """An event that could not be applied, or a message that could not be read; it waits for an operator."""

    _id: str
    city: str
    source: str
    subject: str
    sequence: int
    type: str
    says: str
    attempts: int
    died_at: datetime
    event: bytes


class KeptAnswerRow(TypedDict):
    """The answer to a request that came with an Idempotency-Key."""

    _id: str
    mark: str
    status: int
    headers: dict[str, str]
    body: bytes
    at: datetime


class Seal(TypedDict):
    """The number under which an audit row was sealed, without gaps in a database, and the hash over it, the hash before and the row's own digest."""

    number: int
    hash: str
    digest: str


class AuditRow(TypedDict):
    """Who did what to which subject, on which law's day; sealed within seconds after it was committed."""

    _id: str
    city: str
    at: datetime
    on: str
    by: str | None
    actor: str | None
    act: str
    subject: dict[str, str]
    details: dict[str, Any]
    in_stead_of: NotRequired[str]
    seal: NotRequired[Seal]


class DecisionRow(TypedDict):
    """What was known when something was decided: parts by name, each as canonical JSON, with the salt under which its digest is computed.

    `digest` is that over all parts; the audit row of the decision names it, so that its seal covers every part.
    """

    _id: str
    city: str
    subject: dict[str, str]
    does: str
    on: str
    at: datetime
    parts: dict[str, str]
    salts: dict[str, str]
    digest: str


class LeaseRow(TypedDict):
    """Who may do something alone until when, by the server's clock."""

    _id: str
    owner: str
    until: datetime


class FileRow(TypedDict):
    """A file that was uploaded: pending until a use-case names it; its bytes are in GridFS under the same id.

    `is_identity_paper` stands on one that was kept as such. Of one that was deleted when its time was over (`deleted_on`) the hash remains.
    """

    _id: str
    city: str
    name: str
    kind: str
    media_type: str
    size: int
    sha256: str
    by: str | None
    state: str
    at: datetime
    expires_at: datetime | None
    kept_for: list[dict[str, str]]
    is_identity_paper: NotRequired[bool]
    deleted_on: NotRequired[str]


class DutyRow(TypedDict):
    """Something owed: its data are those of `duty.opened`; `seen_by` names the roles that any of its levels means."""

    _id: str
    city: str
    key: str
    about: dict[str, str]
    state: str
    due_on: str | None
    data: dict[str, Any]
    opened_on: str
    closed_on: str | None
    seen_by: list[str]


class CertificateRow(TypedDict):
    """A document that was ordered, or issued: `texts` are frozen, `code` makes its page hard to guess, `file` is the signed PDF once it is issued.

    `count` is its place among those of its year, None where its number came with the act. `organisations` are the codes of those who may see it,
    besides office and district; `audiences` those who hear of its issue. `try_at` says when a worker may take an ordered one; `says` why it did not
    succeed the last time. `plaque` is the inscription of the plaque that goes with it.
    """

    _id: str
    city: str
    programme: str
    programme_version: str
    name: str
    title: str
    number: str
    year: int
    count: int | None
    code: str
    about: dict[str, str]
    holder: dict[str, str] | None
    organisations: list[str]
    office: str
    district: str | None
    audiences: list[dict[str, Any]]
    dated_on: str
    starts_on: str | None
    ends_on: str | None
    is_draft: bool
    texts: dict[str, Any]
    clause: dict[str, Any]
    plaque: str | None
    state: str
    ordered_at: datetime
    try_at: datetime
    says: str | None
    file: str | None
    sha256: str | None
    signed_by: str | None
    issued_at: datetime | None


INDEXES: dict[str, list[IndexModel]] = {
    # A null sorts first, so the same index gives what waits (in order), what was sent since, and what can go.
    "outbox": [IndexModel([("sent", ASCENDING), ("_id", ASCENDING)]), IndexModel([("city", 1), ("kind", 1), ("subject", 1), ("sequence", 1)])],
    "sequences": [IndexModel([("kind", 1), ("emitted", 1)])],
    "subjects": [IndexModel([("source", 1), ("kind", 1), ("applied", 1)])],
    "inbox": [IndexModel([("at", 1)], expireAfterSeconds=INBOX_KEPT_SECONDS)],
    "parked": [IndexModel([("subject", 1), ("sequence", 1)]), IndexModel([("next_at", 1), ("sequence", 1)]), IndexModel([("since", 1)])],
    "dead_letters": [IndexModel([("subject", 1), ("sequence", 1)]), IndexModel([("died_at", 1)])],
    "idempotency": [IndexModel([("at", 1)], expireAfterSeconds=ANSWERS_KEPT_SECONDS)],
    # What has no seal sorts first, so the second index gives what waits for one, and the trail in its order.
    "audit": [IndexModel([("city", 1), ("subject.kind", 1), ("subject.id", 1), ("_id", 1)]), IndexModel([("seal.number", 1), ("_id", 1)])],
    "decisions": [IndexModel([("city", 1), ("subject.kind", 1), ("subject.id", 1), ("_id", 1)])],
    "leases": [],
    "files": [IndexModel([("state", 1), ("expires_at", 1)])],
    "law_settings": [IndexModel([("city", 1), ("sequence", 1)], unique=True)],
    "state": [],
    # Only what is still open can become overdue, so the look for it walks an index of that alone, and needs no row beside it.
    "duties": [
        IndexModel([("city", 1), ("about.kind", 1), ("about.id", 1), ("key", 1)], unique=True),
        IndexModel([("state", 1), ("due_on", 1), ("city", 1), ("_id", 1)], partialFilterExpression={"state": "open"}, name="open_by_last_day"),
        IndexModel([("city", 1), ("state", 1), ("due_on", 1), ("_id", 1)]),
        IndexModel([("city", 1), ("due_on", 1), ("_id", 1)]),
        IndexModel([("city", 1), ("seen_by", 1), ("state", 1), ("due_on", 1), ("_id", 1)]),
    ],
    "figures": [IndexModel([("of", 1), ("city", 1)])],
    "certificates": [
        IndexModel([("city", 1), ("number", 1)]),
        IndexModel([("city", 1), ("code", 1)]),
        IndexModel([("city", 1), ("about.kind", 1), ("about.id", 1)]),
        IndexModel([("city", 1), ("organisations", 1), ("_id", 1)]),
        IndexModel([("state", 1), ("try_at", 1)], partialFilterExpression={"state": "ordered"}, name="ordered"),
        # What the counter gives out once, the database lets stand once.
        IndexModel(
            [("city", 1), ("programme", 1), ("name", 1), ("year", 1), ("count", 1)],
            unique=True,
            partialFilterExpression={"count": {"$type": "int"}},
            name="counted",
        ),
    ],
    "certificate_counts": [],
}


@dataclass(frozen=True, slots=True)
class Rows:
    """The collections of the kernel's rows in one service's database."""

    outbox: Collection[OutboxRow]
    sequences: Collection[SequenceRow]
    inbox: Collection[InboxRow]
    subjects: Collection[SubjectRow]
    parked: Collection[ParkedRow]
    dead_letters: Collection[DeadLetterRow]
    idempotency: Collection[KeptAnswerRow]
    audit: Collection[AuditRow]
    decisions: Collection[DecisionRow]
    leases: Collection[LeaseRow]
    files: Collection[FileRow]
    law_settings: Collection[dict[str, Any]]
    state: Collection[dict[str, Any]]
    duties: Collection[DutyRow]
    certificates: Collection[CertificateRow]
    certificate_counts: Collection[dict[str, Any]]
    figures: Collection[dict[str, Any]]

    @classmethod
    def of(cls, database: Database[dict[str, Any]]) -> Rows:
        """Return the collections of a database."""
        named: dict[str, Any] = {each.name: database.get_collection(each.name) for each in fields(cls)}
        return cls(**named)
