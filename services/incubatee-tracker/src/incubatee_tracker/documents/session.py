"""A training or a reception that a base held."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from mongoengine import BooleanField, Decimal128Field, IntField, StringField

from fuyu.problems import Stale
from fuyu.store.fields import DictField, ListField
from fuyu.store.record import Record, meta

EXCHANGE = "exchange"
"""Sessions at which incubatees exchange what they have learnt; they are neither teaching nor a reception, so none is a batch."""


class Session(Record):
    """A session, with who came; `held_on` is its first day, `counts_for_year` the year in which it is a batch (empty where it is none).

    `is_counted` says that the sums of year and attendees hold it. `corrections` say of each correction when, by whom and why it was made, and what
    stood there before.
    """

    meta = meta(
        "incubatee-tracker",
        "sessions",
        {"fields": ["city", "designation", "held_on", "_id"]},
        {"fields": ["city", "designation", "year"]},
        {"fields": ["city", "designation", "held_on"], "name": "exchanges", "partialFilterExpression": {"kind": EXCHANGE}},
        {"fields": ["city", "programme", "programme_version", "district", "_id"]},
    )

    designation = StringField(required=True)
    programme = StringField(required=True)
    programme_version = StringField(required=True)
    office = StringField(required=True)
    district = StringField(required=True)
    base = DictField(required=True)
    held_on = StringField(required=True)
    days = IntField(required=True)
    year = IntField(required=True)
    counts_for_year = IntField()
    kind = StringField(required=True)
    topic = StringField(required=True)
    trainer = StringField()
    place = StringField()
    hours = Decimal128Field(required=True)
    is_free = BooleanField(required=True)
    attendance = ListField(DictField())
    files = ListField(StringField())
    is_counted = BooleanField()
    logged_on = StringField(required=True)
    logged_by = StringField(required=True)
    corrections = ListField(DictField())

    @classmethod
    def insert(cls, row: dict[str, Any]) -> None:
        """Keep a new session that is a row already: a document with thirty attendees costs as much again to make and to check."""
        cls._get_collection().insert_one(row)

    @classmethod
    def replace(cls, row: Mapping[str, Any], corrected: Mapping[str, Any], expected: int) -> None:
        """Keep a session as it was corrected; raise Stale where its caller, or this process, read another version than stands now."""
        read = row["version"]
        if expected != read:
            raise Stale(f"You corrected version {expected}; version {read} stands now. Read it again and repeat your change.", found=expected, needed=read)
        kept = cls._get_collection().replace_one({"_id": row["_id"], "version": read}, dict(corrected))
        if kept.matched_count == 0:
            raise Stale(f"Version {read} was changed by someone else. Read it again and repeat your change.", found=read)

    @classmethod
    def count(cls, ids: Sequence[str]) -> list[str]:
        """Note that the sums hold these sessions, and return those that they did not hold before."""
        kept = cls._get_collection()
        new = [row["_id"] for row in kept.find({"_id": {"$in": ids}, "is_counted": {"$ne": True}}, {"_id": 1})]
        if new:
            kept.update_many({"_id": {"$in": new}}, {"$set": {"is_counted": True}})
        return new


def who_came(attendance: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Return an attendance with its hours as text. Nearly all stay as long, so each number is written out once: that alone is a dear thing to do."""
    texts: dict[bytes, str] = {}
    came = []
    for each in attendance:
        hours = each["hours"]
        text = texts.get(hours.bid) or texts.setdefault(hours.bid, str(hours))
        came.append({"enrolment": each["enrolment"], "hours": text})
    return came
