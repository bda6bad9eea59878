"""The review of applications for cultivation in Hangzhou: departments, independent reviewers, groups, publications, tiers."""

from __future__ import annotations

from typing import Any

import pytest

from fuyu.caller import Role
from fuyu.service import Running

from .hangzhou_city import CITY, Cultivation, Tick, example, listed, points
from .registry import Registry, code, name
from .test_hangzhou_applying import problem, stands_in_the_way


@pytest.fixture
def cultivation(registry: Registry) -> Cultivation:
    """A round in which one applies from 2 to 31 March 2026."""
    return Cultivation(registry).open()


def told(running: Running, type: str) -> list[tuple[str, dict[str, Any]]]:
    """Return whom the last event of a type names, each by its actor, and its data."""
    event = running.store.rows.outbox.find_one({"type": type}, sort=[("_id", -1)])
    assert event is not None
    return [(each["actor"], event["data"]) for each in event["audiences"]]


@pytest.mark.requirement("HZ-7")
@pytest.mark.requirement("HZ-10")
def test_departments_are_asked_with_a_day_to_answer_by_before_anyone_is_passed(cultivation: Cultivation) -> None:
    """四（一）2 names no time: ten working days, by the reading beside it; the answer stands with its day."""
    cultivation.begin().recommend()
    cultivation.registry.set_day("2026-04-01")
    city, department = cultivation.city, cultivation.department
    judged = {key: {"is_met": True, "note": ""} for key in ("basic_conditions", "lawful_and_credit", "leading_in_city", "holdings_complete")}
    problem(city.act(cultivation.path(), "city_review", "admit", judged=judged), 409, "step-not-open")
    city.acts(cultivation.list, "departments", "ask", entry={"departments": ["市发展改革委", "市税务局"]})
    owed = department.get("/duties", subject=cultivation.call)["items"]
    assert [(each["state"], each["due_on"], each["clause"]["clause"]) for each in owed] == [("open", "2026-04-16", "四（一）2")] * 2
    department.acts(cultivation.list, "departments", "answer", entry={"department": "市税务局", "opinion": "无欠税。"})
    city.acts(cultivation.list, "departments", "close", reason="逾期未复")
    states = {each["title"]: each["state"] for each in department.get("/duties", subject=cultivation.call)["items"]}
    assert states == {"向市级有关部门了解核实：市发展改革委": "withdrawn", "向市级有关部门了解核实：市税务局": "done"}
    [sitting] = city.get(cultivation.list)["sittings"]
    assert [act["entry"].get("silent") for act in sitting["acts"]][-1] == ["市发展改革委"]
    assert cultivation.admit().status_code == 201


@pytest.mark.requirement("HZ-7")
def test_who_is_refused_and_who_recommended_it_are_told_in_writing_with_the_reason(cultivation: Cultivation, running: Running) -> None:
    """四（一）4：对不符合申报条件的，书面告知申报组织及其推荐单位."""
    cultivation.to_the_city()
    problem(cultivation.city.act(cultivation.path(), "city_review", "refuse"), 422, "reason-missing")
    cultivation.city.acts(cultivation.path(), "city_review", "refuse", reason="被列入严重失信名单")
    heard = told(running, "application.refused")
    assert [actor for actor, _ in heard] == ["applicant", "district bureau"]
    assert heard[0][1]["because"] == "被列入严重失信名单"


