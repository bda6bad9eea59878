"""Rules tried over incubatee-tracker's live records before they are law: by the real rules, and without a trace."""

from __future__ import annotations

import time
from typing import Any

import httpx
import pytest

from .world import PROGRAMME, Grant, World


def reported(client: httpx.Client, part: str, *values: str, **more: str) -> dict[str, Any]:
    answer = client.get(f"/simulations/{part}", params={"programme": PROGRAMME, "set": list(values), **more})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def of(report: dict[str, Any], grant: Grant) -> list[dict[str, Any]]:
    """Return the items of a report about one base or its incubatees; other tests of the file have their own."""
    return [each for each in report["items"] if each["id"] == grant.id or each.get("base", {}).get("code") == grant.code]


@pytest.mark.parametrize(("day", "verdict"), [("2026-03-02", "moves"), ("2026-03-03", "moves"), ("2026-03-04", "would fail")])
def test_a_shorter_period_would_end_an_incubation_after_its_last_day(world: World, day: str, verdict: str) -> None:
    """孵化期原则上不超过2年: begun on 3 March 2025 it ends on 3 March 2027; with one year on 3 March 2026, of which the day itself still runs."""
    world.set_day("2026-03-02")
    grant = world.grant(starts_on="2025-03-03", companies=1)
    [item] = of(reported(world.office(), "enrolments", "incubation_years=1", limit="500", **{"from": day}), grant)
    assert item["verdict"] == verdict
    assert [(each["before"], each["after"]) for each in item["dates"] if each["what"] == "its period ends"] == [("2027-03-03", "2026-03-03")]
    assert item["because"] == (None if verdict == "moves" else "its period is over")


@pytest.mark.parametrize(("least", "dates"), [(1, [("2026-12-31", None)]), (2, []), (6, [])])
def test_fewer_batches_a_year_would_do_away_with_a_duty(world: World, least: int, dates: list[Any]) -> None:
    """每年应提供不少于6批次: one was held, so nothing is owed any more where one is enough."""
    world.set_day("2026-03-02")
    grant = world.grant(starts_on="2025-12-01", ends_on="2028-12-01", companies=1)
    world.log(grant, held_on="2026-02-02")
    world.settle()
    items = of(reported(world.office(), "bases", f"minimum_yearly_sessions={least}", limit="500"), grant)
    found = [(each["before"], each["after"]) for item in items for each in item["dates"] if each["what"] == "duty sessions/2026"]
    assert found == dates


@pytest.mark.parametrize(("least", "verdicts"), [(5, []), (6, []), (7, ["would fail"])])
def test_more_batches_a_year_would_make_a_ground_of_a_year_that_had_enough(world: World, least: int, verdicts: list[str]) -> None:
    """第十七条（二）3: a whole year with six batches is enough today."""
    world.set_day("2026-01-05")
    grant = world.grant(starts_on="2024-12-01", ends_on="2027-12-01", companies=1)
    for month in range(1, 7):
        world.log(grant, held_on=f"2025-0{month}-15")
    world.settle()
    items = of(reported(world.office(), "bases", f"minimum_yearly_sessions={least}", limit="500"), grant)
    assert [item["verdict"] for item in items if item["verdict"] == "would fail"] == verdicts
    for item in items[: len(verdicts)]:
        assert [(each["key"], each["after"]["found"], each["after"]["needed"]) for each in item["findings"]] == [("sessions/2025", 6, 7)]


def test_a_simulation_writes_nothing(world: World) -> None:
    """INVARIANT: not a row of any collection differs after a simulation but those in which the worker says that it is alive, and what it counts meanwhile."""
    world.set_day("2026-03-02")
    world.grant(companies=2)

    def everything() -> dict[str, list[Any]]:
        database = world.tracker.store.database
        return {
            name: list(database[name].find().sort("_id")) for name in sorted(database.list_collection_names()) if name not in ("state", "leases", "figures")
        }

    before = everything()
    while (now := everything()) != before or any("seal" not in row for row in now["audit"]):  # The worker still follows what the day has brought, and seals.
        before = now
        time.sleep(0.5)
    for part in ("bases", "enrolments"):
        reported(world.operator(), part, "incubation_years=1", "minimum_yearly_sessions=9", "extension_years=2")
        reported(world.office(), part, version="2022-01-10")
    assert everything() == before


def test_only_the_programmes_office_and_the_operator_try_rules(world: World) -> None:
    grant = world.grant(companies=1)
    asked = {"programme": PROGRAMME, "set": "incubation_years=1"}
    people = (world.office(), world.operator(), world.district(), world.base(grant), world.elsewhere())
    assert [person.get("/simulations/enrolments", params=asked).status_code for person in people] == [200, 200, 403, 403, 403]
