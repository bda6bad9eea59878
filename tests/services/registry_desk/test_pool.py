"""A pool that runs in cycles: one follows the other, D never outgrows C, a place is told to no award, and another level runs its own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import Any

import httpx
import pytest

from base_registry.documents import Application
from base_registry.facts import Surroundings
from fuyu.caller import Role
from fuyu.law.registry import Laws
from fuyu.service import Running
from fuyu.store.duties import sweep_overdue

from .registry import Person, Registry, code, name
from .wuhu_city import DISTRICT, PROGRAMME, Pool, example

REFUSED = httpx.codes.CONFLICT
ACCIDENT = {"kind": "安全", "is_major": True, "found_by": "市应急管理局"}


@pytest.fixture
def pool(registry: Registry, running: Running) -> Pool:
    """A pool whose draft is adopted, with a cycle from 2 March 2026 to 2 March 2028."""
    made = Pool(registry, running.store.database).adopt()
    assert made.open().is_success
    return made


def held_by_class(pool: Pool) -> dict[str, int]:
    held = [each for each in pool.office().get("/designations", programme=PROGRAMME, call=pool.call)["items"] if each["state"] == "held"]
    return {name: sum(each["holds_class"] == name for each in held) for name in ("A", "B", "C", "D")}


# Cycles


@pytest.mark.requirement("WH-1")
def test_a_cycle_follows_the_one_before(pool: Pool, tick: Callable[[], None]) -> None:
    """INVARIANT: 每个孵化周期为两年; on its last day none can begin, on the day after one can. Two at once would double what may be put forward."""
    assert pool.operator().get(f"/calls/{pool.call}")["cycle"] == {"starts_on": "2026-03-02", "ends_on": "2028-03-02"}
    first = pool.call
    for day in ("2026-03-03", "2028-03-02"):
        answer = pool.open(day, title=f"{day} 另一周期")
        assert (answer.status_code, answer.json()["call"]) == (REFUSED, first)
    assert pool.open("2028-03-01", starts_on="2028-03-02", title="提前").status_code == REFUSED
    answer = pool.open("2028-03-03")
    assert answer.json()["cycle"] == {"starts_on": "2028-03-03", "ends_on": "2030-03-03"}
    tick()
    assert [pool.operator().get(f"/calls/{call}")["state"] for call in (first, pool.call)] == ["closed", "open"]


@pytest.mark.requirement("WH-1")
def test_two_officers_open_a_cycle_at_once_and_one_is_opened(registry: Registry, running: Running) -> None:
    """INVARIANT: one after the other, whatever the titles; else the two would run side by side."""
    pool = Pool(registry, running.store.database).adopt()
    pool.on("2026-03-02")
    start = Barrier(2)

    def open_one(number: int) -> httpx.Response:
        start.wait()
        return pool.office(f"officer-{number}").post("/calls", {"programme": PROGRAMME, "year": 2026, "title": f"第{number}份"})

    with ThreadPoolExecutor(2) as officers:
        answers = list(officers.map(open_one, (1, 2)))
    assert sorted(each.status_code for each in answers) == [201, REFUSED], [each.text for each in answers]


@pytest.mark.requirement("WH-5", "L13")
def test_who_may_recommend_reads_what_waits_for_that_and_afterwards_only_what_it_recommended(pool: Pool) -> None:
    """INVARIANT: 推荐 rests on what was read, its papers with it; a draft is nobody's to read, and another's recommendation opens nothing."""
    first, second = (pool.registry.person(f"recommender-{number}", Role("recommender", "wuhu", organisation=code(900 + number))) for number in (1, 2))
    assert pool.begin(1).is_success
    path = pool.applications[1]
    assert first.get("/applications")["items"] == []
    pool.company(1).acts(path, "apply", "submit")
    for recommender in (first, second):
        assert [row["id"] for row in recommender.get("/applications")["items"]] == [path.rpartition("/")[2]]
        read = recommender.get(path)
        assert read["form"]["name"] == name(1)
        [paper] = read["materials"]["licences"]
        assert recommender.http.get(f"/files/{paper}").is_success
    judged = {key: {"is_met": True, "note": "已核实"} for key in ("follows_policy", "leading_results")}
    first.acts(path, "recommend", "recommend", judged=judged)
    assert len(first.get("/applications")["items"]) == 1
    assert second.get("/applications")["items"] == []
    assert second.http.get(path).status_code == httpx.codes.NOT_FOUND
    assert second.http.get(f"/files/{paper}").status_code == httpx.codes.NOT_FOUND

    # Who guided the survey, and what they said, is the offices' to read, as it is hidden from the applicant.
    expert = pool.registry.person("expert-7", Role("expert", "wuhu"))
    pool.office().make("/experts", {"person": "expert-7", "name": "专家七", "titles": ["市政府质量奖专家库成员"], "employer_code": code(7)})
    pool.acts(pool.office(), path, "advice", "assign", entry={"people": ["expert-7"]})
    pool.acts(expert, path, "advice", "declare", entry={"interest": False})
    pool.acts(expert, path, "advice", "fill", entry=example("advice", 1))
    assert "expert-7" in str(pool.office().get(path)["walk"])
    for reader in (first, pool.company(1)):
        walk = reader.get(path)["walk"]
        assert (walk["assigned"], [act["entry"] for act in walk["acts"] if act["step"] == "advice"]) == ({}, [{}, {}, {}])
        assert "expert-7" not in str(walk)


@pytest.mark.requirement("WH-16")
def test_experts_are_kept_with_their_titles(pool: Pool) -> None:
    """INVARIANT: 专家库成员, 获奖组织首席质量官, 个人奖获得者: the office keeps who may guide a survey and teach, by titles and employer."""
    titles = ["市政府质量奖专家库成员", "省政府质量奖获奖组织首席质量官"]
    entry = {"person": "expert-7", "name": "专家七", "titles": titles, "employer_code": code(7)}
    assert pool.office().make("/experts", entry)["titles"] == titles
    [kept] = pool.office().get("/experts")["items"]
    assert (kept["person"], kept["titles"], kept["employer_code"]) == ("expert-7", titles, code(7))


@pytest.mark.requirement("WH-1", "WH-13")
def test_who_enters_a_cycle_leaves_with_it_and_applies_anew(pool: Pool, tick: Callable[[], None]) -> None:
    """INVARIANT: the place ends with the cycle, whenever it began; what was not decided lapses; for the next one application and report are new."""
    late = pool.ready(2)
    pool.on("2027-06-01")
    designation = pool.member(1)
    assert {name: pool.office().get(f"/designations/{designation}")[name] for name in ("starts_on", "ends_on")} == {
        "starts_on": "2027-06-01",
        "ends_on": "2028-03-02",
    }
    pool.on("2028-03-02")
    tick()
    assert pool.office().get(f"/designations/{designation}")["state"] == "held"
    pool.on("2028-03-03")
    assert pool.admit(late).json()["found"] == "2028-03-02"
    tick()
    assert pool.office().get(f"/designations/{designation}")["state"] == "expired"
    assert pool.operator().get(late)["walk"]["outcome"] == "lapsed"
    assert pool.begin(4).status_code == REFUSED
    assert pool.standing()["classes"] == {}
    assert pool.open("2028-03-03").is_success
    answer = pool.admit(pool.to_the_office(1))
    assert answer.status_code == REFUSED
    assert ("former_self_assessment", "四（四）2") in [(each["key"], each["clause"]) for each in answer.json()["findings"]]


@pytest.mark.requirement("WH-13")
def test_with_the_report_of_the_cycle_that_ended_it_is_admitted_again(pool: Pool, tick: Callable[[], None]) -> None:
    """INVARIANT: 同时提供原孵化周期时间内的组织自我评价报告; the same survey and decision as for a new one."""
    pool.member(1)
    pool.on("2028-03-03")
    tick()
    assert pool.open("2028-03-03").is_success
    path = pool.to_the_office(1, former_self_assessment=[pool.company(1).upload("自评报告.pdf")])
    found = {each["key"]: each["outcome"] for each in pool.office().get(f"{path}/steps/admit/findings")["findings"]}
    assert (found["former_cycle_ended"], found["former_self_assessment"]) == ("met", "met")


# Who may enter


@pytest.mark.requirement("WH-2", "WH-3", "WH-4", "L2", "L11")
@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ({"licensed_on": "2023-03-02"}, []),
        ({"licensed_on": "2023-03-03"}, [("licence_years", "三（一）1")]),
        ({"model_since": "2024-03-02"}, []),
        ({"model_since": "2024-03-03"}, [("model_years", "三（一）3")]),
        ({"certificates": []}, [("system_certificate", "三（一）3")]),
        ({"accidents": [{**ACCIDENT, "happened_on": "2023-03-01"}]}, []),
        ({"accidents": [{**ACCIDENT, "happened_on": "2023-03-02"}]}, [("no_major_accident", "三（一）5")]),
        ({"failed_inspection": True, "criminal_record": True}, [("no_failed_inspection", "三（一）5"), ("no_criminal_record", "三（一）5")]),
    ],
)
def test_the_conditions_are_judged_on_the_day_of_the_application(pool: Pool, conditions: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    """INVARIANT: handed in on 2 March 2026: the anniversary is enough, a day less is not; an accident three years ago to the day is inside."""
    path = pool.ready(1, conditions=conditions)
    found = pool.office().get(f"{path}/steps/admit/findings")["findings"]
    assert [(each["key"], each["clause"]) for each in found if each["outcome"] == "not met"] == expected


@pytest.mark.requirement("WH-5")
def test_annex_1_is_taken_as_its_boxes_ask(pool: Pool) -> None:
    """INVARIANT: one of four classes, one of the printed boxes; what is no box is named, and nothing is begun."""
    assert pool.begin(7).is_success
    form = example("form", 8)
    refused = [{**form, "proposed_class": "未达到A类"}, {**form, "standardisation": {**form["standardisation"], "good_conduct": "AAAAAA级"}}]
    company = pool.company(8)
    company.make("/organisations", {"code": code(8), "name": "示范企业008", "district": DISTRICT})
    for each in refused:
        answer = company.post("/applications", {"call": pool.call, "organisation": code(8), "form": each})
        assert answer.status_code == httpx.codes.UNPROCESSABLE_ENTITY, answer.text
    assert company.get("/applications")["items"] == []


# The quota between classes


@pytest.mark.requirement("WH-9")
def test_four_officers_admit_a_d_at_once_and_one_is_admitted(pool: Pool) -> None:
    """INVARIANT: with one C there is room for one D, however many are admitted at one moment. Else each would see the room that all of them fill."""
    pool.member(1)
    paths = [pool.ready(number, "D") for number in range(2, 6)]
    start = Barrier(len(paths))

    def admit(number: int) -> httpx.Response:
        officer = pool.office(f"officer-{number}")
        start.wait()
        return pool.admit(paths[number], officer)

    with ThreadPoolExecutor(len(paths)) as officers:
        answers = list(officers.map(admit, range(len(paths))))
    assert sorted(each.status_code for each in answers) == [201, REFUSED, REFUSED, REFUSED]
    assert {each.json()["clause"] for each in answers if not each.is_success} == {"四（二）1 末段"}
    assert held_by_class(pool) == {"A": 0, "B": 0, "C": 1, "D": 1}


@pytest.mark.requirement("WH-9", "WH-10")
def test_one_officer_admits_a_d_while_another_makes_one_of_a_c(pool: Pool) -> None:
    """INVARIANT: each alone would leave as many C as D; both together would leave one C and two D, so one of them is refused."""
    first, _ = pool.member(1), pool.member(2)
    path = pool.ready(3, "D")
    start = Barrier(2)

    def admit() -> httpx.Response:
        start.wait()
        return pool.admit(path, pool.office("officer-1"))

    def change() -> httpx.Response:
        start.wait()
        return pool.reclassify(first, "D", pool.office("officer-2"))

    with ThreadPoolExecutor(2) as officers:
        answers = [each.result() for each in (officers.submit(admit), officers.submit(change))]
    assert sorted(each.status_code for each in answers) == [201, REFUSED]
    counts = held_by_class(pool)
    assert counts["D"] == 1 <= counts["C"]


@pytest.mark.requirement("WH-9", "WH-14")
def test_a_removal_is_never_refused_and_its_breach_is_shown_until_it_is_cured(pool: Pool, tick: Callable[[], None]) -> None:
    """INVARIANT: a removal or a withdrawal that leaves more D than C goes through; D may not grow then; another C, or a D that becomes one, cures it."""
    c, d = pool.member(1), pool.member(2, "D")
    waiting = pool.ready(3, "D")
    pool.on("2026-04-20")
    removed = pool.remove(c, "2026-04-15")
    assert removed.is_success, removed.text
    told = pool.office().get(f"/designations/{c}")
    assert (told["state"], told["ended_on"], told["revocation"]["clause"]["clause"]) == ("revoked", "2026-04-20", "三 首段")
    [shown] = pool.standing()["findings"]
    assert (shown["outcome"], shown["found"], shown["needed"], shown["clause"]) == ("not met", 1, 0, "四（二）1 末段")
    assert pool.admit(waiting).json()["clause"] == "四（二）1 末段"
    assert pool.reclassify(d, "C").is_success
    assert [each["outcome"] for each in pool.standing()["findings"]] == ["met"]
    assert pool.admit(waiting).is_success
    assert pool.withdraw(2, d).is_success
    assert pool.standing()["classes"] == {"D": 1}
    assert [each["outcome"] for each in pool.standing()["findings"]] == ["not met"]


@pytest.mark.requirement("WH-14")
def test_a_major_accident_is_proposed_as_a_ground_with_its_finding(pool: Pool, tick: Callable[[], None]) -> None:
    """INVARIANT: the record proposes, the office decides; the removal keeps date, finding and clause of the ground."""
    member = pool.member(1)
    pool.on("2026-04-20")
    accident = {"kind": "食品安全", "is_major": True, "happened_on": "2026-04-15", "found_by": "市市场监管局", "finding": "认定为重大食品安全事故。"}
    assert pool.open_over(pool.office(), member, "report_accident", "accident", "fill", entry=accident).is_success
    tick()
    [ground] = pool.office().get("/grounds", state="proposed")["items"]
    assert ground["clause"]["clause"] == "三 首段"
    answer = pool.open_over(pool.office(), member, "remove", "remove", "remove", reason="移出", grounds=[ground["id"]])
    assert answer.is_success, answer.text
    [kept] = pool.office().get(f"/designations/{member}")["revocation"]["grounds"]
    assert kept["findings"][0]["found"] == "2026-04-15"
    assert "认定为重大食品安全事故" in kept["findings"][0]["because"]


# Help, self-assessments, revisits


@pytest.mark.requirement("WH-12")
def test_a_member_assesses_itself_asks_for_help_and_is_answered(pool: Pool) -> None:
    """INVARIANT: each need waits for the station's own answer, several at once; another district's station answers none of them."""
    member = pool.member(1)
    own = pool.company(1)
    category = {"category": "领导", "strengths": "战略清晰", "to_improve": "授权不足"}
    assessed = {"assessed_on": "2026-03-02", "categories": [category], "improvements": "完善授权制度"}
    assert pool.open_over(own, member, "self_assess", "self_assessment", "fill", entry=assessed).is_success
    wants = [pool.open_over(own, member, "help", "ask_for_help", "fill", entry={"need": need}).json() for need in ("测量系统分析培训", "自评师培训")]
    waiting = pool.station().get("/proceedings", process="help", stands_at="answer_help")["items"]
    assert {each["id"] for each in waiting} == {each["id"] for each in wants}
    answer = pool.act(pool.station(), f"/proceedings/{wants[0]['id']}", "answer_help", "fill", entry={"answer": "已安排专家到厂"})
    assert answer.json()["state"] == "completed"
    assert [each["id"] for each in own.get("/proceedings", process="help", state="running")["items"]] == [wants[1]["id"]]


@pytest.mark.requirement("WH-12")
def test_a_revisit_is_owed_for_each_half_year_and_overdue_where_none_was_made(pool: Pool, tick: Callable[[], None], running: Running) -> None:
    """INVARIANT: the station owes it by the last day of the half-year; on the day after it is overdue; a visit that comes late does it."""
    member = pool.member(1)
    pool.on("2026-09-08")  # Six months from 2 March: the last day is 2 September.
    tick()
    sweep_overdue(running)
    owed = {each["key"]: each for each in pool.office().get("/duties")["items"]}
    assert (owed["revisit/1"]["due_on"], owed["revisit/1"]["state"]) == ("2026-09-02", "overdue")
    assert (owed["revisit/2"]["opens_on"], owed["revisit/2"]["state"]) == ("2026-09-03", "open")
    visit = {"visited_on": "2026-09-07", "results": "自评已开展", "needs": ""}
    made = pool.open_over(pool.station(), member, "revisit", "revisit", "record", entry=visit)
    assert made.is_success, made.text
    tick()
    assert {each["key"]: each["state"] for each in pool.office().get("/duties")["items"]} == {"revisit/1": "done", "revisit/2": "open"}
    tomorrow = pool.open_over(pool.station(), member, "revisit", "revisit", "record", entry={**visit, "visited_on": "2026-09-09"})
    assert (tomorrow.status_code, tomorrow.json()["clause"]) == (REFUSED, "四（四）1")


# Apart from awards, and on other levels


@pytest.mark.requirement("WH-15")
def test_a_member_is_recommended_for_nothing(pool: Pool) -> None:
    """INVARIANT: 培评分离: whoever is in the pool is listed with no merit, and no award's rule is told of the place."""
    pool.member(1)
    [listed] = pool.office().get("/recommendations", programme=PROGRAMME)["items"]
    assert (listed["is_met"], listed["findings"]) == (False, [])
    own, programme = Application.objects(city="wuhu").first(), Laws.load().versions(PROGRAMME)[-1].programme
    assert [each.holds_class for each in Surroundings.of(own, programme).holdings] == ["C"]
    assert Surroundings.of(own, replace(programme, id="wuhu.award")).holdings == ()


