"""Snapshots that set a listener right, and the numbers by which everyone sees that all has arrived."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from tests.databases import make_collection

from fuyu.events.catalogue import CATALOGUE, sample
from fuyu.events.envelope import Event, Subject
from fuyu.messaging.peers import plugin_mismatches
from fuyu.messaging.resend import resend
from fuyu.messaging.settled import differences, settled
from fuyu.problems import NotFound
from fuyu.service import Running, Snapshot
from fuyu.store.clock import set_today
from fuyu.store.transaction import Transaction

from .conftest import CITY, Deployment, settings_of


def rename(tx: Transaction, id: str, name: str) -> None:
    """Change an organisation's name in alpha and say so; the record counts its changes."""
    tx.rows.state.database["organisations"].update_one({"_id": id}, {"$set": {"name": name, "city": tx.city}, "$inc": {"changes": 1}}, upsert=True)
    tx.emit("organisation.changed", Subject("organisation", id), sample(CATALOGUE["organisation.changed"]) | {"organisation": id, "name": name})


def mirror(tx: Transaction, event: Event) -> None:
    """Keep the name that an event tells, and count the events that were applied."""
    told = {"$set": {"name": event.data["name"], "sequence": event.sequence}, "$inc": {"applied": 1}}
    tx.rows.state.database["mirror"].update_one({"_id": event.subject.id}, told, upsert=True)


def snapshots(running: Running, city: str | None) -> Iterable[Snapshot]:
    """Return all organisations as they stand."""
    for row in running.store.database["organisations"].find({} if city is None else {"city": city}):
        data = sample(CATALOGUE["organisation.changed"]) | {"organisation": row["_id"], "name": row["name"]}
        yield Snapshot("organisation.changed", Subject("organisation", row["_id"]), row["city"], data)


def two(deployment: Deployment) -> tuple[Running, Running]:
    """Declare alpha with its snapshots, and beta that mirrors."""
    alpha = deployment.add("alpha", snapshots={"organisation": snapshots})
    make_collection(alpha.store.database, "organisations")
    beta = deployment.add("beta", "organisation", handlers={"organisation.changed": mirror})
    make_collection(beta.store.database, "mirror")
    return alpha, beta


def mirrored(beta: Running) -> dict[str, tuple[str, int]]:
    return {row["_id"]: (row["name"], row["sequence"]) for row in beta.store.database["mirror"].find()}


def change(alpha: Running, id: str, *names: str, city: str = CITY) -> None:
    for name in names:
        alpha.store.transact(lambda tx, name=name: rename(tx, id, name), city=city)


def test_a_snapshot_sets_a_listener_right_and_the_number_it_counts_on_from(deployment: Deployment) -> None:
    """INVARIANT: a listener that missed events for good (a new service, a lost database) is set right, and goes on from there."""
    alpha, beta = two(deployment)
    change(alpha, "o-1", "one", "two", "three")
    change(alpha, "o-2", "first")
    change(alpha, "o-3", "elsewhere", city="west")
    alpha.store.rows.outbox.delete_many({})  # Sent and let go of long before beta was there.
    deployment.work()
    change(alpha, "o-1", "four")
    deployment.wait(lambda: beta.store.rows.parked.count_documents({}) == 1)
    assert resend(alpha, "organisation") == 3
    deployment.settle()
    assert mirrored(beta) == {"o-1": ("four", 4), "o-2": ("first", 1), "o-3": ("elsewhere", 1)}
    assert beta.store.rows.inbox.count_documents({"outcome": "covered by a snapshot"}) == 1
    change(alpha, "o-1", "five")
    deployment.settle()
    assert mirrored(beta)["o-1"] == ("five", 5)


def test_a_snapshot_can_be_sent_for_one_city(deployment: Deployment) -> None:
    """INVARIANT: one city's records can be set right without a word about another's."""
    alpha, beta = two(deployment)
    change(alpha, "o-1", "one")
    change(alpha, "o-3", "elsewhere", city="west")
    alpha.store.rows.outbox.delete_many({})
    deployment.work()
    assert resend(alpha, "organisation", "west") == 1
    deployment.wait(lambda: mirrored(beta) == {"o-3": ("elsewhere", 1)})
    with pytest.raises(NotFound, match="organisation"):
        resend(alpha, "desk")


