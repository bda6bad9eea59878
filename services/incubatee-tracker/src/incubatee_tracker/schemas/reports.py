"""What incubatee-tracker takes about reports, and how it shows them."""

from __future__ import annotations

from marshmallow import fields, validate

from fuyu.web.fields import Identifier, Text, Whole
from fuyu.web.schemas import Schema


class ReportEntry(Schema):
    """A report of a year to hand in: the text of each section."""

    report = Text(required=True, most=60)
    year = Whole(required=True, least=2000, most=2200)
    sections = fields.Dict(keys=fields.String(), values=Text(most=20_000, lines=True), required=True)
    files = fields.List(Identifier(), load_default=list, validate=validate.Length(max=20))


class ReportView(Schema):
    """A report as it was handed in, with what the records showed on that day."""

    id = Identifier()
    designation = fields.String()
    report = fields.String()
    year = fields.Integer()
    sections = fields.Dict()
    facts = fields.Dict()
    files = fields.List(fields.String())
    handed_in_on = fields.String()
    version = fields.Integer()


class ReportDraft(Schema):
    """A report as the records draft it: sections that only its writer knows of are empty."""

    designation = fields.String()
    report = fields.String()
    title = fields.String()
    year = fields.Integer()
    clause = fields.String()
    sections = fields.List(fields.Dict(), metadata={"description": "each with key, title and text"})
    facts = fields.Dict()


class DistrictReportEntry(Schema):
    """A district's report of a part of a year to hand in; `part` 1 is the first."""

    programme = Text(required=True, most=80)
    district = Text(required=True, most=40)
    year = Whole(required=True, least=2000, most=2200)
    part = Whole(required=True, least=1, most=12)
    text = Text(required=True, most=20_000, lines=True)
    files = fields.List(Identifier(), load_default=list, validate=validate.Length(max=20))


class DistrictReportView(Schema):
    """A district's report as it was handed in, with what the records showed on that day."""

    id = Identifier()
    programme = fields.String()
    district = fields.String()
    year = fields.Integer()
    part = fields.Integer()
    text = fields.String()
    facts = fields.Dict()
    files = fields.List(fields.String())
    handed_in_on = fields.String()
    version = fields.Integer()


class DistrictReportDraft(Schema):
    """A district's report as the records draft it."""

    programme = fields.String()
    district = fields.String()
    year = fields.Integer()
    part = fields.Integer()
    title = fields.String()
    clause = fields.String()
    first_day = fields.String()
    last_day = fields.String()
    facts = fields.Dict()
    text = fields.String()
