"""Where a subject stands on its way: a place per step, and every act that was taken, as plain data that a document keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from fuyu.dates import Due
from fuyu.law.facts import Judged


class State(StrEnum):
    """How a step stands for a subject."""

    PENDING = "pending"
    OPEN = "open"
    WAITING = "waiting"
    LISTED = "listed"
    HELD = "held"
    DONE = "done"
    RETURNED = "returned"
    SKIPPED = "skipped"
    DEEMED = "deemed"
    LEFT = "left"


PASSED = frozenset({State.DONE, State.SKIPPED, State.DEEMED})


class Outcome(StrEnum):
    """How a walk ended."""

    COMPLETED = "completed"
    REFUSED = "refused"
    NOT_CHOSEN = "not chosen"
    REMOVED = "removed"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


@dataclass(slots=True)
class Act:
    """What someone did at a step, on which law's day, why, under which document number, and what the rules found.

    Where a second person had to confirm it, `by` proposed it on the day `proposed_on`, and it was taken on the day of the confirmation.
    """

    id: str
    step: str
    does: str
    by: str
    actor: str
    on: date
    at: datetime
    entry: dict[str, Any] = field(default_factory=dict)
    judged: dict[str, dict[str, Any]] = field(default_factory=dict)
    reason: str | None = None
    number: str | None = None
    organisation: str | None = None
    findings: list[dict[str, Any]] = field(default_factory=list)
    overrides: dict[str, str] = field(default_factory=dict)
    proposed_on: date | None = None
    confirmed_by: str | None = None


@dataclass(slots=True)
class SentBack:
    """A proposed act that did not take effect, since someone with the same right, or who proposed it, sent it back with a reason."""

    act: Act
    by: str
    on: date
    at: datetime
    reason: str


@dataclass(slots=True)
class Proposals:
    """What was proposed and waits for a second person, by step, and what was sent back, in order."""

    waiting: dict[str, Act] = field(default_factory=dict)
    sent_back: list[SentBack] = field(default_factory=list)


@dataclass(slots=True)
class Place:
    """How one step stands: since when, until when it is due, how often it was opened, and how many acts had been taken by its latest opening."""

    state: State = State.PENDING
    opened_on: date | None = None
    done_on: date | None = None
    due: Due | None = None
    tries: int = 0
    acts_before: int = 0


@dataclass(slots=True)
class Walk:
    """One subject on its way through one process."""

    process: str
    opened_on: date
    places: dict[str, Place] = field(default_factory=dict)
    acts: list[Act] = field(default_factory=list)
    assigned: dict[str, list[str]] = field(default_factory=dict)
    recused: dict[str, list[str]] = field(default_factory=dict)
    outcome: Outcome | None = None
    ended_on: date | None = None
    proposals: Proposals = field(default_factory=Proposals)

    @property
    def is_running(self) -> bool:
        """Claim that the way has not ended."""
        return self.outcome is None

    def place(self, step: str) -> Place:
        """Return how a step stands, pending where nothing was said of it yet."""
        return self.places.setdefault(step, Place())

    def acts_at(self, step: str, does: str | None = None) -> list[Act]:
        """Return the acts of the latest opening and before at a step, in order."""
        return [act for act in self.acts if act.step == step and does in (None, act.does)]

    @property
    def barred(self) -> frozenset[str]:
        """Return who was recused at any step: an interest in the applicant bars at every step of its way (L10)."""
        return frozenset(person for people in self.recused.values() for person in people)

    def group_at(self, step: str) -> list[str]:
        """Return who is assigned to a step and not barred."""
        return [person for person in self.assigned.get(step, ()) if person not in self.barred]

    def sheets_at(self, step: str) -> dict[str, Act]:
        """Return the latest sheet of each one of a step's group since the step was last opened.

        A sheet of who is barred or was released never counts, and after a return everyone scores again.
        """
        group, place = set(self.group_at(step)), self.places.get(step)
        since = self.acts[place.acts_before :] if place else []
        return {act.by: act for act in since if act.step == step and act.does == "score" and act.by in group}

    def judged(self) -> dict[str, Judged]:
        """Return the latest answer to each question that only a person can answer."""
        answers: dict[str, Judged] = {}
        for act in self.acts:
            for key, given in act.judged.items():
                answers[key] = Judged(key, bool(given["is_met"]), str(given.get("note", "")), act.by, act.on)
        return answers

    def open_steps(self) -> list[str]:
        """Return the steps that someone can act on now."""
        return [name for name, place in self.places.items() if place.state is State.OPEN]


def to_document(walk: Walk) -> dict[str, Any]:
    """Return a walk as plain values that MongoDB keeps: dates as ISO text, instants as they are."""
    return {
        "process": walk.process,
        "opened_on": walk.opened_on.isoformat(),
        "places": {name: _place_document(place) for name, place in walk.places.items()},
        "acts": [act_document(act) for act in walk.acts],
        "assigned": walk.assigned,
        "recused": walk.recused,
        "outcome": str(walk.outcome) if walk.outcome else None,
        "ended_on": iso(walk.ended_on),
        "proposals": proposals_document(walk.proposals),
    }


def from_document(document: Mapping[str, Any]) -> Walk:
    """Return the walk that a document keeps."""
    return Walk(
        process=document["process"],
        opened_on=date.fromisoformat(document["opened_on"]),
        places={name: _place(kept) for name, kept in document["places"].items()},
        acts=[act_from(kept) for kept in document["acts"]],
        assigned={step: list(people) for step, people in document.get("assigned", {}).items()},
        recused={step: list(people) for step, people in document.get("recused", {}).items()},
        outcome=Outcome(document["outcome"]) if document.get("outcome") else None,
        ended_on=day_from(document.get("ended_on")),
        proposals=proposals_from(document.get("proposals")),
    )


def proposals_document(proposals: Proposals) -> dict[str, Any]:
    """Return what was proposed as plain values."""
    sent_back = [
        {"act": act_document(each.act), "by": each.by, "on": each.on.isoformat(), "at": each.at, "reason": each.reason} for each in proposals.sent_back
    ]
    return {"waiting": {step: act_document(act) for step, act in proposals.waiting.items()}, "sent_back": sent_back}


def proposals_from(kept: Mapping[str, Any] | None) -> Proposals:
    """Return what was proposed as a document keeps it; none where it was written before a second person could be asked for."""
    if not kept:
        return Proposals()
    sent_back = [SentBack(act_from(each["act"]), each["by"], date.fromisoformat(each["on"]), each["at"], each["reason"]) for each in kept["sent_back"]]
    return Proposals({step: act_from(act) for step, act in kept["waiting"].items()}, sent_back)


def _place_document(place: Place) -> dict[str, Any]:
    return {
        "state": str(place.state),
        "opened_on": iso(place.opened_on),
        "done_on": iso(place.done_on),
        "due": due_document(place.due),
        "tries": place.tries,
        "acts_before": place.acts_before,
    }


def _place(kept: Mapping[str, Any]) -> Place:
    days = day_from(kept["opened_on"]), day_from(kept["done_on"])
    return Place(State(kept["state"]), *days, due_from(kept["due"]), kept["tries"], kept.get("acts_before", 0))


def due_document(due: Due | None) -> dict[str, Any] | None:
    """Return a time limit as plain values."""
    if due is None:
        return None
    return {"is_provisional": due.is_provisional, "clause": due.clause, "because": due.because, "on": due.on.isoformat(), "moved_from": iso(due.moved_from)}


def due_from(kept: Mapping[str, Any] | None) -> Due | None:
    if not kept:
        return None
    return Due(date.fromisoformat(kept["on"]), kept["is_provisional"], kept["clause"], kept["because"], day_from(kept["moved_from"]))


def act_document(act: Act) -> dict[str, Any]:
    return {name: getattr(act, name) for name in Act.__slots__} | {"on": act.on.isoformat(), "proposed_on": iso(act.proposed_on)}


def act_from(kept: Mapping[str, Any]) -> Act:
    return Act(**{**kept, "on": date.fromisoformat(kept["on"]), "proposed_on": day_from(kept.get("proposed_on"))})


def iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def day_from(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
