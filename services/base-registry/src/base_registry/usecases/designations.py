"""What takes effect on a designation at a named step of its processes: it is renewed, moved to another class, ended, taken away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

from base_registry.documents import Designation
from base_registry.facts import day
from base_registry.usecases.certifying import certify_renewed
from fuyu.law import facts
from fuyu.law.answers import Consequence, as_document
from fuyu.law.steps import DESIGNATION, Effect
from fuyu.process.acting import Request, Subject
from fuyu.store.transaction import Subject as About
from fuyu.store.transaction import Transaction


def expire(tx: Transaction, designation: Designation) -> None:
    """End a designation whose last day has passed without a renewal: said as an event, never a silent flag."""
    designation.state, designation.ended_on = "expired", designation.ends_on
    designation.keep()
    _say_ended(tx, designation, "designation.ended", "its term ended")


def _revoke(tx: Transaction, designation: Designation, subject: Subject, request: Request) -> None:
    told = cast("facts.Designation", subject.facts(subject.walk))
    ground = str(request.entry.get("ground") or request.reason or request.number or "").strip()
    designation.ended_by = subject.law.cite(subject.process.clause).as_document()
    take_back(tx, designation, subject.loaded.ask.after_revocation(subject.law, told, ground, tx.today), ground)


def take_back(tx: Transaction, designation: Designation, consequences: Sequence[Consequence], ground: str) -> None:
    """Take a designation away on a ground, with what follows from that."""
    designation.state, designation.ended_on = "revoked", tx.today.isoformat()
    designation.consequences, designation.ended_because = [as_document(each) for each in consequences], ground
    _say_ended(tx, designation, "designation.revoked", ground)


def _renew(tx: Transaction, designation: Designation, subject: Subject, request: Request) -> None:
    last = day(designation.ends_on)
    counted_from = last if last is not None and last >= tx.today else tx.today
    term = subject.loaded.ask.how_long(subject.law, designation.kind, counted_from)
    designation.ends_on = term.ends_on.isoformat() if term.ends_on else None
    designation.state = "held"
    _say_changed(tx, designation)


def _reclassify(tx: Transaction, designation: Designation, subject: Subject, request: Request) -> None:
    designation.holds_class = str(request.entry.get("holds_class") or designation.holds_class)
    _say_changed(tx, designation)


def _expire(tx: Transaction, designation: Designation, subject: Subject, request: Request) -> None:
    designation.state, designation.ended_on = "ended", tx.today.isoformat()
    _say_ended(tx, designation, "designation.ended", request.reason or "")


EFFECTS: dict[Effect, Callable[[Transaction, Designation, Subject, Request], None]] = {
    Effect.REVOKE: _revoke,
    Effect.RENEW: _renew,
    Effect.RECLASSIFY: _reclassify,
    Effect.EXPIRE: _expire,
    Effect.CERTIFY: certify_renewed,
}


def _say_ended(tx: Transaction, designation: Designation, event: str, because: str) -> None:
    data = _data(designation) | {"ended_on": designation.ended_on, "state": designation.state, "because": because}
    tx.emit(event, About(DESIGNATION, designation.id), data, audiences=_holder(designation))
    tx.audit(event, About(DESIGNATION, designation.id), because=because)


def _say_changed(tx: Transaction, designation: Designation) -> None:
    data = _data(designation) | {
        "starts_on": designation.starts_on,
        "ends_on": designation.ends_on,
        "state": designation.state,
        "holds_class": designation.holds_class,
    }
    tx.emit("designation.changed", About(DESIGNATION, designation.id), data)


def _data(designation: Designation) -> dict[str, Any]:
    return {"designation": designation.id, "programme": designation.programme, "programme_version": designation.programme_version, "kind": designation.kind}


def _holder(designation: Designation) -> list[dict[str, str]]:
    return [{"actor": "applicant", "programme": designation.programme, "organisation": designation.organisation["code"]}]
