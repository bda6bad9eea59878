"""Moving an incubation to another base: which may be asked, and what follows when all agree; and what a revocation stops."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from fuyu.dates import days_remaining
from fuyu.law.steps import Effect, Way
from fuyu.problems import StepNotOpen
from fuyu.process.acting import limit_by
from fuyu.process.walk import Outcome, from_document
from fuyu.process.walker import Walker
from fuyu.store.transaction import Transaction
from incubatee_tracker.documents import Base, Enrolment
from incubatee_tracker.facts import day
from incubatee_tracker.usecases.bases import check_stands, look_soon
from incubatee_tracker.usecases.ending import NOT_COMPLETED, end, last_day, look_again
from incubatee_tracker.usecases.faults import refused
from incubatee_tracker.usecases.saying import keep_walk, say
from incubatee_tracker.usecases.subjects import Acting, has_effect


def stop_incubations(tx: Transaction, designation: str, on: str) -> None:
    """Stop the running incubations of a base on a day; the days that remain wait for the base that takes them on.

    One whose period was over by then, with nothing asked for, has no days that could go on elsewhere: it ended on its last day.
    """
    for enrolment in Enrolment.objects(city=tx.city, designation=designation, state="running"):
        last, stopped = last_day(enrolment), date.fromisoformat(on)
        if last is not None and last < stopped and not enrolment.kept_open:
            end(tx, tx.laws.of(enrolment.programme, enrolment.programme_version), enrolment, NOT_COMPLETED, last)
        else:
            enrolment.state, enrolment.stopped_on, enrolment.look_on = "to be moved", on, None
            say(tx, enrolment, "enrolment.stopped", stopped_on=on, days_left=days_remaining(last, stopped) if last else None)
        enrolment.keep()


def forget_offers(tx: Transaction, designation: str) -> None:
    """Let every move lapse for which a base was asked that holds its designation no longer, so that another can be chosen."""
    for enrolment in Enrolment.objects(__raw__={"city": tx.city, "taker.designation": designation}):
        loaded = tx.laws.of(enrolment.programme, enrolment.programme_version)
        for name, kept in dict(enrolment.walks).items():
            walk, process = from_document(kept), loaded.programme.process(name)
            if walk.is_running and has_effect(process, Effect.MOVE):
                Walker(process, limit_by(loaded.view(tx.settings, tx.today))).end(walk, Outcome.LAPSED, tx.today)
                keep_walk(tx, enrolment, walk)
        enrolment.taker = {}
        enrolment.keep()


def follow_choice(acting: Acting) -> None:
    """Note which base an act of a move asks, after looking whether it may be; forget it where someone said no."""
    entry, way = acting.taken.act.entry, acting.taken.moved.way
    if isinstance(entry.get("designation"), str):
        target = _checked(acting, entry["designation"])
        acting.enrolment.taker = {"designation": target.id, **_named(target)}
    elif way in (Way.BACK, Way.END):
        acting.enrolment.taker = {}


def move(acting: Acting) -> None:
    """Move an incubation to the base that was asked, with the days that remain: the new end is the day of the move plus those days.

    Period and extension move by the days for which it stood still, so that what was extended already counts on. One that ran on at a base whose
    designation had ended stood still for none.
    """
    tx, enrolment = acting.tx, acting.enrolment
    if last_day(enrolment) is None or not enrolment.taker:
        raise StepNotOpen("No base was chosen, or this incubation has no period that could move.", found=enrolment.state, needed="a base that was chosen")
    target = _checked(acting, enrolment.taker["designation"])
    stopped = day(enrolment.stopped_on) or tx.today
    since = enrolment.moved_on or enrolment.starts_on
    enrolment.past_stays = [*enrolment.past_stays, _stay(enrolment, since, stopped)]
    look_soon(tx, enrolment.designation, target.id)
    _settle(enrolment, target)
    shift = tx.today - stopped
    enrolment.paused_days = (enrolment.paused_days or 0) + shift.days
    enrolment.ends_on, enrolment.extended_until = _shifted(enrolment.ends_on, shift), _shifted(enrolment.extended_until, shift)
    enrolment.extensions = [{**each, "until": _shifted(each["until"], shift)} for each in enrolment.extensions]
    enrolment.state, enrolment.stopped_on, enrolment.moved_on = "running", None, tx.today.isoformat()
    look_again(tx, enrolment)
    say(tx, enrolment, "enrolment.moved", moved_on=enrolment.moved_on, ends_on=enrolment.extended_until or enrolment.ends_on)


def can_be_moved(enrolment: Enrolment, base: Base) -> bool:
    """Claim that an incubation may be moved: it was stopped, or runs on at a base whose designation has ended."""
    return enrolment.state == "to be moved" or (enrolment.state == "running" and base.state != "held")


def _checked(acting: Acting, id: str) -> Base:
    """Return the base that may take an incubation on; raise InvalidInput for its own or one of another programme, ConditionsNotMet for one that ended."""
    enrolment, loaded = acting.enrolment, acting.subject.loaded
    target: Base | None = Base.objects(city=acting.tx.city, id=id).first()
    if target is None or target.programme != enrolment.programme or target.id == enrolment.designation:
        raise refused("entry.designation", "It can move to another base of its programme only.", id, f"another base of {enrolment.programme}")
    check_stands(loaded.programme, target.to_mongo(), acting.tx.today)
    return target


def _settle(enrolment: Enrolment, target: Base) -> None:
    enrolment.designation, enrolment.district, enrolment.office = target.id, target.district, target.office
    enrolment.base, enrolment.taker = _named(target), {}


def _named(base: Base) -> dict[str, str]:
    return {"code": base.organisation["code"], "name": base.organisation["name"]}


def _stay(enrolment: Enrolment, since: str, until: date) -> dict[str, Any]:
    last = enrolment.extended_until or enrolment.ends_on
    return {"designation": enrolment.designation, "base": dict(enrolment.base), "starts_on": since, "ended_on": until.isoformat(), "last_day": last}


def _shifted(text: str | None, by: timedelta) -> str | None:
    return (date.fromisoformat(text) + by).isoformat() if text else None
