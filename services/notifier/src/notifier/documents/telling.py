"""An officer's record that someone was told of a duty by telephone or on paper."""

from __future__ import annotations

from mongoengine import IntField, StringField

from fuyu.store.record import Record, meta


class Telling(Record):
    """A record; `who` is the name of the person that was told, `level` the one at which it stands (0 is who owes the duty), `note` says what was said."""

    meta = meta("notifier", "tellings", {"fields": ["city", "duty", "due_on", "level"]})

    duty = StringField(required=True)
    due_on = StringField(required=True)
    level = IntField(required=True, default=0)
    how = StringField(required=True)
    who = StringField(required=True)
    on = StringField(required=True)
    note = StringField(required=True)
    number = StringField()
    by = StringField(required=True)
