"""The law's day that can be set, and the steps that bring a database to its shape."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from pymongo.database import Database

from fuyu.dates import shanghai_date
from fuyu.ids import new_id
from fuyu.problems import Forbidden
from fuyu.service import Running, Service, start
from fuyu.settings import Settings
from fuyu.store.clock import set_today
from fuyu.store.migrations import Migration, make_collections, replace_indexes
from fuyu.store.rows import INDEXES
from fuyu.store.transaction import Store


@pytest.fixture
def prefix() -> str:
    """Return what the names of this test's databases begin with: no test before it migrated them."""
    return f"t{new_id()[-10:]}_"


def test_the_laws_day_is_the_calendars_unless_the_setting_says_so(alpha: Running) -> None:
    """INVARIANT: nobody moves the law's day in a real deployment; every deadline of a city would move with it."""
    assert alpha.clock.today() == shanghai_date(datetime.now(UTC))
    with pytest.raises(Forbidden):
        set_today(alpha.clock, date(2030, 1, 1))
    assert alpha.clock.today() == shanghai_date(datetime.now(UTC))


@pytest.mark.parametrize("broker", ["memory://", "amqp://127.0.0.1:1/"])
def test_a_day_that_was_set_holds_for_every_process_of_the_service_and_instants_stay_real(begin: Callable[..., Running], broker: str) -> None:
    """INVARIANT: the day lies in the service's database, so web processes and workers change days together; leases go on by real time."""
    alpha = begin("alpha", is_clock_settable=True, broker_url=broker)
    again = begin("alpha", is_clock_settable=True, broker_url=broker)
    assert again.clock.today() == shanghai_date(datetime.now(UTC))
    set_today(alpha.clock, date(2026, 4, 15))
    assert again.clock.today() == date(2026, 4, 15)
    assert again.store.transact(lambda tx: tx.today, city="c") == date(2026, 4, 15)
    assert abs(again.clock.now() - datetime.now(UTC)) < timedelta(seconds=5)
    set_today(again.clock, None)
    assert again.clock.today() == shanghai_date(datetime.now(UTC))


def test_a_day_is_not_kept_from_before_a_transaction_began(begin: Callable[..., Running]) -> None:
    """INVARIANT: what a transaction sees is how things were when it began; the day that it reads is kept for others, so it must be the present one."""
    alpha = begin("alpha", is_clock_settable=True, broker_url="memory://")
    set_today(alpha.clock, date(2026, 4, 15))

    def work(tx: Any) -> date:
        tx.rows.state.find_one({})  # From here on it sees this moment.
        setting = threading.Thread(target=set_today, args=(alpha.clock, date(2026, 4, 16)))
        setting.start()
        setting.join()
        today: date = tx.today
        return today

    assert alpha.store.transact(work, city="c") == date(2026, 4, 16)
    assert alpha.clock.today() == date(2026, 4, 16)


def test_a_day_that_something_else_set_is_seen_within_a_second(begin: Callable[..., Running], written: Database[dict[str, Any]]) -> None:
    alpha = begin("alpha", is_clock_settable=True, broker_url="memory://")
    set_today(alpha.clock, date(2026, 4, 15))
    assert alpha.clock.today() == date(2026, 4, 15)
    written["state"].update_one({"_id": "clock"}, {"$set": {"today": "2026-04-16"}})
    time.sleep(1)
    assert alpha.clock.today() == date(2026, 4, 16)


def test_each_step_is_done_once(alpha: Running) -> None:
    """INVARIANT: migrating again, as each start does, repeats no step."""
    done = []
    steps = [Migration(2, "second", lambda store: done.append(2)), Migration(1, "first", lambda store: done.append(1))]
    assert alpha.store.migrate(steps) == ["alpha 1: first", "alpha 2: second"]
    assert alpha.store.migrate([*steps, Migration(3, "third", lambda store: done.append(3))]) == ["alpha 3: third"]
    assert done == [1, 2, 3]
    with pytest.raises(ValueError, match="same number"):
        alpha.store.migrate([*steps, Migration(2, "another second", print)])


