"""What takes effect on a designation at a named step of its processes: it is renewed, continued, moved to another class, ended, taken away."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast

from base_registry.documents import Designation, Proceeding
from base_registry.documents.ground import DECIDED
from base_registry.facts import day
from base_registry.usecases.audiences import of_designation, of_holder
from base_registry.usecases.certifying import certify
from base_registry.usecases.classes import count_class
from base_registry.usecases.grounds import as_kept, close_ground, grounds_named
from fuyu.law import facts
from fuyu.law.answers import Consequence, as_document
from fuyu.law.steps import DESIGNATION, Effect
from fuyu.problems import InvalidInput, StepNotOpen
from fuyu.process.acting import Subject, find_step
from fuyu.process.proposing import Request
from fuyu.store.transaction import Subject as About
from fuyu.store.transaction import Transaction

TERM_ENDED = "its term ended"


@dataclass(frozen=True)
class Decision:
    """An act that takes effect on a designation: in which proceeding, on which law and facts, by which request."""

    proceeding: Proceeding
    subject: Subject
    request: Request

    @property
    def cited(self) -> dict[str, Any]:
        """Return the clause that the entry names, else the step's own."""
        step = find_step(self.subject.process, self.request.step)
        return self.subject.law.cite(str(self.request.entry.get("clause") or step.clause)).as_document()


def expire(tx: Transaction, designation: Designation) -> None:
    """End a designation whose last day has passed without a renewal: said as an event, never a silent flag."""
    designation.state, designation.ended_on, designation.look_on = "expired", designation.ends_on, tx.today.isoformat()
    designation.keep()
    count_class(designation, -1)
    _say_ended(tx, designation, "designation.ended", TERM_ENDED)


def take_back(tx: Transaction, designation: Designation, consequences: Sequence[Consequence], ground: str, clause: Mapping[str, Any] | None = None) -> None:
    """Take a designation away on a ground, with what follows from that; raise StepNotOpen where it does not stand any more."""
    check_stands(designation, "held", "expired")
    if designation.state == "held":
        count_class(designation, -1)
    designation.state, designation.ended_on, designation.look_on = "revoked", tx.today.isoformat(), tx.today.isoformat()
    designation.consequences, designation.ended_because, designation.ended_by = [as_document(each) for each in consequences], ground, dict(clause or {})
    _say_ended(tx, designation, "designation.revoked", ground, clause)


def check_stands(designation: Designation, *states: str) -> None:
    """Raise StepNotOpen where a designation is in none of these states: what was taken away or ended stays as it was decided."""
    if designation.state not in states:
        said = f"This designation has been {designation.state} since {designation.ended_on}; that stands and is not decided again."
        raise StepNotOpen(said, found=designation.state, needed=list(states))


def _revoke(tx: Transaction, designation: Designation, decision: Decision) -> None:
    """Take a designation away; the grounds that the entry names, else those that the proceeding was opened from, are kept with what they rest on."""
    proceeding, subject, request = decision.proceeding, decision.subject, decision.request
    named = grounds_named(tx, designation, request.entry.get("grounds") or proceeding.grounds, "entry.grounds")
    ground = str(request.entry.get("ground") or request.reason or request.number or "").strip()
    told = cast("facts.Designation", subject.facts(subject.walk))
    clause = dict(named[0].clause) if named else decision.cited
    take_back(tx, designation, subject.loaded.ask.after_revocation(subject.law, told, ground, tx.today), ground, clause)
    designation.revocation = {
        "proceeding": proceeding.id,
        "ground": ground,
        "facts": request.entry.get("facts"),
        "clause": clause,
        "grounds": [as_kept(each) for each in named],
        "number": request.number,
        "decided_on": tx.today.isoformat(),
        "programme_version": subject.loaded.programme.version,
        "plugin": subject.loaded.plugin,
        "plugin_version": subject.loaded.plugin_version,
        "digest": subject.loaded.digest,
    }
    for each in named:
        close_ground(tx, each, subject.loaded.programme, DECIDED, ground, proceeding.id)


def _renew(tx: Transaction, designation: Designation, decision: Decision) -> None:
    """Give a designation another term: from the day after its last day where it is decided by then, else from the day of the decision."""
    subject, last = decision.subject, _renewable(tx, designation)
    is_in_time = last is None or tx.today <= last
    if not is_in_time and designation.state == "held":
        expire(tx, designation)
    if designation.state != "held":
        count_class(designation, 1)
    term = subject.loaded.ask.how_long(subject.law, designation.kind, last if last is not None and is_in_time else tx.today)
    _keep_term(tx, designation, decision, reviewed=True)
    if not is_in_time:
        designation.starts_on = tx.today.isoformat()
    designation.ends_on = term.ends_on.isoformat() if term.ends_on else None
    designation.term_by, designation.state, designation.ended_on = term.by.as_document(), "held", None
    say_changed(tx, designation, decision.request.reason)


