"""Whether this service has heard what others said, before something is decided on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fuyu.problems import ProjectionBehind
from fuyu.store.transaction import Transaction

MOST_SECONDS = 60.0  # An officer who decides is told of a lag as long as that; within it, the next tick brings what is missing.


def check_heard(tx: Transaction, source: str) -> None:
    """Raise ProjectionBehind while what a service said of a city has come but cannot be counted yet, or has waited too long.

    Whoever decides on facts that `source` owns asks this first: nothing is decided on old facts.
    """
    parked = tx.rows.parked.count_documents({"city": tx.city, "source": source})
    if parked:
        said = f"{parked} events of {source} wait here for earlier ones. Ask again in a minute; the operator sees why in /ops/health."
        raise ProjectionBehind(said, found=parked, needed=0)
    for worker in _late(tx):
        said = f"The worker that hears other services has not got on for {worker['late']:.0f} s, and events may wait. The operator sees why in /ops/health."
        raise ProjectionBehind(said, found=round(worker["late"]), needed=f"{MOST_SECONDS:.0f} seconds at most")


def _late(tx: Transaction) -> list[Mapping[str, Any]]:
    """Return the newest worker's row where it is too old, or events have waited in its hands too long; ages are by the server's clock."""
    age = {"$divide": [{"$subtract": ["$$NOW", "$alive_at"]}, 1000]}
    steps: list[Mapping[str, Any]] = [
        {"$match": {"what": "worker"}},
        {"$set": {"age": age, "waiting": {"$add": ["$depth", "$in_hand"]}}},
        {"$sort": {"age": 1}},
        {"$limit": 1},
        # A worker that is alive and has nothing to do is not late, however long it has had nothing to do.
        {"$set": {"late": {"$add": ["$age", {"$cond": [{"$gt": ["$waiting", 0]}, {"$ifNull": ["$stuck.consumer", 0]}, 0]}]}}},
        {"$match": {"late": {"$gt": MOST_SECONDS}}},
    ]
    return list(tx.rows.state.aggregate(steps))
