"""What followed from the events: the numbers that each service projected, in its rows and on the pages that people see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

import httpx

from .adding_up import Sums, Year
from .comparing import STRANGER, Look, compare
from .town import NOTIFIER, REGISTRY, TRACKER

ANSWERS_ASKED_AGAIN = 20


def effects(look: Look) -> Iterator[str]:
    """What was projected comes to what the acknowledged sessions and organisations come to."""
    sums, tracker, registry, designation = Sums.of(look.sessions), look.of[TRACKER], look.of[REGISTRY], look.town.designation
    years = {row["year"]: (row["batches"], row["sessions"], row["hours"].to_decimal()) for row in tracker["base_years"].find({"designation": designation})}
    yield from compare("(batches, sessions, hours) at the tracker in", sums.of_years(), years)
    standings = {row["_id"]: (row["attended"], row["hours"].to_decimal()) for row in tracker["standings"].find()}
    yield from compare("(sessions, hours) attended by", sums.of_enrolments(), standings)
    held = registry["designations"].find_one({"_id": designation}) or {"years": {}, "running_enrolments": 0}
    yield from compare("(batches, sessions, hours) at base-registry in", sums.of_years(), _years(held["years"]))
    running = tracker["enrolments"].count_documents({"designation": designation, "state": "running"})
    yield from compare("running enrolments at base-registry of", {designation: running}, {designation: held["running_enrolments"]})
    # The version counts how often the tracker was told: an event that came twice shows in it, and one out of its order in the name.
    known, ours = _versions(registry["organisations"].find()), {"_id": {"$not": {"$regex": f"^{STRANGER}"}}}
    yield from compare("(name, events) at the tracker of organisation", known, _versions(tracker["organisations"].find(ours)))


def duties(look: Look) -> Iterator[str]:
    """What is owed anywhere is what the notifier reminds of."""
    called = {"open": "owed"}
    owed = {row["_id"]: (called.get(row["state"], row["state"]), row["due_on"]) for name in (REGISTRY, TRACKER) for row in look.of[name]["duties"].find()}
    known = {row["_id"]: (row["state"], row.get("due_on")) for row in look.of[NOTIFIER]["known_duties"].find()}
    yield from compare("(state, day) at the notifier of duty", owed, known)


def pages(look: Look) -> Iterator[str]:
    """The same numbers through the doors that people use."""
    if not look.town.designation:
        return
    sums, designation = Sums.of(look.sessions), look.town.designation
    with look.town.coordinator() as coordinator, look.town.officer() as officer:
        shown = _read(coordinator, f"/bases/{designation}")["years"]
        yield from compare("the base's page of", sums.of_years(), _years({each["year"]: each for each in shown}))
        yield from compare("the designation's page of", sums.of_years(), _years(_read(officer, f"/designations/{designation}")["years"]))
        attended = {id: _read(coordinator, f"/enrolments/{id}") for id in look.town.enrolments}
        due = {id: (sums.attended[id], sums.hours_of[id]) for id in look.town.enrolments}
        yield from compare("the page of incubatee", due, {id: (page["attended"], Decimal(page["hours"])) for id, page in attended.items()})


def answers(look: Look) -> Iterator[str]:
    """A request that comes again under its key gets the very answer that it got before, to the byte, and does nothing."""
    done, step = look.load.acknowledged, max(len(look.load.acknowledged) // ANSWERS_ASKED_AGAIN, 1)
    with look.town.coordinator() as coordinator, look.town.officer() as officer:
        for each in done[::step]:
            request, client = each.request, officer if each.request.service == REGISTRY else coordinator
            again = client.request(request.method, request.path, json=request.body, headers=request.headers)
            before, now = {request.key: (each.status, each.answer)}, {request.key: (again.status_code, again.content)}
            yield from compare(f"{request.method} {request.path} again:", before, now)
    yield from compare("sessions after asking again:", dict.fromkeys(look.keys_of_sessions, 1), look.ids(TRACKER, "sessions"))


def _versions(rows: Iterable[Mapping[str, Any]]) -> dict[str, tuple[str, int]]:
    return {row["_id"]: (row["name"], row["version"]) for row in rows}


def _years(told: Mapping[Any, Mapping[str, Any]]) -> dict[int, Year]:
    return {int(year): (each["batches"], each["sessions"], Decimal(each["hours"])) for year, each in told.items()}


def _read(client: httpx.Client, path: str) -> Any:
    return client.get(path).raise_for_status().json()
