"""Where an incubatee stands: its period, what is left of it, what it attended, and which dates come, each with its clause and facts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from fuyu.dates import days_remaining
from fuyu.law.programme import Programme
from fuyu.law.registry import Loaded
from fuyu.law.steps import Effect, Process, Step
from fuyu.law.view import Law
from fuyu.process.showing import open_steps, seen_proposals, without_proposals
from fuyu.process.walk import Walk
from fuyu.store.transaction import Transaction
from incubatee_tracker.documents import Base, Enrolment, Standing
from incubatee_tracker.facts import Surroundings, day, decimal, enrolment_facts, enrolment_holders, moving_holders, walks_of
from incubatee_tracker.usecases.reading import law_of
from incubatee_tracker.usecases.services import days_given
from incubatee_tracker.usecases.subjects import has_effect


def shown_enrolment(tx: Transaction, enrolment: Enrolment) -> dict[str, Any]:
    """Return an enrolment's members with today's standing."""
    base: Base = Base.get(tx.city, enrolment.designation)
    standing = Standing.objects(city=tx.city, id=enrolment.id).first()
    shown: dict[str, Any] = enrolment.to_mongo().to_dict()
    last = day(shown.get("extended_until") or shown.get("ends_on"))
    shown["today"] = tx.today.isoformat()
    shown["days_left"] = days_remaining(last, tx.today) if enrolment.state == "running" and last else None
    shown["promised"] = [{**each, "given": days_given(each)} for each in enrolment.promised]
    shown["attended"] = standing.attended if standing else 0
    shown["hours"] = decimal(standing.hours if standing else None)
    asked = law_of(tx, enrolment)
    dates = [*_own_dates(enrolment, base), *(_dates_of_law(tx, *asked, enrolment, base) if asked else ())]
    shown["dates"] = sorted(dates, key=lambda each: str(each["on"]))
    ways = walks_of(enrolment) if asked else []
    shown["steps"] = [step for walk in ways for step in _shown_steps(tx, asked[0].programme, enrolment, walk)] if asked else []
    shown["walks"] = {name: without_proposals(kept) for name, kept in enrolment.walks.items()}
    return shown


def _shown_steps(tx: Transaction, programme: Programme, enrolment: Enrolment, walk: Walk) -> list[dict[str, Any]]:
    process = programme.process(walk.process)
    holders = moving_holders(enrolment) if has_effect(process, Effect.MOVE) else enrolment_holders(enrolment)
    return open_steps(process, walk, seen_proposals(programme, walk.proposals, tx.caller, holders))


def _own_dates(enrolment: Enrolment, base: Base) -> Iterator[dict[str, Any]]:
    """Go through the days that stand on the enrolment itself."""
    if enrolment.starts_on:
        yield _date("begins", enrolment.starts_on, enrolment.period_by, designation=base.id, designated_on=base.starts_on)
    if enrolment.ends_on:
        yield _date("period ends", enrolment.ends_on, enrolment.period_by, starts_on=enrolment.starts_on)
    if enrolment.extended_until:
        yield _date("extension ends", enrolment.extended_until, enrolment.extension_by, period_ended_on=enrolment.ends_on)
    if enrolment.ended_on:
        yield _date("ended", enrolment.ended_on, enrolment.clause or enrolment.period_by, state=enrolment.state)


def _dates_of_law(tx: Transaction, loaded: Loaded, law: Law, enrolment: Enrolment, base: Base) -> Iterator[dict[str, Any]]:
    """Go through the days that the law puts on an incubation that still goes on: the longest extension, the designation's end, limits of steps."""
    if enrolment.state == "running" and enrolment.ends_on:
        told = enrolment_facts(loaded.programme, enrolment, Surroundings.of(enrolment, base))
        longest = loaded.ask.how_much_longer(law, told, date.fromisoformat(enrolment.ends_on), tx.today)
        if longest.ends_on:
            yield _date("extension could end", longest.ends_on.isoformat(), longest.by.as_document(), period_ends_on=enrolment.ends_on)
    if base.ends_on and not enrolment.ended_on:
        by = law.cite(loaded.programme.grant(base.kind).clause).as_document()
        yield _date("designation ends", base.ends_on, by, designated_on=base.starts_on)
    for process, step, walk in _open_steps(loaded, enrolment):
        if due := walk.place(step.name).due:
            yield _date(f"due: {step.title}", due.on.isoformat(), due.clause, process=process.name, step=step.name, opened_on=walk.opened_on.isoformat())


def _date(what: str, on: str, clause: Any, **rests_on: Any) -> dict[str, Any]:
    return {"what": what, "on": on, "clause": clause, "rests_on": rests_on}


def _open_steps(loaded: Loaded, enrolment: Enrolment) -> Iterator[tuple[Process, Step, Walk]]:
    for walk in walks_of(enrolment):
        process = loaded.programme.process(walk.process)
        yield from ((process, process.step(name), walk) for name in (walk.open_steps() if walk.is_running else ()))
