"""A ground on which a designation may be taken away: proposed with its facts, decided by an officer or mended."""

from __future__ import annotations

from mongoengine import IntField, StringField

from fuyu.store.fields import DictField, ListField
from fuyu.store.record import Record, meta

PROPOSED, WITHDRAWN, KEPT, DECIDED = "proposed", "withdrawn", "kept", "decided"


class Ground(Record):
    """A ground; `findings` are those that are not met, `facts` what the designation counted when they were last found.

    `key` is that of its findings, `occasion` counts how often that came up anew: once mended, it begins again. `kept` says that the office decided to
    let the designation stand; `mended_on` that the findings are met since.
    """

    meta = meta(
        "base-registry",
        "grounds",
        {"fields": ["city", "designation", "key", "occasion"], "unique": True},
        {"fields": ["city", "programme", "state", "_id"]},
        {"fields": ["city", "organisation.code", "_id"]},
    )

    programme = StringField(required=True)
    programme_version = StringField(required=True)
    designation = StringField(required=True)
    organisation = DictField(required=True)
    host = StringField()
    key = StringField(required=True)
    occasion = IntField(required=True)
    clause = DictField(required=True)
    findings = ListField(DictField())
    facts = DictField()
    found_on = StringField(required=True)
    state = StringField(required=True, default=PROPOSED)
    closed_on = StringField()
    because = StringField()
    mended_on = StringField()
    proceeding = StringField()
