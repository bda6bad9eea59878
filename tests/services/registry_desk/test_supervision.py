"""What goes on over a base that stands: complaints, assigned work, the subsidy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from fuyu.store.duties import sweep_overdue

from .registry import code, example, name
from .standing import NUMBER, Standing

Tick = Callable[[], None]


def problem(answer: Any, status: int, slug: str) -> dict[str, Any]:
    """Return a refusal's members; its status and type must be as declared."""
    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{slug}"), answer.text
    members: dict[str, Any] = answer.json()
    return members


@pytest.mark.requirement("ZB-26")
def test_the_base_sees_what_is_complained_of_and_not_by_whom(past_base: Standing) -> None:
    """被孵化对象投诉: the incubatee that complained and the offices see all, the base the matter, another incubatee nothing."""
    registry = past_base.registry
    registry.set_day("2024-03-04")
    path = past_base.complain(101, matter="承诺的咨询服务半年未开展")
    for knows in (registry.company(101), registry.district(), registry.city()):
        [act] = knows.get(path)["walk"]["acts"]
        assert (act["organisation"], act["entry"]["matter"]) == (code(101), "承诺的咨询服务半年未开展")
    base = registry.company(1)
    seen = base.http.get(path)
    assert "承诺的咨询服务半年未开展" in seen.text
    listed = base.http.get("/proceedings", params={"process": "complain"})
    for text in (seen.text, listed.text):
        assert [trace for trace in (code(101), name(101), registry.company(101).id) if trace in text] == []
    assert [row["id"] for row in listed.json()["items"]] == [path.rsplit("/", 1)[1]]
    problem(registry.company(102).http.get(path), 404, "not-found")
    problem(registry.district("金水区").http.get(path), 404, "not-found")
    problem(past_base.open(registry.company(1), "complain", "complaint", entry=example("complaint")), 403, "not-your-step")
    problem(past_base.open(registry.company(200), "complain", "complaint", entry=example("complaint")), 403, "not-your-step")


@pytest.mark.requirement("ZB-26")
def test_a_complaint_is_verified_or_rejected_and_a_verified_one_is_rectified_by_its_day(past_base: Standing, running: Any) -> None:
    registry = past_base.registry
    registry.set_day("2024-03-04")
    rejected, verified = past_base.complain(101), past_base.complain(102)
    district, base = registry.district(), registry.company(1)
    problem(district.act(rejected, "verify_complaint", "reject"), 422, "reason-missing")
    assert district.acts(rejected, "verify_complaint", "reject", reason="查无此事")["state"] == "refused"
    problem(base.act(verified, "verify_complaint", "verify"), 403, "not-your-step")
    due = district.acts(verified, "verify_complaint", "verify")["walk"]["places"]["rectify_complaint"]["due"]
    assert due["on"] == "2024-04-03", "thirty days from 4 March"
    registry.set_day("2024-04-03")
    sweep_overdue(running)
    [duty] = registry.district().get("/duties", subject=past_base.id)["items"]
    assert duty["state"] == "open"
    registry.set_day("2024-04-04")
    sweep_overdue(running)
    assert registry.district().get("/duties", subject=past_base.id)["items"][0]["state"] == "overdue"
    base.acts(verified, "rectify_complaint", "fill", entry=example("rectify_complaint"))
    assert district.acts(verified, "confirm_rectified", "return", reason="仍有一项未完成")["stands_at"] == "rectify_complaint"
    base.acts(verified, "rectify_complaint", "fill", entry=example("rectify_complaint"))
    assert district.acts(verified, "confirm_rectified", "confirm")["state"] == "completed"
    assert registry.district().get("/duties", subject=past_base.id)["items"][0]["state"] == "done"


