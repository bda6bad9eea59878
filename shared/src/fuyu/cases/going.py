"""Bringing a subject to the step that a story names: what it leaves out before is done by good people on the earliest day possible."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from fuyu.cases.entries import waiting_at
from fuyu.cases.scene import Scene, Subject, Unplayable, row_of, state_of
from fuyu.cases.standing_in import StandIns
from fuyu.cases.story import Happening
from fuyu.cases.targets import HERE, Target, is_told_later
from fuyu.cases.words import CLOSE_STAGE, Saying, word_forward
from fuyu.law.steps import APPLICATION, Consult, Process, Step

MOST_TURNS = 200


@dataclass(frozen=True)
class Way:
    """The way to one happening: by which day it must be reached, and what the story tells itself before and after."""

    scene: Scene
    until: date
    told: Sequence[Happening]
    later: Sequence[Happening]

    @property
    def stand_ins(self) -> StandIns:
        """Return those who step in."""
        return StandIns(self.scene)

    def open(self, target: Target) -> None:
        """Bring the target's step to be open by the day; what the story tells later is never done for it, and then nothing is forced."""
        if target.subject is None:
            self._open_call_step(target)
        elif target.process.grants:
            self._bring(target.subject, target)
        else:
            self._begin(target.subject, target)

    def _bring(self, subject: Subject, target: Target) -> None:
        """Bring one application to a step of its own."""
        row = [step.name for step in row_of(target.process)]
        goal = target.step.beside or target.step.name
        for _ in range(MOST_TURNS):
            shown = self.scene.see(subject)
            walk = self.scene.walk(subject, target.process, shown)
            stands = shown["stands_at"]
            if walk is None or stands is None or row.index(stands) >= row.index(goal) or not self._take(subject, target.process, target.process.step(stands)):
                return
        raise Unplayable(f"{subject.company.name} never came to {target.step.title}.")

    def _begin(self, subject: Subject, target: Target) -> None:
        """Take the steps before one in a process that is opened by its first act: over a designation or an enrolment, or beside an application's way."""
        if target.step.beside:
            return
        for step in row_of(target.process):
            walk = self.scene.walk(subject, target.process)
            if step == target.step or state_of(walk, target.step) in HERE:
                return
            if state_of(walk, step) in ("pending", "open") and not self._take(subject, target.process, step):
                return

    def _take(self, subject: Subject, process: Process, step: Step) -> bool:
        """Take a step that the story leaves out; return False where the story tells it itself later."""
        if is_told_later(self.scene, step, subject if not process.is_over_call(step) else None, self.later):
            return False
        if process.is_over_call(step):
            self._take_call_step(process, step)
        else:
            self.beside(subject, process, step)
            self.stand_ins.take(subject, process, step)
        return True

    def beside(self, subject: Subject, process: Process, step: Step, without: Sequence[str] = ()) -> None:
        """Take what stands beside a step of an application and is left out by the whole story."""
        if subject.kind != APPLICATION or not process.grants:
            return
        for each in process.steps:
            if each.beside != step.name or each.is_optional or each.name in without or is_told_later(self.scene, each, subject, self.told):
                continue
            if state_of(self.scene.walk(subject, process), each) == "open":
                self.stand_ins.take(subject, process, each)

    def _open_call_step(self, target: Target) -> None:
        """Bring every application of the call to a step over it, and end the window to apply; who closes a stage leaves behind whoever is late."""
        if target.word in ("conclude", "answer", "close") or (target.word == CLOSE_STAGE and waiting_at(self.scene, target)):
            return
        for subject in self.scene.applications.values():
            if self.scene.walk(subject, target.process) is not None and self.scene.see(subject)["state"] != "draft":
                self._bring(subject, target)
        if target.word != CLOSE_STAGE:
            self._end_window(target.process, target.step)

    def _end_window(self, process: Process, step: Step) -> None:
        """Wait for the last day to apply, or let the office close the stage where that day comes after the happening's, or there is none."""
        call = self.scene.see_call()
        if any(each["closed_early_because"] or (each["step"] == step.name and not each["closed_on"]) for each in call["sittings"]):
            return
        closes = date.fromisoformat(call["closes"]["on"]) if call["closes"] else None
        if closes is not None and closes < self.until:
            self.scene.days.go_to(closes + timedelta(days=1))
        elif waiting_at(self.scene, Target(Saying(process, step, CLOSE_STAGE), None)):
            self.stand_ins.do(None, process, step, CLOSE_STAGE, self.scene.cast.officer(str(step.by), None))

    def _take_call_step(self, process: Process, step: Step) -> None:
        """Take a step over the whole call that the story leaves out, and wait where its list stands published."""
        target = Target(Saying(process, step, word_forward(step)), None)
        published = self._published(step)
        if published is None:
            self._open_call_step(target)
            officer = self.scene.cast.officer(str(step.by), None)
            self.stand_ins.do(None, process, step, target.word, officer)
            if isinstance(step, Consult):
                self.stand_ins.do(None, process, step, "answer", self.scene.cast.officer(step.answered_by, None))
            published = self._published(step)
        if published is not None:
            self._wait_for(step, published)

    def _published(self, step: Step) -> date | None:
        """Return the last day of a list that is published now."""
        for sitting in self.scene.see_call()["sittings"]:
            if sitting["step"] == step.name and not sitting["closed_on"] and sitting["published_on"] and sitting["ends"]:
                return date.fromisoformat(sitting["ends"]["on"])
        return None

    def _wait_for(self, step: Step, ends_on: date) -> None:
        if ends_on >= self.until:
            raise Unplayable(
                f"The list of {step.title!r} ({step.name}) stands published until {ends_on}; nothing behind it can happen on {self.until}. Take a later day."
            )
        self.scene.days.go_to(ends_on + timedelta(days=1))
        self.scene.days.settle()


def open_publications(scene: Scene) -> Iterator[date]:
    """Go through the last days of the lists that stand published at the end of a story."""
    for sitting in scene.see_call()["sittings"] if scene.call else ():
        if sitting["published_on"] and sitting["ends"] and not sitting["closed_on"]:
            yield date.fromisoformat(sitting["ends"]["on"])
