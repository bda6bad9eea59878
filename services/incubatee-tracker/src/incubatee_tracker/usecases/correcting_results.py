"""Correcting an assessment: what was said wrongly at a step of it is said anew, as the act that it should have been; the old act stays on record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from fuyu.law.programme import Programme
from fuyu.law.steps import ASSIGNING, ENROLMENT, Effect, Process, Step
from fuyu.problems import CorrectionTooLate, StepNotOpen
from fuyu.process.acting import find_step
from fuyu.process.actors import acting_role
from fuyu.process.proposing import Request, check_awaits_nobody
from fuyu.process.walk import Act, Walk, from_document
from fuyu.store.transaction import Transaction
from incubatee_tracker.documents import Base, Enrolment
from incubatee_tracker.facts import day, enrolment_holders
from incubatee_tracker.usecases.ending import NOT_COMPLETED
from incubatee_tracker.usecases.enrolments import keep_alone, take_on
from incubatee_tracker.usecases.faults import refused
from incubatee_tracker.usecases.reading import seen_enrolment
from incubatee_tracker.usecases.saying import say
from incubatee_tracker.usecases.subjects import enrolment_subject, has_effect
from incubatee_tracker.usecases.ways import process_named


def correct_result(tx: Transaction, id: str, act_id: str, given: Mapping[str, Any], expected: int) -> Enrolment:
    """Say anew what was said wrongly at a step of an assessment; whoever may say it does so, with a reason, under all that the step asks.

    A result that completes an incubation whose period was over meanwhile completes it as of its last day.
    """
    enrolment = seen_enrolment(tx, id)
    base: Base = Base.get(tx.city, enrolment.designation)
    loaded = tx.laws.of(enrolment.programme, enrolment.programme_version)
    process = process_named(loaded.programme, given["process"])
    walk = _assessed(enrolment, process)
    step = find_step(process, given["step"])
    wrong = _said_last(walk, process, step.name)
    acting_role(loaded.programme, wrong.actor, tx.caller, enrolment_holders(enrolment), walk.group_at(step.name))
    _check_nothing_rests(tx, enrolment, base, process, walk, wrong)
    request = Request(step.name, given["does"], given.get("entry") or {}, given.get("judged") or {}, given["reason"])
    over_since = _reopen(enrolment, wrong, request)
    law = loaded.view(tx.settings, tx.today)
    subject = enrolment_subject(tx, enrolment, base, loaded, law, process, walk)
    subject.walker.reopen(walk, step.name)
    before, after = {"step": step.name, "does": wrong.does}, {"step": step.name, "does": request.does}
    by = tx.caller.person if tx.caller else ""
    correction = {"on": tx.today.isoformat(), "by": by, "reason": given["reason"], "process": process.name, "act": wrong.id}
    told = {"before": before, "after": after, "because": given["reason"], "on": tx.today.isoformat()}
    say(tx, enrolment, "enrolment.corrected", says=f"{step.title}（{wrong.on}）", **told)
    anew = take_on(tx, enrolment, base, subject, request, act_id, over_since).act
    enrolment.corrections = [*enrolment.corrections, correction | {"actor": anew.actor, "before": before, "after": after}]
    if over_since is not None and enrolment.state == "running":
        said = f"Its period was over on {over_since}; only a result that completes it can still be corrected."
        raise StepNotOpen(said, found=request.does, needed="a result that completes it")
    keep_alone(enrolment, expected)
    return enrolment


def check_corrects_result(tx: Transaction, enrolment: Enrolment, base: Base, programme: Programme, process: Process, step: Step) -> None:
    """Raise a problem unless what was said last at a step of an assessment can still be said anew, and the caller may say it.

    While a correction waits for a second person, that one confirms it or sends it back at the step itself.
    """
    walk = _assessed(enrolment, process)
    wrong = _said_last(walk, process, step.name)
    acting_role(programme, wrong.actor, tx.caller, enrolment_holders(enrolment), walk.group_at(step.name))
    if enrolment.state == NOT_COMPLETED and Effect.COMPLETE not in step.takes_effect:
        raise StepNotOpen("Its period was over; only a result that completes it can still be corrected.", found=step.name)
    _check_nothing_rests(tx, enrolment, base, process, walk, wrong)
    check_awaits_nobody(walk.proposals, step)


def _assessed(enrolment: Enrolment, process: Process) -> Walk:
    kept = enrolment.walks.get(process.name)
    if kept is None or not has_effect(process, Effect.COMPLETE):
        said = f"Nothing was said by {process.title} ({process.name!r}) that an assessment's correction could be about."
        raise StepNotOpen(said, found=process.name, needed="an assessment that was begun")
    return from_document(kept)


def _said_last(walk: Walk, process: Process, step: str) -> Act:
    acts = [act for act in walk.acts_at(step) if act.does not in ASSIGNING]
    if not acts or process.step(step).beside is not None:
        said = f"Nothing was said at the step {step!r} that could be corrected; what stands beside another step is filled in anew."
        raise StepNotOpen(said, found=step, needed="a step at which something was said")
    return acts[-1]


def _check_nothing_rests(tx: Transaction, enrolment: Enrolment, base: Base, process: Process, walk: Walk, wrong: Act) -> None:
    """Raise CorrectionTooLate where a certificate, a later act of the assessment, or a revocation rests on what was said."""
    certificate = tx.rows.certificates.find_one({"city": tx.city, "about.kind": ENROLMENT, "about.id": enrolment.id}, {"number": 1})
    if certificate is not None:
        said = f"The certificate {certificate['number']} rests on this assessment. What was certified is not corrected; the office decides what becomes of it."
        raise CorrectionTooLate(said, found=certificate["number"])
    later = [act for act in walk.acts[walk.acts.index(wrong) + 1 :] if process.step(act.step).beside is None and act.does not in ASSIGNING]
    if later:
        title = process.step(later[0].step).title
        raise CorrectionTooLate(f"{title} of {later[0].on} came after it and rests on it; correct that one.", found=later[0].step)
    if base.state == "revoked":
        said = f"The designation of {base.organisation['name']} was taken away on {base.ended_on}, on its incubations as they stood then."
        raise CorrectionTooLate(said, found=base.ended_on)
    if enrolment.state not in ("running", NOT_COMPLETED):
        said = f"This incubation is {enrolment.state}, which was decided after its assessment and rests on it."
        raise CorrectionTooLate(said, found=enrolment.state)


def _reopen(enrolment: Enrolment, wrong: Act, request: Request) -> date | None:
    """Let an incubation that ended by itself run once more, until what is said anew completes it; return its last day, None for one that runs."""
    if (wrong.does, wrong.entry, wrong.judged) == (request.does, dict(request.entry), {key: dict(each) for key, each in request.judged.items()}):
        raise refused("does", "Nothing differs from what was said.", wrong.does, "what should have been said")
    if enrolment.state != NOT_COMPLETED:
        return None
    over_since = day(enrolment.ended_on)
    enrolment.state, enrolment.ended_on = "running", None
    return over_since
