"""How the law is read (L1–L13), seen through base-registry's resources."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from fuyu.caller import Role
from fuyu.ids import new_id

from .registry import CITY, PROGRAMME, Registry, Round, code, example


def finding(person: Any, path: str, step: str, key: str) -> dict[str, Any]:
    """Return what the rules find now under a key at a step."""
    found = person.get(f"{path}/steps/{step}/findings")["findings"]
    return next(each for each in found if each["key"] == key)


def set_law(registry: Registry, kind: str, content: dict[str, Any], **more: Any) -> Any:
    """Let the operator make a law setting."""
    return registry.operator.post("/law-settings", {"kind": kind, "content": content, "reason": "市局会议决定", **more})


@pytest.mark.requirement("L1", "ZB-9")
@pytest.mark.parametrize(("count", "is_refused"), [(9, True), (10, False), (11, False)])
def test_not_fewer_than_ten_includes_ten(round_of_2026: Round, count: int, is_refused: bool) -> None:
    """不低于10家 includes the number: nine are too few, ten and eleven are enough."""
    application = round_of_2026.begin()
    application.submit()
    application.list_companies(count)
    answer = application.recommend()
    assert (answer.status_code == 409) is is_refused
    if is_refused:
        problem = answer.json()
        assert (problem["clause"], problem["found"], problem["needed"]) == ("第六条（四）", 9, 10)


@pytest.mark.requirement("L2", "ZB-6")
@pytest.mark.parametrize(("since", "outcome"), [("2024-03-01", "met"), ("2024-03-02", "met"), ("2024-03-03", "not met")])
def test_a_minimum_duration_is_met_on_the_anniversary_itself(round_of_2026: Round, since: str, outcome: str) -> None:
    """持续应用2年以上 on 2 March 2026: begun on 2 March 2024 is enough, a day later is not."""
    application = round_of_2026.begin("2026-03-02", model_applied_since=since)
    application.submit()
    assert finding(application.registry.district(), application.path, "district", "model_applied")["outcome"] == outcome


@pytest.mark.requirement("L3", "L5", "ZB-3")
@pytest.mark.parametrize(("day", "is_refused"), [("2026-05-31", False), ("2026-06-01", False), ("2026-06-02", True)])
def test_the_window_before_june_ends_on_monday_the_first_in_2026(round_of_2026: Round, day: str, is_refused: bool) -> None:
    """6月份前 is read as 31 May; in 2026 that is a Sunday, so the last day is Monday 1 June."""
    application = round_of_2026.begin("2026-05-20")
    application.registry.set_day(day)
    answer = application.submit()
    assert (answer.status_code == 409) is is_refused
    if is_refused:
        assert answer.json()["clause"] == "第五条"
        assert "2026-06-01" in answer.json()["detail"]


@pytest.mark.requirement("L4")
def test_a_date_past_the_last_holiday_notice_is_provisional_until_the_notice_is_loaded(
    round_of_2026: Round, tick: Callable[[], None], hear: Any, running: Any
) -> None:
    """Nine months from 20 May 2026 end on Saturday 20 February 2027: Monday the 22nd by weekends alone, another day once the notice of 2027 is known.

    Only a setting lets the day be reckoned again: what stands in the records is not touched at every tick, though it is provisional.
    """
    registry = round_of_2026.registry
    assert set_law(registry, "override", {"programme": PROGRAMME, "parameter": "review_months", "value": 9}).status_code == 201
    application = round_of_2026.begin("2026-05-20")
    application.submit()
    due = registry.operator.get(application.path)["walk"]["places"]["plaque"]["due"]
    assert (due["on"], due["is_provisional"]) == ("2027-02-22", True)
    mark = {"$set": {"walk.places.plaque.due.because": "as it was reckoned"}}
    running.store.database["applications"].update_one({"_id": application.application}, mark)
    tick()
    assert registry.operator.get(application.path)["walk"]["places"]["plaque"]["due"]["because"] == "as it was reckoned"

    notice = {"year": 2027, "days_off": ["2027-02-22"], "days_worked": ["2027-02-20"]}
    officer = registry.city()
    answer = officer.post("/law-settings", {"kind": "calendar", "content": notice, "reason": "国务院办公厅通知", "number": "国办发明电〔2026〕7号"})
    assert answer.status_code == 201, answer.text
    hear("law.changed", CITY, {name: answer.json()[name] for name in ("sequence", "kind", "from_day", "content", "reason", "number", "by")})
    tick()
    due = registry.operator.get(application.path)["walk"]["places"]["plaque"]["due"]
    assert (due["on"], due["is_provisional"]) == ("2027-02-20", False)


@pytest.mark.requirement("L5")
@pytest.mark.parametrize(
    ("parameter", "value"),
    [("application_window", "99-99"), ("validity_years", -3), ("validity_years", 0), ("minimum_success_rate", "1.01"), ("minimum_incubatees", -1)],
)
def test_a_number_that_cannot_stand_in_its_unit_is_refused(registry: Registry, parameter: str, value: object) -> None:
    answer = set_law(registry, "override", {"programme": PROGRAMME, "parameter": parameter, "value": value})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "content.value")


@pytest.mark.requirement("L5")
def test_an_operator_sets_another_reading_without_code_and_it_holds_from_the_next_day(registry: Registry) -> None:
    """The last day to apply is a reading; an override of it is kept with its reason and shown, and holds from the next day on."""
    registry.set_day("2026-02-01")
    content = {"programme": PROGRAMME, "parameter": "application_window", "value": "06-30"}
    today = set_law(registry, "override", content, from_day="2026-02-01")
    assert today.status_code == 422
    assert today.json()["errors"][0]["needed"] == "2026-02-02 or later"
    made = set_law(registry, "override", content)
    assert made.json()["from_day"] == "2026-02-02"

    before = registry.city().make("/calls", {"programme": PROGRAMME, "year": 2026, "title": "第一批"})
    registry.set_day("2026-02-02")
    after = registry.city().make("/calls", {"programme": PROGRAMME, "year": 2026, "title": "第二批"})
    assert before["closes"]["on"] == "2026-06-01"
    assert after["closes"]["on"] == "2026-06-30"


@pytest.mark.requirement("L6")
def test_a_draft_runs_only_from_its_adoption_and_says_so(registry: Registry) -> None:
    """The mayor's award is a draft: no call opens before an operator adopts it, and then everything says that it is one."""
    registry.set_day("2026-02-02")
    secretariat = registry.person("secretary", *[Role(actor, CITY, office=office) for actor, office in _openers(registry)])
    opening = {"programme": "zhengzhou.mayor_award", "year": 2026}
    refused = secretariat.post("/calls", opening)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/not-in-force")
    adoption = {"programme": "zhengzhou.mayor_award", "version": "2021-10-26"}
    assert set_law(registry, "adoption", adoption, from_day="2026-02-03", number="郑政〔2026〕1号").status_code == 201
    assert secretariat.post("/calls", opening).status_code == 409
    registry.set_day("2026-02-03")
    opened = secretariat.make("/calls", opening)
    assert opened["is_draft"] is True


