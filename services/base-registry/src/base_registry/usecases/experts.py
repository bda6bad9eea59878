"""Keeping a city's pool of experts: who they are, how they worked, and who may judge no more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from base_registry.documents import Expert
from fuyu.caller import Role
from fuyu.law.programme import Scope
from fuyu.problems import AlreadyExists, Forbidden, InvalidInput, StepNotOpen
from fuyu.store.files import keep_files
from fuyu.store.transaction import Subject, Transaction

KIND = "expert"


def register_expert(tx: Transaction, id: str, given: Mapping[str, Any]) -> Expert:
    """Take an expert into the pool, with titles, qualifications and employer, by which an interest is found (L10)."""
    if Expert.objects(city=tx.city, person=given["person"]).first() is not None:
        raise AlreadyExists(f"The person {given['person']!r} is in the pool already.", field="person", found=given["person"])
    expert = Expert(id=id, city=tx.city, **{**given, "qualifications": _plain(given.get("qualifications", ()))})
    expert.add()
    subject = Subject(KIND, expert.id)
    tx.emit("expert.registered", subject, expert_data(expert))
    tx.audit("expert.registered", subject)
    return expert


def expert_data(expert: Expert) -> dict[str, Any]:
    """Return what expert.registered tells: whom the id speaks for, and what can bind them to an organisation; no name travels."""
    return {"expert": expert.id, **{name: getattr(expert, name) for name in ("person", "employer_code", "group_code")}}


def change_expert(tx: Transaction, id: str, changes: Mapping[str, Any], expected: int) -> Expert:
    """Change what is known of an expert; what an earlier review rested on stays with its acts."""
    expert = _kept(tx, id)
    for name, value in changes.items():
        setattr(expert, name, _plain(value) if name == "qualifications" else value)
    expert.keep(expected)
    tx.audit("expert.changed", Subject(KIND, id), changed=sorted(changes))
    return expert


def appraise_expert(tx: Transaction, id: str, given: Mapping[str, Any], expected: int) -> Expert:
    """Keep what an office thinks of an expert's work in a year; a second thought of the same year stands beside the first."""
    expert, role = _kept(tx, id), _who_assigns(tx)
    if given["year"] > tx.today.year:
        error = {"field": "year", "reason": "This year has not come.", "found": given["year"], "needed": f"{tx.today.year} or earlier"}
        raise InvalidInput.of_fields([error])
    expert.appraisals = [*expert.appraisals, {**given, "office": role.office, **_by(tx)}]
    expert.keep(expected)
    tx.audit("expert.appraised", Subject(KIND, id), year=given["year"], result=given["result"])
    return expert


def bar_expert(tx: Transaction, id: str, given: Mapping[str, Any], expected: int) -> Expert:
    """Bar an expert for misconduct, from today on, with the finding and its day."""
    expert, role = _kept(tx, id), _who_assigns(tx)
    if expert.bar:
        raise StepNotOpen(f"This expert has been barred since {expert.bar['since']}.", found=expert.bar["since"])
    if given["found_on"] > tx.today:
        error = {"field": "found_on", "reason": "This day has not come.", "found": given["found_on"].isoformat(), "needed": f"{tx.today} or earlier"}
        raise InvalidInput.of_fields([error])
    keep_files(tx, given["files"], Subject(KIND, id))
    told = {"finding": given["finding"], "found_on": given["found_on"].isoformat(), "files": given["files"]}
    told |= {"number": given["number"]} if given.get("number") else {}
    expert.bar = {"office": role.office, "since": tx.today.isoformat(), **told, **_by(tx)}
    expert.keep(expected)
    tx.audit("expert.barred", Subject(KIND, id), finding=given["finding"], found_on=told["found_on"])
    return expert


def lift_bar(tx: Transaction, id: str, given: Mapping[str, Any], expected: int) -> Expert:
    """Lift a bar with a reason; that it stood, and from when to when, stays on record."""
    expert, _ = _kept(tx, id), _who_assigns(tx)
    if not expert.bar:
        raise StepNotOpen("This expert is not barred.", found=None)
    lifted = {"lifted_on": tx.today.isoformat(), "lifted_by": _by(tx)["by"], "reason": given["reason"]}
    expert.past_bars, expert.bar = [*expert.past_bars, {**expert.bar, **lifted}], None
    expert.keep(expected)
    tx.audit("expert.bar_lifted", Subject(KIND, id), reason=given["reason"])
    return expert


def _kept(tx: Transaction, id: str) -> Expert:
    expert: Expert = Expert.get(tx.city, id)
    return expert


def _who_assigns(tx: Transaction) -> Role:
    """Return the caller's role in an office that assigns experts in some programme of the city: who asks them judges their work."""
    programmes = [loaded.programme for loaded in tx.laws.programmes.values() if loaded.programme.city == tx.city]
    steps = [(programme, step.assigned_by) for programme in programmes for process in programme.processes for step in process.steps if step.assigned_by]
    offices = {(by, p.actors[by].office or p.office) for p, by in steps if by and p.actors[by].scope is Scope.OFFICE}
    for role in tx.caller.actors if tx.caller else ():
        if role.city == tx.city and (role.actor, role.office) in offices:
            return role
    needed = sorted({actor for actor, _ in offices})
    raise Forbidden(f"Only an office that assigns experts ({', '.join(needed)}) judges their work; none of your roles is that.", needed=needed)


def _plain(qualifications: Any) -> list[dict[str, Any]]:
    """Return qualifications with their days as text."""
    return [{**each, "valid_until": each["valid_until"].isoformat()} if each.get("valid_until") else dict(each) for each in qualifications]


def _by(tx: Transaction) -> dict[str, Any]:
    return {"by": tx.caller.person if tx.caller else "", "on": tx.today.isoformat()}