def test_snapshots_under_load_leave_no_gap_and_double_nothing(deployment: Deployment) -> None:
    """INVARIANT: record and number are read at one instant: a change that commits while the snapshots are made is in the record and the number, or in
    neither. Else its event would be applied twice, or never.
    """
    alpha, beta = two(deployment)
    deployment.work()

    def keep_changing(number: int) -> None:
        change(alpha, f"o-{number}", *[f"{number}-{turn}" for turn in range(40)])

    with ThreadPoolExecutor(3) as threads:
        changing = [threads.submit(keep_changing, number) for number in range(3)]
        while not all(each.done() for each in changing):
            resend(alpha, "organisation")
    deployment.settle()
    assert mirrored(beta) == {f"o-{number}": (f"{number}-39", 40) for number in range(3)}

    def effects() -> dict[str, int]:
        return {row["_id"]: row["applied"] for row in beta.store.database["mirror"].find()}

    def applied() -> dict[str, int]:
        rows = beta.store.rows.inbox.find({"type": "organisation.changed", "outcome": "applied"})
        return dict(Counter(row["subject"].rpartition("/")[2] for row in rows))

    # One that was applied twice has two effects and one row in the inbox, for ever; a last snapshot may come between the two looks.
    deployment.wait(lambda: effects() == applied(), tell=lambda: f"{effects()} {applied()}")


def test_an_old_snapshot_changes_nothing(deployment: Deployment) -> None:
    """INVARIANT: a snapshot that comes after newer events (queues are no clocks) does not turn a record back."""
    alpha, beta = two(deployment)
    change(alpha, "o-1", "one")
    resend(alpha, "organisation")
    alpha.store.rows.outbox.update_many({"is_snapshot": True}, {"$set": {"at": alpha.clock.now()}})
    held: list[Any] = list(alpha.store.rows.outbox.find({"is_snapshot": True}))
    alpha.store.rows.outbox.delete_many({"is_snapshot": True})
    change(alpha, "o-1", "two")
    deployment.work()
    deployment.settle()
    alpha.store.rows.outbox.insert_many(held)
    change(alpha, "o-9", "mark")
    deployment.wait(lambda: "o-9" in mirrored(beta) and alpha.store.rows.outbox.count_documents({"sent": None}) == 0)
    assert mirrored(beta)["o-1"] == ("two", 2)


def test_a_snapshot_passes_over_a_dead_letter(deployment: Deployment) -> None:
    """INVARIANT: a snapshot heals a subject that stands behind a dead letter: what it covers is let go."""
    alpha, beta = two(deployment)
    deployment.services["beta"].handlers["organisation.changed"] = _stumbling  # type: ignore[index]
    deployment.work()
    change(alpha, "o-1", "one", "bad", "three")
    deployment.wait(lambda: beta.store.rows.dead_letters.count_documents({}) == 1)
    resend(alpha, "organisation")
    deployment.settle()
    assert mirrored(beta) == {"o-1": ("three", 3)}
    assert beta.store.rows.dead_letters.count_documents({}) == 0


def _stumbling(tx: Transaction, event: Event) -> None:
    if event.data["name"] == "bad":
        raise ValueError("a name nobody thought of")
    mirror(tx, event)


def test_settled_tells_what_is_still_on_its_way(in_memory: Deployment) -> None:
    """INVARIANT: a story that waits on these numbers goes on only when every event has been applied by every listener, and every sweep was run."""
    alpha, beta = two(in_memory)
    change(alpha, "o-1", "one", "two")
    told = {"alpha": settled(alpha), "beta": settled(beta)}
    assert told["alpha"]["emitted"] == {"organisation": 2}
    assert any("wait to be sent" in line for line in differences(told))
    assert any("has applied 0 of 2 organisation events" in line for line in differences(told))
    in_memory.work()
    in_memory.wait(lambda: not differences({"alpha": settled(alpha), "beta": settled(beta)}))
    assert settled(beta)["applied"]["alpha"]["organisation"] == 2
    assert settled(beta)["swept_through"] == beta.clock.today().isoformat()


def test_a_day_that_was_set_is_swept_at_once(mongod: Any, prefix: str) -> None:
    """INVARIANT: a story that goes from day to day does not wait for the next tick, and knows when the day's sweeps are done."""
    from datetime import date

    deployment = Deployment(settings_of(mongod, "memory://", prefix, is_clock_settable=True, tick_seconds=300.0))
    try:
        alpha = deployment.add("alpha")
        set_today(alpha.clock, date(2026, 4, 15))
        deployment.work()
        for day in (date(2026, 4, 16), date(2026, 7, 1)):
            set_today(alpha.clock, day)
            deployment.wait(lambda day=day: settled(alpha)["swept_through"] == day.isoformat())  # long before the next tick
    finally:
        deployment.close()


def test_everyone_hears_which_plugins_the_others_run(in_memory: Deployment) -> None:
    """INVARIANT: two services with different versions of one plugin are told apart; they would judge by different law."""
    alpha, beta = two(in_memory)
    from fuyu.law.registry import Laws, Plugin

    alpha.laws = Laws(plugins=(Plugin("example", "fuyu-example", "1.0", "aaaa"),))
    beta.laws = Laws(plugins=(Plugin("example", "fuyu-example", "1.1", "bbbb"),))
    in_memory.work()
    expected = {"example": {"1.0 (aaaa)": ["alpha"], "1.1 (bbbb)": ["beta"]}}
    in_memory.wait(lambda: plugin_mismatches(alpha.store.rows) == plugin_mismatches(beta.store.rows) == expected)
