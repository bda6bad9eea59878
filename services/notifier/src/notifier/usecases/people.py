"""Keeping the directory: who may, what changes, and that open work follows when someone leaves, changes office or is away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from fuyu.caller import Caller
from fuyu.events.envelope import NO_CITY, Subject
from fuyu.law.programme import Scope
from fuyu.law.registry import Laws
from fuyu.problems import AlreadyExists, Forbidden, InvalidInput, NotFound
from fuyu.store.transaction import Transaction
from notifier.channels.known import CHANNELS
from notifier.documents import Duty, Person, Reminder
from notifier.documents.delivery import STOPPED
from notifier.documents.duty import OPEN
from notifier.usecases.audiences import BOUNDS, is_away, stands_beside
from notifier.usecases.duties import look_again
from notifier.usecases.settling import settle_waiting

OWN = frozenset({"email", "phone", "language", "channels", "deputy", "away_from", "away_until"})
"""What people may change of themselves."""

Role = Mapping[str, str]


def register_person(tx: Transaction, given: Mapping[str, Any]) -> Person:
    """Take a person into the directory: the operator anyone, an office its own officers, the people of organisations, and those who are assigned by name."""
    check_may_keep(tx, [role for role in given["roles"] if not _is_assigned_by_name(role)])
    _check_roles(tx.laws, tx.city, given["roles"])
    if Person.objects(city=tx.city, person=given["person"]).first() is not None:
        raise AlreadyExists(f"The person {given['person']!r} is in the directory already.", field="person", found=given["person"])
    person = Person.new(tx.city, **_plain(given))
    _check(_faults_of_days(person), _faults_of_deputy(tx, person))
    person.add()
    tx.audit("person.registered", Subject("person", person.person))
    if person.away_from is not None:
        _say_absence(tx, person)
    _find_the_unheard(tx, person)
    return person


def change_person(tx: Transaction, id: str, changes: Mapping[str, Any], expected: int) -> Person:
    """Change a person: oneself one's own channels, language and absence; who keeps the directory everything."""
    person = seen_person(tx.city, id, tx.caller)
    if person.person != _caller(tx).person or changes.keys() - OWN:
        check_may_keep(tx, person.roles)
        check_may_keep(tx, changes.get("roles", person.roles))
    if "roles" in changes:
        _check_roles(tx.laws, tx.city, changes["roles"])
    return apply_change(tx, person, _plain(changes), expected)


def follow_person(tx: Transaction, data: Mapping[str, Any]) -> None:
    """Take over what the portal's accounts say of a person, in each city that they know it in or name for it."""
    named = {actor["city"] for actor in data["actors"]}
    cities = named | set(Person.objects(person=data["person"]).distinct("city")) if tx.city == NO_CITY else {tx.city}
    for city in sorted(cities):
        roles = [{name: actor[name] for name in ("actor", *BOUNDS) if actor.get(name)} for actor in data["actors"] if actor["city"] == city]
        _follow(tx.within(city), data["person"], data.get("name"), roles, is_active=data["is_active"] and bool(roles))


def _follow(tx: Transaction, id: str, name: str | None, roles: Sequence[Role], *, is_active: bool) -> None:
    """Write one city's part of a person; addresses never travel, so someone new has the inbox alone until one is entered here."""
    person = Person.objects(city=tx.city, person=id).first()
    if person is None and is_active:
        person = Person.new(tx.city, id, name=name or id, roles=roles, channels=sorted(CHANNELS))
        person.add()
        _find_the_unheard(tx, person)
    elif person is not None:
        roles = roles or person.roles  # Who lost all of them here is inactive; what they were is left for whoever may let them back.
        apply_change(tx, person, {"roles": roles, "is_active": is_active, **({"name": name} if name else {})}, None)


def seen_person(city: str, id: str, caller: Caller | None) -> Person:
    """Return a person whom the caller may see; raise NotFound otherwise, as for one who is not there."""
    person: Person | None = Person.objects(__raw__={"$and": [{"city": city, "person": id}, seen_people(city, caller)]}).first()
    if person is None:
        raise NotFound(f"There is no person {id!r} in the directory of {city} that you may see.", found=id)
    return person


