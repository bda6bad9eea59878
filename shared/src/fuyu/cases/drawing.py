"""Verbs of an office that draws a spot check in the open: announced, drawn by a seed that comes later, and what was found of those drawn."""

from __future__ import annotations

from typing import Any

from fuyu.cases.applying import given
from fuyu.cases.building import as_json
from fuyu.cases.desk import TRACKER, Someone
from fuyu.cases.scene import Scene, Unplayable
from fuyu.cases.story import Happening

SEED = {"seed": "03 11 16 22 27 31 + 08", "source": "公开发布的彩票开奖公告"}
FOUND = {"experts": ["抽查专家甲"], "passed": True, "found": "体系运行有效。"}


def announce(scene: Scene, happening: Happening, who: Someone) -> None:
    """Announce a draw among those who completed within a period."""
    scene.days.settle()
    scene.desk.make(who, TRACKER, "/draws", as_json({"programme": scene.programme.id, **given(happening)}))


def draw(scene: Scene, happening: Happening, who: Someone) -> None:
    """Draw by a seed for the announcement made last."""
    path = _latest(scene)
    scene.desk.read(who, TRACKER, path)  # Its version is known to the office alone.
    scene.desk.change(who, "POST", TRACKER, path, f"{path}/seed", {**SEED, **given(happening)})


def record(scene: Scene, happening: Happening, who: Someone) -> None:
    """Record what experts found of one of those drawn: the company named by `of`, else the first of whom nothing is recorded yet."""
    path = _latest(scene)
    shown = scene.desk.read(who, TRACKER, path)
    content: dict[str, Any] = {"looked_on": happening.as_of, **FOUND, **given(happening), "enrolment": _meant(scene, happening, shown)}
    scene.desk.change(who, "POST", TRACKER, path, f"{path}/results", as_json(content))


def _meant(scene: Scene, happening: Happening, shown: dict[str, Any]) -> str:
    name = scene.cast.company_of(happening.of).name if happening.of else None
    left = [id for id in shown["drawn"] if id not in shown["results"]]
    meant = [each["enrolment"] for each in shown["population"] if each["name"] == name] if name else left
    if not meant:
        raise Unplayable(f"{name} is none of those who completed." if name else "Nobody is drawn of whom nothing is recorded yet.")
    return str(meant[0])


def _latest(scene: Scene) -> str:
    rows = scene.desk.read(None, TRACKER, f"/public/{scene.story.city}/draws", programme=scene.programme.id)["items"]
    if not rows:
        raise Unplayable("No draw is announced.")
    return f"/draws/{rows[0]['id']}"
