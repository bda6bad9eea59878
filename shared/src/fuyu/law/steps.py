"""The kinds of steps that a process is made of; a programme lists them, the walker goes through them."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from enum import StrEnum
from typing import ClassVar

from fuyu.law.documents import Certificate

CALL = "call"
APPLICATION = "application"
DESIGNATION = "designation"
ENROLMENT = "enrolment"

ASSIGNING = ("assign", "declare", "release")
"""The words that say who is to act at a step with assigned people; none of them is yet acting."""

RECUSE = "recuse"
"""The word by which an office takes one of its own people off a subject, at whatever step: who has an interest neither acts on it nor sees it."""


class Question(StrEnum):
    """The guards that a step may ask before it is taken (hooks of the same name)."""

    TO_ENTER = "to_enter"
    TO_HOLD = "to_hold"
    TO_KEEP = "to_keep"


class Way(StrEnum):
    """Where a verdict leads: on to the next step, back to an earlier one, or to the end."""

    ON = "on"
    BACK = "back"
    END = "end"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A word that a reviewer may say at a step, and where it leads; ways back and to the end need a reason."""

    word: str
    way: Way
    title: str


RETURN = Verdict("return", Way.BACK, "退回补正")
REFUSE = Verdict("refuse", Way.END, "不予通过")
RECOMMEND = Verdict("recommend", Way.ON, "推荐")
ADMIT = Verdict("admit", Way.ON, "通过")
GRANT = Verdict("grant", Way.ON, "批准")


class Effect(StrEnum):
    """What takes effect at a named step, so that a city may decide before its notice."""

    OPEN = "open"
    GRANT = "grant"
    RENEW = "renew"
    RECLASSIFY = "reclassify"
    REVOKE = "revoke"
    EXPIRE = "expire"
    ENROL = "enrol"
    EXTEND = "extend"
    MOVE = "move"
    COMPLETE = "complete"
    LEAVE = "leave"
    LIST = "list"
    PAY = "pay"
    CERTIFY = "certify"
    CONFIRM = "confirm"
    RECORD = "record"
    REMOVE = "remove"
    CONDUCT = "conduct"


class Opener(StrEnum):
    """What opens a process when no person does."""

    EVERY_YEAR = "every year"
    BEFORE_THE_END = "before the end"
    WITHIN_THE_TERM = "within the term"
    GROUND = "a ground"
    GRANTING = "granting"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A question that only a person can answer; the step's actor answers it with a note (an officer's or expert's finding)."""

    key: str
    asks: str
    clause: str


