"""What a plugin declares: its city, its programmes, and of each programme the actors, call, form, materials, processes and grants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from types import ModuleType

from fuyu.law.documents import Certificate
from fuyu.law.steps import APPLICATION, WITH_SECOND_PERSON, Process, Publish, Rubric, Step


class Scope(StrEnum):
    """What a programme's actor is to the kernel: how a token's role is bound to a subject."""

    OFFICE = "office"
    DISTRICT_OFFICE = "district office"
    ORGANISATION = "organisation"
    ASSIGNED = "assigned person"
    PUBLIC = "public"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Actor:
    """Someone who acts in a programme: the scope, the title that people use, and the office where it is not the programme's own.

    `of` says, for ORGANISATION, whose: "applicant" (of an application), "holder" (of the designation, also on its enrolments), "incubatee"
    (of the enrolment, or one listed on the application), or "any" of the city.
    """

    scope: Scope
    title: str
    office: str | None = None
    of: str = "applicant"


@dataclass(frozen=True, slots=True)
class Material:
    """A paper that an application holds; needed before the step `needed_at` is taken, None where only a clause asks for it case by case."""

    key: str
    title: str
    clause: str
    needed_at: str | None = "apply"
    is_sealed: bool = False
    is_identity_paper: bool = False


@dataclass(frozen=True, slots=True)
class Quota:
    """How many of a kind a call may grant: `most` (and `least`) name parameters; `reserved` maps a class to the parameter of its reserved places."""

    kind: str
    most: str | None
    least: str | None = None
    reserved: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Intake:
    """How a programme takes in: a round, an edition, a cycle, a yearly recognition.

    `window` names the parameter of the last day to apply (a month and day), `every` the years between two intakes, `lasts` how long a cycle runs;
    each None where the text fixes none. `directions` and `industries` are those of the text, which a call has unless the office names others for it.
    Cycles follow one another: one begins when the one before has ended, and what was granted without a term of its own ends with it.
    """

    kind: str
    title: str
    clause: str
    window: str | None = None
    every: str | None = None
    lasts: str | None = None
    quotas: tuple[Quota, ...] = ()
    directions: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Grant:
    """What may be granted: its kind, its term (a parameter, None for none), its classes, and the certificate that a step with the effect CERTIFY brings.

    `term_is_usual` says that the text names the term as the usual one (一般为), so that who decides may set another with a reason (L8). One that
    `stands_apart` is never told to the rules of another programme: holding it is neither a condition nor a score there (培评分离).
    """

    kind: str
    title: str
    clause: str
    term: str | None = None
    classes: tuple[str, ...] = ()
    certificate: Certificate | None = None
    term_is_usual: bool = False
    stands_apart: bool = False


@dataclass(frozen=True, slots=True)
class Enrols:
    """That a grant brings others up: the parameters of how many, how long, how much longer; `listed_at` names the step where they are listed.

    `certificate` is what an enrolment gets at the step with the effect CERTIFY.
    """

    clause: str
    minimum: str
    period: str
    extension: str
    listed_at: str
    certificate: Certificate | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What a holder reports of a calendar year and to which actor; of the sections those that the software knows facts of are drafted from its records.

    `sections` maps a section's key to its heading: `sessions`, `activities`, `incubatees` and `services` are drafted, others are the holder's to write.
    """

    key: str
    title: str
    clause: str
    to: str
    sections: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class DistrictReport:
    """What each district's office reports of the holders that it manages: every so many `months`, `within` a period after those months (parameters)."""

    title: str
    clause: str
    by: str
    months: str
    within: str


@dataclass(frozen=True, slots=True)
class SpotCheck:
    """That an actor's office looks again at some of those who completed, drawn at random: the parameters of their share and of the least number."""

    clause: str
    by: str
    share: str
    least: str


@dataclass(frozen=True, slots=True)
class News:
    """That an actor's office keeps a board of news, which all who hold, are brought up or supervise by the programme read."""

    clause: str
    by: str


@dataclass(frozen=True, slots=True)
class ActivityKind:
    """One kind of what an office plans at a holder's: `needs_guests` says that it is between holders, so that others come to the host.

    Where `has_host` is False the office is the host itself, and holders come to it.
    """

    title: str
    clause: str
    needs_guests: bool = False
    has_host: bool = True


@dataclass(frozen=True, slots=True)
class Activities:
    """That an actor's office plans activities at those who hold a grant, and records what came of them; `kinds` by name."""

    by: str
    kinds: Mapping[str, ActivityKind]


