"""What a caller may do at an enrolment now beside its steps, told by the very checks of the acts, so that a page shows nothing that would be refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from fuyu.law.programme import Programme
from fuyu.law.steps import ENROLMENT
from fuyu.problems import Problem
from fuyu.store.transaction import Transaction
from incubatee_tracker.documents import Base, Enrolment
from incubatee_tracker.usecases.correcting_enrolments import check_corrects
from incubatee_tracker.usecases.correcting_results import check_corrects_result
from incubatee_tracker.usecases.reading import seen_enrolment
from incubatee_tracker.usecases.standing import shown_enrolment
from incubatee_tracker.usecases.withdrawing import check_withdraws


def offering_enrolment(tx: Transaction, enrolment: Enrolment) -> dict[str, Any]:
    """Return where an incubatee stands, with what the caller may do: correct what was entered or said, take back what goes on."""
    shown = shown_enrolment(tx, enrolment)
    loaded = tx.laws.programmes.get((enrolment.programme, enrolment.programme_version))
    return shown | {"offers": list(_offers(tx, enrolment, loaded.programme)) if loaded else []}


def see_enrolment(tx: Transaction, id: str) -> dict[str, Any]:
    """Return where an incubatee stands, as the caller may see it, with what the caller may do."""
    return offering_enrolment(tx, seen_enrolment(tx, id))


def _offers(tx: Transaction, enrolment: Enrolment, programme: Programme) -> Iterator[dict[str, str]]:
    base: Base = Base.get(tx.city, enrolment.designation)
    if _passes(check_corrects, tx, enrolment, base, programme):
        yield {"at": "corrections"}
    for process in (each for each in programme.processes if each.over == ENROLMENT and each.name in enrolment.walks):
        for step in process.steps:
            if _passes(check_corrects_result, tx, enrolment, base, programme, process, step):
                yield {"at": "result-corrections", "process": process.name, "step": step.name}
        if process.opened_by and _passes(check_withdraws, tx, enrolment, programme, process):
            yield {"at": "withdrawals", "process": process.name}


def _passes(check: Callable[..., object], *about: Any) -> bool:
    try:
        check(*about)
    except Problem:
        return False
    return True
