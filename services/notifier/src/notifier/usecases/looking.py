"""The look for what is due: it costs the same whether a hundred thousand duties are kept or a million."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from fuyu.service import Running
from notifier.documents import Duty

MOST = 500


class Found(NamedTuple):
    """A duty of which a rung has come."""

    city: str
    id: str


def look(today: date, most: int = MOST) -> list[Found]:
    """Return the duties of which a rung falls on a law's day or fell before and was not seen to, those of the oldest days, city by city.

    It reads as many keys of the index (city, next_on) as it returns, and one more for each city.
    """
    rows = Duty.objects(city__in=cities(), next_on__lte=today.isoformat()).order_by("next_on", "id").only("city").limit(most).as_pymongo()
    return sorted((Found(row["city"], row["_id"]) for row in rows), key=lambda each: each.city)


def next_rung(running: Running, after: date) -> date | None:
    """Return the first day after a law's day on which a rung of some duty falls, None where nothing is owed."""
    firsts = (Duty.objects(city=city, next_on__gt=after.isoformat()).order_by("next_on").only("next_on").as_pymongo().first() for city in cities())
    return min((date.fromisoformat(first["next_on"]) for first in firsts if first), default=None)


def cities() -> list[str]:
    """Return the cities that have duties; MongoDB finds them by a jump through the index from each to the next."""
    return sorted(Duty.objects.distinct("city"))