@pytest.mark.requirement("WH-17")
def test_each_level_sees_its_own_pool_alone(pool: Pool) -> None:
    """INVARIANT: two pools run at once by their own numbers; neither office acts in the other's, nor reads its files; a district's own offices see both."""
    host = "yijiang-committee"
    content: dict[str, Any] = {"programme": PROGRAMME, "host": host, "title": "弋江区质量发展委员会"}
    pool.operator().make("/law-settings", {"kind": "host", "content": content, "reason": "参照本指南", "number": "示例〔2026〕3号"})
    city_member = pool.member(1)
    pool.on("2026-03-03")
    city_call, district = pool.call, pool.office("officer-yijiang", host)
    made = district.post("/calls", {"programme": PROGRAMME, "year": 2026, "host": host, "starts_on": "2026-03-03"})
    assert made.is_success, made.text
    pool.call = made.json()["id"]
    assert pool.begin(2).is_success
    pool.acts(pool.company(2), pool.applications[2], "apply", "submit")
    assert pool.office().http.get(pool.applications[2]).status_code == httpx.codes.NOT_FOUND
    assert district.get(pool.applications[2])["organisation"]["code"] == code(2)
    assert district.http.get(f"/designations/{city_member}").status_code == httpx.codes.NOT_FOUND
    assert [each["id"] for each in pool.office().get("/designations")["items"]] == [city_member]
    assert district.get("/designations")["items"] == []
    assert len(pool.station().get("/applications")["items"]) == 2, DISTRICT
    assert {each["id"] for each in district.get("/calls")["items"]} == {city_call, pool.call}


