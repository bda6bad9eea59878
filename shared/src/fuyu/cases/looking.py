"""What the services show now, under the names by which a story looks at it (fuyu.cases.kinds)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

from fuyu.cases import listed
from fuyu.cases.desk import BASES, NOTIFIER, TRACKER, Refused
from fuyu.cases.listed import clause_of
from fuyu.cases.scene import Scene, Unplayable

Row = dict[str, Any]
TERM = ("starts_on", "ends_on", "ended_on")
LEFT_OUT = ("superseded", "stopped")


def applications(scene: Scene, of: str | None = None) -> list[Row]:
    """Return the applications in the order in which they came into the story."""
    wanted = scene.cast.company_of(of).name if of else None
    found = [subject for name, subject in scene.applications.items() if wanted in (None, name)]
    return [_application(scene.see(subject)) for subject in found]


def designations(scene: Scene, of: str | None = None) -> list[Row]:
    """Return the designations, oldest first."""
    wanted = scene.cast.company_of(of).code if of else None
    rows = scene.desk.rows(scene.cast.operator, BASES, "/designations", programme=scene.programme.id, sort="id")
    return [_designation(scene, row) for row in rows if wanted in (None, row["organisation"]["code"])]


def bases(scene: Scene, of: str | None = None) -> list[Row]:
    """Return what the tracker shows of the designations."""
    wanted = scene.cast.company_of(of).code if of else None
    rows = scene.desk.rows(scene.cast.operator, TRACKER, "/bases", programme=scene.programme.id, sort="id")
    return [_base(scene, row["id"]) for row in rows if wanted in (None, row["organisation"]["code"])]


def watched(scene: Scene, of: str | None = None) -> list[Row]:
    """Return how the tracker sees the designations stand."""
    wanted = scene.cast.company_of(of).code if of else None
    rows = scene.desk.rows(scene.cast.operator, TRACKER, "/watch", programme=scene.programme.id, sort="id")
    return [_watched(row) for row in rows if wanted in (None, row["organisation"]["code"])]


def enrolments(scene: Scene, of: str | None = None) -> list[Row]:
    """Return the enrolments by the companies' codes."""
    wanted = scene.cast.company_of(of).code if of else None
    rows = scene.desk.rows(scene.cast.operator, TRACKER, "/enrolments", programme=scene.programme.id, sort="id")
    found = [row for row in rows if wanted in (None, row["incubatee"]["code"])]
    shown = (scene.desk.read(scene.cast.operator, TRACKER, f"/enrolments/{row['id']}") for row in sorted(found, key=lambda row: row["incubatee"]["code"]))
    return [_enrolment(row) for row in shown]


def calls(scene: Scene, of: str | None = None) -> list[Row]:
    """Return the call that the story opened last."""
    call = scene.see_call()
    told = {name: call[name] for name in ("title", "year", "state", "opened_on", "is_draft", "quotas", "granted")}
    return [told | {"version": call["programme_version"], "closes_on": call["closes"]["on"] if call["closes"] else None}]


def notices(scene: Scene) -> list[Row]:
    """Return the published lists, oldest first."""
    found = scene.desk.read(None, BASES, f"/public/{scene.story.city}/notices")["items"]
    return [_notice(each) for each in reversed(found)]


def duties(scene: Scene) -> list[Row]:
    """Return what is owed in the services that keep duties, the earliest last day first."""
    found = [row for service in (BASES, TRACKER) for row in scene.desk.rows(scene.cast.operator, service, "/duties")]
    return [_duty(row) for row in sorted(found, key=lambda row: (row["due_on"] or "", row["key"]))]


def reminders(scene: Scene) -> list[Row]:
    """Return the reminders that were made and neither superseded nor stopped, one row for all channels of a person."""
    known = {row["id"]: row for service in (BASES, TRACKER) for row in scene.desk.rows(scene.cast.operator, service, "/duties")}
    merged: dict[tuple[str, ...], Row] = {}
    for row in scene.desk.rows(scene.cast.operator, NOTIFIER, "/reminders", sort="id"):
        if row["state"] not in LEFT_OUT:
            told = merged.setdefault((row["duty"], row["rung"], row["due_on"], row["person"]), _reminder(row, known.get(row["duty"], {})))
            told["channels"] = sorted({*told["channels"], row["channel"]})
    return list(merged.values())


