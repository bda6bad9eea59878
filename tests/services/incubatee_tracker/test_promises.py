"""Services promised at entry, as the base and its offices see them: owed, given, or a ground."""

from __future__ import annotations

import pytest

from .test_lives import a_base, on_day
from .world import Grant, World


def duty(world: World, base: Grant, id: str) -> tuple[str, str] | None:
    """Return state and last day of what a base owes one incubatee, None where it is not shown."""
    row = world.tracker.store.rows.duties.find_one({"about.id": base.id, "key": f"services/{id}"})
    return (row["state"], row["due_on"]) if row else None


def grounds(world: World, base: Grant) -> list[str]:
    """Return the clauses of the grounds that services not given became."""
    shown = world.office().get(f"/bases/{base.id}").json()["grounds"]
    return [each["findings"][0]["clause"] for each in shown if each["duty"].startswith("services/")]


@pytest.mark.requirement("ZB-27")
def test_a_service_never_given_is_owed_before_the_end_and_a_ground_the_day_after_it(world: World) -> None:
    """The incubation runs from 3 March 2025 to 3 March 2027; 培训辅导 was given, 质量诊断 was not."""
    base, id = a_base(world)
    world.set_day("2025-06-02")
    assert world.change(world.base(base), id, "services-given", service="培训辅导", given_on="2025-05-06").status_code == 201

    on_day(world, "2026-12-02", id)
    assert duty(world, base, id) is None
    on_day(world, "2026-12-03", id)
    assert duty(world, base, id) == ("open", "2027-03-03")
    on_day(world, "2027-03-03", id)
    assert grounds(world, base) == []
    on_day(world, "2027-03-04", id)
    assert grounds(world, base) == ["第十七条（二）3"]


@pytest.mark.requirement("ZB-27")
def test_what_is_ticked_off_before_the_end_is_done_and_no_ground(world: World) -> None:
    base, id = a_base(world)
    on_day(world, "2026-12-03", id)
    for service in ("培训辅导", "质量诊断"):
        assert world.change(world.base(base), id, "services-given", service=service, given_on="2026-12-03").status_code == 201
    world.settle()
    assert duty(world, base, id) == ("done", "2027-03-03")
    on_day(world, "2027-03-04", id)
    assert grounds(world, base) == []
