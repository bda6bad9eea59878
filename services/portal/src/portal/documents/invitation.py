"""An invitation: the right to set an account's password once, by a link that was mailed."""

from __future__ import annotations

from typing import ClassVar

from mongoengine import BooleanField, DateTimeField, Document, StringField

from fuyu.store.record import meta


class Invitation(Document):
    """An invitation; its id is the SHA-256 of what the link holds. A new one for an account takes the place of the older.

    `drops_second_factor` says that whoever follows the link sets up a new telephone as well; until then the present one keeps guarding the account.
    """

    meta: ClassVar = meta("portal", "invitations", {"fields": ["ends_at"], "expireAfterSeconds": 0}, {"fields": ["account"], "unique": True})

    id = StringField(primary_key=True)
    account = StringField(required=True)
    ends_at = DateTimeField(required=True)
    drops_second_factor = BooleanField(required=True, default=False)
