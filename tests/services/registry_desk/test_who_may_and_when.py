"""Who may do what to which file, which row and which office's record, and that days move with the year's calendar."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from fuyu.caller import Role

from .hangzhou_city import at_the_departments
from .hangzhou_city import officer as officer_of_hangzhou
from .registry import CITY, OFFICE, Registry, Round, code, enrolled, name
from .whole_way import designated


def problem(answer: Any, status: int, slug: str) -> dict[str, Any]:
    """Return a refusal's members; its status and type must be as declared."""
    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{slug}"), answer.text
    members: dict[str, Any] = answer.json()
    return members


@pytest.mark.requirement("L4")
def test_relief_is_granted_by_the_office_of_the_programme_and_no_other(registry: Registry) -> None:
    """No actor of one office acts in another office's programme: neither the award's secretariat here, nor the market bureau over the award."""
    registry.set_day("2026-05-04")
    secretariat = registry.person("secretary", Role("secretariat", CITY, office="award_secretariat"))

    def relieve(who: Any, programme: str, parameter: str) -> Any:
        content = {"programme": programme, "parameter": parameter, "first": "2026-05-20", "last": "2026-06-30", "days": 10}
        return who.post("/law-settings", {"kind": "relief", "content": content, "reason": "暴雨", "number": "示例〔2026〕1号"})

    problem(relieve(secretariat, "zhengzhou.base", "application_window"), 403, "forbidden")
    problem(relieve(registry.district(), "zhengzhou.base", "application_window"), 403, "forbidden")
    problem(relieve(registry.person("o", Role("secretariat", CITY, office=OFFICE)), "zhengzhou.base", "application_window"), 403, "forbidden")
    problem(relieve(registry.city(), "zhengzhou.mayor_award", "public_notice"), 403, "forbidden")
    assert relieve(registry.city(), "zhengzhou.base", "application_window").status_code == 201
    assert relieve(registry.operator, "zhengzhou.base", "application_window").status_code == 201


@pytest.mark.requirement("ZB-9")
def test_companies_on_a_refused_application_are_free_for_the_next_applicant(round_of_2026: Round) -> None:
    """Two bases of one call cannot both be given a company (L10); who was refused is no base."""
    first = round_of_2026.begin()
    first.submit()
    first.list_companies(10)
    first.registry.district().acts(first.path, "district", "refuse", reason="不在本区注册经营")
    second = Round(first.registry, number=2, call=first.call).begin()
    second.submit()
    second.list_companies(10)
    assert second.recommend().status_code == 201


@pytest.mark.requirement("L13")
def test_what_the_rules_find_on_an_applicant_is_not_shown_to_a_listed_company_and_an_officers_look_is_logged(round_of_2026: Round) -> None:
    application = round_of_2026.begin()
    application.submit()
    application.list_companies(1)
    registry, findings = application.registry, f"{application.path}/steps/district/findings"
    problem(registry.company(101).http.get(findings), 404, "not-found")
    assert registry.company(1).get(findings)["findings"]
    before = len(_looks(registry, application))
    registry.district().get(findings)
    assert len(_looks(registry, application)) == before + 1


def test_only_who_publishes_a_list_answers_and_a_removed_row_is_not_objected_to_again(round_of_2026: Round) -> None:
    """An upheld objection removes the row, takes back what was granted, and frees its place in the round."""
    designation = designated(round_of_2026)
    registry, city, call = round_of_2026.registry, round_of_2026.registry.city(), f"/calls/{round_of_2026.call}"
    assert city.get(call)["granted"] == {"base": 1}
    city.acts(call, "naming", "publish", number="郑市监文〔2026〕10号")
    objection = {"application": round_of_2026.application, "says": "该企业2025年曾发生事故", "contact": {"name": "某某", "phone": "000"}}
    where = f"/public/{CITY}{call}/objections"
    lodged = registry.person("p", Role("x", CITY)).make(where, objection)
    answer = {"upheld": True, "answer": "属实。"}
    path, guard = f"/objections/{lodged['id']}/resolution", {"If-Match": f'"{lodged["version"]}"'}
    other = registry.person("d", Role("industry bureau", CITY, office="industry_bureau"))
    problem(other.post(path, answer, **guard), 403, "not-your-step")
    assert city.post(path, answer, **guard).status_code == 201
    assert city.get(call)["granted"] == {"base": 0}
    assert city.get(f"/designations/{designation}")["state"] == "revoked"
    again = problem(registry.person("p", Role("x", CITY)).post(where, objection), 409, "step-not-open")
    assert (again["found"], again["needed"]) == ("removed", ["listed", "held"])


