"""What stands on the page of an incubation beside its file: what it came to, its papers, and what its certificate still needs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fuyu.problems import Problem
from portal.asking import TRACKER
from portal.knowing import Document, Programme
from portal.pages.frame import desk
from portal.texts import is_english

MOST_SESSIONS, MOST_CONSULTATIONS, MOST_CERTIFICATES = 100, 50, 10
DONE = ("done", "skipped", "deemed")


def of_enrolment(record: Document, programme: Programme) -> dict[str, Any]:
    """Return what the page of an incubation shows beside its file, each in one call."""
    id, mine = record["id"], {role.organisation for role in desk().roles if role.organisation}
    is_bases, is_own = record["base"]["code"] in mine, record["incubatee"]["code"] in mine
    sessions = desk().get(TRACKER, "/sessions", enrolment=id, limit=MOST_SESSIONS)
    return {
        "sessions": sessions["items"],
        "more_sessions": sessions.get("next"),
        "consultations": desk().get(TRACKER, "/consultations", enrolment=id, limit=MOST_CONSULTATIONS)["items"],
        "certificates": certificates_of(id, MOST_CERTIFICATES),
        "lacking": list(_lacking(record, programme)) if record["state"] in ("running", "to be moved") else [],
        "openable": [each for each in openable(programme, "enrolment") if _is_open_to(each, record)],
        "over_base": openable(programme, "designation") if is_own else [],
        "is_bases": is_bases,
        "sees_base": is_bases or not is_own,
    }


def certificates_of(id: str, most: int) -> list[Document]:
    """Return the certificates of an incubation, at most so many; none where the person may not see them."""
    try:
        return desk().all(TRACKER, "/certificates", most, subject=id)
    except Problem as problem:
        if problem.status in (403, 404):
            return []
        raise


def _lacking(record: Document, programme: Programme) -> Iterator[Document]:
    """Go through what the way to the certificate asks: the steps of the process that completes an incubation, and the services that were promised."""
    for process in programme.told["processes"]:
        if process["over"] != "enrolment" or "complete" not in effects_of(process):
            continue
        numbers = [each for each in programme.told["parameters"] if each["citation"]["clause"] == process["clause"] and each["unit"] in SPANS]
        for each in numbers:
            yield {"title": each["says"], "is_done": None, "clause": each["citation"]["clause"], "span": _span(each)}
        places = (record["walks"].get(process["name"]) or {}).get("places", {})
        for step in process["steps"]:
            if not step.get("beside"):
                yield {"title": step["title"], "is_done": places.get(step["name"], {}).get("state") in DONE, "clause": step["clause"]}
    for each in record["promised"]:
        if not each["given_on"]:
            yield {"title": programme.says(each["service"]), "is_done": False, "clause": None, "is_service": True}


SPANS = {"years": "年", "months": "个月", "days": "天"}


def _span(number: Document) -> str:
    unit = number["unit"] if is_english() else SPANS[number["unit"]]
    return f"{number['value']} {unit.removesuffix('s') if str(number['value']) == '1' else unit}"


def openable(programme: Programme, over: str) -> list[Document]:
    """Return the processes over a kind of subject that one of the person's roles may open."""
    actors = {role.actor for role in desk().roles}
    return [each for each in programme.told["processes"] if each["over"] == over and actors & set(each["opened_by"])]


STATES_NEEDED = {"enrol": ("proposed",), "confirm": ("completed",), "move": ("to be moved", "running"), "leave": ("to be moved", "running")}
"""As what an incubation must stand, by the effect of a process; one without any of these needs one that runs."""


def can_go_on(process: Document, state: str) -> bool:
    """Claim that what goes on by a process over an incubation in a state can be acted upon; one that was stopped waits for another base alone."""
    effects = effects_of(process)
    return state in next((states for effect, states in STATES_NEEDED.items() if effect in effects), ("running",))


def effects_of(process: Document) -> set[str]:
    """Return all that takes effect at the steps of a process."""
    return {effect for step in process["steps"] for effect in step.get("takes_effect", ())}


def _is_open_to(process: Document, record: Document) -> bool:
    """Claim that a process can be opened as the incubation stands: none that goes on, and none for which it is too early or too late."""
    effects, walk = effects_of(process), record["walks"].get(process["name"])
    if "enrol" in effects or (walk is not None and not walk.get("outcome")) or not can_go_on(process, record["state"]):
        return False
    return "move" not in effects or record["state"] == "to be moved" or not _is_with_a_base(record)


def _is_with_a_base(record: Document) -> bool:
    """Claim that the base of an incubation still is one: then it moves to no other."""
    return bool(desk().get(TRACKER, f"/bases/{record['designation']}")["state"] == "held")
