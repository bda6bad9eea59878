"""What the law is told: frozen facts that every programme has, each with its origin, never documents, requests or clocks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from fuyu.dates import anniversary


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a fact comes from: claimed by someone, verified by an officer, recorded here, or from another service at sequence n."""

    kind: str
    by: str | None = None
    on: date | None = None
    source: str | None = None
    sequence: int | None = None

    def as_document(self) -> dict[str, Any]:
        """Return the members that a finding shows."""
        shown: dict[str, Any] = {"kind": self.kind}
        if self.by is not None:
            shown["by"] = self.by
        if self.on is not None:
            shown["on"] = self.on.isoformat()
        if self.source is not None:
            shown["source"] = self.source
        if self.sequence is not None:
            shown["sequence"] = self.sequence
        return shown


CLAIMED = Origin("claimed")
RECORDED = Origin("recorded")


@dataclass(frozen=True, slots=True)
class Judged:
    """What a reviewer found on a question that only a person can answer, with the evidence named."""

    key: str
    is_met: bool
    note: str
    by: str
    on: date


@dataclass(frozen=True, slots=True)
class Organisation:
    """A company or body: `code` is its 统一社会信用代码, `district` the district where it is registered."""

    id: str
    code: str
    name: str
    district: str
    industry: str | None = None
    founded_on: date | None = None


@dataclass(frozen=True, slots=True)
class File:
    """An uploaded file as a rule sees it."""

    id: str
    name: str
    kind: str
    uploaded_on: date


@dataclass(frozen=True, slots=True)
class Holding:
    """A designation that an organisation holds or held: class, term (`ends_on` None where there is none) and how it stands; `host` ran the call."""

    id: str
    programme: str
    version: str
    kind: str
    starts_on: date
    ends_on: date | None
    state: str
    ended_on: date | None = None
    holds_class: str | None = None
    is_repeat: bool = False
    host: str | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One expert's points by rubric item, and what a form of the step asks besides; a recused expert's sheet never reaches a rule."""

    expert: str
    points: Mapping[str, Decimal]
    note: str = ""
    record: Any = None

    @property
    def total(self) -> Decimal:
        """Return the sum of the points, unrounded."""
        return sum(self.points.values(), Decimal(0))


@dataclass(frozen=True, slots=True)
class Cycle:
    """The time for which one intake runs, where the text lets it run: who enters it leaves with it. Its years are counted as periods are (L2)."""

    starts_on: date
    ends_on: date

    def year_on(self, day: date) -> int | None:
        """Return which year of the cycle a day lies in, from 1; None outside it."""
        return next((number for number, (first, last) in enumerate(self.years(), start=1) if first <= day <= last), None)

    def years(self) -> Iterator[tuple[date, date]]:
        """Go through the cycle's years, each with its first and its last day; the last one ends with the cycle."""
        number, first = 1, self.starts_on
        while first <= self.ends_on:
            last = min(anniversary(self.starts_on, number), self.ends_on)
            yield first, last
            number, first = number + 1, last + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PastClass:
    """A class that a holder had until it was given another on the day `until`, on which it had it no more."""

    holds_class: str
    until: date


@dataclass(frozen=True, slots=True)
class Call:
    """One intake: a round, an edition, a cycle; `year` is the year that its window and its year's figures refer to.

    `entry` is what was filled in when it was opened, as the plugin's own typed object; `other_years` are those of the programme's other calls (of the
    same host), told where one is to be opened.
    `classes` says how many hold a place of each class that this call gave, now; `cycle` is the time for which it runs, None where the text fixes none.
    """

    id: str
    programme: str
    version: str
    year: int
    opened_on: date
    closes_on: date | None
    host: str | None = None
    industries: Sequence[str] = ()
    directions: Sequence[str] = ()
    quotas: Mapping[str, int] = field(default_factory=dict)
    entry: Any = None
    other_years: Sequence[int] = ()
    classes: Mapping[str, int] = field(default_factory=dict)
    cycle: Cycle | None = None


@dataclass(frozen=True, slots=True)
class Filled:
    """What another actor filled in at a step: whose it is (an organisation's code, a person), the typed entry, when.

    `position` is the act's place among all acts of its way: of two acts of one day only it tells which came later.
    """

    step: str
    by: str
    entry: Any
    on: date
    organisation: str | None = None
    position: int = 0


