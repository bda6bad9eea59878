"""What base-registry takes about organisations, experts, calls, applications, objections and law settings, and how it shows them."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from fuyu.law.settings import Kind
from fuyu.web.fields import Code, Date, DocumentNumber, Flag, Identifier, Text, Whole
from fuyu.web.schemas import Schema


class OrganisationEntry(Schema):
    """An organisation to register."""

    code = Code(required=True)
    name = Text(required=True, most=120)
    district = Text(required=True, most=40)
    industry = Text(most=80)
    founded_on = Date()


class OrganisationChange(Schema):
    """What may change of an organisation; its code is linked to a new one by an officer's act, never overwritten."""

    name = Text(most=120)
    district = Text(most=40)
    industry = Text(most=80, allow_none=True)
    founded_on = Date(allow_none=True)
    reason = Text(most=2000, lines=True, metadata={"description": "why an office moves it to another district"})


class OrganisationView(Schema):
    """An organisation as it stands."""

    id = Identifier()
    code = fields.String()
    name = fields.String()
    district = fields.String()
    industry = fields.String(allow_none=True)
    founded_on = Date(allow_none=True)
    version = fields.Integer()


class CallEntry(Schema):
    """A call to open."""

    programme = Text(required=True, most=80)
    year = Whole(required=True, least=2000, most=2200)
    title = Text(most=80)
    host = Text(most=80)
    industries = fields.List(Text(most=80), validate=validate.Length(max=100))
    directions = fields.List(Text(most=80), validate=validate.Length(max=100))
    closes_on = Date(metadata={"description": "the last day to apply, where the text leaves it to the office"})
    starts_on = Date(metadata={"description": "the first day of a cycle, today where it is left out"})
    number = DocumentNumber()
    entry = fields.Dict(keys=fields.String(), metadata={"description": "the form of the step that announces, where the programme asks for one"})
    overrides = fields.Dict(keys=fields.String(), values=Text(most=2000, lines=True))


class CallView(Schema):
    """A call with its steps over the whole list."""

    id = Identifier()
    programme = fields.String()
    programme_version = fields.String()
    host = fields.String(allow_none=True)
    year = fields.Integer()
    title = fields.String()
    industries = fields.List(fields.String())
    directions = fields.List(fields.String())
    opened_on = fields.String()
    closes = fields.Dict(allow_none=True)
    cycle = fields.Dict(allow_none=True, metadata={"description": "first and last day, where the programme's calls run for a time"})
    quotas = fields.Dict()
    granted = fields.Dict()
    is_draft = fields.Boolean()
    number = fields.String(allow_none=True)
    state = fields.String()
    acts = fields.List(fields.Dict(), metadata={"description": "how it was opened: by whom, with which entry, and what the rules found"})
    sittings = fields.List(fields.Dict())
    version = fields.Integer()


class StandingView(Schema):
    """How many hold each class of a call, and what the law finds on how they stand to each other."""

    call = fields.String()
    as_of = fields.String()
    classes = fields.Dict(keys=fields.String(), values=fields.Integer())
    findings = fields.List(fields.Dict())


class CallProposalsView(Schema):
    """What was proposed at a call's steps, each with the words by which a second person answers, and what was sent back."""

    steps = fields.List(fields.Dict())


class ApplicationEntry(Schema):
    """An application to begin as a draft."""

    call = Identifier(required=True)
    organisation = Code(required=True)
    form = fields.Dict(keys=fields.String())


class ApplicationChange(Schema):
    """What is written so far: the form's fields and the materials' files."""

    form = fields.Dict(keys=fields.String())
    materials = fields.Dict(keys=fields.String(), values=fields.List(Identifier(), validate=validate.Length(max=20)))


class Receipt(Schema):
    """An earlier day on which the district received the application on paper."""

    received_on = Date(required=True)
    number = Text(required=True, most=60)
    file = Identifier(required=True)
    reason = Text(required=True, most=500, lines=True)


class ReceiptCorrection(Schema):
    """The day on which an application was truly received, and why another one was written down; number and scan where they change or lacked."""

    received_on = Date(required=True)
    number = Text(most=60)
    file = Identifier()
    reason = Text(required=True, most=500, lines=True)


class ActEntry(Schema):
    """An act at a step: by which word, with which entry, answers, reason, document number and reasons for overriding warnings."""

    step = Text(required=True, most=60)
    does = Text(required=True, most=40)
    entry = fields.Dict(keys=fields.String())
    judged = fields.Dict(keys=fields.String(), values=fields.Dict(keys=fields.String()))
    reason = Text(most=2000, lines=True)
    number = DocumentNumber()
    overrides = fields.Dict(keys=fields.String(), values=Text(most=2000, lines=True))


OFFERS = "what the caller may do now beside the steps: `at` is the resource below this one that takes it"
PAPERS_SHOWN = "files that it named as identity papers: material, file, sha256, is_open (to you), deleted_on where the set time for keeping it is over"


