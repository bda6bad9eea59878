"""What was written down wrongly of an incubation is corrected by a new act: its company, the day on which it began, the result of its assessment."""

from __future__ import annotations

from typing import Any

import pytest

from fuyu.store.transaction import Subject

from .test_lives import RECTIFIED, a_base, ask, assess, decide, on_day, result
from .world import CITY, PROGRAMME, Company, World

WRONG = "录入有误"
TOO_LATE = (409, "/problems/correction-too-late")


def correct(world: World, id: str, client: Any = None, **told: Any) -> Any:
    """Correct what was entered at an enrolment, as the office that admits unless another asks."""
    return world.change(client or world.office(), id, "corrections", **{"reason": WRONG, **told})


def correct_result(world: World, base: Any, id: str, does: str, step: str = "assessment_result", **told: Any) -> Any:
    """Say anew, as the base, what was said wrongly at a step of an assessment."""
    body = {"process": "assess", "step": step, "does": does, "reason": WRONG, **told}
    return world.change(world.base(base), id, "result-corrections", **body)


def offered(client: Any, id: str) -> list[Any]:
    """Return what somebody is offered at an enrolment beside its steps."""
    return [tuple(each.values()) for each in client.get(f"/enrolments/{id}").json()["offers"]]


def kind(answer: Any) -> tuple[int, str]:
    """Return how an answer refuses."""
    return answer.status_code, answer.json()["type"]


def test_a_correction_that_waits_for_a_second_person_is_offered_to_nobody_once_more(world: World) -> None:
    """It is confirmed or sent back at the step itself; what would be refused is not offered."""
    base, id = a_base(world, "2029-03-05", "2032-03-05")
    content = {"programme": PROGRAMME, "process": "assess", "step": "assessment_result", "is_needed": True}
    setting = {"kind": "second person", "from_day": "2031-03-03", "content": content, "reason": "市局内控规定", "number": None, "by": "p-operator"}
    world.say("law.changed", Subject("law", CITY), {"sequence": 1, **setting})
    world.settle()
    world.set_day("2031-02-28")
    assess(world, base, id, "2031-02-28")
    result(world, base, id, "fail")
    offer = ("result-corrections", "assess", "assessment_result")
    assert offer in offered(world.base(base), id)
    world.set_day("2031-03-03")
    assert correct_result(world, base, id, "pass").json()["steps"][0]["proposed"]["does"] == "pass"
    assert kind(correct_result(world, base, id, "pass")) == (409, "/problems/second-person-awaited")
    assert offer not in offered(world.base(base), id)


@pytest.mark.requirement("ZB-21")
def test_a_failure_that_was_a_pass_completes_the_incubation_and_the_failure_stays_on_record(world: World) -> None:
    base, id = a_base(world)
    world.set_day("2026-03-03")
    assess(world, base, id, "2026-03-03")
    assert kind(correct_result(world, base, id, "pass")) == (409, "/problems/step-not-open")  # Nothing was said yet.
    failed = result(world, base, id, "fail").json()
    world.act(world.base(base), id, "assess", "rectification", "fill", entry=RECTIFIED)
    assert offered(world.base(base), id) == [("result-corrections", "assess", "assessment_result"), ("withdrawals", "assess")]
    assert offered(world.office(), id) == [("corrections",)]
    assert world.change(world.office(), id, "result-corrections", process="assess", step="assessment_result", does="pass", reason=WRONG).status_code == 403
    assert correct_result(world, base, id, "fail").json()["errors"][0]["field"] == "does"
    assert correct_result(world, base, id, "pass", reason="").status_code == 422
    world.set_day("2026-03-05")

    answer = correct_result(world, base, id, "pass")

    assert answer.status_code == 201, answer.text
    shown = answer.json()
    assert (failed["state"], shown["state"], shown["ended_on"]) == ("running", "completed", "2026-03-05")
    assert [act["does"] for act in shown["walks"]["assess"]["acts"] if act["step"] == "assessment_result"] == ["fail", "pass"]
    [correction] = shown["corrections"]
    assert [correction[name]["does"] for name in ("before", "after")] == ["fail", "pass"]
    assert (correction["actor"], correction["process"]) == ("base", "assess")
    [said] = world.emitted("enrolment.corrected", id)
    assert (said["because"], said["before"]["does"], said["after"]["does"]) == (WRONG, "fail", "pass")
    assert [each["outcome"] for each in world.emitted("enrolment.ended", id)] == ["completed"]
    # Its certificate was ordered with the pass, and what was certified is no longer corrected.
    again = correct_result(world, base, id, "fail")
    assert (kind(again), again.json()["found"].startswith("郑孵培证〔2026〕")) == (TOO_LATE, True)
    assert kind(correct(world, id, starts_on="2025-03-04")) == TOO_LATE
    assert offered(world.base(base), id) == offered(world.office(), id) == []


@pytest.mark.requirement("ZB-19", "ZB-21")
def test_a_result_corrected_after_the_periods_end_completes_it_as_of_its_last_day(world: World) -> None:
    """The period of two years from 3 March 2025 ended on 3 March 2027 as not completed, because a pass was entered as a failure."""
    base, id = a_base(world)
    world.set_day("2027-03-02")
    assess(world, base, id, "2027-03-02")
    result(world, base, id, "fail")
    ended = on_day(world, "2027-03-04", id)
    shown = correct_result(world, base, id, "pass").json()
    assert ((ended["state"], ended["ended_on"]), (shown["state"], shown["ended_on"])) == (("not completed", "2027-03-03"), ("completed", "2027-03-03"))
    assert [each["outcome"] for each in world.emitted("enrolment.ended", id)] == ["not completed", "completed"]


