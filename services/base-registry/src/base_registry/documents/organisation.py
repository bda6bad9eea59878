"""A company or body of a city, by its 统一社会信用代码."""

from __future__ import annotations

from mongoengine import DateField, StringField

from fuyu.store.record import Record, meta


class Organisation(Record):
    """An organisation; its code is unique in its city."""

    meta = meta("base-registry", "organisations", {"fields": ["city", "code"], "unique": True}, {"fields": ["city", "district", "_id"]})

    code = StringField(required=True)
    name = StringField(required=True)
    district = StringField(required=True)
    industry = StringField()
    founded_on = DateField()
