"""Half-yearly reports of districts: owed within a month after the half year, drafted from the records, handed in by the district's own officers."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from .test_moving import moved
from .world import PROGRAMME, Grant, World

OTHER = "金水区"
_numbers = itertools.count(1)


@pytest.fixture
def base(world: World) -> Grant:
    """A base of March 2025 with ten incubatees in a district of its own, and two sessions in the first half of that year."""
    world.set_day("2025-03-03")
    grant = world.grant(starts_on="2025-03-03", ends_on="2028-03-03", district=f"示范{next(_numbers):03d}区")
    world.set_day("2025-06-30")
    world.log(grant, held_on="2025-05-12", came=4)
    world.log(grant, held_on="2025-06-30", came=3, kind="reception", hours="2")
    world.settle()
    return grant


def go_to(world: World, day: str) -> None:
    world.set_day(day)
    world.settle()


def duties(world: World, district: str) -> dict[str, tuple[str, str]]:
    """Return state and last day of each report that a district owes."""
    rows = world.tracker.store.rows.duties.find({"about.id": f"{PROGRAMME}/{district}"})
    return {row["key"]: (row["state"], str(row["due_on"])) for row in rows}


def hand_in(world: World, base: Grant, **changes: Any) -> Any:
    return world.district(base.district).post("/district-reports", json=written(base) | changes)


def written(base: Grant) -> dict[str, Any]:
    return {"programme": PROGRAMME, "district": base.district, "year": 2025, "part": 1, "text": "上半年工作情况。"}


def draft(base: Grant, client: Any) -> Any:
    return client.get(f"/district-reports/{PROGRAMME}/{base.district}/2025/1/draft")


@pytest.mark.requirement("ZB-32", "L3")
def test_a_district_owes_its_report_from_the_day_after_the_half_year_and_within_one_month(world: World, base: Grant) -> None:
    assert duties(world, base.district) == {}
    go_to(world, "2025-07-01")
    assert (duties(world, base.district), duties(world, OTHER)) == ({"district_report/2025-1": ("open", "2025-07-30")}, {})

    # 31 January 2026 is a Saturday: the last day is the Monday after.
    go_to(world, "2026-01-01")
    assert duties(world, base.district)["district_report/2025-2"] == ("open", "2026-02-02")


@pytest.mark.requirement("ZB-32", "L5")
@pytest.mark.parametrize("day", ["2025-07-29", "2025-07-30", "2025-07-31"])
def test_a_report_handed_in_ends_the_duty_in_time_or_late(world: World, base: Grant, day: str) -> None:
    go_to(world, "2025-07-01")
    go_to(world, day)
    assert hand_in(world, base).status_code == 201
    world.settle()
    assert duties(world, base.district)["district_report/2025-1"][0] == "done"


@pytest.mark.requirement("ZB-32")
def test_the_district_is_reminded_and_the_city_above_it(world: World, base: Grant) -> None:
    go_to(world, "2025-07-01")
    about = f"{PROGRAMME}/{base.district}"
    (opened,) = [each for each in world.emitted("duty.opened") if about in each["about"].values()]

    told = [[(each["actor"], each.get("district")) for each in level] for level in opened["levels"]]
    assert told == [[("district bureau", base.district)], [("city bureau", None)]]


@pytest.mark.requirement("ZB-32")
def test_a_draft_tells_the_half_year_from_the_records(world: World, base: Grant) -> None:
    go_to(world, "2025-07-01")
    shown = draft(base, world.district(base.district)).json()

    # Two sessions of 3.5 and 2 hours; ten incubatees since March, none gone.
    assert shown["facts"] == {
        "bases": 1,
        "sessions": 2,
        "batches": 2,
        "hours": "5.5",
        "started": 10,
        "running": 10,
        "completed": 0,
        "ended": 0,
    }
    assert (shown["first_day"], shown["last_day"], shown["clause"]) == ("2025-01-01", "2025-06-30", "第十三条（三）")
    assert f"{base.district}共有孵化基地1个，开展教学、接访和交流2次（公益性2批次），合计5.5学时" in shown["text"]


@pytest.mark.requirement("ZB-32")
@pytest.mark.parametrize(("changes", "field"), [({"part": 2}, "part"), ({"part": 3}, "part"), ({"text": ""}, "text")])
def test_a_report_that_cannot_be_is_refused_and_not_kept(world: World, base: Grant, changes: dict[str, Any], field: str) -> None:
    go_to(world, "2025-07-01")
    answer = hand_in(world, base, **changes)

    assert (answer.status_code, [each["field"] for each in answer.json()["errors"]]) == (422, [field])
    assert world.district(base.district).get("/district-reports").json()["items"] == []


@pytest.mark.requirement("ZB-32")
def test_a_district_writes_for_itself_alone_and_the_city_reads(world: World, base: Grant) -> None:
    go_to(world, "2025-07-01")
    assert hand_in(world, base).status_code == 201
    for client in (world.district(OTHER), world.office(), world.base(base)):
        assert client.post("/district-reports", json=written(base)).status_code == 403

    def read(client: Any) -> int:
        answer = client.get("/district-reports")
        return len(answer.json()["items"]) if answer.status_code == 200 else int(answer.status_code)

    assert (read(world.district(base.district)), read(world.office()) > 0) == (1, True)
    assert (read(world.district(OTHER)), read(world.elsewhere()), read(world.base(base))) == (0, 0, 403)
    assert (draft(base, world.district(OTHER)).status_code, draft(base, world.elsewhere()).status_code) == (403, 404)


@pytest.mark.requirement("ZB-32", "ZB-29")
@pytest.mark.parametrize(("moves_on", "running"), [("2025-06-30", (9, 1)), ("2025-07-01", (10, 0))])
def test_a_report_of_a_past_half_year_tells_where_each_incubatee_was_then(world: World, base: Grant, moves_on: str, running: tuple[int, int]) -> None:
    """One that moves on the last day of a half year is with its new base then, on the day after still with the old; it started in the old's district."""
    taker = world.grant(starts_on="2025-03-03", companies=0, district=f"示范{next(_numbers):03d}区")
    world.set_day(moves_on)
    [id, *_] = [each["id"] for each in world.office().get("/enrolments", params={"designation": base.id, "limit": 50}).json()["items"]]
    world.revoke(base, moves_on)
    code = world.seen(id)["incubatee"]["code"]
    company = next(each for each in base.companies if each.code == code)
    moved(world, Grant(base.id, base.code, base.name, base.starts_on, base.ends_on, [company], base.district), id, taker)
    go_to(world, "2025-07-02")

    told = [draft(each, world.district(each.district)).json()["facts"] for each in (base, taker)]
    assert [(each["started"], each["running"], each["ended"]) for each in told] == [(10, running[0], 0), (0, running[1], 0)]
