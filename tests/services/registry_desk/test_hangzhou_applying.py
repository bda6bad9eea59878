"""Applying for cultivation in Hangzhou: who may, with what, until when, and what is reported while the review goes on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from fuyu.caller import Role

from .hangzhou_city import CITY, NEEDED, Cultivation, example
from .registry import Registry, code, name


def problem(answer: Any, status: int, slug: str) -> dict[str, Any]:
    """Return a refusal's members; its status and type must be as declared."""
    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{slug}"), answer.text
    members: dict[str, Any] = answer.json()
    return members


def stands_in_the_way(members: Mapping[str, Any]) -> list[tuple[str, str, str | None]]:
    """Return what is not met, each with its clause and about whom."""
    found = [each for each in members["findings"] if each["outcome"] == "not met"]
    return [(each["key"], each["citation"]["clause"], each.get("about")) for each in found]


@pytest.fixture
def cultivation(registry: Registry) -> Cultivation:
    """A round in which one applies from 2 to 31 March 2026."""
    return Cultivation(registry).open()


@pytest.mark.requirement("HZ-3")
@pytest.mark.parametrize(
    ("form", "is_refused"),
    [
        ({"kind": "党委、政府及所属部门"}, True),
        ({"kind": "事业单位", "is_managed_as_civil_service": True}, True),
        ({"kind": "事业单位"}, False),
    ],
)
def test_bodies_managed_by_the_civil_service_law_or_by_reference_to_it_cannot_apply(cultivation: Cultivation, form: dict[str, Any], is_refused: bool) -> None:
    """二（五）：……按照（参照）《中华人民共和国公务员法》管理的组织不得作为申报对象."""
    answer = cultivation.begin(**form).submit()
    if is_refused:
        assert problem(answer, 409, "conditions-not-met")["clause"] == "二（五）"
    else:
        assert answer.status_code == 201, answer.text


@pytest.mark.requirement("HZ-5")
def test_each_paper_of_the_checklist_is_asked_for_with_its_clause(cultivation: Cultivation) -> None:
    clauses = {"application_form": "三（一）", "evidence": "三（五）", "chief_quality_officer": "三（五）", "organisation_chart": "三（五）"}
    assert set(clauses) == set(NEEDED)
    for number, (paper, clause) in enumerate(clauses.items(), start=1):
        members = problem(cultivation.begin(number, without=[paper]).submit(number), 409, "conditions-not-met")
        assert stands_in_the_way(members) == [(f"material.{paper}", clause, None)]
    cultivation.begin(9)
    for part in ("overview", "self_assessment", "summary"):
        cultivation.company(9).change(cultivation.path(9), {"form": {key: value for key, value in example("form", 9).items() if key != part}})
        assert [each["field"] for each in problem(cultivation.submit(9), 422, "invalid-input")["errors"]] == [f"form.{part}"]


@pytest.mark.requirement("HZ-5")
@pytest.mark.requirement("L12")
@pytest.mark.parametrize(("characters", "is_refused"), [(2999, False), (3000, False), (3001, True)])
def test_the_overview_has_three_thousand_characters_at_most(cultivation: Cultivation, characters: int, is_refused: bool) -> None:
    """三（二）：字数限 3000 字以内, spaces not counted."""
    answer = cultivation.begin(overview="字 " * characters).submit()
    if is_refused:
        members = problem(answer, 409, "conditions-not-met")
        assert (members["clause"], members["found"], members["needed"]) == ("三（二）", 3001, 3000)
    else:
        assert answer.status_code == 201, answer.text


@pytest.mark.requirement("HZ-5")
@pytest.mark.parametrize(("figures", "is_refused"), [(999, False), (1000, False), (1001, True)])
def test_the_self_assessment_has_sixty_thousand_characters_at_most_its_figures_included(cultivation: Cultivation, figures: int, is_refused: bool) -> None:
    """三（三）：字数限 6 万字以内（含图表）."""
    empty = dict.fromkeys(("leadership", "strategy", "customers", "resources", "processes", "measurement"), "略")
    text = {**empty, "results": "字" * (59_000 - len(empty)), "characters_in_figures": figures}
    answer = cultivation.begin(self_assessment=text).submit()
    if is_refused:
        members = problem(answer, 409, "conditions-not-met")
        assert (members["clause"], members["found"], members["needed"]) == ("三（三）", 60_001, 60_000)
    else:
        assert answer.status_code == 201, answer.text


