"""What an expert has filled in so far of a sheet."""

from __future__ import annotations

from mongoengine import StringField

from fuyu.store.fields import DictField
from fuyu.store.record import Record, meta


class SheetDraft(Record):
    """What one person filled in so far at one open step of one application: theirs alone, and gone when they hand in or the step is no longer theirs."""

    meta = meta("base-registry", "sheet_drafts", {"fields": ["application"]})

    application = StringField(required=True)
    step = StringField(required=True)
    person = StringField(required=True)
    entry = DictField()
