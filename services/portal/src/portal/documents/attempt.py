"""Tries to sign in that failed, counted by where they came from, or by a login that has no account."""

from __future__ import annotations

from typing import ClassVar

from mongoengine import DateTimeField, Document, IntField, StringField

from fuyu.store.record import meta


class Attempt(Document):
    """How often signing in failed within a while from one address, or to one login that has no account; MongoDB deletes it when `ends_at` is past.

    The id is the address, or the login's mark.
    """

    meta: ClassVar = meta("portal", "attempts", {"fields": ["ends_at"], "expireAfterSeconds": 0})

    id = StringField(primary_key=True)
    count = IntField(required=True, default=0)
    ends_at = DateTimeField(required=True)
