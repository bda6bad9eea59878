"""What a base reports of a calendar year, as it was handed in."""

from __future__ import annotations

from mongoengine import IntField, StringField

from fuyu.store.fields import DictField, ListField
from fuyu.store.record import Record, meta


class Report(Record):
    """A report; the latest one of a designation, kind and year stands, earlier ones stay. `facts` are what the records showed on that day."""

    meta = meta("incubatee-tracker", "reports", {"fields": ["city", "designation", "report", "year", "-_id"]})

    designation = StringField(required=True)
    report = StringField(required=True)
    year = IntField(required=True)
    sections = DictField(required=True)
    facts = DictField()
    files = ListField(StringField())
    handed_in_on = StringField(required=True)
    handed_in_by = StringField(required=True)
