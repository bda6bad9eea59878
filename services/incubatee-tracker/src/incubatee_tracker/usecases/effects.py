"""What takes effect on an enrolment at a named step: it begins, grows longer, is completed, moves to another base, or is only recorded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast

from fuyu.dates import days_remaining
from fuyu.law import facts
from fuyu.law.answers import Term
from fuyu.law.national.rules import ONE_BASE_AT_A_TIME
from fuyu.law.steps import Effect
from fuyu.problems import ConditionsNotMet, StepNotOpen
from fuyu.process.acting import Subject, Taken
from fuyu.store.transaction import Transaction
from incubatee_tracker.documents import Base, Enrolment
from incubatee_tracker.facts import day, sole
from incubatee_tracker.usecases.bases import check_stands, look_soon
from incubatee_tracker.usecases.certifying import certify
from incubatee_tracker.usecases.faults import refused
from incubatee_tracker.usecases.saying import say


@dataclass(frozen=True)
class Acting:
    """An act that was taken on an enrolment, with all that an effect needs."""

    tx: Transaction
    enrolment: Enrolment
    base: Base
    subject: Subject
    taken: Taken


def enrol(acting: Acting) -> None:
    """Admit: the incubation begins today, while the base's designation stands."""
    loaded, law, tx = acting.subject.loaded, acting.subject.law, acting.tx
    check_stands(loaded.programme, acting.base.to_mongo(), tx.today)
    begin(tx, acting.enrolment, loaded.ask.how_long_to_incubate(law, tx.today), is_sole=law.applies(ONE_BASE_AT_A_TIME))


def begin(tx: Transaction, enrolment: Enrolment, term: Term, *, is_sole: bool) -> None:
    """Let an incubation run for a term and say so; `is_sole` where the company may be with one base only (L10)."""
    enrolment.state = "running"
    enrolment.sole = sole(enrolment.programme, enrolment.incubatee["code"]) if is_sole else None
    enrolment.starts_on, enrolment.ends_on = term.starts_on.isoformat(), term.ends_on.isoformat() if term.ends_on else None
    enrolment.period_by = term.by.as_document()
    say(tx, enrolment, "enrolment.started", starts_on=enrolment.starts_on, ends_on=enrolment.ends_on)


def extend(acting: Acting) -> None:
    """Make the incubation longer: until the day that was asked for, later than now and at most the law's last one."""
    tx, enrolment, law = acting.tx, acting.enrolment, acting.subject.law
    told = cast("facts.Enrolment", acting.subject.facts(acting.subject.walk))
    asked = _asked_until(acting)
    longest = acting.subject.loaded.ask.how_much_longer(law, told, asked or tx.today, tx.today)
    until = asked or longest.ends_on
    if until is None or until <= _last_day(enrolment) or (longest.ends_on is not None and until > longest.ends_on):
        needed = f"a day after {_last_day(enrolment)}" + (f", {longest.ends_on} at the latest" if longest.ends_on else "")
        raise ConditionsNotMet(f"{until} was asked for; {needed} is needed ({longest.by}).", clause=str(longest.by), found=str(until), needed=needed)
    enrolment.extended_until = until.isoformat()
    enrolment.extension_by = longest.by.as_document()
    say(tx, enrolment, "enrolment.extended", extended_until=enrolment.extended_until)


def complete(acting: Acting) -> None:
    """Complete the incubation."""
    end(acting.tx, acting.enrolment, "completed")


def end(tx: Transaction, enrolment: Enrolment, outcome: str) -> None:
    """End an incubation today, with its outcome; the company is free for another base from then on."""
    enrolment.state, enrolment.ended_on, enrolment.sole = outcome, tx.today.isoformat(), None
    say(tx, enrolment, "enrolment.ended", outcome=outcome, ended_on=enrolment.ended_on)


def refuse(acting: Acting) -> None:
    """Refuse an admission; the reason and the step's clause stay on the enrolment."""
    step = acting.subject.process.step(acting.taken.act.step)
    turn_away(acting.tx, acting.enrolment, acting.taken.act.reason or "", acting.subject.law.cite(step.clause).as_document())


def turn_away(tx: Transaction, enrolment: Enrolment, because: str, clause: dict[str, Any]) -> None:
    """Let an admission end before it began, and say why and on which clause."""
    enrolment.state, enrolment.because, enrolment.clause, enrolment.ended_on = "refused", because, clause, tx.today.isoformat()
    say(tx, enrolment, "enrolment.refused", because=because, clause=clause)


def move(acting: Acting) -> None:
    """Move an incubation to another base with the days that remain: the new end is the day of the move plus those days."""
    tx, enrolment = acting.tx, acting.enrolment
    target: Base = Base.get(tx.city, _named(acting, "designation"))
    if (target.programme, target.programme_version) != (enrolment.programme, enrolment.programme_version) or target.id == enrolment.designation:
        raise refused("entry.designation", "It can move to another base of its programme only.", target.id, f"another base of {enrolment.programme}")
    check_stands(acting.subject.loaded.programme, target.to_mongo(), tx.today)
    left = days_remaining(_last_day(enrolment), day(enrolment.stopped_on) or tx.today)
    look_soon(tx, enrolment.designation)
    enrolment.designation, enrolment.district, enrolment.office = target.id, target.district, target.office
    enrolment.base = {"code": target.organisation["code"], "name": target.organisation["name"]}
    enrolment.state, enrolment.stopped_on, enrolment.extended_until = "running", None, None
    enrolment.ends_on = (tx.today + timedelta(days=left)).isoformat()
    say(tx, enrolment, "enrolment.moved", moved_on=tx.today.isoformat(), ends_on=enrolment.ends_on)


def record(acting: Acting) -> None:
    """Let the walk's own record stand; nothing else follows."""


EFFECTS: dict[Effect, Callable[[Acting], None]] = {
    Effect.ENROL: enrol,
    Effect.EXTEND: extend,
    Effect.COMPLETE: complete,
    Effect.MOVE: move,
    Effect.RECORD: record,
    Effect.CERTIFY: certify,
}


def _asked_until(acting: Acting) -> date | None:
    """Return the day until which an extension was asked for on this way (a form's `until`), None where no form asked."""
    days = [act.entry.get("until") for act in acting.subject.walk.acts]
    return next((date.fromisoformat(each) for each in reversed(days) if isinstance(each, str)), None)


def _named(acting: Acting, name: str) -> str:
    """Return what the latest entry of this way names under a field; raise InvalidInput where none does."""
    for entry in reversed([act.entry for act in acting.subject.walk.acts]):
        if isinstance(entry.get(name), str):
            return str(entry[name])
    raise refused(f"entry.{name}", "It is missing.", None, "an id")


def _last_day(enrolment: Enrolment) -> date:
    last = day(enrolment.extended_until) or day(enrolment.ends_on)
    if last is None:
        raise StepNotOpen("This incubation has no period that could move.", found=enrolment.state, needed="running or to be moved")
    return last
