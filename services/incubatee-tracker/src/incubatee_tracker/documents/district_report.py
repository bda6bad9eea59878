"""What a district's office reports of the bases that it manages, as it was handed in."""

from __future__ import annotations

from mongoengine import IntField, StringField

from fuyu.store.fields import DictField, ListField
from fuyu.store.record import Record, meta


class DistrictReport(Record):
    """A report of one part of a year (1 is the first); the latest one stands, earlier ones stay. `facts` are what the records showed on that day."""

    meta = meta("incubatee-tracker", "district_reports", {"fields": ["city", "programme", "district", "year", "part", "-_id"]})

    programme = StringField(required=True)
    programme_version = StringField(required=True)
    office = StringField(required=True)
    district = StringField(required=True)
    year = IntField(required=True)
    part = IntField(required=True)
    text = StringField(required=True)
    facts = DictField()
    files = ListField(StringField())
    handed_in_on = StringField(required=True)
    handed_in_by = StringField(required=True)