@pytest.mark.requirement("L6")
@pytest.mark.parametrize(("received_on", "judged_by"), [("2025-12-31", "2020-07-01"), ("2026-01-01", "2026-01-01")])
def test_an_application_is_judged_by_the_version_in_force_on_its_date(registry: Registry, received_on: str, judged_by: str) -> None:
    """The example city's regulation changed on 1 January 2026: who applied on the last day of 2025 is judged by the earlier text."""
    from .example_city import application_received_on

    assert application_received_on(registry, received_on)["judged_by"] == judged_by


@pytest.mark.requirement("L7")
def test_a_refusal_names_clause_facts_and_where_they_come_from(round_of_2026: Round) -> None:
    """A finding says what was needed, what was found, which fact it looked at, who claimed it, and by which plugin's version."""
    application = round_of_2026.begin(model_applied_since="2025-01-01")
    application.submit()
    found = finding(application.registry.district(), application.path, "district", "model_applied")
    assert found["outcome"] == "not met"
    assert found["citation"] == {"regulation": "郑市监文〔2022〕4号", "clause": "第六条（一）"}
    assert found["needed"] == 2
    assert found["fact"].startswith("form.")
    assert found["origin"] == {"kind": "claimed", "by": "示范企业001", "on": "2026-03-02"}
    assert (found["plugin"], found["version"]) == ("fuyu-zhengzhou", "0.1.0")


