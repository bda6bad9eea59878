"""The audit trail as it is sealed, and what `fuyu audit verify` finds when somebody has laid hands on it."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from pymongo import MongoClient
from pymongo.database import Database

from fuyu.command import main
from fuyu.messaging.health import health
from fuyu.messaging.worker import Worker
from fuyu.running.mongod import Mongod
from fuyu.service import Running
from fuyu.store import sealing
from fuyu.store.orphans import end_orphans
from fuyu.store.sealing import HEAD, hash_of, seal_batch, seal_waiting
from fuyu.store.transaction import Subject, Transaction

KILLED = Path(__file__).with_name("killed_sealing.py")
NAME = "notifier"  # the command knows the installed services alone


@pytest.fixture
def kept(begin: Callable[..., Running]) -> Running:
    """Return a service whose trail has six sealed rows."""
    running = begin(NAME)
    for number in range(1, 7):
        act(running, number)
    assert seal_waiting(running.store) == 6
    return running


@pytest.fixture
def rows(kept: Running, mongod: Mongod) -> Any:
    """Return the trail's collection as somebody with the database's password has it."""
    with MongoClient[dict[str, Any]](mongod.uri) as client:
        yield client[kept.store.database.name]["audit"]


@pytest.fixture
def fuyu(kept: Running, mongod: Mongod, prefix: str) -> Callable[..., Result]:
    """Return a function that runs the command `fuyu audit` on this trail."""
    environment = {"FUYU_MONGODB_URI": mongod.uri, "FUYU_DATABASE_PREFIX": prefix}

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(main, ["audit", *arguments, "--service", NAME], env=environment)

    return run


def act(running: Running, number: int) -> None:
    running.store.transact(lambda tx: tx.audit("desk.lent", Subject("desk", f"d-{number}"), note="示范", number=number), city="east")


def trail(database: Database[Any]) -> list[tuple[int, str]]:
    """Return number and subject of what is sealed, in order."""
    return [(row["seal"]["number"], row["subject"]["id"]) for row in database["audit"].find({"seal": {"$exists": True}}).sort("seal.number")]


def broken(answer: Result) -> str:
    """Return what the command found, which must be one thing."""
    assert answer.exit_code == 1, answer.output
    (fault,) = re.findall(r"^    (.*)$", answer.output, re.MULTILINE)
    return str(fault)


def test_an_untouched_trail_is_whole(kept: Running, fuyu: Callable[..., Result]) -> None:
    answer, head = fuyu("verify"), fuyu("head")
    last = kept.store.rows.audit.find_one({"seal.number": 6})
    assert last is not None
    assert (answer.exit_code, answer.output) == (0, f"{NAME}: 6 rows are whole, {last['seal']['hash']}\n")
    assert (head.exit_code, head.output) == (0, f"{NAME} 6 {last['seal']['hash']}\n")


def test_a_hash_covers_number_row_and_the_hash_before(kept: Running) -> None:
    """INVARIANT: anyone can compute the trail anew from what is documented: number, hash before, canonical Extended JSON, a line each, by SHA-256."""
    first, second = kept.store.rows.audit.find().sort("seal.number").limit(2)
    assert first["seal"]["hash"] == hash_of(1, "0" * 64, first)
    assert second["seal"]["hash"] == hash_of(2, first["seal"]["hash"], second)
    text = sealing.canonical(first)
    assert text.startswith('{"_id":"')
    assert '"details":{"note":"示范","number":{"$numberInt":"1"}}' in text
    assert "seal" not in text


@pytest.mark.parametrize(
    "change",
    [
        {"by": "somebody else"},
        {"details.number": 4},
        {"details.number": 3.0},
        {"at": datetime(2026, 1, 1, tzinfo=UTC)},
        {"more": None},
        {"seal.hash": "0" * 64},
    ],
)
def test_one_changed_member_is_found(rows: Any, fuyu: Callable[..., Result], change: dict[str, Any]) -> None:
    """INVARIANT: not one member of a sealed row can be changed unseen, not even its type."""
    row = rows.find_one({"seal.number": 3})
    rows.update_one({"_id": row["_id"]}, {"$set": change})
    fault = broken(fuyu("verify"))
    assert "Number 3 was changed" in fault
    assert row["_id"] in fault


def test_a_member_that_was_taken_away_is_found(rows: Any, fuyu: Callable[..., Result]) -> None:
    rows.update_one({"seal.number": 1}, {"$unset": {"actor": ""}})
    assert "Number 1 was changed" in broken(fuyu("verify"))


def test_a_deleted_row_is_found(rows: Any, fuyu: Callable[..., Result]) -> None:
    """INVARIANT: a gap in the numbers shows, and so do numbers that were moved up to hide it."""
    rows.delete_one({"seal.number": 3})
    assert "Number 3 was removed" in broken(fuyu("verify"))
    for number in (4, 5, 6):
        rows.update_one({"seal.number": number}, {"$set": {"seal.number": number - 1}})
    assert "Number 3 was removed" in broken(fuyu("verify"))


def test_a_row_whose_seal_was_taken_off_is_found_though_it_is_sealed_anew(kept: Running, rows: Any, fuyu: Callable[..., Result]) -> None:
    rows.update_one({"seal.number": 3}, {"$unset": {"seal": ""}})
    assert seal_waiting(kept.store) == 1
    assert "Number 3 was removed" in broken(fuyu("verify"))


@pytest.mark.parametrize("id", ["0-before-all", "zz-behind-all"])
def test_an_inserted_row_is_found(rows: Any, fuyu: Callable[..., Result], id: str) -> None:
    """INVARIANT: nothing can be slipped in: not under a number that is taken, not with the others moved down, not behind the head, not beside the numbers."""
    fourth = rows.find_one({"seal.number": 4})
    before = rows.find_one({"seal.number": 3})["seal"]["hash"]
    forged = {**fourth, "_id": id, "by": "somebody else"}
    forged["seal"] = {"number": 4, "hash": hash_of(4, before, forged)}
    rows.insert_one(forged)
    assert re.match(f"A row was inserted: row {id} .* bears number 4, which row {fourth['_id']} ", broken(fuyu("verify")))

    for number in (6, 5, 4):
        rows.update_one({"seal.number": number, "_id": {"$ne": id}}, {"$set": {"seal.number": number + 1}})
    assert "A row was inserted at number 5 or before" in broken(fuyu("verify"))  # Forged well, it fits; the next one does not.
    rows.update_one({"_id": id}, {"$set": {"seal.hash": "f" * 64}})
    assert f"A row was inserted: row {id}" in broken(fuyu("verify"))

    rows.delete_one({"_id": id})
    for number in (5, 6, 7):
        rows.update_one({"seal.number": number}, {"$set": {"seal.number": number - 1}})
    rows.insert_one({**forged, "seal": {"number": 7, "hash": "f" * 64}})
    assert f"A row was inserted: row {id}" in broken(fuyu("verify"))
    rows.update_one({"_id": id}, {"$set": {"seal.number": "4"}})
    assert f"A row was inserted: row {id}" in broken(fuyu("verify"))
    rows.delete_one({"_id": id})
    assert fuyu("verify").exit_code == 0


@pytest.mark.parametrize("swapped", ["seal", "seal.number"])
def test_two_rows_that_were_swapped_are_found(rows: Any, fuyu: Callable[..., Result], swapped: str) -> None:
    """INVARIANT: what came first cannot be made to come later, whether the whole seals are exchanged or the numbers alone."""
    second, fifth = rows.find_one({"seal.number": 2}), rows.find_one({"seal.number": 5})
    for row, other in ((second, fifth), (fifth, second)):
        rows.update_one({"_id": row["_id"]}, {"$set": {swapped: other["seal"] if swapped == "seal" else other["seal"]["number"]}})
    fault = broken(fuyu("verify"))
    assert fault.startswith(f"Rows were reordered: row {fifth['_id']} ")
    assert f"where row {second['_id']} " in fault


def test_the_last_row_cut_off_is_found_by_the_head_that_was_noted(kept: Running, rows: Any, fuyu: Callable[..., Result]) -> None:
    """INVARIANT: who cuts off the end and sets the head back leaves a trail that is whole in itself; a hash noted elsewhere finds it all the same."""
    noted = fuyu("head").output.split()[-1]
    act(kept, 7)
    seal_waiting(kept.store)
    assert fuyu("verify", "--head", noted).exit_code == 0
    assert fuyu("verify", "--head", noted.upper()).exit_code == 0
    rows.delete_many({"seal.number": {"$gte": 6}})
    assert "The last rows were removed: the trail ends with number 5, its head says 7" in fuyu("verify").output
    fifth = rows.find_one({"seal.number": 5})["seal"]
    kept.store.rows.state.update_one({"_id": HEAD}, {"$set": fifth})
    assert fuyu("verify").exit_code == 0
    assert f"No row has the hash that was noted, {noted}" in broken(fuyu("verify", "--head", noted))


def test_a_head_that_is_changed_or_gone_is_found_and_nothing_is_sealed_anew_from_the_beginning(kept: Running, fuyu: Callable[..., Result]) -> None:
    """INVARIANT: a lost head is told, never made anew: a second number 1 would hide where the trail ended."""
    kept.store.rows.state.update_one({"_id": HEAD}, {"$set": {"hash": "f" * 64}})
    assert "The head does not fit the last row, number 6" in broken(fuyu("verify"))
    kept.store.rows.state.delete_one({"_id": HEAD})
    assert "The head of the trail is gone" in broken(fuyu("verify"))
    assert fuyu("head").exit_code == 1
    act(kept, 7)
    with pytest.raises(sealing.HeadGone):
        seal_waiting(kept.store)
    assert kept.store.rows.audit.count_documents({"seal": {"$exists": True}}) == 6


def test_what_is_not_sealed_for_longer_than_a_minute_is_told(kept: Running, rows: Any, fuyu: Callable[..., Result]) -> None:
    """INVARIANT: rows that nobody seals can still be changed unseen, so the command and health both say it; a fresh one is no fault."""
    act(kept, 7)
    assert fuyu("verify").exit_code == 0
    fresh = health(kept)
    assert (fresh.numbers["unsealed"], [line for line in fresh.red if "audit" in line]) == (1, [])
    rows.update_one({"seal": {"$exists": False}}, {"$set": {"at": datetime.now(UTC) - timedelta(seconds=61)}})
    assert "has not been sealed for longer than a minute" in broken(fuyu("verify"))
    old = health(kept)
    assert old.numbers["oldest_unsealed_seconds"] >= 61
    assert any("The audit trail is not sealed" in line for line in old.red)


@pytest.mark.parametrize("arguments", [["verify", "--head", "0" * 64], ["verify", "--service", NAME, "--head", "12"], ["verify", "--service", "nobody"]])
def test_what_cannot_be_asked_is_refused(fuyu: Callable[..., Result], arguments: list[str]) -> None:
    answer = CliRunner().invoke(main, ["audit", *arguments], env={"FUYU_MONGODB_URI": "mongodb://127.0.0.1:1/"})
    assert answer.exit_code in (1, 2)
    assert any(hint in answer.output for hint in ("--service", "64 hexadecimal", "There is no service"))


def test_a_sealer_that_is_killed_in_between_leaves_nothing_half_and_the_next_goes_on(
    kept: Running, mongod: Mongod, prefix: str, fuyu: Callable[..., Result]
) -> None:
    """INVARIANT: kill -9 between the rows and the head leaves neither: the next sealer gives the same numbers, and none is left out or given twice."""
    act(kept, 7)
    act(kept, 8)
    killed = subprocess.run([sys.executable, str(KILLED), mongod.uri, prefix, NAME], timeout=120, check=False)
    assert killed.returncode == -9
    assert trail(kept.store.database)[-1] == (6, "d-6")
    assert fuyu("verify").exit_code == 0
    _wait(lambda: end_orphans(kept.store) == 1)
    kept.store.rows.leases.delete_many({})  # As if its lease had run out.
    assert seal_waiting(kept.store) == 2
    assert trail(kept.store.database)[-2:] == [(7, "d-7"), (8, "d-8")]
    assert fuyu("verify").exit_code == 0


def test_two_that_seal_at_once_leave_no_gap_and_give_no_number_twice(kept: Running, fuyu: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    """INVARIANT: the lease only saves work: even without it, as after a pause longer than it lasts, each number is given once."""
    monkeypatch.setattr(sealing, "BATCH", 3)
    for number in range(7, 47):
        act(kept, number)

    def seal(_: int) -> int:
        count = 0
        while sealed := seal_batch(kept.store):
            count += sealed
        return count

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(seal, range(4))) == 40
    assert [number for number, _ in trail(kept.store.database)] == list(range(1, 47))
    assert fuyu("verify").exit_code == 0


def test_a_row_that_a_long_transaction_commits_late_is_sealed_later(kept: Running, fuyu: Callable[..., Result]) -> None:
    """INVARIANT: what was not committed when others were sealed is sealed once it is, behind them; the order of the trail is that of sealing."""
    began, may_commit = threading.Event(), threading.Event()

    def long(tx: Transaction) -> None:
        tx.audit("desk.lent", Subject("desk", "long"))
        began.set()
        may_commit.wait(60)

    with ThreadPoolExecutor(1) as threads:
        late = threads.submit(lambda: kept.store.transact(long, city="east", seconds=60))
        assert began.wait(60)
        act(kept, 7)
        assert seal_waiting(kept.store) == 1
        may_commit.set()
        late.result(60)
    assert seal_waiting(kept.store) == 1
    assert trail(kept.store.database)[-2:] == [(7, "d-7"), (8, "long")]
    assert fuyu("verify").exit_code == 0


def test_a_worker_seals_by_itself_what_this_and_an_earlier_release_wrote(begin: Callable[..., Running]) -> None:
    """INVARIANT: nobody has to think of it: a worker seals within seconds, and also the rows from before there were seals."""
    running = begin(NAME)
    for number in (1, 2):
        act(running, number)
    worker = Worker(running, [running.service])
    worker.start()
    try:
        _wait(lambda: trail(running.store.database) == [(1, "d-1"), (2, "d-2")])
        act(running, 3)
        _wait(lambda: trail(running.store.database)[-1] == (3, "d-3"))
        act(running, 4)
    finally:
        worker.stop()
    assert trail(running.store.database)[-1] == (4, "d-4")  # An orderly stop leaves nothing unsealed.


def _wait(holds: Callable[[], Any], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.05)
