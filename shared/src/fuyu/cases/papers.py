"""The papers of an application: a small PDF for each material that the story does not leave out."""

from __future__ import annotations

from collections.abc import Collection

from fuyu.cases.desk import BASES, Someone
from fuyu.cases.scene import Scene, Subject
from fuyu.law.steps import Step

PDF = b"%PDF-1.4\n1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj\n2 0 obj <</Type /Pages /Kids [] /Count 0>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"


def supply(scene: Scene, subject: Subject, step: Step, who: Someone, without: Collection[str], more: Collection[str] = ()) -> None:
    """Hand in the papers that a step needs, and more that the story names, where they are not there yet."""
    asked = [material.key for material in scene.programme.materials if material.needed_at == step.name]
    needed = [key for key in (*asked, *more) if key not in without]
    there = scene.see(subject)["materials"] if needed else {}
    missing = [key for key in needed if not there.get(key)]
    if missing:
        sent = {key: [upload(scene, who, f"{key}.pdf")] for key in missing}
        scene.desk.change(who, "PATCH", subject.service, subject.path, subject.path, {"materials": {**there, **sent}})


def upload(scene: Scene, who: Someone, name: str, service: str = BASES) -> str:
    """Send a small PDF and return its id."""
    return scene.desk.upload(who, service, name, PDF)
