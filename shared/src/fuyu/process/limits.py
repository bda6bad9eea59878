"""What the time limits of a walk ask: one thing owed per step that has a last day and is not done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fuyu.dates import Due
from fuyu.law.steps import Process, Step
from fuyu.process.walk import PASSED, State, Walk


@dataclass(frozen=True, slots=True)
class StepOwed:
    """A step with its last day; `is_done` once it was passed in time or late. The key names the run, as a process may be opened again."""

    key: str
    step: Step
    due: Due
    is_done: bool


def steps_owed(process: Process, walk: Walk, run: str) -> Iterator[StepOwed]:
    """Go through the steps that have a last day; when the way has ended only those that were done are left. `run` tells the runs of a process apart."""
    for step in process.steps:
        place = walk.places.get(step.name)
        if place is None or place.due is None:
            continue
        is_done = place.state in PASSED
        if is_done or (walk.is_running and place.state is not State.LEFT):
            yield StepOwed(duty_key(process, step, run), step, place.due, is_done)


def duty_key(process: Process, step: Step, run: str) -> str:
    """Return the key of the duty about a step's last day in one run of a process."""
    return f"{process.name}.{step.name}@{run}"
