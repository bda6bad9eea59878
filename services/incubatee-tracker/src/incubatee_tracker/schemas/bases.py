"""What incubatee-tracker takes about bases, and how it shows them."""

from __future__ import annotations

from marshmallow import fields, validate

from fuyu.web.fields import Identifier, Text, Whole
from fuyu.web.schemas import Schema


class LiaisonEntry(Schema):
    """Whom a base names for teaching and outside contacts."""

    name = Text(required=True, most=60)
    title = Text(most=60)
    phone = Text(most=40)
    email = fields.Email(validate=validate.Length(max=200))
    person = Text(most=100)


class LiaisonView(Schema):
    """A base's liaison."""

    id = Identifier()
    designation = fields.String()
    name = fields.String()
    title = fields.String(allow_none=True)
    phone = fields.String(allow_none=True)
    email = fields.String(allow_none=True)
    person = fields.String(allow_none=True)
    named_on = fields.String()
    version = fields.Integer()


class PlannedSession(Schema):
    """One session that a plan foresees."""

    month = Whole(required=True, least=1, most=12)
    topic = Text(required=True, most=200)
    kind = Text(most=60)


class PlanEntry(Schema):
    """A year's teaching plan (教学计划)."""

    year = Whole(required=True, least=2000, most=2200)
    sessions = fields.List(fields.Nested(PlannedSession), required=True, validate=validate.Length(min=1, max=200))
    note = Text(most=4000, lines=True)
    files = fields.List(Identifier(), load_default=list, validate=validate.Length(max=20))


class PlanView(Schema):
    """A teaching plan as it was handed in."""

    id = Identifier()
    designation = fields.String()
    year = fields.Integer()
    sessions = fields.List(fields.Dict())
    note = fields.String(allow_none=True)
    files = fields.List(fields.String())
    handed_in_on = fields.String()
    version = fields.Integer()


class BaseRow(Schema):
    """A base in a list."""

    id = Identifier()
    programme = fields.String()
    programme_version = fields.String()
    kind = fields.String()
    organisation = fields.Dict()
    district = fields.String()
    starts_on = fields.String()
    ends_on = fields.String(allow_none=True)
    state = fields.String()
    ended_on = fields.String(allow_none=True)
    is_draft = fields.Boolean()
    version = fields.Integer()


class BaseView(BaseRow):
    """A base with its liaison, its incubatees counted against the minimum, its years, and the findings of missed duties."""

    holds_class = fields.String(allow_none=True)
    liaison = fields.Nested(LiaisonView, allow_none=True)
    enrolments = fields.Dict(metadata={"description": "enrolments by state"})
    incubatees = fields.Dict(allow_none=True, metadata={"description": "running, needed, is_enough and the clause"})
    years = fields.List(fields.Dict())
    grounds = fields.List(fields.Dict(), metadata={"description": "findings of missed duties, proposed and not decided"})


class YearView(Schema):
    """A base's calendar year: batches against the duty, pace, plan against sessions, and who never came."""

    designation = fields.String()
    year = fields.Integer()
    as_of = fields.String()
    batches = fields.Dict(metadata={"description": "done, and needed with its clause where a rule asks for a number"})
    sessions = fields.Integer()
    hours = fields.String()
    warning = fields.String(allow_none=True)
    plan = fields.Dict(allow_none=True)
    exchanges = fields.Dict(allow_none=True, metadata={"description": "in a designation's year of consolidation: planned, held, needed, clause, due_on"})
    never_came = fields.List(fields.Dict())
    owed = fields.List(fields.Dict(), metadata={"description": "what the rules say is owed in this year"})
