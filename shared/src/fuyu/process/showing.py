"""Open steps told to people and pages: who acts by which words, until when, which questions are asked, and what waits for a second person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fuyu.caller import Caller
from fuyu.law.programme import Programme
from fuyu.law.steps import Process, Step, words_of
from fuyu.problems import NotYourStep
from fuyu.process.actors import Holders, acting_role
from fuyu.process.proposing import SECOND
from fuyu.process.walk import Proposals, Walk, act_document, due_document, proposals_document


def open_steps(process: Process, walk: Walk, proposals: Proposals | None = None) -> list[dict[str, Any]]:
    """Return the steps of a walk that someone can act on now, each with its process and those proposals; none where the way has ended."""
    return [shown_step(process, name, walk, proposals) for name in (walk.open_steps() if walk.is_running else ())]


def shown_step(process: Process, name: str, walk: Walk, proposals: Proposals | None = None) -> dict[str, Any]:
    """Return a step of a process as it stands on a walk, with what was proposed at it as far as it is given."""
    step = process.step(name)
    members = {member: getattr(step, member) for member in ("name", "title", "kind", "by", "clause")}
    judges = [{"key": judgement.key, "asks": judgement.asks, "clause": judgement.clause} for judgement in step.judges]
    shown = {"process": process.name, **members, "words": list(words_of(step)), "due": due_document(walk.place(name).due), "judges": judges}
    return shown | shown_proposals(step, proposals or Proposals())


def shown_proposals(step: Step, proposals: Proposals) -> dict[str, Any]:
    """Return what waits at a step for a second person, with the words by which one answers, and what was sent back; nothing where there is none."""
    shown: dict[str, Any] = {}
    if (act := proposals.waiting.get(step.name)) is not None:
        shown |= {"proposed": act_document(act), "words": list(SECOND)}
    if sent_back := [each for each in proposals_document(proposals)["sent_back"] if each["act"]["step"] == step.name]:
        shown["sent_back"] = sent_back
    return shown


def seen_proposals(programme: Programme, proposals: Proposals, caller: Caller | None, holders: Holders) -> Proposals:
    """Return the proposals that a caller may see: those of whom the caller is the same actor, since nobody else is told before they take effect."""

    def sees(actor: str) -> bool:
        try:
            return bool(acting_role(programme, actor, caller, holders))
        except NotYourStep:
            return False

    waiting = {step: act for step, act in proposals.waiting.items() if sees(act.actor)}
    return Proposals(waiting, [each for each in proposals.sent_back if sees(each.act.actor)])


def without_proposals(walk: Mapping[str, Any]) -> dict[str, Any]:
    """Return a walk's document without what is only proposed."""
    return {name: value for name, value in walk.items() if name != "proposals"}