@pytest.mark.requirement("L8", "ZB-2")
def test_a_warning_is_overridden_only_with_a_reason_and_only_by_who_decides(round_of_2026: Round) -> None:
    """一般情况下5~10个: one base alone is warned of, and the deciding officer's written reason is kept with the decision."""
    from .whole_way import to_the_choice

    application = to_the_choice(round_of_2026)
    city, call = application.registry.city(), f"/calls/{application.call}"
    choice = {"entry": {"chosen": {application.application: "base"}}, "number": "郑市监文〔2026〕9号"}
    refused = city.act(call, "designate", "choose", **choice)
    assert refused.status_code == 409
    assert (refused.json()["clause"], refused.json()["found"], refused.json()["needed"]) == ("第五条", 1, 5)
    blank = city.act(call, "designate", "choose", **choice, overrides={"designations_least": "　"})
    assert blank.status_code in (409, 422)
    decided = city.acts(call, "designate", "choose", **choice, overrides={"designations_least": "首批试点，先行一家"})
    act = decided["sittings"][0]["acts"][-1]
    assert act["overrides"] == {"designations_least": "首批试点，先行一家"}


@pytest.mark.requirement("L9")
def test_the_laws_day_is_the_date_in_china_and_instants_are_utc(registry: Registry, running: Any) -> None:
    """What happens at 20:00 in London happens on the next day in China; events carry the instant in UTC."""
    from fuyu.clock import SystemClock

    before = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    assert before <= SystemClock().today() <= datetime.now(ZoneInfo("Asia/Shanghai")).date()
    registry.set_day("2026-02-02")
    opened = registry.city().make("/calls", {"programme": PROGRAMME, "year": 2026})
    assert opened["opened_on"] == "2026-02-02"
    event = running.store.rows.outbox.find_one({"type": "call.opened", "subject": opened["id"]})
    assert abs((event["at"].replace(tzinfo=UTC) - datetime.now(UTC)).total_seconds()) < 60


@pytest.mark.requirement("L10")
def test_an_expert_who_works_for_the_applicant_is_recused_until_an_operator_switches_the_rule_off(round_of_2026: Round) -> None:
    """No clause of this regulation asks for recusal; the software does (L10), says so, and can be told not to."""
    from .whole_way import to_the_visit

    application = to_the_visit(round_of_2026)
    registry, city = application.registry, application.registry.city()
    city.make("/experts", {"person": "expert-a", "name": "专家甲", "employer_code": code(1)})
    city.make("/experts", {"person": "expert-b", "name": "专家乙", "employer_code": code(900)})
    barred = city.act(application.path, "on_site", "assign", entry={"people": ["expert-a"]})
    assert (barred.status_code, barred.json()["type"]) == (403, "/problems/recused")
    city.acts(application.path, "on_site", "assign", entry={"people": ["expert-b"]})
    first = registry.expert("expert-b").act(application.path, "on_site", "record", entry=example("on_site"))
    assert first.json()["type"] == "/problems/declaration-missing"
    registry.expert("expert-b").acts(application.path, "on_site", "declare", entry={"interest": True})
    assert registry.expert("expert-b").http.get(application.path).status_code == 404

    assert set_law(registry, "switch off", {"programme": PROGRAMME, "rule": "recusal"}).status_code == 201
    registry.set_day("2026-03-20")
    city.acts(application.path, "on_site", "assign", entry={"people": ["expert-a"]})


@pytest.mark.requirement("L11", "ZB-6")
@pytest.mark.parametrize(("year", "outcome"), [(2022, "met"), (2023, "not met"), (2025, "not met")])
def test_the_last_three_years_of_figures_are_the_last_completed_financial_years(round_of_2026: Round, year: int, outcome: str) -> None:
    """Who applies in 2026 shows no loss in 2023, 2024 and 2025; a loss of 2022 lies outside."""
    years = example("form")["years"]
    if year == 2022:
        years = [{**years[0], "year": 2022}, *years]
    years = [{**each, "profit": "-1"} if each["year"] == year else each for each in years]
    application = round_of_2026.begin(years=years)
    application.submit()
    assert finding(application.registry.district(), application.path, "district", "no_loss")["outcome"] == outcome


