"""What hooks answer beside findings: scores, placements, awards, terms, things owed, grounds and consequences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from fuyu.law.citation import Citation
from fuyu.law.findings import Finding
from fuyu.law.parameters import plain


@dataclass(frozen=True, slots=True)
class Scored:
    """What the sheets come to: the result that is compared (unrounded or rounded as the plugin states), bonus points by reason, and how."""

    result: Decimal
    because: str
    bonus: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def total(self) -> Decimal:
        """Return the result with its bonus points."""
        return self.result + sum(self.bonus.values(), Decimal(0))


@dataclass(frozen=True, slots=True)
class Placement:
    """One row of a selection: chosen or not, for which kind, whether it uses a place, and why."""

    application: str
    kind: str | None
    because: str
    uses_place: bool = True


@dataclass(frozen=True, slots=True)
class Award:
    """What an application is granted: kind, class or tier, and whether it uses a place of the quota."""

    kind: str
    holds_class: str | None = None
    uses_place: bool = True
    because: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """How long something is held: first and last day (None: no end), with the clause."""

    starts_on: date
    ends_on: date | None
    by: Citation


class Evidence(StrEnum):
    """What shows that something owed was done, and with that which service keeps the duty."""

    PROCEEDINGS = "proceedings"
    ACTIVITIES = "sessions, activities, plans and reports"


@dataclass(frozen=True, slots=True)
class Owed:
    """Something owed by a day: who owes it (an actor of the programme), since when, and whether the facts show it done.

    `key` names it once per subject (`sessions/2026`); `due_on` is the last day to do it, already moved where L3 asks; `on_evidence` says what is to
    be done, as those who owe it read it. `counts` shows how far it is, for example {"done": 4, "needed": 6}. `pace_from` is the first day from which
    the pace so far tells to what `done` comes by the last day; None where it tells nothing. `evidence` says which records show it done: those of
    processes over the designation, or those of teaching; None for the second where the programme brings companies up or asks for reports, else for
    the first.
    """

    key: str
    title: str
    owed_by: str
    opens_on: date
    due_on: date
    by: Citation
    on_evidence: str
    is_done: bool = False
    is_provisional: bool = False
    counts: Mapping[str, int] = field(default_factory=dict)
    warning: str | None = None
    pace_from: date | None = None
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground on which a designation may be taken away: proposed with its facts, decided by an officer."""

    key: str
    finding: Finding


@dataclass(frozen=True, slots=True)
class Consequence:
    """What follows a revocation: a bar on applying until a day, money to claim back by a day, things to take back, people to move."""

    kind: str
    by: Citation
    until: date | None = None
    says: str = ""


def as_document(answer: Any) -> dict[str, Any]:
    """Return an answer as JSON members, citations and findings included."""
    members: dict[str, Any] = {}
    for name in answer.__slots__:
        value = getattr(answer, name)
        members[name] = value.as_document() if isinstance(value, Citation | Finding) else plain(value)
    return members
