"""One message for one person on one channel, and how its delivery went."""

from __future__ import annotations

from datetime import UTC, datetime

from mongoengine import BooleanField, DateTimeField, IntField, StringField

from fuyu.ids import derived_id
from fuyu.store.fields import DictField, ListField
from fuyu.store.record import Record, meta

WAITING, DELIVERED, FAILED, SUPERSEDED, STOPPED = "waiting", "delivered", "failed", "superseded", "stopped"
AT_ONCE = datetime(2000, 1, 1, tzinfo=UTC)
"""When a new delivery may be claimed: long since, by whichever clock, so that a machine whose clock is ahead holds nothing back."""


class Delivery(Record):
    """A delivery; it holds no address: the directory is asked for that when it is sent.

    `next_try_at` is when it may be claimed; a claim moves it on by the length of the lease and writes its mark into `claim`.
    `answer` is the server's code alone, since what servers say beside it often quotes the address. What stands in a person's inbox
    are their deliveries on the channel `inbox`; `opened_at` is when the person opened one. A reminder names its `due_on` and the `level`
    at which it was told; `proves_on` is the day from which an accepted mail will count as proof, `proven_on` and `proven_by` say since when
    and by what it is proven that the person was told. `headings` are what it is about in other languages, for an inbox that is read in one of them;
    what was sent stays as it was sent. `over_on` and `over_because` stand on what asked for something that waits for nobody any more.
    """

    meta = meta(
        "notifier",
        "deliveries",
        {"fields": ["city", "channel", "next_try_at"], "partialFilterExpression": {"state": WAITING}},
        {"fields": ["city", "person", "channel", "made_at", "_id"]},
        {"fields": ["city", "duty", "person", "channel"]},
        {"name": "by_proves_on", "fields": ["city", "proves_on"], "partialFilterExpression": {"proves_on": {"$exists": True}}},
        {"fields": ["city", "seen_by", "made_at", "_id"]},
        {"fields": ["city", "made_at", "_id"]},
        {"fields": ["city", "about.id"], "partialFilterExpression": {"about.kind": "proposal"}},
    )

    person = StringField(required=True)
    channel = StringField(required=True)
    kind = StringField(required=True)
    about = DictField()
    duty = StringField()
    rung = StringField()
    event = StringField()
    seen_by = ListField(StringField())
    subject = StringField(required=True)
    body = StringField(required=True)
    language = StringField(required=True)
    headings = DictField()
    made_on = StringField(required=True)
    made_at = DateTimeField(required=True)
    state = StringField(required=True, default=WAITING)
    next_try_at = DateTimeField()
    claim = StringField()
    tries = IntField(required=True, default=0)
    delivered_at = DateTimeField()
    settled_on = StringField()
    opened_at = DateTimeField()
    is_opened = BooleanField(required=True, default=False)
    due_on = StringField()
    level = IntField()
    proves_on = StringField()
    proven_on = StringField()
    proven_by = StringField()
    answer = StringField()
    because = StringField()
    over_on = StringField()
    over_because = StringField()

    @staticmethod
    def id_for(city: str, event: str, person: str, channel: str) -> str:
        """Return the one id that the delivery of a notice can have; a reminder's delivery has the reminder's id."""
        return derived_id(city, event, person, channel)
