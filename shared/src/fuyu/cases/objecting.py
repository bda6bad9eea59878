"""Verbs about a published list: someone objects to a row, and the office answers."""

from __future__ import annotations

from typing import Any

from fuyu.cases.applying import application_meant, given
from fuyu.cases.desk import BASES, Someone
from fuyu.cases.papers import upload
from fuyu.cases.scene import Scene, Unplayable
from fuyu.cases.story import Happening

SAYS, REASONS, EVIDENCE = "所列企业不符合条件，请核实。", "与公示的条件不符。", "所附说明及复印件。"
ANSWER = "经核实，不影响评定。"


def object_to(scene: Scene, happening: Happening, who: Someone) -> None:
    """Object to a row of the list that is published now, with facts, reasons and evidence, under one's name unless the story says `name: null`.

    Who is signed in, as an officer who enters a letter, hands in `papers`: signature, identity, seal, evidence.
    """
    contact = {name: happening.told[name] for name in ("phone", "address", "email") if name in happening.told}
    name = happening.told.get("name", who.title)
    content: dict[str, Any] = {"application": application_meant(scene, happening).id}
    for member, good in (("says", SAYS), ("reasons", REASONS), ("evidence", EVIDENCE)):
        if (said := happening.told.get(member, good)) is not None:
            content[member] = said
    contact |= {"name": name} if name is not None else {}
    content |= {"contact": contact} if contact else {}
    content |= {"is_organisations": True} if happening.told.get("is_organisations") else {}
    if "papers" in happening.told:
        papers = {paper: [upload(scene, who, f"{paper}.pdf")] for paper in happening.told["papers"]}
        scene.desk.make(who, BASES, f"/calls/{scene.call}/objections", content | {"papers": papers})
        return
    scene.desk.make(None, BASES, f"/public/{scene.story.city}/calls/{scene.call}/objections", content)


def resolve(scene: Scene, happening: Happening, who: Someone) -> None:
    """Answer the open objection against an application, or the oldest that is open."""
    rows = list(scene.desk.rows(who, BASES, "/objections", call=scene.call, state="open"))
    meant = application_meant(scene, happening).id if happening.of else None
    found = [row for row in reversed(rows) if meant in (None, row["application"])]
    if not found:
        raise Unplayable("There is no open objection to answer.")
    content = {"upheld": False, "answer": ANSWER, **given(happening)}
    path = f"/objections/{found[0]['id']}"
    scene.desk.know(BASES, path, found[0]["version"])
    scene.desk.change(who, "POST", BASES, path, f"{path}/resolution", content)