@pytest.mark.requirement("L12", "ZB-11")
@pytest.mark.parametrize(("text", "is_refused"), [("好" * 3000, False), ("好 " * 3000, False), ("好" * 3001, True), ("é" * 3000, False)])
def test_a_profile_holds_three_thousand_characters_as_a_reader_counts_them(round_of_2026: Round, text: str, is_refused: bool) -> None:
    """字数不超过3000字: spaces do not count, and a letter with its accent is one character."""
    application = round_of_2026.begin("2026-03-02")
    applicant = application.registry.company(1)
    assert applicant.change(application.path, {"form": {**example("form"), "profile": text}}).status_code == 200
    submitted = applicant.act(application.path, "apply", "submit")
    assert submitted.status_code == (409 if is_refused else 201)
    if is_refused:
        assert {name: submitted.json()[name] for name in ("clause", "found", "needed")} == {"clause": "附件1 简介", "found": 3001, "needed": 3000}


@pytest.mark.requirement("L13", "ZB-1")
def test_no_form_asks_for_a_fee_and_each_look_of_an_officer_is_logged(round_of_2026: Round) -> None:
    """不收取任何费用; the file is open to its own officers only, and their looks are in the audit trail."""
    application = round_of_2026.begin()
    application.submit()
    registry = application.registry
    for programme in registry.operator.get("/programmes")["items"]:
        form = registry.operator.get(f"/programmes/{programme['id']}/{programme['version']}")["form"]
        assert not [field for field in form["properties"] if "fee" in field.split("_")]
    assert registry.district("金水区").http.get(application.path).status_code == 404
    assert registry.company(2).http.get(application.path).status_code == 404
    registry.district().get(application.path)
    trail = registry.operator.get("/audit", subject=f"application/{application.application}")["items"]
    looks = [row for row in trail if row["act"] == "application.seen"]
    assert [row["by"] for row in looks] == [registry.district().id]


def _openers(registry: Registry) -> list[tuple[str, str]]:
    described = registry.operator.get("/programmes/zhengzhou.mayor_award/2021-10-26")
    announce = next(step for process in described["processes"] for step in process["steps"] if step["kind"] == "announce")
    office = described["actors"][announce["by"]].get("office")
    return [(announce["by"], office or "")]


def test_a_programme_tells_what_is_reported_of_each_year_and_where_the_actor_is_hidden(registry: Registry) -> None:
    """Pages draft the reports of a base and say that a complaint is confidential, from what the programme declares."""
    described = registry.operator.get(f"/programmes/{PROGRAMME}/2022-01-10")
    told = {each["key"]: each for each in described["reports"]}
    assert list(told) == ["work_report", "work_summary", "self_assessment"]
    assert told["work_report"]["to"] == "district bureau"
    assert told["work_report"]["sections"]["needs"] == "困难与需要支持的事项"
    hidden = [step["name"] for process in described["processes"] for step in process["steps"] if step.get("hides_actor")]
    assert hidden == ["complaint"]


def test_a_programme_tells_the_districts_of_its_city(registry: Registry) -> None:
    """Whoever registers an organisation chooses among them."""
    districts = registry.operator.get(f"/programmes/{PROGRAMME}/2022-01-10")["districts"]
    assert len(districts) == len(set(districts))
    assert {"中原区", "金水区", "巩义市"} <= set(districts)


def test_a_programme_tells_its_titles_in_english_and_the_list_of_programmes_those_of_all(registry: Registry) -> None:
    """Pages show what a programme declares in the reader's language; without this they would say it in Chinese alone."""
    english = registry.operator.get(f"/programmes/{PROGRAMME}/2022-01-10")["translations"]["en"]
    assert [english[text] for text in ("提交申报", "职工人数", "荣誉证书")] == ["handing in the application", "number of employees", "certificate of honour"]
    listed = {each["id"]: each["titles"]["en"] for each in registry.operator.get("/programmes")["items"]}
    assert listed[PROGRAMME] == english["企业卓越绩效管理孵化基地"]


def test_a_repeated_key_with_another_body_changes_nothing(registry: Registry) -> None:
    """The same Idempotency-Key with another body is refused, and with the same body answers the same."""
    registry.set_day("2026-02-02")
    key = {"Idempotency-Key": new_id()}
    city = registry.city()
    first = city.http.post("/calls", json={"programme": PROGRAMME, "year": 2026}, headers=key)
    again = city.http.post("/calls", json={"programme": PROGRAMME, "year": 2026}, headers=key)
    other = city.http.post("/calls", json={"programme": PROGRAMME, "year": 2026, "title": "另一批"}, headers=key)
    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert (other.status_code, other.json()["type"]) == (422, "/problems/idempotency-key-reused")
    assert len(city.get("/calls")["items"]) == 1
