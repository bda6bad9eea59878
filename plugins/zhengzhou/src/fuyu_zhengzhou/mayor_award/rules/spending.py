"""The prize: who is given it, what it is used for, and how it is claimed back: 第四条, 第二十三条 and 第二十七条."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from fuyu.law import Finding, Law, finding, hookimpl, unknown
from fuyu.law.facts import Application, Call, Designation, Enrolment, Run, Stage
from fuyu_zhengzhou.mayor_award.rules.holding import AWARD

USE = "第二十三条"


@hookimpl
def to_take(law: Law, step: str, does: str, subject: Application | Call | Designation | Enrolment | Stage, as_of: date) -> Sequence[Finding] | None:
    """Ask what stands against giving, paying, using and claiming back the prize."""
    if not isinstance(subject, Designation):
        return None
    match step:
        case "approve_prize":
            return [_stands(law, subject), *_is_given_money(law, subject), _is_the_first(law, subject)]
        case "pay_prize":
            return [_stands(law, subject), _is_the_prize(law, subject)]
        case "use_of_prize":
            return [_is_within(law, "spent", "used", amount_of(subject, step), paid(subject))]
        case "find_misuse":
            misused = sum((each.entry.spent for run in subject.runs_of("misuse") for each in run.filled.get(step, ())), Decimal(0))
            return [_is_within(law, "misused", "misused", misused, paid(subject))]
        case "propose_recovery":
            return [_is_grave(law, subject), _is_left(law, subject)]
        case "recover_prize":
            return [_was_approved(law, subject)]
        case _:
            return None


# 第四条：市长质量奖……各奖励100万元；市长质量奖提名奖……不授予奖金；第二十七条：再次获得该奖的……不授予奖金。
def _is_given_money(law: Law, designation: Designation) -> list[Finding]:
    repeat = designation.is_repeat
    kind = "It is an award." if designation.kind == AWARD else "A nomination brings no money."
    again = "It is a repeat win, which brings no money." if repeat else "It is its first award."
    return [
        finding("brings_money", designation.kind == AWARD, law.cite("第四条"), actual=designation.kind, needed=AWARD, because=kind),
        finding("first_win", not repeat, law.cite("第二十七条"), actual=repeat, needed=False, because=again, fact="holdings"),
    ]


def _is_the_first(law: Law, designation: Designation) -> Finding:
    approvals = sum(run.said.get("approve_prize") == "grant" for run in designation.runs_of("pay"))
    because = f"The prize was approved {approvals - 1} times before."
    return finding("once", approvals <= 1, law["prize"], actual=approvals - 1, needed=0, because=because, fact="runs")


def _stands(law: Law, designation: Designation) -> Finding:
    because = f"The title is {designation.state}; the prize goes with it."
    return finding("title_stands", designation.state == "held", law.cite("第二十四条"), actual=designation.state, needed="held", because=because)


def _is_the_prize(law: Law, designation: Designation) -> Finding:
    prize, amount = law["prize"], amount_of(designation, "pay_prize")
    return finding("prize", amount == prize.value, prize, actual=amount, because=f"{amount} yuan are paid; the prize is {prize.value} yuan.", fact="runs")


# 第二十三条：获奖单位应保证资金用于……与质量建设有关的活动，不得挪作他用。
def _is_within(law: Law, key: str, done: str, amount: Decimal, most: Decimal) -> Finding:
    because = f"{amount} yuan would be {done} in all; {most} yuan were paid."
    return finding(key, amount <= most, law.cite(USE), actual=amount, needed=most, because=because, fact="runs")


# 第二十三条：发现使用不当的，给予通报批评，情节严重的，报市政府批准后追缴奖金。
def _is_grave(law: Law, designation: Designation) -> Finding:
    grave = [run for run in designation.runs_of("misuse") if "criticise" in run.done and any(each.entry.is_grave for each in run.filled["find_misuse"])]
    because = "A grave misuse was found and criticised." if grave else "No grave misuse was found and criticised; only that is claimed back."
    return finding("grave_misuse", bool(grave), law.cite(USE), actual=len(grave), needed=1, because=because, fact="runs")


def _is_left(law: Law, designation: Designation) -> Finding:
    entries = [run.filled["propose_recovery"][-1].entry for run in designation.runs_of("recover") if run.is_running and "propose_recovery" in run.filled]
    if not entries:
        return unknown("claimed", law.cite(USE), missing="runs")
    claimed, left = entries[-1].claimed, paid(designation) - recovered(designation)
    because = f"{claimed} yuan are claimed back; {left} yuan of the prize are not recovered."
    return finding("claimed", 0 < claimed <= left, law.cite(USE), actual=claimed, needed=left, because=because, fact="runs")


def _was_approved(law: Law, designation: Designation) -> Finding:
    run = next(run for run in reversed(designation.runs_of("recover")) if "recover_prize" in run.filled)
    claimed, amount = run.filled["propose_recovery"][-1].entry.claimed, run.amounts["recover_prize"]
    because = f"{amount} yuan came back; the city government approved {claimed} yuan."
    return finding("recovered", amount == claimed, law.cite(USE), actual=amount, needed=claimed, because=because, fact="runs")


def amount_of(designation: Designation, step: str) -> Decimal:
    """Return the sum of all amounts that were filled in at a step over a designation."""
    return sum((_at(run, step) for run in designation.runs), Decimal(0))


def paid(designation: Designation) -> Decimal:
    """Return what was paid of the prize."""
    return sum((_at(run, "pay_prize") for run in designation.runs_of("pay") if "pay_prize" in run.done), Decimal(0))


def recovered(designation: Designation) -> Decimal:
    """Return what of the prize came back."""
    return sum((_at(run, step) for run in designation.runs for step in ("recover_prize", "take_back") if step in run.done), Decimal(0))


def _at(run: Run, step: str) -> Decimal:
    return run.amounts.get(step, Decimal(0))
