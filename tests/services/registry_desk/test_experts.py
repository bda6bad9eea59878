"""The pool of experts: qualifications that run out, appraisals, and who is barred for misconduct."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from base_registry import SERVICE
from base_registry.documents import Application
from fuyu.caller import Role
from fuyu.service import Running

from .edition import EXPERTS, Edition, points, refusal
from .registry import CITY, OFFICE, Person, Registry, code

FINDING = {"found_on": "2026-03-06", "number": "郑质评〔2026〕3号", "finding": "向申报单位泄露其他单位材料，经查实。"}


@pytest.fixture
def edition(registry: Registry) -> Edition:
    """An edition with an applicant that has come to its document review on 9 March 2026."""
    made = Edition(registry).adopt("2026-01-04", "2026-01-05").open("2026-03-02")
    registry.set_day("2026-03-09")
    made.recommended(1)
    made.take(made.qualify(1))
    return made


def assign(edition: Edition, *people: str) -> httpx.Response:
    return edition.secretariat().act(edition.paths[1], "document_sheets", "assign", entry={"people": list(people)})


def kept(edition: Edition, person: str) -> dict[str, Any]:
    (found,) = edition.secretariat().get("/experts", person=person)["items"]
    return dict(found)


def change(by: Person, expert: dict[str, Any], what: str, body: dict[str, Any]) -> httpx.Response:
    return by.post(f"/experts/{expert['id']}/{what}", body, **{"If-Match": f'"{expert["version"]}"'})


@pytest.mark.requirement("MQ-6", "MQ-15")
def test_who_is_not_in_the_pool_is_not_assigned(edition: Edition) -> None:
    answer = assign(edition, "stranger")
    assert refusal(answer) == ("conditions-not-met", ["第十一条"])
    edition.pool("stranger")
    assert assign(edition, "stranger").status_code == 201


@pytest.mark.requirement("MQ-15")
@pytest.mark.parametrize(("valid_until", "is_qualified"), [("2026-03-08", False), ("2026-03-09", True), ("2026-03-10", True), (None, True)])
def test_a_qualification_holds_through_its_last_day(edition: Edition, valid_until: str | None, is_qualified: bool) -> None:
    qualification = {"title": "卓越绩效评审员", "number": "示例001"} | ({"valid_until": valid_until} if valid_until else {})
    edition.pool("expert-6", qualifications=[qualification])
    answer = assign(edition, "expert-6")
    if is_qualified:
        assert answer.status_code == 201
        return
    assert refusal(answer) == ("conditions-not-met", ["第十条（三）"])
    renewed = {"qualifications": [{**qualification, "valid_until": "2029-03-08"}]}
    assert edition.secretariat().change(f"/experts/{kept(edition, 'expert-6')['id']}", renewed).status_code == 200
    assert assign(edition, "expert-6").status_code == 201


@pytest.mark.requirement("MQ-15")
def test_who_is_barred_for_misconduct_is_assigned_no_more_and_acts_no_more_until_the_bar_is_lifted(edition: Edition) -> None:
    """INVARIANT: a bar holds from its day on, for those who are assigned already too; that it stood is never forgotten."""
    secretariat, expert, path = edition.secretariat(), edition.registry.expert("expert-1"), edition.paths[1]
    assert assign(edition, *EXPERTS).status_code == 201
    expert.acts(path, "document_sheets", "declare", entry={"interest": False})
    assert refusal(change(edition.district(), kept(edition, "expert-1"), "bars", FINDING))[0] == "forbidden"
    assert change(secretariat, kept(edition, "expert-1"), "bars", {**FINDING, "found_on": "2026-03-10"}).status_code == 422
    barred = edition.take(change(secretariat, kept(edition, "expert-1"), "bars", FINDING))
    told = {name: barred["bar"][name] for name in ("office", "since", "found_on", "finding", "number", "by")}
    assert told == {"office": "award_secretariat", "since": "2026-03-09", "by": "secretary", **FINDING}
    found = {word: [each["person"] for each in secretariat.get("/experts", is_barred=word)["items"]] for word in ("true", "false")}
    assert found == {"true": ["expert-1"], "false": list(EXPERTS[1:])}
    assert refusal(change(secretariat, kept(edition, "expert-1"), "bars", FINDING))[0] == "step-not-open"
    scored = expert.act(path, "document_sheets", "score", entry={"points": points(800)})
    assert refusal(scored) == ("conditions-not-met", [None, "第二十六条"])
    again = edition.recommended(2)
    edition.take(edition.qualify(2))
    answer = secretariat.act(again, "document_sheets", "assign", entry={"people": ["expert-1"]})
    assert refusal(answer) == ("conditions-not-met", [None, "第二十六条"])
    edition.registry.set_day("2026-03-16")
    lifted = edition.take(change(secretariat, kept(edition, "expert-1"), "bars/lift", {"reason": "复核认定系他人所为。"}))
    assert (lifted["bar"], lifted["past_bars"][0]["since"], lifted["past_bars"][0]["lifted_on"]) == (None, "2026-03-09", "2026-03-16")
    expert.acts(path, "document_sheets", "score", entry={"points": points(800)})
    assert refusal(change(secretariat, kept(edition, "expert-1"), "bars/lift", {"reason": "复核。"}))[0] == "step-not-open"


@pytest.mark.requirement("MQ-15")
def test_the_work_of_an_expert_is_appraised_each_year_by_who_assigns(edition: Edition) -> None:
    secretariat, told = edition.secretariat(), {"year": 2026, "result": "优秀", "says": "评审意见充分，记录完整。"}
    assert refusal(change(edition.district(), kept(edition, "expert-1"), "appraisals", told))[0] == "forbidden"
    assert change(secretariat, kept(edition, "expert-1"), "appraisals", {**told, "year": 2027}).status_code == 422
    shown = edition.take(change(secretariat, kept(edition, "expert-1"), "appraisals", told))
    assert shown["appraisals"] == [{**told, "office": "award_secretariat", "by": "secretary", "on": "2026-03-09"}]


@pytest.mark.requirement("MQ-7", "L10")
def test_who_comes_to_work_for_the_applicants_group_is_recused_from_then_on(edition: Edition) -> None:
    """Groups are known by the code of the company that heads them."""
    applicant = edition.registry.operator.get(edition.paths[1])["organisation"]["code"]
    edition.take(edition.secretariat().change(f"/experts/{kept(edition, 'expert-1')['id']}", {"group_code": applicant}))
    answer = assign(edition, *EXPERTS)
    assert (refusal(answer)[0], answer.json()["found"]) == ("recused", ["expert-1"])
    assert assign(edition, *EXPERTS[1:]).status_code == 201


@pytest.mark.requirement("MQ-15")
def test_an_office_finds_an_expert_by_name_or_employer_and_sees_the_files_to_which_they_were_assigned(edition: Edition) -> None:
    """INVARIANT: what another office or district may not see is not told by way of an expert either."""
    edition.pool("expert-6", name="赵（六）", employer_code=code(6))
    asked = [{"name": "（六"}, {"name": "."}, {"employer": code(6)[:10].lower()}, {"employer": code(6)[1:]}]
    found = [[each["person"] for each in edition.secretariat().get("/experts", **each)["items"]] for each in asked]
    assert found == [["expert-6"], [], ["expert-6"], []]
    assert assign(edition, "expert-6").status_code == 201
    path = f"/experts/{kept(edition, 'expert-6')['id']}/applications"
    assert [f"/applications/{each['id']}" for each in edition.secretariat().get(path)["items"]] == [edition.paths[1]]
    elsewhere = edition.registry.person("district-9", Role("district bureau", CITY, office=OFFICE, district="上街区"))
    assert elsewhere.get(path)["items"] == []


def test_the_files_of_an_expert_are_found_by_an_index_also_those_assigned_before_there_was_one(edition: Edition, running: Running) -> None:
    assert assign(edition, *EXPERTS).status_code == 201
    applications = running.store.database["applications"]
    kept_before = list(applications.find())
    assert [each["assigned_people"] for each in kept_before if each["assigned_people"]] == [sorted(EXPERTS)]
    applications.update_many({}, {"$unset": {"assigned_people": ""}})
    step = next(each for each in SERVICE.migrations if "assigned" in each.name)
    for _ in range(2):
        step.run(running.store)
    assert list(applications.find()) == kept_before
    plan = json.dumps(Application.objects(city=CITY, assigned_people=EXPERTS[0]).order_by("id").explain()["queryPlanner"])
    assert "city_1_assigned_people_1" in plan  # Of few applications any plan may win.
