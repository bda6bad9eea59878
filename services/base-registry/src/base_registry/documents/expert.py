"""An expert of a city's pool: titles, qualifications, appraisals, employer, what was decided on their conduct, and whether an office barred them."""

from __future__ import annotations

from mongoengine import StringField

from fuyu.store.fields import DictField, ListField
from fuyu.store.record import Record, meta


class Expert(Record):
    """An expert; `person` is the id that a token speaks for.

    `employer_code` and `group_code` are those by which an interest is found. `conduct` is what offices decided on how they reviewed, oldest first. `bar` is
    the finding of misconduct that bars them now, `past_bars` those that were lifted, each with who found and lifted it, when and why.
    """

    meta = meta("base-registry", "experts", {"fields": ["city", "person"], "unique": True})

    person = StringField(required=True)
    name = StringField(required=True)
    titles = ListField(StringField())
    employer_code = StringField()
    group_code = StringField()
    conduct = ListField(DictField())
    qualifications = ListField(DictField())
    appraisals = ListField(DictField())
    bar = DictField(null=True)
    past_bars = ListField(DictField())
