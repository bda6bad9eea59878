"""What a story can say that someone does: the verbs that every programme has, and each programme's steps and their words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fuyu.law.programme import Programme
from fuyu.law.steps import Announce, Consult, Process, Step, Way, who_acts, words_of

CLOSE_STAGE = "close_stage"


@dataclass(frozen=True, slots=True)
class Verb:
    """Something that is no step: the sentence that explains it, and what `with` may hold."""

    says: str
    told: frozenset[str]


def _verb(says: str, told: str) -> Verb:
    return Verb(says, frozenset(told.split()))


_SETTING = "from_day reason number"
_APPLYING = "like form incubatees papers without"
VERBS: dict[str, Verb] = {
    "open_call": _verb("An office opens a round, edition or cycle.", "year title host industries directions closes_on starts_on number entry overrides"),
    "begin_application": _verb("An organisation begins its application and saves it as a draft.", _APPLYING),
    "apply": _verb("An organisation begins its application where it has none, saves form and materials, and hands it in.", _APPLYING),
    "record_receipt": _verb("A district's officer records an earlier day on which the papers came in.", "received_on number reason"),
    "correct_receipt": _verb("A district's officer corrects the day on which the papers came in.", "received_on number reason"),
    "recuse": _verb("Someone of an office takes themselves, or a colleague, off an application because of an interest in it.", "people reason"),
    "object": _verb("Someone objects to a row of a published list.", "says reasons evidence name phone address email is_organisations papers"),
    "resolve": _verb("An office answers an objection.", "upheld answer"),
    "propose": _verb("A base proposes a company, with the services that it promises it.", "incubatee promised entry reason"),
    "tick_service": _verb("A base ticks off a promised service as given.", "service given_on"),
    "take_back": _verb("Who opened a process that goes on takes it back: a proposal, an application for more time, a move.", "what reason"),
    "tick_key_step": _verb("A base ticks off a step of an incubatee's special plan as done.", "number done_on note"),
    "log_session": _verb("A base logs a session that it held.", "held_on days kind topic trainer place hours is_free attendance"),
    "plan_activity": _verb("An office plans an activity or teaching.", "kind title planned_on host guests assigned overrides"),
    "record_activity": _verb("An office records that the activity planned last was held.", "held_on came outcome"),
    "announce_draw": _verb("An office announces a spot check among those who completed from one day to another.", "first_day last_day"),
    "draw": _verb("An office draws by a seed that became known after the announcement.", "seed source"),
    "record_check": _verb("An office records what experts found of one of those drawn.", "looked_on experts passed found consequence"),
    "name_liaison": _verb("A base names its liaison.", "name title phone email person"),
    "hand_in_plan": _verb("A base hands in a year's teaching plan.", "year sessions note"),
    "hand_in_reports": _verb("A base hands in the reports of a year.", "year reports"),
    "hand_in_district_report": _verb("A district's office hands in its report of a part of a year.", "year part text"),
    "set_law": _verb("The operator makes a law setting of any kind.", f"kind content {_SETTING}"),
    "adopt": _verb("The operator adopts a draft, which then runs from a day on.", f"version {_SETTING}"),
    "override": _verb("The operator sets another value of a parameter.", f"parameter value host {_SETTING}"),
    "switch_off": _verb("The operator switches off a rule of the software's own (L10).", f"rule {_SETTING}"),
    "relieve": _verb("An officer puts off the last days of a time limit that fall from one day to another.", f"parameter first last days {_SETTING}"),
    "load_calendar": _verb("An officer loads a year's holiday notice.", f"year days_off days_worked {_SETTING}"),
}
SYNONYMS = {"file_plan": "hand_in_plan"}

BY_WORD = {
    "assign": {"people"},
    "declare": {"interest", "note"},
    "release": {"people"},
    "score": {"points", "note"},
    "agree": {"points", "note"},
    "ask": {"departments"},
    "answer": {"department", "opinion"},
    "choose": {"chosen", "reasons"},
    "vote": {"present", "yes", "aside"},
}
COMMON = frozenset({"step", "entry", "judged", "reason", "number", "overrides", "without", "companies", "statement"})


@dataclass(frozen=True, slots=True)
class Saying:
    """One way to understand what someone does: a word at a step of a process."""

    process: Process
    step: Step
    word: str

    @property
    def is_over_call(self) -> bool:
        """Claim that it is said of the whole call, not of one subject."""
        return self.process.is_over_call(self.step)

    @property
    def actor(self) -> str | None:
        """Return the programme's actor who may say it."""
        return who_says(self.step, self.word)


def sayings(programme: Programme, does: str, *, step: str | None = None, process: str | None = None) -> list[Saying]:
    """Return every way to understand a step's name or a word, in the order of the processes and their steps."""
    found = [each for way in programme.processes if process in (None, way.name) for each in _sayings(way, does)]
    return [each for each in found if step in (None, each.step.name)]


def who_says(step: Step, word: str) -> str | None:
    """Return the actor who says a word at a step: who answers where departments are asked, else as the law has it."""
    if isinstance(step, Consult) and word == "answer":
        return step.answered_by
    return who_acts(step, word)


def words_at(process: Process, step: Step) -> tuple[str, ...]:
    """Return the words at a step; at one over the whole call an officer may also close the stage before it."""
    return words_of(step) + ((CLOSE_STAGE,) if process.is_over_call(step) else ())


def word_forward(step: Step) -> str:
    """Return the word by which a step is taken on its way: its first verdict that leads on, else its kind's first word."""
    on = [verdict.word for verdict in getattr(step, "may", ()) if verdict.way is Way.ON]
    return on[0] if on else step.words[0]


def all_words(programmes: Iterable[Programme]) -> set[str]:
    """Return everything that can be said of some versions of a programme."""
    steps = [(process, step) for programme in programmes for process in programme.processes for step in _taken(process)]
    return {*VERBS, *SYNONYMS, *(step.name for _, step in steps), *(word for process, step in steps for word in words_at(process, step))}


def _sayings(process: Process, does: str) -> Iterator[Saying]:
    for step in _taken(process):
        if does == step.name:
            yield Saying(process, step, word_forward(step))
        elif does in words_at(process, step):
            yield Saying(process, step, does)


def _taken(process: Process) -> list[Step]:
    return [step for step in process.steps if not isinstance(step, Announce)]
