"""A company as base-registry knows it."""

from __future__ import annotations

from mongoengine import StringField

from fuyu.store.record import Record, meta


class Organisation(Record):
    """An organisation of a city, projected from base-registry's events."""

    meta = meta("incubatee-tracker", "organisations", {"fields": ["city", "code"], "unique": True})

    code = StringField(required=True)
    name = StringField(required=True)
    district = StringField(required=True)
    industry = StringField()
    founded_on = StringField()
