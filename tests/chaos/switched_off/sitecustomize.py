"""Takes one of the guards away, or lets a process die at the worst moments, in every process that has this folder on its PYTHONPATH.

FUYU_CHAOS_WITHOUT names the guard: `confirms`, `inbox` or `transaction`. FUYU_CHAOS_LIVES names a folder: a process that comes to one of MOMENTS
takes a file that begins with its name and dies, while there is one. None of this is a setting of Fuyu; its code does not know of it.
"""

from __future__ import annotations

import os
import signal
from collections import Counter
from pathlib import Path
from typing import Any

RECORDED, PUBLISHED, APPLIED = MOMENTS = ("recorded", "published", "applied")
"""A record is written and its events are not; a window is with the broker and not marked as sent; effects are committed and not acknowledged."""
NOT_BEFORE = 10  # that a process came to a moment, so that it dies in the midst of work and never at its start


def without_confirms() -> None:
    """Let what was written to the socket count as taken by the broker."""
    from fuyu.messaging.broker import AmqpBroker, Confirms

    def await_nothing(self: AmqpBroker, confirms: Confirms) -> None:
        confirms.taken.update(confirms.awaited.values())
        confirms.awaited.clear()

    AmqpBroker._await = await_nothing  # type: ignore[method-assign]


def without_inbox() -> None:
    """Let whatever comes be applied, seen before or not; the inbox rows are written all the same, so that the effects alone tell."""
    from fuyu.messaging import applying

    def take(self: Any, event: Any) -> None:
        self._apply(event, self._standings[applying.subject_key(event)])

    def insert_new(collection: Any, rows: Any) -> None:
        known = {row["_id"] for row in collection.find({"_id": {"$in": [row["_id"] for row in rows]}}, {"_id": 1})}
        insert(collection, list({row["_id"]: row for row in rows if row["_id"] not in known}.values()))

    insert = applying.insert
    applying.Batch._take = take  # type: ignore[method-assign]
    applying.insert = insert_new


def without_transaction() -> None:
    """Let each write stand by itself, as soon as it is made."""
    from fuyu.store import transaction

    def run(self: Any, attempt: Any, seconds: float) -> Any:
        with transaction._alone(), transaction.pymongo.timeout(seconds):
            return attempt(None)

    transaction.Store._run = run  # type: ignore[method-assign]


def dying(lives: Path) -> None:
    """Die with -9 at the worst moments, as often as there are files in a folder."""
    from fuyu.messaging.broker import AmqpBroker, MemoryBroker
    from fuyu.messaging.consumer import Consumer
    from fuyu.store.transaction import Transaction

    came: Counter[str] = Counter()

    def come_to(moment: str) -> None:
        came[moment] += 1
        left = next(lives.glob(f"{moment}*"), None) if came[moment] > NOT_BEFORE else None
        if left is not None:
            left.unlink()
            os.kill(os.getpid(), signal.SIGKILL)

    def finish(self: Any, after: Any = Transaction._finish) -> Any:
        if any(event.type in {"session.held", "organisation.registered"} for event in self._pending.events):
            come_to(RECORDED)
        return after(self)

    def acknowledge(self: Any, messages: Any, after: Any = Consumer._acknowledge) -> None:
        come_to(APPLIED)
        after(self, messages)

    def patched(publish_window: Any) -> Any:
        def publish(self: Any, messages: Any, sent: Any) -> Any:
            taken = publish_window(self, messages, sent)
            come_to(PUBLISHED)
            return taken

        return publish

    Transaction._finish, Consumer._acknowledge = finish, acknowledge  # type: ignore[method-assign]
    for broker in (MemoryBroker, AmqpBroker):
        broker.publish_window = patched(broker.publish_window)  # type: ignore[method-assign]


if guard := os.environ.get("FUYU_CHAOS_WITHOUT"):
    {"confirms": without_confirms, "inbox": without_inbox, "transaction": without_transaction}[guard]()
if folder := os.environ.get("FUYU_CHAOS_LIVES"):
    dying(Path(folder))
