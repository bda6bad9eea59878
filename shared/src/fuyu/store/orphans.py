"""Transactions that a killed process left open: MongoDB keeps their locks for a minute, so the next worker ends them."""

from __future__ import annotations

from typing import Any

import structlog
from bson import Binary
from pymongo.errors import OperationFailure

from fuyu.store.transaction import Store

_log = structlog.get_logger(__name__)


def end_orphans(store: Store) -> int:
    """End the service's transactions whose connection is gone, and return how many.

    Whatever a killed process had written in them is in everyone's way until then, for the server ends them only after its
    transactionLifetimeLimitSeconds (60). One of a process that lives and merely lost its connection is tried again by that process.
    """
    try:
        seen = list(store.client.admin.aggregate([_CURRENT, {"$match": {"appName": store.name}}, {"$project": _SHOWN}]))
    except OperationFailure as refusal:  # A router, or a user without the right to look; then the server's own limit holds.
        _log.debug("open transactions cannot be listed", reason=str(refusal)[:200])
        return 0
    connected = {each["connectionId"] for each in seen if each["type"] == "op" and "connectionId" in each}
    orphans = [each["lsid"]["id"] for each in seen if "transaction" in each and each["type"] == "idleSession" and each.get("connectionId") not in connected]
    if orphans:
        store.client.admin.command("killSessions", [{"id": Binary.from_uuid(id)} for id in orphans])
        _log.warning("transactions of a killed process were ended", service=store.name, count=len(orphans))
    return len(orphans)


_CURRENT: dict[str, Any] = {"$currentOp": {"idleConnections": True, "idleSessions": True}}
_SHOWN = {"type": 1, "connectionId": 1, "lsid": 1, "transaction.startWallClockTime": 1}
