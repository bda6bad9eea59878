"""What a receiver of evidence may see: an officer of the programme and the operator all, whoever it is about what concerns it and no person's name."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from fuyu.caller import Caller
from fuyu.law.programme import Programme, Scope
from fuyu.process.actors import Holders, may_see
from fuyu.process.knowing import ACT, FACTS, FINDINGS, LAW
from fuyu.store.rows import AuditRow, DecisionRow

OF_OFFICES = frozenset({Scope.OFFICE, Scope.DISTRICT_OFFICE, Scope.OPERATOR})
NOT_OF_PERSONS = frozenset(
    {LAW, FINDINGS, "award", "term", "quotas"}
    | {f"{FACTS}.{name}" for name in ("id", "organisation", "call", "form", "applied_on", "materials", "scores", "agreed", "holdings", "named_elsewhere")}
    | {f"{FACTS}.{name}" for name in ("programme", "version", "kind", "starts_on", "ends_on", "state", "holds_class", "years", "plans", "filed", "hours")}
    | {f"{FACTS}.{name}" for name in ("running_enrolments", "completed_enrolments", "ended_enrolments", "incubatee", "attended", "extended_until")}
    | {f"{FACTS}.{name}" for name in ("undertakes", "promised", "enrolled_elsewhere", "paused_days", "exchanges", "planned_exchanges")}
)
"""Parts in which nobody but the organisation itself, and nothing that another filled in or said, can stand."""
LISTS = frozenset({"list"})
"""Parts that tell of all who were on a list."""


@dataclass(frozen=True)
class Receiver:
    """Who is given evidence: whether for an office, and which parts wait until everyone has handed in."""

    programme: Programme | None
    is_of_office: bool
    waiting: frozenset[str] = frozenset()

    def shows_part(self, row: DecisionRow, name: str) -> bool:
        """Claim that the receiver may see a part of what was known."""
        if self.is_of_office:
            return name not in self.waiting
        if name == ACT:
            return self._is_of_office(str(json.loads(row["parts"][ACT])["actor"]))
        return name in NOT_OF_PERSONS and row["subject"]["kind"] != "call"

    def shows_row(self, row: AuditRow) -> bool:
        """Claim that the receiver may see a row of the audit trail: others than offices see what offices did, and nobody's looks."""
        return self.is_of_office or (row["actor"] is not None and self._is_of_office(row["actor"]) and not row["act"].endswith(".seen"))

    def _is_of_office(self, actor: str) -> bool:
        declared: Mapping[str, object] = self.programme.actors if self.programme else {}
        known = declared.get(actor)
        return getattr(known, "scope", None) in OF_OFFICES


def receives_for_office(programme: Programme | None, caller: Caller | None, holders: Holders) -> bool:
    """Claim that the caller sees a subject for an office of its programme, or as the operator; nobody does where the plugin is away but the operator."""
    if caller is None:
        return False
    if programme is None:
        return any(role.actor == "operator" and role.city == holders.city for role in caller.actors)
    acting = tuple(role for role in caller.actors if role.organisation is None)
    return may_see(programme, Caller(caller.person, acting), holders)
