"""What a base held in one calendar year, added up."""

from __future__ import annotations

from collections.abc import Mapping

from bson import Decimal128
from mongoengine import Decimal128Field, IntField, StringField
from pymongo import UpdateOne

from fuyu.store.record import Record, meta
from incubatee_tracker.sums import Sum


class BaseYear(Record):
    """The sessions of a designation in a calendar year; `batches` are those that were free and had someone there."""

    meta = meta("incubatee-tracker", "base_years", {"fields": ["city", "designation", "year"], "unique": True})

    designation = StringField(required=True)
    year = IntField(required=True)
    batches = IntField(default=0)
    sessions = IntField(default=0)
    hours = Decimal128Field()

    @classmethod
    def add_up(cls, city: str, sums: Mapping[tuple[str, int], Sum]) -> None:
        """Add to the years of designations; a year begins with its first session."""
        cls._get_collection().bulk_write([_added(city, *place, each) for place, each in sums.items()], ordered=False)


def _added(city: str, designation: str, year: int, held: Sum) -> UpdateOne:
    place = {"city": city, "designation": designation, "year": year}
    change = {"$inc": {"batches": held.batches, "sessions": held.sessions, "hours": Decimal128(held.hours), "version": 1}, "$setOnInsert": place}
    return UpdateOne({"_id": f"{designation}/{year}"}, change, upsert=True)
