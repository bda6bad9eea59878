"""What a base logs: when it counts as a batch, for which year, and what is refused."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from fuyu.ids import new_id

from .world import Grant, World


def field_errors(answer: object) -> list[str]:
    return [error["field"] for error in answer.json()["errors"]]  # type: ignore[attr-defined]


@pytest.mark.requirement("ZB-17")
def test_a_free_session_with_one_attendee_is_a_batch_of_the_year_in_which_it_was_held(world: World) -> None:
    world.set_day("2026-03-02")
    base = world.grant()

    logged = world.log(base, came=3, held_on="2026-02-27")
    world.settle()

    assert logged["counts_for_year"] == 2026
    assert [each["hours"] for each in logged["attendance"]] == ["3.5", "3.5", "3.5"]
    year = world.year(base, 2026)
    assert (year["batches"]["done"], year["batches"]["needed"], year["batches"]["clause"]["clause"]) == (1, 6, "第十四条（四）")
    assert (year["sessions"], year["hours"]) == (1, "3.5")


@pytest.mark.requirement("ZB-17")
@pytest.mark.parametrize("kind", ["training", "reception"])
def test_trainings_and_receptions_both_count(world: World, kind: str) -> None:
    world.set_day("2026-03-02")
    base = world.grant()

    assert world.log(base, kind=kind)["counts_for_year"] == 2026


@pytest.mark.requirement("ZB-17")
@pytest.mark.parametrize(("came", "is_free"), [(0, True), (1, False), (0, False)], ids=["nobody came", "not free", "neither"])
def test_what_nobody_attended_or_was_not_free_is_shown_and_is_no_batch(world: World, came: int, is_free: bool) -> None:
    world.set_day("2026-03-02")
    base = world.grant()

    logged = world.log(base, came=came, is_free=is_free)
    world.settle()

    assert logged["counts_for_year"] is None
    year = world.year(base, 2026)
    assert (year["batches"]["done"], year["sessions"]) == (0, 1)


@pytest.mark.requirement("ZB-17")
def test_a_course_of_several_days_is_one_batch_and_counts_in_the_year_it_began(world: World) -> None:
    world.set_day("2026-01-05")
    base = world.grant()

    world.log(base, held_on="2025-12-30", days=4)  # 30 December to 2 January
    world.settle()

    assert world.year(base, 2025)["batches"]["done"] == 1
    assert world.year(base, 2026)["batches"]["done"] == 0


@pytest.mark.requirement("ZB-17", "L9")
def test_a_session_counts_by_the_day_it_was_held_and_not_by_the_day_it_was_logged(world: World) -> None:
    world.set_day("2026-01-01")
    base = world.grant()

    on_the_last_day = world.log(base, held_on="2025-12-31")
    on_the_first_day = world.log(base, held_on="2026-01-01")
    world.settle()

    assert (on_the_last_day["counts_for_year"], on_the_last_day["logged_on"]) == (2025, "2026-01-01")
    assert on_the_first_day["counts_for_year"] == 2026
    assert [world.year(base, year)["batches"]["done"] for year in (2025, 2026)] == [1, 1]


@pytest.mark.requirement("ZB-17", "L1")
@pytest.mark.parametrize("held_on", ["2023-07-03", "2025-07-03"], ids=["first day", "last day"])
def test_the_designations_first_and_last_day_belong_to_it(world: World, held_on: str) -> None:
    world.set_day("2025-09-01")
    base = world.grant(starts_on="2023-07-03", ends_on="2025-07-03")

    assert world.log(base, held_on=held_on)["held_on"] == held_on


@pytest.mark.requirement("ZB-17", "L7")
@pytest.mark.parametrize("held_on", ["2023-07-02", "2025-07-04"], ids=["the day before", "the day after"])
def test_a_session_outside_the_designation_is_refused_with_its_days_and_clause(world: World, held_on: str) -> None:
    world.set_day("2025-09-01")
    base = world.grant(starts_on="2023-07-03", ends_on="2025-07-03")

    answer = world.base(base).post("/sessions", json=world.session(base, came=0, held_on=held_on))

    problem = answer.json()
    assert (answer.status_code, problem["type"]) == (409, "/problems/conditions-not-met")
    assert (problem["field"], problem["found"], problem["clause"]) == ("held_on", held_on, "第十条")
    assert problem["needed"] == "a day from 2023-07-03 to 2025-07-03"
    assert world.base(base).get("/sessions").json()["items"] == []


@pytest.mark.requirement("ZB-17")
def test_a_day_to_come_is_refused_and_today_is_not(world: World) -> None:
    world.set_day("2026-03-02")
    base = world.grant()

    tomorrow = world.base(base).post("/sessions", json=world.session(base, held_on="2026-03-03"))
    not_over = world.base(base).post("/sessions", json=world.session(base, held_on="2026-03-01", days=3))

    assert [(answer.status_code, field_errors(answer)) for answer in (tomorrow, not_over)] == [(422, ["held_on"]), (422, ["held_on"])]
    assert not_over.json()["errors"][0]["needed"] == "2026-02-28 or earlier"
    assert world.log(base, held_on="2026-02-28", days=3)["days"] == 3
    assert world.log(base, held_on="2026-03-02")["held_on"] == "2026-03-02"


@pytest.mark.requirement("ZB-17", "L1")
def test_attendance_is_only_of_incubations_that_ran_on_that_day(world: World) -> None:
    world.set_day("2026-03-02")
    base = world.grant(starts_on="2023-07-03", ends_on="2026-07-03")  # so the incubations run from 2023-07-03 to 2025-07-03

    last = world.base(base).post("/sessions", json=world.session(base, held_on="2025-07-03"))
    after = world.base(base).post("/sessions", json=world.session(base, held_on="2025-07-04"))

    assert last.status_code == 201
    assert (after.status_code, field_errors(after)) == (422, ["attendance.0.enrolment"])
    assert after.json()["errors"][0]["needed"] == "a day from 2023-07-03 to 2025-07-03"


@pytest.mark.requirement("ZB-17")
def test_attendance_is_only_of_the_bases_own_incubatees(world: World) -> None:
    world.set_day("2026-03-02")
    base, other = world.grant(), world.grant()
    own, strange = (next(iter(world.enrolments(each).values()))["id"] for each in (base, other))

    answer = world.base(base).post("/sessions", json=world.session(base, came=[own, strange, own, new_id()]))

    assert (answer.status_code, field_errors(answer)) == (422, [f"attendance.{number}.enrolment" for number in (1, 2, 3)])
    world.settle()
    assert world.year(base, 2026)["sessions"] == 0


@pytest.mark.requirement("ZB-17")
def test_who_left_earlier_gets_fewer_hours_and_nobody_gets_more_than_the_session_had(world: World) -> None:
    world.set_day("2026-03-02")
    base = world.grant()
    first, second = [each["id"] for each in world.enrolments(base).values()][:2]

    short = [{"enrolment": first, "hours": "1.25"}, {"enrolment": second}]
    long = [{"enrolment": first, "hours": "3.51"}]
    logged = world.base(base).post("/sessions", json=world.session(base, attendance=short)).json()
    refused = world.base(base).post("/sessions", json=world.session(base, attendance=long))
    world.settle()

    assert [each["hours"] for each in logged["attendance"]] == ["1.25", "3.5"]
    assert (refused.status_code, field_errors(refused)) == (422, ["attendance.0.hours"])
    standing = world.base(base).get(f"/enrolments/{first}").json()
    assert (standing["attended"], standing["hours"]) == (1, "1.25")


@pytest.mark.requirement("ZB-17")
def test_a_session_keeps_trainer_place_and_materials_and_its_event_names_no_person(world: World) -> None:
    world.set_day("2026-03-02")
    base = world.grant()
    client = world.base(base)
    sent = client.post("/files", files={"file": ("签到表.pdf", b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n", "application/pdf")})
    assert sent.status_code == 201, sent.text

    logged = world.log(base, files=[sent.json()["id"]])

    shown = client.get(f"/sessions/{logged['id']}").json()
    assert (shown["trainer"], shown["place"], shown["files"]) == ("讲师001", "示范教室", [sent.json()["id"]])
    assert client.get(f"/files/{shown['files'][0]}").status_code == 200
    assert world.base(world.grant()).get(f"/files/{shown['files'][0]}").status_code == 404
    (said,) = world.emitted("session.held", logged["id"])
    assert "讲师001" not in str(said)
    assert said["attendance"] == [{"enrolment": logged["attendance"][0]["enrolment"], "hours": "3.5"}]


@pytest.mark.requirement("ZB-17")
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"held_on": "2026-02-30"}, "held_on"),
        ({"days": 0}, "days"),
        ({"kind": "party"}, "kind"),
        ({"hours": "0"}, "hours"),
        ({"hours": 3.5}, "hours"),
        ({"is_free": "yes"}, "is_free"),
        ({"topic": " "}, "topic"),
        ({"fee": "100"}, "fee"),
    ],
)
def test_what_is_not_of_the_declared_shape_is_refused_with_its_field(world: World, change: dict[str, object], field: str) -> None:
    world.set_day("2026-03-02")
    base = world.grant()

    answer = world.base(base).post("/sessions", json=world.session(base, came=0) | change)

    assert (answer.status_code, field_errors(answer)) == (422, [field])


@pytest.mark.requirement("ZB-17")
def test_the_same_key_logs_once_and_counts_once(world: World) -> None:
    world.set_day("2026-03-02")
    base = world.grant()
    entry, key = world.session(base), {"Idempotency-Key": new_id()}

    answers = [world.base(base).post("/sessions", json=entry, headers=key) for _ in range(2)]
    another = world.base(base).post("/sessions", json=entry | {"topic": "现场体验"}, headers=key)
    world.settle()

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].content == answers[1].content
    assert (another.status_code, another.json()["type"]) == (422, "/problems/idempotency-key-reused")
    assert world.year(base, 2026)["sessions"] == 1


@pytest.mark.requirement("ZB-17")
def test_three_hundred_attendees_are_counted_each(world: World) -> None:
    world.set_day("2026-03-02")
    base = world.grant(companies=200)
    ids = [each["id"] for each in world.enrolments(base).values()]

    world.log(base, came=ids)
    world.settle()

    assert {world.base(base).get(f"/enrolments/{id}").json()["attended"] for id in (ids[0], ids[99], ids[-1])} == {1}


@pytest.mark.requirement("ZB-17")
def test_the_plan_is_shown_against_what_was_held_and_who_never_came_is_named(world: World) -> None:
    world.set_day("2026-03-02")
    base = world.grant(companies=3)
    client = world.base(base)
    planned = {"year": 2026, "sessions": [{"month": 3, "topic": "领导"}, {"month": 5, "topic": "战略"}], "note": "全年两次"}

    plan = client.post(f"/bases/{base.id}/plans", json=planned)
    world.log(base, came=1)
    world.settle()

    assert plan.status_code == 201
    year = world.year(base, 2026)
    assert (year["plan"]["planned"], year["plan"]["held"], year["plan"]["handed_in_on"]) == (2, 1, "2026-03-02")
    came = next(iter(world.enrolments(base).values()))["incubatee"]["code"]
    assert {each["code"] for each in year["never_came"]} == {company.code for company in base.companies} - {came}
    assert world.base(base).get(f"/bases/{base.id}/years/2025").json()["plan"] is None


@pytest.mark.requirement("ZB-17")
def test_a_plan_is_for_a_year_of_the_designation(world: World) -> None:
    world.set_day("2026-03-02")
    base = world.grant(starts_on="2025-03-03", ends_on="2028-03-03")
    planned = {"sessions": [{"month": 3, "topic": "领导"}]}

    years = {year: world.base(base).post(f"/bases/{base.id}/plans", json=planned | {"year": year}).status_code for year in (2024, 2025, 2028, 2029)}

    assert years == {2024: 422, 2025: 201, 2028: 201, 2029: 422}


@pytest.mark.requirement("ZB-17")
@pytest.mark.parametrize(
    ("day", "batches", "warns"),
    [("2026-06-30", 0, False), ("2026-07-01", 2, True), ("2026-07-01", 3, False), ("2026-08-01", 3, True), ("2026-12-31", 5, True), ("2026-12-31", 6, False)],
)
def test_in_the_second_half_of_a_year_a_pace_that_falls_short_is_warned_of(world: World, day: str, batches: int, warns: bool) -> None:
    world.set_day(day)
    base = world.grant(companies=1)

    for number in range(batches):
        world.log(base, held_on=f"2026-0{number + 1}-10")
    world.settle()

    year = world.year(base, 2026)
    assert (year["batches"]["done"], year["warning"] is not None) == (batches, warns)


def correct(world: World, base: Grant, session: dict[str, Any], *, came: int = 1, version: str | None = None, **changes: Any) -> Any:
    """Let the base correct a session, whole, as of the version that stands."""
    entry = {name: value for name, value in world.session(base, came=came, **{"reason": "日期误录", **changes}).items() if name != "designation"}
    client, path = world.base(base), f"/sessions/{session['id']}"
    return client.post(f"{path}/corrections", json=entry, headers={"If-Match": version or client.get(path).headers["ETag"]})


@pytest.mark.requirement("ZB-17", "L9")
def test_a_session_is_corrected_by_an_act_with_its_reason_and_what_it_counted_for_follows(world: World) -> None:
    """Written down as of January with two who came, it was held on 30 December with the first alone: years, standings and duty follow, the old state stays."""
    world.set_day("2026-03-02")
    base = world.grant()
    logged = world.log(base, came=2, held_on="2026-01-02")
    world.log(base, came=1, held_on="2026-01-05")
    world.settle()

    corrected = correct(world, base, logged, held_on="2025-12-30", hours="2")
    world.settle()

    assert corrected.status_code == 201, corrected.text
    shown = corrected.json()
    assert (shown["held_on"], shown["counts_for_year"], shown["logged_on"], shown["version"]) == ("2025-12-30", 2025, "2026-03-02", 2)
    (correction,) = shown["corrections"]
    assert (correction["on"], correction["reason"], correction["before"]["held_on"], correction["before"]["hours"]) == (
        "2026-03-02",
        "日期误录",
        "2026-01-02",
        "3.5",
    )
    assert [(world.year(base, year)["batches"]["done"], world.year(base, year)["hours"]) for year in (2025, 2026)] == [(1, "2"), (1, "3.5")]
    first, second = (each["enrolment"] for each in logged["attendance"])
    stood = {id: world.operator().get(f"/enrolments/{id}").json() for id in (first, second)}
    assert [(stood[id]["attended"], Decimal(stood[id]["hours"])) for id in (first, second)] == [(2, Decimal("5.5")), (0, Decimal(0))]
    (said,) = world.emitted("session.corrected", logged["id"])
    assert (said["held_on"], said["before"]["held_on"], said["before"]["counts_for_year"], said["because"]) == ("2025-12-30", "2026-01-02", 2026, "日期误录")
    row = world.tracker.store.rows.audit.find_one({"act": "session.corrected", "subject.id": logged["id"]})
    assert (row["by"], row["details"]["reason"]) == ("p-base", "日期误录")
    assert row["details"]["changed"]["held_on"] == {"before": "2026-01-02", "after": "2025-12-30"}


@pytest.mark.requirement("ZB-17")
def test_a_correction_meets_all_that_a_new_session_must_meet(world: World) -> None:
    world.set_day("2026-03-02")
    base, other = world.grant(), world.grant()
    logged = world.log(base, held_on="2026-03-02")

    assert field_errors(correct(world, base, logged, held_on="2026-03-03")) == ["held_on"]
    assert field_errors(correct(world, base, logged, held_on="2026-03-02", reason="")) == ["reason"]
    same = correct(world, base, logged, held_on="2026-03-02")
    assert (same.status_code, field_errors(same)) == (422, ["held_on"])
    assert correct(world, base, logged, held_on="2026-03-01", version='"7"').status_code == 412
    before = correct(world, base, logged, held_on="2020-01-01")
    assert (before.status_code, before.json()["type"]) == (409, "/problems/conditions-not-met")
    assert correct(world, other, logged, held_on="2026-03-01", version='"1"').status_code == 404
