"""What a base owes: asked of the rules when facts change and when a day comes, kept as duties, and what a missed one means."""

from __future__ import annotations

from typing import Any

import pytest

from .world import DISTRICT, Grant, World


def duties(client: Any, base: Grant, **query: str) -> dict[str, dict[str, Any]]:
    answer = client.get("/duties", params={"subject": base.id, "limit": 100, **query})
    assert answer.status_code == 200, answer.text
    return {item["key"]: item for item in answer.json()["items"]}


@pytest.mark.requirement("ZB-17", "L3")
def test_a_new_base_owes_a_liaison_a_plan_and_the_years_sessions(world: World) -> None:
    world.set_day("2025-03-03")
    base = world.grant(starts_on="2025-03-03")

    owed = duties(world.base(base), base)

    # One month after 2025-03-03 is Thursday 2025-04-03, which is later than 31 March; the sessions' year ends with the calendar's.
    assert {key: (each["state"], each["due_on"]) for key, each in owed.items()} == {
        "liaison": ("open", "2025-04-03"),
        "plan/2025": ("open", "2025-04-03"),
        "sessions/2025": ("open", "2025-12-31"),
    }
    assert owed["sessions/2025"]["clause"]["clause"] == "第十四条（四）"


@pytest.mark.requirement("ZB-17")
def test_naming_the_liaison_and_handing_in_the_plan_do_the_duties(world: World) -> None:
    world.set_day("2025-03-10")
    base = world.grant(starts_on="2025-03-03")
    client = world.base(base)

    client.post(f"/bases/{base.id}/liaison", json={"name": "联络员001", "phone": "0371-00000000"})
    client.post(f"/bases/{base.id}/plans", json={"year": 2025, "sessions": [{"month": 4, "topic": "领导"}]})
    world.settle()

    states = {key: (each["state"], each["closed_on"]) for key, each in duties(client, base).items()}
    assert states == {"liaison": ("done", "2025-03-10"), "plan/2025": ("done", "2025-03-10"), "sessions/2025": ("open", None)}
    assert list(duties(client, base, state="open")) == ["sessions/2025"]
    assert set(duties(client, base, state="done,withdrawn")) == {"liaison", "plan/2025"}


@pytest.mark.requirement("ZB-17")
def test_the_sixth_batch_does_the_years_duty(world: World) -> None:
    world.set_day("2026-12-31")
    base = world.grant(companies=1)
    for month in range(1, 6):
        world.log(base, held_on=f"2026-{month:02d}-10")
    world.settle()
    assert duties(world.base(base), base)["sessions/2026"]["state"] == "open"

    world.log(base, held_on="2026-12-31")
    world.settle()

    assert duties(world.base(base), base)["sessions/2026"]["state"] == "done"


@pytest.mark.requirement("ZB-17")
def test_a_shortfall_in_a_whole_year_is_a_ground_that_is_shown_and_goes_when_a_held_session_is_logged(world: World) -> None:
    world.set_day("2025-12-31")
    base = world.grant(starts_on="2024-03-04", ends_on="2027-03-04", companies=1)
    for month in range(1, 6):
        world.log(base, held_on=f"2025-{month:02d}-10")
    world.settle()
    assert world.office().get(f"/bases/{base.id}").json()["grounds"] == []

    world.set_day("2026-01-01")
    world.settle()

    (ground,) = world.office().get(f"/bases/{base.id}").json()["grounds"]
    (found,) = ground["findings"]
    assert (ground["duty"], ground["found_on"], found["outcome"]) == ("sessions/2025", "2026-01-01", "not met")
    assert (found["found"], found["needed"], found["clause"]) == (5, 6, "第十七条（二）3")
    assert world.year(base, 2025)["warning"] is not None

    world.log(base, held_on="2025-12-31")
    world.settle()

    assert world.office().get(f"/bases/{base.id}").json()["grounds"] == []
    assert duties(world.base(base), base)["sessions/2025"]["state"] == "done"


@pytest.mark.requirement("ZB-17")
def test_a_shortfall_in_a_year_not_wholly_within_the_designation_is_warned_of_and_is_no_ground(world: World) -> None:
    world.set_day("2025-06-02")
    base = world.grant(starts_on="2025-06-02", ends_on="2028-06-02", companies=1)

    world.set_day("2026-01-01")
    world.settle()

    shown = world.base(base).get(f"/bases/{base.id}").json()
    assert shown["grounds"] == []
    year = world.year(base, 2025)
    assert (year["batches"]["done"], year["batches"]["needed"], year["warning"] is not None) == (0, 6, True)


@pytest.mark.requirement("ZB-17")
def test_a_day_that_nobody_looked_at_is_caught_up(world: World) -> None:
    world.set_day("2025-03-03")
    base = world.grant(starts_on="2025-03-03")

    world.set_day("2027-02-01")
    world.settle()

    assert {"plan/2025", "plan/2026", "plan/2027", "sessions/2025", "sessions/2026", "sessions/2027"} <= set(duties(world.base(base), base))


def test_duties_are_seen_by_who_owes_them_by_its_district_and_by_the_office(world: World) -> None:
    world.set_day("2025-03-03")
    base = world.grant(starts_on="2025-03-03")

    whole = {"liaison", "plan/2025", "sessions/2025"}
    for client in (world.base(base), world.district(DISTRICT), world.office(), world.operator()):
        assert set(duties(client, base)) == whole
    for client in (world.district("金水区"), world.base(world.grant()), world.incubatee(base.companies[0]), world.elsewhere()):
        assert set(duties(client, base)) == set()


def test_duties_are_listed_by_due_day_and_go_on_by_cursor(world: World) -> None:
    world.set_day("2025-03-03")
    base = world.grant(starts_on="2025-03-03")
    client = world.base(base)

    first = client.get("/duties", params={"limit": 2, "due_until": "2025-12-31"}).json()
    second = client.get("/duties", params={"limit": 2, "due_until": "2025-12-31", "cursor": first["next"]}).json()
    early = client.get("/duties", params={"due_until": "2025-12-30"}).json()

    assert [item["due_on"] for item in (*first["items"], *second["items"])] == ["2025-04-03", "2025-04-03", "2025-12-31"]
    assert len(early["items"]) == 2
