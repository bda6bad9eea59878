"""Replacing a person: from a law's day on another one holds the roles, and what was open follows; the one replaced is told of nothing more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import structlog

from fuyu.events.envelope import Subject
from fuyu.ids import derived_id
from fuyu.problems import InvalidInput, Problem, StepNotOpen
from fuyu.service import Running
from fuyu.store.transaction import Transaction
from notifier.channels.inbox import Inbox
from notifier.documents import Delivery, Person
from notifier.documents.delivery import AT_ONCE, DELIVERED, WAITING
from notifier.usecases.people import apply_change, check_may_keep, seen_person

NOTICE = "notice"
_log = structlog.get_logger(__name__)


def replace_person(tx: Transaction, id: str, given: Mapping[str, Any], expected: int) -> Person:
    """Name who takes a person's roles over and from which day, today at the earliest; who keeps the directory of both does so, with a reason."""
    person = seen_person(tx.city, id, tx.caller)
    check_may_keep(tx, person.roles)
    if not person.is_active:
        raise StepNotOpen(f"{person.name} has no roles any more that another one could take over.", found="left")
    successor = Person.objects(city=tx.city, person=given["successor"], is_active=True).first()
    from_day = given.get("from_day") or tx.today
    errors = []
    if successor is None or successor.person == person.person:
        needed = "another active person's id; register the person first"
        errors.append({"field": "successor", "reason": "is nobody else of this directory", "found": given["successor"], "needed": needed})
    if from_day < tx.today:
        errors.append({"field": "from_day", "reason": "lies in the past", "found": from_day.isoformat(), "needed": f"{tx.today} or later"})
    if successor is None or errors:
        raise InvalidInput.of_fields(errors)
    check_may_keep(tx, successor.roles)
    person.successor, person.leaves_on = successor.person, from_day.isoformat()
    person.keep(expected)
    details = {"successor": successor.person, "from_day": person.leaves_on, "reason": given["reason"]}
    tx.audit("person.replaced", Subject("person", person.person), **details)
    return _hand_over(tx, person) if from_day == tx.today else person


def hand_over_due(running: Running) -> None:
    """Hand over what people leave behind whose last day is over."""
    today = running.clock.today().isoformat()
    for row in list(Person.objects(leaves_on__lte=today).only("city", "person")):
        try:
            running.store.transact(lambda tx, id=row.person: _hand_over(tx, Person.of(tx.city, id)), city=row.city)  # type: ignore[misc]  # The default binds the id.
        except Problem as problem:  # Those behind are handed over all the same; this one is tried again at the next tick.
            _log.warning("a person's roles were not handed over", city=row.city, person=row.person, problem=str(problem)[:300])


def next_leaving(running: Running, after: date) -> date | None:
    """Return the first day after a law's day on which someone is replaced."""
    first = Person.objects(leaves_on__gt=after.isoformat()).order_by("leaves_on").only("leaves_on").first()
    return date.fromisoformat(first.leaves_on) if first else None


def _hand_over(tx: Transaction, person: Person) -> Person:
    """Let the successor hold the roles from today on, with the messages that nobody opened yet; the duties follow the roles by themselves.

    Where the successor has left meanwhile the person stays: roles that nobody holds would let open work be forgotten.
    """
    if person.leaves_on is None or person.leaves_on > tx.today.isoformat():
        return person
    about, successor = Subject("person", person.person), _who_follows(tx, person)
    if successor is None:
        tx.audit("person.kept", about, successor=person.successor, reason="the successor left before the day")
        return apply_change(tx, person, {"successor": None, "leaves_on": None}, None)
    roles, unread = [role for role in person.roles if role not in successor.roles], _unread(tx, person)
    apply_change(tx, successor, {"roles": [*successor.roles, *roles]}, None)
    _follow(tx, unread, successor)
    for other in Person.objects(city=tx.city, deputy=person.person, person__ne=successor.person):
        apply_change(tx, other, {"deputy": successor.person}, None)
    if successor.deputy == person.person:
        apply_change(tx, successor, {"deputy": None}, None)
    tx.audit("person.left", about, successor=successor.person)
    told = {"person": person.person, "successor": successor.person, "on": tx.today.isoformat()}
    tx.emit("succession.made", Subject("succession", person.person), told)
    return apply_change(tx, person, {"roles": [], "is_active": False, "leaves_on": None}, None)


def _who_follows(tx: Transaction, person: Person) -> Person | None:
    """Return who takes over: the named successor, or who followed that one meanwhile."""
    seen, follower = {person.person}, person
    while follower is person or not follower.is_active:
        if follower.successor is None or follower.successor in seen:
            return None
        seen.add(follower.successor)
        follower = Person.objects(city=tx.city, person=follower.successor).first()
        if follower is None:
            return None
    return follower


def _unread(tx: Transaction, person: Person) -> list[Delivery]:
    """Return the notices in a person's inbox that were not opened, or wait to be put there; reminders follow with their duties."""
    where = {"city": tx.city, "person": person.person, "channel": Inbox.name, "kind": NOTICE}
    return list(Delivery.objects(**where, is_opened=False, state__in=[WAITING, DELIVERED]))


def _follow(tx: Transaction, unread: list[Delivery], successor: Person) -> None:
    copies = {copy.id: copy for copy in _copies(tx, unread, successor)}
    known = {row["_id"] for row in Delivery.objects(city=tx.city, id__in=list(copies)).only("id").as_pymongo()}
    if rows := [copy for id, copy in copies.items() if id not in known]:
        Delivery.objects.insert(rows, load_bulk=False)


def _copies(tx: Transaction, unread: list[Delivery], successor: Person) -> Iterator[Delivery]:
    same = ("city", "channel", "kind", "about", "event", "seen_by", "subject", "body", "language", "headings")
    for each in unread:
        told = {name: getattr(each, name) for name in same}
        id = derived_id(tx.city, each.id, successor.person)
        yield Delivery(id=id, person=successor.person, made_on=tx.today.isoformat(), made_at=tx.now, next_try_at=AT_ONCE, **told)