@pytest.mark.requirement("HZ-5")
def test_after_the_closing_date_nothing_is_added_changed_or_returned(cultivation: Cultivation) -> None:
    """三（七）：该次申请日期截止后，市市场监管局不再接受补充或更改的材料: the day itself is the last (L1)."""
    registry, company, district = cultivation.registry, cultivation.company(), cultivation.district()
    cultivation.begin(1).begin(2).begin(3)
    path = cultivation.path()
    assert cultivation.submit().status_code == 201
    registry.set_day("2026-03-31")
    district.acts(path, "district_review", "return", reason="请补充组织机构图")
    assert company.change(path, {"form": {**example("form"), "position": "居本市同行业第一位"}}).is_success
    assert cultivation.submit().status_code == 201
    assert cultivation.submit(2).status_code == 201
    registry.set_day("2026-04-01")
    for answer in (company.change(path, {"form": example("form")}), company.change(path, {"materials": {}}), cultivation.submit(3)):
        members = problem(answer, 409, "material-frozen")
        assert (members["clause"], members["found"], members["needed"]) == ("三（七）", "2026-04-01", "2026-03-31")
    problem(district.act(path, "district_review", "return", reason="请补充"), 409, "material-frozen")
    district.acts(path, "district_review", "refuse", reason="材料不完整", judged=cultivation.judged(1, "district_review", material_complete=False))


@pytest.mark.requirement("HZ-5")
def test_what_the_district_received_on_paper_in_time_can_still_be_entered(cultivation: Cultivation) -> None:
    cultivation.begin()
    cultivation.registry.set_day("2026-04-02")
    district, path = cultivation.district(), cultivation.path()
    receipt = {"received_on": "2026-03-31", "number": "收文12号", "file": district.upload(), "reason": "窗口收件"}
    answer = district.post(f"{path}/receipt", receipt, **{"If-Match": district.version(path)})
    assert answer.status_code == 201, answer.text
    assert cultivation.company().change(path, {"form": example("form")}).is_success
    assert cultivation.submit().json()["applied_on"] == "2026-03-31"
    problem(cultivation.company().change(path, {"form": example("form")}), 409, "material-frozen")


@pytest.mark.requirement("HZ-6")
def test_only_the_district_of_registration_takes_the_application(cultivation: Cultivation) -> None:
    """三（六）：按申报主体注册地的属地原则."""
    assert cultivation.begin().submit().status_code == 201
    judged = cultivation.judged(1, "district_review")
    elsewhere = cultivation.district("拱墅区")
    refused = elsewhere.post(
        f"{cultivation.path()}/acts",
        {"step": "district_review", "does": "recommend", "judged": judged},
        **{"If-Match": cultivation.district().version(cultivation.path())},
    )
    assert problem(refused, 403, "not-your-step")["needed"] == "district bureau"
    cultivation.district().acts(cultivation.path(), "district_review", "recommend", judged=judged)


@pytest.mark.requirement("HZ-1")
@pytest.mark.requirement("HZ-2")
def test_the_city_asks_each_condition_of_the_applicant_and_says_which_is_not_met(cultivation: Cultivation) -> None:
    """二（一）至（三）: three years of the model to the day, none asked of three kinds of industry; each statement by itself."""
    statements = example("form")["statements"]
    cases: list[tuple[dict[str, Any], list[tuple[str, str, str | None]]]] = [
        ({"model_since": "2023-03-02"}, []),
        ({"model_since": "2023-03-01"}, []),
        ({"model_since": "2023-03-03"}, [("model_years", "二（二）", None)]),
        ({"model_since": "2026-01-01", "industry": "生命健康产业"}, []),
        ({"is_lawful_and_honest": False}, [("lawful_and_honest", "二（一）", None)]),
        ({"figures": example("form")["figures"][1:]}, [("indicator_years", "二（二）", None)]),
        *[({"statements": {**statements, each: False}}, [(each, "二（三）", None)]) for each in statements],
    ]
    for number, (form, _) in enumerate(cases, start=1):
        cultivation.begin(number, **form)
    cultivation.to_the_city(*range(1, len(cases) + 1))
    for number, (form, expected) in enumerate(cases, start=1):
        answer = cultivation.admit(number)
        assert (stands_in_the_way(answer.json()) if answer.status_code == 409 else []) == expected, (form, answer.text)
    exempt = cultivation.city.get(cultivation.path(4))["walk"]["acts"][-1]["findings"]
    assert [each["outcome"] for each in exempt if each["key"] == "model_years"] == ["exempt"]


@pytest.mark.requirement("HZ-1")
def test_whether_it_is_at_the_front_of_its_industry_the_city_judges(cultivation: Cultivation) -> None:
    cultivation.to_the_city()
    members = problem(cultivation.admit(1, leading_in_city=False), 409, "conditions-not-met")
    assert stands_in_the_way(members) == [("leading_in_city", "二（二）", None)]


