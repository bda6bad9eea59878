"""The home page: in one look what is due, what is late, what waits for one, and where one's things stand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fuyu.law.programme import Scope
from fuyu.problems import Problem
from portal.asking import NOTIFIER, REGISTRY, TRACKER
from portal.knowing import Document
from portal.pages.frame import city, desk, page, reach, show

MOST_WAITING, MOST_DUE, MOST_OWN = 200, 30, 50


@page("/")
def home() -> Any:
    """Show what is mine to do, and how my things stand."""
    roles = desk().roles
    if any(role.office for role in roles):
        return show("home_office.html", 200, queue=list(_queue()), news=_inbox(), grounds=_grounds(), second=_second(), **_due())
    if any(role.actor == "operator" for role in roles) and not any(role.organisation for role in roles):
        return show("home_operator.html", health=_health())
    return show("home_own.html", 200, news=_inbox(), **_own(), **_due())


def _queue() -> Iterator[dict[str, Any]]:
    """Yield the applications that wait for the person, those first that wait longest."""
    actors = {role.actor for role in desk().roles}
    for row in desk().all(REGISTRY, "/applications", MOST_WAITING, state="running", sort="waits_since"):
        if not row.get("stands_at"):
            continue
        programme = city().programme(row["programme"])
        step = programme.step(programme.entry()["name"], row["stands_at"])
        is_assigned = programme.scope(step.get("by")) == str(Scope.ASSIGNED)
        if step.get("by") in actors or (is_assigned and step.get("assigned_by") in actors):
            yield {"row": row, "programme": programme, "step": step}


def _due() -> dict[str, Any]:
    """Return what is owed by or under the person: what is late, and what comes next."""
    rows = [{**row, "service": service} for service in (REGISTRY, TRACKER) for row in _rows(service, "/duties", MOST_DUE, state="open")]
    late = [row for service in (REGISTRY, TRACKER) for row in _rows(service, "/duties", MOST_DUE, state="overdue")]
    return {"due": sorted(rows, key=lambda row: row["due_on"] or "9999")[:MOST_DUE], "late": sorted(late, key=lambda row: row["due_on"] or "9999")}


def _grounds() -> list[Document]:
    return _rows(REGISTRY, "/grounds", MOST_DUE, state="open")


def _inbox() -> list[Document]:
    return [row for row in _rows(NOTIFIER, "/inbox", 10) if not row.get("opened_at")][:5]


def _second() -> list[Document]:
    """Return the proceedings that run, as the last that an officer looks at."""
    return _rows(REGISTRY, "/proceedings", 20, state="running")


def _own() -> dict[str, Any]:
    """Return what belongs to the person's organisations."""
    bases = []
    for base in _rows(TRACKER, "/bases", MOST_OWN, state="held"):
        year = reach().today().year
        bases.append({"base": base, "year": desk().get(TRACKER, f"/bases/{base['id']}/years/{year}"), "whole": desk().get(TRACKER, f"/bases/{base['id']}")})
    mine = {role.organisation for role in desk().roles}
    enrolments = [row for row in _rows(TRACKER, "/enrolments", MOST_OWN) if row["incubatee"]["code"] in mine]
    running = [desk().get(TRACKER, f"/enrolments/{row['id']}") for row in enrolments if row["state"] in ("running", "to be moved", "proposed")][:5]
    applications = _rows(REGISTRY, "/applications", MOST_OWN)
    calls = _rows(REGISTRY, "/calls", 20, state="open")
    designations = _rows(REGISTRY, "/designations", MOST_OWN)
    return {
        "bases": bases,
        "running": running,
        "enrolments": enrolments,
        "applications": [{"row": row, "programme": city().programme(row["programme"])} for row in applications],
        "calls": [{"call": call, "programme": city().programme(call["programme"], call["programme_version"])} for call in calls],
        "designations": designations,
    }


def _rows(service: str, path: str, most: int, **query: Any) -> list[Document]:
    """Return the first rows of a listing; none where a service refuses it to this person."""
    try:
        found: list[Document] = desk().get(service, path, limit=most, **query)["items"]
        return found
    except Problem as problem:
        if problem.status in (403, 404):
            return []
        raise


def _health() -> list[dict[str, Any]]:
    """Return how each service is, for the operator."""
    found = []
    for service in (REGISTRY, TRACKER, NOTIFIER):
        try:
            found.append({"name": service, "told": desk().get(service, "/ops/health"), "red": []})
        except Problem as problem:
            found.append({"name": service, "told": {}, "red": problem.members.get("red") or [problem.detail]})
    return found
