"""A duty as far as reminding of it goes: projected from its events, with the place on the ladder."""

from __future__ import annotations

from mongoengine import BooleanField, IntField, StringField

from fuyu.store.fields import DictField, ListField
from fuyu.store.record import Record, meta

OWED, OVERDUE, DONE, WITHDRAWN = "owed", "overdue", "done", "withdrawn"
OPEN = (OWED, OVERDUE)


class Duty(Record):
    """A duty; `next_on` is the next day on which a rung falls, None once nothing more is to be reminded of.

    `reminded_on` is the day of the newest rung seen to for this due date and `level` the highest level told by then; `seen_by` names the
    offices ("office", "office/district") that may look at what was sent; `is_unheard` says that nobody could be told who owes it, `is_unproven`
    that a level above waits because it is not proven that the one below was told. `owed_by` names whom the first level means, as the audiences' bounds.
    """

    meta = meta(
        "notifier",
        "known_duties",
        # The look for what is due: it reads as many keys as there are duties due, however many are not.
        {"fields": ["city", "next_on", "_id"]},
        {"fields": ["city", "seen_by", "due_on", "_id"]},
        {"fields": ["city", "due_on", "_id"]},
        {"fields": ["city", "owed_by", "state", "due_on", "_id"]},
        {"fields": ["city", "is_unheard"], "partialFilterExpression": {"is_unheard": True}},
    )

    key = StringField(required=True)
    title = StringField(required=True)
    says = StringField()
    clause = DictField()
    programme = StringField(required=True)
    programme_version = StringField(required=True)
    about = DictField()
    due_on = StringField()
    is_provisional = BooleanField(default=False)
    opens_on = StringField()
    levels = ListField(ListField(DictField()))
    state = StringField(required=True, default=OWED)
    ended_on = StringField()
    next_on = StringField()
    reminded_on = StringField()
    level = IntField()
    seen_by = ListField(StringField())
    owed_by = ListField(StringField())
    is_unheard = BooleanField(default=False)
    is_unproven = BooleanField(default=False)

    @property
    def is_open(self) -> bool:
        """Claim that it is still owed, overdue or not."""
        return self.state in OPEN
