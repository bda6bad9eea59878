"""Whether everything that happened has arrived everywhere: the numbers that /ops/settled answers, and how to compare them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict

from fuyu.service import Running
from fuyu.store.clock import setting_of
from fuyu.store.rows import Rows


class Settled(TypedDict):
    """One service's numbers: by kind of subject how many events it emitted, by source and kind how many of them it has applied."""

    service: str
    today: str
    waiting: int
    to_issue: int
    emitted: dict[str, int]
    applied: dict[str, dict[str, int]]
    listens_to: list[str]
    parked: int
    dead_letters: int
    swept_through: str | None
    has_looked: bool
    ticks: int


def settled(running: Running) -> Settled:
    """Return a service's numbers; events count by their subjects' sequences, which no retention ever shortens."""
    rows = running.store.rows
    swept = rows.state.find_one({"_id": "swept"}) or {}
    return {
        "service": running.service.name,
        "today": running.clock.today().isoformat(),
        "waiting": rows.outbox.count_documents({"sent": None}),
        # One that failed waits for someone to mend what it lacks; nothing will settle it meanwhile.
        "to_issue": rows.certificates.count_documents({"state": "ordered", "says": None}),
        "emitted": _emitted(rows),
        "applied": _applied(rows),
        "listens_to": sorted(running.service.listens_to),
        "parked": rows.parked.estimated_document_count(),
        "dead_letters": rows.dead_letters.estimated_document_count(),
        "swept_through": swept.get("through"),
        "has_looked": swept.get("setting", "") == setting_of(running.clock),
        "ticks": swept.get("ticks", 0),
    }


def differences(services: Mapping[str, Settled]) -> list[str]:
    """Return what has not arrived yet between services or waits for a tick, as sentences; none where all is still.

    Ask all services, then compare, and believe it when two rounds in a row are the same and without a difference: an event may be applied, and cause
    another, between the answers of two services.
    """
    return on_their_way(services) + [f"{name}: {told['to_issue']} certificates wait to be issued" for name, told in services.items() if told["to_issue"]]


def on_their_way(services: Mapping[str, Settled]) -> list[str]:
    """Return what has not arrived yet between services, and who has not looked since the law's day was last set, as sentences."""
    found = []
    for name, told in services.items():
        found += [f"{name}: {told['waiting']} events wait to be sent"] if told["waiting"] else []
        found += [f"{name}: {told['parked']} events are parked"] if told["parked"] else []
        found += [f"{name}: its sweeps are done through {told['swept_through']}, not {told['today']}"] if told["swept_through"] != told["today"] else []
        found += [] if told["has_looked"] else [f"{name}: it has not looked since its day was set"]
        found += [line for source in services.values() for line in _missing(source, told)]
    return found


def _missing(source: Settled, listener: Settled) -> list[str]:
    lines = []
    for kind, emitted in source["emitted"].items():
        applied = listener["applied"].get(source["service"], {}).get(kind, 0)
        if kind in listener["listens_to"] and applied != emitted:
            lines.append(f"{listener['service']} has applied {applied} of {emitted} {kind} events of {source['service']}")
    return lines


def _emitted(rows: Rows) -> dict[str, int]:
    summed: Any = rows.sequences.aggregate([{"$group": {"_id": "$kind", "count": {"$sum": "$emitted"}}}], hint={"kind": 1, "emitted": 1})
    return {row["_id"]: row["count"] for row in summed}


def _applied(rows: Rows) -> dict[str, dict[str, int]]:
    by: Any = {"source": "$source", "kind": "$kind"}
    summed: Any = rows.subjects.aggregate([{"$group": {"_id": by, "count": {"$sum": "$applied"}}}], hint={"source": 1, "kind": 1, "applied": 1})
    applied: dict[str, dict[str, int]] = {}
    for row in summed:
        applied.setdefault(row["_id"]["source"], {})[row["_id"]["kind"]] = row["count"]
    return applied
