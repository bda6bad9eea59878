"""How bases stand, as last reckoned: kept, since a page that shows many of them is asked for oftener than anything about them changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mongoengine import StringField
from pymongo import ReplaceOne

from fuyu.store.fields import DictField
from fuyu.store.record import Record, meta


class Watched(Record):
    """What the watch over one base, whose id it bears, showed; it stands for as long as `mark`, made of all that it rests on, is the same."""

    meta = meta("incubatee-tracker", "watched")

    mark = StringField(required=True)
    shown = DictField(required=True)

    @classmethod
    def kept(cls, city: str, marks: Mapping[str, str]) -> dict[str, dict[str, Any]]:
        """Return what is kept of bases under the marks that they have now, by id."""
        found = cls._get_collection().find({"_id": {"$in": list(marks)}, "city": city})
        return {row["_id"]: row["shown"] for row in found if row["mark"] == marks[row["_id"]]}

    @classmethod
    def keep_all(cls, city: str, marks: Mapping[str, str], shown: Mapping[str, Mapping[str, Any]]) -> None:
        """Keep what was just reckoned, in place of what stood there."""
        rows = [{"_id": id, "city": city, "version": 1, "mark": marks[id], "shown": dict(each)} for id, each in shown.items()]
        if rows:
            cls._get_collection().bulk_write([ReplaceOne({"_id": row["_id"]}, row, upsert=True) for row in rows], ordered=False)
