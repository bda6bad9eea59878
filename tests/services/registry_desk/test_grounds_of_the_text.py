"""The grounds of 第十七条（二） as the city bureau sees them: complaints, the success rate, and a standard that is no longer met."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from fuyu.caller import Role
from fuyu.ids import new_id

from .registry import CITY, code, example
from .standing import NUMBER, Standing

Tick = Callable[[], None]


def proposed(base: Standing, clause: str) -> list[str]:
    """Return the keys of the grounds that are proposed under a clause."""
    return sorted(ground["key"] for ground in base.grounds(state="proposed") if ground["clause"]["clause"] == clause)


def look_on(base: Standing, tick: Tick, day: str) -> None:
    """Let a day come, with what is looked for on it."""
    base.registry.set_day(day)
    tick()


@pytest.mark.requirement("ZB-26", "L1")
def test_three_verified_complaints_that_were_not_rectified_by_their_day_are_proposed_and_two_are_not(past_base: Standing, tick: Tick, warn: Any) -> None:
    """投诉查实三次以上，没有及时整改的: one rectified late counts; one that was rejected, or rectified in time, does not."""
    registry, district, base = past_base.registry, past_base.registry.district(), past_base.registry.company(1)
    registry.set_day("2024-03-04")
    late, in_time, never, rejected, third = (past_base.complain(number) for number in range(101, 106))
    for path in (late, in_time, never):
        district.acts(path, "verify_complaint", "verify")
    district.acts(rejected, "verify_complaint", "reject", reason="查无此事")
    registry.set_day("2024-04-03")
    base.acts(in_time, "rectify_complaint", "fill", entry=example("rectify_complaint"))
    registry.set_day("2024-04-05")
    base.acts(late, "rectify_complaint", "fill", entry=example("rectify_complaint"))
    district.acts(third, "verify_complaint", "verify")
    warn(past_base)
    tick()
    assert proposed(past_base, "第十七条（二）2") == [], "two were not rectified in time, the third is within its date"
    look_on(past_base, tick, "2024-05-05")
    assert proposed(past_base, "第十七条（二）2") == [], "thirty days from 5 April end on Sunday 5 May, so on Monday"
    look_on(past_base, tick, "2024-05-06")
    assert proposed(past_base, "第十七条（二）2") == []
    look_on(past_base, tick, "2024-05-07")
    assert proposed(past_base, "第十七条（二）2") == ["complaints"]
    [ground] = past_base.grounds(state="proposed")
    assert [(each["found"], each["needed"]) for each in ground["findings"]] == [(3, 3)]


@pytest.mark.requirement("ZB-26", "ZB-27")
def test_a_complaint_whose_day_the_base_was_never_told_is_none_of_the_three(past_base: Standing, hear: Any, tick: Tick, running: Any, warn: Any) -> None:
    """Three verified complaints are past their day; the proof for two of them does not do, the third one's makes the ground."""
    registry = past_base.registry
    registry.set_day("2024-03-04")
    for number in (101, 102):
        registry.district().acts(past_base.complain(number), "verify_complaint", "verify")
    warn(past_base)
    registry.district().acts(past_base.complain(103), "verify_complaint", "verify")
    look_on(past_base, tick, "2024-04-04")
    assert proposed(past_base, "第十七条（二）2") == []
    warn(past_base)
    tick()
    assert proposed(past_base, "第十七条（二）2") == ["complaints"]


def end(base: Standing, hear: Any, number: int, outcome: str) -> None:
    """Let an incubation end."""
    told = {"enrolment": f"enrolment-{number}", "designation": base.id, "incubatee": {"code": code(number)}, "outcome": outcome}
    hear("enrolment.ended", f"enrolment-{number}", told)


@pytest.mark.requirement("ZB-28", "L1")
@pytest.mark.parametrize(("completed", "is_ground"), [(2, True), (3, False), (4, False)])
def test_a_success_rate_below_30_per_cent_is_proposed_while_the_yearly_review_runs(
    past_base: Standing, hear: Any, tick: Tick, completed: int, is_ground: bool
) -> None:
    """孵化成功率低于30%的: of ten whose period has ended; exactly 30% is none, and before the review opens it is none either."""
    for place, number in enumerate(range(101, 111)):
        end(past_base, hear, number, "completed" if place < completed else "not completed")
    look_on(past_base, tick, "2024-01-30")
    assert proposed(past_base, "第十七条（二）4") == []
    look_on(past_base, tick, "2024-01-31")
    tick()
    assert proposed(past_base, "第十七条（二）4") == (["success_rate"] if is_ground else [])


