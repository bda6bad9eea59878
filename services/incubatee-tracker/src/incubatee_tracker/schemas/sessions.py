"""What incubatee-tracker takes about sessions, and how it shows them."""

from __future__ import annotations

import re
from decimal import Decimal as Number
from typing import Any

from marshmallow import fields, validate

from fuyu.web.fields import Date, Decimal, Flag, Identifier, Text, Whole
from fuyu.web.schemas import Schema
from incubatee_tracker.documents import EXCHANGE, who_came

KINDS = ("training", "reception", EXCHANGE)
MOST_ATTENDEES = 500
ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Attendee(Schema):
    """One incubatee that came; without hours it stayed for all of them."""

    enrolment = Identifier(required=True)
    hours = Decimal(places=2, least=Number("0.1"), most=Number(999))


class Attendance(fields.List[Any]):
    """Who came, as a list of Attendee; those who stayed for all of it, as nearly all do, are read without a schema: a tenth of a request's time."""

    def __init__(self, inner: type[Schema], **kwargs: Any) -> None:
        super().__init__(fields.Nested(inner), **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[Any]:
        if isinstance(value, list) and all(isinstance(each, dict) and each.keys() == {"enrolment"} and _is_id(each["enrolment"]) for each in value):
            return value
        read: list[Any] = super()._deserialize(value, attr, data, **kwargs)
        return read

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> list[Any]:
        return who_came(value)


def _is_id(value: Any) -> bool:
    return isinstance(value, str) and ID.fullmatch(value) is not None


class SessionHeld(Schema):
    """How a session was held: `held_on` is its first day, `days` how many days it took."""

    held_on = Date(required=True)
    days = Whole(least=1, most=60, load_default=1)
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    topic = Text(required=True, most=200)
    trainer = Text(most=120)
    place = Text(most=200)
    hours = Decimal(required=True, places=2, least=Number("0.1"), most=Number(999))
    is_free = Flag(required=True)
    attendance = Attendance(Attendee, load_default=list, validate=validate.Length(max=MOST_ATTENDEES))


class SessionEntry(SessionHeld):
    """A session that was held, by which base."""

    designation = Identifier(required=True)
    files = fields.List(Identifier(), load_default=list, validate=validate.Length(max=20))


class SessionCorrection(SessionHeld):
    """How a session truly was held, whole, and why it was written down otherwise; without files it keeps those it has."""

    files = fields.List(Identifier(), validate=validate.Length(max=20))
    reason = Text(required=True, most=500, lines=True)


class Attended(Schema):
    """Who came, and for how long."""

    enrolment = fields.String()
    hours = Decimal()


class SessionRow(Schema):
    """A session in a list."""

    id = Identifier()
    designation = fields.String()
    base = fields.Dict()
    held_on = fields.String()
    days = fields.Integer()
    kind = fields.String()
    topic = fields.String()
    hours = Decimal()
    is_free = fields.Boolean()
    counts_for_year = fields.Integer(allow_none=True, metadata={"description": "the year in which it is a batch; null where it is none"})
    version = fields.Integer()


class SessionListed(SessionRow):
    """A session in a list; trainer, place and attendance stand there where `with_attendance` asks for them, and an incubatee sees its own alone."""

    trainer = fields.String(allow_none=True)
    place = fields.String(allow_none=True)
    attendance = Attendance(Attended)


class SessionView(SessionListed):
    """A session with its attendance and materials; an incubatee sees its own attendance alone."""

    programme = fields.String()
    programme_version = fields.String()
    files = fields.List(fields.String())
    logged_on = fields.String()
    corrections = fields.Method("shown_corrections", metadata={"type": "array", "items": {"type": "object"}})

    def shown_corrections(self, row: Any) -> list[dict[str, Any]]:
        """Return each correction with what stood there before; an incubatee sees when and why alone."""
        return [_shown(each) for each in row.get("corrections", ())]


def _shown(correction: dict[str, Any]) -> dict[str, Any]:
    before = dict(correction.get("before", {}))
    if "attendance" in before:
        before["attendance"] = who_came(before["attendance"])
    if "hours" in before:
        before["hours"] = str(before["hours"])
    return {**correction, "before": before}
