"""Who is away and who stands in: rows of each service's own database, projected from `absence.changed`."""

from __future__ import annotations

from datetime import date

from fuyu.caller import Caller, Role
from fuyu.events.envelope import Event
from fuyu.store.rows import Rows
from fuyu.store.transaction import Transaction

ROLE = ("actor", "office", "district", "organisation")


def project_absence(tx: Transaction, event: Event) -> None:
    """Keep when a person is away and who stands in with which roles; forget it where nobody does or the person is not away any more."""
    id, data = f"absence {event.city} {event.data['person']}", event.data
    if data.get("away_from") is None or data.get("deputy") is None:
        tx.rows.state.delete_one({"_id": id})
        return
    told = {name: data.get(name) for name in ("deputy", "away_from", "away_until")}
    roles = [{name: role.get(name) for name in ROLE} for role in data["roles"]]
    tx.rows.state.update_one({"_id": id}, {"$set": {"what": "absence", **told, "roles": roles}}, upsert=True)


def standing_in(rows: Rows, caller: Caller, city: str, absent: str, today: date) -> Caller | None:
    """Return the caller with the roles that an absent person holds too; None where the caller does not stand in for that person on a law's day.

    The first and the last day of an absence count (L1).
    """
    row, day = rows.state.find_one({"_id": f"absence {city} {absent}"}), today.isoformat()
    if row is None or row["deputy"] != caller.person or day < row["away_from"] or (row["away_until"] is not None and day > row["away_until"]):
        return None
    held = [tuple(role[name] for name in ROLE) for role in row["roles"]]
    return Caller(caller.person, tuple(role for role in caller.actors if role.city == city and _plain(role) in held), in_stead_of=absent)


def _plain(role: Role) -> tuple[str | None, ...]:
    return role.actor, role.office, role.district, role.organisation
