"""What an act on an enrolment stands on: the law of its version, the way that it goes, whom the actors mean, and the facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fuyu.law import facts
from fuyu.law.registry import Loaded
from fuyu.law.steps import Effect, Process
from fuyu.law.view import Law
from fuyu.process.acting import Subject, Taken
from fuyu.process.walk import Walk, from_document
from fuyu.store.transaction import Transaction
from incubatee_tracker.documents import Base, Enrolment
from incubatee_tracker.facts import Surroundings, enrolment_facts, enrolment_holders, moving_holders


@dataclass(frozen=True)
class Acting:
    """An act that was taken on an enrolment, with all that an effect needs; `as_of` is the day from which it counts where that is an earlier one."""

    tx: Transaction
    enrolment: Enrolment
    base: Base
    subject: Subject
    taken: Taken
    as_of: date | None = None


def enrolment_subject(
    tx: Transaction, enrolment: Enrolment, base: Base, loaded: Loaded, law: Law, process: Process, walk: Walk, around: Surroundings | None = None
) -> Subject:
    """Return what an act on an enrolment stands on: the version under which its designation was granted; its surroundings where they were read already."""
    around = around or Surroundings.of(enrolment, base)
    holders = moving_holders(enrolment) if has_effect(process, Effect.MOVE) else enrolment_holders(enrolment)

    def tell(as_walked: Walk) -> facts.Enrolment:
        return enrolment_facts(loaded.programme, enrolment, around, as_walked)

    return Subject(loaded, law, process, walk, holders, tell, judged_on=tx.today)


def has_effect(process: Process, effect: Effect) -> bool:
    """Claim that something takes effect by a process."""
    return any(effect in step.takes_effect for step in process.steps)


def running_walk(enrolment: Enrolment, process: Process) -> Walk | None:
    """Return the way that an enrolment goes by a process now, None where it goes none."""
    kept = enrolment.walks.get(process.name)
    walk = from_document(kept) if kept else None
    return walk if walk is not None and walk.is_running else None
