"""An expert of a city's pool: titles and employer, by which an interest is found, and what was decided on their conduct."""

from __future__ import annotations

from mongoengine import DictField, ListField, StringField

from fuyu.store.record import Record, meta


class Expert(Record):
    """An expert; `person` is the id that a token speaks for, `conduct` what offices decided on how they reviewed, oldest first."""

    meta = meta("base-registry", "experts", {"fields": ["city", "person"], "unique": True})

    person = StringField(required=True)
    name = StringField(required=True)
    titles = ListField(StringField())
    employer_code = StringField()
    group_code = StringField()
    conduct = ListField(DictField())