def seen_people(city: str, caller: Caller | None) -> dict[str, Any]:
    """Return the condition on people that a caller may see: oneself, and those whom one keeps."""
    conditions: list[dict[str, Any]] = [{"person": caller.person if caller else None}]
    for role in caller.actors if caller else ():
        if role.city == city and role.actor == "operator":
            return {"city": city}
        if role.city == city and role.office:
            bound = {"office": role.office} | ({"district": role.district} if role.district else {})
            conditions.append({"roles": {"$elemMatch": bound}})
            if not role.district:
                conditions.append({"roles.organisation": {"$type": "string"}})
    return {"city": city, "$or": conditions}


def apply_change(tx: Transaction, person: Person, changes: Mapping[str, Any], expected: int | None) -> Person:
    """Change a person; open work follows where a role, or the person for a while, is lost."""
    roles, was_here = list(person.roles), person.is_active and not is_away(person, tx.today)
    was_absent = person.away_from is not None
    for name, value in changes.items():
        setattr(person, name, value)
    does_not_fit = _faults_of_deputy(tx, person)
    _check(_faults_of_days(person), does_not_fit if "deputy" in changes else ())
    if does_not_fit:
        # Whom the deputy once stood beside may move, and the deputy may leave; neither must wait for someone to mend this first.
        tx.audit("person.deputy_dropped", Subject("person", person.person), deputy=person.deputy, reason="the deputy left, or stands beside the person no more")
        person.deputy = None
        changes = {**changes, "deputy": None}
    person.keep(expected)
    tx.audit("person.changed", Subject("person", person.person), changed=sorted(changes))
    if (person.away_from is not None or was_absent) and changes.keys() & {"deputy", "away_from", "away_until", "roles", "is_active"}:
        _say_absence(tx, person)
    has_lost = not person.is_active or any(role not in person.roles for role in roles)
    if has_lost:
        settle_waiting(tx, {"person": person.person, **({"kind": "reminder"} if person.is_active else {})}, STOPPED, "the person left or changed office")
    if has_lost or (was_here and is_away(person, tx.today)):
        _hand_on(tx, person)
    if person.is_active and changes.keys() & {"roles", "is_active", "away_from", "away_until"}:
        _find_the_unheard(tx, person)
    return person


def absence(person: Person) -> dict[str, Any]:
    """Return what the other services hear of a person's absence: whose, on which days, who stands in, and in which roles."""
    is_told = person.is_active and person.away_from is not None and person.deputy is not None
    days = {name: getattr(person, name) if is_told else None for name in ("deputy", "away_from", "away_until")}
    return {"person": person.person, **days, "roles": [{name: role.get(name) for name in ("actor", *BOUNDS)} for role in person.roles]}


def stood_in_for(city: str, caller: Caller | None, today: date) -> dict[str, Any]:
    """Return the condition on people for whom a caller stands in, today or on days to come."""
    still = {"$or": [{"away_until": None}, {"away_until": {"$gte": today.isoformat()}}]}
    return {"city": city, "is_active": True, "deputy": caller.person if caller else None, "away_from": {"$ne": None}, **still}


def shown_absence(person: Mapping[str, Any], caller: Caller | None, today: date) -> dict[str, Any]:
    """Return an absence as the deputy sees it: whose, on which days, and in which roles the deputy acts in that person's stead."""
    held = [(role.actor, role.office, role.district, role.organisation) for role in (caller.actors if caller else ()) if role.city == person["city"]]
    roles = [role for role in person["roles"] if tuple(role.get(name) for name in ("actor", *BOUNDS)) in held]
    return {**person, "roles": roles, "is_today": person["away_from"] <= today.isoformat()}


def _say_absence(tx: Transaction, person: Person) -> None:
    tx.emit("absence.changed", Subject("absence", person.person), absence(person))


def _hand_on(tx: Transaction, person: Person) -> None:
    """Let the newest rung of every open duty that this person was told of be seen to again, so that who is there now is told."""
    told_of = Reminder.objects(city=tx.city, person=person.person).distinct("duty")
    _again(tx, {"_id": {"$in": told_of}, "state": {"$in": list(OPEN)}})


