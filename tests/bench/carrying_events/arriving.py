"""Waiting, beside those who work, until everything has arrived."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

from pymongo.collection import Collection

from fuyu.running.processes import Child

SECONDS = 300
LOOK_SECONDS = 0.005


def when_all_are_in(collection: Collection[Any], count: int, workers: Iterable[Child]) -> float:
    """Return the instant (seconds since 1970) at which the collection holds so many rows, each committed."""
    until = time.monotonic() + SECONDS
    # The estimate costs nothing; it may run ahead by a transaction that has not committed yet, so an exact count has the last word.
    while collection.estimated_document_count() < count or collection.count_documents({}) < count:
        if time.monotonic() > until or not all(worker.is_alive for worker in workers):
            raise RuntimeError(f"{collection.count_documents({})} of {count} events arrived; the logs under the bench's folder say why.")
        time.sleep(LOOK_SECONDS)
    return time.time()
