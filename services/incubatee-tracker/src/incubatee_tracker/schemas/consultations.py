"""What incubatee-tracker takes about consultations, and how it shows them."""

from __future__ import annotations

from decimal import Decimal as Number

from marshmallow import fields, validate

from fuyu.web.fields import Date, Decimal, Identifier, Text
from fuyu.web.schemas import Schema

KINDS = ("consulting", "diagnosis", "benchmarking")


class ConsultationEntry(Schema):
    """What a base did for one of its incubatees alone."""

    enrolment = Identifier(required=True)
    held_on = Date(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    what = Text(required=True, most=2000, lines=True)
    by_whom = Text(most=200)
    hours = Decimal(places=2, least=Number("0.1"), most=Number(999))
    files = fields.List(Identifier(), load_default=list, validate=validate.Length(max=20))


class ConsultationRow(Schema):
    """A consultation in a list."""

    id = Identifier()
    enrolment = fields.String()
    designation = fields.String()
    base = fields.Dict()
    incubatee = fields.Dict()
    held_on = fields.String()
    kind = fields.String()
    what = fields.String()
    hours = Decimal(allow_none=True)
    version = fields.Integer()


class ConsultationView(ConsultationRow):
    """A consultation with who gave it and its papers."""

    programme = fields.String()
    programme_version = fields.String()
    by_whom = fields.String(allow_none=True)
    files = fields.List(fields.String())
    logged_on = fields.String()
