"""An invitation: the right to set an account's password once, by a link that was mailed."""

from __future__ import annotations

from typing import ClassVar

from mongoengine import DateTimeField, Document, StringField

from fuyu.store.record import meta


class Invitation(Document):
    """An invitation; its id is the SHA-256 of what the link holds. A new one for an account takes the place of the older."""

    meta: ClassVar = meta("portal", "invitations", {"fields": ["ends_at"], "expireAfterSeconds": 0}, {"fields": ["account"], "unique": True})

    id = StringField(primary_key=True)
    account = StringField(required=True)
    ends_at = DateTimeField(required=True)
