"""What is wrong with a service's background, each as a sentence; /ops/health is red while there is one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from fuyu.messaging.applying import EARLY, FAILED, LAW, UNAVAILABLE
from fuyu.service import Running
from fuyu.store.rows import Rows
from fuyu.store.sealing import UNSEALED


@dataclass(frozen=True)
class Health:
    """Why health is red, sentence by sentence, and the numbers behind it; no sentence means green. Dead letters alone are not red: they wait for an
    operator, and what waits behind them is."""

    red: list[str] = field(default_factory=list)
    numbers: Mapping[str, Any] = field(default_factory=dict)


MOST_COUNTED = 10_000  # a trail that an earlier release left unsealed may have millions of rows
_WAYS_OUT = {
    EARLY: "Replay or discard the dead letter before it, or let its source resend a snapshot: `fuyu dead-letters list`, `fuyu resend`.",
    LAW: "The law setting under which it was made has not arrived. Look whether the service that keeps the settings sends its events.",
    UNAVAILABLE: "Nothing is wrong with it: it is applied once what it needs is there. Install the plugin that is missing, or mend the service that lags.",
    FAILED: "It is tried again within seconds, and becomes a dead letter if that does not help: `fuyu dead-letters list`.",
}


def health(running: Running) -> Health:
    """Look at a service's rows and its workers' pulses; ages are by the server's clock and compared with the setting FUYU_STALL_SECONDS."""
    rows, stall = running.store.rows, running.settings.stall_seconds
    workers = _workers(rows)
    outbox, parked = _oldest(rows.outbox, {"sent": None}, "_id", "at"), _oldest(rows.parked, {}, "since", "since")
    unsealed = _oldest(rows.audit, UNSEALED, "_id", "at")
    red = [*_of_workers(workers, stall), *_of_outbox(outbox, stall), *_of_parked(parked, stall), *_of_audit(unsealed, stall)]
    numbers = {
        "workers": sum(1 for each in workers if each["age"] <= stall),
        "depth": max((each["depth"] + each["in_hand"] for each in workers if each["age"] <= stall), default=0),
        "oldest_waiting_seconds": round(outbox["age"], 1) if outbox else 0,
        "parked": rows.parked.count_documents({}),
        "oldest_parked_seconds": round(parked["age"], 1) if parked else 0,
        "unsealed": rows.audit.count_documents(UNSEALED, limit=MOST_COUNTED),
        "oldest_unsealed_seconds": round(unsealed["age"], 1) if unsealed else 0,
        "dead_letters": rows.dead_letters.count_documents({}),
        "buried": max((each.get("buried", 0) for each in workers if each["age"] <= stall), default=0),
    }
    return Health(red, numbers)


def _of_workers(workers: list[Mapping[str, Any]], stall: float) -> Iterator[str]:
    alive = [each for each in workers if each["age"] <= stall]
    if not alive:
        age = f"; the last pulse is {min(each['age'] for each in workers):.0f} s old" if workers else ""
        yield f"No worker is alive{age}. Start one: `fuyu work`."
    for each in alive:
        for loop, seconds in sorted(each["idle"].items()):
            if seconds + each["age"] > stall:
                yield f"The {loop} of {each['_id']} has not turned for {seconds + each['age']:.0f} s. Restart that worker."
        stuck = each["stuck"].get("consumer", 0.0) + each["age"]
        waiting = each["depth"] + each["in_hand"]
        if waiting and stuck > stall and each["idle"].get("consumer", 0.0) + each["age"] <= stall:
            yield f"{waiting} events wait and {each['_id']} has applied none for {stuck:.0f} s. Its log says why."


def _of_outbox(oldest: Mapping[str, Any] | None, stall: float) -> Iterator[str]:
    if oldest and oldest["age"] > stall:
        yield f"The relay does not get on: an event has waited {oldest['age']:.0f} s to be sent. Look whether the broker is there."


def _of_parked(oldest: Mapping[str, Any] | None, stall: float) -> Iterator[str]:
    if oldest and oldest["age"] > stall:
        says = f" It said: {oldest['says']}." if oldest["says"] else ""
        way_out = _WAYS_OUT[oldest["because"]]
        yield f"Event {oldest['_id']} ({oldest['type']}) has been parked {oldest['age']:.0f} s ({oldest['because']}).{says} {way_out}"


def _of_audit(oldest: Mapping[str, Any] | None, stall: float) -> Iterator[str]:
    if oldest and oldest["age"] > stall:
        yield f"The audit trail is not sealed: row {oldest['_id']} has waited {oldest['age']:.0f} s. Look whether a worker runs, and at its log."


def _workers(rows: Rows) -> list[Mapping[str, Any]]:
    return list(rows.state.aggregate([{"$match": {"what": "worker"}}, {"$set": {"age": _age("alive_at")}}]))


def _oldest(collection: Any, which: Mapping[str, Any], sort: str, since: str) -> Mapping[str, Any] | None:
    found = list(collection.aggregate([{"$match": which}, {"$sort": {sort: 1}}, {"$limit": 1}, {"$set": {"age": _age(since)}}, {"$unset": "event"}]))
    return found[0] if found else None


def _age(field: str) -> dict[str, Any]:
    return {"$divide": [{"$subtract": ["$$NOW", f"${field}"]}, 1000]}
