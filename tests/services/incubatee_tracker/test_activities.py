"""Activities that the city bureau plans at bases: exchanges with experts, visits between bases, guidance; held or cancelled, once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fuyu.ids import new_id
from fuyu.service import Running

from .world import PROGRAMME, Grant, World

OTHER, THIRD = "金水区", "二七区"
OUTCOME = "交流了现场改进的做法，形成经验材料一份。"
REASON = {"reason": "专家临时不能到场。"}
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture(scope="module")
def bases(at_work: dict[str, Running], address: str, keys: Path) -> Iterator[dict[str, Grant]]:
    """Bases that no test changes: a host, and a guest, a stranger and one of a single month in three other districts."""
    world = World(at_work["base-registry"], at_work["incubatee-tracker"], address, keys)
    world.set_day("2026-03-02")
    made = {
        "host": world.grant(companies=1, settle=False),
        "guest": world.grant(companies=0, district=OTHER, settle=False),
        "third": world.grant(companies=0, district=THIRD, settle=False),
        "short": world.grant(companies=0, district="惠济区", starts_on="2026-03-20", ends_on="2026-04-20", settle=False),
    }
    world.settle()
    yield made
    world.close()


@pytest.fixture
def host(world: World, bases: dict[str, Grant]) -> Grant:
    world.set_day("2026-03-02")
    return bases["host"]


@pytest.fixture
def guest(bases: dict[str, Grant]) -> Grant:
    return bases["guest"]


@pytest.fixture
def third(bases: dict[str, Grant]) -> Grant:
    return bases["third"]


def visit(at: Grant, *guests: Grant, **changes: Any) -> dict[str, Any]:
    told = {"programme": PROGRAMME, "kind": "visit", "title": "观摩现场管理", "planned_on": "2026-03-12"}
    return told | {"host": at.id, "guests": [each.id for each in guests], "experts": "专家001、专家002", "note": "上午九时。"} | changes


def plan(world: World, at: Grant, *guests: Grant, **changes: Any) -> dict[str, Any]:
    answer = world.office().post("/activities", json=visit(at, *guests, **changes))
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def mark(world: World, activity: str, what: str, body: dict[str, Any], client: Any = None) -> Any:
    etag = world.office().get(f"/activities/{activity}").headers["ETag"]
    return (client or world.office()).post(f"/activities/{activity}/{what}", json=body, headers={"If-Match": etag})


def hold(world: World, activity: str, held_on: str = "2026-03-12", **changes: Any) -> Any:
    return mark(world, activity, "record", {"held_on": held_on, "outcome": OUTCOME} | changes)


def fields(answer: Any) -> list[str]:
    assert answer.status_code == 422, answer.text
    return [each["field"] for each in answer.json()["errors"]]


def named(answer: Any) -> str:
    return str(answer.json()["type"].rsplit("/", 1)[-1])


def audiences(world: World, event: str, activity: str) -> list[tuple[str, str]]:
    """Return to whom an event of an activity is told: actor and company."""
    (row,) = world.tracker.store.rows.outbox.find({"type": event, "data.activity": activity})
    return [(each["actor"], each["organisation"]) for each in row["audiences"]]


@pytest.mark.requirement("ZB-36")
@pytest.mark.parametrize(
    ("kind", "clause"),
    [("expert_exchange", "第十二条（三）"), ("visit", "第十二条（三）"), ("guidance", "第十二条（二）"), ("technical_guidance", "第十二条（五）")],
)
def test_each_kind_rests_on_its_own_clause(world: World, host: Grant, guest: Grant, kind: str, clause: str) -> None:
    planned = plan(world, host, guest, kind=kind)

    assert (planned["state"], planned["clause"]["clause"], planned["planned_on"]) == ("planned", clause, "2026-03-12")
    assert [(each["designation"], each["district"]) for each in planned["bases"]] == [(host.id, host.district), (guest.id, OTHER)]


@pytest.mark.requirement("ZB-36")
def test_a_visit_has_guests_and_an_exchange_with_experts_may_have_none(world: World, host: Grant) -> None:
    assert fields(world.office().post("/activities", json=visit(host))) == ["guests"]
    assert plan(world, host, kind="expert_exchange")["bases"][0]["designation"] == host.id


@pytest.mark.requirement("ZB-36")
def test_what_cannot_take_place_is_not_planned(world: World, host: Grant, guest: Grant) -> None:
    def refused(**changes: Any) -> list[str]:
        return fields(world.office().post("/activities", json=visit(host, guest, **changes)))

    assert refused(host=new_id()) == ["host"]
    assert refused(guests=[guest.id, new_id()]) == ["guests"]
    assert refused(guests=[guest.id, host.id]) == ["guests"]
    assert refused(guests=[guest.id, guest.id]) == ["guests"]
    assert refused(kind="party") == ["kind"]
    assert refused(planned_on="2026-02-30") == ["planned_on"]
    assert world.elsewhere().post("/activities", json=visit(host, guest)).status_code == 404


@pytest.mark.requirement("ZB-36", "L5")
@pytest.mark.parametrize(("day", "status"), [("2026-03-19", 409), ("2026-03-20", 201), ("2026-04-20", 201), ("2026-04-21", 409)])
@pytest.mark.parametrize("is_host", [True, False])
def test_host_and_guests_hold_their_designation_on_the_planned_day(
    world: World, bases: dict[str, Grant], host: Grant, day: str, status: int, is_host: bool
) -> None:
    short = bases["short"]
    entry = visit(short, host, planned_on=day) if is_host else visit(host, short, planned_on=day)
    answer = world.office().post("/activities", json=entry)

    assert answer.status_code == status, answer.text
    if status == 409:
        told = answer.json()
        assert (named(answer), told["clause"], told["found"]) == ("conditions-not-met", "第十条", day)
        assert told["field"] == ("host" if is_host else "guests")


@pytest.mark.requirement("ZB-36")
def test_those_concerned_see_an_activity_and_nobody_else(world: World, host: Grant, guest: Grant, third: Grant) -> None:
    id = plan(world, host, guest)["id"]
    seeing = {
        "host": world.base(host),
        "guest": world.base(guest),
        "the host's district": world.district(host.district),
        "the guest's district": world.district(OTHER),
        "office": world.office(),
        "operator": world.operator(),
    }
    blind = {
        "another base": world.base(third),
        "another district": world.district(THIRD),
        "an incubatee of the host": world.incubatee(host.companies[0]),
        "another city": world.elsewhere(),
    }

    def shown(client: Any) -> tuple[bool, int]:
        items = client.get("/activities", params={"limit": 200}).json()["items"]
        return id in [each["id"] for each in items], client.get(f"/activities/{id}").status_code

    assert {who: shown(client) for who, client in seeing.items()} == dict.fromkeys(seeing, (True, 200))
    assert {who: shown(client) for who, client in blind.items()} == dict.fromkeys(blind, (False, 404))
    for designation, is_listed in ((host.id, True), (guest.id, True), (third.id, False)):
        items = world.office().get("/activities", params={"designation": designation, "limit": 200}).json()["items"]
        assert (id in [each["id"] for each in items]) is is_listed


@pytest.mark.requirement("ZB-36")
def test_only_the_city_bureau_plans_and_marks(world: World, host: Grant, guest: Grant) -> None:
    id = plan(world, host, guest)["id"]
    others = (world.base(host), world.base(guest), world.district(host.district), world.incubatee(host.companies[0]))

    assert {client.post("/activities", json=visit(host, guest)).status_code for client in others} == {403}
    assert {mark(world, id, "cancellation", REASON, client).status_code for client in others} == {403}
    assert world.office().get(f"/activities/{id}").json()["state"] == "planned"


@pytest.mark.requirement("ZB-36", "L7")
def test_host_and_guests_hear_what_is_planned_and_that_it_is_cancelled(world: World, host: Grant, guest: Grant) -> None:
    id = plan(world, host, guest)["id"]
    both = [("base", host.code), ("base", guest.code)]
    assert audiences(world, "activity.planned", id) == both
    (told,) = world.emitted("activity.planned", id)
    assert (told["host"]["name"], [each["code"] for each in told["guests"]], told["clause"]["clause"]) == (host.name, [guest.code], "第十二条（三）")
    assert "专家001" not in str(told)

    assert fields(mark(world, id, "cancellation", {"reason": " "})) == ["reason"]
    cancelled = mark(world, id, "cancellation", REASON).json()
    assert (cancelled["state"], cancelled["reason"], cancelled["cancelled_on"]) == ("cancelled", REASON["reason"], "2026-03-02")
    assert audiences(world, "activity.cancelled", id) == both


@pytest.mark.requirement("ZB-36")
@pytest.mark.parametrize(("day", "hears"), [("2026-03-01", False), ("2026-03-02", True), ("2026-03-03", True)])
def test_what_is_entered_after_its_day_is_told_to_nobody(world: World, host: Grant, guest: Grant, day: str, hears: bool) -> None:
    id = plan(world, host, guest, planned_on=day)["id"]
    mark(world, id, "cancellation", REASON)

    assert [bool(audiences(world, event, id)) for event in ("activity.planned", "activity.cancelled")] == [hears, hears]


@pytest.mark.requirement("ZB-36", "L5")
def test_an_activity_is_held_on_its_planned_day_or_later_and_not_in_the_future(world: World, host: Grant, guest: Grant) -> None:
    on_time, late = plan(world, host, guest)["id"], plan(world, host, guest)["id"]
    world.set_day("2026-03-13")

    assert fields(hold(world, on_time, "2026-03-11")) == ["held_on"]
    assert fields(hold(world, on_time, "2026-03-14")) == ["held_on"]
    assert hold(world, on_time, "2026-03-12").json()["state"] == "held"
    assert hold(world, late, "2026-03-13").json()["held_on"] == "2026-03-13"


@pytest.mark.requirement("ZB-36")
def test_what_came_of_it_is_kept_with_papers_for_those_concerned(world: World, host: Grant, guest: Grant, third: Grant) -> None:
    id = plan(world, host, guest, third)["id"]
    world.set_day("2026-03-12")
    sent = world.office().post("/files", files={"file": ("纪要.pdf", PDF, "application/pdf")}).json()["id"]

    assert fields(hold(world, id, outcome=" ")) == ["outcome"]
    assert fields(hold(world, id, came=[host.id])) == ["came"]
    assert fields(hold(world, id, came=[])) == ["came"]
    assert hold(world, id, files=[sent], came=[guest.id]).status_code == 201

    for client in (world.office(), world.base(guest), world.base(third), world.district(host.district)):
        shown = client.get(f"/activities/{id}").json()
        assert (shown["outcome"], shown["came"], shown["recorded_on"]) == (OUTCOME, [guest.id], "2026-03-12")
        assert client.get(f"/files/{sent}").status_code == 200
    for client in (world.district("惠济区"), world.incubatee(host.companies[0]), world.elsewhere()):
        assert client.get(f"/files/{sent}").status_code == 404


@pytest.mark.requirement("ZB-36")
@pytest.mark.parametrize(("revoked", "status"), [("2026-03-12", 409), ("2026-03-13", 201)])
def test_a_host_that_lost_its_designation_by_then_held_nothing(world: World, guest: Grant, revoked: str, status: int) -> None:
    world.set_day("2026-03-02")
    host = world.grant(companies=0)
    id = plan(world, host, guest)["id"]
    world.set_day("2026-03-13")
    world.revoke(host, revoked)

    assert hold(world, id).status_code == status
    assert mark(world, id, "cancellation", REASON).status_code == (201 if status == 409 else 409)


@pytest.mark.requirement("ZB-36")
def test_a_guest_that_lost_its_designation_did_not_come_and_the_others_did(world: World, host: Grant, guest: Grant) -> None:
    lost = world.grant(companies=0)
    id = plan(world, host, guest, lost)["id"]
    world.set_day("2026-03-12")
    world.revoke(lost, "2026-03-12")

    assert hold(world, id).json()["field"] == "came"
    assert hold(world, id, came=[guest.id]).status_code == 201


@pytest.mark.requirement("ZB-36")
def test_nothing_is_marked_twice(world: World, host: Grant, guest: Grant) -> None:
    held, cancelled = plan(world, host, guest)["id"], plan(world, host, guest)["id"]
    world.set_day("2026-03-12")
    assert (hold(world, held).status_code, mark(world, cancelled, "cancellation", REASON).status_code) == (201, 201)

    again = [hold(world, held), mark(world, held, "cancellation", REASON), hold(world, cancelled), mark(world, cancelled, "cancellation", REASON)]
    assert [(each.status_code, named(each)) for each in again] == [(409, "step-not-open")] * 4
