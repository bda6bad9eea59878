"""The one walker: it opens steps, moves a subject on, back or to the end, and says what takes effect. Pure; no programme is known to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from fuyu.dates import Due
from fuyu.law.steps import ASSIGNING, Announce, Effect, Fill, Notice, Process, Score, Step, Submit, Verdict, Way
from fuyu.process.walk import PASSED, Act, Outcome, Place, State, Walk

OPENING = "opening"
Limit = Callable[[Step, date], Due]


@dataclass(slots=True)
class Moved:
    """What an act brought about: steps that opened and closed, what takes effect, and how the way ended, if it did."""

    opened: list[str] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)
    way: Way | None = None

    def add(self, other: Moved) -> None:
        """Take in what something else brought about on the same occasion."""
        self.opened += other.opened
        self.closed += other.closed
        self.effects += other.effects


@dataclass(frozen=True)
class Walker:
    """Moves walks of one process; `limit` computes the last day of a step from the day that its `since` names, or from the one set for it."""

    process: Process
    limit: Limit

    def begin(self, on: date) -> Walk:
        """Return a new walk whose first step is open; a step that announces the call counts as done by it."""
        walk = Walk(self.process.name, on)
        self._set_limits(walk, OPENING, on)
        moved = Moved()
        first = self._row[0]
        if isinstance(first, Announce):
            walk.place(first.name).state = State.DONE
            walk.place(first.name).done_on = on
            self._set_limits(walk, first.name, on)
            self._open_after(walk, first, on, moved)
        else:
            self._open(walk, first, on, moved)
        return walk

    def take(self, walk: Walk, act: Act) -> Moved:
        """Record an act at an open step and move the walk as it says."""
        step = self.process.step(act.step)
        walk.acts.append(act)
        moved = Moved()
        if verdict := verdict_of(step, act.does):
            self._follow(walk, step, verdict, act, moved)
        elif act.does in ("skip", "deem"):
            self._finish(walk, step, State.SKIPPED if act.does == "skip" else State.DEEMED, act.on, moved)
        elif self._is_finished_by(walk, step, act):
            self._finish(walk, step, State.DONE, act.on, moved)
        return moved

    def finish_scored(self, walk: Walk, name: str, on: date) -> Moved:
        """Finish an open step of scores where everyone who still belongs to its group has handed in, as after a release or a recusal."""
        moved, step = Moved(), self.process.step(name)
        if isinstance(step, Score) and walk.place(name).state is State.OPEN and walk.group_at(name) and missing_sheets(walk, name) == []:
            self._finish(walk, step, State.DONE, on, moved)
        return moved

    def date_back(self, walk: Walk, name: str, on: date) -> None:
        """Let a step that was passed count as done on an earlier day, as where what is entered today was received before; the limits since then move."""
        place = walk.place(name)
        if place.state in PASSED:
            place.done_on = on
            self._set_limits(walk, name, on)

    def pass_call_step(self, walk: Walk, name: str, on: date) -> Moved:
        """Move a subject on after a step over the whole call has let it through."""
        moved = Moved()
        self._finish(walk, self.process.step(name), State.DONE, on, moved)
        return moved

    def reopen(self, walk: Walk, name: str) -> None:
        """Open a step again as it stood before its latest act, where nobody acted after it: where that act had led is left as if it had not been.

        Whoever corrects the act then takes it anew; the old one stays among the acts.
        """
        names = [step.name for step in self._row]
        before, after = self._row[: names.index(name)], self._row[names.index(name) + 1 :]
        for step in before:
            if (place := walk.place(step.name)).state not in PASSED:
                self._leave_beside(walk, step, Moved())
                place.state, place.done_on = _as_done(walk, step.name)
        for step in after:
            self._leave_beside(walk, step, Moved())
            walk.places[step.name] = Place(tries=walk.place(step.name).tries, acts_before=len(walk.acts))
        walk.outcome, walk.ended_on, place = None, None, walk.place(name)
        place.state, place.done_on, place.opened_on = State.OPEN, None, place.opened_on or walk.acts_at(name)[-1].on
        for each in self.process.steps:
            if each.beside == name and walk.place(each.name).state is State.LEFT:
                walk.place(each.name).state = State.OPEN
        self.reckon(walk)

    def end(self, walk: Walk, outcome: Outcome, on: date) -> Moved:
        """End the way; whatever was open is left."""
        moved = Moved()
        for name, place in walk.places.items():
            if place.state in (State.OPEN, State.WAITING, State.LISTED, State.HELD):
                place.state = State.LEFT
                moved.closed.append(name)
        walk.outcome, walk.ended_on = outcome, on
        return moved

    def reckon(self, walk: Walk) -> bool:
        """Compute every limit again, as when a year's calendar was loaded (L4); return whether any day moved or became certain."""
        before = {name: place.due for name, place in walk.places.items()}
        self._set_limits(walk, OPENING, walk.opened_on)
        for name, place in list(walk.places.items()):
            if place.done_on is not None and place.state in PASSED:
                self._set_limits(walk, name, place.done_on)
        return any(place.due != before.get(name) for name, place in walk.places.items())

    def stands_at(self, walk: Walk) -> str | None:
        """Return the step of the row at which the subject stands, None when the way has ended."""
        if not walk.is_running:
            return None
        return next((step.name for step in self._row if walk.place(step.name).state not in PASSED), None)

    def is_before(self, walk: Walk, step: str) -> bool:
        """Claim that a running subject has not yet come to a step and is not held back by an objection."""
        stands = self.stands_at(walk)
        if stands is None or walk.place(stands).state is State.HELD:
            return False
        names = [each.name for each in self._row]
        return names.index(stands) < names.index(step)

    @property
    def _row(self) -> list[Step]:
        return [step for step in self.process.steps if step.beside is None]

    def _is_finished_by(self, walk: Walk, step: Step, act: Act) -> bool:
        if act.does in ASSIGNING:
            return False
        if isinstance(step, Score):
            return missing_sheets(walk, step.name) == []
        if isinstance(step, Fill) and step.many:
            return False
        if isinstance(step, Notice) or act.does in ("ask", "answer"):
            return act.does == "conclude"
        return not (act.does == "publish" and getattr(step, "days", None))

    def _follow(self, walk: Walk, step: Step, verdict: Verdict, act: Act, moved: Moved) -> None:
        moved.way = verdict.way
        if verdict.way is Way.ON:
            self._finish(walk, step, State.DONE, act.on, moved)
        elif verdict.way is Way.BACK:
            self._go_back(walk, step, act.on, moved)
        else:
            walk.place(step.name).state, walk.place(step.name).done_on = State.DONE, act.on
            moved.closed = [step.name, *self.end(walk, Outcome.REFUSED, act.on).closed]

    def _go_back(self, walk: Walk, step: Step, on: date, moved: Moved) -> None:
        target = self.process.step(getattr(step, "back_to", None) or self._first_submission())
        names = [each.name for each in self._row]
        for each in self._row[names.index(target.name) + 1 :]:
            if walk.place(each.name).state is not State.PENDING:
                moved.closed.append(each.name)
            walk.places[each.name] = Place(State.PENDING, tries=walk.place(each.name).tries, acts_before=len(walk.acts))
        walk.place(step.name).state = State.RETURNED
        self._leave_beside(walk, step, moved)
        self._open(walk, target, on, moved)
        self.reckon(walk)

    def _first_submission(self) -> str:
        return next((step.name for step in self._row if isinstance(step, Submit)), self._row[0].name)

    def _finish(self, walk: Walk, step: Step, state: State, on: date, moved: Moved) -> None:
        place = walk.place(step.name)
        place.state, place.done_on = state, on
        moved.closed.append(step.name)
        self._leave_beside(walk, step, moved)
        if state is not State.SKIPPED:
            moved.effects.extend(step.takes_effect)
        self._set_limits(walk, step.name, on)
        if step.beside is None:
            self._open_after(walk, step, on, moved)

    def _leave_beside(self, walk: Walk, step: Step, moved: Moved) -> None:
        for each in self.process.steps:
            if each.beside == step.name and walk.place(each.name).state is State.OPEN:
                walk.place(each.name).state = State.LEFT
                moved.closed.append(each.name)

    def _open_after(self, walk: Walk, step: Step, on: date, moved: Moved) -> None:
        names = [each.name for each in self._row]
        following = names.index(step.name) + 1
        if following < len(self._row):
            self._open(walk, self._row[following], on, moved)
        else:
            walk.outcome, walk.ended_on = Outcome.COMPLETED, on

    def _open(self, walk: Walk, step: Step, on: date, moved: Moved) -> None:
        place = walk.place(step.name)
        place.state = State.WAITING if self.process.is_over_call(step) else State.OPEN
        walk.proposals.waiting.pop(step.name, None)
        if step.group_of is not None and step.name not in walk.assigned:
            walk.assigned[step.name] = walk.group_at(step.group_of)
        place.opened_on, place.done_on, place.tries, place.acts_before = on, None, place.tries + 1, len(walk.acts)
        moved.opened.append(step.name)
        for each in self.process.steps:
            if each.beside == step.name:
                self._open(walk, each, on, moved)

    def _set_limits(self, walk: Walk, since: str, on: date) -> None:
        for step in self.process.steps:
            if step.since == since and step.within is not None:
                walk.place(step.name).due = self.limit(step, on)
            elif step.due_from == since and (day := day_set_at(walk, since)) is not None:
                walk.place(step.name).due = self.limit(step, day)


def _as_done(walk: Walk, name: str) -> tuple[State, date | None]:
    """Return how a step stood once its latest act had been taken, and since when."""
    acts = [act for act in walk.acts_at(name) if act.does not in ASSIGNING]
    words = {"skip": State.SKIPPED, "deem": State.DEEMED}
    return (words.get(acts[-1].does, State.DONE), acts[-1].on) if acts else (State.DONE, walk.opened_on)


def verdict_of(step: Step, word: str) -> Verdict | None:
    """Return the verdict that a word is at a step, None where the step's words are no verdicts."""
    return next((verdict for verdict in getattr(step, "may", ()) if verdict.word == word), None)


def day_set_at(walk: Walk, step: str) -> date | None:
    """Return the last day that the latest entry of a step sets (`due_on`), None where it sets none."""
    days = (act.entry.get("due_on") for act in reversed(walk.acts_at(step)))
    return next((date.fromisoformat(day) for day in days if isinstance(day, str)), None)


def missing_sheets(walk: Walk, step: str) -> list[str]:
    """Return the assigned experts whose sheet is not in yet; who is barred is not waited for."""
    handed_in = walk.sheets_at(step)
    return [expert for expert in walk.group_at(step) if expert not in handed_in]
