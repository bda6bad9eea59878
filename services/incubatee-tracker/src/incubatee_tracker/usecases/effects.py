"""What takes effect on an enrolment at a named step: it begins, grows longer, is completed, moves, is left, is listed, or is only recorded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, cast

from fuyu.law import facts
from fuyu.law.answers import Term
from fuyu.law.national.rules import ONE_BASE_AT_A_TIME
from fuyu.law.steps import Effect
from fuyu.problems import ConditionsNotMet, StepNotOpen
from fuyu.process.walk import Walk
from fuyu.store.transaction import Transaction
from incubatee_tracker.documents import Enrolment
from incubatee_tracker.facts import sole
from incubatee_tracker.usecases.bases import check_stands
from incubatee_tracker.usecases.certifying import certify
from incubatee_tracker.usecases.ending import end, last_day, look_again
from incubatee_tracker.usecases.key_plans import list_with_plan
from incubatee_tracker.usecases.moving import move
from incubatee_tracker.usecases.saying import say
from incubatee_tracker.usecases.subjects import Acting


def enrol(acting: Acting) -> None:
    """Admit: the incubation begins today, while the base's designation stands; for the law's period, or until the day that an entry of the admission names."""
    loaded, law, tx = acting.subject.loaded, acting.subject.law, acting.tx
    check_stands(loaded.programme, acting.base.to_mongo(), tx.today)
    term = loaded.ask.how_long_to_incubate(law, tx.today)
    if until := asked_until(acting.subject.walk):
        term = replace(term, ends_on=until)
    begin(tx, acting.enrolment, term, is_sole=law.applies(ONE_BASE_AT_A_TIME))


def begin(tx: Transaction, enrolment: Enrolment, term: Term, *, is_sole: bool) -> None:
    """Let an incubation run for a term and say so; `is_sole` where the company may be with one base only (L10)."""
    enrolment.state = "running"
    enrolment.sole = sole(enrolment.programme, enrolment.incubatee["code"]) if is_sole else None
    enrolment.starts_on, enrolment.ends_on = term.starts_on.isoformat(), term.ends_on.isoformat() if term.ends_on else None
    enrolment.period_by = term.by.as_document()
    say(tx, enrolment, "enrolment.started", starts_on=enrolment.starts_on, ends_on=enrolment.ends_on)
    look_again(tx, enrolment)


def extend(acting: Acting) -> None:
    """Make the incubation longer: until the day that was asked for, later than now and at most the law's last one."""
    tx, enrolment, law = acting.tx, acting.enrolment, acting.subject.law
    told = cast("facts.Enrolment", acting.subject.facts(acting.subject.walk))
    asked, last = asked_until(acting.subject.walk), last_day(enrolment)
    if last is None:
        raise StepNotOpen("This incubation has no period that could grow longer.", found=enrolment.state, needed="a period with an end")
    longest = acting.subject.loaded.ask.how_much_longer(law, told, asked or tx.today, tx.today)
    until = asked or longest.ends_on
    if until is None or until <= last or (longest.ends_on is not None and until > longest.ends_on):
        needed = f"a day after {last}" + (f", {longest.ends_on} at the latest" if longest.ends_on else "")
        raise ConditionsNotMet(f"{until} was asked for; {needed} is needed ({longest.by}).", clause=str(longest.by), found=str(until), needed=needed)
    enrolment.extended_until = until.isoformat()
    enrolment.extensions = [*enrolment.extensions, {"on": tx.today.isoformat(), "until": enrolment.extended_until}]
    enrolment.extension_by = longest.by.as_document()
    say(tx, enrolment, "enrolment.extended", extended_until=enrolment.extended_until)


def complete(acting: Acting) -> None:
    """Complete the incubation."""
    end(acting.tx, acting.subject.loaded, acting.enrolment, "completed", acting.as_of or acting.tx.today)


def leave(acting: Acting) -> None:
    """Let the incubatee leave; why stands in its entry. One whose period was over by its date leaves as of its last day."""
    acting.enrolment.because = acting.taken.act.reason or str(acting.taken.act.entry.get("because", "")) or None
    last = None if acting.enrolment.kept_open or acting.enrolment.state != "running" else last_day(acting.enrolment)
    end(acting.tx, acting.subject.loaded, acting.enrolment, "withdrawn", min(acting.tx.today, last or acting.tx.today))


def refuse(acting: Acting) -> None:
    """Refuse an admission; the reason and the step's clause stay on the enrolment."""
    step = acting.subject.process.step(acting.taken.act.step)
    turn_away(acting.tx, acting.enrolment, acting.taken.act.reason or "", acting.subject.law.cite(step.clause).as_document())


def turn_away(tx: Transaction, enrolment: Enrolment, because: str, clause: dict[str, Any], *, state: str = "refused") -> None:
    """Let an admission end before it began, refused or withdrawn, and say why and on which clause."""
    enrolment.state, enrolment.because, enrolment.clause, enrolment.ended_on = state, because, clause, tx.today.isoformat()
    say(tx, enrolment, "enrolment.refused", because=because, clause=clause)


def record(acting: Acting) -> None:
    """Let the walk's own record stand; nothing else follows."""


EFFECTS: dict[Effect, Callable[[Acting], None]] = {
    Effect.ENROL: enrol,
    Effect.EXTEND: extend,
    Effect.COMPLETE: complete,
    Effect.MOVE: move,
    Effect.LEAVE: leave,
    Effect.LIST: list_with_plan,
    Effect.RECORD: record,
    Effect.CERTIFY: certify,
}


def asked_until(walk: Walk) -> date | None:
    """Return the last day that was asked for on a way (a form's `until`), None where no form asked."""
    days = [act.entry.get("until") for act in walk.acts]
    return next((date.fromisoformat(each) for each in reversed(days) if isinstance(each, str)), None)
