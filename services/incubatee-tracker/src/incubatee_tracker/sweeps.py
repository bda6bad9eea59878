"""What incubatee-tracker looks for by itself: bases about which something changed or for which a day has come, and incubations whose period is over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import structlog

from fuyu.problems import Problem
from fuyu.service import Running, Sweep
from fuyu.store.leases import claim, due, new_owner
from fuyu.store.transaction import Transaction
from incubatee_tracker.documents import Base, Enrolment
from incubatee_tracker.usecases.district_reports import look_at_districts, next_part
from incubatee_tracker.usecases.duties import look_at_duties
from incubatee_tracker.usecases.ending import look_at_period

BATCH, LEASE_SECONDS = 50, 60
_log = structlog.get_logger(__name__)
Looked = type[Base] | type[Enrolment]


def look_at_bases(running: Running) -> None:
    """Ask again what bases owe whose day to look has come; each is held by lease, so that workers share them."""
    _look_at(running, Base, look_at_duties)


def look_at_periods(running: Running) -> None:
    """End incubations whose period is over and for which nobody can ask for more any longer."""
    _look_at(running, Enrolment, look_at_period)


def next_look(running: Running, after: date) -> date | None:
    """Return the first law's day after another on which some base or incubation is to be looked at."""
    found = [each for kind in (Base, Enrolment) for city in Base.objects.distinct("city") if (each := _next(kind, city, after))]
    return min(found, default=None)


AGENDA = (next_look, next_part)
SWEEPS = (Sweep("look at bases", look_at_bases), Sweep("look at periods", look_at_periods), Sweep("look at districts", look_at_districts))


def _look_at(running: Running, kind: Looked, look: Callable[[Transaction, str], None]) -> None:
    cities, owner = Base.objects.distinct("city"), new_owner()
    failed: list[str] = []
    while batch := claim(kind._get_collection(), due(cities, running.clock.today(), failed), owner, LEASE_SECONDS, BATCH, "look_on"):
        for row in batch:
            try:
                running.store.transact(lambda tx, id=row["_id"]: look(tx, id), city=row["city"])  # type: ignore[misc]
            except Problem as problem:  # A rule failed, or a plugin is away: the others go on, and this one is tried when its lease ends.
                failed.append(row["_id"])
                _log.warning("what is due could not be asked", city=row["city"], kind=kind.__name__, id=row["_id"], problem=problem.detail)


def _next(kind: Looked, city: str, after: date) -> date | None:
    first = kind.objects(city=city, look_on__gt=after.isoformat()).order_by("look_on").only("look_on").first()
    return date.fromisoformat(first.look_on) if first else None