class ApplicationView(Schema):
    """An application with where it stands and what can be done now."""

    id = Identifier()
    programme = fields.String()
    programme_version = fields.String()
    judged_by = fields.String()
    call = fields.String()
    organisation = fields.Dict()
    form = fields.Dict()
    materials = fields.Dict()
    identity_papers = fields.List(fields.Dict(), metadata={"description": PAPERS_SHOWN})
    applied_on = fields.String(allow_none=True)
    receipt = fields.Dict(allow_none=True)
    named = fields.List(fields.Dict())
    is_own_part = fields.Boolean(dump_default=False, metadata={"description": "shown to a company on the list alone, without the applicant's form and papers"})
    state = fields.String()
    stands_at = fields.String(allow_none=True)
    waits_since = fields.String(allow_none=True)
    chosen_for = fields.String(allow_none=True)
    scores = fields.Dict()
    misconduct = fields.List(fields.Dict(), metadata={"description": "what an office found that the applicant did wrong in this call"})
    corrections = fields.List(fields.Dict(), metadata={"description": "corrections of the day of its receipt, oldest first: on, by, reason, before, after"})
    walk = fields.Dict()
    steps = fields.List(fields.Dict())
    offers = fields.List(fields.Dict(), metadata={"description": OFFERS})
    version = fields.Integer()


class MisconductEntry(Schema):
    """What an office found that an applicant did wrong in this call."""

    kind = Text(required=True, most=60)
    happened_on = Date(required=True)
    says = Text(required=True, most=4000, lines=True)
    files = fields.List(Identifier(), load_default=list, validate=validate.Length(max=20))


class ApplicationRow(Schema):
    """An application in a list."""

    id = Identifier()
    programme = fields.String()
    call = fields.String()
    organisation = fields.Dict()
    applied_on = fields.String(allow_none=True)
    state = fields.String()
    stands_at = fields.String(allow_none=True)
    waits_since = fields.String(allow_none=True)
    version = fields.Integer()


class DesignationView(Schema):
    """A designation with its term, its counts and what followed it."""

    id = Identifier()
    programme = fields.String()
    programme_version = fields.String()
    kind = fields.String()
    holds_class = fields.String(allow_none=True)
    office = fields.String()
    call = fields.String()
    application = fields.String()
    organisation = fields.Dict()
    host = fields.String(allow_none=True)
    cycle = fields.Dict(allow_none=True)
    past_classes = fields.List(fields.Dict(), metadata={"description": "the classes it had before, each with the day until which, oldest first"})
    companies = fields.List(fields.Dict())
    granted_on = fields.String()
    starts_on = fields.String()
    ends_on = fields.String(allow_none=True)
    term_by = fields.Dict()
    number = fields.String(allow_none=True)
    state = fields.String()
    ended_on = fields.String(allow_none=True)
    is_repeat = fields.Boolean()
    is_draft = fields.Boolean()
    running_enrolments = fields.Integer()
    completed_enrolments = fields.Integer()
    ended_enrolments = fields.Integer()
    years = fields.Dict()
    decision = fields.Dict()
    consequences = fields.List(fields.Dict())
    revocation = fields.Dict()
    terms = fields.List(fields.Dict(), metadata={"description": "the terms that a renewal or continuation followed, oldest first"})
    corrections = fields.List(fields.Dict(), metadata={"description": "corrections of its number, oldest first, each with who, when, why, before and after"})
    version = fields.Integer()


class OneDesignationView(DesignationView):
    """A designation by itself, with what the caller may do at it."""

    offers = fields.List(fields.Dict(), metadata={"description": OFFERS})


class DesignationFigure(Schema):
    """How many designations of one programme are in one state and hold one class, and how many incubations there are under them."""

    programme = fields.String()
    state = fields.String()
    holds_class = fields.String(allow_none=True)
    count = fields.Integer()
    running_enrolments = fields.Integer()
    completed_enrolments = fields.Integer()
    ended_enrolments = fields.Integer(metadata={"description": "all that have ended, those completed among them"})


class DesignationFigures(Schema):
    """How many designations there are, as last counted; `counted_at` is null before the first count."""

    counted_at = fields.AwareDateTime(allow_none=True)
    figures = fields.List(fields.Nested(DesignationFigure))


class NumberCorrection(Schema):
    """The number (文号) that a decision truly has, and why another one was written down."""

    number = DocumentNumber(required=True)
    reason = Text(required=True, most=500, lines=True)


