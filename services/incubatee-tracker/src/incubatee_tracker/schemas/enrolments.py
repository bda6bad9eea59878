"""What incubatee-tracker takes about enrolments, and how it shows them."""

from __future__ import annotations

from marshmallow import fields, validate

from fuyu.web.fields import Code, Date, Decimal, DocumentNumber, Identifier, Text, Whole
from fuyu.web.schemas import Schema

OFFERS = "what the caller may do now beside the steps: `at` is the resource below this one that takes it, of which `process` and `step`"


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


class Withdrawal(Schema):
    """What is taken back, and why."""

    process = Text(required=True, most=60)
    reason = Text(required=True, most=2000, lines=True)


class KeyStepDone(Schema):
    """A step of a special plan that was done; `number` counts the plan's steps from 1."""

    number = Whole(required=True, least=1, most=200)
    done_on = Date(required=True)
    note = Text(most=2000, lines=True)


class EnrolmentCorrection(Schema):
    """What was entered wrongly at an enrolment, as it truly is, each member whole: the company, the services promised, the day on which it began."""

    incubatee = fields.Nested(Incubatee)
    promised = fields.List(Text(most=80), validate=validate.Length(max=30))
    starts_on = Date(metadata={"description": "the period's last day follows from it by the law"})
    reason = Text(required=True, most=2000, lines=True)


class ResultCorrection(Schema):
    """What should have been said at a step of an assessment, whole, and why something else was."""

    process = Text(required=True, most=60)
    step = Text(required=True, most=60)
    does = Text(required=True, most=40)
    entry = fields.Dict(keys=fields.String())
    judged = fields.Dict(keys=fields.String(), values=fields.Dict(keys=fields.String()))
    reason = Text(required=True, most=2000, lines=True)


class EnrolmentRow(Schema):
    """An enrolment in a list."""

    id = Identifier()
    programme = fields.String()
    programme_version = fields.String()
    designation = fields.String()
    base = fields.Dict()
    incubatee = fields.Dict()
    district = fields.String()
    taker = fields.Dict(allow_none=True, metadata={"description": "the base that was asked to take it on, while it is moved"})
    state = fields.String()
    starts_on = fields.String(allow_none=True)
    ends_on = fields.String(allow_none=True)
    extended_until = fields.String(allow_none=True)
    ended_on = fields.String(allow_none=True)
    is_key = fields.Boolean(metadata={"description": "on the key list, with a special plan"})
    stands_at = fields.List(fields.String(), metadata={"description": "the steps that wait for somebody, as process/step"})
    waits_since = fields.String(allow_none=True, metadata={"description": "the day since which the longest of them waits"})
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
    key_plan = fields.Dict(allow_none=True, metadata={"description": "the special plan of one on the key list: since when, its steps with due_on and done_on"})
    stopped_on = fields.String(allow_none=True)
    moved_on = fields.String(allow_none=True)
    past_stays = fields.List(fields.Dict(), metadata={"description": "the bases before a move, each with its days"})
    kept_open = fields.Boolean(metadata={"description": "an extension was asked for in time and is not decided: until then the period stays open"})
    walks = fields.Dict()
    corrections = fields.List(
        fields.Dict(), metadata={"description": "what was corrected, oldest first: on, by, reason, before, after; process and act of a result"}
    )
    withdrawals = fields.List(fields.Dict(), metadata={"description": "what was taken back, oldest first: process, on, by, reason"})
    offers = fields.List(fields.Dict(), metadata={"description": OFFERS})