@pytest.mark.requirement("HZ-8")
def test_each_reviewer_records_alone_and_blind_to_the_others_and_the_group_sets_the_score(cultivation: Cultivation, tick: Tick) -> None:
    """四（二）1：独立评审……合议评审: own points may be left out, and are never the result."""
    cultivation.to_the_documents(tick)
    path = cultivation.path()
    stranger = cultivation.leader("leader-2")
    problem(stranger.http.get(path), 404, "not-found")
    cultivation.form_group()
    first, second, leader = cultivation.reviewer("reviewer-1"), cultivation.reviewer("reviewer-2"), cultivation.leader()
    (sheet,) = [step["sheet"] for step in first.get(path)["steps"] if step["name"] == "document_scores"]
    assert (sheet["rubric"], sheet["needs_points"]) == ("gbt19580", False)
    record = {**example("document_scores"), "remarks": "只有评审员一知道的意见"}
    first.acts(path, "document_scores", "score", entry={**record, "points": points("900")})
    for who in (second, cultivation.city, cultivation.company()):
        assert "只有评审员一知道的意见" not in who.http.get(path).text
    problem(leader.act(path, "document_consensus", "agree", entry={**example("document_consensus"), "points": points("560")}), 409, "step-not-open")
    missing = {key: value for key, value in record.items() if key != "shows_results"}
    errors = problem(second.act(path, "document_scores", "score", entry=missing), 422, "invalid-input")["errors"]
    assert [each["field"] for each in errors] == ["entry.shows_results"]
    second.acts(path, "document_scores", "score", entry=example("document_scores"))
    assert "只有评审员一知道的意见" in leader.http.get(path).text
    agreed = {**example("document_consensus"), "points": points("560.5")}
    (sheet,) = [step["sheet"] for step in leader.get(path)["steps"] if step["name"] == "document_consensus"]
    assert sheet["needs_points"], "the group's own points are the score"
    problem(second.act(path, "document_consensus", "agree", entry=agreed), 403, "not-your-step")
    cultivation.city.acts(path, "document_consensus", "release", entry={"people": ["leader-1"]}, reason="组长离岗")
    problem(leader.act(path, "document_consensus", "agree", entry=agreed), 403, "not-your-step")
    cultivation.city.acts(path, "document_consensus", "assign", entry={"people": ["leader-2"]})
    stranger.acts(path, "document_consensus", "declare", entry={"interest": False})
    stranger.acts(path, "document_consensus", "agree", entry=agreed)
    assert cultivation.city.get(path)["scores"] == {}, "the reviewers' own points make no score"
    seen = cultivation.company().http.get(path).text
    assert [trace for trace in ("leader-1", "leader-2", "reviewer-1", "560.5") if trace in seen] == []
    cultivation.registry.set_day("2026-04-14")
    assert cultivation.choose("choose_for_site", 1).status_code == 201


@pytest.mark.requirement("HZ-8")
def test_the_leader_assigns_the_reviewers_and_an_interest_recuses(cultivation: Cultivation, tick: Tick) -> None:
    """由评审组组长指定评审员; L10: an expert with an interest neither sees nor judges."""
    officer = cultivation.city
    expert = {"person": "reviewer-9", "name": "评审员九", "employer_code": code(1)}
    officer.make("/experts", expert)
    cultivation.to_the_documents(tick)
    path = cultivation.path()
    officer.acts(path, "document_group", "assign", entry={"people": ["leader-1"]})
    cultivation.leader().acts(path, "document_group", "declare", entry={"interest": False})
    cultivation.leader().acts(path, "document_group", "fill", entry=example("document_group"))
    problem(officer.act(path, "document_scores", "assign", entry={"people": ["reviewer-1"]}), 403, "not-your-step")
    refused = problem(cultivation.leader().act(path, "document_scores", "assign", entry={"people": ["reviewer-9"]}), 403, "recused")
    assert refused["found"] == ["reviewer-9"]
    cultivation.leader().acts(path, "document_scores", "assign", entry={"people": ["reviewer-1", "reviewer-2"]})
    problem(cultivation.reviewer().act(path, "document_scores", "score", entry=example("document_scores")), 409, "declaration-missing")
    cultivation.reviewer("reviewer-2").acts(path, "document_scores", "declare", entry={"interest": False})
    cultivation.reviewer().acts(path, "document_scores", "declare", entry={"interest": True})
    problem(cultivation.reviewer().http.get(path), 404, "not-found")


@pytest.mark.requirement("HZ-8")
def test_at_550_an_organisation_goes_on_site_and_below_it_nobody_is_taken_in(cultivation: Cultivation, tick: Tick, running: Running) -> None:
    """四（二）2：得分达到 550 分（含）以上的申报组织进入现场评审, unrounded; who is left out is told with the reason."""
    scores = {1: "550", 2: "549.995", 3: "700"}
    cultivation.to_the_documents(tick, *scores)
    for number, total in scores.items():
        cultivation.agree(number, total)
    cultivation.registry.set_day("2026-04-15")
    members = problem(cultivation.choose("choose_for_site", 1, 2, 3, reasons={cultivation.applications[2]: "仅差毫厘"}), 409, "conditions-not-met")
    assert stands_in_the_way(members) == [("site_score", "四（二）2", name(2))]
    assert (members["found"], members["needed"]) == ("549.995", 550)
    errors = problem(cultivation.choose("choose_for_site", 1), 422, "invalid-input")["errors"]
    assert [each["field"] for each in errors] == [f"entry.reasons.{cultivation.applications[3]}"]
    left_out = {cultivation.applications[3]: "与本市产业方向不符，经组长会议研究。"}
    assert cultivation.choose("choose_for_site", 1, reasons=left_out).status_code == 201
    heard = told(running, "application.ended")
    assert [actor for actor, _ in heard] == ["applicant", "district bureau"]
    assert (heard[0][1]["outcome"], heard[0][1]["because"]) == ("not chosen", left_out[cultivation.applications[3]])
    cultivation.city.acts(cultivation.list, "site_notice", "publish")
    sitting = cultivation.city.get(cultivation.list)["sittings"][-1]
    assert (len(sitting["rows"]), sitting["ends"]["on"], sitting["ends"]["clause"].split()[-1]) == (1, "2026-04-24", "四（二）2")


