"""How many hold a place of each class that one call gave: the one row that all who change it touch, so that a quota between classes holds."""

from __future__ import annotations

from collections.abc import Mapping

from fuyu.store.fields import DictField
from fuyu.store.record import Record, meta


class ClassCount(Record):
    """The counts of one call, whose id it bears; two changes at once conflict here, and the second is judged on what the first left."""

    meta = meta("base-registry", "class_counts")

    classes = DictField()

    @classmethod
    def of(cls, city: str, call: str) -> Mapping[str, int]:
        """Return how many hold each class of a call, those of which there are any."""
        found = cls.objects(city=city, id=call).first()
        return {name: count for name, count in sorted(found.classes.items()) if count} if found else {}

    @classmethod
    def change(cls, city: str, call: str, changes: Mapping[str, int]) -> None:
        """Add to the counts of a call, which takes away where a number is negative."""
        counted = {f"classes.{name}": number for name, number in changes.items()}
        cls._get_collection().update_one({"_id": call, "city": city}, {"$inc": {"version": 1, **counted}}, upsert=True)
