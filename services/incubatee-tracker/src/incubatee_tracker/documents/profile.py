"""With what a base works: its work body (工作机构), rooms, equipment and teaching material."""

from __future__ import annotations

from mongoengine import IntField, StringField

from fuyu.store.fields import DictField, ListField
from fuyu.store.record import Record, meta


class Profile(Record):
    """One edition of a base's profile; the latest of a designation stands, earlier ones stay, and `edition` counts them from 1."""

    meta = meta("incubatee-tracker", "profiles", {"fields": ["city", "designation", "edition"], "unique": True})

    designation = StringField(required=True)
    edition = IntField(required=True)
    work_body = StringField(required=True)
    rooms = ListField(DictField())
    equipment = ListField(DictField())
    teaching_material = ListField(DictField())
    note = StringField()
    files = ListField(StringField())
    valid_from = StringField(required=True)
    handed_in_by = StringField(required=True)
