"""A step over the whole call: it opens with a frozen list, an objection holds or removes one row, and the rest go on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from fuyu.dates import Due
from fuyu.process.walk import Act, act_document, act_from, day_from, due_document, due_from, iso


class RowState(StrEnum):
    """How one row of the list stands."""

    LISTED = "listed"
    HELD = "held"
    REMOVED = "removed"
    PASSED = "passed"
    FAILED = "failed"


@dataclass(slots=True)
class Row:
    """One application on the list of a sitting; `kind` is what it was chosen for, `because` why it stands as it does."""

    application: str
    state: RowState = RowState.LISTED
    kind: str | None = None
    because: str = ""


@dataclass(slots=True)
class Sitting:
    """One opening of a step over the call; a later one takes those that an objection had held back."""

    id: str
    step: str
    opened_on: date
    rows: dict[str, Row] = field(default_factory=dict)
    acts: list[Act] = field(default_factory=list)
    published_on: date | None = None
    number: str | None = None
    ends: Due | None = None
    closed_on: date | None = None
    closed_early_because: str | None = None

    @property
    def is_open(self) -> bool:
        """Claim that the step has not been done for this list."""
        return self.closed_on is None

    def listed(self) -> list[Row]:
        """Return the rows that nothing holds back."""
        return [row for row in self.rows.values() if row.state is RowState.LISTED]


def passes_vote(yes: int, present: int, majority: Decimal) -> bool:
    """Claim that more than the named share of those present voted for it; exactly the share does not pass."""
    return Decimal(yes) > majority * Decimal(present)


def to_document(sitting: Sitting) -> dict[str, Any]:
    """Return a sitting as plain values that MongoDB keeps."""
    return {
        "id": sitting.id,
        "step": sitting.step,
        "opened_on": sitting.opened_on.isoformat(),
        "rows": [{"application": r.application, "state": str(r.state), "kind": r.kind, "because": r.because} for r in sitting.rows.values()],
        "acts": [act_document(act) for act in sitting.acts],
        "published_on": iso(sitting.published_on),
        "number": sitting.number,
        "ends": due_document(sitting.ends),
        "closed_on": iso(sitting.closed_on),
        "closed_early_because": sitting.closed_early_because,
    }


def from_document(kept: Mapping[str, Any]) -> Sitting:
    """Return the sitting that a document keeps."""
    rows = [Row(row["application"], RowState(row["state"]), row["kind"], row["because"]) for row in kept["rows"]]
    return Sitting(
        id=kept["id"],
        step=kept["step"],
        opened_on=date.fromisoformat(kept["opened_on"]),
        rows={row.application: row for row in rows},
        acts=[act_from(act) for act in kept["acts"]],
        published_on=day_from(kept["published_on"]),
        number=kept["number"],
        ends=due_from(kept["ends"]),
        closed_on=day_from(kept["closed_on"]),
        closed_early_because=kept["closed_early_because"],
    )
