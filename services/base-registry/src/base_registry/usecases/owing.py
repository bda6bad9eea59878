"""What is owed about a call: an objection is answered by its day, and each department that was asked answers by its own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from base_registry.documents import Objection
from fuyu.dates import Due
from fuyu.law.steps import CALL, Consult, Notice, Step
from fuyu.process.actors import Holders, levels_above
from fuyu.process.sitting import Sitting
from fuyu.process.walk import due_document, due_from
from fuyu.store.duties import Duty, done, move, open_all, withdraw
from fuyu.store.transaction import Subject as About

if TYPE_CHECKING:
    from base_registry.usecases.sittings import CallAtWork


def answer_key(objection: Objection) -> str:
    """Return the key of the duty to answer an objection."""
    return f"objection/{objection.id}"


def owe_answer(work: CallAtWork, step: Step, objection: Objection) -> dict[str, Any] | None:
    """Let the office owe an answer to an objection within the period of its list; return that last day, None where the text sets none."""
    if not isinstance(step, Notice) or step.check_within is None:
        return None
    due = work.law.limit(step.check_within, date.fromisoformat(objection.lodged_on))
    name = work.applications[objection.application].organisation["name"]
    _open(work, [_duty(work, answer_key(objection), f"核查异议：{name}", step.by, step.check_within, due)])
    return due_document(due)


def reckon_answer(work: CallAtWork, step: Notice, objection: Objection) -> None:
    """Reckon again by when an objection is answered, where that has not passed."""
    before = due_from(objection.due)
    if before is None or step.check_within is None or before.is_overdue(work.tx.today):
        return
    due = work.law.limit(step.check_within, date.fromisoformat(objection.lodged_on))
    if due != before:
        objection.due = due_document(due)
        objection.keep()
        move(work.tx, About(CALL, work.call.id), answer_key(objection), due.on, is_provisional=due.is_provisional)


def reconcile_asked(work: CallAtWork, step: Consult, sitting: Sitting) -> None:
    """Let each department that was asked and has not answered owe its answer by the day it was given; nothing is owed once the asking is closed."""
    about = About(CALL, work.call.id)
    asked = {name: act for act in sitting.acts if act.does == "ask" for name in act.entry["departments"]}
    answered = {act.entry["department"]: act.on for act in sitting.acts if act.does == "answer"}
    waiting = {name: act for name, act in asked.items() if name not in answered and sitting.is_open}
    _open(work, [_answer(work, step, sitting, name, act.on) for name, act in waiting.items()])
    for name in asked.keys() - waiting.keys():
        if name in answered:
            done(work.tx, about, _asked_key(sitting, name), answered[name])
        else:
            withdraw(work.tx, about, _asked_key(sitting, name))


def _answer(work: CallAtWork, step: Consult, sitting: Sitting, department: str, asked_on: date) -> Duty:
    due = work.law.limit(step.answer_within, asked_on)
    return _duty(work, _asked_key(sitting, department), f"{step.title}：{department}", step.answered_by, step.answer_within, due)


def _asked_key(sitting: Sitting, department: str) -> str:
    return f"{sitting.step}/{sitting.id}/{department}"


def _duty(work: CallAtWork, key: str, title: str, actor: str | None, parameter: str, due: Due) -> Duty:
    programme, value = work.loaded.programme, work.law[parameter]
    return Duty(
        subject=About(CALL, work.call.id),
        subject_name=work.call.title,
        key=key,
        title=title,
        clause=value.citation.as_document(),
        programme=programme.id,
        programme_version=programme.version,
        due_on=due.on,
        is_provisional=due.is_provisional,
        says=value.says,
        levels=levels_above(programme, actor or "", Holders(work.tx.city)),
    )


def _open(work: CallAtWork, duties: Iterable[Duty]) -> None:
    if not work.is_trial and (owed := list(duties)):
        open_all(work.tx, owed)
