"""A person of a city's directory: what they act as, where they are reached, who stands in for them."""

from __future__ import annotations

from typing import Any

from mongoengine import BooleanField, StringField

from fuyu.ids import derived_id
from fuyu.problems import NotFound
from fuyu.store.fields import DictField, ListField
from fuyu.store.record import Record, meta


class Person(Record):
    """A person; `person` is the id that a token speaks for, which may stand in several cities' directories.

    `channels` are those that the person chose, in order; `deputy` is who stands in from `away_from` to `away_until`, both included. `successor` is who
    took the roles over, or will on the day `leaves_on`.
    """

    meta = meta(
        "notifier",
        "people",
        {"fields": ["city", "person"], "unique": True},
        {"fields": ["city", "roles.organisation"]},
        {"fields": ["city", "roles.office", "roles.district"]},
        {"fields": ["city", "roles.actor"]},
        {"fields": ["leaves_on"], "sparse": True},
        {"fields": ["city", "deputy"]},
    )

    person = StringField(required=True)
    name = StringField(required=True)
    email = StringField()
    phone = StringField()
    language = StringField(required=True, default="zh")
    roles = ListField(DictField())
    channels = ListField(StringField())
    deputy = StringField()
    away_from = StringField()
    away_until = StringField()
    successor = StringField()
    leaves_on = StringField()
    is_active = BooleanField(required=True, default=True)

    @classmethod
    def of(cls, city: str, person: str) -> Person:
        """Return a person of a city's directory; raise NotFound where there is none, whichever city else may know them."""
        found: Person | None = cls.objects(city=city, person=person).first()
        if found is None:
            raise NotFound(f"There is no person {person!r} in the directory of {city}.", found=person)
        return found

    @classmethod
    def new(cls, city: str, person: str, **known: Any) -> Person:
        """Return a person that is not kept yet; the same person of the same city always has the same record id."""
        return cls(id=derived_id(city, person), city=city, person=person, **known)
