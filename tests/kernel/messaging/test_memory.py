"""What only the broker in memory must do: forget nothing although its process dies."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.database import Database

from fuyu.messaging.ledger import Ledger
from fuyu.running.mongod import Mongod

from .conftest import Deployment, note_effect

SCRIPT = Path(__file__).with_name("killed_in_memory.py")
LISTENS = {"session.held": note_effect}


@pytest.fixture
def databases(mongod: Mongod, prefix: str) -> Iterator[dict[str, Database[dict[str, Any]]]]:
    with MongoClient[dict[str, Any]](mongod.uri) as client:
        yield {name: client[f"{prefix}{name}"] for name in ("alpha", "beta")}
        for name in ("alpha", "beta"):
            client.drop_database(f"{prefix}{name}")


@pytest.fixture
def run(mongod: Mongod, prefix: str) -> Iterator[Callable[[int, int], subprocess.Popen[str]]]:
    """Return a function that starts the deployment as a process."""
    started: list[subprocess.Popen[str]] = []

    def begin(dies_at: int, emits: int) -> subprocess.Popen[str]:
        command = [sys.executable, str(SCRIPT), mongod.uri, prefix, str(dies_at), str(emits)]
        started.append(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
        return started[-1]

    yield begin
    for process in started:
        process.kill()
        process.wait()


def test_what_a_killed_process_had_in_its_hands_is_sent_again(
    run: Callable[[int, int], subprocess.Popen[str]], databases: dict[str, Database[dict[str, Any]]]
) -> None:
    """INVARIANT: kill -9 in the midst loses nothing and doubles nothing: at the next start everything not known to have arrived is sent again.

    No broker keeps it: without the outbox and the instant that was written down, every event in flight would be gone.
    """
    for dies_at in (40, 15):
        assert run(dies_at, 200).wait(120) == -9
    # Whether what it had in its hands was marked as sent is a matter of moments: killed before that, it waits to be sent for the first time.
    emitted = databases["alpha"]["outbox"].count_documents({"kind": "session"})
    assert databases["beta"]["effects"].count_documents({}) < emitted
    last = run(-1, 20)
    assert last.stdout is not None
    assert "told\n" in iter(last.stdout.readline, "")
    emitted = databases["alpha"]["outbox"].count_documents({"kind": "session"})
    _wait(lambda: databases["beta"]["effects"].count_documents({}) == emitted)
    stopped, _ = last.communicate("\n", timeout=60)
    assert (stopped.splitlines()[-1], last.returncode) == ("stopped", 0)
    told = [(row["subject"], row["data"]["days"]) for row in databases["alpha"]["outbox"].find({"kind": "session"}).sort([("subject", 1), ("sequence", 1)])]
    effects = [(row["subject"], row["days"]) for row in databases["beta"]["effects"].find().sort("_id")]
    assert sorted(effects, key=lambda each: each[0]) == told  # A stable sort keeps each subject's own order.


def test_after_an_orderly_stop_nothing_is_sent_again(in_memory: Deployment) -> None:
    """INVARIANT: what is known to have arrived is not sent again: a start costs what was in flight, not what ever was."""
    in_memory.add("alpha")
    in_memory.add("beta", "session", handlers=LISTENS)
    workers = in_memory.work()
    for number in range(1, 51):
        in_memory.say("alpha", "a", number)
    in_memory.settle()
    in_memory.stop(*reversed(workers))
    outbox = in_memory.running["alpha"].store.rows.outbox
    state = in_memory.running["alpha"].store.rows.state.find_one({"_id": "settled"})
    newest = outbox.find_one({}, sort=[("sent", -1)])
    assert state is not None
    assert newest is not None
    assert state["through"] == newest["sent"]


def test_the_ledger_knows_what_is_in_flight() -> None:
    """INVARIANT: an instant is written down as settled only when everything sent until then was acknowledged by every listener."""
    ledger, first = Ledger(), datetime(2026, 4, 15, tzinfo=UTC)
    second = first + timedelta(milliseconds=5)
    for sent in (first, second):
        ledger.published(("alpha", sent), ["fuyu.beta", "fuyu.gamma"])
    ledger.published(("beta", first), ["fuyu.alpha"])
    assert ledger.settled_through("alpha", second) < first
    ledger.settled("fuyu.beta", ("alpha", first))
    ledger.settled("fuyu.beta", ("alpha", second))
    assert ledger.settled_through("alpha", second) < first
    assert (ledger.depth("fuyu.beta"), ledger.depth("fuyu.gamma"), ledger.depth("fuyu.alpha")) == (0, 2, 1)
    ledger.settled("fuyu.gamma", ("alpha", first))
    assert first <= ledger.settled_through("alpha", second) < second
    ledger.settled("fuyu.gamma", ("alpha", second))
    assert ledger.settled_through("alpha", second) == second
    assert ledger.depth("fuyu.alpha") == 1
    ledger.settled("fuyu.alpha", ("beta", first))
    assert [ledger.depth(f"fuyu.{name}") for name in ("alpha", "beta", "gamma")] == [0, 0, 0]


def _wait(holds: Any, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "It did not come to hold."
        time.sleep(0.05)
