"""One rung for one person about one duty on one channel."""

from __future__ import annotations

from mongoengine import IntField, StringField

from fuyu.ids import derived_id
from fuyu.store.fields import ListField
from fuyu.store.record import Record, meta


class Reminder(Record):
    """A reminder; its delivery, where one was made, has the same id.

    `state` is waiting, delivered, failed, superseded (a newer rung was due when it would have been sent) or stopped (the duty was done,
    withdrawn or moved, or the person left). `level` is the one at which the person was told.
    """

    meta = meta(
        "notifier",
        "reminders",
        {"fields": ["city", "duty", "rung", "due_on", "person", "channel"], "unique": True},
        {"fields": ["city", "person", "state"]},
        {"fields": ["city", "seen_by", "_id"]},
    )

    duty = StringField(required=True)
    rung = StringField(required=True)
    due_on = StringField(required=True)
    person = StringField(required=True)
    channel = StringField(required=True)
    falls_on = StringField(required=True)
    made_on = StringField(required=True)
    level = IntField(required=True)
    state = StringField(required=True)
    because = StringField()
    seen_by = ListField(StringField())

    @staticmethod
    def id_for(city: str, duty: str, rung: str, due_on: str, person: str, channel: str) -> str:
        """Return the one id that this reminder can have, in whichever replica it is made."""
        return derived_id(city, duty, rung, due_on, person, channel)
