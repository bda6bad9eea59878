"""What base-registry takes about proceedings, and how it shows them."""

from __future__ import annotations

from marshmallow import fields, validate

from base_registry.schemas.records import ActEntry
from fuyu.web.fields import Identifier, Text
from fuyu.web.schemas import Schema


class ProceedingEntry(ActEntry):
    """The first act of a process over a designation, or beside an application's own way."""

    process = Text(required=True, most=60)
    grounds = fields.List(Identifier(), validate=validate.Length(max=50), metadata={"description": "the grounds that it is opened from"})


class ProceedingRow(Schema):
    """A proceeding in a list."""

    id = Identifier()
    programme = fields.String()
    programme_version = fields.String()
    process = fields.String()
    key = fields.String()
    designation = fields.String(allow_none=True)
    application = fields.String(allow_none=True)
    organisation = fields.Dict()
    opened_on = fields.String()
    state = fields.String()
    stands_at = fields.String(allow_none=True)
    waits_since = fields.String(allow_none=True)
    version = fields.Integer()


class ProceedingReceipt(Schema):
    """What someone of the public is told who opened a proceeding: that it was taken."""

    id = Identifier()
    title = fields.String()
    opened_on = fields.String()
    version = fields.Integer()


class ProceedingView(ProceedingRow):
    """A proceeding with its acts as far as the caller may see them, and the steps that are open."""

    title = fields.String()
    opened_by = fields.Dict()
    grounds = fields.List(fields.String())
    walk = fields.Dict()
    money = fields.Dict(allow_none=True, metadata={"description": "what was paid, spent so far, and is left, where the process pays"})
    steps = fields.List(fields.Dict(), metadata={"description": "open steps: title, clause, by, words, due, judges"})
