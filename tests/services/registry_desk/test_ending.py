"""A designation that ends before its plaque was handed over: what was still to be done for it is done with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from .registry import example
from .standing import NUMBER, Standing

Tick = Callable[[], None]


def named(base: Standing, running: Any) -> tuple[str, str]:
    """Publish the naming on 2 June 2023, a Friday; return the addresses of call and application."""
    row = running.store.database["designations"].find_one({"_id": base.id})
    base.registry.city().acts(f"/calls/{row['call']}", "naming", "publish", number=NUMBER)
    return f"/calls/{row['call']}", f"/applications/{row['application']}"


def plaque_duties(base: Standing, application: str) -> list[str]:
    """Return how the duties stand that the application's last step brings."""
    owed = base.registry.city().get("/duties", subject=application.rsplit("/", 1)[1])["items"]
    return [duty["state"] for duty in owed if ".plaque@" in duty["key"]]


def revoke(base: Standing) -> None:
    """Let the city take the designation away at once."""
    judged = {"ground_is_proven": {"is_met": True, "note": "已核实"}}
    path = base.opens(base.registry.city(), "revoke", "examine", "propose", judged=judged)
    assert base.revoke(path).status_code == 201


@pytest.mark.requirement("ZB-29")
def test_a_designation_revoked_before_its_plaque_leaves_nothing_to_hand_over(past_base: Standing, tick: Tick, running: Any) -> None:
    city = past_base.registry.city()
    _, application = named(past_base, running)
    past_base.registry.set_day("2023-06-12")
    tick()
    assert (city.get(application)["stands_at"], plaque_duties(past_base, application)) == ("plaque", ["open"])
    revoke(past_base)
    shown = city.get(application)
    assert (shown["state"], shown["stands_at"], plaque_duties(past_base, application)) == ("lapsed", None, ["withdrawn"])
    [ended] = running.store.rows.outbox.find({"type": "application.ended", "subject": application.rsplit("/", 1)[1]})
    assert (ended["data"]["outcome"], ended["data"]["because"]) == ("lapsed", "违法违规经营")
    assert city.act(application, "plaque", "fill", entry={"handed_over_on": "2023-06-12", "plaque_number": "ZB-2023-1"}).status_code == 409


@pytest.mark.requirement("ZB-29")
def test_a_designation_revoked_while_its_naming_is_published_leaves_the_list(past_base: Standing, tick: Tick, running: Any) -> None:
    city = past_base.registry.city()
    call, application = named(past_base, running)
    revoke(past_base)
    [row] = [row for sitting in city.get(call)["sittings"] if sitting["step"] == "naming" for row in sitting["rows"]]
    assert (row["state"], row["because"]) == ("removed", "违法违规经营")
    past_base.registry.set_day("2023-06-12")
    tick()
    assert (city.get(application)["state"], city.get(call)["state"]) == ("lapsed", "closed")
    assert past_base.registry.company(1).get("/certificates", name="honour")["items"] == []


@pytest.mark.requirement("ZB-5")
def test_a_row_that_cannot_be_ended_stops_no_other(past_base: Standing, tick: Tick, running: Any) -> None:
    """Of three terms that ended one belongs to a version whose plugin is not here, in a call that it cannot be looked up in; the others end all the same."""
    named(past_base, running)
    database = running.store.database
    base, application, call = (database[name].find_one() for name in ("designations", "applications", "calls"))
    away = {"programme_version": "2000-01-01"}
    database["calls"].insert_one(call | away | {"_id": "call-0", "title": "另一批次"})
    database["applications"].insert_one(application | away | {"_id": "application-0", "call": "call-0"})
    database["designations"].insert_one(base | away | {"_id": "00000000", "call": "call-0", "application": "application-0"})
    database["designations"].insert_one(base | {"_id": "ffffffff", "application": "application-2"})
    past_base.registry.set_day("2026-06-03")
    tick()
    states = {row["_id"]: row["state"] for row in database["designations"].find()}
    assert states == {"00000000": "held", past_base.id: "expired", "ffffffff": "expired"}
    tick()
    assert database["designations"].find_one({"_id": "00000000"})["state"] == "held", "it is tried again, and stays until its plugin is back"


@pytest.mark.requirement("ZB-5")
@pytest.mark.parametrize(("day", "state", "duty"), [("2026-06-02", "running", "open"), ("2026-06-03", "lapsed", "withdrawn")])
def test_a_term_that_ended_before_the_plaque_ends_the_application_too(past_base: Standing, tick: Tick, running: Any, day: str, state: str, duty: str) -> None:
    _, application = named(past_base, running)
    past_base.registry.set_day("2023-06-12")
    tick()
    past_base.registry.set_day(day)
    tick()
    assert past_base.registry.city().get(application)["state"] == state
    assert plaque_duties(past_base, application) == [duty]


@pytest.mark.requirement("ZB-4", "ZB-14")
def test_the_plaque_is_recorded_once_at_the_last_step_of_the_application(past_base: Standing, tick: Tick, running: Any) -> None:
    """第十条：颁发……荣誉证书和牌匾: handed over between the designation and today; with it the three months of 第五条 are kept."""
    city = past_base.registry.city()
    _, application = named(past_base, running)
    past_base.registry.set_day("2023-06-12")
    tick()
    city.acts(application, "departments_told", "fill", entry=example("departments_told"))

    def hand_over(on: str) -> Any:
        return city.act(application, "plaque", "fill", entry={"handed_over_on": on, "plaque_number": "ZB-2023-001"})

    for day in ("2023-06-01", "2023-06-13"):
        refused = hand_over(day)
        assert (refused.status_code, refused.json()["clause"], refused.json()["found"]) == (409, "第十条", day), refused.text
    assert plaque_duties(past_base, application) == ["open"]
    assert hand_over("2023-06-12").status_code == 201
    shown = city.get(application)
    assert (shown["state"], plaque_duties(past_base, application)) == ("completed", ["done"])
    [act] = [act for act in shown["walk"]["acts"] if act["step"] == "plaque"]
    assert act["entry"] == {"handed_over_on": "2023-06-12", "plaque_number": "ZB-2023-001"}
    [certificate] = city.get("/certificates", name="honour")["items"]
    assert {name for name in certificate if "plaque" in name} == {"plaque"}
