"""Good people who step in where a story leaves a step out: they are assigned, declare no interest, fill in, score and decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fuyu.cases.acts import send
from fuyu.cases.building import Company
from fuyu.cases.desk import Refused, Someone
from fuyu.cases.entries import Deed
from fuyu.cases.scene import Scene, Subject, Unplayable, acts_at
from fuyu.cases.targets import Target
from fuyu.cases.words import Saying, who_says, word_forward
from fuyu.law.programme import Scope
from fuyu.law.steps import ENROLMENT, Fill, Process, Score, Step


@dataclass(frozen=True)
class StandIns:
    """Those who step in, on one subject or on the whole call."""

    scene: Scene

    def take(self, subject: Subject, process: Process, step: Step) -> None:
        """Take one step by good people with good entries; raise Unplayable where even that is refused."""
        try:
            if step.assigned_by:
                self._prepare_experts(subject, process, step)
            if isinstance(step, Score):
                self._score(subject, process, step)
            elif is_for_each_company(self.scene, step):
                self._fill_all(subject, process, step)
            elif not (isinstance(step, Fill) and step.many and acts_at(self.scene.walk(subject, process), step.name)):
                self.do(subject, process, step, word_forward(step), self._who(subject, process, step, word_forward(step)))
        except Refused as refusal:
            raise Unplayable(
                f"The story leaves {step.title!r} ({step.name}) out, and a good entry there is refused: {refusal} Tell the step yourself."
            ) from refusal

    def _prepare_experts(self, subject: Subject, process: Process, step: Step) -> None:
        walk = self.scene.walk(subject, process) or {}
        assigned = self._assigned(walk, step)
        if not assigned:
            officer = self._who(subject, process, step, "assign")
            self.do(subject, process, step, "assign", officer)
            walk = self.scene.walk(subject, process) or {}
            assigned = self._assigned(walk, step)
        declared = {act["by"] for where in (step.name, step.group_of) if where for act in acts_at(walk, where, "declare")}
        for expert in self.scene.cast.assigned(str(step.by), assigned):
            if expert.id not in declared:
                self.do(subject, process, step, "declare", expert)

    def _assigned(self, walk: Mapping[str, Any], step: Step) -> list[str]:
        recused = {person for people in walk.get("recused", {}).values() for person in people}
        return [person for person in walk.get("assigned", {}).get(step.name, ()) if person not in recused]

    def _at_any_step(self, walk: Mapping[str, Any], process: Process, actor: str) -> list[str]:
        """Return who is assigned as an actor at any step, as a group's leader is who assigns the others."""
        return [person for each in process.steps if each.by == actor for person in self._assigned(walk, each)]

    def _score(self, subject: Subject, process: Process, step: Step) -> None:
        walk = self.scene.walk(subject, process) or {}
        handed_in = {act["by"] for act in acts_at(walk, step.name, "score")}
        for expert in self.scene.cast.assigned(str(step.by), self._assigned(walk, step)):
            if expert.id not in handed_in:
                self.do(subject, process, step, "score", expert)

    def _fill_all(self, subject: Subject, process: Process, step: Step) -> None:
        handed_in = {act.get("organisation") for act in acts_at(self.scene.walk(subject, process), step.name, "fill")}
        companies = [each for each in self.fillers(subject, step) if each.code not in handed_in]
        for company in companies:
            who = self.scene.cast.member(str(step.by), company)
            send(self.scene, Deed(Target(Saying(process, step, "fill"), subject), who, {}, filler=company))
        if companies:
            names = companies[0].name if len(companies) == 1 else f"{companies[0].name} and {len(companies) - 1} more"
            self.scene.done(Someone("", names), f"fill at {step.title}", is_left_out=True)

    def fillers(self, subject: Subject, step: Step) -> list[Company]:
        """Return the companies that fill in a step's form, each its own: those listed for an applicant, or the subject's own organisation."""
        return self.scene.companies_for(subject.company) if subject.kind != ENROLMENT else [subject.company]

    def _who(self, subject: Subject, process: Process, step: Step, word: str) -> Someone:
        """Return who says a word at a step where the story names nobody."""
        name = who_says(step, word)
        if name is None:
            raise Unplayable(f"Nobody acts at {step.title!r} ({step.name}): it is taken by the system, when its day comes.")
        actor, cast = self.scene.programme.actors[name], self.scene.cast
        if actor.scope in (Scope.OFFICE, Scope.DISTRICT_OFFICE):
            return cast.officer(name, self.scene.district_of(subject))
        if actor.scope is Scope.ASSIGNED:
            walk = self.scene.walk(subject, process) or {}
            return cast.assigned(name, self._assigned(walk, step) if name == step.by else self._at_any_step(walk, process, name))[0]
        if actor.scope is Scope.ORGANISATION and actor.of != "any":
            return cast.member(name, self._company(subject, actor.of))
        return cast.somebody(name)

    def _company(self, subject: Subject, of: str) -> Company:
        if subject.kind == ENROLMENT and of == "holder":
            return self.scene.companies.called(self.scene.see(subject)["base"]["name"])
        if of == "incubatee" and subject.kind != ENROLMENT:
            return self.scene.companies_for(subject.company)[0]
        return subject.company

    def do(self, subject: Subject | None, process: Process, step: Step, word: str, who: Someone) -> None:
        send(self.scene, Deed(Target(Saying(process, step, word), subject), who, {}))
        of = f" of {subject.company.name}" if subject is not None and len(self.scene.applications) > 1 else ""
        self.scene.done(who, f"{word} at {step.title}{of}", is_left_out=True)


def is_for_each_company(scene: Scene, step: Step) -> bool:
    """Claim that each company that is to be brought up fills in a step's form for itself."""
    return isinstance(step, Fill) and step.many and step.by is not None and scene.programme.actors[step.by].of == "incubatee"
