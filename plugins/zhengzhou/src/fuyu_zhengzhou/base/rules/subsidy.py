"""The one-time subsidy: 第十九条（一）."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from fuyu.law import Finding, Law, finding, hookimpl, unknown
from fuyu.law.facts import Application, Designation, Enrolment, Stage

# How many approvals of the company the facts show when a step is taken: its own is among them from the approval on.
APPROVALS = {"claim_subsidy": 0, "approve_subsidy": 1, "pay_subsidy": 1}


# 第十九条（一）：给予30万元的一次性奖补。
@hookimpl
def to_take(law: Law, step: str, does: str, subject: Application | Designation | Enrolment | Stage, as_of: date) -> Sequence[Finding] | None:
    """Ask that the subsidy is given once to a company, in its one amount, from the claim to the payment."""
    if not isinstance(subject, Designation) or step not in APPROVALS:
        return None
    return [_is_the_first(law, subject, step), _is_the_one_amount(law, subject, "pay_subsidy" if step == "pay_subsidy" else "claim_subsidy")]


def _is_the_first(law: Law, designation: Designation, step: str) -> Finding:
    runs = (*designation.runs, *designation.runs_elsewhere)
    others = len([run for run in runs if run.said.get("approve_subsidy") == "grant"]) - APPROVALS[step]
    because = f"Approvals of the subsidy for this company besides this one, at this and its other designations: {max(others, 0)}."
    return finding("once", others <= 0, law["subsidy"], actual=max(others, 0), needed=0, because=because, fact="runs")


def _is_the_one_amount(law: Law, designation: Designation, step: str) -> Finding:
    amount, entries = law["subsidy"], designation.filled.get(step, ())
    if not entries:
        return unknown("subsidy", amount, missing=f"filled.{step}")
    found = entries[-1].entry.amount
    because = f"The amount is {found} yuan; the subsidy is {amount.value} yuan, once."
    return finding("subsidy", found == amount.value, amount, actual=found, because=because, fact=f"filled.{step}")
