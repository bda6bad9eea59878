"""An item on the board of news that an office keeps for those who hold, and are brought up by, its programme."""

from __future__ import annotations

from mongoengine import StringField

from fuyu.store.fields import DictField, ListField
from fuyu.store.record import Record, meta


class NewsItem(Record):
    """An item of news; `state` is posted or taken down, which keeps it with the reason, for the office alone."""

    meta = meta(
        "incubatee-tracker",
        "news",
        {"fields": ["city", "programme", "programme_version", "_id"]},
        {"fields": ["city", "_id"]},
    )

    programme = StringField(required=True)
    programme_version = StringField(required=True)
    office = StringField(required=True)
    title = StringField(required=True)
    text = StringField(required=True)
    source = StringField()
    files = ListField(StringField())
    clause = DictField(required=True)
    state = StringField(required=True, default="posted")
    posted_on = StringField(required=True)
    posted_by = StringField(required=True)
    taken_down_on = StringField()
    taken_down_by = StringField()
    reason = StringField()