@pytest.mark.requirement("HZ-9")
@pytest.mark.requirement("HZ-12")
def test_the_score_on_the_spot_gives_the_tier_and_below_600_nobody_is_proposed(cultivation: Cultivation, tick: Tick) -> None:
    """四（三）4: 620 and more, 610 to below 620, 600 to below 610; approved and then published."""
    scores = {1: "620", 2: "619.99", 3: "599.995"}
    cultivation.to_the_site(tick, *scores)
    for number, total in scores.items():
        cultivation.on_site(number, total)
    refused = cultivation.choose("choose_for_list", *scores, reasons={cultivation.applications[3]: "接近"})
    assert stands_in_the_way(problem(refused, 409, "conditions-not-met")) == [("third_tier_score", "四（三）4", name(3))]
    assert cultivation.choose("choose_for_list", 1, 2).status_code == 201
    city = cultivation.city
    city.acts(cultivation.list, "opinions", "ask", entry={"departments": ["市应急管理局"]})
    cultivation.department.acts(cultivation.list, "opinions", "answer", entry={"department": "市应急管理局", "opinion": "无意见。"})
    cultivation.publish("list_notice", "2026-05-11", "2026-05-21", tick)
    assert city.get("/designations")["items"] == []
    city.acts(cultivation.list, "approve", "grant")
    city.acts(cultivation.list, "publish", "publish", number="示例〔2026〕1号")
    tiers = {each["organisation"]["name"]: each["holds_class"] for each in city.get("/designations")["items"]}
    assert tiers == {name(1): "第一绩效层级", name(2): "第二绩效层级"}


@pytest.mark.requirement("HZ-9")
def test_the_on_site_review_records_meeting_presentation_visit_and_report(cultivation: Cultivation, tick: Tick) -> None:
    cultivation.to_the_site(tick)
    path, leader = cultivation.path(), cultivation.leader()
    cultivation.city.acts(path, "site_visit", "assign", entry={"people": ["leader-1"]})
    leader.acts(path, "site_visit", "declare", entry={"interest": False})
    record = example("site_visit")
    errors = problem(leader.act(path, "site_visit", "record", entry={"held_on": record["held_on"]}), 422, "invalid-input")["errors"]
    assert {each["field"] for each in errors} == {f"entry.{part}" for part in ("meeting", "presentation", "visit", "report")}
    leader.acts(path, "site_visit", "record", entry=record)


@pytest.mark.requirement("HZ-6")
def test_a_reported_fact_of_item_3_is_shown_to_who_chooses_and_needs_a_reason(cultivation: Cultivation, tick: Tick) -> None:
    cultivation.to_the_documents(tick)
    cultivation.opens(cultivation.company(), "report_change", "change", kind="不符合申报条件第（三）项", happened_on="2026-04-10", says="发生重大质量事故。")
    cultivation.agree(1, "600")
    members = problem(cultivation.choose("choose_for_site", 1), 409, "conditions-not-met")
    assert stands_in_the_way(members) == [("reported_fact", "三（六）", name(1))]
    act = {"chosen": {cultivation.applications[1]: "cultivation"}}
    cultivation.city.acts(cultivation.list, "choose_for_site", "choose", entry=act, overrides={"reported_fact": "事故已认定非组织责任。"})


