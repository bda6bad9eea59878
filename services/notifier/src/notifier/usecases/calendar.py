"""A calendar to subscribe to (RFC 5545): what a person owes, each on its last day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from fuyu.ids import derived_id
from fuyu.law.registry import Laws
from fuyu.problems import ProgrammeUnavailable
from notifier.documents import Duty, Person
from notifier.documents.duty import OPEN
from notifier.usecases.audiences import bounds_that_may_mean, people_for
from notifier.usecases.remind import owed_of
from notifier.writing import reminder

if TYPE_CHECKING:
    import icalendar

MOST = 500
REFRESH = timedelta(hours=6)
LETTER = "duty-in-calendar"
NAME = {"zh": "孵育：待办事项", "en": "Fuyu: what is due"}


def calendar_for(city: str, person: str, laws: Laws, today: date, now: datetime, language: str | None = None) -> bytes:
    """Return the calendar of a person: the open duties with a last day that are theirs on a law's day, at most MOST.

    What is still to come is taken first, then what is late. Whoever is away has nothing in it and their deputy everything, as with reminders; one that
    is not in the city's directory owes nothing. A day that may still move is TENTATIVE. `language` is the directory's where none is given.
    """
    import icalendar  # Here, because it takes a tenth of a second and some megabytes, which a service that nobody subscribes to need not have.

    found: Person | None = Person.objects(city=city, person=person, is_active=True).first()
    told_in = language or (found.language if found else "zh")
    uid = derived_id("calendar", city, person)
    calendar = icalendar.Calendar.new(uid=uid, prodid="-//Fuyu//notifier//EN", name=NAME[told_in], refresh_interval=REFRESH, method="PUBLISH")
    if found is not None:
        for duty in islice(_owed_by(found, today), MOST):
            calendar.add_component(_event(duty, found, laws, today, now, told_in))
    return bytes(calendar.to_ical())


def _event(duty: Duty, person: Person, laws: Laws, today: date, now: datetime, language: str) -> icalendar.Event:
    import icalendar
    from icalendar.enums import STATUS, TRANSP

    owed = owed_of(duty)
    try:
        loaded = laws.of(duty.programme, duty.programme_version)
        written = reminder(loaded, owed, today, person.name, language, LETTER)
        summary, description, categories = written.subject, written.body, [loaded.programme.title]
    except ProgrammeUnavailable:  # What its law says of it must wait; that it is due must not.
        summary, description, categories = duty.title, duty.says or "", []
    return icalendar.Event.new(
        uid=f"{duty.id}@fuyu",
        summary=summary,
        description=description,
        start=owed.due_on,
        end=owed.due_on + timedelta(days=1),  # The end of a whole day is the day after (RFC 5545, 3.6.1).
        categories=categories,
        status=STATUS.TENTATIVE if owed.is_provisional else STATUS.CONFIRMED,
        transparency=TRANSP.TRANSPARENT,  # Whoever owes something that day is not busy on it.
        sequence=duty.version,
        stamp=now,
    )


def _owed_by(person: Person, today: date) -> Iterator[Duty]:
    """Yield the duties whose first level means a person today: what is to come from the nearest day on, then what is late from the latest on."""
    known: dict[str, bool] = {}

    def is_meant(duty: Duty) -> bool:
        audiences = duty.levels[0]
        key = repr(audiences)
        if key not in known:
            known[key] = any(each.person == person.person for each in people_for(duty.city, audiences, today))
        return known[key]

    stands_in_for = Person.objects(__raw__={"city": person.city, "$or": [{"deputy": person.person}, {"successor": person.person}]})
    bounds = sorted({each for one in (person, *stands_in_for) for each in bounds_that_may_mean(one)})
    owed = {"city": person.city, "owed_by": {"$in": bounds}, "state": {"$in": list(OPEN)}}
    day = today.isoformat()
    for due_on, order in (({"$gte": day}, ("due_on", "id")), ({"$lt": day, "$gt": ""}, ("-due_on", "-id"))):
        yield from filter(is_meant, Duty.objects(__raw__={**owed, "due_on": due_on}).order_by(*order))
