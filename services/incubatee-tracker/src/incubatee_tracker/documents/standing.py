"""What an incubatee attended, added up."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from bson import Decimal128
from mongoengine import Decimal128Field, IntField, StringField
from pymongo import UpdateMany

from fuyu.store.record import Record, meta
from incubatee_tracker.sums import Sum


class Standing(Record):
    """The sessions and hours of one enrolment; its id is the enrolment's."""

    meta = meta("incubatee-tracker", "standings", {"fields": ["city", "designation"]})

    designation = StringField(required=True)
    attended = IntField(default=0)
    hours = Decimal128Field()

    @classmethod
    def add_up(cls, city: str, sums: Mapping[str, Sum], designations: Mapping[str, str]) -> None:
        """Add to the standings of enrolments, each with its designation; those that attended as much are changed by one write."""
        alike: dict[tuple[int, Decimal], list[str]] = {}
        for enrolment, came in sums.items():
            alike.setdefault((came.sessions, came.hours), []).append(enrolment)
        kept = cls._get_collection()
        changed = kept.bulk_write([UpdateMany({"_id": {"$in": ids}}, {"$inc": _added(*came)}) for came, ids in alike.items()], ordered=False)
        if changed.matched_count < len(sums):
            known = {row["_id"] for row in kept.find({"_id": {"$in": list(sums)}}, {"_id": 1})}
            new = {id: _added(came.sessions, came.hours) for id, came in sums.items() if id not in known}
            kept.insert_many([{"_id": id, "city": city, "designation": designations[id], **added} for id, added in new.items()])


def _added(sessions: int, hours: Decimal) -> dict[str, Any]:
    return {"attended": sessions, "hours": Decimal128(hours), "version": 1}
