"""Proceedings as each may see them: the holder its own without who complained, who opened one its own, the offices theirs."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from base_registry.documents import Proceeding
from base_registry.facts import proceeding_holders
from base_registry.usecases.proceedings import subject_of
from base_registry.usecases.seeing import by_office, is_operator, own_codes
from fuyu.caller import Caller
from fuyu.law.programme import Programme, Scope
from fuyu.law.registry import Laws
from fuyu.law.steps import Effect, Process
from fuyu.problems import NotFound
from fuyu.process import walk as walks
from fuyu.process.runs import amount_at
from fuyu.process.showing import open_steps, seen_proposals, without_proposals
from fuyu.process.walk import State, Walk
from fuyu.store.transaction import Subject as About
from fuyu.store.transaction import Transaction


def seen_proceedings(laws: Laws, caller: Caller, city: str) -> dict[str, Any]:
    """Return the condition on proceedings that a caller may see.

    The organisation that one is about sees it once its opening stands: what one officer proposes and no second one has confirmed is not yet an act.
    What is confidential is seen by the operator, by who opened it, and by an office once it has come to one of its steps.
    """
    own = [role.organisation for role in caller.actors if role.city == city and role.organisation]
    hidden = _confidential(laws, city)
    open_to_all = {"process": {"$nin": [process.name for process in hidden]}}
    conditions = [{"$and": [each, open_to_all]} if hidden and each else each for each in by_office(laws, caller, city)]
    begun = {"$or": [{"walk.acts.0": {"$exists": True}}, {"opened_by.person": None}]}
    conditions += [{"$and": [{"organisation.code": {"$in": own}}, open_to_all, begun]}, {"opened_by.organisation": {"$in": own}}] if own else []
    conditions += [*_assigned(laws, caller, city), *_come_to_an_office(laws, caller, city, hidden)]
    return {"$or": [{"city": city, **each} for each in conditions] or [{"_id": None}]}  # Each way for itself, so that each finds its index.


def _assigned(laws: Laws, caller: Caller, city: str) -> Iterator[dict[str, Any]]:
    """Go through the conditions under which a caller sees what it opened, or was assigned to, in a role that is assigned file by file.

    What one opened stays one's own to see when the role has ended; what one was assigned to does not.
    """
    programmes = [each.programme for each in laws.programmes.values() if each.programme.city == city]
    assigned = {name for programme in programmes for name, actor in programme.actors.items() if actor.scope is Scope.ASSIGNED}
    if assigned:
        yield {"opened_by.person": caller.person, "opened_by.actor": {"$in": sorted(assigned)}}
    names = assigned & {role.actor for role in caller.actors if role.city == city}
    ways = [way for programme in programmes for way in programme.processes if way.name != programme.entry.name]
    steps = {step.name for way in ways for step in way.steps if step.assigned_by and step.by in names}
    if steps:
        yield {"$or": [{f"walk.assigned.{step}": caller.person} for step in sorted(steps)]}


def _confidential(laws: Laws, city: str) -> list[Process]:
    ways = [way for each in laws.programmes.values() if each.programme.city == city for way in each.programme.processes]
    return [way for way in ways if way.is_confidential]


def _come_to_an_office(laws: Laws, caller: Caller, city: str, hidden: list[Process]) -> Iterator[dict[str, Any]]:
    """Go through the conditions under which what is confidential has come to a step of a caller's office."""
    for programme in [each.programme for each in laws.programmes.values() if each.programme.city == city]:
        for process, step in [(way, step) for way in programme.processes if way in hidden for step in way.steps if step.by]:
            actor = programme.actors[step.by or ""]
            roles = [role for role in caller.actors if role.actor == step.by and role.city == city and role.office == (actor.office or programme.office)]
            if actor.scope is Scope.OFFICE and roles:
                has_come = {"$exists": True, "$ne": str(State.PENDING)}
                yield {"programme": programme.id, "process": process.name, f"walk.places.{step.name}.state": has_come}


def see_proceeding(tx: Transaction, id: str) -> dict[str, Any]:
    """Return a proceeding as the caller may see it; raise NotFound otherwise."""
    condition = seen_proceedings(tx.laws, tx.caller, tx.city) if tx.caller else {"_id": None}
    proceeding = Proceeding.objects(__raw__={"$and": [condition, {"_id": id}]}).first()
    if proceeding is None:
        raise NotFound(f"There is no proceeding {id!r} here, or none that you may see.", found=id)
    own = own_codes(tx.caller, tx.city)
    if not own & {proceeding.organisation["code"], proceeding.opened_by.get("organisation")}:
        tx.audit("proceeding.seen", About("proceeding", id))
    return shown_proceeding(tx, proceeding)


def shown_proceeding(tx: Transaction, proceeding: Proceeding) -> dict[str, Any]:
    """Return a proceeding's members with the steps that are open; where its programme hides who acts from the holder, the holder sees the matter alone."""
    shown: dict[str, Any] = proceeding.to_mongo().to_dict()
    shown["walk"] = without_proposals(shown["walk"])
    loaded = tx.laws.programmes.get((proceeding.programme, proceeding.programme_version))
    if loaded is None:
        return shown | {"steps": [], "title": proceeding.process}
    process = loaded.programme.process(proceeding.process)
    walk = walks.from_document(proceeding.walk)
    proposals = seen_proposals(loaded.programme, walk.proposals, tx.caller, proceeding_holders(subject_of(proceeding), proceeding))
    shown |= {"steps": open_steps(process, walk, proposals), "title": process.title, "money": money_of(process, walk)}
    return _without_names(loaded.programme, proceeding, shown) if _is_holder(tx.caller, proceeding) else shown


def money_of(process: Process, walk: Walk) -> dict[str, str] | None:
    """Return what was paid at the step that pays, what was spent at steps after it, and what is left; None where the process pays nothing."""
    names, paying = list(process.names), next((step for step in process.steps if Effect.PAY in step.takes_effect), None)
    if paying is None:
        return None
    paid = amount_at(walk, paying.name)
    spent = sum((amount_at(walk, name) for name in names[names.index(paying.name) + 1 :]), Decimal(0))
    return {"paid": str(paid), "spent": str(spent), "left": str(paid - spent)}


def _is_holder(caller: Caller | None, proceeding: Proceeding) -> bool:
    """Claim that the caller sees the proceeding as its designation's holder: neither as who opened it nor for an office."""
    own = own_codes(caller, proceeding.city)
    is_opener = proceeding.opened_by.get("organisation") in own
    return proceeding.organisation["code"] in own and not is_opener and not (caller and is_operator(caller, proceeding.city))


def _without_names(programme: Programme, proceeding: Proceeding, shown: dict[str, Any]) -> dict[str, Any]:
    hidden = {step.name for step in programme.process(proceeding.process).steps if step.hides_actor}
    if not hidden:
        return shown
    acts = [{**act, "by": "", "organisation": None} if act["step"] in hidden else act for act in shown["walk"]["acts"]]
    return shown | {"opened_by": {"actor": proceeding.opened_by["actor"]}, "walk": {**shown["walk"], "acts": acts}}
