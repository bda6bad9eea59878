"""A web session: who is signed in at one browser, kept here so that it ends at once when it must."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from mongoengine import DateTimeField, DictField, Document, IntField, StringField

from fuyu.store.record import meta


class WebSession(Document):
    """A web session; its id is the SHA-256 of what the cookie holds, so that nobody who reads the database can take one over.

    It holds for an account only as long as the account's `holds` stays the same. MongoDB deletes it when `ends_at` is past.
    """

    meta: ClassVar = meta("portal", "web_sessions", {"fields": ["ends_at"], "expireAfterSeconds": 0}, {"fields": ["account"]})

    id = StringField(primary_key=True)
    account = StringField()
    holds = IntField()
    data = DictField()
    begun_at = DateTimeField(required=True)
    ends_at = DateTimeField(required=True)

    @classmethod
    def alive(cls, id: str, now: datetime) -> WebSession | None:
        """Return a session that has not run out."""
        found: WebSession | None = cls.objects(id=id, ends_at__gt=now).first()
        return found