@pytest.mark.requirement("ZB-34", "L1")
def test_a_lapsed_certificate_is_proposed_and_withdraws_with_the_one_that_the_district_confirms(past_base: Standing, tick: Tick) -> None:
    """不符合孵化基地标准……的: those of this base are valid until 31 May 2029; a renewed one takes its place."""
    registry = past_base.registry
    look_on(past_base, tick, "2026-05-11")
    path = past_base.to_the_renewal()
    assert past_base.renew(path).status_code == 201
    look_on(past_base, tick, "2029-05-31")
    assert proposed(past_base, "第十七条（二）") == []
    look_on(past_base, tick, "2029-06-01")
    assert proposed(past_base, "第十七条（二）") == ["environment_system_kept", "quality_system_kept", "safety_system_kept"]
    renewed = example("renewed_certificate") | {"valid_from": "2029-06-01", "expires_on": "2032-05-31"}
    for system in ("GB/T 19001", "ISO 14001", "GB/T 45001"):
        path = past_base.opens(registry.company(1), "renew_certificate", "renewed_certificate", entry={**renewed, "system": system})
        tick()
        assert proposed(past_base, "第十七条（二）") != [], "a claim is none before the district has confirmed it"
        registry.district().acts(path, "confirm_certificate", "confirm")
    tick()
    assert proposed(past_base, "第十七条（二）") == []


@pytest.mark.requirement("ZB-34")
@pytest.mark.parametrize(("left", "is_ground"), [(0, False), (1, True)])
def test_fewer_than_ten_incubatees_are_proposed(past_base: Standing, hear: Any, tick: Tick, left: int, is_ground: bool) -> None:
    for number in range(101, 101 + left):
        end(past_base, hear, number, "withdrawn")
    look_on(past_base, tick, "2024-03-04")
    assert proposed(past_base, "第十七条（二）") == (["incubatees_kept"] if is_ground else [])


@pytest.mark.requirement("ZB-34")
def test_an_award_that_is_taken_away_here_is_proposed_as_soon_as_it_is(past_base: Standing, tick: Tick, running: Any) -> None:
    """The mayor's award is another designation of the company's: its revocation is the base's matter too, though nothing of the base itself has changed."""
    designations = running.store.database["designations"]
    base = designations.find_one({"_id": past_base.id})
    award = {"_id": new_id(), "application": new_id(), "programme": "zhengzhou.mayor_award", "programme_version": "2021-10-26", "kind": "award"}
    designations.insert_one(base | award | {"office": "award_secretariat", "starts_on": "2019-12-20", "ends_on": None, "look_on": None})
    look_on(past_base, tick, "2024-05-13")
    assert proposed(past_base, "第十七条（二）") == []
    secretariat = past_base.registry.person("secretary", Role("secretariat", CITY, office="award_secretariat"))
    judged = {"ground_is_proven": {"is_met": True, "note": "已核实"}}
    path = Standing(past_base.registry, str(award["_id"])).opens(secretariat, "revoke", "examine", "propose", judged=judged)
    entry = {"ground": "严重不良社会影响", "happened_on": "2024-04-10", "facts": "示例〔2024〕6号。"}
    past_base.registry.person("mayor", Role("city government", CITY, office="city_government")).acts(path, "revoke", "revoke", entry=entry, number=NUMBER)
    tick()
    assert proposed(past_base, "第十七条（二）") == ["award_kept"]


@pytest.mark.requirement("ZB-34")
def test_an_award_that_is_withdrawn_from_a_later_day_on_is_proposed_on_that_day(past_base: Standing, tick: Tick) -> None:
    """The giver's document of 13 May withdraws it from 1 June on: until 31 May it stands."""
    registry = past_base.registry
    registry.set_day("2024-05-13")
    entry = {**example("withdrawn_award"), "level": "郑州市市长质量奖", "granted_on": "2019-12-20", "withdrawn_on": "2024-06-01"}
    past_base.opens(registry.city(), "withdraw_award", "withdrawn_award", entry=entry)
    tick()
    for day, keys in (("2024-05-31", []), ("2024-06-01", ["award_kept"]), ("2024-06-02", ["award_kept"])):
        look_on(past_base, tick, day)
        assert proposed(past_base, "第十七条（二）") == keys, day


@pytest.mark.requirement("ZB-34")
def test_a_withdrawn_award_is_proposed_where_no_other_stands(past_base: Standing, tick: Tick) -> None:
    """获得区县（市）级以上政府质量奖荣誉: the one that it was designated on was the mayor's of 2019."""
    registry = past_base.registry
    registry.set_day("2024-05-13")
    entry = {**example("withdrawn_award"), "level": "郑州市市长质量奖", "granted_on": "2019-12-20", "withdrawn_on": "2024-05-10"}
    past_base.opens(registry.city(), "withdraw_award", "withdrawn_award", entry=entry)
    tick()
    assert proposed(past_base, "第十七条（二）") == ["award_kept"]