@pytest.mark.requirement("HZ-11")
def test_an_objection_names_facts_reasons_and_evidence_is_answered_in_five_working_days_and_removes_one_row_alone(
    registry: Registry, tick: Tick, running: Running
) -> None:
    """四（五）: the list stands from 11 to 20 May; what is received on 12 May is checked by the 19th, and the result is told."""
    cultivation = listed(registry, running, tick)
    city, anyone = cultivation.city, cultivation.registry.person("neighbour")
    anyone.http.headers.pop("Authorization")
    cultivation.registry.set_day("2026-05-12")
    address = f"/public/{CITY}{cultivation.list}/objections"
    bare = {"application": cultivation.applications[1], "says": "利润数据不实。"}
    errors = problem(anyone.post(address, bare), 422, "invalid-input")["errors"]
    assert [each["field"] for each in errors] == ["reasons", "evidence"]
    whole = {"reasons": "与公开年报不一致。", "evidence": "年报第12页复印件。", "contact": {"name": "王五", "phone": "13800000000"}}
    lodged = [anyone.post(address, {**bare, **whole, "application": cultivation.applications[number]}) for number in (1, 2)]
    assert [answer.json()["due"]["on"] for answer in lodged] == ["2026-05-19"] * 2
    owed = city.get("/duties", subject=cultivation.call, state="open")["items"]
    assert {(each["title"], each["due_on"], each["clause"]["clause"]) for each in owed} == {
        (f"核查异议：{name(number)}", "2026-05-19", "四（五）") for number in (1, 2)
    }
    result = str(lodged[0].headers["Location"])
    assert anyone.get(result)["answer"] is None
    cultivation.registry.set_day("2026-05-19")
    for answer, upheld in zip(lodged, (True, False), strict=True):
        path = f"/objections/{answer.json()['id']}"
        body = {"upheld": upheld, "answer": "属实。" if upheld else "不属实。"}
        assert city.post(f"{path}/resolution", body, **{"If-Match": '"1"'}).status_code == 201
    assert (anyone.get(result)["state"], anyone.get(result)["answer"]) == ("upheld", "属实。")
    assert city.get("/duties", subject=cultivation.call, state="open")["items"] == []
    assert city.get(cultivation.path(1))["state"] == "removed"
    cultivation.registry.set_day("2026-05-21")
    tick()
    assert [city.get(cultivation.path(number))["stands_at"] for number in (2, 3)] == ["approve", "approve"]
    problem(anyone.post(address, {**bare, **whole, "application": cultivation.applications[2]}), 404, "not-found")


@pytest.mark.requirement("HZ-11")
def test_an_open_objection_holds_its_organisation_back_and_the_others_go_on(registry: Registry, running: Running, tick: Tick) -> None:
    cultivation = listed(registry, running, tick)
    address = f"/public/{CITY}{cultivation.list}/objections"
    grounds = {"says": "事实", "reasons": "理由", "evidence": "佐证", "contact": {"name": "王五"}}
    made = cultivation.company(5).make(address, {"application": cultivation.applications[1], **grounds})
    cultivation.registry.set_day("2026-05-21")
    tick()
    city = cultivation.city
    assert [city.get(cultivation.path(number))["stands_at"] for number in (1, 2, 3)] == ["list_notice", "approve", "approve"]
    answer = city.post(f"/objections/{made['id']}/resolution", {"upheld": False, "answer": "经核查不属实。"}, **{"If-Match": '"1"'})
    assert answer.status_code == 201, answer.text
    assert city.get(cultivation.path(1))["stands_at"] == "approve"


@pytest.mark.requirement("HZ-16")
@pytest.mark.parametrize(("day", "is_refused"), [("2025-12-24", True), ("2025-12-25", False), ("2025-12-26", False)])
def test_the_measures_apply_from_25_december_2025_on(registry: Registry, day: str, is_refused: bool) -> None:
    """六：本办法自2025年12月25日起生效执行."""
    registry.set_day(day)
    answer = Cultivation(registry).city.post("/calls", {"programme": "hangzhou.cultivation", "year": 2026, "closes_on": "2026-03-31"})
    if is_refused:
        problem(answer, 409, "not-in-force")
    else:
        assert answer.json()["programme_version"] == "2025-12-25"


def test_a_department_sees_no_sheet_of_a_reviewer_while_they_review(cultivation: Cultivation, tick: Tick) -> None:
    cultivation.to_the_documents(tick).form_group()
    cultivation.reviewer().acts(cultivation.path(), "document_scores", "score", entry={**example("document_scores"), "remarks": "独立意见"})
    department = cultivation.registry.person("department-h", Role("department", CITY, office="departments"))
    assert "独立意见" not in department.http.get(cultivation.path()).text
