"""What takes effect at a named step of a process beside an application's own way: that way ends, or an expert's conduct is recorded."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from base_registry.documents import Application, Expert
from base_registry.usecases.designations import Decision
from base_registry.usecases.ending import remove_application
from fuyu.law.steps import Effect
from fuyu.problems import InvalidInput
from fuyu.store.transaction import Subject as About
from fuyu.store.transaction import Transaction


def _remove(tx: Transaction, application: Application, decision: Decision) -> None:
    """End the application's own way, and take back what it was granted already, with what follows from that."""
    because = _said(decision)
    ground = str(decision.request.entry.get("ground") or because)
    remove_application(tx, application, because, decision.subject, ground, decision.cited)


def _record_conduct(tx: Transaction, application: Application, decision: Decision) -> None:
    """Keep with an expert what was decided on how they reviewed; what it bars them from is the law's to say."""
    person, penalty = (str(decision.request.entry[name]) for name in ("person", "penalty"))
    expert = Expert.objects(city=tx.city, person=person).first()
    if expert is None:
        error = {"field": "entry.person", "reason": "Nobody of the pool of experts is known by this id.", "found": person, "needed": "a person of GET /experts"}
        raise InvalidInput.of_fields([error])
    told = {"penalty": penalty, "says": _said(decision), "on": tx.today.isoformat(), "proceeding": decision.proceeding.id, "application": application.id}
    expert.conduct = [*expert.conduct, told | {"clause": decision.cited}]
    expert.keep()
    tx.audit("expert.conduct_recorded", About("expert", expert.id), **told)


BESIDE: Mapping[Effect, Callable[[Transaction, Application, Decision], None]] = {Effect.REMOVE: _remove, Effect.CONDUCT: _record_conduct}


def _said(decision: Decision) -> str:
    return str(decision.request.entry.get("says") or decision.request.reason or "").strip()
