"""A spot check: a share of those who completed, drawn at random in the open, and what was found of each."""

from __future__ import annotations

from mongoengine import IntField, StringField

from fuyu.store.fields import DictField, ListField
from fuyu.store.record import Record, meta


class Draw(Record):
    """A draw; `population` is frozen and its hash published when it is announced, before the seed is known; `results` are by enrolment.

    `state` is announced (the population stands, the seed is to come) or drawn.
    """

    meta = meta("incubatee-tracker", "draws", {"fields": ["city", "programme", "_id"]})

    programme = StringField(required=True)
    programme_version = StringField(required=True)
    office = StringField(required=True)
    first_day = StringField(required=True)
    last_day = StringField(required=True)
    population = ListField(DictField())
    population_hash = StringField(required=True)
    count = IntField(required=True)
    share_by = DictField(required=True)
    least_by = DictField(required=True)
    state = StringField(required=True, default="announced")
    announced_on = StringField(required=True)
    announced_by = StringField(required=True)
    seed = StringField()
    seed_source = StringField()
    drawn_on = StringField()
    drawn_by = StringField()
    drawn = ListField(StringField())
    results = DictField()
