"""What incubatee-tracker looks for by itself: bases about which something changed, or for which a day has come."""

from __future__ import annotations

from datetime import date

import structlog

from fuyu.problems import Problem
from fuyu.service import Running, Sweep
from fuyu.store.leases import claim, new_owner
from incubatee_tracker.documents import Base
from incubatee_tracker.usecases.duties import look_at_duties

BATCH, LEASE_SECONDS = 50, 60
_log = structlog.get_logger(__name__)


def look_at_bases(running: Running) -> None:
    """Ask again what bases owe whose day to look has come; each is held by lease, so that workers share them."""
    for city in Base.objects.distinct("city"):
        _look_in(running, city)


def next_look(running: Running, after: date) -> date | None:
    """Return the first law's day after another on which some base is to be looked at."""
    found = [Base.objects(city=city, look_on__gt=after.isoformat()).order_by("look_on").only("look_on").first() for city in Base.objects.distinct("city")]
    return min((date.fromisoformat(base.look_on) for base in found if base), default=None)


AGENDA = (next_look,)
SWEEPS = (Sweep("look at bases", look_at_bases),)


def _look_in(running: Running, city: str) -> None:
    owner = new_owner()
    while batch := claim(Base._get_collection(), _due(running, city), owner, LEASE_SECONDS, BATCH, "look_on"):
        for row in batch:
            try:
                running.store.transact(lambda tx, id=row["_id"]: look_at_duties(tx, id), city=city)  # type: ignore[misc]
            except Problem as problem:  # A rule failed, or a plugin is away: the others go on, and this one is tried when its lease ends.
                _log.warning("what a base owes could not be asked", city=city, base=row["_id"], problem=problem.detail)


def _due(running: Running, city: str) -> dict[str, object]:
    return {"city": city, "look_on": {"$lte": running.clock.today().isoformat()}}