@pytest.mark.requirement("WH-17")
def test_what_a_host_decided_is_corrected_by_that_host_alone(pool: Pool) -> None:
    """INVARIANT: 参照本指南: who runs the pool on another level stands for the office there, also for its number and for misconduct in its cycle."""
    host = "yijiang-committee"
    pool.operator().make(
        "/law-settings",
        {
            "kind": "host",
            "content": {"programme": PROGRAMME, "host": host, "title": "弋江区质量发展委员会"},
            "reason": "参照本指南",
            "number": "示例〔2026〕3号",
        },
    )
    pool.on("2026-03-03")
    district = pool.office("officer-yijiang", host)
    pool.call = district.make("/calls", {"programme": PROGRAMME, "year": 2026, "host": host, "starts_on": "2026-03-03"})["id"]
    path = pool.ready(2)
    pool.database["applications"].update_one({"_id": path.rpartition("/")[2]}, {"$set": {"host": host}})
    waits, misconduct = pool.ready(3), {"kind": "弄虚作假", "happened_on": "2026-03-02", "says": "证书系伪造。", "files": []}
    pool.database["applications"].update_one({"_id": waits.rpartition("/")[2]}, {"$set": {"host": host}})
    admitted = pool.admit(path, district)
    assert admitted.is_success, admitted.text
    [member] = district.get("/designations")["items"]
    designation = f"/designations/{member['id']}"

    def correct(who: Person) -> httpx.Response:
        etag = {"If-Match": district.version(designation)}
        return who.post(f"{designation}/corrections", {"number": "示例〔2026〕19号", "reason": "文号误录"}, **etag)

    def find(who: Person) -> httpx.Response:
        return who.post(f"{waits}/misconduct", misconduct, **{"If-Match": district.version(waits)})

    for acts in (correct, find):
        assert (acts(pool.office()).status_code, acts(district).status_code) == (httpx.codes.FORBIDDEN, httpx.codes.CREATED)
    assert district.get(designation)["number"] == "示例〔2026〕19号"