@dataclass(frozen=True, slots=True)
class RubricItem:
    """One line of a rubric with its maximum points."""

    key: str
    title: str
    maximum: str
    clause: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Rubric:
    """What experts score on: each item's `maximum` names a parameter, so the numbers stay in the law's files."""

    name: str
    title: str
    items: tuple[RubricItem, ...]
    clause: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a process.

    `by` is an actor of the programme; `over` is the process's own subject, or CALL for the whole call. `within` names a parameter that is a
    period and `since` the step (or "opening") from whose day it runs (L2, L3); `due_from` names instead an earlier step whose entry sets the last
    day as its field `due_on`. `hides_actor` keeps the name of who acts from the holder of the designation. `beside` names the step during
    which this one is open instead of standing in the row. `asks` are the guards before the step is taken on its way forward; `to_take` is asked
    at every step. `form` is what the actor fills in with the act (the application's own form is the programme's). Where `by` is an assigned
    person, `assigned_by` is the actor who assigns and releases; `group_of` names an earlier step whose people are assigned here too, `leads` the
    step of whose group this step's person is the leader. `tells` are the actors who hear in writing, with the applicant, whom the step refuses or does
    not choose, and why. `deemed_by` is the actor who may say, with a reason, that the step counts as done.
    `needs_second_person` lets what its officer says take effect only when another one with the same right confirms it; an operator may ask for that, or
    no longer, at every step of the kinds in WITH_SECOND_PERSON that an office takes. `decides` marks the officer who may override a warning (L8),
    `is_numbered` a step that needs a document number (文号). `takes_effect` says what comes of it.
    """

    kind: ClassVar[str] = "step"
    words: ClassVar[tuple[str, ...]] = ()

    name: str
    _: KW_ONLY
    title: str
    clause: str
    by: str | None = None
    over: str | None = None
    beside: str | None = None
    asks: tuple[Question, ...] = ()
    within: str | None = None
    since: str | None = None
    due_from: str | None = None
    hides_actor: bool = False
    is_optional: bool = False
    deemed_by: str | None = None
    decides: bool = False
    needs_second_person: bool = False
    takes_effect: tuple[Effect, ...] = ()
    judges: tuple[Judgement, ...] = ()
    assigned_by: str | None = None
    group_of: str | None = None
    tells: tuple[str, ...] = ()
    leads: str | None = None
    form: type | None = None
    is_numbered: bool = False
    reading: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Announce(Step):
    """An office opens a call: it freezes version, form, rubrics and quotas."""

    kind: ClassVar[str] = "announce"
    words: ClassVar[tuple[str, ...]] = ("announce",)
    takes_effect: tuple[Effect, ...] = (Effect.OPEN,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Submit(Step):
    """The subject's own organisation hands in its form and materials; a return opens it again.

    Where a clause says so (`frozen_by`), nothing is added or changed after the last day to apply, so that nothing is returned then either; what came
    in on paper by that day can still be entered.
    """

    kind: ClassVar[str] = "submit"
    words: ClassVar[tuple[str, ...]] = ("submit",)
    frozen_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill(Step):
    """An actor fills in a form: once, or `many` times (each organisation or person its own)."""

    kind: ClassVar[str] = "fill"
    words: ClassVar[tuple[str, ...]] = ("fill",)
    many: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Review(Step):
    """An officer looks at the file and says one of the words that the step allows."""

    kind: ClassVar[str] = "review"
    may: tuple[Verdict, ...] = (RETURN, REFUSE, ADMIT)
    back_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Score(Step):
    """Assigned experts score alone, blind to each other; done when each assigned expert's sheet is in.

    With a `form` each records beside the points what the form asks. Where it does not `sets_score`, points are each one's own matter and nothing is
    made of them: a later step sets the score.
    """

    kind: ClassVar[str] = "score"
    words: ClassVar[tuple[str, ...]] = ("score",)
    on: str = ""
    at_least: str | None = None
    at_most: str | None = None
    floor: str | None = None
    sets_score: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Agree(Step):
    """The group sets the score together, after the sheets."""

    kind: ClassVar[str] = "agree"
    words: ClassVar[tuple[str, ...]] = ("agree",)
    on: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit(Step):
    """Experts or officers look on the spot and leave a record."""

    kind: ClassVar[str] = "visit"
    words: ClassVar[tuple[str, ...]] = ("record",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Defend(Step):
    """The applicant answers questions before the experts, who leave a record."""

    kind: ClassVar[str] = "defend"
    words: ClassVar[tuple[str, ...]] = ("record",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Consult(Step):
    """Departments are asked, each with a due date (`answer_within` is a period), and answer; who keeps silent is named when it is closed."""

    kind: ClassVar[str] = "consult"
    words: ClassVar[tuple[str, ...]] = ("ask", "answer", "close")
    answered_by: str = "department"
    answer_within: str = ""


class Mark(StrEnum):
    """What an objection can bear: who objects and how to reach them, a signature with identity paper or a seal, and proof of what is said."""

    NAME = "name"
    PHONE = "phone"
    ADDRESS = "address"
    SIGNATURE = "signature"
    IDENTITY = "identity"
    SEAL = "seal"
    EVIDENCE = "evidence"


@dataclass(frozen=True, slots=True)
class Signed:
    """What an objection must bear to hold a row, of a person and of an organisation; one that lacks any of it is kept as a tip."""

    person: tuple[Mark, ...] = (Mark.NAME,)
    organisation: tuple[Mark, ...] = (Mark.NAME,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice(Step):
    """A list is published for a period (`days` names the parameter, whose unit says how days are counted), open to objections.

    `signed` says what an objection must bear to hold a row; None lets any hold it. `needs_evidence` refuses an objection that gives no reasons and no
    evidence; `check_within` is the period in which each is to be answered.
    """

    kind: ClassVar[str] = "notice"
    words: ClassVar[tuple[str, ...]] = ("publish", "conclude")
    days: str = ""
    signed: Signed | None = None
    needs_evidence: bool = False
    check_within: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote(Step):
    """A committee votes on each row; `majority` names the share of those present that must be exceeded."""

    kind: ClassVar[str] = "vote"
    words: ClassVar[tuple[str, ...]] = ("vote",)
    majority: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choose(Step):
    """An officer chooses under the quotas from the ranking that the law proposes; each departure from it needs a reason."""

    kind: ClassVar[str] = "choose"
    words: ClassVar[tuple[str, ...]] = ("choose",)
    decides: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Decide(Step):
    """The deciding office says yes or no, with its document number."""

    kind: ClassVar[str] = "decide"
    may: tuple[Verdict, ...] = (REFUSE, GRANT)
    back_to: str | None = None
    decides: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Publish(Step):
    """What was decided is made public; with `days` it stands open to objections for that long before the walk goes on.

    `circular` is the document by which the list is made known (文件通报); it bears the step's number.
    """

    kind: ClassVar[str] = "publish"
    words: ClassVar[tuple[str, ...]] = ("publish", "conclude")
    days: str | None = None
    circular: Certificate | None = None


KINDS: tuple[type[Step], ...] = (Announce, Submit, Fill, Review, Score, Agree, Visit, Defend, Consult, Notice, Vote, Choose, Decide, Publish)


WITH_SECOND_PERSON: tuple[type[Step], ...] = (Review, Decide, Choose, Vote, Notice, Publish)
"""The kinds of steps at which a city may ask for a second person: an office says there what has consequences."""


def who_acts(step: Step, word: str) -> str | None:
    """Return the actor who says a word at a step: who assigns, releases and skips, who deems, else whose step it is."""
    if word == "deem":
        return step.deemed_by
    return step.assigned_by if step.assigned_by and word in ("assign", "release", "skip") else step.by


def words_of(step: Step) -> tuple[str, ...]:
    """Return the words by which someone acts on a step: its verdicts or its kind's own, and skip or deem where allowed."""
    verdicts = tuple(verdict.word for verdict in getattr(step, "may", ()))
    assigning = ASSIGNING if step.assigned_by else ()
    return assigning + (verdicts or step.words) + (("skip",) if step.is_optional else ()) + (("deem",) if step.deemed_by else ())


