"""Correcting the number (文号) by which a designation was decided: a new act with reason and author; the old number stays on record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from base_registry.documents import Designation
from base_registry.facts import designation_holders
from base_registry.usecases.designations import say_changed
from fuyu.caller import Caller, Role
from fuyu.law.programme import Programme
from fuyu.law.steps import DESIGNATION, Effect
from fuyu.problems import Forbidden, InvalidInput
from fuyu.process.actors import acting_role
from fuyu.store.transaction import Subject as About
from fuyu.store.transaction import Transaction


def correct_number(tx: Transaction, id: str, given: Mapping[str, Any], expected: int) -> Designation:
    """Let a designation bear the number that its decision truly has; the office that grants does so, and everyone concerned hears of it.

    The act by which it was decided stays as it was said, and so does what was issued with the old number.
    """
    designation: Designation = Designation.get(tx.city, id)
    programme = tx.laws.of(designation.programme, designation.programme_version).programme
    role = check_corrects_number(programme, designation, tx.caller)
    before, after = designation.number, given["number"]
    if before == after:
        reason = "The designation bears this number already."
        raise InvalidInput.of_fields([{"field": "number", "reason": reason, "found": after, "needed": "another document number"}])
    told = {"on": tx.today.isoformat(), "by": tx.caller.person if tx.caller else "", "actor": role.actor, "reason": given["reason"]}
    designation.number, designation.corrections = after, [*designation.corrections, {**told, "before": before, "after": after}]
    designation.keep(expected)
    tx.audit("designation.corrected", About(DESIGNATION, id), actor=role.actor, reason=given["reason"], number={"before": before, "after": after})
    say_changed(tx, designation, f"文号更正：{before or '（无）'} → {after}。{given['reason']}")
    return designation


def check_corrects_number(programme: Programme, designation: Designation, caller: Caller | None) -> Role:
    """Return the caller's role as the office that grants; raise NotYourStep where it has none, Forbidden where no office grants."""
    return acting_role(programme, _who_grants(programme), caller, designation_holders(designation))


def _who_grants(programme: Programme) -> str:
    by = next((step.by for step in programme.entry.steps if Effect.GRANT in step.takes_effect), None)
    if by is None:
        raise Forbidden(f"No office grants in {programme.id}, so none corrects the number of a decision.")
    return by
