"""The runs of processes as facts: what a rule is told of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fuyu.law.facts import Filled, Run
from fuyu.law.forms import schema_of
from fuyu.law.programme import Programme
from fuyu.process.walk import PASSED, Act, Walk


def run_of(programme: Programme, walk: Walk, key: str = "", by: str | None = None) -> Run:
    """Return a walk as a rule sees it; of a process that the programme declares."""
    places = walk.places.items()
    return Run(
        process=walk.process,
        key=key,
        opened_on=walk.opened_on,
        outcome=str(walk.outcome) if walk.outcome else None,
        ended_on=walk.ended_on,
        by=by,
        due={name: place.due.on for name, place in places if place.due is not None},
        done={name: place.done_on for name, place in places if place.done_on is not None and place.state in PASSED},
        said={act.step: act.does for act in walk.acts},
        filled=filled(programme, walk),
    )


def filled(programme: Programme, walk: Walk) -> Mapping[str, Sequence[Filled]]:
    """Return what was filled in at each step that has a form of its own, as the plugin's typed objects; of one organisation the latest counts."""
    entries: dict[str, list[Filled]] = {}
    for step in programme.process(walk.process).steps:
        if step.form is None:
            continue
        latest: dict[str, Act] = {}
        for act in walk.acts_at(step.name):
            if act.entry and act.does not in ("assign", "declare"):
                latest[act.organisation or act.by] = act
        schema = schema_of(step.form)()
        entries[step.name] = [Filled(step.name, act.by, schema.load(act.entry), act.on, act.organisation) for act in latest.values()]
    return entries
