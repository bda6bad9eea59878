"""The home page: in one look what is due, what is late, what waits for one, and where one's things stand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fuyu.law.programme import Scope
from fuyu.problems import Problem
from portal.asking import NOTIFIER, REGISTRY, TRACKER
from portal.knowing import Document
from portal.pages.frame import city, desk, page, reach, show

MOST_WAITING, MOST_DUE, MOST_OWN, MOST_WHOLE = 200, 30, 50, 5
GOES_ON = ("running", "to be moved", "proposed")


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
    """Return what belongs to the person's organisations: their bases, incubations, applications, designations, and what waits for them."""
    mine, year = {role.organisation for role in desk().roles}, reach().today().year
    held = [row for row in _rows(TRACKER, "/bases", MOST_OWN, state="held") if row["organisation"]["code"] in mine]
    own = [row for row in _rows(TRACKER, "/enrolments", MOST_OWN, sort="-starts_on") if row["incubatee"]["code"] in mine]
    running = [row for row in own if row["state"] in GOES_ON]
    calls = _rows(REGISTRY, "/calls", 20, state="open")
    return {
        "bases": [_base(row, year) for row in held[:MOST_WHOLE]],
        "more_bases": held[MOST_WHOLE:],
        "running": [desk().get(TRACKER, f"/enrolments/{row['id']}") for row in running[:MOST_WHOLE]],
        "past": [row for row in own if row not in running] + running[MOST_WHOLE:],
        "certificates": [row for row in _rows(TRACKER, "/certificates", MOST_OWN) if (row.get("holder") or {}).get("code") in mine] if own else [],
        "waiting": list(_waiting()),
        "applications": [{"row": row, "programme": city().programme(row["programme"])} for row in _rows(REGISTRY, "/applications", MOST_OWN)],
        "calls": [{"call": call, "programme": city().programme(call["programme"], call["programme_version"])} for call in calls],
        "designations": _rows(REGISTRY, "/designations", MOST_OWN),
    }


def _base(row: Document, year: int) -> Document:
    """Return how a base stands, with the forecast of its batches."""
    watch = desk().get(TRACKER, f"/watch/{row['id']}")
    forecast = next((each for each in watch["progress"] if each["duty"].startswith("sessions/")), None)
    whole, stood = desk().get(TRACKER, f"/bases/{row['id']}"), desk().get(TRACKER, f"/bases/{row['id']}/years/{year}")
    return {"base": row, "year": stood, "whole": whole, "watch": watch, "forecast": forecast}


def _waiting() -> Iterator[dict[str, Any]]:
    """Yield what goes on over the person's designations and stands at a step that is theirs."""
    actors = {role.actor for role in desk().roles if role.organisation}
    for row in _rows(REGISTRY, "/proceedings", MOST_OWN, state="running"):
        programme = city().programme(row["programme"], row["programme_version"])
        step = programme.step(row["process"], row["stands_at"]) if row.get("stands_at") else {}
        if step.get("by") in actors:
            yield {"row": row, "title": programme.process(row["process"])["title"], "step": step}


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