def _find_the_unheard(tx: Transaction, person: Person) -> None:
    """See again to the duties that someone like this person owes and nobody could be told of."""
    bounds = [{name: role[name] for name in BOUNDS if role.get(name)} for role in person.roles]
    owes = [{"person": person.person}, *(each for each in bounds if each)]
    _again(tx, {"is_unheard": True, "levels.0": {"$elemMatch": {"$or": owes}}})


def _again(tx: Transaction, which: Mapping[str, Any]) -> None:
    for duty in Duty.objects(__raw__={"city": tx.city, **which}):
        look_again(duty, tx.today)
        duty.keep()


def _plain(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was given as it is kept: dates as ISO text."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in given.items()}


def _caller(tx: Transaction) -> Caller:
    if tx.caller is None:
        raise Forbidden("Only people who are signed in keep the directory.")
    return tx.caller


def check_may_keep(tx: Transaction, roles: Sequence[Role]) -> None:
    """Raise Forbidden unless the caller keeps the directory of people with these roles."""
    if not any(_keeps(role, roles) for role in _caller(tx).actors if role.city == tx.city):
        raise Forbidden("The operator keeps the directory, and each office keeps its own officers; an office also keeps the people of organisations.")


def _keeps(role: Any, roles: Sequence[Role]) -> bool:
    if role.actor == "operator":
        return True
    if not role.office:
        return False
    return all(_is_under(role, each) for each in roles)


def _is_under(role: Any, other: Role) -> bool:
    if role.district:
        return (other.get("office"), other.get("district")) == (role.office, role.district)
    return other.get("office") == role.office or (not other.get("office") and bool(other.get("organisation")))


def _is_assigned_by_name(role: Role) -> bool:
    return role["actor"] != "operator" and not {"office", "organisation"} & role.keys()


def _check_roles(laws: Laws, city: str, roles: Sequence[Role]) -> None:
    declared = laws.city(city)
    actors = {name for programme in declared.programmes for name in programme.actors} | {"operator"}
    known = {"actor": actors, "district": set(declared.districts), "programme": {each.id for each in declared.programmes}}
    if not any(programme.hosts for programme in declared.programmes):  # Else an operator may set up hosts, whose people come before or after.
        known["office"] = set(declared.offices)
    errors = [
        {"field": f"roles.{number}.{name}", "reason": f"The city has no such {name}.", "found": role[name], "needed": sorted(values)}
        for number, role in enumerate(roles)
        for name, values in known.items()
        if role.get(name) is not None and role[name] not in values
    ]
    assigned = {name for programme in declared.programmes for name, actor in programme.actors.items() if actor.scope is Scope.ASSIGNED}
    errors += [
        {"field": f"roles.{number}.actor", "reason": "names neither an office nor an organisation", "found": role["actor"]}
        for number, role in enumerate(roles)
        if _is_assigned_by_name(role) and role["actor"] not in assigned
    ]
    if errors:
        raise InvalidInput.of_fields(errors)


def _check(*faults: Sequence[Mapping[str, Any]]) -> None:
    if errors := [fault for found in faults for fault in found]:
        raise InvalidInput.of_fields(errors)


def _faults_of_deputy(tx: Transaction, person: Person) -> Sequence[Mapping[str, Any]]:
    if person.deputy is None:
        return ()
    deputy = Person.objects(city=tx.city, person=person.deputy, is_active=True).first()
    if deputy is None or person.deputy == person.person:
        return ({"field": "deputy", "reason": "is nobody else of this directory", "found": person.deputy, "needed": "another active person's id"},)
    if person.is_active and not stands_beside(deputy, person):
        reason, needed = "stands in none of this person's offices, districts or organisations", "someone of the same one, who may see the same"
        return ({"field": "deputy", "reason": reason, "found": person.deputy, "needed": needed},)
    return ()


def _faults_of_days(person: Person) -> Sequence[Mapping[str, Any]]:
    if person.away_until is not None and (person.away_from is None or person.away_until < person.away_from):
        return ({"field": "away_until", "reason": "lies before away_from", "found": person.away_until, "needed": "a day on or after away_from"},)
    return ()
