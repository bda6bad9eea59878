"""Duties, reminders, deliveries and inbox entries as they are shown; none holds an address."""

from __future__ import annotations

from marshmallow import fields, validate

from fuyu.web.fields import Date, DocumentNumber, Identifier, Instant, Text, Whole
from fuyu.web.schemas import Schema


class DutyView(Schema):
    """A duty as far as reminding of it goes.

    `is_unheard` says that nobody could be told who owes it, `is_unproven` that a level above waits for the proof that the one below was told.
    """

    id = Identifier()
    title = fields.String()
    clause = fields.Dict()
    programme = fields.String()
    programme_version = fields.String()
    about = fields.Dict()
    due_on = Date(allow_none=True)
    is_provisional = fields.Boolean()
    state = fields.String()
    next_on = Date(allow_none=True)
    reminded_on = Date(allow_none=True)
    is_unheard = fields.Boolean()
    is_unproven = fields.Boolean()


class OneDutyView(DutyView):
    """A duty by itself, with who is told of it: the actors of each level, those who owe it first."""

    levels = fields.Function(lambda duty: [[audience.get("actor") for audience in level] for level in duty.levels], metadata={"type": "array"})


class ReminderView(Schema):
    """One rung for one person about one duty on one channel."""

    id = Identifier()
    duty = Identifier()
    rung = fields.String()
    due_on = Date()
    falls_on = Date()
    made_on = Date()
    person = fields.String()
    channel = fields.String()
    level = fields.Integer()
    state = fields.String()
    because = fields.String(allow_none=True)


class DeliveryView(Schema):
    """One message for one person on one channel; `answer` is the server's code."""

    id = Identifier()
    person = fields.String()
    channel = fields.String()
    kind = fields.String()
    about = fields.Dict()
    duty = Identifier(allow_none=True)
    rung = fields.String(allow_none=True)
    event = fields.String(allow_none=True)
    subject = fields.String()
    body = fields.String()
    language = fields.String()
    state = fields.String()
    because = fields.String(allow_none=True)
    tries = fields.Integer()
    answer = fields.String(allow_none=True)
    made_on = Date()
    made_at = Instant()
    settled_on = Date(allow_none=True)
    proven_on = Date(allow_none=True)
    proven_by = fields.String(allow_none=True)
    delivered_at = Instant(allow_none=True)
    opened_at = Instant(allow_none=True)


class TellingEntry(Schema):
    """That an officer told someone of a duty by telephone or on paper; `level` 0 is who owes it, 1 the next level up."""

    how = fields.String(required=True, validate=validate.OneOf(("phone", "paper")))
    who = Text(required=True, most=60)
    on = Date(required=True)
    note = Text(required=True, most=2000, lines=True)
    number = DocumentNumber()
    level = Whole(least=0, most=9, load_default=0)


class TellingView(Schema):
    """An officer's record that someone was told of a duty."""

    id = Identifier()
    duty = Identifier()
    due_on = Date()
    level = fields.Integer()
    how = fields.String()
    who = fields.String()
    on = Date()
    note = fields.String()
    number = fields.String(allow_none=True)
    by = fields.String()
    version = fields.Integer()


class Bounce(Schema):
    """That a mail came back: the status of RFC 3463 that the report names."""

    status = fields.String(required=True, validate=validate.Regexp(r"^[245]\.\d{1,3}\.\d{1,3}$", error="is no status such as 5.1.1"))


class InboxEntryView(Schema):
    """A message in one's inbox."""

    id = Identifier()
    kind = fields.String()
    about = fields.Dict()
    duty = Identifier(allow_none=True)
    rung = fields.String(allow_none=True)
    event = fields.String(allow_none=True)
    subject = fields.String()
    body = fields.String()
    language = fields.String()
    headings = fields.Dict(
        keys=fields.String(), values=fields.String(), metadata={"description": "what the message is about in languages other than Chinese, by language"}
    )
    made_on = Date()
    made_at = Instant()
    is_opened = fields.Boolean()
    opened_at = Instant(allow_none=True)
    over_on = fields.String(allow_none=True, metadata={"description": "the day from which nothing of it waits for anyone any more"})
    over_because = fields.String(allow_none=True)
    version = fields.Integer()
