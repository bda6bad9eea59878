"""Leases by the server's clock: rows and single tasks that one worker has at a time."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from fuyu.service import Running
from fuyu.store.leases import Alone, claim, complete, new_owner, release

LEASE = 2.0  # a machine that is busy must not take longer between two lines


def fill(alpha: Running, count: int) -> Any:
    """Make rows that wait."""
    rows = alpha.store.database["notes"]
    rows.insert_many([{"_id": number, "state": "waiting"} for number in range(count)])
    return rows


def test_two_workers_never_hold_one_row(alpha: Running) -> None:
    """INVARIANT: each row is claimed by one worker; else two replicas send one reminder twice."""
    rows = fill(alpha, 200)

    def work(_: int) -> list[int]:
        owner, mine = new_owner(), []
        while batch := claim(rows, {"state": "waiting"}, owner, 60, 7):
            for row in batch:
                mine.append(row["_id"])
                assert complete(rows, row["_id"], owner, {"state": "done"})
        return mine

    with ThreadPoolExecutor(4) as threads:
        taken = [id for mine in threads.map(work, range(4)) for id in mine]
    assert sorted(taken) == list(range(200))


def test_a_row_of_a_killed_worker_comes_free(alpha: Running) -> None:
    """INVARIANT: what a killed worker held is found again when its lease ends, and its late completion changes nothing."""
    rows = fill(alpha, 1)
    assert len(claim(rows, {"state": "waiting"}, "killed", LEASE, 10)) == 1
    assert claim(rows, {"state": "waiting"}, "other", 60, 10) == []
    _wait(lambda: len(claim(rows, {"state": "waiting"}, "other", 60, 10)) == 1)
    assert not complete(rows, 0, "killed", {"state": "done"})
    assert rows.find_one({"_id": 0})["state"] == "waiting"


def test_a_row_let_go_is_free_at_once(alpha: Running) -> None:
    """INVARIANT: a worker that cannot go on lets go, and another takes over without waiting."""
    rows = fill(alpha, 1)
    claim(rows, {"state": "waiting"}, "one", 60, 1)
    release(rows, 0, "one")
    assert len(claim(rows, {"state": "waiting"}, "other", 60, 1)) == 1


def test_one_worker_does_a_single_thing_and_another_follows(alpha: Running) -> None:
    """INVARIANT: two relays of one service do not both relay; when one is killed the other follows after the lease."""
    leases = alpha.store.rows.leases
    first, second = Alone(leases, "relay", "first", LEASE), Alone(leases, "relay", "second", 60)
    assert first.take()
    assert not second.take()
    assert first.take()
    _wait(second.take)
    assert not first.take()
    second.give_up()
    assert first.take()


def test_many_at_the_first_moment_give_one_holder(alpha: Running) -> None:
    """INVARIANT: even when nobody ever held it, of many that ask at once one gets it."""
    asking = [Alone(alpha.store.rows.leases, "first", f"w-{number}", 60) for number in range(8)]
    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(lambda each: each.take(), asking)) == 1


def _wait(holds: Callable[[], bool], seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.05)
