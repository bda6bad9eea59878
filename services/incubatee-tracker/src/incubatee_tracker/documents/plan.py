"""A base's teaching plan of a year (教学计划)."""

from __future__ import annotations

from mongoengine import IntField, StringField

from fuyu.store.fields import DictField, ListField
from fuyu.store.record import Record, meta


class Plan(Record):
    """A plan as it was handed in; the latest one of a designation and year stands, earlier ones stay."""

    meta = meta("incubatee-tracker", "plans", {"fields": ["city", "designation", "year", "-_id"]})

    designation = StringField(required=True)
    year = IntField(required=True)
    sessions = ListField(DictField())
    note = StringField()
    files = ListField(StringField())
    handed_in_on = StringField(required=True)
    handed_in_by = StringField(required=True)
