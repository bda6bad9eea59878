"""The coming days on which something falls due here beside the duties: windows, publications and terms that end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from base_registry.documents import Call, Designation
from base_registry.usecases.lapsing import lapses
from fuyu.service import Running
from fuyu.store.law_settings import read_settings


def windows_and_publications(running: Running, after: date) -> date | None:
    """Return the next day after the end of a window to apply or of a publication, when lists open and conclude."""
    ends = (end for call in Call.objects(state="open").only("closes", "sittings").as_pymongo() for end in _ends(call))
    return min((day for end in ends if (day := _day_after(end)) > after), default=None)


def terms(running: Running, after: date) -> date | None:
    """Return the next day after the last day of a designation."""
    row = Designation.objects(state="held", ends_on__ne=None, ends_on__gte=after.isoformat()).only("ends_on").order_by("ends_on").as_pymongo().first()
    return _day_after(row["ends_on"]) if row else None


def looks(running: Running, after: date) -> date | None:
    """Return the next day on which some designation is looked at: a process opens over it, or a ground may come or go."""
    cities = Designation.objects.distinct("city")
    found = [Designation.objects(city=city, look_on__gt=after.isoformat()).order_by("look_on").only("look_on").first() for city in cities]
    return min((date.fromisoformat(each.look_on) for each in found if each), default=None)


def cycles(running: Running, after: date) -> date | None:
    """Return the next day after the last day of a cycle."""
    found = Call.objects(state="open", cycle__ends_on__gte=after.isoformat()).only("cycle").as_pymongo()
    return min((_day_after(row["cycle"]["ends_on"]) for row in found), default=None)


def warnings_of_lapse(running: Running, after: date) -> date | None:
    """Return the next day on which an office is warned that its regulation comes to its end."""
    cities = Call.objects.distinct("city")
    found = (each.on for city in cities for each in lapses(running.laws, city, read_settings(running.store.rows, city), after))
    return min((day for day in found if day > after), default=None)


AGENDA = (windows_and_publications, terms, cycles, looks, warnings_of_lapse)


def _ends(call: dict[str, object]) -> Sequence[str]:
    closes, sittings = call.get("closes"), call.get("sittings")
    ends = [closes["on"]] if isinstance(closes, dict) else []
    running = [sitting for sitting in sittings if sitting["closed_on"] is None and sitting["ends"]] if isinstance(sittings, list) else []
    return [*ends, *(sitting["ends"]["on"] for sitting in running)]


def _day_after(end: str) -> date:
    return date.fromisoformat(end) + timedelta(days=1)
