"""Who brings companies up: a designation as base-registry said it, with what is to be looked at about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from mongoengine import BooleanField, IntField, StringField

from fuyu.store.fields import DictField, ListField
from fuyu.store.record import Record, meta


class Base(Record):
    """A designation and its holder.

    `starts_on` and `ends_on` are its term now; `earlier_terms` are those before it where a renewal came late, `first_on` is the first day of all of them.
    `look_on` is the next day on which its duties are asked again; `grounds` are the findings of missed duties, shown and not decided; `is_short` says
    that fewer companies are with it than are asked for, empty before that was first asked. `foreseen` are the conditions of keeping the designation that
    it meets until a day, as base-registry said them, each time with the day on which it did. `call` is where it came from and `cycle` the time for which
    that runs, `host` who runs it where that is not the programme's own office, `past_classes` are the classes that it had before.
    """

    meta = meta(
        "incubatee-tracker",
        "bases",
        {"fields": ["city", "programme", "programme_version", "district", "_id"]},
        {"fields": ["city", "organisation.code", "_id"]},
        {"fields": ["city", "look_on"]},
        {"fields": ["city", "call", "_id"]},
    )

    programme = StringField(required=True)
    programme_version = StringField(required=True)
    kind = StringField(required=True)
    holds_class = StringField()
    past_classes = ListField(DictField())
    call = StringField()
    cycle = DictField(null=True)
    host = StringField()
    office = StringField(required=True)
    district = StringField(required=True)
    organisation = DictField(required=True)
    starts_on = StringField(required=True)
    ends_on = StringField()
    first_on = StringField()
    earlier_terms = ListField(DictField())
    state = StringField(required=True, default="held")
    ended_on = StringField()
    is_draft = BooleanField(default=False)
    look_on = StringField()
    wakes = IntField()  # A look that began before what it is woken for was committed conflicts with this, and looks again.
    grounds = ListField(DictField())
    is_short = BooleanField()
    foreseen = ListField(DictField())

    @classmethod
    def row(cls, city: str, id: str, members: Iterable[str]) -> Mapping[str, Any] | None:
        """Return a base of a city as it is kept, with some members alone, None where there is none."""
        found: Mapping[str, Any] | None = cls._get_collection().find_one({"_id": id, "city": city}, dict.fromkeys(members, 1))
        return found

    @classmethod
    def foresee(cls, city: str, id: str, on: str, conditions: Sequence[Mapping[str, Any]]) -> None:
        """Keep what was said on a day of the conditions that a base meets until another, in place of what had been said on that day before."""
        kept = cls._get_collection()
        kept.update_one({"_id": id, "city": city}, {"$pull": {"foreseen": {"on": on}}})
        kept.update_one({"_id": id, "city": city}, {"$push": {"foreseen": {"on": on, "conditions": list(conditions)}}})

    @classmethod
    def look_by(cls, city: str, ids: Sequence[str], day: str) -> None:
        """Let bases be looked at on a day at the latest."""
        cls._get_collection().update_many({"_id": {"$in": list(ids)}, "city": city}, {"$min": {"look_on": day}, "$inc": {"wakes": 1}})