@dataclass(frozen=True, kw_only=True)
class Programme:
    """One version of what one regulation sets up; `folder` holds regulation.yaml and parameters/, `rules` its modules of hooks.

    `hosts` is the clause by which other levels may run it with calls and numbers of their own; an operator sets each host up. None where it knows none.

    `version` is the day of the text; where a text bears none, `dated` says from which day the parameters' values are read (a reading).

    `composed` are the titles and sentences that its rules write of what is owed, for translations: without a year before it, and with what else changes
    in braces, `第{number}次回访`.
    """

    id: str
    version: str
    title: str
    office: str
    folder: Path
    actors: Mapping[str, Actor]
    intake: Intake
    form: type
    processes: tuple[Process, ...]
    grants: tuple[Grant, ...]
    materials: tuple[Material, ...] = ()
    rubrics: tuple[Rubric, ...] = ()
    rules: tuple[ModuleType, ...] = ()
    enrols: Enrols | None = None
    spot_check: SpotCheck | None = None
    reports: tuple[Report, ...] = ()
    district_report: DistrictReport | None = None
    news: News | None = None
    activities: Activities | None = None
    hosts: str | None = None
    dated: date | None = None
    composed: tuple[str, ...] = ()

    @property
    def city(self) -> str:
        """Return the city that the programme belongs to: the first part of its id."""
        return self.id.split(".", 1)[0]

    @property
    def name(self) -> str:
        """Return the programme with its version, `city.programme@2022-01-10`."""
        return f"{self.id}@{self.version}"

    @property
    def values_on(self) -> date:
        """Return the day on which this version reads the parameters' values."""
        return self.dated or date.fromisoformat(self.version)

    def process(self, name: str) -> Process:
        """Return a process by its name; raise KeyError naming those there are."""
        for process in self.processes:
            if process.name == name:
                return process
        raise KeyError(f"{self.name} has no process {name!r}; it has {', '.join(p.name for p in self.processes)}.")

    def grant(self, kind: str) -> Grant:
        """Return a grant by its kind; raise KeyError naming those there are."""
        for grant in self.grants:
            if grant.kind == kind:
                return grant
        raise KeyError(f"{self.name} grants no {kind!r}; it grants {', '.join(g.kind for g in self.grants)}.")

    def report(self, key: str) -> Report:
        """Return a yearly report by its key; raise KeyError naming those there are."""
        for report in self.reports:
            if report.key == key:
                return report
        raise KeyError(f"{self.name} asks for no report {key!r}; it asks for {', '.join(r.key for r in self.reports)}.")

    def rubric(self, name: str) -> Rubric:
        """Return a rubric by its name; raise KeyError naming those there are."""
        for rubric in self.rubrics:
            if rubric.name == name:
                return rubric
        raise KeyError(f"{self.name} has no rubric {name!r}; it has {', '.join(r.name for r in self.rubrics)}.")

    def can_need_second_person(self, step: Step) -> bool:
        """Claim that a city may ask for a second person at a step: an office, and nobody assigned by name, says there what has consequences."""
        return self.is_offices(step) and step.assigned_by is None and isinstance(step, WITH_SECOND_PERSON)

    def is_offices(self, step: Step) -> bool:
        """Claim that an office of the city or of a district takes a step."""
        actor = self.actors.get(step.by or "")
        return actor is not None and actor.scope in (Scope.OFFICE, Scope.DISTRICT_OFFICE)

    @property
    def certificates(self) -> tuple[Certificate, ...]:
        """Return all documents that the programme issues: of its grants, of enrolments, and its circulars."""
        circulars = [step.circular for process in self.processes for step in process.steps if isinstance(step, Publish)]
        found = [*(grant.certificate for grant in self.grants), self.enrols.certificate if self.enrols else None, *circulars]
        return tuple(dict.fromkeys(each for each in found if each is not None))

    def certificate(self, name: str) -> Certificate:
        """Return a document by its name; raise KeyError naming those there are."""
        for certificate in self.certificates:
            if certificate.name == name:
                return certificate
        raise KeyError(f"{self.name} issues no {name!r}; it issues {', '.join(c.name for c in self.certificates) or 'nothing'}.")

    @property
    def entry(self) -> Process:
        """Return the application's own way: of the processes over it the one that grants; the others run beside it."""
        return next(process for process in self.processes if process.over == APPLICATION and process.grants)


@dataclass(frozen=True, kw_only=True)
class City:
    """What a plugin's entry point names: the city's id, its title, offices and districts, and its programmes with all their versions."""

    id: str
    title: str
    offices: Mapping[str, str]
    districts: Sequence[str]
    programmes: tuple[Programme, ...]
