"""Steps that any organisation of the city may take, such as a recommendation: which took them, and the how manieth of a call each was for it."""

from __future__ import annotations

from typing import Any

from base_registry.documents import Application
from fuyu.law.programme import Programme, Scope
from fuyu.law.steps import ASSIGNING, Way
from fuyu.process.walk import Act, Walk
from fuyu.process.walker import verdict_of

ANY = "any"


def taken_by(programme: Programme, walk: Walk) -> dict[str, dict[str, str]]:
    """Return, of each step that any organisation may take and one has taken forward, which did so and at which instant."""
    steps = [step for step in programme.entry.steps if step.by and is_for_any(programme, step.by)]
    latest = {step.name: acts[-1] for step in steps if (acts := walk.acts_at(step.name)) and _leads_on(programme, acts[-1])}
    return {name: {"organisation": act.organisation, "at": act.at.isoformat()} for name, act in latest.items() if act.organisation}


def ordinals(programme: Programme, application: Application, walk: Walk) -> dict[str, int]:
    """Return, of each such step, the how manieth application of the call this one is for which the same organisation took it."""
    return {step: 1 + _earlier(application, step, taken) for step, taken in taken_by(programme, walk).items()}


def _earlier(application: Application, step: str, taken: dict[str, str]) -> int:
    of: dict[str, Any] = {"city": application.city, "call": application.call, "_id": {"$ne": application.id}}
    same = {f"taken_by.{step}.organisation": taken["organisation"], f"taken_by.{step}.at": {"$lt": taken["at"]}}
    return int(Application.objects(__raw__={**of, **same}).count())


def is_for_any(programme: Programme, actor: str) -> bool:
    """Claim that any organisation with the role may act as an actor, on whosever file it is."""
    return programme.actors[actor].scope is Scope.ORGANISATION and programme.actors[actor].of == ANY


def _leads_on(programme: Programme, act: Act) -> bool:
    verdict = verdict_of(programme.entry.step(act.step), act.does)
    return verdict.way is Way.ON if verdict else act.does not in ASSIGNING
