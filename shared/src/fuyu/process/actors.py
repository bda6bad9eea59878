"""Who may act: a programme's actor bound, by its kernel scope, to a caller's roles and to one subject."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from fuyu.caller import Caller, Role
from fuyu.law.programme import Actor, Programme, Scope
from fuyu.problems import Forbidden, NotYourStep


@dataclass(frozen=True, slots=True)
class Holders:
    """Whom a programme's actors mean on one subject: its city and district, and the codes of the organisations that stand in each relation.

    `host` is who runs the call that it belongs to, where that is not the programme's own office: its people then stand for that office.
    """

    city: str
    district: str | None = None
    organisations: Mapping[str, frozenset[str]] = field(default_factory=dict)
    host: str | None = None


def office_of(programme: Programme, actor: Actor, host: str | None) -> str:
    """Return the office that an actor acts for on a subject: the host's where the programme's own office would, else the one declared."""
    is_own = actor.scope is Scope.OFFICE and _is_own_office(programme, actor)
    return host if host is not None and is_own else actor.office or programme.office


def acting_role(programme: Programme, name: str, caller: Caller | None, holders: Holders, assigned: Iterable[str] = ()) -> Role:
    """Return the caller's role by which it acts as an actor of a programme on a subject; raise NotYourStep saying whose step it is."""
    actor = programme.actors[name]
    roles = caller.actors if caller else ()
    for role in roles:
        if role.actor == name and role.city == holders.city and _binds(programme, actor, role, caller, holders, assigned):
            return role
    if actor.scope is Scope.PUBLIC:
        return Role(actor=name, city=holders.city)
    raise NotYourStep(f"This belongs to {actor.title} ({_whose(actor, holders)}); none of your roles is that.", needed=name)


def _binds(programme: Programme, actor: Actor, role: Role, caller: Caller | None, holders: Holders, assigned: Iterable[str]) -> bool:
    match actor.scope:
        case Scope.OFFICE:
            return role.office == office_of(programme, actor, holders.host)
        case Scope.DISTRICT_OFFICE:
            return role.office == (actor.office or programme.office) and role.district is not None and role.district == holders.district
        case Scope.ORGANISATION:
            return role.organisation is not None and (actor.of == "any" or role.organisation in holders.organisations.get(actor.of, frozenset()))
        case Scope.ASSIGNED:
            return caller is not None and caller.person in assigned
        case _:
            return True


def _whose(actor: Actor, holders: Holders) -> str:
    match actor.scope:
        case Scope.DISTRICT_OFFICE:
            return f"of {holders.district}"
        case Scope.ORGANISATION:
            return f"of {', '.join(sorted(holders.organisations.get(actor.of, ()))) or 'this subject'}"
        case Scope.ASSIGNED:
            return "assigned to it by name"
        case _:
            return f"of {holders.host or holders.city}"


def may_see(programme: Programme, caller: Caller | None, holders: Holders, assigned: Iterable[str] = ()) -> bool:
    """Claim that some role of the caller is an actor of the programme on this subject, or its operator; files are open only to those (L13)."""
    if caller is None:
        return False
    if any(role.actor == "operator" and role.city == holders.city for role in caller.actors):
        return True
    people = list(assigned)
    for role in caller.actors:
        actor = programme.actors.get(role.actor)
        if actor is None or role.city != holders.city or actor.scope is Scope.PUBLIC:
            continue
        if actor.scope is Scope.ORGANISATION and actor.of == "any":
            continue
        if _binds(programme, actor, role, caller, holders, people):
            return True
    return False


def role_in_office(programme: Programme, name: str, caller: Caller, city: str, host: str | None = None) -> Role:
    """Return the caller's role as an office's actor of a programme where there is no subject yet; raise Forbidden otherwise."""
    actor = programme.actors[name]
    for role in caller.actors:
        if role.actor == name and role.city == city and role.office == office_of(programme, actor, host):
            return role
    raise Forbidden(f"Only {actor.title} ({name}) of {host or city} may do this; none of your roles is that.", needed=name)


def is_of_office(programme: Programme, caller: Caller | None, city: str) -> bool:
    """Claim that some role of the caller is an actor of one of the programme's offices; a district's office and another programme's are none of these."""
    offices = {name: actor.office or programme.office for name, actor in programme.actors.items() if actor.scope is Scope.OFFICE}
    roles = [role for role in (caller.actors if caller else ()) if role.city == city and role.district is None]
    return any(role.office is not None and offices.get(role.actor) == role.office for role in roles)


def levels_above(programme: Programme, name: str, holders: Holders, person: str | None = None) -> list[list[dict[str, str]]]:
    """Return the audiences of a reminder, level by level upwards: who owes it, then the district's office, then the programme's office.

    Each audience is an actor with what binds it (organisation, district or office, person), never an address.
    """
    own = audiences_of(programme, name, holders, person)
    levels = [own] if own else []
    order = (Scope.DISTRICT_OFFICE, Scope.OFFICE)
    scope = programme.actors[name].scope
    for above in order[order.index(scope) + 1 :] if scope in order else order:
        higher = [
            each
            for other, actor in programme.actors.items()
            if actor.scope is above and _is_own_office(programme, actor)
            for each in audiences_of(programme, other, holders)
        ]
        if higher:
            levels.append(higher)
    return levels


def _is_own_office(programme: Programme, actor: Actor) -> bool:
    return actor.office in (None, programme.office)


def audiences_of(programme: Programme, name: str, holders: Holders, person: str | None = None) -> list[dict[str, str]]:
    """Return an actor of a programme as audiences on one subject: each with what binds it, none where nothing does."""
    actor = programme.actors[name]
    base = {"actor": name, "programme": programme.id}
    match actor.scope:
        case Scope.ORGANISATION:
            return [base | {"organisation": code} for code in sorted(holders.organisations.get(actor.of, ()))]
        case Scope.DISTRICT_OFFICE:
            return [base | {"district": holders.district, "office": actor.office or programme.office}] if holders.district else []
        case Scope.OFFICE:
            return [base | {"office": office_of(programme, actor, holders.host)}]
        case _:
            return [base | {"person": person}] if person else []
