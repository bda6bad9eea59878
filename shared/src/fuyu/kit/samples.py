"""Made-up facts by which a programme's rules can be asked without a service: those of its examples.yaml, and what stands around them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from fuyu.cases.building import Builder, Companies, Company, builders_of
from fuyu.cases.finding import FOLDER as CASES
from fuyu.cases.words import word_forward
from fuyu.dates import Due
from fuyu.law.errors import DeclarationError
from fuyu.law.facts import (
    Activity,
    Application,
    Call,
    Candidate,
    Cycle,
    Designation,
    Enrolment,
    File,
    Holding,
    Judged,
    Organisation,
    Run,
    Sheet,
    Stage,
    YearOfSessions,
)
from fuyu.law.forms import schema_of
from fuyu.law.programme import Programme, Scope
from fuyu.law.registry import Loaded
from fuyu.law.settings import LawSettings
from fuyu.law.steps import APPLICATION, DESIGNATION, ENROLMENT, Agree, Process, Score, Step
from fuyu.law.strict_yaml import load
from fuyu.law.view import Law
from fuyu.process.runs import filled, run_of
from fuyu.process.walk import Act, Outcome, Place, State, Walk

SOMEBODY = "somebody"
A_MONTH, A_YEAR = timedelta(days=30), timedelta(days=366)


@dataclass(frozen=True)
class Samples:
    """The facts of one version of a programme, made anew each time they are asked for."""

    loaded: Loaded

    @property
    def programme(self) -> Programme:
        """Return the programme that is asked."""
        return self.loaded.programme

    @cached_property
    def day(self) -> date:
        """Return the day on which the samples stand: the first one of the programme's stories, else the version's own."""
        return min(_days_of_stories(self.loaded), default=self.programme.values_on)

    @property
    def law(self) -> Law:
        """Return the law of that day, without any setting."""
        return self.loaded.view(LawSettings(), self.day)

    def call(self) -> Call:
        """Return an open call with the quotas that the law names."""
        intake, law = self.programme.intake, self.law
        closes_on = law.last_day(intake.window, self.day.year).on if intake.window else None
        quotas = {quota.kind: int(law[quota.most].value) for quota in intake.quotas if quota.most}
        return Call("call", self.programme.id, self.programme.version, self.day.year, self.day, closes_on, quotas=quotas, cycle=self.cycle())

    def cycle(self) -> Cycle | None:
        """Return the time for which a call runs that begins on the samples' day; None where the text lets it run for none."""
        lasts = self.programme.intake.lasts
        last = self.law.term(lasts, self.day).ends_on if lasts else None
        return Cycle(self.day, last) if last else None

    def calls(self) -> Iterator[tuple[str, Call]]:
        """Go through calls that gave places: of each class as many, and of each class alone."""
        classes = [each for grant in self.programme.grants for each in grant.classes]
        yield "a call that gave each class alike", replace(self.call(), classes=dict.fromkeys(classes, 1))
        for each in classes:
            yield f"a call that gave {each} alone", replace(self.call(), classes={each: 1})

    def activities(self) -> Iterator[tuple[str, Activity]]:
        """Go through each kind of planned activity, at and for each of those who hold something."""
        declared = self.programme.activities
        for kind, each in declared.kinds.items() if declared else ():
            for about, held in self.designations():
                yield f"{kind} for {about}", Activity(kind, self.day, held if each.has_host else None, [held])

    def opening(self, step: Step) -> Call:
        """Return a call that is to be opened, with what the examples fill in at the step that announces."""
        if step.form is None:
            return self.call()
        fills = next(iter(builders_of(self.programme).values())).fills
        return replace(self.call(), entry=schema_of(step.form)().load(fills.get(step.name, {})))

    def applications(self) -> Iterator[tuple[str, Application]]:
        """Go through the examples as applications that have gone the whole way: each as it stands, and the first with what it may hold or held."""
        for number, (name, builder) in enumerate(builders_of(self.programme).items(), start=1):
            yield f"the example {name}", self._application(builder, number)
        if (first := self._first()) is not None:
            for state in ("held", "ended", "revoked"):
                yield f"an applicant whose designation is {state}", replace(first, holdings=self._holdings(state))

    def beginners(self) -> Iterator[tuple[str, Application]]:
        """Go through applications at the beginning of their way: with questions answered by no, and with no paper and no entry yet."""
        if (first := self._first()) is not None:
            bare = replace(first, filled={}, judged={}, sheets={}, scores={}, agreed={})
            yield "an applicant of whom a reviewer found nothing", replace(bare, judged=self._judged(is_met=False))
            yield "an applicant without papers", replace(bare, materials={})

    def stages(self) -> Iterator[tuple[Step, str, Stage]]:
        """Go through the steps over the whole call, each with nobody chosen and with everybody."""
        candidates = [Candidate(each, self._full_score()) for _, each in self.applications()]
        for step in self.programme.entry.steps:
            if self.programme.entry.is_over_call(step):
                stage = Stage(step.name, self.call(), candidates)
                yield step, "nobody chosen", stage
                for grant in self.programme.grants:
                    yield step, f"everybody chosen for {grant.kind}", replace(stage, chosen={each.application.id: grant.kind for each in candidates})

    def designations(self) -> Iterator[tuple[str, Designation]]:
        """Go through what may be granted, in each class: just granted, with everything filled in, done and under way, and with its term over."""
        first = self._first()
        for grant in self.programme.grants:
            for holds_class in grant.classes or (None,):
                held = self._designation(first, grant.kind, holds_class)
                what = f"a {grant.kind}" + (f" ({holds_class})" if holds_class else "")
                yield f"{what} just granted", held
                yield f"{what} with all filled in", self._filled_designation(held, is_running=False)
                yield f"{what} with all under way", self._filled_designation(held, is_running=True)
                yield f"{what} that is over", replace(held, state="ended")

    def enrolments(self) -> Iterator[tuple[str, Enrolment]]:
        """Go through an incubatee that is proposed, runs and has ended; none where the programme brings nobody up."""
        if self.programme.enrols is None:
            return
        _, holder = next(self.designations())
        incubatee = self._organisation(self._companies.called("示范企业101"), None)
        proposed = Enrolment("enrolment", holder, incubatee, "proposed")
        term = self.loaded.ask.how_long_to_incubate(self.law, self.day)
        running = replace(proposed, state="running", starts_on=term.starts_on, ends_on=term.ends_on, undertakes=True)
        full = replace(running, **self._of_processes(ENROLMENT, is_running=False))
        yield "an incubatee that is proposed", replace(proposed, **self._of_processes(ENROLMENT, is_running=True))
        yield "an incubatee just admitted", running
        yield "an incubatee with all under way", replace(running, **self._of_processes(ENROLMENT, is_running=True))
        yield "an incubatee with all filled in", full
        yield "an incubatee that completed", replace(full, state="completed", attended=1, hours=Decimal(1))

    def sheets(self, step: Step) -> list[Sheet]:
        """Return three experts' sheets of a step, with full marks and with half of them."""
        rubric = self.programme.rubric(step.on if isinstance(step, Score | Agree) else "")
        full = {item.key: Decimal(self.law[item.maximum].value) for item in rubric.items}
        half = {key: points / 2 for key, points in full.items()}
        return [Sheet(f"expert-{number}", points, "属实。") for number, points in enumerate((full, full, half), start=1)]

    @cached_property
    def _companies(self) -> Companies:
        return Companies(self.programme)

    def _first(self) -> Application | None:
        builder = next(iter(builders_of(self.programme).values()), None)
        return None if builder is None else self._application(builder, 1)

    def _application(self, builder: Builder, number: int) -> Application:
        company = self._companies.called(f"示范企业{number:03}")
        steps = self.programme.entry.steps
        walks = [self._walked(process, builder, company) for process in self.programme.processes if process.over == APPLICATION]
        return Application(
            id=f"application-{number}",
            organisation=self._organisation(company, builder),
            call=self.call(),
            form=schema_of(self.programme.form)().load(builder.form_for(company, {})),
            applied_on=self.day,
            materials={each.key: [File(each.key, each.key, "", self.day)] for each in self.programme.materials},
            judged={key: found for each in walks for key, found in each.judged().items()},
            filled={step: found for each in walks for step, found in filled(self.programme, each).items()},
            sheets={step.name: self.sheets(step) for step in steps if isinstance(step, Score)},
            scores={step.name: self._full_score() for step in steps if isinstance(step, Score)},
            agreed={step.name: self._full_score() for step in steps if isinstance(step, Agree)},
        )

    def _organisation(self, company: Company, builder: Builder | None) -> Organisation:
        told = builder.organisation if builder else {}
        founded_on = date.fromisoformat(told["founded_on"]) if told.get("founded_on") else None
        return Organisation(company.code, company.code, company.name, str(told.get("district", "")), told.get("industry"), founded_on)

    def _full_score(self) -> Decimal:
        scored = [step for step in self.programme.entry.steps if isinstance(step, Score | Agree)]
        return self.sheets(scored[-1])[0].total if scored else Decimal(0)

    def _judged(self, *, is_met: bool) -> Mapping[str, Judged]:
        asked = [judgement.key for process in self.programme.processes for step in process.steps for judgement in step.judges]
        return {key: Judged(key, is_met, "属实。", SOMEBODY, self.day) for key in asked}

    def _holdings(self, state: str) -> list[Holding]:
        began = self.day - A_YEAR
        ended_on = self.day - A_MONTH if state != "held" else None
        return [
            Holding(f"holding-{grant.kind}", self.programme.id, self.programme.version, grant.kind, began, self.day + A_YEAR, state, ended_on)
            for grant in self.programme.grants
        ]

    def _walked(self, process: Process, builder: Builder | None, company: Company) -> Walk:
        """Return the walk of a process that was gone through on one day: at each step one act, with the example's entry where the step has a form."""
        walk = Walk(process.name, self.day, outcome=Outcome.COMPLETED, ended_on=self.day)
        for step in process.steps:
            has_limit = step.within is not None or step.due_from is not None
            due = Due(self.day, is_provisional=False) if has_limit else None
            walk.places[step.name] = Place(State.DONE, self.day, self.day, due)
            entry = self._entry(step, builder, company) if builder and step.form is not None else {}
            judged = {judgement.key: {"is_met": True, "note": "属实。"} for judgement in step.judges}
            who, at = step.by or SOMEBODY, datetime.combine(self.day, time(), UTC)
            taken = f"act-{step.name}", step.name, word_forward(step), SOMEBODY, who, self.day, at
            walk.acts.append(Act(*taken, entry=entry, judged=judged, organisation=company.code))
        return walk

    def _entry(self, step: Step, builder: Builder, company: Company) -> dict[str, Any]:
        """Return the example's entry for a step as it is handed in, nothing where it has no whole one: a story tells it then."""
        content = builder.entry_for(step.name, company, {})
        enrols = self.programme.enrols
        if enrols is not None and step.name == enrols.listed_at:
            listed = self._companies.listed(self.programme, builder, int(self.law[enrols.minimum].value), 0)
            content["companies"] = [{"code": each.code, "name": each.name} for each in listed]
        return content if step.form is not None and not schema_of(step.form)().validate(content) else {}

    def _designation(self, first: Application | None, kind: str, holds_class: str | None) -> Designation:
        term = self.loaded.ask.how_long(self.law, kind, self.day)
        organisation = first.organisation if first else self._organisation(self._companies.called("示范企业001"), None)
        own = self.programme.id, self.programme.version, kind, organisation, term.starts_on, term.ends_on, "held", holds_class
        return Designation("designation", *own, form=first.form if first else None, cycle=self.cycle())

    def _filled_designation(self, held: Designation, *, is_running: bool) -> Designation:
        years = {self.day.year: YearOfSessions(self.day.year, 1, 1, Decimal(2))}
        counted: dict[str, Any] = {
            "running_enrolments": 1,
            "completed_enrolments": 1,
            "ended_enrolments": 2,
            "years": years,
            "plans": [self.day.year],
            "exchanges": [self.day],
        }
        return replace(held, liaison=SOMEBODY, judged=self._judged(is_met=True), **counted, **self._of_processes(DESIGNATION, is_running=is_running))

    def _of_processes(self, over: str, *, is_running: bool) -> dict[str, Any]:
        """Return one run of each process over a kind of subject, ended or not, and all that was filled in."""
        runs = [self._run(process, is_running=is_running) for process in self.programme.processes if process.over == over]
        return {"runs": runs, "filled": {step: found for run in runs for step, found in run.filled.items()}}

    def _run(self, process: Process, *, is_running: bool) -> Run:
        builder = next(iter(builders_of(self.programme).values()), None)
        company = self._companies.called("示范企业001")
        walk = self._walked(process, builder, company)
        if is_running:
            walk.outcome = walk.ended_on = None
        return run_of(self.programme, walk, str(self.day.year), company.code)


def subjects_at(samples: Samples, process: Process) -> Iterator[tuple[str, Application | Designation | Enrolment]]:
    """Go through the facts over which a process goes, those alone in which it goes on: no step is taken without a run."""
    if process.over == APPLICATION:
        yield from samples.applications()
    elif process.over in (DESIGNATION, ENROLMENT):
        found = samples.designations() if process.over == DESIGNATION else samples.enrolments()
        yield from ((about, subject) for about, subject in found if any(run.is_running for run in subject.runs_of(process.name)))


def expert_of(programme: Programme) -> str:
    """Return an actor who is assigned by name, for questions about interests."""
    return next((name for name, actor in programme.actors.items() if actor.scope is Scope.ASSIGNED), SOMEBODY)


def _days_of_stories(loaded: Loaded) -> Iterator[date]:
    for path in sorted((loaded.programme.folder / CASES).glob("*.yaml")):
        try:
            content = load(path)
        except DeclarationError:
            continue
        for told in content.get("happens", ()) if isinstance(content, dict) else ():
            if isinstance(told, dict) and isinstance(day := told.get("as_of"), date):
                yield day
