"""What someone brings against one row of a published list."""

from __future__ import annotations

from mongoengine import BooleanField, DictField, ListField, StringField

from fuyu.store.record import Record, meta


class Objection(Record):
    """An objection; one without a name is kept as a tip and holds nothing where the programme asks for real names.

    `due` is the last day to answer it, where the programme sets one.
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
    files = ListField(StringField())
    contact = DictField()
    is_named = BooleanField(required=True)
    lodged_on = StringField(required=True)
    state = StringField(required=True, default="open")
    answer = StringField()
    answered_on = StringField()
    answered_by = StringField()
    due = DictField(null=True)
