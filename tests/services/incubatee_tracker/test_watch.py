"""The standing watch: how a base stood on any day, with a forecast and what would become a ground."""

from __future__ import annotations

from typing import Any

import pytest

from .world import Grant, World


def watched(world: World, base: Grant, on: str) -> dict[str, Any]:
    answer = world.base(base).get(f"/watch/{base.id}", params={"on": on})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


@pytest.mark.requirement("ZB-17")
def test_the_watch_counts_incubatees_and_batches_on_any_day_and_forecasts(world: World) -> None:
    world.set_day("2023-12-01")
    base = world.grant(starts_on="2023-12-01", ends_on="2026-12-01", companies=2)
    assert [watched(world, base, on)["incubatees"] for on in ("2023-11-30", "2023-12-01")] == [0, 2]
    world.set_day("2024-12-31")
    for held_on in ("2024-01-01", "2024-02-29", "2024-06-30"):
        world.log(base, held_on=held_on)
    world.settle()

    def year(on: str) -> tuple[int, int, int | None]:
        (one,) = [each for each in watched(world, base, on)["progress"] if each["duty"] == f"sessions/{on[:4]}"]
        assert one["clause"]["clause"] == "第十四条（四）"
        return one["done"], one["needed"], one["forecast"]

    # 2024 has 366 days: the 30th is 30 January, 29 June the 181st, 30 June the 182nd. Forecasts: 1×366/30 = 12.2, 2×366/181 = 4.04, 3×366/182 = 6.03.
    days = ("2023-12-31", "2024-01-01", "2024-01-29", "2024-01-30", "2024-02-28", "2024-02-29", "2024-06-29", "2024-06-30", "2024-12-31")
    assert {on: year(on) for on in days} == {
        "2023-12-31": (0, 6, 0),
        "2024-01-01": (1, 6, None),
        "2024-01-29": (1, 6, None),
        "2024-01-30": (1, 6, 12),
        "2024-02-28": (1, 6, 6),
        "2024-02-29": (2, 6, 12),
        "2024-06-29": (2, 6, 4),
        "2024-06-30": (3, 6, 6),
        "2024-12-31": (3, 6, 3),
    }
    grounds = {each["duty"]: each["becomes_on"] for each in watched(world, base, "2024-12-31")["becoming_grounds"]}
    assert grounds["sessions/2024"] == "2025-01-01"
    assert "sessions/2023" not in grounds  # It was not wholly within the designation.


def test_the_watch_refuses_a_day_to_come_and_shows_each_only_its_own(world: World) -> None:
    world.set_day("2025-03-03")
    base, other = world.grant(starts_on="2025-03-03", companies=1), world.grant(starts_on="2025-03-03", companies=1, district="金水区")
    for address in (f"/watch/{base.id}", "/watch"):
        refused = world.base(base).get(address, params={"on": "2025-03-04"})
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "on"), refused.text

    def seen(client: Any) -> set[str]:
        return {each["id"] for each in client.get("/watch", params={"on": "2025-03-03", "limit": 200}).json()["items"]} & {base.id, other.id}

    assert [seen(client) for client in (world.base(base), world.district(), world.office())] == [{base.id}, {base.id}, {base.id, other.id}]
    assert seen(world.elsewhere()) == set()
    assert world.base(other).get(f"/watch/{base.id}").status_code == 404


@pytest.mark.requirement("ZB-28")
def test_an_incubation_is_counted_to_its_last_day_and_then_as_ended(world: World) -> None:
    world.set_day("2023-12-01")
    base = world.grant(starts_on="2023-12-01", ends_on="2026-12-01", companies=2)
    world.set_day("2025-12-02")
    world.settle()

    shown = {on: watched(world, base, on) for on in ("2025-11-30", "2025-12-01", "2025-12-02")}

    assert {on: (each["incubatees"], each["success"]["ended"]) for on, each in shown.items()} == {
        "2025-11-30": (2, 0),
        "2025-12-01": (2, 0),
        "2025-12-02": (0, 2),
    }
    (rate,) = [each for each in shown["2025-12-02"]["conditions"] if each["key"] == "success_rate"]
    assert (rate["outcome"], rate["needed"], rate["found"], rate["clause"]) == ("not met", "0.30", "0/2", "第十七条（二）4")
