"""When a base is no base any more: its incubations stop and move with their days; what it owed stays. And services as they were promised."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from .world import REPORTS, Company, Grant, World


def a_base(world: World, **told: Any) -> tuple[Grant, str]:
    """Return a base from 2025-03-03 with one incubatee, and its enrolment."""
    base = world.grant(**{"starts_on": "2025-03-03", "ends_on": "2028-03-03", "companies": 1} | told)
    return base, world.only(base)


def choose(world: World, id: str, target: Grant) -> Any:
    return world.act(world.office(), id, "move", "choose_base", "fill", entry={"designation": target.id})


def answer(world: World, client: Any, id: str, step: str, does: str = "accept") -> Any:
    return world.act(client, id, "move", step, does, reason="暂无力量")


def approve(world: World, id: str) -> Any:
    return world.act(world.office(), id, "move", "approve_move", "grant")


def moved(world: World, base: Grant, id: str, target: Grant) -> dict[str, Any]:
    """Let everybody agree to a move."""
    choose(world, id, target)
    answer(world, world.base(target), id, "take_on")
    answer(world, world.incubatee(base.companies[0]), id, "agree_to_move")
    made = approve(world, id)
    assert made.status_code == 201, made.text
    return dict(made.json())


@pytest.mark.requirement("ZB-29", "ZB-28", "L10")
def test_an_incubation_of_a_revoked_base_moves_with_its_days_when_base_incubatee_and_city_agree(world: World) -> None:
    world.set_day("2026-09-01")
    base, id = a_base(world)
    first, second = world.grant(companies=0), world.grant(companies=0)
    incubatee = world.incubatee(base.companies[0])

    world.revoke(base, "2026-09-01")

    # The last day was 2027-03-03, 183 days after the revocation.
    assert [(said["stopped_on"], said["days_left"]) for said in world.emitted("enrolment.stopped", id)] == [("2026-09-01", 183)]
    assert world.seen(id)["state"] == "to be moved"
    assert (choose(world, id, base).status_code, world.act(world.base(base), id, "move", "choose_base", "fill").status_code) == (422, 403)
    assert choose(world, id, first).status_code == 201
    assert (answer(world, world.base(base), id, "take_on").status_code, world.base(second).get(f"/enrolments/{id}").status_code) == (403, 404)
    assert [each["id"] for each in world.base(first).get("/enrolments").json()["items"]] == [id]
    assert answer(world, world.base(first), id, "take_on", "decline").status_code == 201
    assert world.base(first).get(f"/enrolments/{id}").status_code == 404
    choose(world, id, second)
    assert answer(world, world.base(second), id, "take_on").status_code == 201
    assert [each["name"] for each in answer(world, incubatee, id, "agree_to_move", "decline").json()["steps"]] == ["choose_base"]
    world.set_day("2026-10-05")
    shown = moved(world, base, id, second)

    assert (shown["state"], shown["designation"], shown["base"]["code"], shown["ends_on"]) == ("running", second.id, second.code, "2027-04-06")
    assert (shown["starts_on"], shown["days_left"], shown["taker"]) == ("2025-03-03", 183, {})
    assert [(said["designation"], said["moved_on"], said["ends_on"]) for said in world.emitted("enrolment.moved", id)] == [
        (second.id, "2026-10-05", "2027-04-06")
    ]
    counts = [world.office().get(f"/bases/{each.id}").json()["enrolments"] for each in (base, second)]
    assert counts == [{}, {"running": 1}]
    too_early = world.base(second).post("/sessions", json=world.session(second, came=[id], held_on="2026-10-04"))
    of_before = world.base(base).post("/sessions", json=world.session(base, came=[id], held_on="2026-08-31"))
    on_the_day = world.base(second).post("/sessions", json=world.session(second, came=[id], held_on="2026-10-05"))
    assert (too_early.status_code, of_before.status_code, on_the_day.status_code) == (422, 201, 201)
    # A year of training is counted without the 34 days of waiting: to 2026-04-06, long past; it ends at the base where it is now.
    world.set_day("2027-04-07")
    world.settle()
    assert (world.seen(id)["state"], world.emitted("enrolment.ended", id)[0]["designation"]) == ("not completed", second.id)


@pytest.mark.requirement("ZB-29")
@pytest.mark.parametrize("at", ["choosing", "approving"])
def test_of_two_officers_who_move_one_incubation_at_the_same_moment_one_does(world: World, at: str) -> None:
    """INVARIANT: an incubatee is brought up by one base; whoever comes second is told so, and nothing of theirs stays."""
    world.set_day("2026-09-01")
    base, id = a_base(world)
    targets = [world.grant(companies=0) for _ in range(2)]
    world.revoke(base, "2026-09-01")
    if at == "approving":
        choose(world, id, targets[0])
        answer(world, world.base(targets[0]), id, "take_on")
        answer(world, world.incubatee(base.companies[0]), id, "agree_to_move")
    start = Barrier(2)

    def act(target: Grant) -> Any:
        start.wait()
        return choose(world, id, target) if at == "choosing" else approve(world, id)

    with ThreadPoolExecutor(2) as officers:
        answers = list(officers.map(act, targets))

    assert sorted(each.status_code == 201 for each in answers) == [False, True], [each.text for each in answers]
    assert {each.status_code for each in answers} <= {201, 409, 412}
    won = targets[[each.status_code for each in answers].index(201)]
    if at == "choosing":
        assert [world.base(each).get(f"/enrolments/{id}").status_code for each in targets] == [200 if each is won else 404 for each in targets]
    else:
        assert (world.seen(id)["designation"], len(world.emitted("enrolment.moved", id))) == (targets[0].id, 1)


@pytest.mark.requirement("ZB-29")
def test_a_revoked_base_does_nothing_more_with_its_incubatees_and_they_may_leave(world: World) -> None:
    world.set_day("2026-09-01")
    base, id = a_base(world)
    incubatee = world.incubatee(base.companies[0])
    asked = {"until": "2027-09-03", "because": "尚未完成"}
    assert world.act(incubatee, id, "extend", "ask_extension", "fill", entry=asked).status_code == 201

    world.revoke(base, "2026-09-01")

    granted = world.act(world.base(base), id, "extend", "extend", "grant")
    assessed = world.act(world.base(base), id, "assess", "assess", "record", entry={})
    assert [(each.status_code, each.json()["type"]) for each in (granted, assessed)] == [(409, "/problems/step-not-open")] * 2
    world.set_day("2027-06-01")
    world.settle()
    assert world.seen(id)["state"] == "to be moved"  # Its period stands still.
    left = world.act(incubatee, id, "leave", "leave", "fill", entry={"because": "等待过久"})
    assert (left.status_code, left.json()["state"]) == (201, "withdrawn")


@pytest.mark.requirement("ZB-29", "ZB-28")
@pytest.mark.parametrize(("on", "state"), [("2026-05-30", "to be moved"), ("2026-05-31", "not completed")])
def test_a_revocation_stops_what_runs_and_not_what_was_over_by_its_date(world: World, on: str, state: str) -> None:
    """30 May 2026 is a Saturday: on Sunday more could still be asked for, yet no day is left that could go on elsewhere."""
    world.set_day(on)
    base, id = a_base(world, starts_on="2024-05-30", ends_on="2027-05-30")

    world.revoke(base, on)

    assert (world.seen(id)["state"], [said["ended_on"] for said in world.emitted("enrolment.ended", id)]) == (
        state,
        ["2026-05-30"] if state == "not completed" else [],
    )


@pytest.mark.requirement("ZB-29", "ZB-19")
def test_what_was_extended_before_a_move_counts_after_it(world: World) -> None:
    """Extended to the last day that the law knows; the move shifts both days by those of waiting, and leaves nothing more to ask for."""
    world.set_day("2027-03-01")
    base, id = a_base(world)
    target, incubatee = world.grant(starts_on="2026-06-02", ends_on="2029-06-02", companies=0), world.incubatee(base.companies[0])
    world.act(incubatee, id, "extend", "ask_extension", "fill", entry={"until": "2028-03-03", "because": "尚未完成"})
    world.act(world.base(base), id, "extend", "extend", "grant")
    world.set_day("2027-06-01")
    world.revoke(base, "2027-06-01")
    world.set_day("2027-06-11")

    shown = moved(world, base, id, target)
    again = world.act(incubatee, id, "extend", "ask_extension", "fill", entry={"until": "2028-03-20", "because": "尚未完成"})

    assert (shown["ends_on"], shown["extended_until"]) == ("2027-03-13", "2028-03-13")
    assert (again.status_code, again.json()["clause"]) == (409, "第十六条（三）")


@pytest.mark.requirement("ZB-29")
def test_a_move_lapses_with_the_designation_of_the_base_that_was_asked_and_another_can_be_chosen(world: World) -> None:
    world.set_day("2026-09-01")
    base, id = a_base(world)
    first, second = world.grant(companies=0), world.grant(companies=0)
    world.revoke(base, "2026-09-01")
    choose(world, id, first)

    world.revoke(first, "2026-09-01")

    assert (world.seen(id)["taker"], choose(world, id, first).status_code, choose(world, id, second).status_code) == ({}, 409, 201)
    back = world.change(world.office(), id, "withdrawals", process="move", reason="该基地长期未答复")
    assert (back.status_code, back.json()["taker"], choose(world, id, second).status_code) == (201, {}, 201)


@pytest.mark.requirement("ZB-5", "ZB-29")
def test_a_running_incubation_goes_on_when_the_term_has_run_out_and_may_be_moved_then_alone(world: World) -> None:
    world.set_day("2026-06-01")
    base, id = a_base(world, starts_on="2025-06-02", ends_on="2026-06-02")
    target = world.grant(starts_on="2026-06-01", ends_on="2029-06-01", companies=0)
    held_still = choose(world, id, target)
    world.set_day("2026-06-03")

    world.expire(base)

    assert (held_still.status_code, world.seen(id)["state"]) == (409, "running")
    shown = moved(world, base, id, target)
    assert (shown["state"], shown["base"]["code"], shown["ends_on"]) == ("running", target.code, "2027-06-02")  # It never stood still.


@pytest.mark.requirement("ZB-17", "ZB-27")
def test_what_a_base_missed_stays_with_it_when_it_is_revoked(world: World) -> None:
    """A whole year without a batch is a ground; the part of a year after it is warned of; what falls due later is owed no more."""
    world.set_day("2026-03-02")
    base, _ = a_base(world, starts_on="2024-06-03", ends_on="2027-06-03")
    before = world.office().get(f"/bases/{base.id}").json()["grounds"]

    world.revoke(base, "2026-03-02")

    shown = world.office().get(f"/bases/{base.id}").json()
    reports = [f"{report}/{year}" for report in REPORTS for year in (2024, 2025)]
    assert ({each["duty"] for each in before}, shown["grounds"]) == ({"sessions/2025", *reports}, before)
    owed = {each["key"]: each["state"] for each in world.base(base).get("/duties", params={"subject": base.id}).json()["items"]}
    assert {key: state == "withdrawn" for key, state in owed.items()} == {
        **dict.fromkeys(("liaison", "plan/2024", "plan/2025", "sessions/2024", "sessions/2025", "sessions/2026", *reports), False),
        "plan/2026": True,
    }
    year = world.year(base, 2026)
    assert (year["batches"]["due_on"], year["batches"]["needed"], "not wholly within" in str(year["warning"])) == ("2026-03-01", 6, True)


@pytest.mark.requirement("ZB-16", "ZB-27")
def test_services_promised_with_the_list_are_ticked_off_on_each_day_on_which_they_were_given(world: World) -> None:
    world.set_day("2025-03-03")
    base, id = a_base(world)
    client, shown = world.base(base), world.seen(id)
    assert (shown["undertakes"], [(each["service"], each["given_on"]) for each in shown["promised"]]) == (True, [("培训辅导", None), ("质量诊断", None)])
    world.set_day("2025-06-02")

    def tick(service: str, given_on: str, who: Any = client) -> int:
        return int(world.change(who, id, "services-given", service=service, given_on=given_on).status_code)

    assert (tick("质量诊断", "2025-05-06"), tick("质量诊断", "2025-03-03"), tick("质量诊断", "2025-05-06")) == (201, 201, 409)
    assert (tick("标杆比对", "2025-05-06"), tick("培训辅导", "2025-06-03"), tick("培训辅导", "2025-03-02")) == (422, 422, 422)
    assert tick("培训辅导", "2025-05-06", world.incubatee(base.companies[0])) == 403
    promised = {each["service"]: each for each in world.incubatee(base.companies[0]).get(f"/enrolments/{id}").json()["promised"]}
    assert (promised["质量诊断"]["given_on"], [each["on"] for each in promised["质量诊断"]["given"]]) == ("2025-05-06", ["2025-03-03", "2025-05-06"])
    assert promised["培训辅导"]["given"] == []


@pytest.mark.requirement("ZB-16")
def test_no_service_is_given_before_the_admission(world: World) -> None:
    world.set_day("2025-09-01")
    base, company = world.grant(companies=0), Company()
    proposal = {"designation": base.id, "incubatee": company.as_listed(), "promised": ["培训辅导"]}
    id = world.base(base).post("/enrolments", json=proposal).json()["id"]
    world.act(world.incubatee(company), id, "admit", "undertake", "fill", entry={"undertakes": True})
    world.act(world.district(), id, "admit", "recommend_incubatee", "recommend")

    proposed = world.change(world.base(base), id, "services-given", service="培训辅导", given_on="2025-09-01")
    world.act(world.office(), id, "admit", "approve", "refuse", reason="名额已满")
    refused = world.change(world.base(base), id, "services-given", service="培训辅导", given_on="2025-09-01")

    assert [(each.status_code, each.json()["type"]) for each in (proposed, refused)] == [(409, "/problems/step-not-open")] * 2
