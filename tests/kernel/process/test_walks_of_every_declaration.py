"""Every process that an installed programme declares is walked: to its last step, back from every return, and to the end from every refusal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count

import pytest

from fuyu.dates import Due
from fuyu.law import Laws, LawSettings, Loaded
from fuyu.law.steps import Announce, Consult, Effect, Fill, Notice, Process, Publish, Score, Step, Way
from fuyu.process.walk import PASSED, Act, Outcome, State, Walk, from_document, to_document
from fuyu.process.walker import Moved, Walker

DAY = date(2026, 3, 2)
LAWS = Laws.load()
WALKED = [(loaded, process) for loaded in LAWS.programmes.values() for process in loaded.programme.processes]
every_process = pytest.mark.parametrize(("loaded", "process"), WALKED, ids=[f"{loaded.programme.name} {process.name}" for loaded, process in WALKED])


@dataclass
class OnTheWay:
    """One walk of a process under its own law, with everything that it brought about."""

    walker: Walker
    walk: Walk
    effects: list[Effect]
    went: list[str]
    numbers: Iterator[int]

    @classmethod
    def begin(cls, loaded: Loaded, process: Process) -> OnTheWay:
        law = loaded.view(LawSettings(), DAY)

        def limit(step: Step, since: date) -> Due:
            return law.limit(str(step.within), since)

        walker = Walker(process, limit)
        return cls(walker, walker.begin(DAY), [], [], count(1))

    @property
    def row(self) -> list[Step]:
        """The steps that stand in the row."""
        return [step for step in self.walker.process.steps if step.beside is None]

    @property
    def stands_at(self) -> Step | None:
        """The step that the subject has come to."""
        name = self.walker.stands_at(self.walk)
        return self.walker.process.step(name) if name else None

    def act(self, step: Step, does: str, by: str = "someone") -> Moved:
        """Take an act, after the walk went through a document and back."""
        self.walk = from_document(to_document(self.walk))
        number = next(self.numbers)
        moved = self.walker.take(self.walk, Act(str(number), step.name, does, by, step.by or "", DAY, datetime(2026, 3, 2, tzinfo=UTC), reason="a reason"))
        self.effects += moved.effects
        return moved

    def take(self, step: Step) -> None:
        """Take a step on its way forward."""
        self.went.append(step.name)
        if self.walker.process.is_over_call(step):
            assert self.walk.place(step.name).state is State.WAITING
            self.effects += self.walker.pass_call_step(self.walk, step.name, DAY).effects
            return
        assert step.name in self.walk.open_steps()
        if isinstance(step, Score):
            self.walk.assigned[step.name] = ["first", "second"]
            self.act(step, "score", "first")
            assert self.walk.place(step.name).state is State.OPEN
            self.act(step, "score", "second")
            return
        for word in words_forward(step):
            self.act(step, word)

    def go_to(self, step: Step) -> None:
        """Go forward until a step is open."""
        while (stands := self.stands_at) is not None and stands.name != step.name:
            self.take(stands)

    def go_to_the_end(self) -> None:
        """Go forward until the way has ended; a walk that stands still fails."""
        for _ in self.row:
            if (stands := self.stands_at) is not None:
                self.take(stands)
        assert self.stands_at is None, f"It stands still at {self.stands_at}."


def words_forward(step: Step) -> tuple[str, ...]:
    """Return the words that lead on at a step, in the order in which they are said."""
    on = [verdict.word for verdict in getattr(step, "may", ()) if verdict.way is Way.ON]
    if on:
        return (on[0],)
    if isinstance(step, Fill) and step.many and step.is_optional:
        return ("fill", "skip")  # Each fills in its own, so only the office can say that no more are awaited.
    if isinstance(step, Publish) and step.days is None:
        return ("publish",)
    if isinstance(step, Consult | Notice | Publish):
        return step.words
    return step.words[:1]


def verdicts(process: Process, way: Way) -> list[tuple[Step, str]]:
    """Return each step of the row with each of its words that leads a way."""
    of_the_row = [step for step in process.steps if step.beside is None]
    return [(step, verdict.word) for step in of_the_row for verdict in getattr(step, "may", ()) if verdict.way is way]


@every_process
def test_it_goes_from_its_opening_to_its_last_step(loaded: Loaded, process: Process) -> None:
    """INVARIANT: no process stands still for want of a word, and what takes effect does so at the steps that say it, once, in their order."""
    way = OnTheWay.begin(loaded, process)
    way.go_to_the_end()
    steps = [step for step in way.row if not isinstance(step, Announce)]
    assert way.went == [step.name for step in steps]
    assert way.walk.outcome is Outcome.COMPLETED
    assert way.effects == [effect for step in steps if way.walk.place(step.name).state is not State.SKIPPED for effect in step.takes_effect]
    assert all(way.walk.place(step.name).state in PASSED for step in way.row)
    assert all(way.walk.place(step.name).due is not None for step in way.row if step.within)


@every_process
def test_beside_steps_open_and_close_with_theirs(loaded: Loaded, process: Process) -> None:
    """INVARIANT: what stands beside a step can be done exactly as long as that step is open."""
    for step in [each for each in process.steps if each.beside]:
        way = OnTheWay.begin(loaded, process)
        way.go_to(process.step(str(step.beside)))
        assert step.name in way.walk.open_steps()
        way.take(process.step(str(step.beside)))
        assert way.walk.place(step.name).state in (State.LEFT, *PASSED)


@every_process
def test_every_return_leads_back_and_on_again(loaded: Loaded, process: Process) -> None:
    """INVARIANT: after a return everything behind the step returned to is taken again, and the way can still be gone to its end."""
    for step, word in verdicts(process, Way.BACK):
        way = OnTheWay.begin(loaded, process)
        way.go_to(step)
        assert way.act(step, word).way is Way.BACK
        back = way.stands_at
        assert back is not None
        assert back.name in way.walk.open_steps()
        names = [each.name for each in way.row]
        assert names.index(back.name) < names.index(step.name)
        way.go_to_the_end()
        assert way.walk.outcome is Outcome.COMPLETED
        assert way.walk.place(step.name).tries == 2
        assert all(way.walk.place(each.name).due is not None for each in way.row if each.within)


@every_process
def test_every_refusal_ends_the_way(loaded: Loaded, process: Process) -> None:
    """INVARIANT: after a refusal nobody can act any more, and nothing that stands behind it takes effect."""
    for step, word in verdicts(process, Way.END):
        way = OnTheWay.begin(loaded, process)
        way.go_to(step)
        before = list(way.effects)
        if process.is_over_call(step):
            way.walker.end(way.walk, Outcome.REFUSED, DAY)
        else:
            assert way.act(step, word).way is Way.END
        assert way.walk.outcome is Outcome.REFUSED
        assert way.walk.ended_on == DAY
        assert way.walk.open_steps() == []
        assert way.effects == before


@every_process
def test_a_skipped_step_takes_no_effect_and_a_deemed_one_does(loaded: Loaded, process: Process) -> None:
    """INVARIANT: what is left out has no effect; what counts as done has its own."""
    for step in process.steps:
        for word in [word for word, may in (("skip", step.is_optional), ("deem", step.deemed_by)) if may and step.beside is None]:
            way = OnTheWay.begin(loaded, process)
            way.go_to(step)
            assert way.act(step, word).effects == ([] if word == "skip" else list(step.takes_effect))
            assert way.walk.place(step.name).state is (State.SKIPPED if word == "skip" else State.DEEMED)


@every_process
def test_assigning_and_declaring_finish_nothing(loaded: Loaded, process: Process) -> None:
    """INVARIANT: naming who is to act, and their saying that they have no interest, is not yet acting."""
    for step in [each for each in process.steps if each.assigned_by]:
        way = OnTheWay.begin(loaded, process)
        way.go_to(process.step(step.beside or step.name))
        way.act(step, "assign")
        way.act(step, "declare")
        way.act(step, "release")
        assert way.walk.place(step.name).state is State.OPEN
