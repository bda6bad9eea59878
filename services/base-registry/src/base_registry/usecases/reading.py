"""How a use-case comes to the law that stands on a record."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from base_registry.documents import Application, Call, Designation, Proceeding
from base_registry.facts import (
    Record,
    Surroundings,
    application_facts,
    application_holders,
    call_facts,
    day,
    designation_facts,
    expert_of,
    interest_of,
    proceeding_holders,
)  # fmt: skip
from base_registry.usecases.taking import ordinals
from fuyu.law import facts
from fuyu.law.programme import Programme
from fuyu.law.registry import Loaded
from fuyu.law.steps import Process
from fuyu.problems import NotInForce
from fuyu.process import walk as walks
from fuyu.process.acting import Subject
from fuyu.process.walk import Walk
from fuyu.store.transaction import Transaction


def application_subject(tx: Transaction, application: Application, call: Call, walk: Walk) -> Subject:
    """Return what an act on an application stands on: the call's version for its way, the version of the application date for its rules (L6)."""
    loaded = tx.laws.of(application.programme, application.judged_by)
    way = tx.laws.of(application.programme, application.programme_version).programme
    around, told = Surroundings.of(application, way), call_facts(call)

    def tell(as_walked: Walk) -> facts.Application:
        return replace(application_facts(way, application, told, as_walked, around, tx.today), ordinals=ordinals(way, application, as_walked))

    return Subject(
        loaded=loaded if loaded.programme is way else replace(loaded, programme=way),
        law=loaded.view(tx.settings, tx.today, call.host),
        process=way.entry,
        walk=walk,
        holders=application_holders(application),
        facts=tell,
        judged_on=day(application.applied_on) or tx.today,
        interest=interest_of(application.city),
        has_own_form=True,
        expert=expert_of(application.city),
    )


def version_that_judges(tx: Transaction, record: Designation | Application, on: date) -> Loaded:
    """Return the version that judges what began on a day (L6); where the text has lapsed without a successor, the one that granted it.

    What runs beside an application's own way is judged by the version of that way, which declares it.
    """
    if isinstance(record, Application):
        return tx.laws.of(record.programme, record.programme_version)
    try:
        return tx.laws.in_force(record.programme, on, tx.settings)
    except NotInForce:
        return tx.laws.of(record.programme, record.programme_version)


def proceeding_subject(tx: Transaction, record: Designation | Application, loaded: Loaded, process: Process, walk: Walk, proceeding: Proceeding) -> Subject:
    """Return what an act at a step of a proceeding stands on, over a designation or beside an application's own way."""
    if isinstance(record, Designation):
        return designation_subject(tx, record, loaded, process, walk, proceeding)
    call: Call = Call.get(tx.city, record.call)
    around, told, way = Surroundings.of(record, loaded.programme), call_facts(call), walk_of(record)

    def tell(as_walked: Walk) -> facts.Application:
        return application_facts(loaded.programme, record, told, way, around.with_walk(proceeding, as_walked), tx.today)

    return Subject(
        loaded=loaded,
        law=loaded.view(tx.settings, tx.today, call.host),
        process=process,
        walk=walk,
        holders=proceeding_holders(record, proceeding),
        facts=tell,
        judged_on=tx.today,
        interest=interest_of(record.city),
        on_the_way=on_the_way(loaded.programme, record),
    )


def on_the_way(programme: Programme, application: Application) -> dict[str, frozenset[str]]:
    """Return who is or was assigned on an application's own way and has no interest in it, by actor."""
    walk, found = walk_of(application), dict[str, frozenset[str]]()
    for step in programme.entry.steps:
        if step.by is not None and step.assigned_by is not None:
            found[step.by] = found.get(step.by, frozenset()) | frozenset(walk.group_at(step.name))
    return found


def designation_subject(tx: Transaction, designation: Designation, loaded: Loaded, process: Process, walk: Walk, proceeding: Proceeding) -> Subject:
    """Return what an act at a step of a proceeding stands on, judged by a version."""
    around = Record.of(designation)

    def tell(as_walked: Walk) -> facts.Designation:
        return designation_facts(loaded.programme, designation, around, as_walked, proceeding)

    return Subject(
        loaded=loaded,
        law=loaded.view(tx.settings, tx.today, designation.host),
        process=process,
        walk=walk,
        holders=proceeding_holders(designation, proceeding),
        facts=tell,
        judged_on=tx.today,
        interest=interest_of(designation.city),
        expert=expert_of(designation.city),
    )


def walk_of(application: Application) -> Walk:
    """Return an application's walk."""
    return walks.from_document(application.walk)


def applied_by(application: Application, today: date) -> date:
    """Return the application date: the day it was first handed in or received, today before that."""
    return day(application.applied_on) or today
