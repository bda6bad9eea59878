"""How an incubation ends: with its outcome, and by itself when its period is over and nobody can ask for more any longer."""

from __future__ import annotations

from datetime import date, timedelta

from fuyu.law.findings import blocking
from fuyu.law.registry import Loaded
from fuyu.law.steps import ENROLMENT, Effect, words_of
from fuyu.process.acting import limit_by, look_ahead
from fuyu.process.walk import Outcome, from_document
from fuyu.process.walker import Walker
from fuyu.store.transaction import Transaction
from incubatee_tracker.documents import Base, Enrolment
from incubatee_tracker.facts import day, enrolment_holders
from incubatee_tracker.usecases.bases import look_soon
from incubatee_tracker.usecases.duties import reconcile_limits, withdraw_all
from incubatee_tracker.usecases.saying import keep_walk, say
from incubatee_tracker.usecases.subjects import enrolment_subject, has_effect

NOT_COMPLETED = "not completed"


def look_at_period(tx: Transaction, id: str) -> None:
    """End an incubation whose period is over, or note the next day on which it may be."""
    enrolment: Enrolment = Enrolment.get(tx.city, id)
    look_again(tx, enrolment)
    if enrolment.state == "running":
        change = {"$set": {"look_on": enrolment.look_on}} if enrolment.look_on else {"$unset": {"look_on": ""}}
        Enrolment.objects(id=id, version=enrolment.version).update_one(__raw__=change | {"$unset": {**change.get("$unset", {}), "lease": ""}})
    else:
        enrolment.keep()


def look_again(tx: Transaction, enrolment: Enrolment) -> None:
    """End an incubation whose period is over unless more was asked for in time or can still be; set the next day on which to look.

    The period itself never moves for a rest day, but the day to ask for more does (L3): until that has passed the law still lets the incubatee ask,
    and the incubation, over by its date, is not yet `not completed`. It then ended on the period's own last day.
    """
    last = last_day(enrolment)
    if enrolment.state != "running" or enrolment.kept_open or last is None:
        enrolment.look_on = None
        return
    if tx.today <= last:
        enrolment.look_on = (last + timedelta(days=1)).isoformat()
        return
    loaded = tx.laws.of(enrolment.programme, enrolment.programme_version)
    if _can_still_ask(tx, enrolment, loaded):
        enrolment.look_on = (tx.today + timedelta(days=1)).isoformat()
    else:
        end(tx, loaded, enrolment, NOT_COMPLETED, last)


def end(tx: Transaction, loaded: Loaded, enrolment: Enrolment, outcome: str, on: date) -> None:
    """End an incubation on a day, with its outcome; the company is free for another base, its open ways are left and its duties owed no more."""
    enrolment.state, enrolment.ended_on, enrolment.sole = outcome, on.isoformat(), None
    enrolment.kept_open, enrolment.look_on, enrolment.taker = False, None, {}
    leave_ways(tx, loaded, enrolment)
    withdraw_all(tx, enrolment)
    look_soon(tx, enrolment.designation)
    say(tx, enrolment, "enrolment.ended", outcome=outcome, ended_on=enrolment.ended_on)


def leave_ways(tx: Transaction, loaded: Loaded, enrolment: Enrolment) -> None:
    """Let every way lapse that an enrolment still goes."""
    law = loaded.view(tx.settings, tx.today)
    for name, kept in dict(enrolment.walks).items():
        walk = from_document(kept)
        if not walk.is_running:
            continue
        process = loaded.programme.process(name)
        Walker(process, limit_by(law)).end(walk, Outcome.LAPSED, tx.today)
        keep_walk(tx, enrolment, walk)
        reconcile_limits(tx, enrolment, process, walk, enrolment_holders(enrolment))


def last_day(enrolment: Enrolment) -> date | None:
    """Return the last day of an incubation's period with its extension, None where it has none."""
    return day(enrolment.extended_until) or day(enrolment.ends_on)


def _can_still_ask(tx: Transaction, enrolment: Enrolment, loaded: Loaded) -> bool:
    """Claim that the law still lets the incubatee ask for more time today: a rule says so, and none stands in the way.

    Where no rule says a word about the day to ask, that day is the period's last.
    """
    for process in loaded.programme.processes:
        if process.over == ENROLMENT and has_effect(process, Effect.EXTEND):
            law, base = loaded.view(tx.settings, tx.today), Base.get(tx.city, enrolment.designation)
            walk = Walker(process, limit_by(law)).begin(tx.today)
            subject = enrolment_subject(tx, enrolment, base, loaded, law, process, walk)
            first = process.steps[0]
            findings = look_ahead(subject, first, words_of(first)[0], tx.today)
            return bool(findings) and not blocking(findings)
    return False
