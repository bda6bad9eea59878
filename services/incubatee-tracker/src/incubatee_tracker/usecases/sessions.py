"""Logging what a base held. One cheap transaction: the base and those who came are read, one session is written; the sums follow by its event."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from bson import Decimal128

from fuyu.problems import InvalidInput
from fuyu.store.files import keep_files
from fuyu.store.transaction import Subject, Transaction
from incubatee_tracker.documents import EXCHANGE, Enrolment, Session, who_came
from incubatee_tracker.usecases.bases import Row, base_at_work, check_is_holder, check_stands
from incubatee_tracker.usecases.faults import fault, refused

PERIOD = ("state", "designation", "starts_on", "ends_on", "extended_until", "stopped_on", "ended_on", "kept_open", "moved_on", "past_stays")


def log_session(tx: Transaction, id: str, given: Mapping[str, Any]) -> Row:
    """Log a training or a reception that was held, with who came; the base's own people do it, for days on which its designation stood.

    A batch is a free training or reception with at least one attendee; `counts_for_year` is empty for what is none. A course of several days is one,
    and counts in the year in which it began.
    """
    base = base_at_work(tx, given["designation"])
    programme = tx.laws.of(base["programme"], base["programme_version"]).programme
    check_is_holder(tx, programme, base)
    check_stands(programme, base, given["held_on"], "held_on")
    if given["files"]:
        keep_files(tx, given["files"], Subject("session", id))
    session = session_row(tx, id, base, given)
    Session.insert(session)
    subject = Subject("session", id)
    tx.emit("session.held", subject, session_data(session))
    tx.audit("session.logged", subject, designation=base["_id"], held_on=session["held_on"], attendees=len(session["attendance"]))
    return session


def session_row(tx: Transaction, id: str, base: Row, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return a session of a base as it is kept; raise where it lies in the future, or someone came who could not have."""
    _check_is_past(given["held_on"], given["days"], tx.today)
    attendance = _attendance(tx, base["_id"], given)
    held_on, is_batch = given["held_on"], given["is_free"] and bool(attendance) and given["kind"] != EXCHANGE
    return {
        "_id": id,
        "city": tx.city,
        "version": 1,
        "designation": base["_id"],
        **{name: base[name] for name in ("programme", "programme_version", "office", "district")},
        "base": {"code": base["organisation"]["code"], "name": base["organisation"]["name"]},
        "held_on": held_on.isoformat(),
        "year": held_on.year,
        "counts_for_year": held_on.year if is_batch else None,
        **{name: given.get(name) for name in ("days", "kind", "topic", "trainer", "place", "is_free", "files")},
        "hours": Decimal128(given["hours"]),
        "attendance": attendance,
        "logged_on": tx.today.isoformat(),
        "logged_by": tx.caller.person if tx.caller else "",
    }


def _check_is_past(held_on: date, days: int, today: date) -> None:
    last, latest = held_on + timedelta(days=days - 1), today - timedelta(days=days - 1)
    if last > today:
        raise refused("held_on", f"What is logged was held; its last day, {last}, lies in the future.", held_on.isoformat(), f"{latest} or earlier")


def _attendance(tx: Transaction, designation: str, given: Mapping[str, Any]) -> list[dict[str, Any]]:
    came: Sequence[Mapping[str, Any]] = given["attendance"]
    found = Enrolment.rows({"_id": {"$in": [each["enrolment"] for each in came]}, "city": tx.city}, PERIOD) if came else ()
    enrolments = {each["_id"]: stay for each in found if (stay := stay_with(each, designation)) is not None}
    if errors := list(_faults(came, enrolments, given["held_on"], given["hours"])):
        raise InvalidInput.of_fields(errors)
    whole = Decimal128(given["hours"])
    return [{"enrolment": each["enrolment"], "hours": Decimal128(each["hours"]) if "hours" in each else whole} for each in came]


def _faults(came: Sequence[Mapping[str, Any]], enrolments: Mapping[str, Row], held_on: date, hours: Decimal) -> Iterator[dict[str, Any]]:
    seen: set[str] = set()
    for number, each in enumerate(came):
        id, field = each["enrolment"], f"attendance.{number}"
        if id not in enrolments:
            yield fault(f"{field}.enrolment", "This base brings up no such incubatee.", id, "an enrolment of this base")
        elif not ran_on(enrolments[id], held_on):
            yield fault(f"{field}.enrolment", f"This incubation did not run on {held_on}.", id, period_of(enrolments[id]))
        elif id in seen:
            yield fault(f"{field}.enrolment", "It is named twice.", id, "each enrolment once")
        if each.get("hours", hours) > hours:
            yield fault(f"{field}.hours", "The session was shorter.", str(each["hours"]), f"at most {hours}")
        seen.add(id)


def stay_with(enrolment: Row, designation: str) -> Row | None:
    """Return the part of an incubation that a base answers for, None where it never had it: all of it, or its days before or after a move."""
    if enrolment["designation"] == designation:
        return {**enrolment, "starts_on": enrolment["moved_on"]} if enrolment.get("moved_on") else enrolment
    past = [each for each in enrolment.get("past_stays") or () if each["designation"] == designation]
    return {**enrolment, "starts_on": past[-1]["starts_on"], "stopped_on": past[-1]["ended_on"]} if past else None


def ran_on(enrolment: Row, on: date) -> bool:
    """Claim that an incubation ran on a day: admitted, and neither past its last day nor ended before."""
    first, last = enrolment.get("starts_on"), last_day_of(enrolment)
    return first is not None and first <= on.isoformat() and (last is None or on.isoformat() <= last)


def last_day_of(enrolment: Row) -> str | None:
    """Return an incubation's last day as ISO text: the day on which it was stopped or ended, else the end of its extension or of its period.

    None while an extension that was asked for in time is not decided: until then the period stays open.
    """
    over = enrolment.get("stopped_on") or enrolment.get("ended_on")
    return over or (None if enrolment.get("kept_open") else enrolment.get("extended_until") or enrolment.get("ends_on"))


def period_of(enrolment: Row) -> str:
    """Return the days of an incubation in words, for who named another one."""
    first, last = enrolment.get("starts_on"), last_day_of(enrolment)
    return (f"a day from {first}" + (f" to {last}" if last else " on")) if first else "one that was admitted"


def session_data(session: Row) -> dict[str, Any]:
    """Return what `session.held` tells: no trainer's and no other person's name travels."""
    told = ("designation", "programme", "programme_version", "held_on", "days", "kind", "topic", "is_free", "counts_for_year")
    return {"session": session["_id"], **{name: session[name] for name in told}, "hours": str(session["hours"]), "attendance": who_came(session["attendance"])}
