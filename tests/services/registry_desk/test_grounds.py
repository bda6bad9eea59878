"""Grounds: proposed with their facts, withdrawn by themselves, decided by the city bureau alone and on facts that have arrived."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from fuyu.caller import Role
from fuyu.ids import new_id

from .registry import CITY, OFFICE, code
from .standing import Standing

Tick = Callable[[], None]
PROVEN = {"ground_is_proven": {"is_met": True, "note": "已核实"}}


def problem(answer: Any, status: int, slug: str) -> dict[str, Any]:
    """Return a refusal's members; its status and type must be as declared."""
    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{slug}"), answer.text
    members: dict[str, Any] = answer.json()
    return members


def prove(hear: Any, duty: str, level: int = 0, due_on: str = "2024-12-31") -> None:
    """Let it be proven that someone of a level was told of a duty's day."""
    told = {"notice": new_id(), "kind": "reminder", "person": "p-7", "channel": "email", "duty": duty, "on": "2024-12-05"}
    hear("notice.proven", str(told["notice"]), told | {"level": level, "how": "accepted", "due_on": due_on, "about": {"kind": "duty", "id": duty}})


def miss_the_batches(base: Standing, hear: Any, tick: Tick, *, is_proven: bool = True) -> str:
    """Let the year 2024 end with five batches where six are owed, of which the base was told, and return the duty's id."""
    duty = new_id()
    told = {"duty": duty, "key": "sessions/2024", "title": "2024年公益性教学或接访服务", "due_on": "2024-12-31"}
    hear("duty.opened", duty, told | {"about": {"kind": "designation", "id": base.id, "name": "示范企业001"}})
    for number in range(5):
        hold(base, hear, f"2024-0{number + 1}-15")
    if is_proven:
        prove(hear, duty)
    base.registry.set_day("2025-01-02")
    hear("duty.overdue", duty, {"duty": duty, "on": "2025-01-01"})
    tick()
    return duty


def hold(base: Standing, hear: Any, day: str) -> None:
    """Let the base hold one batch on a day."""
    hear("session.held", new_id(), {"session": new_id(), "designation": base.id, "held_on": day, "hours": "3", "counts_for_year": int(day[:4])})


@pytest.mark.requirement("ZB-27", "L7")
def test_a_missed_duty_is_proposed_as_a_ground_with_its_facts_and_withdraws_once_it_is_mended(past_base: Standing, hear: Any, tick: Tick, running: Any) -> None:
    """没有自觉履行本办法规定职责: five batches of six in a whole year; a session that was logged late mends it."""
    duty = miss_the_batches(past_base, hear, tick)
    [ground] = past_base.grounds()
    assert (ground["key"], ground["state"], ground["found_on"]) == ("sessions/2024", "proposed", "2025-01-02")
    assert ground["clause"]["clause"] == "第十七条（二）3"
    [found] = ground["findings"]
    assert (found["found"], found["needed"], found["plugin"], found["version"]) == (5, 6, "fuyu-zhengzhou", "0.1.0")
    assert ground["facts"]["years"]["2024"]["batches"] == 5
    assert ground["facts"]["origins"]["years"]["source"] == "incubatee-tracker"
    assert past_base.seen()["state"] == "held", "a ground is proposed and never takes anything away"
    told = running.store.rows.outbox.find_one({"type": "ground.proposed"})
    assert {each["actor"] for each in told["audiences"]} == {"applicant", "city bureau", "district bureau"}

    hold(past_base, hear, "2024-11-20")
    hear("duty.done", duty, {"duty": duty, "on": "2025-01-05"})
    past_base.registry.set_day("2025-01-05")
    tick()
    [ground] = past_base.grounds()
    assert (ground["state"], ground["closed_on"]) == ("withdrawn", "2025-01-05")