@dataclass(frozen=True, slots=True)
class Misconduct:
    """What an office found that an applicant did wrong in a call (`year` is the call's): of which kind, on which day, and the facts."""

    year: int
    kind: str
    happened_on: date
    says: str


@dataclass(frozen=True, slots=True)
class Application:
    """One organisation in one call as a rule sees it; `form` is the plugin's own typed object, `runs` those of the processes beside its own way.

    `misconduct` is what was found of it in any call of the programme, the oldest first.
    `ordinals` says, of each step that any organisation of the city may take, the how manieth of the call this one is for which the same one took it.
    """

    id: str
    organisation: Organisation
    call: Call
    form: Any
    applied_on: date | None
    materials: Mapping[str, Sequence[File]] = field(default_factory=dict)
    judged: Mapping[str, Judged] = field(default_factory=dict)
    filled: Mapping[str, Sequence[Filled]] = field(default_factory=dict)
    sheets: Mapping[str, Sequence[Sheet]] = field(default_factory=dict)
    scores: Mapping[str, Decimal] = field(default_factory=dict)
    agreed: Mapping[str, Decimal] = field(default_factory=dict)
    holdings: Sequence[Holding] = ()
    named_elsewhere: Sequence[str] = ()
    runs: Sequence[Run] = ()
    misconduct: Sequence[Misconduct] = ()
    ordinals: Mapping[str, int] = field(default_factory=dict)
    origins: Mapping[str, Origin] = field(default_factory=dict)

    def found(self, key: str) -> Judged | None:
        """Return what a reviewer found on a question, None before anyone has."""
        return self.judged.get(key)

    def entries(self, step: str) -> Sequence[Filled]:
        """Return what was filled in at a step, in order."""
        return self.filled.get(step, ())


