"""Whom an audience means today: the people of the directory who hold that actor's role, or their deputies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import combinations
from typing import Any

from notifier.documents import Person

Audience = Mapping[str, str | None]
BOUNDS = ("office", "district", "organisation")
MOST_DEPUTIES = 5
"""How far deputies of deputies are followed before the person is told after all."""


def people_for(city: str, audiences: Iterable[Audience], today: date, but: str | None = None) -> list[Person]:
    """Return the people whom the audiences mean on a law's day, each once; who is away is replaced by the deputy.

    Roles decide, not names: who has left is not found, and whoever holds the role now is. Where nobody of an organisation holds
    the actor named, all its people are meant, since an organisation that is only an applicant so far may become a base the same day. `but` is one
    whom it does not concern: who is away with that one as deputy is told after all.
    """
    found: dict[str, Person] = {}
    for audience in audiences:
        for person in (_by_then(city, each, today) for each in _holders(city, audience)):
            if person.person != but:
                stand_in = _present(city, person, audience, today)
                told = person if stand_in.person == but else stand_in
                found.setdefault(told.person, told)
    return list(found.values())


def bounds_of(audience: Audience) -> str:
    """Return an audience without its actor, as a text: the person it names, or the office, district and organisation; the actor where it has no bounds."""
    if audience.get("person"):
        return f"person={audience['person']}"
    return " ".join(f"{name}={audience[name]}" for name in BOUNDS if audience.get(name)) or f"actor={audience.get('actor')}"


def bounds_that_may_mean(person: Person) -> set[str]:
    """Return the bounds of all audiences that could mean a person: each part of the bounds of each role, the role's actor, and the person by name."""
    found = {bounds_of({"person": person.person})}
    for role in person.roles:
        held = [name for name in BOUNDS if role.get(name)]
        parts = (part for length in range(len(held) + 1) for part in combinations(held, length))
        found |= {bounds_of({"actor": role["actor"], **{name: role[name] for name in part}}) for part in parts}
    return found


def _holders(city: str, audience: Audience) -> list[Person]:
    if audience.get("person"):
        return _active(city, {"person": audience["person"]})
    bounds = {name: audience[name] for name in BOUNDS if audience.get(name)}
    if not bounds and audience["actor"] != "operator":
        return []
    programmes = {"programme": {"$in": [None, audience["programme"]]}} if audience.get("programme") else {}
    found = _active(city, {"roles": {"$elemMatch": {"actor": audience["actor"], **bounds, **programmes}}})
    if not found and bounds.get("organisation"):
        return _active(city, {"roles": {"$elemMatch": bounds}})
    return found


def _by_then(city: str, person: Person, today: date) -> Person:
    """Return who holds a person's roles on a day: from the day of the replacement on the successor, also before the sweep has handed them over."""
    if person.leaves_on is None or person.leaves_on > today.isoformat():
        return person
    return Person.objects(city=city, person=person.successor, is_active=True).first() or person


def _active(city: str, condition: Mapping[str, Any]) -> list[Person]:
    return list(Person.objects(__raw__={"city": city, "is_active": True, **condition}).order_by("person"))


def _present(city: str, person: Person, audience: Audience, today: date) -> Person:
    """Return who stands in for a person, the person where nobody does who stands in the same office, district or organisation."""
    stand_in = person
    for _ in range(MOST_DEPUTIES):
        if not is_away(stand_in, today):
            return stand_in
        following = Person.objects(city=city, person=stand_in.deputy or "", is_active=True).first()
        if following is None or not _is_within(following, audience, person):
            return person
        stand_in = following
    return person


def _is_within(deputy: Person, audience: Audience, person: Person) -> bool:
    """Claim that a deputy stands within the bounds of an audience, so that what concerns one organisation or office is told in no other."""
    bounds = {name: audience[name] for name in BOUNDS if audience.get(name)}
    if not bounds or audience.get("person"):
        return stands_beside(deputy, person)
    return any(all(role.get(name) == value for name, value in bounds.items()) for role in deputy.roles)


def stands_beside(deputy: Person, person: Person) -> bool:
    """Claim that two people stand in one office (of one district), in one organisation, or are operators both."""
    return any(_scope(role) == _scope(other) for role in deputy.roles for other in person.roles if _is_of_a_place(other))


def seen_beside(city: str, person: Person) -> dict[str, Any]:
    """Return the condition on people who stand beside a person, any of whom may be the person's deputy."""
    scopes: list[dict[str, Any]] = [{"roles": {"$elemMatch": _scope(role)}} for role in person.roles if _is_of_a_place(role)]
    return {"city": city, "is_active": True, "person": {"$ne": person.person}, "$or": scopes or [{"_id": None}]}


def _is_of_a_place(role: Mapping[str, Any]) -> bool:
    """Claim that a role has others beside it: those who are assigned by name, as experts, are of no place together and learn nothing of each other."""
    return bool(role.get("actor") == "operator" or any(role.get(name) for name in BOUNDS))


def _scope(role: Mapping[str, Any]) -> dict[str, Any]:
    bounds = {name: role.get(name) for name in BOUNDS}
    return bounds if any(bounds.values()) else {**bounds, "actor": role.get("actor")}


def is_away(person: Person, today: date) -> bool:
    """Claim that a person is absent on a law's day; the first and the last day count (L1)."""
    day = today.isoformat()
    return person.away_from is not None and person.away_from <= day and (person.away_until is None or day <= person.away_until)