@pytest.mark.requirement("WH-1")
@pytest.mark.parametrize(("starts_on", "is_taken"), [("2025-12-31", False), ("2026-01-01", True), ("2199-06-01", False)])
def test_a_cycle_begins_when_the_text_runs(registry: Registry, running: Running, starts_on: str, is_taken: bool) -> None:
    """INVARIANT: the office enters the start, an earlier one too, but none before the day from which the draft was adopted (L6)."""
    pool = Pool(registry, running.store.database).adopt()
    answer = pool.open("2026-03-02", starts_on=starts_on)
    assert answer.is_success is is_taken
    if not is_taken:
        assert [each["field"] for each in answer.json()["errors"]] == ["starts_on"]


@pytest.mark.requirement("WH-17")
def test_a_host_is_set_up_where_the_text_lets_other_levels_run_it(pool: Pool, registry: Registry) -> None:
    """INVARIANT: not for a programme that knows none, not under the name of an office that acts in it, not without a title; by the operator alone."""
    setting = {"kind": "host", "reason": "参照本指南", "number": "示例〔2026〕3号"}
    refused = [
        (registry.operator, {"programme": "zhengzhou.base", "host": "zhongyuan", "title": "中原区"}, "content.programme"),
        (pool.operator(), {"programme": PROGRAMME, "host": "award-office", "title": "市创奖办"}, "content.host"),
        (pool.operator(), {"programme": PROGRAMME, "host": "yijiang", "title": " "}, "content.title"),
        (pool.operator(), {"programme": PROGRAMME, "host": "yijiang"}, "content.title"),
    ]
    for who, content, field in refused:
        answer = who.post("/law-settings", {**setting, "content": content})
        assert (answer.status_code, [each["field"] for each in answer.json()["errors"]]) == (httpx.codes.UNPROCESSABLE_ENTITY, [field]), answer.text
    good = {"programme": PROGRAMME, "host": "yijiang", "title": "弋江区质量发展委员会"}
    assert pool.office().post("/law-settings", {**setting, "content": good}).status_code == httpx.codes.FORBIDDEN
