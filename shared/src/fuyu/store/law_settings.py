"""The law settings that a service has reached: rows of its own database, projected from `law.changed`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from fuyu.events.envelope import Event
from fuyu.law.settings import Kind, LawSettings, Setting
from fuyu.store.rows import Rows
from fuyu.store.transaction import Transaction

_read: dict[tuple[str, str], tuple[str, LawSettings]] = {}


def read_settings(rows: Rows, city: str) -> LawSettings:
    """Return a city's settings; they are parsed again only when one was added, since a setting is never changed."""
    newest = rows.law_settings.find_one({"city": city}, {"sequence": 1}, sort=[("sequence", -1)])
    # With its number: a setting whose transaction is tried again keeps its id and may get another.
    place, mark = (rows.law_settings.database.name, city), f"{newest['_id']} {newest['sequence']}" if newest else ""
    known = _read.get(place)
    if known is None or known[0] != mark:
        known = mark, LawSettings.of(_setting(row) for row in rows.law_settings.find({"city": city}))
        _read[place] = known
    return known[1]


def keep_setting(tx: Transaction, id: str, kind: Kind, from_day: date, content: Mapping[str, Any], reason: str, number: str | None) -> dict[str, Any]:
    """Write a new setting as the city's next and return its row; two at once conflict and one is tried again."""
    newest = tx.rows.law_settings.find_one({"city": tx.city}, {"sequence": 1}, sort=[("sequence", -1)])
    row = {
        "_id": id,
        "city": tx.city,
        "sequence": (newest["sequence"] if newest else 0) + 1,
        "kind": str(kind),
        "from_day": from_day.isoformat(),
        "content": dict(content),
        "reason": reason,
        "number": number,
        "by": tx.caller.person if tx.caller else "system",
    }
    tx.rows.law_settings.insert_one(row)
    return row


def project_law_changed(tx: Transaction, event: Event) -> None:
    """Take over a setting from base-registry; its own rows are there already."""
    row = {name: event.data[name] for name in ("sequence", "kind", "from_day", "content", "reason", "number", "by")}
    tx.rows.law_settings.update_one(
        {"city": event.city, "sequence": row["sequence"]}, {"$setOnInsert": {"_id": event.id, **row, "city": event.city}}, upsert=True
    )


def _setting(row: Mapping[str, Any]) -> Setting:
    day = date.fromisoformat(row["from_day"])
    return Setting(row["sequence"], Kind(row["kind"]), day, row["content"], row["reason"], row["number"], row["by"])
