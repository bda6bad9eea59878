"""What base-registry refuses, how it says so, and that nothing half-done stays."""

from __future__ import annotations

from typing import Any

import pytest

from fuyu.caller import Role
from fuyu.ids import new_id

from .registry import CITY, PROGRAMME, Registry, Round, code, example, name
from .whole_way import designated, points, to_the_choice, to_the_visit


def problem(answer: Any, status: int, slug: str) -> dict[str, Any]:
    """Return a refusal's members; its status, type and media type must be as declared."""
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    members: dict[str, Any] = answer.json()
    assert (members["status"], members["type"]) == (status, f"/problems/{slug}")
    assert members["detail"]
    return members


def test_unknown_and_wrong_fields_of_a_form_are_named_each_with_its_path(round_of_2026: Round) -> None:
    application = round_of_2026.begin()
    company = application.registry.company(1)
    form = {**example("form"), "employees": "many", "unheard_of": 1, "years": [{"year": 2025, "revenue": []}]}
    members = problem(company.change(application.path, {"form": form}), 422, "invalid-input")
    fields = {error["field"] for error in members["errors"]}
    assert {"form.employees", "form.unheard_of", "form.years.0.revenue"} <= fields
    assert company.get(application.path)["form"] == example("form")


def test_an_incomplete_form_can_be_saved_but_not_handed_in(round_of_2026: Round) -> None:
    application = round_of_2026.begin()
    company = application.registry.company(1)
    form = example("form")
    del form["profile"]
    assert company.change(application.path, {"form": form}).status_code == 200
    answer = application.submit()
    assert answer.status_code in (409, 422)
    assert "profile" in answer.text
    assert company.get(application.path)["state"] == "draft"


@pytest.mark.requirement("ZB-11")
def test_a_missing_paper_is_named_when_handing_in(round_of_2026: Round) -> None:
    """Items 1–8 of annex 1 are needed to submit."""
    application = round_of_2026.begin()
    company = application.registry.company(1)
    materials = company.get(application.path)["materials"]
    del materials["commitment"]
    company.change(application.path, {"materials": materials})
    members = problem(application.submit(), 409, "conditions-not-met")
    missing = [found for found in members["findings"] if found["outcome"] == "not met"]
    assert [(found["key"], found["clause"]) for found in missing] == [("material.commitment", "附件1 填表说明四8")]


def test_a_file_of_someone_else_cannot_be_named(round_of_2026: Round) -> None:
    application = round_of_2026.begin()
    theirs = application.registry.company(2).upload()
    answer = application.registry.company(1).change(application.path, {"materials": {"request": [theirs]}})
    assert answer.status_code in (403, 404, 422)
    assert application.registry.company(1).get(application.path)["materials"]["request"] != [theirs]


@pytest.mark.requirement("ZB-7")
def test_an_officer_of_another_district_cannot_recommend(round_of_2026: Round) -> None:
    application = round_of_2026.begin()
    application.submit()
    other = application.registry.district("金水区")
    answer = other.act(application.path, "district", "recommend", judged={})
    problem(answer, 403, "not-your-step")


def test_a_refusal_and_a_return_need_a_reason_and_a_return_opens_the_form_again(round_of_2026: Round) -> None:
    application = round_of_2026.begin()
    application.submit()
    district, company = application.registry.district(), application.registry.company(1)
    problem(district.act(application.path, "district", "return"), 422, "reason-missing")
    problem(district.act(application.path, "district", "applaud"), 422, "word-not-allowed")
    problem(district.act(application.path, "nowhere", "return"), 404, "not-found")
    problem(company.change(application.path, {"form": example("form")}), 409, "step-not-open")
    returned = district.acts(application.path, "district", "return", reason="请补充近三年指标说明")
    assert (returned["stands_at"], returned["applied_on"]) == ("apply", "2026-03-02")
    assert company.change(application.path, {"form": example("form")}).status_code == 200
    application.registry.set_day("2026-06-10")
    assert application.submit().status_code == 201, "what was filed in time may be completed after the window"