def _continue(tx: Transaction, designation: Designation, decision: Decision) -> None:
    """Let a designation go on to the day that the entry names, without another review; only what still stands goes on."""
    last, until = _renewable(tx, designation), date.fromisoformat(str(decision.request.entry["until"]))
    if last is None or tx.today > last:
        check_stands(designation, "held")
        said = f"Its last day was {designation.ends_on}; what has expired is renewed by a review and does not go on without one."
        raise StepNotOpen(said, found=tx.today.isoformat(), needed=designation.ends_on)
    if until <= last:
        error = {"field": "entry.until", "reason": "It does not lie after the last day.", "found": until.isoformat()}
        raise InvalidInput.of_fields([error | {"needed": f"{last + timedelta(days=1)} or later"}])
    _keep_term(tx, designation, decision, reviewed=False)
    designation.ends_on, designation.term_by = until.isoformat(), decision.cited
    say_changed(tx, designation, decision.request.reason)


def _renewable(tx: Transaction, designation: Designation) -> date | None:
    """Return the last day of what may be renewed: it stands or has expired, and its regulation is in force; raise NotInForce naming the day otherwise."""
    check_stands(designation, "held", "expired")
    tx.laws.in_force(designation.programme, tx.today, tx.settings)
    return day(designation.ends_on)


def _keep_term(tx: Transaction, designation: Designation, decision: Decision, *, reviewed: bool) -> None:
    """Keep a term as it stood before another follows it, after a review or without one."""
    before = {name: getattr(designation, name) for name in ("starts_on", "ends_on", "ended_on", "term_by")}
    told = {"followed_on": tx.today.isoformat(), "proceeding": decision.proceeding.id, "number": decision.request.number, "reviewed": reviewed}
    designation.terms = [*designation.terms, before | told]


def _reclassify(tx: Transaction, designation: Designation, decision: Decision) -> None:
    check_stands(designation, "held")
    before, after = designation.holds_class, str(decision.request.entry.get("holds_class") or designation.holds_class)
    if before is not None and before != after:
        designation.past_classes = [*designation.past_classes, {"holds_class": before, "until": tx.today.isoformat()}]
    count_class(designation, -1)
    designation.holds_class = after
    count_class(designation, 1)
    say_changed(tx, designation, decision.request.reason or decision.request.entry.get("because"))


def _end(tx: Transaction, designation: Designation, decision: Decision) -> None:
    check_stands(designation, "held")
    count_class(designation, -1)
    designation.state, designation.ended_on = "ended", tx.today.isoformat()
    _say_ended(tx, designation, "designation.ended", decision.request.reason or "")


def _certify_renewed(tx: Transaction, designation: Designation, decision: Decision) -> None:
    certify(tx, designation)


EFFECTS: dict[Effect, Callable[[Transaction, Designation, Decision], None]] = {
    Effect.REVOKE: _revoke,
    Effect.RENEW: _renew,
    Effect.EXTEND: _continue,
    Effect.RECLASSIFY: _reclassify,
    Effect.EXPIRE: _end,
    Effect.CERTIFY: _certify_renewed,
}


def _say_ended(tx: Transaction, designation: Designation, event: str, because: str, clause: Mapping[str, Any] | None = None) -> None:
    data = _data(designation) | {"ended_on": designation.ended_on, "state": designation.state, "because": because}
    if clause is not None:
        data["clause"] = dict(clause)
    tx.emit(event, About(DESIGNATION, designation.id), data, audiences=_audiences(tx, designation))
    tx.audit(event, About(DESIGNATION, designation.id), because=because)
    look_at_others(tx, designation)


def look_at_others(tx: Transaction, designation: Designation) -> None:
    """Let what else the organisation holds be looked at soon: a base may rest on an award, and an award on a base."""
    whose = {"organisation.code": designation.organisation["code"], "_id": {"$ne": designation.id}}
    Designation.look_soon(tx.city, tx.today, **whose)


def say_changed(tx: Transaction, designation: Designation, because: str | None) -> None:
    """Say that something of a designation changed, and why, to its holder and the offices."""
    told = {name: getattr(designation, name) for name in ("starts_on", "ends_on", "state", "holds_class")}
    classes = [dict(each) for each in designation.past_classes]
    data = _data(designation) | told | {"earlier_terms": designation.earlier_terms(), "past_classes": classes, "because": because}
    tx.emit("designation.changed", About(DESIGNATION, designation.id), data, audiences=_audiences(tx, designation))
    tx.audit("designation.changed", About(DESIGNATION, designation.id), because=because, **told)
    look_at_others(tx, designation)


def _data(designation: Designation) -> dict[str, Any]:
    organisation = {key: designation.organisation[key] for key in ("id", "code", "name", "district")}
    told = {name: getattr(designation, name) for name in ("programme", "programme_version", "kind")}
    return told | {"designation": designation.id, "organisation": organisation}


def _audiences(tx: Transaction, designation: Designation) -> list[dict[str, str]]:
    loaded = tx.laws.programmes.get((designation.programme, designation.programme_version))
    if loaded is None:  # The plugin is away: its actors are unknown, the holder is not.
        return [of_holder(designation.programme, designation.organisation)]
    return of_designation(loaded.programme, designation.organisation, designation.host)
