"""What the office of a programme was told of the coming end of its regulation."""

from __future__ import annotations

from mongoengine import IntField, StringField

from fuyu.store.record import Record, meta


class LapseWarning(Record):
    """A warning; `said_on` is None where a later one was due already, so that this one was never sent."""

    meta = meta("base-registry", "lapse_warnings")

    programme = StringField(required=True)
    programme_version = StringField(required=True)
    lapses_on = StringField(required=True)
    months = IntField(required=True)
    said_on = StringField()