@pytest.mark.parametrize(("field", "clause"), [("model_applied_since", "第六条（一）"), ("founded_on", "第六条（五）")])
@pytest.mark.parametrize(("day", "is_refused"), [("2026-03-01", False), ("2026-03-02", False), ("2026-03-03", True), ("2199-01-01", True)])
def test_what_has_begun_by_the_form_has_begun_by_the_application_date(round_of_2026: Round, field: str, clause: str, day: str, is_refused: bool) -> None:
    """A day that has not come is refused when the form is handed in, by a sentence about that day, and not by a rule that fails on it later."""
    application = round_of_2026.begin("2026-03-02", **{field: day})
    answer = application.submit()
    if not is_refused:
        assert answer.status_code == 201, answer.text
        return
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/conditions-not-met"), answer.text
    told = answer.json()
    assert (told["clause"], told["found"], told["needed"]) == (clause, day, "2026-03-02")


def test_a_refused_application_has_ended_and_takes_no_further_act(round_of_2026: Round) -> None:
    application = round_of_2026.begin()
    application.submit()
    district = application.registry.district()
    refused = district.acts(application.path, "district", "refuse", reason="不在本区注册经营")
    assert (refused["state"], refused["stands_at"]) == ("refused", None)
    problem(district.act(application.path, "district", "recommend"), 409, "step-not-open")


def test_two_changes_on_one_version_keep_only_the_first(round_of_2026: Round) -> None:
    application = round_of_2026.begin()
    company = application.registry.company(1)
    read = {"If-Match": company.version(application.path)}
    first = company.http.patch(application.path, json={"form": {**example("form"), "phone": "1"}}, headers=read)
    second = company.http.patch(application.path, json={"form": {**example("form"), "phone": "2"}}, headers=read)
    assert first.status_code == 200
    problem(second, 412, "stale-version")
    problem(company.http.patch(application.path, json={"form": {}}), 428, "precondition-missing")
    assert company.get(application.path)["form"]["phone"] == "1"


def test_points_beyond_an_items_maximum_are_refused_and_nobody_sees_anothers_sheet(round_of_2026: Round) -> None:
    application = to_the_visit(round_of_2026)
    registry, city = application.registry, application.registry.city()
    city.acts(application.path, "on_site", "assign", entry={"people": ["expert-1"]})
    registry.expert("expert-1").acts(application.path, "on_site", "declare", entry={"interest": False})
    registry.expert("expert-1").acts(application.path, "on_site", "record", entry=example("on_site"), judged=application.judged("on_site"))
    city.acts(application.path, "rubric", "assign", entry={"people": ["expert-1", "expert-2", "expert-3"]})
    first, second = registry.expert("expert-1"), registry.expert("expert-2")
    for expert in (first, second):
        expert.acts(application.path, "rubric", "declare", entry={"interest": False})
    for wrong in ("20.01", "-1", "NaN", "many", None):
        members = problem(first.act(application.path, "rubric", "score", entry={"points": {**points(), "item_1": wrong}}), 422, "invalid-input")
        assert members["errors"][0]["field"] == "entry.points.item_1"
    first.acts(application.path, "rubric", "score", entry={"points": {**points(), "item_1": "20"}})
    seen = [act["entry"] for act in second.get(application.path)["walk"]["acts"] if act["step"] == "rubric" and act["does"] == "score"]
    assert seen == [{}]


def test_a_choice_names_only_rows_of_its_list_and_gives_reasons_for_departures(round_of_2026: Round) -> None:
    application = to_the_choice(round_of_2026)
    city, call = application.registry.city(), f"/calls/{application.call}"
    number = "郑市监文〔2026〕9号"
    problem(city.act(call, "designate", "choose", entry={"chosen": {application.application: "base"}}), 422, "document-number-missing")
    stranger = problem(city.act(call, "designate", "choose", entry={"chosen": {new_id(): "base"}}, number=number), 422, "invalid-input")
    assert "not on the list" in stranger["errors"][0]["reason"]
    departed = problem(city.act(call, "designate", "choose", entry={"chosen": {}}, number=number), 422, "invalid-input")
    assert departed["errors"][0]["field"] == f"entry.reasons.{application.application}"
    assert city.get(call)["granted"] == {}


def test_a_company_on_two_lists_of_one_call_stops_the_second_recommendation(round_of_2026: Round) -> None:
    first = round_of_2026.begin()
    first.submit()
    first.list_companies(10)
    second = Round(first.registry, number=2, call=first.call).begin()
    second.submit()
    second.list_companies(10, first=110)
    answer = second.recommend()
    members = problem(answer, 409, "conditions-not-met")
    twice = next(found for found in members["findings"] if found["key"] == "on_one_list")
    assert (twice["outcome"], twice["found"]) == ("not met", 1)
    assert code(110) in twice["because"]


