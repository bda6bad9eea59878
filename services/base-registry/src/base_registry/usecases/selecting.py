"""Looking at a selection before it is made: what the law proposes for a list, row by row, and which places stay empty."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any, TypeVar

from base_registry.documents import Application, Call
from base_registry.facts import call_facts
from base_registry.usecases.staging import candidates_of
from fuyu.caller import Caller
from fuyu.law.facts import Candidate, Stage
from fuyu.law.forms import read_once
from fuyu.law.programme import Programme, Scope
from fuyu.law.selecting import Selection
from fuyu.law.steps import Choose, Step
from fuyu.problems import NotYourStep, StepNotOpen
from fuyu.process.acting import find_step
from fuyu.process.sitting import Sitting, from_document
from fuyu.process.walk import State
from fuyu.process.walk import from_document as walk_from
from fuyu.service import Running
from fuyu.store.law_settings import read_settings

T = TypeVar("T")
AT_ONCE = 100
"""So many records are held at a time while their list is told to the law."""


def selection_ahead(running: Running, caller: Caller, city: str, id: str, step_name: str) -> dict[str, Any]:
    """Return what the law proposes at a step that chooses, for its frozen list, or for those who wait at it where there is none yet.

    It is read outside of a transaction: a list of thousands takes longer than one may, and what is decided is looked at anew.
    """
    call: Call = Call.get(city, id)
    loaded = running.laws.of(call.programme, call.programme_version)
    _check_may_look(loaded.programme, caller, city)
    step = find_step(loaded.programme.entry, step_name)
    if not isinstance(step, Choose):
        choosing = [each.name for each in loaded.programme.entry.steps if isinstance(each, Choose)]
        raise StepNotOpen(f"At the step {step.name!r} ({step.title}) nobody is chosen under quotas.", found=step.name, needed=choosing)
    today = running.clock.today()
    sitting = next((each for each in map(from_document, call.sittings) if each.step == step.name and each.is_open), None)
    candidates = list(_candidates(loaded.programme, call, step, sitting, today))
    stage = Stage(step.name, call_facts(call), candidates, {}, dict(call.granted))
    law = loaded.view(read_settings(running.store.rows, city), today, call.host)
    selection = loaded.ask.selection(law, stage, today)
    return {"call": call.id, "step": step.name, "title": step.title, "is_frozen": sitting is not None, **_shown(selection, candidates)}


def _candidates(programme: Programme, call: Call, step: Step, sitting: Sitting | None, today: date) -> Iterator[Candidate]:
    """Go through a list as the law is told of it, so many records at a time: what is told is much less than what a record holds."""
    told = call_facts(call)
    for listed in _listed(call, step, sitting):
        walked = [(each, walk_from(each.walk)) for each in listed]
        with read_once():
            candidates = candidates_of(programme, call, step.name, walked, today, told)
        yield from candidates


def _listed(call: Call, step: Step, sitting: Sitting | None) -> Iterator[list[Application]]:
    """Go through the applications of a list in its order, or those that wait for one, so many at a time."""
    if sitting is None:
        waiting = {f"walk.places.{step.name}.state": str(State.WAITING)}
        asked = {"city": call.city, "call": call.id, "state": "running", "stands_at": step.name, **waiting}
        yield from _batched(Application.read_alone(asked, at_once=AT_ONCE))
        return
    for ids in _batched(row.application for row in sitting.listed()):
        found = {each.id: each for each in Application.read_alone({"_id": {"$in": ids}, "city": call.city})}
        yield [found[id] for id in ids]


def _batched(rows: Iterable[T]) -> Iterator[list[T]]:
    """Go through rows so many at a time."""
    left = iter(rows)
    while batch := list(islice(left, AT_ONCE)):
        yield batch


def _shown(selection: Selection, candidates: Sequence[Candidate]) -> dict[str, Any]:
    organisations = {each.application.id: each.application.organisation for each in candidates}
    rows = [
        {
            **{name: getattr(row, name) for name in ("application", "rank", "ties", "kind", "uses_place", "because")},
            "organisation": {name: getattr(organisations[row.application], name) for name in ("code", "name", "district")},
            "score": None if row.score is None else str(row.score),
        }
        for row in selection.rows
    ]
    places = [{name: getattr(each, name) for name in ("kind", "places", "before", "now", "beside", "empty")} for each in selection.kinds]
    return {"rows": rows, "places": places}


def _check_may_look(programme: Programme, caller: Caller, city: str) -> None:
    """Raise NotYourStep for who acts for no office of the programme: scores and ranks are the offices' before a list is published."""
    offices = {(name, actor.office or programme.office) for name, actor in programme.actors.items() if actor.scope is Scope.OFFICE}
    if not any(role.city == city and (role.actor == "operator" or (role.actor, role.office) in offices) for role in caller.actors):
        titles = "、".join(programme.actors[name].title for name, _ in sorted(offices))
        raise NotYourStep(f"Scores and ranks are seen by {titles}; none of your roles is that.", needed=sorted(name for name, _ in offices))
