"""What becomes a ground by the regulation's rules, and when it does not: complaints, success, the standard itself (第十七条（二）)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from .registry import Round, code, enrolled, example
from .standing import Standing
from .whole_way import designated

Tick = Callable[[], None]


def keys(base: Standing, **which: str) -> list[str]:
    """Return the keys of a base's grounds."""
    return sorted(ground["key"] for ground in base.grounds(**which))


@pytest.mark.requirement("ZB-26")
@pytest.mark.parametrize(("late", "is_ground"), [(2, False), (3, True), (4, True)])
def test_three_verified_complaints_that_were_not_rectified_in_time_are_a_ground(past_base: Standing, tick: Tick, warn: Any, late: int, is_ground: bool) -> None:
    """被孵化对象投诉查实三次以上，没有及时整改的: verified on 4 March 2024, to be rectified by 3 April."""
    registry = past_base.registry
    registry.set_day("2024-03-04")
    complaints = [past_base.complain(101 + number) for number in range(late)]
    for path in complaints:
        registry.district().acts(path, "verify_complaint", "verify")
    warn(past_base)
    rejected = past_base.complain(110)
    registry.district().acts(rejected, "verify_complaint", "reject", reason="查无此事")
    registry.set_day("2024-04-03")
    tick()
    assert keys(past_base) == [], "one still within its date does not count"
    registry.set_day("2024-04-04")
    tick()
    assert keys(past_base) == (["complaints"] if is_ground else [])
    registry.company(1).acts(complaints[0], "rectify_complaint", "fill", entry=example("rectify_complaint"))
    registry.district().acts(complaints[0], "confirm_rectified", "confirm")
    tick()
    assert keys(past_base, state="proposed") == (["complaints"] if is_ground else []), "one rectified late counts"


def foreseen(running: Any, base: Standing) -> list[dict[str, str]]:
    """Return what was said of a base's conditions, each time: until when each is met."""
    told = running.store.rows.outbox.find({"type": "designation.foreseen", "data.designation": base.id}).sort("_id")
    return [{each["key"]: each["holds_until"] for each in row["data"]["conditions"]} for row in told]


def end(hear: Any, base: Standing, number: int, outcome: str) -> None:
    """Let the tracker say that an incubation ended."""
    told = {"enrolment": f"enrolment-{number}", "designation": base.id, "incubatee": {"code": code(number)}, "outcome": outcome}
    hear("enrolment.ended", f"enrolment-{number}", told)


@pytest.mark.requirement("ZB-28")
@pytest.mark.parametrize(("completed", "is_ground"), [(2, True), (3, False), (4, False)])
def test_a_success_rate_below_thirty_per_cent_is_proposed_in_the_yearly_review_and_stays_until_decided(
    past_base: Standing, tick: Tick, hear: Any, completed: int, is_ground: bool
) -> None:
    """孵化成功率低于30%的: of ten that ended exactly three are no ground; shown at all times, proposed only in a review."""
    registry, city = past_base.registry, past_base.registry.city()
    registry.set_day("2024-02-05")
    tick()
    city.acts(f"/proceedings/{past_base.proceedings('review_yearly')[0]['id']}", "yearly_visit", "skip", reason="书面审核即可")
    city.acts(f"/proceedings/{past_base.proceedings('review_yearly')[0]['id']}", "yearly_result", "pass")
    for number in range(101, 111):
        end(hear, past_base, number, "completed" if number - 100 <= completed else "not completed")
    registry.set_day("2025-01-30")
    tick()
    assert "success_rate" not in keys(past_base)
    registry.set_day("2025-01-31")
    tick()
    found = [ground for ground in past_base.grounds(state="proposed") if ground["key"] == "success_rate"]
    assert [ground["findings"][0]["found"] for ground in found] == (["2/10"] if is_ground else [])
    if not is_ground:
        return
    [review] = [each for each in past_base.proceedings("review_yearly") if each["state"] == "running"]
    city.acts(f"/proceedings/{review['id']}", "yearly_visit", "skip", reason="书面审核即可")
    city.acts(f"/proceedings/{review['id']}", "yearly_result", "propose_revocation", reason="成功率低于30%")
    tick()
    [ground] = [each for each in past_base.grounds() if each["key"] == "success_rate"]
    assert ground["state"] == "proposed", "the review has ended, the rate has not risen"
    proven = {"ground_is_proven": {"is_met": True, "note": "已核实"}}
    path = past_base.opens(city, "revoke", "examine", "propose", judged=proven, grounds=[ground["id"]])
    assert past_base.revoke(path, ground="孵化成功率低于规定比例").status_code == 201
    assert past_base.seen()["revocation"]["clause"]["clause"] == "第十七条（二）4"


@pytest.mark.requirement("ZB-34")
def test_a_certificate_that_lapsed_is_a_ground_from_the_day_after_and_a_renewed_one_mends_it(round_of_2026: Round, tick: Tick, hear: Any, running: Any) -> None:
    """对不符合孵化基地标准: the day on which it expires is still a day on which it is valid; the watch looks on the next day by itself."""
    base = base_with_certificates_until_31_may_2025(round_of_2026, hear)
    lapsed = ["environment_system_kept", "quality_system_kept", "safety_system_kept"]
    for day, expected in (("2025-05-30", []), ("2025-05-31", []), ("2025-06-01", lapsed)):
        base.registry.set_day(day)
        tick()
        assert keys(base, state="proposed") == expected, day
    assert foreseen(running, base)[-2:] == [dict.fromkeys(lapsed, "2025-05-31"), {}], "what has lapsed is a ground and foreseen no more"
    renewed = {**example("renewed_certificate"), "valid_from": "2025-06-01", "expires_on": "2028-05-31"}
    path = base.opens(base.registry.company(1), "renew_certificate", "renewed_certificate", entry=renewed)
    tick()
    assert keys(base, state="proposed") == lapsed, "what the district has not confirmed mends nothing"
    base.registry.district().acts(path, "confirm_certificate", "confirm")
    tick()
    assert keys(base, state="withdrawn") == ["quality_system_kept"]
    assert foreseen(running, base)[-1] == {"quality_system_kept": "2028-05-31"}


