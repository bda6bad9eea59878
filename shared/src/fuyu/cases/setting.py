"""Verbs that set the law beside its files: adopting a draft, overriding a number, switching a rule off, loading a calendar, granting relief."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from fuyu.cases.applying import given
from fuyu.cases.building import as_json
from fuyu.cases.desk import BASES, Someone
from fuyu.cases.entries import REASON
from fuyu.cases.scene import Scene
from fuyu.cases.story import Happening


def set_law(scene: Scene, happening: Happening, who: Someone) -> None:
    """Make a law setting as the story writes it."""
    scene.desk.make(who, BASES, "/law-settings", as_json({"reason": REASON, **given(happening)}))
    scene.days.arrived()


def adopt(scene: Scene, happening: Happening, who: Someone) -> None:
    """Adopt a draft, from the day of the happening where the story names none."""
    version = happening.told.get("version", scene.programme.version)
    _set(scene, happening, who, "adoption", {"programme": scene.programme.id, "version": str(version)}, from_day=happening.as_of)


def override(scene: Scene, happening: Happening, who: Someone) -> None:
    """Set another value of a parameter."""
    content = {name: happening.told[name] for name in ("parameter", "value", "host") if name in happening.told}
    _set(scene, happening, who, "override", {"programme": scene.programme.id, **content})


def switch_off(scene: Scene, happening: Happening, who: Someone) -> None:
    """Switch off a rule of the software's own."""
    _set(scene, happening, who, "switch off", {"programme": scene.programme.id, "rule": happening.told.get("rule")})


def load_calendar(scene: Scene, happening: Happening, who: Someone) -> None:
    """Load a year's holiday notice."""
    content = {"year": happening.told.get("year"), **{name: happening.told.get(name, []) for name in ("days_off", "days_worked")}}
    _set(scene, happening, who, "calendar", content)


def relieve(scene: Scene, happening: Happening, who: Someone) -> None:
    """Grant relief for a time limit, under a made-up document number where the story names none."""
    content = {"programme": scene.programme.id, **{name: happening.told.get(name) for name in ("parameter", "first", "last", "days")}}
    number = {} if "number" in happening.told else {"number": scene.next_number()}  # null in the story leaves it away
    scene.desk.make(who, BASES, "/law-settings", as_json({"kind": "relief", "content": content, "reason": REASON, **number, **_told(happening)}))
    scene.days.arrived()


def adopt_draft(scene: Scene, from_day: date) -> None:
    """Adopt the draft that a story stands on, where the story leaves it out."""
    content = {"programme": scene.programme.id, "version": scene.programme.version}
    body = {"kind": "adoption", "content": content, "from_day": from_day.isoformat(), "reason": REASON, "number": scene.next_number()}
    scene.desk.make(scene.cast.operator, BASES, "/law-settings", body)
    scene.days.arrived()
    scene.done(scene.cast.operator, f"adopts the draft {scene.programme.name} from {from_day}", is_left_out=True)


def _set(scene: Scene, happening: Happening, who: Someone, kind: str, content: Mapping[str, Any], from_day: date | None = None) -> None:
    body = {"kind": kind, "content": content, "reason": REASON, **({"from_day": from_day} if from_day else {}), **_told(happening)}
    scene.desk.make(who, BASES, "/law-settings", as_json(body))
    scene.days.arrived()


def _told(happening: Happening) -> dict[str, Any]:
    return {name: happening.told[name] for name in ("from_day", "reason", "number") if happening.told.get(name) is not None}