def test_another_citys_officer_finds_nothing(round_of_2026: Round) -> None:
    application = round_of_2026.begin()
    stranger = application.registry.person("stranger", Role("city bureau", "example", office="market_bureau"))
    for path in (application.path, f"/calls/{application.call}"):
        problem(stranger.http.get(path), 404, "not-found")
    assert stranger.get("/applications")["items"] == []
    assert stranger.get("/calls")["items"] == []


def test_an_act_on_a_call_is_its_offices_alone(round_of_2026: Round) -> None:
    application = to_the_choice(round_of_2026)
    other_office = application.registry.person("officer-9", Role("city bureau", CITY, office="industry_bureau"))
    answer = other_office.act(f"/calls/{application.call}", "designate", "choose", entry={"chosen": {}}, number="郑市监文〔2026〕9号")
    problem(answer, 403, "not-your-step")


def test_an_objection_is_taken_only_while_the_list_is_published_and_an_upheld_one_removes_its_row(round_of_2026: Round, tick: Any) -> None:
    application = to_the_choice(round_of_2026)
    registry = application.registry
    objection = {"application": application.application, "says": "该企业2025年曾发生事故", "contact": {"name": "某某", "phone": "000"}}
    early = registry.person("p", Role("x", CITY)).post(f"/public/{CITY}/calls/{application.call}/objections", objection)
    problem(early, 404, "not-found")


def test_the_register_takes_a_code_once_and_only_with_its_check_digit(registry: Registry) -> None:
    registry.set_day("2026-02-02")
    company = registry.company(1)
    body = {"code": code(1), "name": name(1), "district": "中原区"}
    wrong = code(1)[:-1] + ("0" if code(1)[-1] != "0" else "1")
    problem(company.post("/organisations", {**body, "code": wrong}), 422, "invalid-input")
    problem(company.post("/organisations", {**body, "district": "外区"}), 422, "invalid-input")
    problem(registry.company(2).post("/organisations", body), 403, "forbidden")
    company.make("/organisations", body)
    problem(company.post("/organisations", body), 409, "already-exists")


def test_a_round_of_an_unknown_programme_or_a_past_year_is_refused(registry: Registry) -> None:
    registry.set_day("2026-07-01")
    city = registry.city()
    problem(city.post("/calls", {"programme": "zhengzhou.unheard_of", "year": 2026}), 404, "not-found")
    members = problem(city.post("/calls", {"programme": PROGRAMME, "year": 2026}), 422, "invalid-input")
    assert "2026-06-01" in members["errors"][0]["reason"]
    registry.set_day("2027-01-11")
    problem(city.post("/calls", {"programme": PROGRAMME, "year": 2027}), 409, "not-in-force")


def test_what_was_designated_is_public_with_its_term_and_nothing_else_is(round_of_2026: Round) -> None:
    designation = designated(round_of_2026)
    registry = round_of_2026.registry
    shown = registry.operator.http.get(f"/public/{CITY}/designations").json()["items"]
    assert [(row["id"], row["starts_on"], row["ends_on"]) for row in shown] == [(designation, "2026-06-02", "2029-06-02")]
    assert set(shown[0]["organisation"]) == {"code", "name"}
    problem(registry.company(2).http.get(f"/designations/{designation}"), 404, "not-found")


def test_a_listed_company_sees_its_own_part_and_the_applicant_no_experts_sheet(round_of_2026: Round) -> None:
    """Files are open only to those assigned (L13): who is only listed sees no form, paper, score or other company."""
    application = to_the_choice(round_of_2026)
    registry = application.registry
    listed = registry.company(101)
    seen = listed.get(application.path)
    assert (seen["form"], seen["materials"], seen["scores"]) == ({}, {}, {})
    assert [company["code"] for company in seen["named"]] == [code(101)]
    assert {act["organisation"] for act in seen["walk"]["acts"]} == {code(101)}
    paper = registry.operator.get(application.path)["materials"]["identity"][0]
    assert listed.http.get(f"/files/{paper}").status_code in (403, 404)
    assert registry.district().http.get(f"/files/{paper}").status_code == 200
    own = registry.company(1).get(application.path)
    sheets = [act for act in own["walk"]["acts"] if act["step"] == "rubric"]
    assert sheets
    assert all((act["by"], act["entry"]) == ("", {}) for act in sheets)
    assert own["walk"]["assigned"] == {}
