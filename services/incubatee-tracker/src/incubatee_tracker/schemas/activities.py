"""What incubatee-tracker takes about activities that an office plans, and how it shows them."""

from __future__ import annotations

from marshmallow import fields, validate

from fuyu.web.fields import Date, Identifier, Text
from fuyu.web.schemas import Schema


class ActivityEntry(Schema):
    """An activity at a base, the host, to which others may come; `kind` is one that the programme declares."""

    programme = Text(required=True, most=80)
    kind = Text(required=True, most=40)
    title = Text(required=True, most=200)
    planned_on = Date(required=True)
    host = Identifier(metadata={"description": "where it takes place; left out for what the office holds itself"})
    guests = fields.List(Identifier(), load_default=list, validate=validate.Length(max=200))
    experts = Text(most=1000, lines=True)
    assigned = fields.List(
        Text(most=100), load_default=list, validate=validate.Length(max=50), metadata={"description": "experts of the city's pool, by person"}
    )
    overrides = fields.Dict(keys=fields.String(), values=Text(most=2000, lines=True), load_default=dict, metadata={"description": "reasons against warnings"})
    note = Text(most=4000, lines=True)


class RecordEntry(Schema):
    """That an activity was held, and what came of it; `came` names the guests that took part, all that were asked where it is left out."""

    held_on = Date(required=True)
    outcome = Text(required=True, most=4000, lines=True)
    came = fields.List(Identifier(), validate=validate.Length(max=200))
    files = fields.List(Identifier(), load_default=list, validate=validate.Length(max=20))


class CancellationEntry(Schema):
    """Why an activity does not take place."""

    reason = Text(required=True, most=1000, lines=True)


class ServedView(Schema):
    """What teaching the holders of a call are owed, whether each had it, and who was left without it when its time was over."""

    call = fields.String()
    as_of = fields.String()
    items = fields.List(fields.Dict())
    not_served = fields.List(fields.Dict())


class ActivityRow(Schema):
    """An activity in a list."""

    id = Identifier()
    programme = fields.String()
    programme_version = fields.String()
    kind = fields.String()
    kind_title = fields.String()
    title = fields.String()
    planned_on = fields.String()
    held_on = fields.String(allow_none=True)
    host = fields.String(allow_none=True)
    state = fields.String()
    version = fields.Integer()


class ActivityView(ActivityRow):
    """An activity with the bases concerned, the clause by which it is planned, and what came of it or why it was cancelled."""

    bases = fields.List(fields.Dict(), metadata={"description": "each with designation, code, name and district; the host first"})
    experts = fields.String(allow_none=True)
    assigned = fields.List(fields.String())
    findings = fields.List(fields.Dict())
    overrides = fields.Dict()
    note = fields.String(allow_none=True)
    clause = fields.Dict()
    entered_on = fields.String()
    outcome = fields.String(allow_none=True)
    came = fields.List(fields.String())
    files = fields.List(fields.String())
    recorded_on = fields.String(allow_none=True)
    cancelled_on = fields.String(allow_none=True)
    reason = fields.String(allow_none=True)
