"""Taking a story's people into the services: into the directory who can be written to, into the pool the experts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from fuyu.cases.desk import BASES, NOTIFIER, Refused, Someone
from fuyu.cases.scene import Scene
from fuyu.law.programme import Scope

QUALIFICATION = "卓越绩效评审员"
BOUNDS = ("actor", "office", "district", "organisation")


def introduce(scene: Scene, someone: Someone, number: int) -> None:
    """Take a person into the notifier's directory with an address, or an expert with the employer into the pool; others need neither."""
    person = scene.story.people[someone.id]
    roles = [{name: value for name, value in asdict(role).items() if name in BOUNDS and value} for role in someone.roles]
    actor = scene.programme.actors.get(person.actor)
    if any(role.keys() & {"office", "organisation"} for role in roles):
        entry = {"person": someone.id, "name": person.called or someone.title, "email": f"person{number}@example.org", "roles": roles}
        _unless_there(scene, scene.cast.operator, NOTIFIER, "/people", entry)
    elif actor is not None and actor.scope is Scope.ASSIGNED:
        into_the_pool(scene, someone, person.organisation, person.called)


def into_the_pool(scene: Scene, someone: Someone, employer: str | None = None, called: str | None = None) -> None:
    """Take an expert into the pool, with a good qualification, and with an employer and a name where the story tells them."""
    told = {"person": someone.id, "name": called or someone.title, "qualifications": [{"title": QUALIFICATION}]}
    told |= {"employer_code": scene.companies.called(employer).code} if employer else {}
    officer = scene.cast.officer(str(scene.programme.entry.steps[0].by), None)
    _unless_there(scene, officer, BASES, "/experts", told)


def _unless_there(scene: Scene, who: Someone, service: str, path: str, entry: Mapping[str, Any]) -> None:
    try:
        scene.desk.make(who, service, path, entry)
    except Refused as refusal:
        if refusal.slug != "already-exists":
            raise
