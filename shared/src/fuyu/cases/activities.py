"""Verbs of an office that plans activities, teaching among them, and records who came."""

from __future__ import annotations

from typing import Any

from fuyu.cases.applying import given
from fuyu.cases.building import as_json
from fuyu.cases.desk import BASES, TRACKER, Someone
from fuyu.cases.scene import Scene, Unplayable
from fuyu.cases.several import names_of
from fuyu.cases.story import Happening

PLANNED = "planned"


def plan(scene: Scene, happening: Happening, who: Someone) -> None:
    """Plan an activity, by default for today; `host` and `guests` are named by the organisations."""
    ids, told = _held(scene), happening.told
    named: dict[str, Any] = {"guests": [ids[each] for each in _names(scene, told["guests"])]} if "guests" in told else {}
    if "host" in told:
        named["host"] = ids[_names(scene, told["host"])[0]]
    declared = scene.programme.activities.kinds.get(told.get("kind", "")) if scene.programme.activities else None
    good = {"programme": scene.programme.id, "title": declared.title if declared else "活动", "planned_on": happening.as_of}
    content = {**good, **given(happening, "host", "guests"), **named}
    scene.desk.make(who, TRACKER, "/activities", as_json(content))


def record(scene: Scene, happening: Happening, who: Someone) -> None:
    """Record that the activity planned last was held, by default today and with all who were asked."""
    rows = list(scene.desk.rows(who, TRACKER, "/activities", programme=scene.programme.id, state=PLANNED, sort="-id"))
    if not rows:
        raise Unplayable("No activity is planned that could be recorded.")
    path, content = f"/activities/{rows[0]['id']}", {"held_on": happening.as_of, "outcome": "已按计划开展。", **given(happening, "came")}
    if "came" in happening.told:
        ids = _held(scene)
        content["came"] = [ids[each] for each in _names(scene, happening.told["came"])]
    scene.desk.change(who, "POST", TRACKER, path, f"{path}/record", as_json(content))


def _names(scene: Scene, told: Any) -> list[str]:
    return [scene.cast.company_of(name).name for name in names_of(told)]


def _held(scene: Scene) -> dict[str, str]:
    """Return the designations of the programme by the name of who holds them, once all services know them."""
    scene.days.settle()
    rows = scene.desk.rows(scene.cast.operator, BASES, "/designations", programme=scene.programme.id)
    return {row["organisation"]["name"]: row["id"] for row in rows}
