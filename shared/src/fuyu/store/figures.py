"""Figures: how many rows there are of what kind, kept beside the rows, so that a page that shows them costs the same however many rows there are."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from fuyu.ids import new_id
from fuyu.store.duties import OF_AN_OFFICE, OWED
from fuyu.store.leases import Alone, new_owner
from fuyu.store.rows import Rows

if TYPE_CHECKING:
    from fuyu.service import Running

LEASE_SECONDS = 60.0
REST = 20
"""Counting takes at most so small a part of the time: after one that took a second the next waits so many."""
AT_LEAST = timedelta(seconds=1)
"""So long a count stands at least, however short the time between ticks: nobody looks at figures more often."""
AT_THE_LATEST = timedelta(minutes=10)
"""So old figures are counted again, whether or not anything seems to have happened since."""


@dataclass(frozen=True)
class Figures:
    """What is counted in one collection, `of`: the rows that match `which`, for each combination of what `by` names how many (`count`), and the sums of `adds`.

    `by` and `adds` map the name of a member of a figure to an expression of MongoDB's over a row; the city is always one of them.
    """

    of: str
    which: Mapping[str, Any]
    by: Mapping[str, Any]
    adds: Mapping[str, Any]


OWED_DUTIES = Figures(
    of="duties",
    which={"state": {"$in": list(OWED)}},
    by={
        "state": "$state",
        "month": {"$substrBytes": [{"$ifNull": ["$due_on", ""]}, 0, 7]},
        # Organisations and people are left out: they have few duties of their own, and there are very many of them.
        "seen_by": {"$filter": {"input": "$seen_by", "cond": {"$eq": [{"$indexOfBytes": ["$$this", OF_AN_OFFICE]}, 0]}}},
    },
    adds={},
)
"""The duties that are owed, by state, by the month in which they fall due, and by the offices that see them."""


def keep_figures(running: Running) -> None:
    """Count anew what a service keeps figures of, where something has happened since it last did; one worker does it at a time."""
    rows, now, kept = running.store.rows, running.clock.now(), (OWED_DUTIES, *running.service.figures)
    counted = {row["_id"]: row for row in rows.state.find({"_id": {"$in": [_name(each.of) for each in kept]}})}
    rested = [each for each in kept if _age(counted.get(_name(each.of)), now) > AT_LEAST]
    mark = _mark(rows) if rested else ""
    due = [each for each in rested if _is_due(counted.get(_name(each.of)), mark, now)]
    if not due:
        return
    alone = Alone(rows.leases, "figures", new_owner(), LEASE_SECONDS)
    try:
        for figures in due:
            if alone.take():
                _count(running, figures, mark, now)
    finally:
        alone.give_up()


def shown_figures(rows: Rows, of: str, where: Mapping[str, Any], by: Sequence[str], adds: Sequence[str] = ()) -> dict[str, Any]:
    """Return the figures of a collection that match `where`, added up for each combination of what `by` names, and since when they stand (`counted_at`)."""
    sums = {name: {"$sum": f"${name}"} for name in ("count", *adds)}
    grouped = {"_id": {name: f"${name}" for name in by}, **sums}
    found = rows.figures.aggregate([{"$match": {"of": of, **where}}, {"$group": grouped}, {"$sort": {"_id": 1}}])
    kept = rows.state.find_one({"_id": _name(of)}) or {}
    figures = [{**row["_id"], **{name: row[name] for name in sums}} for row in found]
    return {"counted_at": kept.get("at"), "figures": figures}


def _count(running: Running, figures: Figures, mark: str, now: datetime) -> None:
    store, began = running.store, time.monotonic()
    by = {"city": "$city", **figures.by}
    grouped = {"_id": by, "count": {"$sum": 1}, **{name: {"$sum": expression} for name, expression in figures.adds.items()}}
    found: Any = store.database[figures.of].aggregate([{"$match": dict(figures.which)}, {"$group": grouped}])
    counted = [{"_id": new_id(), "of": figures.of, **row.pop("_id"), **row} for row in found]
    kept = {"mark": mark, "at": now, "seconds": time.monotonic() - began}

    def replace(_: object) -> None:
        store.rows.figures.delete_many({"of": figures.of})
        if counted:
            store.rows.figures.insert_many(counted)
        store.rows.state.update_one({"_id": _name(figures.of)}, {"$set": kept}, upsert=True)

    store.transact(replace, city="")


def _age(kept: Mapping[str, Any] | None, now: datetime) -> timedelta:
    return now - kept["at"].replace(tzinfo=UTC) if kept else timedelta.max


def _is_due(kept: Mapping[str, Any] | None, mark: str, now: datetime) -> bool:
    age = _age(kept, now)
    return kept is None or age > AT_THE_LATEST or bool(kept["mark"] != mark and age > timedelta(seconds=REST * kept["seconds"]))


def _mark(rows: Rows) -> str:
    """Return what changes whenever this service has said, heard or noted something: how many such rows there are and which is the newest."""
    newest = [(collection.find_one({}, {"_id": 1}, sort=[(by, -1)]) or {}).get("_id") for collection, by in _traces(rows)]
    return " ".join(str(each) for each in (*newest, *(collection.estimated_document_count() for collection, _ in _traces(rows))))


def _traces(rows: Rows) -> Sequence[tuple[Any, str]]:
    return (rows.outbox, "_id"), (rows.inbox, "at"), (rows.audit, "_id")


def _name(of: str) -> str:
    return f"figures of {of}"