@dataclass(frozen=True, slots=True)
class Candidate:
    """One row of a call's step: an application with its score, for ranking and choosing."""

    application: Application
    score: Decimal | None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """A call's step with its frozen list and what the officer proposes: `chosen` maps an application's id to the kind it is to get."""

    step: str
    call: Call
    candidates: Sequence[Candidate]
    chosen: Mapping[str, str] = field(default_factory=dict)
    already_granted: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class YearOfSessions:
    """The sessions of one calendar year: `batches` are those that count towards the duty."""

    year: int
    batches: int
    sessions: int
    hours: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Promise:
    """The services that a holder promised one incubatee (`incubatee` is its name), those `lacking` still, and the last day on which they can be given."""

    enrolment: str
    incubatee: str
    promised: Sequence[str]
    lacking: Sequence[str]
    last_day: date


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a process over a subject: of each step its last day, the day it was done, the last word said and what was filled in.

    `key` tells the runs of a process apart (the year of a yearly one), `by` is the code of the organisation that opened it, `outcome` None while it goes on.
    Of what was filled in the latest of each one counts; `amounts` adds up all that was ever filled in as `amount` at a step.
    `told` are the last days of which it is proven that whoever owes the step was told.
    """

    process: str
    key: str
    opened_on: date
    outcome: str | None = None
    ended_on: date | None = None
    by: str | None = None
    due: Mapping[str, date] = field(default_factory=dict)
    done: Mapping[str, date] = field(default_factory=dict)
    said: Mapping[str, str] = field(default_factory=dict)
    filled: Mapping[str, Sequence[Filled]] = field(default_factory=dict)
    amounts: Mapping[str, Decimal] = field(default_factory=dict)
    told: Mapping[str, date] = field(default_factory=dict)

    @property
    def is_running(self) -> bool:
        """Claim that it has not ended."""
        return self.outcome is None

    def was_missed(self, step: str, as_of: date) -> bool:
        """Claim that a step was not done by its last day, of which whoever owes it was told with proof; one that was told of another day was not warned."""
        due = self.due.get(step)
        return due is not None and (self.done.get(step) or as_of) > due and self.told.get(step) == due


@dataclass(frozen=True, slots=True)
class HeldTerm:
    """The days from one to another, both included, on which a designation was held without a gap (`ends_on` None where there is no end)."""

    starts_on: date
    ends_on: date | None

    def within(self, year: int) -> HeldTerm | None:
        """Return the part of it that lies in a calendar year, None where no day of it does."""
        first, last = max(self.starts_on, date(year, 1, 1)), min(self.ends_on or date.max, date(year, 12, 31))
        return HeldTerm(first, last) if first <= last else None


@dataclass(frozen=True, slots=True)
class Designation:
    """What an organisation holds, with what is counted about it; counts of another service carry their origin.

    `starts_on` and `ends_on` are its term now: where a renewal came late there are `earlier_terms`, with days between them on which it was not held.
    `awaited_enrolments` are those of its approved list of which it is not known yet whether they began: what is counted is not whole before. `form` is the
    application that it was granted on, as the plugin's own typed object; `runs` are the runs of its processes, oldest first,
    `runs_elsewhere` those over the organisation's other designations in the programme; `holdings` are all that the organisation holds or held. `exchanges`
    are the days on which sessions of exchange were held, `planned_exchanges` the first days of the months for which its plans foresee one. `promises` are
    those to the incubatees that are or ended with it; who left or waits for another base is none of them.
    `proven` are the last days of which it is proven that whoever owes a duty was told, by the duty's key.
    `call` is the intake that it came from where base-registry tells of it, `cycle` the time that this runs; `past_classes` are the classes it had
    before, oldest first; `took_part` are the days of the activities in which it took part, by kind.
    """

    id: str
    programme: str
    version: str
    kind: str
    organisation: Organisation
    starts_on: date
    ends_on: date | None
    state: str
    holds_class: str | None = None
    liaison: str | None = None
    running_enrolments: int = 0
    completed_enrolments: int = 0
    ended_enrolments: int = 0
    awaited_enrolments: int = 0
    years: Mapping[int, YearOfSessions] = field(default_factory=dict)
    plans: Sequence[int] = ()
    exchanges: Sequence[date] = ()
    planned_exchanges: Sequence[date] = ()
    promises: Sequence[Promise] = ()
    filed: Mapping[str, date] = field(default_factory=dict)
    judged: Mapping[str, Judged] = field(default_factory=dict)
    filled: Mapping[str, Sequence[Filled]] = field(default_factory=dict)
    form: Any = None
    earlier_terms: Sequence[HeldTerm] = ()
    runs: Sequence[Run] = ()
    runs_elsewhere: Sequence[Run] = ()
    holdings: Sequence[Holding] = ()
    proven: Mapping[str, date] = field(default_factory=dict)
    call: Call | None = None
    cycle: Cycle | None = None
    past_classes: Sequence[PastClass] = ()
    took_part: Mapping[str, Sequence[date]] = field(default_factory=dict)
    origins: Mapping[str, Origin] = field(default_factory=dict)

    def runs_of(self, process: str) -> list[Run]:
        """Return the runs of one process, oldest first."""
        return [run for run in self.runs if run.process == process]

    @property
    def is_repeat(self) -> bool:
        """Claim that its organisation had won the same before, so that it was granted beside the places."""
        return any(each.is_repeat for each in self.holdings if each.id == self.id)

    @property
    def terms(self) -> list[HeldTerm]:
        """Return its terms, the earliest first; those that join without a gap are one."""
        joined: list[HeldTerm] = []
        for term in (*sorted(self.earlier_terms, key=lambda each: each.starts_on), HeldTerm(self.starts_on, self.ends_on)):
            before = joined[-1].ends_on if joined else None
            if before is not None and (term.starts_on - before).days <= 1:
                joined[-1] = HeldTerm(joined[-1].starts_on, term.ends_on)
            else:
                joined.append(term)
        return joined

    @property
    def first_day(self) -> date:
        """Return the day on which it was first held."""
        return self.terms[0].starts_on

    def terms_in(self, year: int) -> list[HeldTerm]:
        """Return the parts of its terms that lie in a calendar year, none where it was not held on any day of it."""
        return [part for term in self.terms if (part := term.within(year)) is not None]

    def class_on(self, day: date) -> str | None:
        """Return the class that it has on a day, which is not before its first."""
        return next((past.holds_class for past in self.past_classes if day < past.until), self.holds_class)

    def stands_on(self, day: date) -> bool:
        """Claim that it is held on a day: begun, not past its last day, neither revoked nor ended."""
        return self.state == "held" and any(term.starts_on <= day and (term.ends_on is None or day <= term.ends_on) for term in self.terms)


@dataclass(frozen=True, slots=True)
class Enrolment:
    """An incubatee with a base: its period, extensions, attendance and outcome; `proposed` before it is admitted.

    `runs` are the runs of its processes, oldest first; `paused_days` are those for which its period stood still while it waited for another base.
    """

    id: str
    designation: Designation
    incubatee: Organisation
    state: str
    starts_on: date | None = None
    ends_on: date | None = None
    extended_until: date | None = None
    attended: int = 0
    hours: Decimal = Decimal(0)
    undertakes: bool = False
    promised: Sequence[str] = ()
    enrolled_elsewhere: Sequence[str] = ()
    judged: Mapping[str, Judged] = field(default_factory=dict)
    filled: Mapping[str, Sequence[Filled]] = field(default_factory=dict)
    runs: Sequence[Run] = ()
    paused_days: int = 0
    origins: Mapping[str, Origin] = field(default_factory=dict)

    @property
    def last_day(self) -> date | None:
        """Return the last day of its period with its extension, None before it is admitted or where there is none."""
        return self.extended_until or self.ends_on

    def runs_of(self, process: str) -> list[Run]:
        """Return the runs of one process, oldest first."""
        return [run for run in self.runs if run.process == process]

    def latest(self, step: str) -> Filled | None:
        """Return what was filled in last at a step, None where nothing was."""
        return max(self.filled.get(step, ()), key=lambda each: each.on, default=None)


@dataclass(frozen=True, slots=True)
class Conduct:
    """What an office decided on the conduct of an expert in a review: the penalty, in the plugin's own words, and the day."""

    penalty: str
    on: date
    says: str = ""


