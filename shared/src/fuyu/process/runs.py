"""The runs of processes as facts: what a rule is told of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from fuyu.law.facts import Filled, Run
from fuyu.law.forms import typed
from fuyu.law.programme import Programme, Scope
from fuyu.law.steps import ASSIGNING, Agree, Score
from fuyu.process.walk import PASSED, Act, Walk


def run_of(programme: Programme, walk: Walk, key: str = "", by: str | None = None, told: Mapping[str, date] | None = None) -> Run:
    """Return a walk as a rule sees it; of a process that the programme declares. `told` are the last days of its steps that were told with proof."""
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
        amounts={step: amount_at(walk, step) for step in places_with_amounts(walk)},
        told=dict(told or {}),
    )


def places_with_amounts(walk: Walk) -> list[str]:
    """Return the steps at which an amount was filled in."""
    return sorted({act.step for act in walk.acts if "amount" in act.entry})


def amount_at(walk: Walk, step: str) -> Decimal:
    """Return the sum of the amounts that were filled in at a step."""
    return sum((Decimal(str(act.entry["amount"])) for act in walk.acts_at(step) if "amount" in act.entry), Decimal(0))


def filled(programme: Programme, walk: Walk) -> Mapping[str, Sequence[Filled]]:
    """Return what was filled in at each step that has a form of its own, as the plugin's typed objects, in the order of the acts; sheets are none of it.

    Of one organisation, one office or one assigned person the latest counts: an office answers as one, whoever of it acted.
    """
    # This is asked at each look: a tuple, since to look through a union takes three times as long.
    forms = {step.name: step.form for step in programme.process(walk.process).steps if step.form is not None and not isinstance(step, (Score, Agree))}
    latest: dict[str, dict[str, tuple[int, Act]]] = {name: {} for name in forms}
    for position, act in enumerate(walk.acts, start=1):
        if act.step in forms and act.entry and act.does not in ASSIGNING:
            latest[act.step][act.organisation or _whose(programme, act)] = position, act
    return {
        name: [Filled(name, act.by, typed(form, act.entry, act.id), act.on, act.organisation, position) for position, act in sorted(acts.values())]
        if (acts := latest[name])
        else ()
        for name, form in forms.items()
    }


def _whose(programme: Programme, act: Act) -> str:
    actor = programme.actors.get(act.actor)
    is_of_an_office = actor is not None and actor.scope in (Scope.OFFICE, Scope.DISTRICT_OFFICE)
    return act.actor if is_of_an_office else act.by