@pytest.mark.requirement("ZB-35")
@pytest.mark.parametrize(("answered_on", "is_ground"), [("2024-06-27", False), ("2024-06-28", False), ("2024-07-01", True)])
def test_assigned_work_is_answered_and_accepted_and_work_done_late_is_a_ground(
    past_base: Standing, tick: Tick, running: Any, warn: Any, answered_on: str, is_ground: bool
) -> None:
    """没有按期完成……交办的年度培训及配合性工作的: the work is due on Friday 28 June 2024."""
    registry, work = past_base.registry, {**example("set_work"), "due_on": "2024-06-28"}
    registry.set_day("2024-06-03")
    problem(past_base.open(registry.company(1), "assign_work", "set_work", entry=work), 403, "not-your-step")
    problem(past_base.open(registry.district("金水区"), "assign_district_work", "set_district_work", entry=work), 403, "not-your-step")
    past = problem(past_base.open(registry.city(), "assign_work", "set_work", entry={**work, "due_on": "2024-06-02"}), 409, "conditions-not-met")
    assert (past["clause"], past["found"], past["needed"]) == ("第十七条（二）5", "2024-06-02", "2024-06-03")
    path = past_base.opens(registry.city(), "assign_work", "set_work", entry=work)
    other = past_base.opens(registry.district(), "assign_district_work", "set_district_work", entry={**work, "title": "质量月活动", "due_on": "2024-09-30"})
    assert registry.city().get(path)["walk"]["places"]["answer_work"]["due"]["on"] == "2024-06-28"
    warn(past_base)
    registry.set_day(answered_on)
    sweep_overdue(running)
    tick()
    owed = registry.city().get("/duties", subject=past_base.id)["items"]
    states = {duty["key"].split(".")[0]: duty["state"] for duty in owed if ".answer_" in duty["key"]}
    assert states == {"assign_work": "overdue" if is_ground else "open", "assign_district_work": "open"}
    registry.company(1).acts(path, "answer_work", "fill", entry=example("answer_work"))
    problem(registry.district().act(path, "accept_work", "accept"), 403, "not-your-step")
    assert registry.city().acts(path, "accept_work", "accept")["state"] == "completed"
    tick()
    found = [(ground["key"], ground["clause"]["clause"]) for ground in past_base.grounds(state="proposed")]
    assert found == ([(f"work/2024-06-03/{work['title']}", "第十七条（二）5")] if is_ground else [])
    assert registry.city().get(other)["state"] == "running"


@pytest.mark.requirement("ZB-35")
def test_work_that_was_returned_is_done_again_by_its_day_of_which_the_base_was_told(past_base: Standing, tick: Tick, warn: Any) -> None:
    """Nobody loses a designation by a day that nobody told it: what is overdue without proof is shown as a duty, and is no ground until it is proven."""
    registry, work = past_base.registry, {**example("set_work"), "due_on": "2024-06-28"}
    registry.set_day("2024-06-03")
    path = past_base.opens(registry.district(), "assign_district_work", "set_district_work", entry=work)
    registry.company(1).acts(path, "answer_district_work", "fill", entry=example("answer_district_work"))
    returned = registry.district().acts(path, "accept_district_work", "return", reason="请补充签到记录")
    assert returned["walk"]["places"]["answer_district_work"]["due"]["on"] == "2024-06-28"
    registry.set_day("2024-06-28")
    tick()
    assert past_base.grounds() == []
    registry.set_day("2024-06-29")
    tick()
    assert past_base.grounds() == []
    warn(past_base)
    tick()
    assert [ground["state"] for ground in past_base.grounds()] == ["proposed"]


@pytest.mark.requirement("ZB-30")
def test_the_subsidy_is_applied_for_approved_paid_and_what_it_was_spent_on_is_recorded(past_base: Standing) -> None:
    """给予30万元的一次性奖补: in its one amount; each expense is recorded with its purpose, and the total is shown."""
    registry, city, base = past_base.registry, past_base.registry.city(), past_base.registry.company(1)
    registry.set_day("2023-09-04")
    path = past_base.opens(base, "pay", "claim_subsidy", entry=example("claim_subsidy"))
    assert city.get(path)["money"] == {"paid": "0", "spent": "0", "left": "0"}
    assert city.acts(path, "approve_subsidy", "return", reason="请细化使用计划")["stands_at"] == "claim_subsidy"
    base.acts(path, "claim_subsidy", "fill", entry=example("claim_subsidy"))
    problem(base.act(path, "approve_subsidy", "grant", number=NUMBER), 403, "not-your-step")
    city.acts(path, "approve_subsidy", "grant", number=NUMBER)
    city.acts(path, "pay_subsidy", "fill", entry={"amount": "300000", "paid_on": "2023-09-04", "reference": "拨款凭证第1号"})
    for amount, purpose in (("86000.50", "教学培训"), ("13999.50", "孵化基地建设")):
        base.acts(path, "spend_subsidy", "fill", entry={"amount": amount, "spent_on": "2023-09-04", "purpose": purpose})
    wrong = base.act(path, "spend_subsidy", "fill", entry={"amount": "1", "spent_on": "2023-09-04", "purpose": "宴请"})
    assert problem(wrong, 422, "invalid-input")["errors"][0]["field"] == "entry.purpose"
    shown = registry.district().get(path)
    assert shown["money"] == {"paid": "300000", "spent": "100000.00", "left": "200000.00"}
    assert [act["entry"]["purpose"] for act in shown["walk"]["acts"] if act["step"] == "spend_subsidy"] == ["教学培训", "孵化基地建设"]
    again = past_base.open(base, "pay", "claim_subsidy", entry=example("claim_subsidy"))
    assert again.status_code == 409
