"""Cycles: a call that runs for a time, who runs it, and how those who hold its places stand to each other."""

from __future__ import annotations

from datetime import date
from typing import Any

from base_registry.documents import Call
from base_registry.facts import call_facts
from fuyu.law.programme import Programme
from fuyu.law.registry import Loaded
from fuyu.law.view import Law
from fuyu.problems import AlreadyExists, InvalidInput, NotInForce, StepNotOpen
from fuyu.store.transaction import Transaction


def run_by(programme: Programme, host: str | None) -> str | None:
    """Return who acts for the programme's own office in a call: its host where the text lets other levels run one, None for the office itself."""
    return host if programme.hosts else None


def check_host(tx: Transaction, programme: Programme, host: str | None) -> str | None:
    """Return the title of a call's host, None where it has none; raise InvalidInput where no operator has set that host up."""
    if host is None or programme.hosts is None:
        return None
    hosts = tx.settings.hosts(programme.id, tx.today)
    if host not in hosts:
        reason = f"No operator has set this host up for {programme.id}; a law setting of the kind `host` does."
        raise InvalidInput.of_fields([{"field": "host", "reason": reason, "found": host, "needed": sorted(hosts)}])
    return hosts[host]


def cycle_of(tx: Transaction, loaded: Loaded, law: Law, starts_on: date | None) -> dict[str, str] | None:
    """Return first and last day of a cycle, None where the programme's calls run for no time; it begins today where nobody says otherwise."""
    lasts = loaded.programme.intake.lasts
    if lasts is None:
        if starts_on is not None:
            reason = f"A {loaded.programme.intake.kind} of this programme runs for no time."
            raise InvalidInput.of_fields([{"field": "starts_on", "reason": reason, "found": starts_on.isoformat(), "needed": "nothing"}])
        return None
    first = starts_on or tx.today
    _check_in_force(tx, loaded, first)
    try:
        last = law.term(lasts, first).ends_on
    except ValueError as error:  # It would end beyond the years that the law's dates can mean.
        raise InvalidInput.of_fields([{"field": "starts_on", "reason": str(error), "found": first.isoformat()}]) from None
    return {"starts_on": first.isoformat(), "ends_on": last.isoformat() if last else first.isoformat()}


def check_follows(tx: Transaction, programme: Programme, host: str | None, cycle: dict[str, str] | None) -> None:
    """Raise AlreadyExists where a cycle would begin before the one of the same host has ended; one that has gives its place up, closed or not yet."""
    if cycle is None:
        return
    passed = {"city": tx.city, "programme": programme.id, "host": host, "cycle.ends_on": {"$lt": tx.today.isoformat()}}
    Call._get_collection().update_many({**passed, "sole": {"$type": "string"}}, {"$unset": {"sole": ""}})
    others = Call.objects(city=tx.city, programme=programme.id, host=host, cycle__ends_on__gte=cycle["starts_on"])
    if (other := others.first()) is not None:
        said = f"{other.title} runs until {other.cycle['ends_on']}; the next {programme.intake.title} begins after that day."
        raise AlreadyExists(said, field="starts_on", found=cycle["starts_on"], call=other.id)


def check_runs(tx: Transaction, call: Call) -> None:
    """Raise StepNotOpen for a call whose cycle has ended: nobody enters it any more, and what was not decided in it is decided no more."""
    if call.cycle and call.cycle["ends_on"] < tx.today.isoformat():
        raise StepNotOpen(f"{call.title} ended on {call.cycle['ends_on']}; apply in the cycle that follows.", found=call.cycle["ends_on"])


def show_standing(tx: Transaction, id: str) -> dict[str, Any]:
    """Return how many hold each class of a call, and what the law finds on how they stand to each other; a breach is shown until it is cured."""
    call: Call = Call.get(tx.city, id)
    told = call_facts(call)
    shown: dict[str, Any] = {"call": call.id, "classes": dict(told.classes), "as_of": tx.today.isoformat(), "findings": []}
    loaded = tx.laws.programmes.get((call.programme, call.programme_version))
    if loaded is not None:
        law = loaded.view(tx.settings, tx.today, call.host)
        shown["findings"] = [each.as_document() for each in loaded.ask.to_balance(law, told, tx.today)]
    return shown


def _check_in_force(tx: Transaction, loaded: Loaded, first: date) -> None:
    try:
        tx.laws.in_force(loaded.programme.id, first, tx.settings)
    except NotInForce as problem:
        raise InvalidInput.of_fields([{"field": "starts_on", "reason": str(problem.detail), "found": first.isoformat()}]) from None
