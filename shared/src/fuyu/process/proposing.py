"""Four eyes: where a city asks for a second person an act is proposed, and takes effect when another one with the same right confirms it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from fuyu.law.steps import ASSIGNING, Process, Step, words_of
from fuyu.law.view import Law
from fuyu.problems import InvalidInput, ReasonMissing, SecondPersonAwaited, SecondPersonNeeded, WordNotAllowed
from fuyu.process.walk import Act, Proposals, SentBack

COUNTERSIGN = "countersign"
SEND_BACK = "send_back"
SECOND = (COUNTERSIGN, SEND_BACK)
"""The words by which a second person answers to what was proposed at a step; no verdict of a step is called so."""

CONCLUDE = "conclude"
"""The word that ends a publication whose days are over: it decides nothing, and the system says it too."""


class Stands(StrEnum):
    """How an act stands after it was asked for."""

    TAKEN = "taken"
    PROPOSED = "proposed"
    SENT_BACK = "sent_back"


@dataclass(frozen=True)
class Request:
    """What someone asks to do: at which step, by which word, with which entry, answers, reason, document number and reasons for overriding warnings."""

    step: str
    does: str
    entry: Mapping[str, Any] = field(default_factory=dict)
    judged: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    reason: str | None = None
    number: str | None = None
    overrides: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Moment:
    """Who acts, on which law's day, at which instant, the id that the act gets, and the absent person in whose stead it is done."""

    person: str
    on: date
    at: datetime
    act_id: str
    in_stead_of: str | None = None


def is_proposed(law: Law, process: Process, step: Step, does: str) -> bool:
    """Claim that an act at a step is only proposed under this law."""
    return does not in (*ASSIGNING, CONCLUDE) and law.needs_second_person(process.name, step.name, declared=step.needs_second_person)


def check_awaits_nobody(proposals: Proposals, step: Step) -> None:
    """Raise SecondPersonAwaited where something was proposed at a step already."""
    if (act := proposals.waiting.get(step.name)) is not None:
        said = f"At the step {step.name!r} ({step.title}) {act.by} proposed to {act.does} on {act.on}. Another person confirms it (`does: {COUNTERSIGN}`)"
        raise SecondPersonAwaited(f"{said}, or someone sends it back with a reason (`does: {SEND_BACK}`).", found=act.does, needed=list(SECOND))


def confirmed(proposals: Proposals, step: Step, request: Request, moment: Moment) -> Act:
    """Take out what waits at a step for a second person; raise SecondPersonNeeded where who proposed it, or a deputy in that person's stead, would."""
    act = _waiting(proposals, step, request)
    given = [name for name in ("entry", "judged", "reason", "number", "overrides") if getattr(request, name)]
    if given:
        reason = "What was proposed is confirmed as it stands; to change it, send it back."
        raise InvalidInput.of_fields([{"field": name, "reason": reason} for name in given])
    if act.by in (moment.person, moment.in_stead_of):
        where = f"at the step {step.name!r} ({step.title})"
        said = f"You, or whom you stand in for, proposed on {act.on} to {act.does} {where}; another person with your right confirms it."
        raise SecondPersonNeeded(said, found=moment.person)
    del proposals.waiting[step.name]
    return act


def send_back(proposals: Proposals, step: Step, request: Request, moment: Moment) -> Act:
    """Send back what waits at a step, with a reason, and keep it among what was sent back; who proposed it may take it back so."""
    act = _waiting(proposals, step, request)
    if not (request.reason or "").strip():
        raise ReasonMissing(f"To send back what was proposed at the step {step.name!r} ({step.title}) give a written `reason`.", field="reason")
    del proposals.waiting[step.name]
    proposals.sent_back.append(SentBack(act, moment.person, moment.on, moment.at, request.reason or ""))
    return act


def asked_by(act: Act) -> Request:
    """Return the request that an act was proposed by."""
    return Request(act.step, act.does, act.entry, act.judged, act.reason, act.number, act.overrides)


def _waiting(proposals: Proposals, step: Step, request: Request) -> Act:
    act = proposals.waiting.get(step.name)
    if act is None:
        words = list(words_of(step))
        said = f"Nothing was proposed at the step {step.name!r} ({step.title}) that one could {request.does}; one can {', '.join(words)}."
        raise WordNotAllowed(said, found=request.does, needed=words)
    return act
