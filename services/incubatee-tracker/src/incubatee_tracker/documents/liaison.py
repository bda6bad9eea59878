"""Whom a base names for teaching and outside contacts."""

from __future__ import annotations

from mongoengine import StringField

from fuyu.store.record import Record, meta


class Liaison(Record):
    """A liaison (专人) from a day on; the latest one of a designation stands, earlier ones stay."""

    meta = meta("incubatee-tracker", "liaisons", {"fields": ["city", "designation", "-_id"]})

    designation = StringField(required=True)
    name = StringField(required=True)
    title = StringField()
    phone = StringField()
    email = StringField()
    person = StringField()
    named_on = StringField(required=True)
    named_by = StringField(required=True)
