"""The last days that a law puts on a walk, reckoned on a copy of it."""

from __future__ import annotations

from copy import deepcopy
from datetime import date

from fuyu.law.steps import Process
from fuyu.law.view import Law
from fuyu.process.acting import limit_by
from fuyu.process.walk import PASSED, State, Walk
from fuyu.process.walker import Walker


def last_days(process: Process, law: Law, walk: Walk) -> dict[str, date]:
    """Return the last day of each step that is still to come on a walk, by the step's title, as it is reckoned again under a law."""
    if not walk.is_running:
        return {}
    copied = deepcopy(walk)
    Walker(process, limit_by(law)).reckon(copied)
    places = ((process.step(name), place) for name, place in copied.places.items())
    return {f"{process.title}: {step.title}": place.due.on for step, place in places if place.due is not None and place.state not in {*PASSED, State.LEFT}}
