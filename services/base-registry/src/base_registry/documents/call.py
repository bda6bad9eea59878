"""One intake of a programme: it freezes the programme's version, form, rubrics and quotas when it opens."""

from __future__ import annotations

from mongoengine import BooleanField, IntField, StringField

from fuyu.store.fields import DictField, ListField
from fuyu.store.record import Record, meta


class Call(Record):
    """A call; `sittings` are the openings of its steps over the whole call, `granted` counts what it gave, by kind.

    `proposals` keeps what was proposed at those steps and waits for a second person; `acts` keeps how it was opened, with what was filled in then.
    `cycle` is the time for which it runs, where its programme lets it run; `sole` names programme and host while it does, so that cycles follow one
    another: a unique index lets only one call hold a value.
    """

    meta = meta(
        "base-registry",
        "calls",
        {"fields": ["city", "programme", "year", "title"], "unique": True},
        {"fields": ["city", "state", "_id"]},
        {"fields": ["is_to_reckon"], "sparse": True},
        {"fields": ["city", "sole"], "unique": True, "partialFilterExpression": {"sole": {"$type": "string"}}},
    )

    programme = StringField(required=True)
    programme_version = StringField(required=True)
    host = StringField()
    year = IntField(required=True)
    title = StringField(required=True)
    industries = ListField(StringField())
    directions = ListField(StringField())
    opened_on = StringField(required=True)
    closes = DictField(null=True)
    cycle = DictField(null=True)
    sole = StringField()
    quotas = DictField()
    granted = DictField()
    is_draft = BooleanField(default=False)
    number = StringField()
    state = StringField(required=True, default="open")
    acts = ListField(DictField())
    sittings = ListField(DictField())
    proposals = DictField()
    is_to_reckon = BooleanField()  # A setting that may move its days was made since they were reckoned.