@pytest.mark.requirement("HZ-4")
def test_of_a_group_the_holding_that_fails_is_named_with_the_item(cultivation: Cultivation) -> None:
    """二（六）：除总部必须具备以上条件外，其所有控股组织均要符合（一）至（三）项基本条件."""
    first, second = example("form", 1, "a_group")["holdings"]
    failing = [
        ({"model_since": "2024-01-01"}, ("model_years", "二（二）", second["name"])),
        ({"is_lawful_and_honest": False}, ("lawful_and_honest", "二（一）", second["name"])),
        ({"is_leading": False}, ("holding_is_leading", "二（二）", second["name"])),
        ({"statements": {**second["statements"], "no_major_accident": False}}, ("no_major_accident", "二（三）", second["name"])),
    ]
    cultivation.begin(1, like="a_group", more=["holdings_evidence"])
    for number, (changed, _) in enumerate(failing, start=2):
        cultivation.begin(number, like="a_group", more=["holdings_evidence"], holdings=[first, {**second, **changed}])
    cultivation.to_the_city(*range(1, 6))
    assert cultivation.admit(1).status_code == 201
    for number, (_, expected) in enumerate(failing, start=2):
        assert stands_in_the_way(problem(cultivation.admit(number), 409, "conditions-not-met")) == [expected]


@pytest.mark.requirement("HZ-4")
def test_of_a_group_every_holding_is_assessed_and_those_in_the_city_give_evidence(cultivation: Cultivation) -> None:
    """三（三）：对其所有控股组织均应进行评价说明；三（五）：杭州市行政区域内的所有控股组织的证实性材料."""
    here, elsewhere = example("form", 1, "a_group")["holdings"]
    assert (here["is_in_hangzhou"], elsewhere["is_in_hangzhou"]) == (True, False)
    unassessed = {key: value for key, value in elsewhere.items() if key != "self_assessment"}
    errors = problem(cultivation.begin(1, like="a_group", holdings=[here, unassessed]).submit(1), 422, "invalid-input")["errors"]
    assert [each["field"] for each in errors] == ["form.holdings.1.self_assessment"]
    members = problem(cultivation.begin(2, like="a_group").submit(2), 409, "conditions-not-met")
    assert stands_in_the_way(members) == [("holdings_evidence", "三（五）", None)]
    assert cultivation.begin(3, like="a_group", holdings=[elsewhere]).submit(3).status_code == 201


@pytest.mark.requirement("HZ-6")
@pytest.mark.parametrize(("reported_on", "is_late"), [("2026-04-13", False), ("2026-04-20", False), ("2026-04-21", True)])
def test_a_change_during_the_review_is_reported_within_five_working_days_and_a_late_report_is_marked(
    cultivation: Cultivation, reported_on: str, is_late: bool
) -> None:
    """三（六）: what happened on Monday 13 April is reported by Monday 20 April."""
    cultivation.to_the_city()
    cultivation.registry.set_day(reported_on)
    path = cultivation.opens(cultivation.company(), "report_change", "change", happened_on="2026-04-13")
    [act] = cultivation.city.get(path)["walk"]["acts"]
    marked = [(each["citation"]["clause"], each["needed"]) for each in act["findings"] if each["outcome"] == "not met"]
    assert marked == ([("三（六）", "2026-04-20")] if is_late else [])
    assert cultivation.city.acts(path, "change_noted", "note")["state"] == "completed"


@pytest.mark.requirement("HZ-6")
def test_only_the_applicant_reports_a_change_and_only_one_that_has_happened(cultivation: Cultivation) -> None:
    cultivation.to_the_city()
    body = {"process": "report_change", "step": "change", "does": "fill", "entry": {**example("change"), "happened_on": "2026-04-02"}}
    address = f"{cultivation.path()}/proceedings"
    members = problem(cultivation.company().post(address, body), 409, "conditions-not-met")
    assert (members["clause"], members["found"], members["needed"]) == ("三（六）", "2026-04-02", "2026-04-01")
    problem(cultivation.city.post(address, body), 403, "not-your-step")
    stranger = cultivation.registry.person("company-h77", Role("applicant", CITY, organisation=code(77)))
    problem(stranger.post(address, body), 404, "not-found")
    problem(cultivation.company().post(address, {**body, "process": "apply"}), 404, "not-found")
    assert cultivation.company(7).get("/proceedings")["items"] == [], name(7)