@pytest.mark.requirement("L4")
def test_a_years_notice_moves_windows_publications_proceedings_and_their_duties(round_of_2026: Round, tick: Callable[[], None], hear: Any) -> None:
    """1 June 2027 is the last day to apply, until the notice of 2027 makes Monday 31 May and that Tuesday rest days."""
    registry, city = round_of_2026.registry, round_of_2026.registry.city()
    designation = designated(round_of_2026)
    hear("enrolment.started", "enrolment-101", enrolled(designation, 101))
    matter = {"matter": "未按承诺提供咨询服务", "happened_on": "2026-11-20"}
    told = {"process": "complain", "step": "complaint", "does": "fill", "entry": matter}
    registry.set_day("2026-12-04")
    complaint = f"/proceedings/{registry.company(101).make(f'/designations/{designation}/proceedings', told)['id']}"
    registry.district().acts(complaint, "verify_complaint", "verify")
    assert _rectify_by(registry, complaint) == [("2027-01-04", True)] * 2
    registry.set_day("2026-12-28")
    city.acts(f"/calls/{round_of_2026.call}", "naming", "publish", number="郑市监文〔2026〕10号")
    call = city.make("/calls", {"programme": "zhengzhou.base", "year": 2027})
    assert (call["closes"]["on"], call["closes"]["is_provisional"]) == ("2027-05-31", True)
    notice = {"year": 2027, "days_off": ["2027-01-01", "2027-01-04", "2027-05-31", "2027-06-01"], "days_worked": ["2027-01-02"]}
    body = {"kind": "calendar", "content": notice, "reason": "国务院办公厅通知", "number": "国办发明电〔2026〕7号"}
    ends = city.get(f"/calls/{round_of_2026.call}")["sittings"][-1]["ends"]
    assert (ends["on"], ends["is_provisional"]) == ("2027-01-05", True)
    made = city.make("/law-settings", body)
    hear("law.changed", CITY, {name: made[name] for name in ("sequence", "kind", "from_day", "content", "reason", "number", "by")})
    tick()
    tick()
    closes = city.get(f"/calls/{call['id']}")["closes"]
    assert (closes["on"], closes["moved_from"], closes["is_provisional"]) == ("2027-06-02", "2027-05-31", False)
    # 29, 30, 31 December, Saturday 2 January (made up), Tuesday the 5th are the five working days.
    assert city.get(f"/calls/{round_of_2026.call}")["sittings"][-1]["ends"]["on"] == "2027-01-05"
    assert _rectify_by(registry, complaint) == [("2027-01-05", False)] * 2


@pytest.mark.requirement("ZB-7")
def test_an_organisation_is_moved_to_another_district_by_its_office_alone_and_with_a_reason(registry: Registry) -> None:
    registry.set_day("2026-02-02")
    company = registry.company(1)
    path = f"/organisations/{company.make('/organisations', {'code': code(1), 'name': name(1), 'district': '中原区'})['id']}"
    moved = {"district": "金水区", "reason": "企业迁址"}
    assert "中原区" in problem(company.change(path, moved), 403, "forbidden")["detail"]
    assert problem(registry.district("金水区").change(path, moved), 403, "forbidden")["needed"] == "中原区"
    problem(registry.district("中原区").change(path, {"district": "金水区"}), 422, "reason-missing")
    assert registry.district("中原区").change(path, moved).json()["district"] == "金水区"
    assert registry.city().change(path, {"district": "二七区", "reason": "核对登记"}).json()["district"] == "二七区"
    assert company.change(path, {"name": "示范企业一"}).status_code == 200
    trail = registry.operator.get("/audit", subject=path.removeprefix("/").replace("organisations", "organisation"))["items"]
    kept = [row["details"] for row in trail if row["details"]]
    assert {"moved_from": "中原区", "moved_to": "金水区", "reason": "企业迁址"} in kept


def test_what_is_no_longer_known_of_an_organisation_is_taken_away_and_its_name_never(registry: Registry) -> None:
    registry.set_day("2026-02-02")
    company = registry.company(1)
    entry = {"code": code(1), "name": name(1), "district": "中原区", "industry": "装备制造业", "founded_on": "2019-03-01"}
    path = f"/organisations/{company.make('/organisations', entry)['id']}"
    changed = company.change(path, {"industry": None, "founded_on": None}).json()
    assert (changed["industry"], changed["founded_on"], changed["name"]) == (None, None, name(1))
    problem(company.change(path, {"name": None}), 422, "invalid-input")


def test_a_consultation_is_not_closed_while_nobody_was_asked(registry: Registry) -> None:
    call = at_the_departments(registry, "2026-03-20")
    registry.set_day("2026-03-23")
    officer = officer_of_hangzhou(registry)
    members = problem(officer.act(call, "departments", "close", reason="无须征求"), 409, "step-not-open")
    assert members["needed"] == "ask"
    officer.acts(call, "departments", "ask", entry={"departments": ["市发展改革委"]})
    department = registry.person("officer-d", Role("department", "hangzhou", office="departments"))
    for nobody in ([], None, "市商务局"):
        refused = department.act(call, "departments", "answer", entry={"department": nobody, "opinion": "无意见"})
        assert refused.json()["errors"][0]["field"] == "entry.department", refused.text
    officer.acts(call, "departments", "close", reason="逾期未复")


