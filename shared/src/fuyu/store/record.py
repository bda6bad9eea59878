"""What every record of a service has: an id, its city, and the version that an ETag shows."""

from __future__ import annotations

from typing import Any, ClassVar

from mongoengine import Document, IntField, StringField

from fuyu.problems import NotFound, Stale


def meta(service: str, collection: str, *indexes: Any) -> dict[str, Any]:
    """Return the mongoengine meta of a service's collection; indexes are made by the migration, never while serving."""
    return {"collection": collection, "db_alias": service, "auto_create_index": False, "indexes": list(indexes), "strict": False}


class Record(Document):
    """A record of one city; `version` counts its changes."""

    meta: ClassVar[dict[str, Any]] = {"abstract": True}

    id = StringField(primary_key=True)
    city = StringField(required=True)
    version = IntField(required=True, default=1)

    @classmethod
    def get(cls, city: str, id: str) -> Any:
        """Return a record of a city; raise NotFound where there is none, whichever city else may have it."""
        found = cls.objects(city=city, id=id).first()
        if found is None:
            raise NotFound(f"There is no {cls.__name__.lower()} {id!r} here.", found=id)
        return found

    def add(self) -> None:
        """Keep a new record; an existing id raises instead of being replaced."""
        self.save(force_insert=True)

    def keep(self, expected: int | None = None) -> None:
        """Keep a changed record if nobody changed it since it was read; raise Stale otherwise, also where `expected` (If-Match) is another version."""
        read = self.version
        if expected is not None and expected != read:
            raise Stale(f"You changed version {expected}; version {read} stands now. Read it again and repeat your change.", found=expected, needed=read)
        self.version = read + 1
        self.validate()
        kept = self._get_collection().replace_one({"_id": self.id, "version": read}, self.to_mongo())
        if kept.matched_count == 0:
            raise Stale(f"Version {read} was changed by someone else. Read it again and repeat your change.", found=read)
