"""Sending one act: its papers first, a choice as the law proposes it, and warnings overridden where the story does not wait for them."""

from __future__ import annotations

from typing import Any

from fuyu.cases.desk import BASES, Refused
from fuyu.cases.entries import REASON, Deed, body_of, leads_on, waiting_at
from fuyu.cases.introducing import into_the_pool
from fuyu.cases.papers import supply
from fuyu.cases.scene import Scene, Subject
from fuyu.law.steps import APPLICATION


def send(scene: Scene, deed: Deed) -> None:
    """Send an act; raise Refused where the service refuses it. A warning is overridden with a reason, unless the story expects a refusal."""
    subject = deed.target.subject
    if subject is not None and subject.kind == APPLICATION and deed.target.process.grants and leads_on(deed.target.saying):
        supply(scene, subject, deed.target.step, deed.who, deed.told.get("without", ()))
    body = body_of(scene, deed)
    try:
        _post(scene, deed, body)
    except Refused as refusal:
        if deed.expects is None and _pools_stand_ins(scene, deed, body):
            _post(scene, deed, body)
            return
        if deed.expects is not None or not _warns_only(deed, refusal):
            raise
        scene.done(deed.who, f"overrides a warning: {refusal}", is_left_out=True)
        _post(scene, deed, {**body, "overrides": {**{each["key"]: REASON for each in refusal.standing}, **body.get("overrides", {})}})
    if subject is not None:
        scene.touch(subject)


def _pools_stand_ins(scene: Scene, deed: Deed, body: dict[str, Any]) -> bool:
    """Take those who step in into the pool where they were refused as experts; return whether there were any to take."""
    if deed.target.word != "assign":
        return False
    people = [scene.cast.stand_ins[id] for id in body["entry"]["people"] if id in scene.cast.stand_ins and id not in scene.pooled]
    for each in people:
        into_the_pool(scene, each)
    scene.pooled.update(each.id for each in people)
    return bool(people)


def _warns_only(deed: Deed, refusal: Refused) -> bool:
    return bool(refusal.standing) and deed.target.step.decides and all(each["weight"] == "warning" for each in refusal.standing)


def _post(scene: Scene, deed: Deed, body: dict[str, Any]) -> None:
    if deed.target.word == "choose" and "chosen" not in deed.told:
        _post_proposal(scene, deed, body)
    else:
        _post_body(scene, deed, body)


def _post_body(scene: Scene, deed: Deed, body: dict[str, Any]) -> None:
    subject = deed.target.subject
    if subject is not None and scene.is_run(subject, deed.target.process):
        _post_run(scene, deed, subject, body)
        return
    service, path = (subject.service, subject.path) if subject is not None else (BASES, f"/calls/{scene.call}")
    scene.desk.change(deed.who, "POST", service, path, f"{path}/acts", body)


def _post_run(scene: Scene, deed: Deed, subject: Subject, body: dict[str, Any]) -> None:
    """Act on the run that goes on; the first act of a process opens one, and so does its first step where several may go at once."""
    process, step = deed.target.process, deed.target.step
    going = None if process.many and step == process.steps[0] else scene.proceeding(subject, process, step.name)
    if going is None:
        public = "" if deed.who.roles else f"/public/{scene.story.city}"
        scene.desk.make(deed.who, BASES, f"{public}{subject.path}/proceedings", body)
    else:
        path = f"/proceedings/{going['id']}"
        told = {name: value for name, value in body.items() if name != "process"}
        scene.desk.change(deed.who, "POST", BASES, path, f"{path}/acts", told)


def _post_proposal(scene: Scene, deed: Deed, body: dict[str, Any]) -> None:
    """Choose as the law proposes: each row is offered as the first kind; where that departs from the proposal, as the next, at last as none."""
    kinds = {id: [*(grant.kind for grant in scene.programme.grants), None] for id in waiting_at(scene, deed.target)}
    while True:
        chosen = {id: left[0] for id, left in kinds.items() if left[0] is not None}
        try:
            _post_body(scene, deed, {**body, "entry": {**body.get("entry", {}), "chosen": chosen}})
            return
        except Refused as refusal:
            departs = _departing(refusal) & kinds.keys()
            if not departs or any(len(kinds[id]) == 1 for id in departs):
                raise
            for id in departs:
                kinds[id].pop(0)


def _departing(refusal: Refused) -> set[str]:
    """Return the applications of which the refusal says that the choice departs from the proposal."""
    prefix = "entry.reasons."
    return {str(each["field"]).removeprefix(prefix) for each in refusal.problem.get("errors", ()) if str(each["field"]).startswith(prefix)}
