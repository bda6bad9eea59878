"""A private MongoDB: it takes transactions, keeps what it acknowledged, and leaves nothing behind."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pymongo import MongoClient

from fuyu.running.errors import CannotStart
from fuyu.running.mongod import Mongod, find_mongod
from fuyu.running.ports import free_port
from fuyu.running.processes import is_of


@pytest.fixture
def mongod(tmp_path):
    server = Mongod(tmp_path / "mongodb")
    server.start()
    yield server
    server.stop()


def write(server: Mongod, number: int) -> None:
    with MongoClient(server.uri) as client, client.start_session() as session:
        session.with_transaction(lambda s: client.notes.numbers.insert_one({"_id": number}, session=s))


def numbers(server: Mongod) -> list[int]:
    with MongoClient(server.uri) as client:
        return sorted(row["_id"] for row in client.notes.numbers.find())


def test_a_transaction_is_committed(mongod):
    write(mongod, 1)

    assert numbers(mongod) == [1]


def test_what_was_acknowledged_outlives_a_kill(mongod):
    """INVARIANT: an acknowledged write is in the journal. Without it a power cut loses decisions."""
    write(mongod, 1)

    mongod.kill()
    mongod.start()

    assert numbers(mongod) == [1]


def test_it_keeps_its_port_from_start_to_start(mongod):
    """Other processes know the address, and the replica set's own list holds it."""
    before = mongod.port
    mongod.stop()

    again = Mongod(mongod.folder)
    again.start()
    try:
        assert again.port == before
    finally:
        again.stop()


def test_it_takes_another_port_when_its_own_is_taken(mongod):
    """The stored replica set names the old address; the server must become primary under the new one."""
    write(mongod, 1)
    mongod.stop()
    stranger = Mongod(mongod.folder.parent / "stranger", port=mongod.port)
    stranger.start()
    try:
        mongod.start()

        assert mongod.port != stranger.port
        assert numbers(mongod) == [1]
    finally:
        stranger.stop()


def test_a_server_that_a_killed_launcher_left_is_replaced(mongod):
    left = mongod.pid
    assert is_of(left, mongod.folder / "mongod.pid")

    again = Mongod(mongod.folder)
    again.start()
    try:
        assert not is_of(left, mongod.folder / "mongod.pid")
        assert again.is_alive
    finally:
        again.stop()


def test_nothing_runs_after_stop(mongod):
    pid = mongod.pid

    mongod.stop()

    assert not is_of(pid, mongod.folder / "mongod.pid")
    assert not mongod.is_alive


def test_its_address_names_no_write_concern(mongod):
    """INVARIANT: `w` stands in no address. With it, each write in a bound transaction fails with code 72."""
    assert "w=" not in mongod.uri
    assert "readPreference" not in mongod.uri


def test_a_named_mongod_that_is_not_there_is_refused_with_its_name(monkeypatch):
    monkeypatch.setenv("FUYU_MONGOD", "/nowhere/mongod")

    with pytest.raises(CannotStart, match=r"/nowhere/mongod.*FUYU_MONGOD|FUYU_MONGOD names /nowhere/mongod"):
        find_mongod()


def test_a_named_mongod_is_taken(monkeypatch):
    mongod = find_mongod()
    monkeypatch.setenv("FUYU_MONGOD", str(mongod))

    assert find_mongod() == Path(mongod)


def test_two_that_want_the_same_port_in_the_same_moment_come_to_two(tmp_path):
    """INVARIANT: neither takes the other's for its own. Without it two systems would write into one database, until one of them stops it."""
    port = free_port()
    both = [Mongod(tmp_path / name, port=port) for name in ("one", "other")]
    for each in both:
        each.port = port
    with ThreadPoolExecutor() as starter:
        list(starter.map(Mongod.start, both))
    try:
        held = []
        for each in both:
            with MongoClient(each.uri) as client:
                held.append(client.admin.command("serverStatus")["pid"])
        assert held == [each.pid for each in both]
        assert both[0].port != both[1].port
    finally:
        for each in both:
            each.stop()
