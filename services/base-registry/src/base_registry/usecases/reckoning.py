"""Reckoning days again once a year's holiday notice is known (L4): limits of applications and proceedings, and the days of calls."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from base_registry.documents import Application, Call, Objection, Proceeding
from base_registry.facts import application_holders
from base_registry.usecases.applications import keep_walk
from base_registry.usecases.duties import reconcile_limits
from base_registry.usecases.owing import reckon_answer, reconcile_asked
from base_registry.usecases.proceedings import keep_reckoned
from base_registry.usecases.reading import application_subject, walk_of
from base_registry.usecases.sittings import CallAtWork
from fuyu.dates import Due, moved, publication_end
from fuyu.law.registry import Loaded
from fuyu.law.steps import Consult, Notice
from fuyu.law.view import Law
from fuyu.process import walk as walks
from fuyu.process.acting import limit_by
from fuyu.process.sitting import Sitting, from_document, to_document
from fuyu.process.walk import due_document, due_from
from fuyu.process.walker import Walker
from fuyu.store.transaction import Subject, Transaction

LIVE = ((Application, "running"), (Call, "open"), (Proceeding, "running"))


def flag_all(city: str) -> None:
    """Let every day that is still to come be reckoned again, once: a year's notice or relief may move any of them."""
    for records, live in LIVE:
        records._get_collection().update_many({"city": city, "state": live}, {"$set": {"is_to_reckon": True}})


def _is_reckoned(record: Application | Call | Proceeding) -> None:
    """Note that a record's days are those of the settings as they stand now; its version stays, since nothing of it has changed."""
    record._get_collection().update_one({"_id": record.id}, {"$unset": {"is_to_reckon": ""}})
    record.is_to_reckon = None


def reckon_application(tx: Transaction, id: str) -> None:
    """Reckon the last days of an application's steps again; its duties move with them."""
    application: Application = Application.get(tx.city, id)
    call: Call = Call.get(tx.city, application.call)
    walk = walk_of(application)
    subject = application_subject(tx, application, call, walk)
    _is_reckoned(application)
    if subject.walker.reckon(walk):
        keep_walk(tx, application, walk, subject.walker)
        application.keep()
        reconcile_limits(tx, application, subject.process, walk, application_holders(application))


def reckon_proceeding(tx: Transaction, id: str) -> None:
    """Reckon the last days of a proceeding's steps again; the designation's duties move with them."""
    proceeding: Proceeding = Proceeding.get(tx.city, id)
    loaded = tx.laws.of(proceeding.programme, proceeding.programme_version)
    walk = walks.from_document(proceeding.walk)
    _is_reckoned(proceeding)
    if Walker(loaded.programme.process(proceeding.process), limit_by(loaded.view(tx.settings, tx.today, proceeding.host))).reckon(walk):
        keep_reckoned(tx, proceeding, loaded, walk)


def reckon_call(tx: Transaction, id: str) -> None:
    """Reckon again a call's last day to apply, the ends of its publications and the days by which departments answer; what has passed stays."""
    call: Call = Call.get(tx.city, id)
    loaded = tx.laws.of(call.programme, call.programme_version)
    law = loaded.view(tx.settings, tx.today, call.host)
    sittings = [from_document(kept) for kept in call.sittings]
    running = [sitting for sitting in sittings if sitting.is_open]
    before = (dict(call.closes or {}), [to_document(sitting) for sitting in sittings])
    call.closes = due_document(_closes(tx, law, loaded.programme.intake.window, due_from(call.closes)))
    for sitting in running:
        _reckon_sitting(tx, loaded, law, sitting)
    _reckon_owed(tx, call, sittings)
    call.sittings = [to_document(sitting) for sitting in sittings]
    _is_reckoned(call)
    if (dict(call.closes or {}), call.sittings) != before:
        call.keep()
        tx.audit("call.reckoned", Subject("call", call.id), closes=call.closes)


def _reckon_owed(tx: Transaction, call: Call, sittings: list[Sitting]) -> None:
    """Reckon again by when departments and objections are answered."""
    work = replace(CallAtWork.of(tx, call), sittings=sittings)
    for sitting in sittings:
        step = work.process.step(sitting.step)
        if isinstance(step, Consult) and sitting.is_open:
            reconcile_asked(work, step, sitting)
        if isinstance(step, Notice):
            for objection in Objection.objects(city=tx.city, sitting=sitting.id, state="open"):
                reckon_answer(work, step, objection)


def _closes(tx: Transaction, law: Law, window: str | None, closes: Due | None) -> Due | None:
    """Return the last day to apply as calendar and relief have it now; the day that the text or the office fixed is the one it was moved from."""
    if closes is None or closes.is_overdue(tx.today):
        return closes
    due = moved(closes.moved_from or closes.on, law.calendar, closes.clause)
    return _not_before(tx.today, law.relieved(window, due) if window else due)


def _not_before(today: date, due: Due) -> Due:
    """Return a last day that has not passed unseen: one that now lies in the past ends today instead."""
    return replace(due, on=max(due.on, today))


def _reckon_sitting(tx: Transaction, loaded: Loaded, law: Law, sitting: Sitting) -> None:
    step: Any = loaded.programme.entry.step(sitting.step)
    if sitting.published_on is not None and sitting.ends is not None and not sitting.ends.is_overdue(tx.today):
        value = law[step.days]
        sitting.ends = _not_before(tx.today, publication_end(sitting.published_on, value.period, law.calendar, str(value.citation)))
    if isinstance(step, Consult):
        for act in (each for each in sitting.acts if each.does == "ask"):
            due_on = law.limit(step.answer_within, act.on).on.isoformat()
            act.entry = {**act.entry, "due_on": due_on if act.entry["due_on"] >= tx.today.isoformat() else act.entry["due_on"]}
