"""Every question of the kernel put to a programme's rules with made-up facts, so that each rule is asked without a service."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any

from fuyu.kit.samples import A_YEAR, Samples, expert_of, subjects_at
from fuyu.law.asking import Asker
from fuyu.law.facts import Assignment, Barred, Expert, Interest, Qualification
from fuyu.law.parameters import Value
from fuyu.law.steps import Agree, Announce, Choose, Score, words_of
from fuyu.law.view import Law


@dataclass(frozen=True)
class Asked:
    """One question: who is asked it, what it is about as a reader understands it, and the facts that are told."""

    ask: Asker
    question: str
    about: str
    told: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.question}, of {self.about}"

    def put(self, law: Law) -> Any:
        """Return what the rules answer under a view of the law; what they raise comes as RuleFailed or NoValue."""
        return getattr(self.ask, self.question)(law, **self.told)


@dataclass(frozen=True)
class Traced(Law):
    """A view that notes which numbers were looked at."""

    seen: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, law: Law) -> Traced:
        """Return a view as it is, with nothing seen yet."""
        return cls(**{each.name: getattr(law, each.name) for each in fields(Law)})

    def __getitem__(self, name: str) -> Value:
        """Return a value, and note its name."""
        self.seen.add(name)
        return super().__getitem__(name)


def questions_for(samples: Samples) -> Iterator[Asked]:
    """Go through all questions, each with facts of its own, on the samples' day and where time counts in the years after it."""
    parts = _of_openings, _of_calls, _of_applications, _of_interests, _of_assignments, _of_steps, _of_stages, _of_designations, _of_activities, _of_enrolments
    for part in parts:
        yield from (Asked(samples.loaded.ask, *asked) for asked in part(samples))


_Told = tuple[str, str, dict[str, Any]]


def _of_applications(samples: Samples) -> Iterator[_Told]:
    day = samples.day
    for about, each in (*samples.applications(), *samples.beginners()):
        yield from ((question, about, {"application": each, "as_of": day}) for question in ("to_enter", "to_hold"))
    for about, each in samples.applications():
        for grant in samples.programme.grants:
            yield "what_is_granted", about, {"application": each, "kind": grant.kind, "as_of": day}
        for step in samples.programme.entry.steps:
            if isinstance(step, Score | Agree):
                told = {"step": step.name, "application": each, "as_of": day}
                yield "which_rubric", about, told | {"declared": step.on}
                yield "what_follows", about, told | {"sheets": samples.sheets(step)}


def _of_openings(samples: Samples) -> Iterator[_Told]:
    """Put to_take at the step that announces, of the first call and of one in a year that has one already."""
    for step in samples.programme.entry.steps:
        if isinstance(step, Announce):
            call = samples.opening(step)
            for about, each in (("the first call", call), ("a second call of the year", replace(call, other_years=(call.year,)))):
                yield "to_take", f"{about} at {step.name}", {"step": step.name, "does": "announce", "subject": each, "as_of": samples.day}


def _of_calls(samples: Samples) -> Iterator[_Told]:
    for about, each in samples.calls():
        yield "to_balance", about, {"call": each, "as_of": samples.day}


def _of_activities(samples: Samples) -> Iterator[_Told]:
    for about, each in samples.activities():
        yield "to_plan", about, {"activity": each, "as_of": samples.day}


def _of_assignments(samples: Samples) -> Iterator[_Told]:
    """Put to_assign at every step that people are assigned to: of a good expert in a group, of one whom the pool does not know, of one who is barred."""
    person, day = expert_of(samples.programme), samples.day
    good = Expert(person, is_pooled=True, qualifications=[Qualification("a qualification")])
    barred = Barred(samples.programme.office, day, "misconduct")
    experts = {"a good expert": good, "a stranger": Expert(person, is_pooled=False), "a barred expert": replace(good, barred=barred)}
    for process in samples.programme.processes:
        steps = [step for step in process.steps if step.assigned_by]
        groups = {step.name: [person, "another"] for step in steps}
        for step in steps:
            for about, expert in experts.items():
                told = {"assignment": Assignment(expert, step.name, step.leads, groups), "as_of": day}
                yield "to_assign", f"{about} at {process.name}.{step.name}", told


def _of_interests(samples: Samples) -> Iterator[_Told]:
    _, application = next(samples.applications(), ("", None))
    if application is not None:
        expert, organisation = expert_of(samples.programme), application.organisation
        yield "to_recuse", "an expert without an interest", {"interest": Interest(expert, organisation, False, None), "as_of": samples.day}
        own = Interest(expert, organisation, True, organisation.code, organisation.code)
        yield "to_recuse", "an expert of the applicant's own", {"interest": own, "as_of": samples.day}


def _of_steps(samples: Samples) -> Iterator[_Told]:
    """Put to_take at every step over one subject, with each of its words."""
    for process in samples.programme.processes:
        for about, subject in subjects_at(samples, process):
            for step in process.steps:
                for word in words_of(step) if not process.is_over_call(step) else ():
                    told = {"step": step.name, "does": word, "subject": subject, "as_of": samples.day}
                    yield "to_take", f"{about}, {word} at {process.name}.{step.name}", told


def _of_stages(samples: Samples) -> Iterator[_Told]:
    """Put what is asked at the steps over the whole call; at the first of them there is no list yet."""
    day = samples.day
    for step, about, stage in samples.stages():
        for word in () if isinstance(step, Announce) else words_of(step):
            yield "to_take", f"{about}, {word} at {step.name}", {"step": step.name, "does": word, "subject": stage, "as_of": day}
        if isinstance(step, Choose):
            yield "how_rank", f"the candidates at {step.name}", {"candidates": stage.candidates, "as_of": day}
            yield "who_is_chosen", f"the candidates at {step.name}", {"stage": stage, "as_of": day}


def _of_designations(samples: Samples) -> Iterator[_Told]:
    law, ask, first = samples.law, samples.loaded.ask, samples.day
    for grant in samples.programme.grants:
        yield "how_long", f"a {grant.kind}", {"kind": grant.kind, "starts_on": first}
    for about, each in samples.designations():
        for day in _days(first):
            told = {"designation": each, "as_of": day}
            yield from ((question, f"{about}, on {day}", told) for question in ("to_keep", "what_is_owed"))
            yield "to_prefer", f"{about}, on {day}", {"subject": each, "as_of": day}
        for owed in ask.what_is_owed(law, each, first + 2 * A_YEAR):
            yield "when_missed", f"{about} that owed {owed.key}", {"designation": each, "owed": owed.key, "as_of": owed.due_on + A_YEAR}
        ground = next((found.key for found in ask.to_keep(law, each, first) if found.stands_in_the_way), "a ground")
        yield "after_revocation", about, {"designation": each, "ground": ground, "as_of": first}


def _of_enrolments(samples: Samples) -> Iterator[_Told]:
    if samples.programme.enrols is not None:
        yield "how_long_to_incubate", "an incubatee", {"starts_on": samples.day}
    for about, each in samples.enrolments():
        until = each.ends_on or samples.day
        yield "how_much_longer", about, {"enrolment": each, "asked_until": until, "as_of": samples.day}
        yield "to_prefer", about, {"subject": each, "as_of": samples.day}


def _days(first: date) -> list[date]:
    """Return the samples' day and a day in each of the three years after it: what is owed yearly, what runs out."""
    return [first, *(first + years * A_YEAR for years in (1, 2, 3))]