def test_a_step_that_broke_off_is_done_again(alpha: Running) -> None:
    """INVARIANT: a step counts as done only when it ended; half an index would stay half."""
    tries = []

    def step(store: Store) -> None:
        tries.append(1)
        if len(tries) == 1:
            raise RuntimeError("killed")

    with pytest.raises(RuntimeError):
        alpha.store.migrate([Migration(1, "fragile", step)])
    assert alpha.store.migrate([Migration(1, "fragile", step)]) == ["alpha 1: fragile"]


def test_processes_that_start_together_migrate_one_after_the_other(alpha: Running) -> None:
    """INVARIANT: one process migrates at a time; two would do every step twice, side by side."""
    done, together = [], threading.Barrier(3)

    def step(store: Store) -> None:
        done.append(1)
        time.sleep(0.3)

    def run(_: int) -> list[str]:
        together.wait()
        return alpha.store.migrate([Migration(1, "slow", step)])

    with ThreadPoolExecutor(3) as threads:
        results = list(threads.map(run, range(3)))
    assert len(done) == 1
    assert sorted(map(len, results)) == [0, 0, 1]


def test_all_kernel_collections_have_their_indexes(written: Database[dict[str, Any]]) -> None:
    """INVARIANT: every look that the kernel takes has an index before the first row is written."""
    for name, indexes in INDEXES.items():
        keys = [index["key"].to_dict() for index in written[name].list_indexes()]
        assert all(index.document["key"] in keys for index in indexes), name


def test_a_database_of_the_release_before_gets_the_later_indexes(alpha: Running, written: Database[dict[str, Any]]) -> None:
    """INVARIANT: an index that a later release adds comes by a step of its own: the first step is written down as done and never runs again."""
    written["duties"].drop_index("city_1_due_on_1__id_1")
    written["state"].delete_many({"what": "migration", "step": {"$not": {"$regex": "^kernel 1:"}}})
    assert "kernel 2: the duties of a city by their last day" in alpha.store.migrate()
    assert "city_1_due_on_1__id_1" in written["duties"].index_information()


def test_documents_get_their_collections_and_indexes(begin: Callable[..., Running], desk: Any, mongod: Any, prefix: str) -> None:
    """INVARIANT: a document's collection and indexes are made by the migration, since saving makes none."""
    service = Service("alpha", "Alpha", migrations=[Migration(1, "desks", lambda store: make_collections(store, desk))])
    running = start(service, Settings(mongodb_uri=mongod.uri, database_prefix=f"{prefix}m_"))
    try:
        running.store.migrate(service.migrations)
        assert "city_1_name_1" in running.store.database["desks"].index_information()
    finally:
        running.store.client.drop_database(running.store.database.name)
        running.store.close()


def test_an_index_is_replaced_by_another_over_the_same_members(begin: Callable[..., Running], desk: Any, mongod: Any, prefix: str) -> None:
    """INVARIANT: the new index is there before the former one goes, so that what may stand once is not written twice in between; a repeat changes nothing."""
    service = Service("alpha", "Alpha", migrations=[Migration(1, "desks", lambda store: replace_indexes(store, desk, "former", "never made"))])
    running = start(service, Settings(mongodb_uri=mongod.uri, database_prefix=f"{prefix}r_"))
    try:
        desks = running.store.database["desks"]
        desks.create_index([("city", 1), ("name", 1)], name="former", unique=True, partialFilterExpression={"name": {"$type": "string"}})
        for _ in range(2):
            running.store.migrate(service.migrations)
            running.store.database["state"].delete_many({"what": "migration"})
            assert {"city_1_name_1"} <= desks.index_information().keys() <= {"_id_", "city_1_name_1"}
    finally:
        running.store.client.drop_database(running.store.database.name)
        running.store.close()
