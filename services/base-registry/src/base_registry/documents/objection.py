"""What someone brings against one row of a published list."""

from __future__ import annotations

from mongoengine import BooleanField, StringField

from fuyu.store.fields import DictField, ListField
from fuyu.store.record import Record, meta


class Objection(Record):
    """An objection; one that lacks what the programme asks for is kept as a tip, which holds nothing; `lacks` names it.

    `is_organisations` says that an organisation brings it. `papers` are its files by what they are: the signed or sealed letter, the identity paper, the
    evidence. `entered_by` is the officer who entered what came in on paper. `due` is the last day to answer it, where the programme sets one.
    """

    meta = meta("base-registry", "objections", {"fields": ["city", "call", "state", "_id"]}, {"fields": ["city", "application", "_id"]})

    programme = StringField(required=True)
    call = StringField(required=True)
    host = StringField()
    sitting = StringField(required=True)
    application = StringField(required=True)
    says = StringField(required=True)
    reasons = StringField()
    evidence = StringField()
    papers = DictField()
    contact = DictField()
    is_named = BooleanField(required=True)
    is_organisations = BooleanField(default=False)
    lacks = ListField(StringField())
    entered_by = StringField()
    lodged_on = StringField(required=True)
    state = StringField(required=True, default="open")
    answer = StringField()
    answered_on = StringField()
    answered_by = StringField()
    due = DictField(null=True)
