"""What base-registry takes about the experts of a city's pool, and how it shows them."""

from __future__ import annotations

from marshmallow import fields, validate

from fuyu.web.fields import Code, Date, Identifier, Text, Whole
from fuyu.web.schemas import Schema


class QualificationEntry(Schema):
    """A qualification, and its last day where it has one."""

    title = Text(required=True, most=120)
    number = Text(most=80)
    valid_until = Date()


class ExpertEntry(Schema):
    """An expert to take into the pool."""

    person = Text(required=True, most=100)
    name = Text(required=True, most=60)
    titles = fields.List(Text(most=60), validate=validate.Length(max=20))
    employer_code = Code()
    group_code = Code(metadata={"description": "the code of the company that heads the group to which the employer belongs"})
    qualifications = fields.List(fields.Nested(QualificationEntry), validate=validate.Length(max=50))


class ExpertChange(Schema):
    """What may change of an expert: another employer, another group, a new qualification; each list is given as a whole."""

    name = Text(most=60)
    titles = fields.List(Text(most=60), validate=validate.Length(max=20))
    employer_code = Code(allow_none=True)
    group_code = Code(allow_none=True)
    qualifications = fields.List(fields.Nested(QualificationEntry), validate=validate.Length(max=50))


class AppraisalEntry(Schema):
    """What an office thinks of an expert's work in a year."""

    year = Whole(required=True, least=2000, most=2200)
    result = Text(required=True, most=40)
    says = Text(required=True, most=2000, lines=True)


class BarEntry(Schema):
    """A finding of misconduct, by which an expert may judge no more."""

    found_on = Date(required=True)
    number = Text(most=80, metadata={"description": "the number (文号) of the finding, where it has one"})
    finding = Text(required=True, most=4000, lines=True)
    files = fields.List(Identifier(), load_default=list, validate=validate.Length(max=20))


class BarLift(Schema):
    """Why a bar is lifted: the finding was wrong, or was set aside."""

    reason = Text(required=True, most=2000, lines=True)


class ExpertView(Schema):
    """An expert of the pool."""

    id = Identifier()
    person = fields.String()
    name = fields.String()
    titles = fields.List(fields.String())
    employer_code = fields.String(allow_none=True)
    group_code = fields.String(allow_none=True)
    qualifications = fields.List(fields.Dict())
    appraisals = fields.List(fields.Dict(), metadata={"description": "oldest first, each with year, result, what was said, by whom and when"})
    bar = fields.Dict(
        allow_none=True, metadata={"description": "the finding of misconduct that bars them now: office, since, found_on, finding, number, files, by"}
    )
    past_bars = fields.List(fields.Dict(), metadata={"description": "bars that were lifted, each with who lifted it, when and why"})
    conduct = fields.List(fields.Dict(), metadata={"description": "what was decided on how they reviewed, oldest first"})
    version = fields.Integer()
