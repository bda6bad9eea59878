"""Bases that may be recommended for commendation: listed for officers with the facts of each."""

from __future__ import annotations

from typing import Any

import pytest

from .registry import code
from .standing import Standing


def listed(base: Standing, client: Any = None) -> dict[str, Any]:
    """Return the base's row on the officers' list."""
    [row] = (client or base.registry.city()).get("/recommendations", organisation=code(1))["items"]
    return dict(row)


def outcomes(row: dict[str, Any]) -> dict[str, str]:
    return {each["key"]: each["outcome"] for each in row["findings"]}


@pytest.mark.requirement("ZB-31")
def test_a_base_in_order_with_its_batches_and_its_success_may_be_recommended(past_base: Standing, hear: Any, tick: Any) -> None:
    """运行有序、服务优良、社会效应突出: with a passed review, six batches in 2024 and three of ten completed, until a complaint is verified."""
    registry, city = past_base.registry, past_base.registry.city()
    assert set(outcomes(listed(past_base)).values()) == {"unknown"}
    for number in range(6):
        told = {"session": f"s-{number}", "designation": past_base.id, "held_on": f"2024-0{number + 1}-10", "counts_for_year": 2024, "hours": "3"}
        hear("session.held", f"s-{number}", told)
    for place, number in enumerate(range(101, 111)):
        ended = {"enrolment": f"enrolment-{number}", "designation": past_base.id, "incubatee": {"code": code(number)}}
        hear("enrolment.ended", f"enrolment-{number}", ended | {"outcome": "completed" if place < 3 else "not completed"})
        hear("enrolment.started", f"more-{number}", ended | {"enrolment": f"more-{number}", "incubatee": {"code": code(number)}})
    registry.set_day("2025-01-31")
    tick()
    for review in past_base.proceedings("review_yearly"):
        path = f"/proceedings/{review['id']}"
        city.acts(path, "yearly_visit", "skip", reason="书面审核即可")
        city.acts(path, "yearly_result", "pass")
    tick()
    row = listed(past_base, registry.district())
    assert (outcomes(row), row["is_met"], row["open_grounds"]) == ({"orderly": "met", "served": "met", "effect": "met"}, True, 0)

    path = past_base.complain(101, happened_on="2025-01-10")
    registry.district().acts(path, "verify_complaint", "verify")
    assert (outcomes(listed(past_base))["orderly"], listed(past_base)["is_met"]) == ("not met", False)


@pytest.mark.requirement("ZB-31")
def test_whoever_is_no_office_of_the_programme_sees_no_list(past_base: Standing) -> None:
    registry = past_base.registry
    assert registry.company(1).http.get("/recommendations").status_code == 403
    assert registry.district("金水区").get("/recommendations", organisation=code(1))["items"] == []
