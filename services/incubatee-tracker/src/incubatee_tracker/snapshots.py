"""What `fuyu resend` publishes of this service: each enrolment and each session as it stands."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from fuyu.dates import days_remaining
from fuyu.service import Running, Snapshot
from fuyu.store.transaction import Subject
from incubatee_tracker.documents import Enrolment, Session
from incubatee_tracker.facts import ENDED
from incubatee_tracker.usecases.ending import last_day
from incubatee_tracker.usecases.saying import enrolment_data
from incubatee_tracker.usecases.sessions import session_data


def enrolments(running: Running, city: str | None) -> Iterable[Snapshot]:
    """Go through the enrolments of one city or of all."""
    for each in Enrolment.objects(**_of(city)):
        type, data = _as_it_stands(each)
        yield Snapshot(type, Subject("enrolment", each.id), each.city, enrolment_data(each) | data)


def sessions(running: Running, city: str | None) -> Iterable[Snapshot]:
    """Go through the sessions of one city or of all."""
    for row in Session.objects(**_of(city)).as_pymongo():
        yield Snapshot("session.held", Subject("session", row["_id"]), row["city"], session_data(row))


SNAPSHOTS = {"enrolment": enrolments, "session": sessions}


def _as_it_stands(enrolment: Enrolment) -> tuple[str, dict[str, Any]]:
    if enrolment.state == "proposed":
        return "enrolment.proposed", {}
    if enrolment.state == "refused" or (enrolment.state == "withdrawn" and enrolment.starts_on is None):
        return "enrolment.refused", {"because": enrolment.because, "clause": enrolment.clause}
    if enrolment.state in ENDED:
        return "enrolment.ended", {"outcome": enrolment.state, "ended_on": enrolment.ended_on}
    if enrolment.state == "to be moved":
        last = last_day(enrolment)
        left = days_remaining(last, date.fromisoformat(enrolment.stopped_on)) if last else None
        return "enrolment.stopped", {"stopped_on": enrolment.stopped_on, "days_left": left}
    return "enrolment.started", {"starts_on": enrolment.starts_on, "ends_on": enrolment.extended_until or enrolment.ends_on}


def _of(city: str | None) -> dict[str, str]:
    return {"city": city} if city else {}