@dataclass(frozen=True, slots=True)
class Activity:
    """What an office is to plan for a day: of which kind, at whose (`host`, None where the office is the host itself), and who is asked to come."""

    kind: str
    planned_on: date
    host: Designation | None
    guests: Sequence[Designation]

    @property
    def concerned(self) -> Sequence[Designation]:
        """Return all designations concerned, the host first."""
        return (*((self.host,) if self.host else ()), *self.guests)


@dataclass(frozen=True, slots=True)
class Interest:
    """What could bind an expert to the organisation that is looked at, an applicant or a holder: declared, same employer, same group.

    `conduct` is what was decided on the expert before. A group is known by the code of the company that heads it: `group_code` is the expert's,
    `employer_groups` are those recorded of others of the same employer, `organisation_groups` those recorded of experts whom the organisation employs.
    """

    expert: str
    organisation: Organisation
    declared: bool
    employer_code: str | None
    group_code: str | None = None
    employer_groups: frozenset[str] = frozenset()
    organisation_groups: frozenset[str] = frozenset()
    conduct: Sequence[Conduct] = ()

    @property
    def shared_groups(self) -> frozenset[str]:
        """Return the groups to which both belong; a company that heads one belongs to it."""
        own = {self.employer_code, self.group_code, *self.employer_groups}
        return frozenset({self.organisation.code, *self.organisation_groups} & own)


@dataclass(frozen=True, slots=True)
class Qualification:
    """A qualification of an expert, and its last day where it has one."""

    title: str
    number: str | None = None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class Appraisal:
    """What an office thought of an expert's work in a year."""

    year: int
    result: str
    says: str = ""


@dataclass(frozen=True, slots=True)
class Barred:
    """That an office barred an expert for misconduct: since which day, and what it found."""

    office: str
    since: date
    finding: str


@dataclass(frozen=True, slots=True)
class Expert:
    """Someone who may be asked to judge, as the city's pool knows them; `is_pooled` is False for who is not in it, of whom nothing is known."""

    person: str
    is_pooled: bool
    titles: Sequence[str] = ()
    qualifications: Sequence[Qualification] = ()
    appraisals: Sequence[Appraisal] = ()
    barred: Barred | None = None


@dataclass(frozen=True, slots=True)
class Assignment:
    """An expert who is to act at a step, and who is assigned (and not recused) at each step of the same way, those of this act included.

    `leads` names the step of whose group they are to be the leader, None where they are not.
    """

    expert: Expert
    step: str
    leads: str | None = None
    groups: Mapping[str, Sequence[str]] = field(default_factory=dict)
