"""What a base owes: asked of the rules when facts change and when a day comes, kept as duties, and what a missed one means."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from fuyu.store.transaction import Transaction
from incubatee_tracker.documents import Base
from incubatee_tracker.usecases.duties import look_at_duties

from .world import CITY, DISTRICT, Grant, World


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


def test_what_comes_while_a_base_is_looked_at_is_looked_at_too(world: World) -> None:
    """INVARIANT: a plan that is committed after a look began and before it ended is not left until the next look, a month later."""
    world.set_day("2025-03-10")
    base = world.grant(starts_on="2025-03-03")
    world.settle()
    client, begun = world.base(base), []
    leased = {"look_on": "2025-03-10", "lease": {"owner": "this test", "until": datetime.now(UTC) + timedelta(hours=1)}}  # Due, and no worker takes it.
    world.tracker.store.database["bases"].update_one({"_id": base.id}, {"$set": leased})

    def look(tx: Transaction) -> None:
        Base.get(tx.city, base.id)
        begun.append(tx)
        if len(begun) == 1:
            with ThreadPoolExecutor(1) as other:
                other.submit(client.post, f"/bases/{base.id}/plans", json={"year": 2025, "sessions": [{"month": 4, "topic": "领导"}]}).result()
        look_at_duties(tx, base.id)

    world.tracker.store.transact(look, city=CITY)

    world.settle()
    assert duties(client, base)["plan/2025"]["state"] == "done"


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


def shortfalls(world: World, base: Grant) -> list[dict[str, Any]]:
    """Return the grounds that a year's batches became, as the office sees them."""
    return [each for each in world.office().get(f"/bases/{base.id}").json()["grounds"] if each["duty"].startswith("sessions/")]


@pytest.mark.requirement("ZB-17")
def test_a_shortfall_in_a_whole_year_is_a_ground_that_is_shown_and_goes_when_a_held_session_is_logged(world: World) -> None:
    world.set_day("2025-12-31")
    base = world.grant(starts_on="2024-03-04", ends_on="2027-03-04", companies=1)
    for month in range(1, 6):
        world.log(base, held_on=f"2025-{month:02d}-10")
    world.settle()
    assert shortfalls(world, base) == []

    world.set_day("2026-01-01")
    world.settle()

    (ground,) = shortfalls(world, base)
    (found,) = ground["findings"]
    assert (ground["duty"], ground["found_on"], found["outcome"]) == ("sessions/2025", "2026-01-01", "not met")
    assert (found["found"], found["needed"], found["clause"]) == (5, 6, "第十七条（二）3")
    assert world.year(base, 2025)["warning"] is not None

    world.log(base, held_on="2025-12-31")
    world.settle()

    assert shortfalls(world, base) == []
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


@pytest.mark.requirement("ZB-20")
def test_exchanges_of_the_third_year_are_planned_counted_and_owed_and_are_no_batches(world: World) -> None:
    world.set_day("2028-03-03")
    base = world.grant(starts_on="2026-03-03", ends_on="2029-03-03", companies=1)
    client = world.base(base)
    assert ("exchanges/2029" in duties(client, base), world.year(base, 2028)["exchanges"]) == (False, None)

    world.set_day("2028-05-10")
    planned = [{"month": 5, "topic": "经验交流", "kind": "exchange"}, {"month": 9, "topic": "经验交流", "kind": "exchange"}, {"month": 6, "topic": "领导"}]
    client.post(f"/bases/{base.id}/plans", json={"year": 2028, "sessions": planned})
    logged = world.log(base, kind="exchange", came=0)
    world.settle()
    for year in (2028, 2029):
        shown = world.year(base, year)["exchanges"]
        assert (shown["planned"], shown["held"], shown["needed"], shown["due_on"], shown["clause"]["clause"]) == (2, 1, 2, "2029-03-03", "第十六条（四）")
    assert (logged["counts_for_year"], world.year(base, 2028)["batches"]["done"]) == (None, 0)
    assert duties(client, base)["exchanges/2029"]["state"] == "open"
    world.set_day("2028-09-11")
    world.log(base, kind="exchange", came=0)
    world.settle()
    assert duties(client, base)["exchanges/2029"]["state"] == "done"


@pytest.mark.requirement("ZB-16", "L7")
def test_base_district_and_city_hear_once_when_fewer_than_ten_are_left(world: World) -> None:
    world.set_day("2026-03-02")
    base = world.grant(starts_on="2025-03-03", companies=11)
    ids = {each["incubatee"]["code"]: each["id"] for each in world.enrolments(base).values()}

    def leaves(number: int) -> list[dict[str, Any]]:
        company = base.companies[number]
        left = world.act(world.incubatee(company), ids[company.code], "leave", "leave", "fill", entry={"because": "迁往外地"})
        assert left.status_code == 201, left.text
        world.settle()
        return world.emitted("base.fell_short", base.id)

    assert [len(leaves(number)) for number in range(3)] == [0, 1, 1]  # 10 are enough, 9 fall short, 8 were told of already.
    (said,) = world.emitted("base.fell_short", base.id)
    assert (said["running"], said["needed"], said["clause"]["clause"]) == (9, 10, "第十四条（四）")
    (row,) = world.tracker.store.rows.outbox.find({"type": "base.fell_short", "subject": base.id})
    assert {each["actor"] for each in row["audiences"]} == {"base", "district bureau", "city bureau"}


@pytest.mark.requirement("ZB-16")
@pytest.mark.parametrize(("companies", "told"), [(9, 1), (10, 0)])
def test_a_base_that_begins_short_is_told_of_from_the_first_day(world: World, companies: int, told: int) -> None:
    """One of the ten of its list may be with another base: the first look says what every later one would."""
    world.set_day("2026-03-02")
    base = world.grant(starts_on="2026-03-02", companies=companies)
    world.settle()
    assert len(world.emitted("base.fell_short", base.id)) == told