class PublicDesignation(Schema):
    """What anyone may read about a designation."""

    id = Identifier()
    programme = fields.String()
    kind = fields.String()
    holds_class = fields.String(allow_none=True)
    organisation = fields.Method("public_organisation", metadata={"type": "object"})
    year = fields.Method("year_of_the_grant", metadata={"type": "integer", "description": "the year in which it was granted, which is named with every honour"})
    granted_on = fields.String()
    starts_on = fields.String()
    ends_on = fields.String(allow_none=True)
    term_by = fields.Dict(metadata={"description": "the clause by which its term ends, or is none"})
    number = fields.String(allow_none=True)
    corrected_numbers = fields.Method("numbers_before", metadata={"type": "array", "items": {"type": "object"}})
    state = fields.String()
    is_draft = fields.Boolean()

    def public_organisation(self, row: Any) -> dict[str, str]:
        """Return the organisation's name and code."""
        kept = row["organisation"]
        return {"code": kept["code"], "name": kept["name"]}

    def year_of_the_grant(self, row: Any) -> int:
        """Return the year of the day on which it was granted."""
        return int(row["granted_on"][:4])

    def numbers_before(self, row: Any) -> list[dict[str, str]]:
        """Return the corrections of its number, without who made them and why."""
        return [{name: each[name] for name in ("before", "after", "on")} for each in row.get("corrections") or ()]


class Contact(Schema):
    """Who objects and how to answer."""

    name = Text(most=60)
    phone = Text(most=40)
    address = Text(most=200)
    email = fields.Email(validate=validate.Length(max=200))


class ObjectionEntry(Schema):
    """An objection against one row of a published list."""

    application = Identifier(required=True)
    says = Text(required=True, most=4000, lines=True)
    reasons = Text(most=4000, lines=True)
    evidence = Text(most=4000, lines=True, metadata={"description": "which evidence there is; who is signed in can hand it in as `papers`"})
    contact = fields.Nested(Contact)
    is_organisations = Flag(metadata={"description": "an organisation brings it, not a person"})


class Papers(Schema):
    """The papers of an objection, as files that were uploaded: the signed letter with an identity paper, or the sealed one; and the evidence."""

    signature = fields.List(Identifier(), validate=validate.Length(max=5))
    identity = fields.List(Identifier(), validate=validate.Length(max=5))
    seal = fields.List(Identifier(), validate=validate.Length(max=5))
    evidence = fields.List(Identifier(), validate=validate.Length(max=20))


class WrittenObjection(ObjectionEntry):
    """An objection with its papers: of someone signed in, or one that came in on paper and that an officer enters."""

    papers = fields.Nested(Papers)


class ObjectionReceipt(Schema):
    """What who objects is told: that it was taken, and whether it holds the row."""

    id = Identifier()
    application = fields.String()
    lodged_on = fields.String()
    state = fields.String(metadata={"description": "open, upheld, rejected; tip where it lacks what the text asks for, so that it holds nothing"})
    lacks = fields.List(fields.String(), metadata={"description": "what it lacks to hold the row"})
    due = fields.Dict(allow_none=True, metadata={"description": "by when it is answered, where the text says so"})
    version = fields.Integer()


class ObjectionResult(ObjectionReceipt):
    """What whoever holds the address of an objection is told: how it stands, and the answer."""

    answer = fields.String(allow_none=True)
    answered_on = fields.String(allow_none=True)


class ObjectionView(ObjectionReceipt):
    """An objection as the office sees it."""

    call = fields.String()
    says = fields.String()
    reasons = fields.String(allow_none=True)
    evidence = fields.String(allow_none=True)
    contact = fields.Dict()
    papers = fields.Dict()
    is_named = fields.Boolean()
    is_organisations = fields.Boolean()
    entered_by = fields.String(allow_none=True)
    answer = fields.String(allow_none=True)
    answered_on = fields.String(allow_none=True)


class Resolution(Schema):
    """An office's answer to an objection."""

    upheld = Flag(required=True)
    answer = Text(required=True, most=4000, lines=True)


class LawSettingEntry(Schema):
    """A law setting to make."""

    kind = fields.String(required=True, validate=validate.OneOf([str(kind) for kind in Kind]))
    content = fields.Dict(keys=fields.String(), required=True)
    from_day = Date()
    reason = Text(required=True, most=2000, lines=True)
    number = DocumentNumber()


class LawSettingView(Schema):
    """A law setting as it stands."""

    id = fields.String()
    sequence = fields.Integer()
    kind = fields.String()
    from_day = fields.String()
    content = fields.Dict()
    reason = fields.String()
    number = fields.String(allow_none=True)
    by = fields.String()


class FindingsView(Schema):
    """What the rules find now on a step that nobody has taken yet."""

    step = fields.String()
    findings = fields.List(fields.Dict())


class SheetDraftEntry(Schema):
    """What is filled in so far of a sheet: points by item, a note, and what the step's form asks."""

    entry = fields.Dict(keys=fields.String(), required=True)


class SheetDraftView(Schema):
    """One's own draft of a sheet."""

    step = fields.String()
    entry = fields.Dict()


class NoticeView(Schema):
    """A published list."""

    id = fields.String()
    call = fields.String()
    programme = fields.String()
    programme_version = fields.String()
    step = fields.String(metadata={"description": "the step whose list it is"})
    title = fields.String()
    number = fields.String(allow_none=True)
    published_on = fields.String()
    ends = fields.Dict(allow_none=True)
    is_draft = fields.Boolean()
    rows = fields.List(fields.Dict())