def test_a_designation_that_was_revoked_is_not_revoked_again(round_of_2026: Round) -> None:
    registry, city = round_of_2026.registry, round_of_2026.registry.city()
    path = f"/designations/{designated(round_of_2026)}"
    entry = {"ground": "违法违规经营", "facts": "市监罚字〔2026〕1号。"}
    proven = {"ground_is_proven": {"is_met": True, "note": "处罚决定书"}}
    for day, is_refused in (("2026-07-01", False), ("2026-08-03", True)):
        registry.set_day(day)
        opened = city.make(f"{path}/proceedings", {"process": "revoke", "step": "examine", "does": "propose", "judged": proven})
        answer = city.act(f"/proceedings/{opened['id']}", "revoke", "revoke", entry=entry, number="郑市监文〔2026〕20号")
        assert (answer.status_code == 409) is is_refused, answer.text
        if not is_refused:
            taken = registry.district()
            back = {"certificate_on": "2026-07-01", "plaque_on": "2026-07-01"}
            taken.acts(f"/proceedings/{opened['id']}", "take_back", "fill", entry=back)
            city.acts(f"/proceedings/{opened['id']}", "publish_revocation", "publish")
    assert problem(answer, 409, "step-not-open")["found"] == "revoked"
    assert city.get(path)["ended_on"] == "2026-07-01"


@pytest.mark.requirement("ZB-3")
def test_a_receipt_is_recorded_by_the_district_bureau_of_the_programme_and_nobody_else(round_of_2026: Round) -> None:
    application = round_of_2026.begin("2026-03-10")
    registry = application.registry
    receipt = {"received_on": "2026-03-09", "number": "收〔2026〕1号", "reason": "纸质材料先行送达"}
    strangers = (
        Role("district bureau", CITY, office="industry_bureau", district="中原区"),
        Role("district bureau", CITY, office=OFFICE, district="金水区"),
        Role("city bureau", CITY, office=OFFICE),
    )
    for number, role in enumerate(strangers):
        person = registry.person(f"stranger-{number}", role)
        answer = person.post(f"{application.path}/receipt", {**receipt, "file": person.upload()}, **{"If-Match": person.version(application.path)})
        problem(answer, 403, "not-your-step")
    district = registry.district()
    body = {**receipt, "file": district.upload()}
    assert district.post(f"{application.path}/receipt", body, **{"If-Match": district.version(application.path)}).status_code == 201


@pytest.mark.requirement("ZB-3", "ZB-4")
def test_the_three_months_run_from_the_day_on_paper_and_anew_from_a_completion(round_of_2026: Round) -> None:
    """在3个月内完成审核认定和挂牌: received on 1 June and entered on 8 June ends on 1 September; completed on 15 June on 15 September."""
    application = round_of_2026.begin("2026-05-29")
    registry, district = application.registry, application.registry.district()
    registry.set_day("2026-06-08")
    receipt = {"received_on": "2026-06-01", "number": "收〔2026〕1号", "reason": "纸质材料先行送达", "file": district.upload()}
    assert district.post(f"{application.path}/receipt", receipt, **{"If-Match": district.version(application.path)}).status_code == 201

    def due() -> list[str]:
        owed = registry.city().get("/duties", subject=application.application)["items"]
        limit = registry.city().get(application.path)["walk"]["places"]["plaque"]["due"]
        return [limit["on"], *(duty["due_on"] for duty in owed if ".plaque@" in duty["key"])]

    assert application.submit().status_code == 201
    assert due() == ["2026-09-01"] * 2
    district.acts(application.path, "district", "return", reason="请补充说明")
    registry.set_day("2026-06-15")
    assert application.submit().status_code == 201
    assert due() == ["2026-09-15"] * 2
    assert registry.city().get(application.path)["applied_on"] == "2026-06-01"


@pytest.mark.requirement("ZB-11")
def test_who_completes_a_returned_application_cannot_drop_the_districts_papers(round_of_2026: Round) -> None:
    application = round_of_2026.begin()
    application.submit()
    application.list_companies(1)
    registry = application.registry
    registry.district().acts(application.path, "district", "return", reason="请补充说明")
    company = registry.company(1)
    shown = company.get(application.path)["materials"]
    own = {key: files for key, files in shown.items() if key != "incubatee_papers"}
    assert company.change(application.path, {"materials": own}).json()["materials"] == shown
    other = {**own, "incubatee_papers": [company.upload()]}
    problem(company.change(application.path, {"materials": other}), 403, "not-your-step")
    fresh = {**own, "request": [company.upload()]}
    assert company.change(application.path, {"materials": fresh}).json()["materials"]["incubatee_papers"] == shown["incubatee_papers"]


def _looks(registry: Registry, application: Round) -> list[dict[str, Any]]:
    trail = registry.operator.get("/audit", subject=f"application/{application.application}")["items"]
    return [row for row in trail if row["act"] == "application.seen"]


def _rectify_by(registry: Registry, complaint: str) -> list[tuple[str, bool]]:
    """Return by when a complaint is to be rectified, as its step and as its duty have it."""
    due = registry.operator.get(complaint)["walk"]["places"]["rectify_complaint"]["due"]
    duties = registry.operator.get("/duties", state="open")["items"]
    [duty] = [each for each in duties if each["key"].startswith("complain.rectify_complaint@")]
    return [(each.get("due_on") or each["on"], each["is_provisional"]) for each in (due, duty)]
