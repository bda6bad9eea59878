"""What incubatee-tracker takes about enrolments, and how it shows them."""

from __future__ import annotations

from marshmallow import fields, validate

from fuyu.web.fields import Code, Date, Decimal, DocumentNumber, Identifier, Text
from fuyu.web.schemas import Schema


class Incubatee(Schema):
    """The company that is proposed."""

    code = Code(required=True)
    name = Text(required=True, most=120)
    district = Text(required=True, most=40)


class EnrolmentEntry(Schema):
    """A company that a base proposes to bring up, and the services that it promises it."""

    designation = Identifier(required=True)
    incubatee = fields.Nested(Incubatee, required=True)
    promised = fields.List(Text(most=80), load_default=list, validate=validate.Length(max=30))
    entry = fields.Dict(keys=fields.String(), load_default=dict, metadata={"description": "what the first step's form asks"})
    reason = Text(most=2000, lines=True)


class ActEntry(Schema):
    """An act at a step of one of an enrolment's processes."""

    process = Text(required=True, most=60)
    step = Text(required=True, most=60)
    does = Text(required=True, most=40)
    entry = fields.Dict(keys=fields.String())
    judged = fields.Dict(keys=fields.String(), values=fields.Dict(keys=fields.String()))
    reason = Text(most=2000, lines=True)
    number = DocumentNumber()
    overrides = fields.Dict(keys=fields.String(), values=Text(most=2000, lines=True))


class ServiceGiven(Schema):
    """A promised service that was given."""

    service = Text(required=True, most=80)
    given_on = Date(required=True)


class EnrolmentRow(Schema):
    """An enrolment in a list."""

    id = Identifier()
    programme = fields.String()
    programme_version = fields.String()
    designation = fields.String()
    base = fields.Dict()
    incubatee = fields.Dict()
    district = fields.String()
    state = fields.String()
    starts_on = fields.String(allow_none=True)
    ends_on = fields.String(allow_none=True)
    extended_until = fields.String(allow_none=True)
    ended_on = fields.String(allow_none=True)
    version = fields.Integer()


class EnrolmentView(EnrolmentRow):
    """Where an incubatee stands: its period, what is left of it, what it attended, and which dates come next, each with its clause."""

    today = fields.String()
    days_left = fields.Integer(allow_none=True)
    attended = fields.Integer()
    hours = Decimal()
    undertakes = fields.Boolean()
    promised = fields.List(fields.Dict())
    because = fields.String(allow_none=True)
    clause = fields.Dict(allow_none=True)
    dates = fields.List(fields.Dict(), metadata={"description": "what is when: on, what, clause, rests_on"})
    steps = fields.List(fields.Dict(), metadata={"description": "open steps: title, clause, by, words, due"})
    walks = fields.Dict()
