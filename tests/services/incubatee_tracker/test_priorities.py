"""Companies that completed and have priority under equal conditions: confirmed by experts' opinion, listed for officers with their facts."""

from __future__ import annotations

from typing import Any

import pytest

from .test_lives import a_base, assess, result
from .world import Grant, World

CLAIM = {"benefits": "质量损失下降一成。"}
OPINION = {"experts": "示范专家组", "given_on": "2026-06-01", "opinion": "模式运行有效。"}
YES = {key: {"is_met": True, "note": "见专家意见"} for key in ("visible_benefit", "effective_model")}


def completed(world: World) -> tuple[Grant, str]:
    """Return a base and an incubatee that it completed on 2026-06-01, after a year and more."""
    base, id = a_base(world)
    world.set_day("2026-06-01")
    assert assess(world, base, id, "2026-06-01").status_code == 201
    assert result(world, base, id, "pass").json()["state"] == "completed"
    world.settle()
    return base, id


def claim(world: World, base: Grant, id: str) -> Any:
    return world.act(world.incubatee(base.companies[0]), id, "confirm_effect", "claim_effect", "fill", entry=CLAIM)


def confirm(world: World, id: str, client: Any = None, **more: Any) -> Any:
    return world.act(client or world.office(), id, "confirm_effect", "confirm_effect", "grant", **({"entry": OPINION, "judged": YES} | more))


def listed(world: World, base: Grant, client: Any = None) -> dict[str, Any]:
    """Return the row of a base's incubatee on the officers' list."""
    [row] = (client or world.office()).get("/priorities", params={"designation": base.id}).json()["items"]
    return dict(row)


@pytest.mark.requirement("ZB-31")
def test_a_completed_company_whose_effect_was_confirmed_has_priority_and_its_facts_are_shown(world: World) -> None:
    base, id = completed(world)
    before = listed(world, base)
    assert (before["is_met"], [each["outcome"] for each in before["findings"]]) == (False, ["met", "unknown", "unknown"])

    assert claim(world, base, id).status_code == 201
    assert confirm(world, id).status_code == 201
    after = listed(world, base, world.district())

    assert (after["id"], after["is_met"], after["incubatee"]["code"]) == (id, True, base.companies[0].code)
    assert {each["clause"] for each in after["findings"]} == {"第二十条（一）"}
    assert after["findings"][0]["found"] == "2025-03-03"


@pytest.mark.requirement("ZB-31")
def test_only_a_completed_company_claims_and_only_the_city_bureau_confirms_with_both_findings(world: World) -> None:
    base, id = a_base(world)
    early = claim(world, base, id)
    assert (early.status_code, early.json()["needed"]) == (409, "completed")

    base, id = completed(world)
    assert world.act(world.base(base), id, "confirm_effect", "claim_effect", "fill", entry=CLAIM).status_code == 403
    claim(world, base, id)
    assert (confirm(world, id, world.district()).status_code, confirm(world, id, world.base(base)).status_code) == (403, 403)
    no = confirm(world, id, judged=YES | {"effective_model": {"is_met": False, "note": "未见运行证据"}})
    assert (no.status_code, no.json()["clause"]) == (409, "第二十条（一）")
    assert listed(world, base)["is_met"] is False


@pytest.mark.requirement("ZB-31")
def test_the_list_is_for_offices_of_the_programme_alone(world: World) -> None:
    base, _ = completed(world)
    assert world.base(base).get("/priorities").status_code == 403
    assert world.elsewhere().get("/priorities").json()["items"] == []
    assert world.district("金水区").get("/priorities", params={"designation": base.id}).json()["items"] == []