@pytest.mark.requirement("ZB-27")
def test_a_missed_duty_is_no_ground_before_it_is_proven_that_who_owes_it_was_told_of_its_day(past_base: Standing, hear: Any, tick: Tick) -> None:
    """Neither an officer's proof nor one of another day will do; a record of a call that comes later does."""
    duty = miss_the_batches(past_base, hear, tick, is_proven=False)
    assert past_base.grounds() == []
    prove(hear, duty, level=1)
    prove(hear, duty, due_on="2024-12-30")
    tick()
    assert past_base.grounds() == []
    prove(hear, duty)
    tick()
    assert [ground["state"] for ground in past_base.grounds()] == ["proposed"]


@pytest.mark.requirement("ZB-27")
def test_a_proof_that_is_heard_of_before_its_duty_counts(past_base: Standing, hear: Any, tick: Tick) -> None:
    duty, about = new_id(), {"kind": "designation", "id": past_base.id, "name": "示范企业001"}
    past_base.registry.set_day("2025-01-02")
    prove(hear, duty)
    hear("duty.opened", duty, {"duty": duty, "key": "sessions/2024", "title": "批次", "due_on": "2024-12-31", "about": about})
    hear("duty.overdue", duty, {"duty": duty, "on": "2025-01-01"})
    tick()
    assert [ground["state"] for ground in past_base.grounds()] == ["proposed"]


@pytest.mark.requirement("ZB-27")
def test_a_ground_is_seen_by_the_offices_and_the_holder_and_nobody_else(past_base: Standing, hear: Any, tick: Tick) -> None:
    miss_the_batches(past_base, hear, tick)
    registry = past_base.registry
    [ground] = registry.company(1).get("/grounds")["items"]
    path = f"/grounds/{ground['id']}"
    for person in (registry.city(), registry.district(), registry.company(1), registry.operator):
        assert person.get("/grounds", state="proposed")["items"] == [ground]
        assert person.get(path)["key"] == "sessions/2024"
    office = Role("city bureau", CITY, office="industry_bureau")
    other = Role("city bureau", "wuhu", office=OFFICE)
    for person in (registry.district("金水区"), registry.company(101), registry.person("o", office), registry.person("w", other)):
        assert person.get("/grounds")["items"] == []
        problem(person.http.get(path), 404, "not-found")


@pytest.mark.requirement("ZB-27", "ZB-29")
def test_a_revocation_from_a_ground_keeps_its_findings_facts_and_version_and_names_its_clause(past_base: Standing, hear: Any, tick: Tick, running: Any) -> None:
    miss_the_batches(past_base, hear, tick)
    registry, city, [ground] = past_base.registry, past_base.registry.city(), past_base.grounds()
    strange = past_base.open(city, "revoke", "examine", "propose", judged=PROVEN, grounds=[new_id()])
    assert problem(strange, 422, "invalid-input")["errors"][0]["field"] == "grounds"
    elsewhere = past_base.open(city, "continue", "approve_continuation", "refuse", reason="不予延续", grounds=[ground["id"]])
    problem(elsewhere, 422, "invalid-input")
    problem(past_base.open(registry.district(), "revoke", "examine", "propose", judged=PROVEN, grounds=[ground["id"]]), 403, "not-your-step")
    path = past_base.opens(city, "revoke", "examine", "propose", judged=PROVEN, grounds=[ground["id"]])
    problem(past_base.revoke(path, ground="未履行职责或未提供承诺服务", grounds=[new_id()]), 422, "invalid-input")
    assert past_base.revoke(path, ground="未履行职责或未提供承诺服务", grounds=[ground["id"]]).status_code == 201
    shown = past_base.seen()
    assert (shown["state"], shown["ended_on"]) == ("revoked", "2025-01-02")
    kept = shown["revocation"]
    assert (kept["clause"]["clause"], kept["programme_version"], kept["plugin"]) == ("第十七条（二）3", "2022-01-10", "fuyu-zhengzhou")
    assert [(each["id"], each["findings"], each["facts"]) for each in kept["grounds"]] == [(ground["id"], ground["findings"], ground["facts"])]
    said = running.store.rows.outbox.find_one({"type": "designation.revoked"})["data"]
    assert (said["because"], said["clause"]["clause"]) == ("未履行职责或未提供承诺服务", "第十七条（二）3")
    [closed] = past_base.grounds()
    assert (closed["state"], closed["proceeding"]) == ("decided", path.rsplit("/", 1)[1])
    tick()
    assert past_base.grounds()[0]["state"] == "decided"