def test_a_failure_on_which_another_assessment_followed_is_not_corrected(world: World) -> None:
    base, id = a_base(world)
    world.set_day("2026-03-03")
    assess(world, base, id, "2026-03-03")
    result(world, base, id, "fail")
    world.act(world.base(base), id, "assess", "rectification", "fill", entry=RECTIFIED)
    wrong = assess(world, base, id, "2026-03-03")
    assert wrong.status_code == 201, wrong.text
    answer = correct_result(world, base, id, "pass")
    assert (kind(answer), answer.json()["found"]) == (TOO_LATE, "assess")
    # The record of the visit itself can be, as long as no result rests on it.
    entry = world.seen(id)["walks"]["assess"]["acts"][-1]["entry"]
    world.set_day("2026-03-04")
    told = correct_result(world, base, id, "record", step="assess", entry={**entry, "assessed_on": "2026-03-04"}).json()
    assert told["walks"]["assess"]["acts"][-1]["entry"]["assessed_on"] == "2026-03-04"
    assert result(world, base, id, "pass").json()["state"] == "completed"


@pytest.mark.requirement("ZB-16", "L10")
def test_a_company_entered_wrongly_is_corrected_and_what_is_known_by_it_follows(world: World) -> None:
    base, id = a_base(world, companies=2)
    right, taken = Company(), Company()
    world.grant(companies=[taken])
    own, other = {"code": base.code, "name": base.name, "district": "中原区"}, base.companies[1].as_listed()
    assert correct(world, id, world.base(base), incubatee=right.as_listed()).status_code == 403
    assert correct(world, id, incubatee=right.as_listed(), reason="").status_code == 422
    assert correct(world, id, incubatee=base.companies[0].as_listed()).json()["errors"][0]["field"] == "incubatee"
    assert [kind(correct(world, id, incubatee=each)) for each in (taken.as_listed(), own)] == [(409, "/problems/conditions-not-met")] * 2
    assert kind(correct(world, id, incubatee=other)) == (409, "/problems/already-exists")

    answer = correct(world, id, incubatee=right.as_listed())

    assert answer.status_code == 201, answer.text
    assert answer.json()["incubatee"]["code"] == right.code
    assert world.incubatee(right).get(f"/enrolments/{id}").status_code == 200
    assert world.incubatee(base.companies[0]).get(f"/enrolments/{id}").status_code == 404
    [said] = world.emitted("enrolment.corrected", id)
    assert [said[name]["incubatee"]["code"] for name in ("before", "after")] == [base.companies[0].code, right.code]
    # One base at a time follows the company that is truly meant.
    again = world.grant(companies=[base.companies[0], right])
    assert {code: each["state"] for code, each in world.enrolments(again).items()} == {base.companies[0].code: "running", right.code: "refused"}


@pytest.mark.requirement("ZB-16", "ZB-19", "L2")
@pytest.mark.parametrize(("starts_on", "ends_on"), [("2025-03-04", "2027-03-04"), ("2025-03-05", "2027-03-05")])
def test_another_first_day_brings_the_laws_period_from_there(world: World, starts_on: str, ends_on: str) -> None:
    _, id = a_base(world)
    world.set_day("2025-03-05")
    shown = correct(world, id, starts_on=starts_on).json()
    assert (shown["starts_on"], shown["ends_on"]) == (starts_on, ends_on)
    assert shown["corrections"][0]["before"] == {"starts_on": "2025-03-03", "ends_on": "2027-03-03"}
    assert on_day(world, ends_on, id)["state"] == "running"
    assert on_day(world, f"{ends_on[:-1]}{int(ends_on[-1]) + 1}", id)["ended_on"] == ends_on


@pytest.mark.requirement("ZB-16")
def test_a_first_day_on_which_something_rests_or_that_cannot_be_is_refused(world: World) -> None:
    base, id = a_base(world)
    world.set_day("2025-03-10")
    world.log(base, came=[id], held_on="2025-03-04")
    before, future, used = (correct(world, id, starts_on=day) for day in ("2025-03-02", "2025-03-11", "2025-03-05"))
    assert [each.status_code for each in (before, future, used)] == [409, 422, 422]
    assert used.json()["errors"][0]["found"] == ["2025-03-04"]
    assert correct(world, id, starts_on="2025-03-04").status_code == 201
    world.set_day("2027-03-01")
    ask(world, base, id, "2027-09-03")
    asked = correct(world, id, starts_on="2025-03-03")
    decide(world, base, id)
    extended = correct(world, id, starts_on="2025-03-03")
    assert [(kind(each), each.json()["found"]) for each in (asked, extended)] == [(TOO_LATE, "extend"), (TOO_LATE, "extended")]


def test_promised_services_are_corrected_but_what_was_given_stays_promised(world: World) -> None:
    base, id = a_base(world)
    world.change(world.base(base), id, "services-given", service="质量诊断", given_on="2025-03-03")
    assert correct(world, id, promised=["培训辅导"]).json()["errors"][0]["found"] == ["质量诊断"]
    assert kind(correct(world, id, promised=["质量诊断", "别的"])) == (409, "/problems/conditions-not-met")
    shown = correct(world, id, promised=["质量诊断"]).json()
    assert [(each["service"], each["given_on"]) for each in shown["promised"]] == [("质量诊断", "2025-03-03")]
