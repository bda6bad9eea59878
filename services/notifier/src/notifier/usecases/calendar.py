"""A calendar to subscribe to (RFC 5545): what a person owes, each on its last day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from fuyu.ids import derived_id
from fuyu.law.registry import Laws
from notifier.documents import Duty, Person
from notifier.documents.duty import OPEN
from notifier.usecases.audiences import BOUNDS, people_for
from notifier.usecases.remind import owed_of
from notifier.writing import reminder

if TYPE_CHECKING:
    import icalendar

MOST = 500
REFRESH = timedelta(hours=6)
LETTER = "duty-in-calendar"
NAME = {"zh": "孵育：待办事项", "en": "Fuyu: what is due"}


def calendar_for(city: str, person: str, laws: Laws, today: date, now: datetime) -> bytes:
    """Return the calendar of a person: the open duties with a last day that are theirs on a law's day, the earliest first, at most MOST.

    Whoever is away has nothing in it and their deputy everything, as with reminders. One that is not in the city's directory owes nothing. A day
    that may still move is TENTATIVE. Raise ProgrammeUnavailable where the law of a duty is not there.
    """
    import icalendar  # Here, because it takes a tenth of a second and some megabytes, which a service that nobody subscribes to need not have.

    found: Person | None = Person.objects(city=city, person=person, is_active=True).first()
    language = found.language if found else "zh"
    uid = derived_id("calendar", city, person)
    calendar = icalendar.Calendar.new(uid=uid, prodid="-//Fuyu//notifier//EN", name=NAME[language], refresh_interval=REFRESH, method="PUBLISH")
    if found is not None:
        for duty in _owed_by(found, today):
            calendar.add_component(_event(duty, found, laws, today, now))
    return bytes(calendar.to_ical())


def _event(duty: Duty, person: Person, laws: Laws, today: date, now: datetime) -> icalendar.Event:
    import icalendar
    from icalendar.enums import STATUS, TRANSP

    owed, loaded = owed_of(duty), laws.of(duty.programme, duty.programme_version)
    written = reminder(loaded, owed, today, person.name, person.language, LETTER)
    return icalendar.Event.new(
        uid=f"{duty.id}@fuyu",
        summary=written.subject,
        description=written.body,
        start=owed.due_on,
        end=owed.due_on + timedelta(days=1),  # The end of a whole day is the day after (RFC 5545, 3.6.1).
        categories=[loaded.programme.title],
        status=STATUS.TENTATIVE if owed.is_provisional else STATUS.CONFIRMED,
        transparency=TRANSP.TRANSPARENT,  # Whoever owes something that day is not busy on it.
        sequence=duty.version,
        stamp=now,
    )


def _owed_by(person: Person, today: date) -> Iterable[Duty]:
    """Return the duties whose first level means a person today."""
    known: dict[str, bool] = {}

    def is_meant(duty: Duty) -> bool:
        audiences = duty.levels[0]
        key = repr(audiences)
        if key not in known:
            known[key] = any(each.person == person.person for each in people_for(duty.city, audiences, today))
        return known[key]

    return islice(filter(is_meant, _around(person)), MOST)


def _around(person: Person) -> Iterator[Duty]:
    """Yield the open duties that could mean a person, in their own stead or another's: those of their office, district or organisation."""
    stands_in_for = Person.objects(__raw__={"city": person.city, "$or": [{"deputy": person.person}, {"successor": person.person}]})
    people = [person, *stands_in_for]
    bounds = [{name: role[name] for name in BOUNDS if role.get(name)} or {"actor": role["actor"]} for each in people for role in each.roles]
    means = [{"person": {"$in": [each.person for each in people]}}, *bounds]
    # What has a next day is owed and has a last day; the index (city, next_on) finds these alone.
    condition = {"city": person.city, "next_on": {"$gt": ""}, "state": {"$in": list(OPEN)}, "levels.0": {"$elemMatch": {"$or": means}}}
    yield from Duty.objects(__raw__=condition).order_by("due_on", "id")