@dataclass(frozen=True, slots=True)
class Process:
    """A way that a subject goes: its steps in order, over which subject, opened by whom or what (an actor, or an Opener).

    `many` lets several runs go at once over one subject, as complaints do. One that is opened every year opens on the day that `yearly_from` names,
    one before the end by the period that `before_end` names. One that is opened within the term is about each day at which another of the periods that
    `every` names is over since the term was last decided, and opens by `before_end` before it; a day on which the term ends needs none. One that
    `is_confidential` is seen only by who opened it and by those whose step it has
    come to, and the organisation that it is about is told of its end alone.
    """

    name: str
    _: KW_ONLY
    title: str
    over: str
    clause: str
    steps: tuple[Step, ...]
    opened_by: tuple[str, ...] = ()
    many: bool = False
    yearly_from: str | None = None
    before_end: str | None = None
    every: str | None = None
    is_confidential: bool = False
    reading: str | None = None

    def step(self, name: str) -> Step:
        """Return a step by its name; raise KeyError where there is none."""
        for step in self.steps:
            if step.name == name:
                return step
        raise KeyError(f"Process {self.name!r} has no step {name!r}; it has {', '.join(self.names)}.")

    @property
    def names(self) -> tuple[str, ...]:
        """Return the steps' names in order."""
        return tuple(step.name for step in self.steps)

    @property
    def grants(self) -> bool:
        """Claim that something is granted at one of its steps."""
        return any(Effect.GRANT in step.takes_effect for step in self.steps)

    def is_over_call(self, step: Step) -> bool:
        """Claim that a step runs over the whole call, not over one subject."""
        return step.over == CALL