@pytest.mark.requirement("ZB-27")
def test_a_ground_on_which_the_base_was_kept_is_not_proposed_again_until_it_comes_up_anew(past_base: Standing, hear: Any, tick: Tick) -> None:
    miss_the_batches(past_base, hear, tick)
    city, [ground] = past_base.registry.city(), past_base.grounds()
    path = past_base.opens(city, "revoke", "examine", "keep", reason="疫情防控期间停课，予以谅解", grounds=[ground["id"]])
    assert city.get(path)["state"] == "refused"
    tick()
    [kept] = past_base.grounds()
    assert (kept["state"], kept["because"], kept["closed_on"]) == ("kept", "疫情防控期间停课，予以谅解", "2025-01-02")
    past_base.registry.set_day("2025-01-03")
    hear(
        "enrolment.ended",
        "enrolment-101",
        {"enrolment": "enrolment-101", "designation": past_base.id, "incubatee": {"code": code(101)}, "outcome": "completed"},
    )
    tick()
    assert [each["state"] for each in past_base.grounds()] == ["kept"]


@pytest.mark.requirement("ZB-25")
def test_unlawful_operation_is_an_officers_finding_with_evidence_and_its_own_clause(past_base: Standing) -> None:
    """孵化基地违法违规经营: no ground is proposed by the system; the city bureau finds it and shows the facts."""
    city = past_base.registry.city()
    past_base.registry.set_day("2025-03-03")
    path = past_base.opens(city, "revoke", "examine", "propose", judged=PROVEN)
    blank = past_base.revoke(path, facts="")
    assert problem(blank, 422, "invalid-input")["errors"][0]["field"] == "entry.facts"
    assert past_base.revoke(path, clause="第十七条（二）1").status_code == 201
    kept = past_base.seen()["revocation"]
    assert (kept["clause"]["clause"], kept["facts"], kept["grounds"]) == ("第十七条（二）1", "市监罚字〔2025〕1号。", [])


@pytest.mark.requirement("ZB-27")
@pytest.mark.parametrize("way", ["parked", "waiting", "dead"])
def test_nothing_is_decided_while_facts_of_the_tracker_have_not_arrived(past_base: Standing, running: Any, way: str) -> None:
    """A decision asked for while its projection lags is refused with a problem, not taken on old facts."""
    city, rows = past_base.registry.city(), running.store.rows
    path = past_base.opens(city, "revoke", "examine", "propose", judged=PROVEN)
    now = datetime.now(UTC)
    if way == "parked":
        rows.parked.insert_one({"_id": new_id(), "city": CITY, "source": "incubatee-tracker", "subject": "x", "sequence": 3, "since": now})
    else:
        stuck, seen = (61.0, now) if way == "waiting" else (0.0, now - timedelta(seconds=61))
        worker = {"what": "worker", "alive_at": seen, "idle": {}, "stuck": {"consumer": stuck}, "depth": 3, "in_hand": 0}
        rows.state.insert_one({"_id": "worker of the test", **worker})
    try:
        problem(past_base.revoke(path), 503, "projection-behind")
        if way == "waiting":
            rows.state.update_one({"_id": "worker of the test"}, {"$set": {"stuck.consumer": 20.0, "alive_at": datetime.now(UTC)}})
            assert past_base.revoke(path).status_code == 201
    finally:
        rows.state.delete_one({"_id": "worker of the test"})
