"""Open steps told to people and pages: who acts by which words, until when, and which questions are asked."""

from __future__ import annotations

from typing import Any

from fuyu.law.steps import Process, words_of
from fuyu.process.walk import Walk, due_document


def open_steps(process: Process, walk: Walk) -> list[dict[str, Any]]:
    """Return the steps of a walk that someone can act on now, each with its process; none where the way has ended."""
    return [shown_step(process, name, walk) for name in (walk.open_steps() if walk.is_running else ())]


def shown_step(process: Process, name: str, walk: Walk) -> dict[str, Any]:
    """Return a step of a process as it stands on a walk."""
    step = process.step(name)
    members = {member: getattr(step, member) for member in ("name", "title", "kind", "by", "clause")}
    judges = [{"key": judgement.key, "asks": judgement.asks, "clause": judgement.clause} for judgement in step.judges]
    return {"process": process.name, **members, "words": list(words_of(step)), "due": due_document(walk.place(name).due), "judges": judges}
