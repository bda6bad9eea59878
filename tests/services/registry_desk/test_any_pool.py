"""Whatever is done in one cycle, in whatever order: D grows only while it stays at or below C, nobody is kept in, and the counts add up."""

from __future__ import annotations

from collections import Counter
from typing import Any, ClassVar

import httpx
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from fuyu.service import Running

from .registry import Registry, code
from .wuhu_city import Pool

CLASSES = st.sampled_from(["A", "C", "C", "D", "D"])


class OneCycle(RuleBasedStateMachine):
    """One cycle from its first day on; what is refused changes nothing and is no failure, except a removal or a withdrawal."""

    pool: ClassVar[Pool]
    records: ClassVar[dict[str, list[dict[str, Any]]]]
    happened: ClassVar[set[tuple[str, bool]]]

    @initialize(classes=st.lists(CLASSES, min_size=2, max_size=3))
    def begin(self, classes: list[str]) -> None:
        for name in self.pool.database.list_collection_names():
            if name != "state":
                self.pool.database[name].delete_many({})
        for name, records in self.records.items():
            self.pool.database[name].insert_many(records)
        self.number, self.before = 0, Counter[str]()
        for holds_class in classes:
            self.admit(holds_class)

    @rule(holds_class=CLASSES)
    def admit(self, holds_class: str) -> None:
        self.number += 1
        self.attempt(self.pool.admit(self.pool.ready(self.number, holds_class)), f"admit {holds_class}")

    @precondition(lambda self: self.held())
    @rule(which=st.integers(0, 9), wanted=st.sampled_from(["C", "D", "D", "A"]))
    def reclassify(self, which: int, wanted: str) -> None:
        self.attempt(self.pool.reclassify(self.one(which)["_id"], wanted), "reclassify")

    @precondition(lambda self: self.held())
    @rule(which=st.integers(0, 9))
    def remove(self, which: int) -> None:
        """An accident puts anyone out, whatever that leaves."""
        self.happened.add(("remove", True))
        assert self.pool.remove(self.one(which)["_id"], self.pool.day).is_success
        self.keep()

    @precondition(lambda self: self.held())
    @rule(which=st.integers(0, 9))
    def withdraw(self, which: int) -> None:
        """Whoever takes part of its own will leaves of its own will."""
        self.happened.add(("withdraw", True))
        member = self.one(which)
        number = next(number for number in range(1, self.number + 1) if code(number) == member["organisation"]["code"])
        assert self.pool.withdraw(number, member["_id"]).is_success
        self.keep()

    @invariant()
    def the_counts_are_those_of_who_is_in_and_a_breach_is_shown(self) -> None:
        counted, standing = self.counted(), self.pool.standing()
        assert standing["classes"] == dict(counted)
        [shown] = standing["findings"]
        assert (shown["outcome"] == "met") is (counted["D"] <= counted["C"])

    # What it takes

    def attempt(self, answer: httpx.Response, what: str) -> None:
        self.happened.add((what, answer.is_success))
        assert answer.is_success or answer.status_code == httpx.codes.CONFLICT, answer.text
        now = self.counted()
        assert answer.is_success or now == self.before
        assert now["D"] <= self.before["D"] or now["D"] <= now["C"]
        self.keep()

    def keep(self) -> None:
        self.before = self.counted()

    def counted(self) -> Counter[str]:
        return Counter(each["holds_class"] for each in self.held())

    def held(self) -> list[dict[str, Any]]:
        return list(self.pool.database["designations"].find({"state": "held"}).sort("_id"))

    def one(self, which: int) -> dict[str, Any]:
        held = self.held()
        return held[which % len(held)]


@pytest.mark.requirement("WH-9", "WH-10", "WH-14")
def test_whatever_happens_in_a_cycle_d_never_outgrows_c(registry: Registry, running: Running) -> None:
    pool = Pool(registry, running.store.database).adopt()
    assert pool.open().is_success
    pool.ready(1)
    kept = {name: list(pool.database[name].find()) for name in pool.database.list_collection_names() if name not in ("state", "applications", "files")}
    OneCycle.pool, OneCycle.records = pool, {name: records for name, records in kept.items() if records}
    OneCycle.happened = set()
    few = settings(max_examples=14, stateful_step_count=8, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(OneCycle, settings=few)  # type: ignore[no-untyped-call]
    # The walks are the same each time, so this shows that they lead through what the invariants are about.
    both = {("admit D", True), ("admit D", False), ("reclassify", True), ("reclassify", False)}
    assert both | {("remove", True), ("withdraw", True)} <= OneCycle.happened, OneCycle.happened
