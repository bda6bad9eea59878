"""On which facts the title is withdrawn, and what is taken back: 第二十四条."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from fuyu.dates import after
from fuyu.law import Consequence, Finding, Law, finding, hookimpl, unknown
from fuyu.law.facts import Application, Call, Designation, Enrolment, Stage
from fuyu_zhengzhou.mayor_award.forms import BY_ACCIDENT, GRADES, Revocation, TakenBack
from fuyu_zhengzhou.mayor_award.rules.spending import paid, recovered


@hookimpl
def to_take(law: Law, step: str, does: str, subject: Application | Call | Designation | Enrolment | Stage, as_of: date) -> Sequence[Finding] | None:
    """Ask of an accident its grade and its day, and for everything that is to be taken back."""
    if not isinstance(subject, Designation) or (step, does) not in (("revoke", "revoke"), ("take_back", "fill")):
        return None
    entry = subject.filled[step][-1].entry
    return _accident(law, subject, entry, as_of) if step == "revoke" else _taken_back(law, subject, entry)


# 第二十四条（二）：在获奖有效期内发生质量、安全、环境污染等较大责任事故（按照国家有关规定认定）的。
def _accident(law: Law, designation: Designation, entry: Revocation, as_of: date) -> list[Finding]:
    if entry.ground != BY_ACCIDENT:
        return []
    least, last = law["accident_grade"], min(designation.ends_on or as_of, as_of)
    if entry.grade is None:
        return [unknown("accident_grade", least, missing="entry.grade", because="Say of which grade the accident was found to be.")]
    grave = GRADES.index(entry.grade) >= GRADES.index(least.value)
    within = designation.starts_on <= entry.happened_on <= last
    term = f"{designation.starts_on} to {last}"
    said = f"The accident was found to be {entry.grade}; {least.value} or graver revokes."
    because = f"It happened on {entry.happened_on}; the title stood from {term}."
    return [
        finding("accident_grade", grave, least, actual=entry.grade, because=said),
        finding("within_term", within, law.cite("第二十四条（二）"), actual=entry.happened_on, needed=term, because=because),
    ]


# 第二十四条：收回证书和奖杯、追缴奖金；第二十七条：再次获得该奖的，授予证书和称号 (no cup).
def _taken_back(law: Law, designation: Designation, entry: TakenBack) -> list[Finding]:
    by, left = law.cite("第二十四条"), paid(designation) - recovered(designation) + (entry.amount or 0)
    cup = "A repeat win brought no cup." if designation.is_repeat else f"The cup was taken back on {entry.cup_on or 'no day'}."
    money = f"{left} yuan of the prize were to come back; {entry.amount or 0} yuan did, on {entry.money_on or 'no day'}."
    is_whole = (entry.amount or Decimal(0)) == left and (not left or entry.money_on is not None)
    return [
        finding("cup_taken_back", designation.is_repeat or entry.cup_on is not None, by, actual=entry.cup_on, because=cup),
        finding("money_claimed_back", is_whole, by, actual=entry.amount, needed=left, because=money, fact="runs"),
    ]


# 第二十四条：撤销市长质量奖荣誉称号，收回证书和奖杯、追缴奖金并向社会公示，该单位4年内不得再次申报市长质量奖。
@hookimpl
def after_revocation(law: Law, designation: Designation, ground: str, as_of: date) -> Sequence[Consequence] | None:
    """Bar for four years, take back certificate and cup, claim back what was paid and has not come back, and publish."""
    bar, left = law["bar_years"], paid(designation) - recovered(designation)
    last = after(as_of, bar.period)
    return [
        Consequence("bar", bar.citation, until=last, says=f"{last}之前（含当日）不得再次申报"),
        Consequence("take_back", bar.citation, says="收回证书" if designation.is_repeat else "收回证书和奖杯"),
        *([Consequence("claim_back", bar.citation, says=f"追缴奖金{left}元")] if left else []),
        Consequence("publish", bar.citation, says="向社会公示"),
    ]
