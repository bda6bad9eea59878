"""How many companies are with a base, against the least that its programme asks for; who must hear when there are no longer enough."""

from __future__ import annotations

from datetime import date

from fuyu.law import facts
from fuyu.law.findings import Finding, finding
from fuyu.law.programme import Scope
from fuyu.law.registry import Loaded
from fuyu.law.view import Law
from fuyu.process.actors import levels_above
from fuyu.store.transaction import Subject, Transaction
from incubatee_tracker.documents import Base
from incubatee_tracker.facts import base_holders


def minimum(loaded: Loaded, law: Law, told: facts.Designation, today: date) -> Finding | None:
    """Return the finding on the least number of incubatees: a rule's own, else those that run against the declared number; None where none is asked for."""
    enrols = loaded.programme.enrols
    if enrols is None:
        return None
    of_rules = [each for each in loaded.ask.to_keep(law, told, today) if each.parameter == enrols.minimum]
    running, least = told.running_enrolments, law[enrols.minimum]
    own = finding("incubatees", running >= least.value, least, actual=running, because=f"{running} incubations run; at least {least.value} are needed.")
    return (of_rules or [own])[0]


def look_at_number(tx: Transaction, base: Base, loaded: Loaded, law: Law, told: facts.Designation) -> bool | None:
    """Return whether too few companies are with a base that is held; the base, its district and the office hear of it once when it falls short."""
    found = minimum(loaded, law, told, tx.today) if base.state == "held" else None
    if found is None:
        return base.is_short
    if found.stands_in_the_way and base.is_short is not True:
        _say(tx, base, loaded, found)
    return found.stands_in_the_way


def _say(tx: Transaction, base: Base, loaded: Loaded, found: Finding) -> None:
    owner = next(name for name, actor in loaded.programme.actors.items() if actor.scope is Scope.ORGANISATION and actor.of in ("holder", "applicant"))
    holders = [name for name, actor in loaded.programme.actors.items() if actor.scope is Scope.ORGANISATION and actor.of == "holder"]
    audiences = [audience for level in levels_above(loaded.programme, (holders or [owner])[0], base_holders(base)) for audience in level]
    data = {
        "designation": base.id,
        "programme": base.programme,
        "programme_version": base.programme_version,
        "organisation": {name: base.organisation[name] for name in ("code", "name", "district")},
        "running": found.actual,
        "needed": found.threshold,
        "on": tx.today,
        "clause": found.citation.as_document(),
    }
    subject = Subject("base", base.id)
    tx.emit("base.fell_short", subject, data, audiences=audiences)
    tx.audit("base.fell_short", subject, running=found.actual, needed=found.threshold)
