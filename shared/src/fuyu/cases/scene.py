"""What a story has brought about so far: its call, applications, companies, and how each subject stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fuyu.cases.building import Builder, Companies, Company, builders_of
from fuyu.cases.cast import Cast
from fuyu.cases.days import Days
from fuyu.cases.desk import BASES, TRACKER, Desk, Someone
from fuyu.cases.story import Story
from fuyu.cases.telling import Told, Tone
from fuyu.law.programme import Programme
from fuyu.law.registry import Laws, Loaded
from fuyu.law.settings import LawSettings
from fuyu.law.steps import APPLICATION, DESIGNATION, ENROLMENT, Process, Step

PLACES = {APPLICATION: (BASES, "/applications"), DESIGNATION: (BASES, "/designations"), ENROLMENT: (TRACKER, "/enrolments")}


class Unplayable(Exception):
    """The story cannot go on: the message says at what, why, and what the writer can do."""


@dataclass(frozen=True, slots=True)
class Subject:
    """One record that a process runs over, and whose it is (applicant, holder or incubatee)."""

    kind: str
    id: str
    company: Company

    @property
    def service(self) -> str:
        """Return the service that keeps it."""
        return PLACES[self.kind][0]

    @property
    def path(self) -> str:
        """Return its address within the service."""
        return f"{PLACES[self.kind][1]}/{self.id}"


@dataclass
class Scene:
    """Everything that the acts of one story need."""

    story: Story
    laws: Laws
    loaded: Loaded
    desk: Desk
    days: Days
    cast: Cast
    companies: Companies
    told: Told
    call: str | None = None
    applications: dict[str, Subject] = field(default_factory=dict)
    builders: dict[str, Builder] = field(default_factory=dict)
    listed: dict[str, list[Company]] = field(default_factory=dict)
    last: dict[str, Subject] = field(default_factory=dict)
    bases: dict[tuple[str | None, str], Subject] = field(default_factory=dict)
    pooled: set[str] = field(default_factory=set)
    numbers: int = 0

    @property
    def programme(self) -> Programme:
        """Return the version of the programme that the story's call stands on; before a call is opened, the one that it is read by."""
        return self.loaded.programme

    def see(self, subject: Subject) -> dict[str, Any]:
        """Return a subject as the operator sees it now."""
        shown: dict[str, Any] = self.desk.look(subject.service, subject.path)
        return shown

    def see_call(self) -> dict[str, Any]:
        """Return the story's call as it stands."""
        if self.call is None:
            raise Unplayable("No call is open: the story needs `does: open_call` before this.")
        shown: dict[str, Any] = self.desk.look(BASES, f"/calls/{self.call}")
        return shown

    def walk(self, subject: Subject, process: Process, shown: Mapping[str, Any] | None = None) -> Mapping[str, Any] | None:
        """Return a subject's walk through a process, None where it has none that goes on."""
        if self.is_run(subject, process):
            found = self.proceeding(subject, process)
            return found["walk"] if found else None
        body = shown or self.see(subject)
        kept: Mapping[str, Any] | None = body["walk"] if subject.kind == APPLICATION else body.get("walks", {}).get(process.name)
        return kept if kept is not None and kept.get("outcome") is None else None

    def is_run(self, subject: Subject, process: Process) -> bool:
        """Claim that a process over a subject is kept as proceedings: over a designation, or beside an application's own way."""
        return subject.kind == DESIGNATION or (subject.kind == APPLICATION and not process.grants)

    def proceeding(self, subject: Subject, process: Process, at: str | None = None) -> dict[str, Any] | None:
        """Return the run of a process that goes on over a subject, of several the oldest that stands at a step, else the oldest; None where there is none."""
        of = {subject.kind: subject.id} | ({"stands_at": at} if at else {})
        rows = self.desk.rows(self.cast.operator, BASES, "/proceedings", process=process.name, state="running", sort="id", **of)
        first = next(iter(rows), None)
        if first is None and at is not None:
            return self.proceeding(subject, process)
        shown: dict[str, Any] | None = self.desk.look(BASES, f"/proceedings/{first['id']}") if first else None
        return shown

    def district_of(self, subject: Subject) -> str | None:
        """Return the district whose office acts on a subject."""
        shown = self.see(subject)
        return shown.get("district") or (shown.get("organisation") or {}).get("district")

    def builder(self, company: Company, like: str | None = None) -> Builder:
        """Return the builder of an organisation's form and entries: the one named, the one named for it before, or the default."""
        known = builders_of(self.programme)
        if like is not None:
            self.builders[company.name] = known[like]
        return self.builders.get(company.name) or next(iter(known.values()))

    def companies_for(self, applicant: Company) -> list[Company]:
        """Return the companies that are listed for an applicant, made up where the story names none."""
        if applicant.name not in self.listed:
            group = list(self.applications).index(applicant.name) if applicant.name in self.applications else 0
            self.list_for(applicant, self.companies.listed(self.programme, self.builder(applicant), self._least_listed(), group))
        return self.listed[applicant.name]

    def list_for(self, applicant: Company, companies: list[Company]) -> None:
        """Remember the companies that are listed for an applicant; what is filled in about them later comes from the same builder."""
        self.listed[applicant.name] = companies
        for company in companies:
            self.builders.setdefault(company.name, self.builder(applicant))

    def parameter(self, name: str) -> Any:
        """Return a parameter's value without an operator's overrides."""
        return self.loaded.view(LawSettings(), self.programme.values_on)[name].value

    def next_number(self) -> str:
        """Return a made-up document number (文号) of the year."""
        self.numbers += 1
        year = self.days.today.year if self.days.today else 0
        return f"示例〔{year}〕{self.numbers}号"

    def touch(self, subject: Subject) -> None:
        """Remember the subject that was acted on last."""
        self.last[subject.kind] = subject

    def done(self, who: Someone, says: str, *, is_left_out: bool = False, line: int | None = None) -> None:
        """Tell that something was done."""
        says = f"{who.title}: {says}" + (" (left out by the story)" if is_left_out else "")
        self.told.tell(Tone.LEFT_OUT if is_left_out else Tone.DONE, says, self.days.today, line)

    def _least_listed(self) -> int:
        enrols = self.programme.enrols
        return int(self.parameter(enrols.minimum)) if enrols else 0


def state_of(walk: Mapping[str, Any] | None, step: Step) -> str:
    """Return how a step stands on a walk: open, waiting, done …; pending where nothing was said of it."""
    place = (walk or {}).get("places", {}).get(step.name)
    return str(place["state"]) if place else "pending"


def row_of(process: Process) -> list[Step]:
    """Return the steps that stand in the row."""
    return [step for step in process.steps if step.beside is None]


def acts_at(walk: Mapping[str, Any] | None, step: str, does: str | None = None) -> list[Mapping[str, Any]]:
    """Return the acts at a step of a walk."""
    return [act for act in (walk or {}).get("acts", ()) if act["step"] == step and does in (None, act["does"])]
