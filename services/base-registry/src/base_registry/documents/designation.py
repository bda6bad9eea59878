"""What an organisation holds: base, pool place, award, nomination, benchmark, tier; with its term and its state."""

from __future__ import annotations

from datetime import date
from typing import Any

from mongoengine import BooleanField, IntField, StringField

from fuyu.store.fields import DictField, ListField
from fuyu.store.record import Record, meta


class Designation(Record):
    """A designation; `counts` and `years` are projected from incubatee-tracker's events; its processes run in proceedings.

    `awaited` are the codes of the companies on its approved list of which incubatee-tracker has not said yet whether their incubation began.

    `look_on` is the next day on which its processes and grounds are looked at again, `foreseen` are the conditions that it meets until a day, as last said,
    `terms` those that a renewal followed, `revocation` the grounds on which it was taken away with their findings, `past_classes` the classes that it had
    before, `cycle` the time of its call, `corrections` say who corrected its number, when, why, and what stood there before. `host` runs its call where
    that is not the programme's own office; one that `stands_apart` is told to no other programme's rules.
    """

    meta = meta(
        "base-registry",
        "designations",
        {"fields": ["city", "organisation.code", "_id"]},
        {"fields": ["city", "programme", "state", "_id"]},
        {"fields": ["state", "ends_on"]},
        {"fields": ["city", "application", "kind"], "unique": True},
        {"fields": ["city", "look_on"]},
    )

    programme = StringField(required=True)
    programme_version = StringField(required=True)
    kind = StringField(required=True)
    holds_class = StringField()
    office = StringField(required=True)
    call = StringField(required=True)
    host = StringField()
    cycle = DictField(null=True)
    application = StringField(required=True)
    organisation = DictField(required=True)
    companies = ListField(DictField())
    granted_on = StringField(required=True)
    starts_on = StringField(required=True)
    ends_on = StringField()
    term_by = DictField()
    number = StringField()
    state = StringField(required=True, default="held")
    ended_on = StringField()
    ended_because = StringField()
    ended_by = DictField()
    past_classes = ListField(DictField())
    stands_apart = BooleanField(default=False)
    is_repeat = BooleanField(default=False)
    is_draft = BooleanField(default=False)
    uses_place = BooleanField(default=True)
    running_enrolments = IntField(default=0)
    completed_enrolments = IntField(default=0)
    ended_enrolments = IntField(default=0)
    awaited = ListField(StringField())
    years = DictField()
    decision = DictField()
    consequences = ListField(DictField())
    revocation = DictField()
    terms = ListField(DictField())
    corrections = ListField(DictField())
    foreseen = ListField(DictField())
    look_on = StringField()
    wakes = IntField()  # A look that began before what it is woken for was committed conflicts with this, and looks again.

    def earlier_terms(self) -> list[dict[str, str]]:
        """Return its terms before the one now, from their first to their last days; those that a renewal in time only made longer are none of them."""
        ended = {term["starts_on"]: term["ends_on"] for term in self.terms if term["starts_on"] != self.starts_on}
        return [{"starts_on": starts_on, "ends_on": ends_on} for starts_on, ends_on in sorted(ended.items())]

    @classmethod
    def look_soon(cls, city: str, today: date, **which: Any) -> None:
        """Let designations be looked at by the next tick, because something about them has changed."""
        cls._get_collection().update_many({"city": city, **which}, {"$min": {"look_on": today.isoformat()}, "$inc": {"wakes": 1}})
