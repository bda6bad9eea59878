"""The unit of work against a real MongoDB: what it promises, and what breaks without it."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.database import Database
from pymongo.errors import InvalidOperation
from tests.databases import make_collection

from fuyu.caller import Caller, Role
from fuyu.events.catalogue import CATALOGUE, NotInCatalogue, sample
from fuyu.ids import new_id
from fuyu.problems import AlreadyExists, Busy, Stale, Unavailable
from fuyu.running.libcurl import environment_with_libcurl
from fuyu.running.mongod import SMALL, Mongod, find_mongod
from fuyu.running.ports import free_port, is_listening
from fuyu.running.processes import Child
from fuyu.service import Running, Service, start
from fuyu.settings import Settings
from fuyu.store.idempotency import KeptAnswer
from fuyu.store.mongo import WrongDatabase, connect
from fuyu.store.orphans import end_orphans
from fuyu.store.transaction import Subject, Transaction

CITY = "example"
OFFICER = Caller("p-1", (Role("officer", CITY, office="city"),))
HELD = CATALOGUE["session.held"]


def say(tx: Transaction, id: str) -> None:
    """Emit one event of a session."""
    tx.emit("session.held", Subject("session", id), sample(HELD) | {"session": id})


def elsewhere(act: Callable[[], object]) -> None:
    """Do something in another thread, which no transaction of this one holds."""
    thread = threading.Thread(target=act)
    thread.start()
    thread.join()


def counts(database: Database[dict[str, Any]]) -> dict[str, int]:
    """Return how many rows of each kind are there."""
    return {name: database[name].count_documents({}) for name in ("desks", "outbox", "audit", "idempotency", "sequences")}


def test_record_event_audit_and_answer_stand_together(alpha: Running, written: Database[dict[str, Any]], desk: Any) -> None:
    """INVARIANT: record, event, audit row and kept answer are committed together.

    Without one transaction around them a killed process leaves a record that nobody hears of, or an event of what never was.
    """
    id = new_id()

    def work(tx: Transaction) -> None:
        tx.claim("p-1 POST /desks", "k-1", "mark")
        desk(id=id, city=tx.city, name="first").add()
        say(tx, id)
        tx.audit("desk.added", Subject("desk", id), places=2)
        tx.keep_answer(KeptAnswer(201, {"ETag": '"1"'}, b"{}"))

    alpha.store.transact(work, caller=OFFICER)
    assert counts(written) == {"desks": 1, "outbox": 1, "audit": 1, "idempotency": 1, "sequences": 1}
    row = written["audit"].find_one({})
    assert row is not None
    assert (row["by"], row["actor"], row["act"], row["subject"], row["details"]) == ("p-1", "officer", "desk.added", {"kind": "desk", "id": id}, {"places": 2})
    event = written["outbox"].find_one({})
    assert event is not None
    assert (event["city"], event["kind"], event["subject"], event["sequence"], event["sent"]) == (CITY, "session", id, 1, None)


def test_nothing_stands_when_the_work_raises(alpha: Running, written: Database[dict[str, Any]], desk: Any) -> None:
    """INVARIANT: a refusal at the very end leaves nothing behind, the record that mongoengine saved included.

    A bare bind() within with_transaction() ends the session; the answer is then 201 and nothing is stored, or the other way round.
    """

    def work(tx: Transaction) -> None:
        desk(id=new_id(), city=tx.city, name="first").add()
        say(tx, new_id())
        raise Stale("too late")

    with pytest.raises(Stale):
        alpha.store.transact(work, caller=OFFICER)
    assert counts(written) == {"desks": 0, "outbox": 0, "audit": 0, "idempotency": 0, "sequences": 0}


def test_two_services_of_one_process_keep_their_databases_apart(begin: Callable[..., Running], mongod: Mongod, desk: Any, shelf: Any) -> None:
    """INVARIANT: within a service's transaction nothing can be written into another's database.

    With one client for both, the bound session of alpha would carry beta's shelf into beta's database, in alpha's transaction.
    """
    alpha, beta = begin("alpha"), begin("beta")
    assert alpha.store.client is not beta.store.client
    make_collection(beta.store.database, "shelves")

    def work(tx: Transaction) -> None:
        desk(id="d", city=tx.city, name="ours").add()
        shelf(id="s", city=tx.city, name="theirs").add()

    with pytest.raises(InvalidOperation):
        alpha.store.transact(work, city=CITY)
    with MongoClient[dict[str, Any]](mongod.uri) as client:
        assert client[beta.store.database.name]["shelves"].count_documents({}) == 0
        assert client[alpha.store.database.name]["desks"].count_documents({}) == 0


def test_write_conflicts_do_not_reach_callers(alpha: Running, written: Database[dict[str, Any]], desk: Any) -> None:
    """INVARIANT: work that collides with other work is tried again until it gets through.

    mongoengine wraps MongoDB's error and hides the label by which with_transaction() knows a conflict; most of these would fail.
    """
    alpha.store.transact(lambda tx: desk(id="d", city=tx.city, name="wanted").add(), city=CITY)
    attempts = []

    def take(_: int) -> None:
        def work(tx: Transaction) -> None:
            attempts.append(1)
            found = desk.objects(id="d").first()
            found.taken += 1
            found.save()
            say(tx, "d")

        alpha.store.transact(work, city=CITY)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(take, range(80)))
    row = written["desks"].find_one({"_id": "d"})
    assert row is not None
    assert row["taken"] == 80
    assert len(attempts) > 80  # They did collide.
    assert sorted(each["sequence"] for each in written["outbox"].find()) == list(range(1, 81))


def test_events_of_unlike_subjects_do_not_wait_for_each_other(alpha: Running, written: Database[dict[str, Any]]) -> None:
    """INVARIANT: the number of a subject conflicts only with the same subject; a counter for all would serialise the service."""
    attempts = []

    def hold(number: int) -> None:
        def work(tx: Transaction) -> None:
            attempts.append(1)
            say(tx, f"s-{number}")

        alpha.store.transact(work, city=CITY)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(hold, range(200)))
    assert len(attempts) == 200
    assert written["outbox"].count_documents({"sequence": 1}) == 200


def test_several_events_of_several_subjects_are_numbered_in_their_order(alpha: Running, written: Database[dict[str, Any]]) -> None:
    """INVARIANT: numbers follow the order of emitting, whatever else is emitted in between."""

    def work(tx: Transaction) -> None:
        for id in ("a", "b", "a", "c", "a", "b"):
            say(tx, id)

    alpha.store.transact(work, city=CITY)
    alpha.store.transact(work, city=CITY)
    rows = [(row["subject"], row["sequence"]) for row in written["outbox"].find().sort("_id")]
    first = [("a", 1), ("b", 1), ("a", 2), ("c", 1), ("a", 3), ("b", 2)]
    assert rows == [*first, ("a", 4), ("b", 3), ("a", 5), ("c", 2), ("a", 6), ("b", 4)]


def test_only_what_the_catalogue_declares_is_emitted(alpha: Running, written: Database[dict[str, Any]]) -> None:
    """INVARIANT: an event that is not declared, or not as declared, never leaves; its listeners could not read it."""
    wrong: list[tuple[str, Subject, dict[str, Any]]] = [
        ("session.dreamt", Subject("session", "s"), {}),
        ("session.held", Subject("session", "s"), sample(HELD) | {"trainer": "someone"}),
        ("session.held", Subject("session", "s"), {}),
        ("session.held", Subject("session", "s"), sample(HELD) | {"days": "two"}),
    ]
    for type, subject, data in wrong:
        with pytest.raises(NotInCatalogue):
            alpha.store.transact(lambda tx, told=(type, subject, data): tx.emit(*told), city=CITY)
    with pytest.raises(ValueError, match="kind 'session'"):
        alpha.store.transact(lambda tx: tx.emit("session.held", Subject("desk", "d"), sample(HELD)), city=CITY)
    assert written["outbox"].count_documents({}) == 0


def test_an_existing_id_is_never_replaced_and_a_taken_key_is_told(alpha: Running, written: Database[dict[str, Any]], desk: Any) -> None:
    """INVARIANT: adding a record with an id or a unique key that exists is refused; save() alone would replace the old one silently."""
    alpha.store.transact(lambda tx: desk(id="d", city=tx.city, name="first").add(), city=CITY)
    for id, name in (("d", "other"), ("e", "first")):
        with pytest.raises(AlreadyExists):
            alpha.store.transact(lambda tx, id=id, name=name: desk(id=id, city=tx.city, name=name).add(), city=CITY)
    assert [row["name"] for row in written["desks"].find()] == ["first"]


def test_what_follows_a_commit_happens_once_and_only_after_it(alpha: Running, written: Database[dict[str, Any]]) -> None:
    """INVARIANT: after_commit() runs once, for the attempt that stood, when others can already see what was written."""
    alpha.store.database["notes"].insert_one({"_id": "n", "by": []})
    tries: list[int] = []
    seen: list[Any] = []

    def work(tx: Transaction) -> None:
        tries.append(1)
        notes = alpha.store.database["notes"]
        notes.find_one({"_id": "n"})
        if len(tries) == 1:  # Another is quicker, after this transaction has looked.
            elsewhere(lambda: written["notes"].update_one({"_id": "n"}, {"$push": {"by": "another"}}))
        tx.after_commit(lambda: seen.append(written["notes"].find_one({"_id": "n"})))
        notes.update_one({"_id": "n"}, {"$push": {"by": "us"}})

    alpha.store.transact(work, city=CITY)
    assert len(tries) == 2
    assert seen == [{"_id": "n", "by": ["another", "us"]}]


def test_work_that_stays_in_anothers_way_hears_that_others_are_busy(alpha: Running, mongod: Mongod) -> None:
    """INVARIANT: nobody waits for ever: after the bound a caller hears Busy and may ask again."""
    with MongoClient[dict[str, Any]](mongod.uri) as client, client.start_session() as session:
        session.start_transaction()
        client[alpha.store.database.name]["notes"].insert_one({"_id": "n"}, session=session)
        began = time.monotonic()
        with pytest.raises(Busy):
            alpha.store.transact(lambda tx: alpha.store.database["notes"].insert_one({"_id": "n"}), city=CITY, seconds=0.8)
        assert time.monotonic() - began < 30  # MongoDB itself would let it wait for a minute.
        session.abort_transaction()


def test_a_database_that_is_gone_is_told_and_found_again(tmp_path: Path) -> None:
    """INVARIANT: while the database is away a change is refused as Unavailable within its bound; back again, the same service goes on."""
    server = Mongod(tmp_path)
    server.start()
    alpha = start(Service("alpha", "Alpha"), Settings(mongodb_uri=server.uri))
    try:
        alpha.store.migrate()
        alpha.store.transact(lambda tx: say(tx, "a"), city=CITY)
        server.kill()
        with pytest.raises(Unavailable):
            alpha.store.transact(lambda tx: say(tx, "a"), city=CITY, seconds=1)
        server.start()
        alpha.store.transact(lambda tx: say(tx, "a"), city=CITY)
        assert [row["sequence"] for row in alpha.store.rows.outbox.find().sort("sequence")] == [1, 2]
    finally:
        alpha.store.close()
        server.stop()


def test_a_transaction_cannot_hide_in_another(alpha: Running) -> None:
    """INVARIANT: there is one transaction at a time in a thread; an inner one would commit what the outer one may still take back."""
    with pytest.raises(RuntimeError, match="within another"):
        alpha.store.transact(lambda tx: alpha.store.transact(lambda inner: None, city=CITY), city=CITY)


def test_another_thread_is_not_in_the_transaction(alpha: Running, written: Database[dict[str, Any]]) -> None:
    """INVARIANT: only the thread that runs the work is bound; what another thread writes stands whatever becomes of the work."""

    def work(tx: Transaction) -> None:
        elsewhere(lambda: alpha.store.database["notes"].insert_one({"_id": "aside"}))
        raise Stale("no")

    with pytest.raises(Stale):
        alpha.store.transact(work, city=CITY)
    assert written["notes"].count_documents({}) == 1


@pytest.mark.parametrize("option", ["w=majority", "w=1", "readPreference=secondary", "journal=true", "readConcernLevel=local"])
def test_an_address_with_concerns_is_refused(mongod: Mongod, option: str) -> None:
    """INVARIANT: no read or write concern comes by the address: each write in a transaction would fail with code 72."""
    with pytest.raises(WrongDatabase, match=option.split("=")[0].lower()):
        connect("alpha", Settings(mongodb_uri=f"{mongod.uri}&{option}"))


def test_a_server_that_forgets_what_it_acknowledged_is_refused(tmp_path: Path) -> None:
    """INVARIANT: a service does not start over a MongoDB whose default acknowledges before a majority has the write."""
    server = Mongod(tmp_path)
    server.start()
    try:
        with MongoClient[dict[str, Any]](server.uri) as client:
            client.admin.command("setDefaultRWConcern", defaultWriteConcern={"w": 1})
        with pytest.raises(WrongDatabase, match="majority"):
            connect("alpha", Settings(mongodb_uri=server.uri))
    finally:
        server.stop()


def test_a_server_without_transactions_is_refused(tmp_path: Path) -> None:
    """INVARIANT: a service does not start over a MongoDB that is no member of a replica set."""
    port, data = free_port(), tmp_path / "data"
    data.mkdir()
    command = [find_mongod(), "--dbpath", data, "--port", str(port), *SMALL]
    alone = Child("mongod", command, tmp_path / "log", tmp_path / "pid", environment_with_libcurl(tmp_path / "lib"))
    alone.start()
    try:
        alone.wait_until(lambda: is_listening(port), 60)
        with pytest.raises(WrongDatabase, match="replica set"):
            connect("alpha", Settings(mongodb_uri=f"mongodb://127.0.0.1:{port}/"))
    finally:
        alone.kill()


def test_what_a_killed_process_had_open_is_ended_by_the_next(alpha: Running, mongod: Mongod) -> None:
    """INVARIANT: kill -9 in the midst of a transaction blocks nobody for a minute: its locks outlive its connection until someone ends them."""
    code = (
        "import sys, time; from pymongo import MongoClient; c = MongoClient(sys.argv[1], appname='alpha'); s = c.start_session(); s.start_transaction();"
        "c[sys.argv[2]]['notes'].insert_one({'_id': 'n'}, session=s); print('open', flush=True); time.sleep(60)"
    )
    killed = subprocess.Popen([sys.executable, "-c", code, mongod.uri, alpha.store.database.name], stdout=subprocess.PIPE, text=True)
    assert killed.stdout is not None
    assert killed.stdout.readline() == "open\n"
    assert end_orphans(alpha.store) == 0  # It lives.
    killed.kill()
    killed.wait()

    def write(tx: Transaction) -> None:
        alpha.store.database["notes"].insert_one({"_id": "n"})

    with pytest.raises(Busy):
        alpha.store.transact(write, city=CITY, seconds=0.5)
    assert end_orphans(alpha.store) == 1
    alpha.store.transact(write, city=CITY)
