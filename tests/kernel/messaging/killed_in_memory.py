"""A deployment in memory as a process of its own, for tests that kill it: alpha tells, beta listens and dies or stands still on command."""

from __future__ import annotations

import os
import signal
import sys

from fuyu.events.catalogue import CATALOGUE, sample
from fuyu.events.envelope import Event, Subject
from fuyu.ids import new_id
from fuyu.law.registry import Laws
from fuyu.messaging.worker import Worker
from fuyu.service import Service, start
from fuyu.settings import Settings
from fuyu.store.transaction import Transaction


def main(uri: str, prefix: str, dies_at: int, emits: int) -> None:
    """Emit events and apply them; kill this process within the handler of event number `dies_at`."""
    count = 0

    def note(tx: Transaction, event: Event) -> None:
        nonlocal count
        count += 1
        if count == dies_at:
            os.kill(os.getpid(), signal.SIGKILL)
        tx.rows.state.database["effects"].insert_one({"_id": new_id(), "subject": event.subject.id, "days": event.data["days"]})

    settings = Settings(mongodb_uri=uri, database_prefix=prefix, broker_url="memory://")
    services = [Service("alpha", "Alpha"), Service("beta", "Beta", listens_to=frozenset({"session"}), handlers={"session.held": note})]
    running = [start(each, settings, laws=Laws()) for each in services]
    for each in running:
        each.store.migrate()
    workers = [Worker(each, services) for each in running]
    for worker in workers:
        worker.start()
    data = sample(CATALOGUE["session.held"])
    for number in range(emits):
        id = f"s-{number % 9}"
        running[0].store.transact(lambda tx, id=id, number=number: tx.emit("session.held", Subject("session", id), data | {"days": number}), city="c")
    print("told", flush=True)
    sys.stdin.readline()
    for worker in workers:
        worker.stop()
    print("stopped", flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