@pytest.mark.requirement("ZB-34")
def test_a_renewed_certificate_that_lapses_is_a_ground_from_the_day_after_its_own_last_day(round_of_2026: Round, tick: Tick, hear: Any) -> None:
    """On no day between does anything happen, so the renewed certificate's own last day has to wake the watch."""
    base = base_with_certificates_until_31_may_2025(round_of_2026, hear)
    base.registry.set_day("2025-05-20")
    renewed = {**example("renewed_certificate"), "valid_from": "2025-05-31", "expires_on": "2025-09-10"}
    path = base.opens(base.registry.company(1), "renew_certificate", "renewed_certificate", entry=renewed)
    base.registry.district().acts(path, "confirm_certificate", "confirm")
    others = ["environment_system_kept", "safety_system_kept"]
    for day, expected in (("2025-06-01", others), ("2025-09-09", others), ("2025-09-10", others), ("2025-09-11", sorted([*others, "quality_system_kept"]))):
        base.registry.set_day(day)
        tick()
        assert keys(base, state="proposed") == expected, day


@pytest.mark.requirement("ZB-34")
def test_fewer_than_ten_incubatees_are_a_ground_and_ten_again_withdraw_it(past_base: Standing, tick: Tick, hear: Any) -> None:
    past_base.registry.set_day("2023-07-03")
    tick()
    assert keys(past_base) == []
    end(hear, past_base, 101, "withdrawn")
    tick()
    assert keys(past_base, state="proposed") == ["incubatees_kept"]
    incubatee = {"code": code(111), "name": "示范企业111", "district": "中原区"}
    hear("enrolment.started", "enrolment-111", {"enrolment": "enrolment-111", "designation": past_base.id, "incubatee": incubatee})
    tick()
    assert keys(past_base, state="withdrawn") == ["incubatees_kept"]
    end(hear, past_base, 102, "withdrawn")
    tick()
    again = [(ground["occasion"], ground["state"]) for ground in past_base.grounds()]
    assert sorted(again) == [(1, "withdrawn"), (2, "proposed")], "what comes up anew is a ground of its own"


@pytest.mark.requirement("ZB-34")
@pytest.mark.parametrize(("refused", "expected"), [(0, []), (1, ["incubatees_kept"])])
def test_nothing_follows_from_the_number_while_the_list_is_still_being_answered(
    round_of_2026: Round, tick: Tick, hear: Any, refused: int, expected: list[str]
) -> None:
    """The tracker answers each of the ten companies; a look between two of its answers must not propose that there are fewer than ten."""
    base = Standing(round_of_2026.registry, designated(round_of_2026))
    tick()
    for number in range(101, 110):
        hear("enrolment.started", f"enrolment-{number}", enrolled(base.id, number))
        tick()
        assert keys(base) == [], number
    last = enrolled(base.id, 110)
    hear(*(("enrolment.refused", last["enrolment"], last | {"because": "已在其他基地"}) if refused else ("enrolment.started", last["enrolment"], last)))
    tick()
    assert keys(base, state="proposed") == expected


def base_with_certificates_until_31_may_2025(round: Round, hear: Any) -> Standing:
    """Designate a base in 2023 whose three certificates expire on 31 May 2025."""
    past = Round(round.registry, year=2023, like="a_base_of_the_past_round").open("2023-02-06").begin("2023-03-06")
    id = designated(past, "2023-06-02")
    for number in range(101, 111):
        hear("enrolment.started", f"enrolment-{number}", enrolled(id, number))
    return Standing(round.registry, id)


@pytest.mark.requirement("ZB-34", "ZB-35", "L7")
def test_what_is_met_until_a_day_is_said_when_that_day_becomes_known_and_when_it_changes(past_base: Standing, tick: Tick, running: Any) -> None:
    """第十七条（二）: the base's certificates are valid until 31 May 2029; work that is done is waited for no more."""
    registry, work = past_base.registry, {**example("set_work"), "title": "质量月活动", "due_on": "2024-06-28"}
    systems = {f"{name}_system_kept": "2029-05-31" for name in ("quality", "environment", "safety")}
    registry.set_day("2024-06-03")
    tick()
    assert foreseen(running, past_base) == [systems]
    path = past_base.opens(registry.city(), "assign_work", "set_work", entry=work)
    tick()
    tick()
    assert foreseen(running, past_base) == [systems, systems | {"work/2024-06-03/质量月活动": "2024-06-28"}]
    registry.company(1).acts(path, "answer_work", "fill", entry=example("answer_work"))
    tick()
    assert foreseen(running, past_base)[2:] == [systems]
    clauses = {each["clause"]["clause"] for row in running.store.rows.outbox.find({"type": "designation.foreseen"}) for each in row["data"]["conditions"]}
    assert clauses == {"第十七条（二）", "第十七条（二）5"}
