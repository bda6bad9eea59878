"""Benchmarks over HTTP: who is recommended for the provincial one counts as an applicant, and what a year's notice holds."""

from __future__ import annotations

from typing import Any

import pytest

from fuyu.caller import Role

from .edition import BENCHMARK, example, refusal
from .registry import CITY, Person, Registry, code, name

DISTRICT = "中牟县"
ALONGSIDE = {"entry": {"alongside_province": True}}
DEEMED = {"reason": "已推荐申报2026年河南省质量标杆。"}


def bureau(registry: Registry) -> Person:
    return registry.person("bureau-1", Role("industry bureau", CITY, office="industry_bureau"))


def district(registry: Registry) -> Person:
    return registry.person("district-1", Role("district industry bureau", CITY, office="industry_bureau", district=DISTRICT))


@pytest.fixture
def call(registry: Registry) -> str:
    """The recognition of 2026, with a company registered that has not applied."""
    registry.set_day("2026-03-02")
    made = bureau(registry).make("/calls", {"programme": BENCHMARK, "year": 2026, **ALONGSIDE})
    bureau(registry).make("/organisations", {"code": code(1), "name": name(1), "district": DISTRICT, "industry": "汽车和装备制造"})
    return str(made["id"])


def judged(registry: Registry, path: str, step: str) -> dict[str, Any]:
    shown = registry.operator.get(path)
    asked = next(each["judges"] for each in shown["steps"] if each["name"] == step)
    return {each["key"]: {"is_met": True, "note": "已核实"} for each in asked}


@pytest.mark.requirement("BM-1")
def test_who_is_recommended_to_the_province_counts_as_an_applicant_on_that_material_and_is_reviewed_like_the_others(registry: Registry, call: str) -> None:
    office, officer, body = bureau(registry), district(registry), {"call": call, "organisation": code(1)}
    assert refusal(officer.post("/applications", body))[0] == "not-your-step"
    path = f"/applications/{office.make('/applications', body)['id']}"
    registry.set_day("2026-03-09")
    assert refusal(registry.company(1).act(path, "apply", "deem", **DEEMED))[0] == "not-your-step"
    assert refusal(office.act(path, "apply", "deem"))[0] == "reason-missing"
    assert office.acts(path, "apply", "deem", **DEEMED)["applied_on"] == "2026-03-09"
    # The company hands in nothing, so the provincial material must be there before the district can recommend it.
    answer = officer.act(path, "recommend", "recommend", judged=judged(registry, path, "recommend"))
    assert refusal(answer) == ("conditions-not-met", ["第十一条"])
    officer.acts(path, "recommend", "return", reason="缺少省级申报材料")
    office.change(path, {"materials": {"provincial": [office.upload("省级申报材料.pdf")]}}).raise_for_status()
    office.acts(path, "apply", "deem", **DEEMED)
    shown = officer.acts(path, "recommend", "recommend", judged=judged(registry, path, "recommend"))
    assert (shown["stands_at"], shown["form"]) == ("review", {})
    asked = {each["key"]: each["outcome"] for act in shown["walk"]["acts"] if act["does"] == "recommend" for each in act["findings"]}
    assert {key: asked[key] for key in ("registered_here", "form", "provincial_material")} == {
        "registered_here": "met",
        "form": "exempt",
        "provincial_material": "met",
    }
    again = registry.company(1).post("/applications", {**body, "form": example("form", programme="benchmark", like="a_good_company")})
    assert refusal(again)[0] == "already-exists"


@pytest.mark.requirement("BM-2", "BM-1")
def test_a_years_notice_names_its_directions_and_says_whether_it_runs_alongside_the_province(registry: Registry, call: str) -> None:
    office = bureau(registry)
    shown = office.get(f"/calls/{call}")
    assert shown["directions"] == ["全面质量管理", "新一代信息技术", "新业态、新模式", "“专、精、特、新”"]
    assert (len(shown["industries"]), shown["acts"][0]["entry"]) == (12, {"alongside_province": True})
    assert office.post("/calls", {"programme": BENCHMARK, "year": 2027}).json()["errors"][0]["field"] == "entry.alongside_province"
    other = {"programme": BENCHMARK, "year": 2027, "directions": ["绿色制造"], "entry": {"alongside_province": False}}
    assert refusal(office.post("/calls", other)) == ("conditions-not-met", ["第十一条"])
    made = office.make("/calls", {**other, "overrides": {"alongside_province": "省级通知尚未印发。"}})
    assert (made["directions"], made["acts"][0]["overrides"]) == (["绿色制造"], {"alongside_province": "省级通知尚未印发。"})
