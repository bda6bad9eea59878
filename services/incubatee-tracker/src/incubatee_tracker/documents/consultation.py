"""What a base did for one incubatee alone: consulting, diagnosis, benchmarking."""

from __future__ import annotations

from mongoengine import Decimal128Field, StringField

from fuyu.store.fields import DictField, ListField
from fuyu.store.record import Record, meta


class Consultation(Record):
    """One consultation, as its base logged it."""

    meta = meta(
        "incubatee-tracker",
        "consultations",
        {"fields": ["city", "enrolment", "held_on", "_id"]},
        {"fields": ["city", "designation", "held_on", "_id"]},
        {"fields": ["city", "programme", "programme_version", "district", "held_on", "_id"]},
        {"fields": ["city", "base.code", "held_on", "_id"]},
        {"fields": ["city", "incubatee.code", "held_on", "_id"]},
    )

    enrolment = StringField(required=True)
    designation = StringField(required=True)
    programme = StringField(required=True)
    programme_version = StringField(required=True)
    office = StringField(required=True)
    district = StringField(required=True)
    base = DictField(required=True)
    incubatee = DictField(required=True)
    held_on = StringField(required=True)
    kind = StringField(required=True)
    what = StringField(required=True)
    by_whom = StringField()
    hours = Decimal128Field()
    files = ListField(StringField())
    logged_on = StringField(required=True)
    logged_by = StringField(required=True)
