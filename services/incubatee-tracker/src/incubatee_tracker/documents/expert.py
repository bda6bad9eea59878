"""An expert of the city's pool as base-registry said it: what can bind them to an organisation."""

from __future__ import annotations

from mongoengine import StringField

from fuyu.store.record import Record, meta


class KnownExpert(Record):
    """An expert; `person` is the id that a token speaks for, the codes are the employer's and that of the company which heads its group."""

    meta = meta("incubatee-tracker", "known_experts", {"fields": ["city", "person"]}, {"fields": ["city", "employer_code"]})

    person = StringField(required=True)
    employer_code = StringField()
    group_code = StringField()
