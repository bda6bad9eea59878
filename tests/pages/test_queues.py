"""The home queue shows no step that the service which keeps incubations would refuse as the incubation stands."""

from __future__ import annotations

from datetime import date

import pytest

from fuyu.law.registry import Laws
from fuyu.law.steps import ENROLMENT, Process
from fuyu.problems import StepNotOpen
from incubatee_tracker.documents import Base, Enrolment
from incubatee_tracker.usecases.ways import check_can_act
from portal.pages.incubations import can_go_on

STATES = ("proposed", "running", "completed", "not completed", "withdrawn", "refused", "to be moved")
PROCESSES = [each for each in Laws.load().versions("zhengzhou.base")[-1].programme.processes if each.over == ENROLMENT]


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("process", PROCESSES, ids=[each.name for each in PROCESSES])
def test_the_portal_and_the_tracker_say_the_same_of_what_can_go_on(process: Process, state: str) -> None:
    """The incubation's base holds its designation no longer, so that it can be moved while it runs, too."""
    told = {"steps": [{"takes_effect": [str(effect) for effect in step.takes_effect]} for step in process.steps]}
    try:
        check_can_act(Enrolment(state=state), Base(state="ended"), process, date(2026, 4, 15))
        is_taken = True
    except StepNotOpen:
        is_taken = False
    assert can_go_on(told, state) == is_taken