def mails(scene: Scene) -> list[Row]:
    """Return the mails that the mail server took, oldest first."""
    rows = scene.desk.rows(scene.cast.operator, NOTIFIER, "/deliveries", channel="email", state="delivered", sort="made_at")
    keys = _keys(scene)
    return [_letter(row, row["person"], keys) for row in rows]


def inboxes(scene: Scene) -> list[Row]:
    """Return what each of the story's people finds in the own inbox, oldest first."""
    keys = _keys(scene)
    people = [each for each in scene.cast.people.values() if each.roles]
    return [_letter(row, each.title, keys) for each in people for row in scene.desk.rows(each, NOTIFIER, "/inbox", sort="made_at")]


def certificates(scene: Scene) -> list[Row]:
    """Return the certificates of both services, oldest first."""
    found = [(service, row) for service in (BASES, TRACKER) for row in scene.desk.rows(scene.cast.operator, service, "/certificates", sort="id")]
    return [_certificate(scene, service, row) for service, row in sorted(found, key=lambda each: (each[1]["dated_on"], each[1]["number"]))]


ONE: Mapping[str, Callable[[Scene, str | None], list[Row]]] = {
    "application": applications,
    "designation": designations,
    "base": bases,
    "watch": watched,
    "enrolment": enrolments,
    "call": calls,
}
MANY: Mapping[str, Callable[[Scene], list[Row]]] = {
    "applications": applications,
    "designations": designations,
    "enrolments": enrolments,
    "duties": duties,
    "reminders": reminders,
    "mails": mails,
    "inbox": inboxes,
    "notices": notices,
    "certificates": certificates,
    "grounds": listed.grounds,
    "proceedings": listed.proceedings,
    "activities": listed.activities,
    "draws": listed.draws,
    "recommendations": listed.recommendations,
    "priorities": listed.priorities,
}


def _application(shown: Mapping[str, Any]) -> Row:
    walk = shown["walk"]
    return {
        "step": shown["stands_at"],
        "outcome": walk["outcome"],
        "state": shown["state"],
        "organisation": shown["organisation"]["name"],
        "applied_on": shown["applied_on"],
        "version": shown["programme_version"],
        "judged_by": shown["judged_by"],
        "chosen_for": shown["chosen_for"],
        "scores": {step: score["total"] for step, score in shown["scores"].items()},
        "due": {step: place["due"]["on"] for step, place in walk["places"].items() if place["due"]},
        "materials": sorted(key for key, files in shown["materials"].items() if files),
        "form": shown["form"],
    }


def _designation(scene: Scene, row: Mapping[str, Any]) -> Row:
    told = {name: row[name] for name in ("kind", "holds_class", "state", "granted_on", "number", "is_draft", "is_repeat", *TERM)}
    return told | {"organisation": row["organisation"]["name"], "version": row["programme_version"], **_years(scene, row["id"], row)}


def _base(scene: Scene, id: str) -> Row:
    shown = scene.desk.read(scene.cast.operator, TRACKER, f"/bases/{id}")
    least = shown["incubatees"]
    told = {name: shown[name] for name in ("state", "enrolments", *TERM)}
    told |= {"organisation": shown["organisation"]["name"], "liaison": (shown["liaison"] or {}).get("name")}
    told["incubatees"] = {"running": least["found"], "needed": least["needed"], "is_enough": least["outcome"] == "met"} if least else None
    return told | _years(scene, id, shown)


def _watched(row: Mapping[str, Any]) -> Row:
    counted = ("done", "needed", "due_on", "forecast")
    told = {name: row[name] for name in ("stands", "incubatees", "success")}
    return told | {
        "organisation": row["organisation"]["name"],
        "progress": {each["duty"]: {name: each[name] for name in counted} for each in row["progress"]},
        "conditions": {each["key"]: each["outcome"] for each in row["conditions"]},
        "becoming_grounds": {each.get("duty") or each["condition"]: each["becomes_on"] for each in row["becoming_grounds"]},
    }


