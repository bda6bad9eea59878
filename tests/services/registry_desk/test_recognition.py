"""Benchmarks over HTTP: who counts as an applicant, what a year's notice holds, and what a form and its summary must be."""

from __future__ import annotations

from typing import Any

import httpx
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


def apply(registry: Registry, call: str, **form: Any) -> tuple[str, httpx.Response]:
    """Let the company write a good application, changed as given, and hand it in; return its address and the answer."""
    return apply_with(registry, call, good_form() | form)


def good_form() -> dict[str, Any]:
    return dict(example("form", programme="benchmark", like="a_good_company"))


def apply_with(registry: Registry, call: str, content: dict[str, Any]) -> tuple[str, httpx.Response]:
    company = registry.company(1)
    path = f"/applications/{company.make('/applications', {'call': call, 'organisation': code(1), 'form': content})['id']}"
    company.change(path, {"materials": {key: [company.upload()] for key in ("application", "summary")}}).raise_for_status()
    return path, company.act(path, "apply", "submit")


def recommend(registry: Registry, path: str) -> httpx.Response:
    return district(registry).act(path, "recommend", "recommend", judged=judged(registry, path, "recommend"))


def named_in(characters: int) -> str:
    """Return a name of so many characters, of which the company's own are 7 and 经验 2."""
    return f"{name(1)}{'法' * (characters - 9)}经验"


# 附件2 一：摘要（500 字以内），企业概况（500 字以内），推进实施与运行（8000字以内），实施效果（2000字以内）。
@pytest.mark.requirement("BM-4", "L12")
@pytest.mark.parametrize(
    ("field", "most", "clause"),
    [
        ("abstract", 500, "附件2 一（二）"),
        ("profile", 500, "附件2 一（三）"),
        ("practice", 8000, "附件2 一（四）"),
        ("results", 2000, "附件2 一（五）"),
    ],
)
def test_a_text_of_the_summary_is_handed_in_up_to_its_length(registry: Registry, call: str, field: str, most: int, clause: str) -> None:
    path, answer = apply(registry, call, **{field: "验" * (most + 1)})
    assert refusal(answer) == ("conditions-not-met", [clause])
    assert (answer.json()["found"], answer.json()["needed"]) == (most + 1, most)
    company, content = registry.company(1), registry.company(1).get(path)["form"]
    for characters in (most - 1, most):
        company.change(path, {"form": content | {field: "验" * characters}}).raise_for_status()
        shown = company.acts(path, "apply", "submit")
        assert (shown["stands_at"], len(shown["form"][field])) == ("recommend", characters)
        if characters < most:
            district(registry).acts(path, "recommend", "return", reason="请补充。")
    assert recommend(registry, path).status_code == 201


# 附件2 一（一）：质量标杆名称（40 字以内）；命名规则为：（企业）+（典型方法技术）+（经验）。
@pytest.mark.requirement("BM-4", "L12")
@pytest.mark.parametrize(
    ("called", "is_taken"),
    [(named_in(39), True), (named_in(40), True), (f"{named_in(39)[:-2]} 法 经验", True), (named_in(41), False), (named_in(10), True)],
)
def test_a_benchmark_is_handed_in_under_a_name_of_40_characters_at_most(registry: Registry, call: str, called: str, is_taken: bool) -> None:
    """Spaces are no characters (L12)."""
    path, answer = apply(registry, call, name=called)
    if is_taken:
        assert (answer.status_code, recommend(registry, path).status_code) == (201, 201)
    else:
        assert refusal(answer) == ("conditions-not-met", ["附件2 一（一）"])
        assert registry.company(1).get(path)["applied_on"] is None


@pytest.mark.requirement("BM-4")
@pytest.mark.parametrize(
    ("called", "short_name", "is_taken"),
    [
        (f"{name(1)}实施六西格玛设计的经验", None, True),
        ("示范一厂实施六西格玛设计的经验", "示范一厂", True),
        ("示范一厂实施六西格玛设计的经验", None, False),
        (f"{name(1)}实施六西格玛设计", None, False),
        (f"{name(1)}经验", None, False),
    ],
)
def test_a_name_of_another_form_is_not_recommended(registry: Registry, call: str, called: str, short_name: str | None, is_taken: bool) -> None:
    path, answer = apply(registry, call, name=called, short_name=short_name)
    assert answer.status_code == 201
    if is_taken:
        assert recommend(registry, path).status_code == 201
    else:
        assert refusal(recommend(registry, path)) == ("conditions-not-met", ["附件2 一（一）"])


# 附件1 承诺：法人代表签字，年 月 日。
@pytest.mark.requirement("BM-5")
@pytest.mark.parametrize(("signed_on", "is_taken"), [("2026-03-01", True), ("2026-03-02", True), ("2026-03-03", False)])
def test_the_statement_is_signed_by_the_day_on_which_it_is_handed_in(registry: Registry, call: str, signed_on: str, is_taken: bool) -> None:
    path, answer = apply(registry, call, signed_on=signed_on)
    assert (answer.status_code, answer.json()["applied_on"]) == (201, "2026-03-02")
    registry.set_day("2026-03-09")  # What counts is the day of the application, not that of the review.
    if is_taken:
        assert recommend(registry, path).status_code == 201
    else:
        assert refusal(recommend(registry, path)) == ("conditions-not-met", ["附件1 承诺"])


@pytest.mark.requirement("BM-5")
@pytest.mark.parametrize("field", ["legal_representative", "signed_on", "states_no_violation"])
def test_a_form_without_its_signed_statement_is_not_handed_in(registry: Registry, call: str, field: str) -> None:
    _, answer = apply_with(registry, call, {key: value for key, value in good_form().items() if key != field})
    assert (refusal(answer)[0], [each["field"] for each in answer.json()["errors"]]) == ("invalid-input", [f"form.{field}"])


@pytest.mark.requirement("BM-5", "BM-3")
@pytest.mark.parametrize(("field", "clause"), [("states_no_violation", "附件1 承诺"), ("promises_to_share", "第六条4")])
def test_what_the_statement_does_not_say_stands_in_the_way(registry: Registry, call: str, field: str, clause: str) -> None:
    path, answer = apply(registry, call, **{field: False})
    assert answer.status_code == 201
    assert refusal(recommend(registry, path)) == ("conditions-not-met", [clause])


# 附件1 基本情况：近三年的资产总额、销售收入、利润总额、从业人员。
@pytest.mark.requirement("BM-5", "L11")
@pytest.mark.parametrize(
    ("years", "is_taken"), [((2024, 2025), False), ((2023, 2024, 2025), True), ((2022, 2023, 2024), False), ((2022, 2023, 2024, 2025), True)]
)
def test_the_form_tells_the_three_years_before_the_application(registry: Registry, call: str, years: tuple[int, ...], is_taken: bool) -> None:
    one = good_form()["years"][0]
    path, answer = apply(registry, call, years=[one | {"year": year} for year in years])
    assert answer.status_code == 201
    if is_taken:
        assert recommend(registry, path).status_code == 201
    else:
        assert refusal(recommend(registry, path))[0] == "conditions-not-met"
