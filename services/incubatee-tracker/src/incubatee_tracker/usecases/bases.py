"""A base as a use-case needs it: found, seen, its holder's people told from others, and the days on which it stood."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from fuyu.caller import Role
from fuyu.law.programme import Programme
from fuyu.problems import ConditionsNotMet
from fuyu.process.actors import Holders, acting_role
from fuyu.store.transaction import Transaction
from incubatee_tracker.documents import Base
from incubatee_tracker.usecases.faults import refused
from incubatee_tracker.usecases.seeing import check_seen, holder_actors, sees

Row = Mapping[str, Any]
"""A document as MongoDB keeps it: 35 times cheaper than a Document, for what is only read."""

EVER = "9999-12-31"
WHERE = ("programme", "programme_version", "kind", "office", "district", "organisation", "host")
READ = (*WHERE, "starts_on", "ends_on", "state", "ended_on", "earlier_terms")


def base_at_work(tx: Transaction, id: str) -> Row:
    """Return the base that a change is about; raise NotFound where there is none that the caller may see."""
    row = Base.row(tx.city, id, READ)
    is_seen = row is not None and sees(tx.laws, tx.caller, row, holders_of(tx.city, row))
    return check_seen(row if is_seen else None, "base", id)


def check_is_holder(tx: Transaction, programme: Programme, base: Row) -> Role:
    """Return the caller's role as one of the base's own people; raise NotYourStep for everyone else."""
    names = holder_actors(programme)
    given = {role.actor for role in (tx.caller.actors if tx.caller else ())}
    return acting_role(programme, next((name for name in names if name in given), names[0]), tx.caller, holders_of(tx.city, base))


def holders_of(city: str, base: Row) -> Holders:
    """Return whom a programme's actors mean on a base."""
    own = frozenset([base["organisation"]["code"]])
    return Holders(city, base["district"], {"applicant": own, "holder": own}, base.get("host"))


def check_stands(programme: Programme, base: Row, on: date, field: str | None = None) -> None:
    """Raise ConditionsNotMet, with the clause of the grant, unless the designation was held on a day."""
    if stood_on(base, on):
        return
    needed = "a day " + ", or ".join(f"from {first} to {last}" if last < EVER else f"from {first} on" for first, last in terms_of(base))
    says = f"{base['organisation']['name']} did not hold its designation on {on}; give {needed}."
    raise ConditionsNotMet(says, clause=programme.grant(base["kind"]).clause, found=on.isoformat(), needed=needed, **({"field": field} if field else {}))


def stood_on(base: Row, on: date) -> bool:
    """Claim that a designation was held on a day: in one of its terms, and not taken away by then."""
    return any(first <= on.isoformat() <= last for first, last in terms_of(base))


def stood_in(base: Row, first: str, last: str) -> bool:
    """Claim that a designation was held on some day of a period."""
    return any(max(first, begun) <= min(last, ended) for begun, ended in terms_of(base))


def terms_of(base: Row) -> list[tuple[str, str]]:
    """Return the first and the last day of each term of a designation, the earliest first; between them, after a late renewal, it was not held.

    On the day of a revocation it is held no more; one that ended by itself was held on its last day too.
    """
    ended, last = base.get("ended_on"), base.get("ends_on")
    if ended is not None and base["state"] == "revoked":
        ended = (date.fromisoformat(ended) - timedelta(days=1)).isoformat()
    now = (base["starts_on"], min(day for day in (ended, last, EVER) if day))
    return [*((term["starts_on"], term["ends_on"]) for term in base.get("earlier_terms") or ()), now]


def check_stood_in_year(base: Row, year: int, until: int, reason: str) -> None:
    """Refuse a year on no day of which a designation was held, or after a year."""
    terms = [(int(first[:4]), min(int(last[:4]), until)) for first, last in terms_of(base)]
    if not any(first <= year <= last for first, last in terms):
        raise refused("year", reason, year, ", ".join(f"{first} to {last}" for first, last in terms))


def last_day_held(base: Row) -> date:
    """Return the last day on which a designation that has ended was held."""
    ended, last = base.get("ended_on"), base.get("ends_on")
    if ended is not None and base["state"] == "revoked":
        return max(date.fromisoformat(ended) - timedelta(days=1), date.fromisoformat(base["starts_on"]))
    return date.fromisoformat(min(each for each in (ended, last) if each is not None))


def look_soon(tx: Transaction, *designations: str) -> None:
    """Let the next sweep ask again what bases owe, since a fact about them has changed."""
    Base.look_by(tx.city, designations, tx.today.isoformat())
