"""Tries to sign in that failed, counted by where they came from."""

from __future__ import annotations

from typing import ClassVar

from mongoengine import DateTimeField, Document, IntField, StringField

from fuyu.store.record import meta


class Attempt(Document):
    """How often signing in failed from one address within a while; MongoDB deletes it when `ends_at` is past."""

    meta: ClassVar = meta("portal", "attempts", {"fields": ["ends_at"], "expireAfterSeconds": 0})

    id = StringField(primary_key=True)
    count = IntField(required=True, default=0)
    ends_at = DateTimeField(required=True)