def _years(scene: Scene, id: str, shown: Mapping[str, Any]) -> Row:
    """Return what the tracker shows of each year of a designation, by year, and the clauses of its grounds; nothing where it keeps none."""
    try:
        base = scene.desk.read(scene.cast.operator, TRACKER, f"/bases/{id}")
    except Refused:
        return {}
    first = int(str(shown["starts_on"])[:4])
    numbers = range(first, (scene.days.today.year if scene.days.today else first) + 1)
    years = {str(number): scene.desk.read(scene.cast.operator, TRACKER, f"/bases/{id}/years/{number}") for number in numbers}
    return {
        "batches": {number: year["batches"] for number, year in years.items()},
        "sessions": {number: year["sessions"] for number, year in years.items()},
        "plan": {number: year["plan"] for number, year in years.items()},
        "warning": {number: year["warning"] for number, year in years.items()},
        "never_came": {number: [each["name"] for each in year["never_came"]] for number, year in years.items()},
        "grounds": [clause_of(finding) for ground in base["grounds"] for finding in ground["findings"]],
    }


def _enrolment(shown: Mapping[str, Any]) -> Row:
    told = {name: shown[name] for name in ("state", "extended_until", "days_left", "attended", "hours", "undertakes", "because", *TERM)}
    return told | {
        "incubatee": shown["incubatee"]["name"],
        "base": shown["base"]["name"],
        "promised": [each["service"] for each in shown["promised"]],
        "given": [each["service"] for each in shown["promised"] if each["given_on"]],
        "clause": clause_of({"citation": shown["clause"]}) if shown["clause"] else None,
        "steps": [each["name"] for each in shown["steps"]],
    }


def _notice(row: Mapping[str, Any]) -> Row:
    told = {name: row[name] for name in ("title", "published_on", "number", "is_draft")}
    return told | {"ends_on": row["ends"]["on"] if row["ends"] else None, "rows": list(_names(row["rows"]))}


def _certificate(scene: Scene, service: str, row: Mapping[str, Any]) -> Row:
    told = {name: row[name] for name in ("name", "title", "number", "dated_on", "starts_on", "ends_on", "is_draft", "state")}
    told |= {"to": row["holder"]["name"] if row["holder"] else None, "since": None, "because": None}
    if row["state"] == "issued":
        path = f"/public/{scene.story.city}/certificates/{quote(row['number'], safe='')}/{row['code']}"
        told |= {name: value for name, value in scene.desk.read(None, service, path).items() if name in ("state", "since", "because")}
    return told


def _duty(row: Mapping[str, Any]) -> Row:
    told = {name: row[name] for name in ("key", "title", "state", "due_on", "is_provisional", "opens_on", "opened_on", "closed_on")}
    return told | {"about": row["about"].get("name"), "clause": clause_of({"citation": row["clause"]})}


def _reminder(row: Mapping[str, Any], duty: Mapping[str, Any]) -> Row:
    told = {name: row[name] for name in ("rung", "due_on", "falls_on", "level", "state")}
    return told | {"to": row["person"], "on": row["made_on"], "duty": duty.get("key"), "title": duty.get("title"), "channels": []}


def _letter(row: Mapping[str, Any], to: str, keys: Mapping[str, str]) -> Row:
    told = {name: row[name] for name in ("kind", "subject", "rung", "event")}
    return told | {"to": to, "says": row["body"], "on": row["made_on"], "duty": keys.get(str(row["duty"]))}


def _keys(scene: Scene) -> dict[str, str]:
    return {row["id"]: row["key"] for service in (BASES, TRACKER) for row in scene.desk.rows(scene.cast.operator, service, "/duties")}


def _names(rows: list[Mapping[str, Any]]) -> Iterator[str]:
    yield from (row.get("name") or row["organisation"]["name"] for row in rows)


__all__ = ["MANY", "ONE", "Unplayable"]
