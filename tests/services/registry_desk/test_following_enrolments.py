"""What base-registry tells of an approved list, and how its counts follow incubations that begin, stop, move and end."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from base_registry.projections import HANDLERS
from fuyu.events.catalogue import checked, event_type
from fuyu.events.envelope import Event, Subject
from fuyu.ids import new_id
from fuyu.service import Running

from .registry import Registry, Round, code
from .whole_way import designated

CITY = "zhengzhou"
COUNTS = ("running_enrolments", "ended_enrolments", "completed_enrolments")


def follow(running: Running, type: str, enrolment: str, designation: str, **told: Any) -> None:
    """Let base-registry follow an event of incubatee-tracker."""
    of = {"enrolment": enrolment, "designation": designation, "programme": "zhengzhou.base", "programme_version": "2022-01-10"}
    data = checked(event_type(type), of | {"incubatee": {"code": code(101), "name": "示范企业101", "district": "中原区"}} | told)
    event = Event(new_id(), type, "incubatee-tracker", CITY, Subject("enrolment", enrolment), 1, datetime.now(UTC), data)
    running.store.transact(lambda tx: HANDLERS[type](tx, event), city=CITY)  # type: ignore[operator]


@pytest.mark.requirement("ZB-16", "ZB-27", "ZB-28", "ZB-29")
def test_promises_travel_with_the_list_and_counts_follow_an_incubation_to_where_it_ends(running: Running, registry: Registry, round_of_2026: Round) -> None:
    base = designated(round_of_2026)
    (granted,) = [row["data"] for row in running.store.rows.outbox.find({"type": "designation.granted"})]
    assert {(tuple(each["promised"]), each["undertakes"]) for each in granted["companies"]} == {(("培训辅导", "咨询服务", "质量诊断"), True)}
    assert len(granted["companies"]) == 10
    designations = running.store.database["designations"]
    other = {**designations.find_one({"_id": base}), "_id": new_id(), "application": new_id()}
    designations.insert_one(other)

    def counts() -> list[tuple[int, ...]]:
        return [tuple(designations.find_one({"_id": id})[name] for name in COUNTS) for id in (base, other["_id"])]

    moving, failing = new_id(), new_id()
    for id in (moving, failing):
        follow(running, "enrolment.started", id, base, starts_on="2026-06-02", ends_on="2028-06-02")
    assert counts() == [(2, 0, 0), (0, 0, 0)]
    follow(running, "enrolment.ended", failing, base, outcome="not completed", ended_on="2028-06-02")
    follow(running, "enrolment.stopped", moving, base, stopped_on="2027-06-01", days_left=367)
    assert counts() == [(0, 1, 0), (0, 0, 0)]
    for _ in range(2):  # What is told again counts nothing twice.
        follow(running, "enrolment.moved", moving, other["_id"], moved_on="2027-07-01", ends_on="2028-07-02")
    assert counts() == [(0, 1, 0), (1, 0, 0)]
    follow(running, "enrolment.ended", moving, other["_id"], outcome="completed", ended_on="2028-01-10")
    assert counts() == [(0, 1, 0), (0, 1, 1)]
