"""How the standing watch over a base is asked for and shown."""

from __future__ import annotations

from marshmallow import fields

from fuyu.web.fields import Date, Identifier
from fuyu.web.schemas import Schema


class WatchedOn(Schema):
    """The day that is looked at."""

    on = Date(metadata={"description": "a day up to today; today where it is left out"})


class WatchView(Schema):
    """How a base stood on a day."""

    id = Identifier()
    programme = fields.String()
    programme_version = fields.String()
    kind = fields.String()
    organisation = fields.Dict()
    district = fields.String()
    on = fields.String()
    stands = fields.Boolean(metadata={"description": "the designation was held on that day"})
    incubatees = fields.Integer(metadata={"description": "incubations that ran on that day"})
    success = fields.Dict(metadata={"description": "completed of those ended by then"})
    owed = fields.List(fields.Dict(), metadata={"description": "duties that had opened: due_on, and whether what was recorded by then showed each done"})
    progress = fields.List(
        fields.Dict(), metadata={"description": "counts against open duties: done, needed, clause, due_on, forecast (empty where the pace tells nothing)"}
    )
    conditions = fields.List(
        fields.Dict(),
        metadata={"description": "what the counts mean for keeping the designation, and what is met until a day (holds_until, becomes_on), with clause"},
    )
    becoming_grounds = fields.List(
        fields.Dict(), metadata={"description": "duties not done and conditions met until a day, each a ground from becomes_on on unless the facts change"}
    )
