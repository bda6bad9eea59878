"""The mayor's award over HTTP where days, editions or people would make a story long: bars, repeat wins, fraud on record, an industry's own table."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from fuyu.http import request
from fuyu.ids import new_id
from fuyu.service import Running

from .edition import AWARD, EXPERTS, WHOLE, Edition, points, refusal
from .registry import CITY, Registry, code

Tick = Callable[[], None]
STORY = {"kind": "弄虚作假", "happened_on": "2026-03-09", "says": "自评报告数据造假，经核实。"}


@pytest.fixture
def edition(registry: Registry) -> Edition:
    """The edition of 2026, opened on 2 March."""
    return Edition(registry).adopt("2026-01-04", "2026-01-05").open("2026-03-02")


def awarded(edition: Edition, tick: Tick, *days: str, number: int = 1, total: int = WHOLE) -> str:
    """Take a company through an edition, voted and published on one day, decided on the second; return its designation."""
    voted, decided = days
    edition.reviewed(number, total)
    edition.voted(voted).published()
    edition.registry.set_day(decided)
    tick()
    edition.take(edition.decide({number: "award"}))
    return str(edition.designation(number)["id"])


@pytest.mark.requirement("MQ-1")
def test_an_edition_comes_every_second_year(edition: Edition) -> None:
    registry = edition.registry
    for year, status in ((2026, 409), (2027, 409), (2028, 201)):
        registry.set_day(f"{year}-03-02" if year > 2026 else "2026-03-03")
        answer = edition.secretariat().post("/calls", {"programme": AWARD, "year": year, "title": f"{year}年第二次"})
        assert answer.status_code == status
        if status == 409:
            assert (refusal(answer), answer.json()["found"], answer.json()["needed"]) == (("conditions-not-met", ["第四条"]), [2026], 2)


@pytest.mark.requirement("MQ-1", "MQ-10", "MQ-11", "MQ-13", "MQ-14")
def test_a_winner_applies_again_after_its_term_and_wins_a_title_without_money_or_place(edition: Edition, running: Running, tick: Tick) -> None:
    """The term of 22 April 2026 ends on 22 April 2030, so an application of the 23rd is in order and one of the day itself is not."""
    registry = edition.registry
    first = awarded(edition, tick, "2026-04-13", "2026-04-22")
    again = Edition(registry, year=2030)
    again.open("2030-03-01")
    registry.set_day("2030-04-22")
    again.recommended(1)
    answer = again.qualify(1)
    assert (refusal(answer), answer.json()["found"], answer.json()["needed"]) == (("conditions-not-met", ["第二十七条"]), "2030-04-22", "2030-04-22")

    later = Edition(registry, year=2032)
    later.open("2032-03-01")
    registry.set_day("2032-03-08")
    tick()
    later.reviewed(1, 600)
    later.reviewed_alike(running.store.database, {number: 900 - number for number in range(2, 8)}, of=1)
    later.voted("2032-04-12").published()
    registry.set_day("2032-04-26")
    tick()
    shown = later.selection()
    assert [(each["organisation"]["code"], each["kind"], each["uses_place"]) for each in shown["rows"]] == [
        *((code(number), "award", True) for number in range(2, 7)),
        (code(7), "nomination", True),
        (code(1), "award", False),
    ]
    assert "a repeat win uses no place" in shown["rows"][-1]["because"]
    places = {each["kind"]: (each["places"], each["now"], each["beside"], each["empty"]) for each in shown["places"]}
    assert places == {"award": (5, 5, 1, 0), "nomination": (5, 1, 0, 4)}
    later.take(later.decide({**dict.fromkeys(range(1, 7), "award"), 7: "nomination"}))
    assert registry.operator.get(later.path)["granted"] == {"award": 5, "nomination": 1}
    repeat = later.designation(1)
    assert (repeat["is_repeat"], repeat["id"] != first) == (True, True)
    body = {"process": "pay", "step": "approve_prize", "does": "grant", "number": "郑政〔2032〕9号"}
    assert refusal(later.government().post(f"/designations/{repeat['id']}/proceedings", body)) == ("conditions-not-met", ["第二十七条"])
    public = {each["id"]: each["year"] for each in registry.operator.http.get(f"/public/{CITY}/designations?limit=200").json()["items"]}
    assert (public[first], public[repeat["id"]]) == (2026, 2032)


@pytest.mark.requirement("MQ-10")
def test_a_revoked_title_bars_for_four_years_from_the_revocation(edition: Edition, tick: Tick) -> None:
    registry = edition.registry
    id = awarded(edition, tick, "2026-04-13", "2026-04-22")
    registry.set_day("2026-05-07")
    judged = {"ground_is_proven": {"is_met": True, "note": "已核实"}}
    made = edition.secretariat().make(f"/designations/{id}/proceedings", {"process": "revoke", "step": "examine", "does": "propose", "judged": judged})
    entry = {"ground": "弄虚作假", "happened_on": "2026-03-09", "facts": "自评报告数据造假。"}
    edition.government().acts(f"/proceedings/{made['id']}", "revoke", "revoke", entry=entry, number="郑政〔2026〕40号")
    shown = edition.designation(1)
    assert (shown["state"], shown["ended_on"]) == ("revoked", "2026-05-07")
    # Nothing was paid, so nothing is claimed back.
    assert [each["kind"] for each in shown["consequences"]] == ["bar", "take_back", "publish"]
    assert shown["consequences"][0]["until"] == "2030-05-07"
    again = Edition(registry, year=2030)
    again.open("2030-03-01")
    registry.set_day("2030-05-07")
    again.recommended(1)
    answer = again.qualify(1)
    assert (refusal(answer), answer.json()["needed"]) == (("conditions-not-met", ["第二十四条"]), "2030-05-07")


@pytest.mark.requirement("MQ-3")
@pytest.mark.parametrize(("applied_on", "is_barred"), [("2029-03-08", True), ("2029-03-09", True), ("2029-03-10", False)])
def test_fraud_found_in_an_edition_bars_for_three_years_whatever_the_applicant_discloses(edition: Edition, applied_on: str, is_barred: bool) -> None:
    registry, path = edition.registry, edition.recommended(1)
    assert edition.secretariat().act(path, "qualify", "refuse", reason="材料造假").status_code == 201
    stranger = edition.district().post(f"{path}/misconduct", STORY, **{"If-Match": edition.secretariat().version(path)})
    assert refusal(stranger)[0] == "not-your-step"
    tomorrow = edition.secretariat().post(f"{path}/misconduct", {**STORY, "happened_on": "2026-03-10"}, **{"If-Match": edition.secretariat().version(path)})
    assert tomorrow.status_code == 422
    registry.set_day("2026-03-09")
    found = edition.secretariat().post(f"{path}/misconduct", STORY, **{"If-Match": edition.secretariat().version(path)})
    assert found.status_code == 201, found.text
    again = Edition(registry, year=2029)
    again.open("2029-03-01")
    registry.set_day(applied_on)
    again.recommended(1)
    answer = again.qualify(1)
    if is_barred:
        assert (refusal(answer), answer.json()["found"]) == (("conditions-not-met", ["第十四条（四）"]), 1)
    else:
        assert answer.status_code == 201, answer.text


@pytest.mark.requirement("MQ-5")
def test_a_hospital_is_scored_on_the_table_of_public_services_whose_points_an_operator_sets(edition: Edition) -> None:
    registry, operator = edition.registry, edition.registry.operator
    hospital, factory = (edition.recommended(number, like) for number, like in ((1, "a_public_hospital"), (2, "a_good_organisation")))
    for number in (1, 2):
        edition.take(edition.qualify(number))

    def override(parameter: str, value: int) -> None:
        content = {"programme": AWARD, "parameter": parameter, "value": value}
        operator.make("/law-settings", {"kind": "override", "content": content, "reason": "秘书处印发公共服务类实施细则", "number": "郑质评〔2026〕1号"})

    override("public_customer_points", 140)
    registry.set_day("2026-03-10")
    secretariat, expert = edition.secretariat(), registry.expert(EXPERTS[0])
    for path in (hospital, factory):
        secretariat.acts(path, "document_sheets", "assign", entry={"people": list(EXPERTS)})
        expert.acts(path, "document_sheets", "declare", entry={"interest": False})
    told = {path: next(step["sheet"] for step in expert.get(path)["steps"] if step["name"] == "document_sheets") for path in (hospital, factory)}
    assert [(sheet["rubric"], sheet["needs_points"]) for sheet in told.values()] == [("gbt_19580_public", True), ("gbt_19580", True)]
    most = {path: {item["key"]: item["most"] for item in sheet["items"]} for path, sheet in told.items()}
    assert (most[hospital]["customers"], most[factory]["customers"]) == ("140", "90"), "the sheet tells what the service takes"
    assert all(
        "sheet" not in step for who in (secretariat, registry.expert("expert-6"), edition.winner(1)) for step in who.http.get(hospital).json().get("steps", ())
    )
    more = {**points(WHOLE), "customers": "140"}
    # 1,050 points in all are none of the standard's thousand, so nobody is scored before another category gives way.
    answer = expert.act(hospital, "document_sheets", "score", entry={"points": more})
    assert (refusal(answer), answer.json()["found"], answer.json()["needed"]) == (("conditions-not-met", ["第十五条"]), 1050, 1000)
    override("public_result_points", 350)
    registry.set_day("2026-03-11")
    kept = expert.acts(hospital, "document_sheets", "score", entry={"points": {**more, "results": "350"}})
    own = [act["entry"]["rubric"] for act in kept["walk"]["acts"] if act["does"] == "score"]
    assert expert.act(factory, "document_sheets", "score", entry={"points": {**more, "results": "350"}}).status_code == 422
    kept = expert.acts(factory, "document_sheets", "score", entry={"points": points(WHOLE)})
    assert own + [act["entry"]["rubric"] for act in kept["walk"]["acts"] if act["does"] == "score"] == ["gbt_19580_public", "gbt_19580"]


@pytest.mark.requirement("MQ-2")
def test_who_recommends_sees_the_honours_that_give_priority_and_nobody_needs_one(edition: Edition) -> None:
    path = edition.begin(1)
    edition.winner(1).acts(path, "apply", "submit")
    findings = edition.district().get(f"{path}/steps/local_check/findings")["findings"]
    (priority,) = [each for each in findings if each["key"] == "priority"]
    assert (priority["outcome"], priority["clause"], priority["found"]) == ("met", "第十三条（四）", ["高新技术企业（高新技术企业，2023-11-22）"])
    path = edition.begin(2, honours=[])
    edition.winner(2).acts(path, "apply", "submit")
    findings = edition.district().get(f"{path}/steps/local_check/findings")["findings"]
    assert [each["outcome"] for each in findings if each["key"] == "priority"] == ["exempt"]


@pytest.mark.requirement("MQ-7")
def test_who_is_recused_finds_the_file_in_no_list_and_opens_neither_it_nor_its_papers(edition: Edition) -> None:
    """INVARIANT: recused is recused, whichever office one works for; the colleague sees both applicants."""
    recused, colleague = edition.secretariat("secretary-2"), edition.secretariat()
    paths = [edition.recommended(number) for number in (1, 2)]
    recused.acts(paths[0], "qualify", "recuse", reason="配偶在申报单位任职")
    file = colleague.get(paths[0])["materials"]["application"][0]
    assert recused.http.get(paths[0]).status_code == 404
    assert recused.http.get(f"/files/{file}").status_code == 404
    assert [f"/applications/{each['id']}" for each in recused.get("/applications", programme=AWARD)["items"]] == [paths[1]]
    assert colleague.http.get(f"/files/{file}").status_code == 200
    assert len(colleague.get("/applications", programme=AWARD)["items"]) == 2
    assert refusal(recused.act(paths[0], "qualify", "admit"))[0] == "recused"
    bare = colleague.act(paths[1], "qualify", "recuse", entry={"people": ["secretary-3"]})
    assert refusal(bare)[0] == "reason-missing"


@pytest.mark.requirement("MQ-8")
def test_more_than_half_of_those_present_carry_a_vote_and_who_stands_aside_is_not_counted(edition: Edition, running: Running) -> None:
    """Of ten present half is five; where one stands aside because of an interest five of nine are more than half, and where two do four of eight are not."""
    edition.reviewed(1)
    edition.reviewed_alike(running.store.database, dict.fromkeys(range(2, 6), 800), of=1)
    committee, ids = edition.committee(), {number: edition.id(number) for number in range(1, 6)}
    committee.acts(edition.path, "vote", "close_stage", reason="申报期满")
    yes, aside = {1: 5, 2: 6, 3: 5, 4: 4, 5: 4}, {3: 1, 4: 1, 5: 2}
    entry = {"present": 10, "yes": {ids[number]: count for number, count in yes.items()}, "aside": {ids[number]: count for number, count in aside.items()}}
    for field, wrong in (("yes", {**entry["yes"], ids[3]: 10}), ("yes", {**entry["yes"], ids[1]: -1}), ("aside", {ids[3]: 10})):
        refused = committee.act(edition.path, "vote", "vote", entry={**entry, field: wrong})
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, f"entry.{field}")
    committee.acts(edition.path, "vote", "vote", entry=entry)
    passed = {number for number in ids if edition.registry.operator.get(edition.paths[number])["stands_at"] == "notice"}
    assert passed == {2, 3}
    (sitting,) = [each for each in edition.registry.operator.get(edition.path)["sittings"] if each["step"] == "vote"]
    assert "5 of 9 voted for it (1 stood aside)" in next(row["because"] for row in sitting["rows"] if row["application"] == ids[3])


@pytest.mark.requirement("MQ-9")
def test_an_objection_says_what_it_lacks_and_its_papers_are_seen_by_the_office_alone(edition: Edition) -> None:
    registry = edition.registry
    edition.reviewed(1)
    edition.voted("2026-04-13").published()
    row = {"application": edition.id(1), "says": "该单位提供的专利证书系他人所有。"}
    answer = request("POST", f"{registry.url}/public/{CITY}{edition.path}/objections", json=row, headers={"Idempotency-Key": new_id()})
    assert (answer.json()["state"], answer.json()["lacks"]) == ("tip", ["name", "phone", "address", "signature", "identity", "evidence"])
    rival = edition.winner(2)
    papers = {paper: [rival.upload()] for paper in ("seal", "evidence")}
    contact = {"name": "示范企业002", "phone": "0371-00000002", "address": "示范路2号"}
    lodged = rival.make(f"{edition.path}/objections", {**row, "contact": contact, "is_organisations": True, "papers": papers})
    assert (lodged["state"], lodged["lacks"]) == ("open", [])
    assert rival.http.get(f"/files/{papers['seal'][0]}").status_code == 404
    shown = {each["id"]: each for each in edition.secretariat().get("/objections", call=edition.call)["items"]}
    assert (len(shown), shown[lodged["id"]]["papers"]) == (2, papers)
    assert edition.secretariat().http.get(f"/files/{papers['seal'][0]}").status_code == 200
    assert (
        edition.secretariat().post(f"/objections/{answer.json()['id']}/resolution", {"upheld": True, "answer": "属实"}, **{"If-Match": '"1"'}).status_code
        == 409
    )


@pytest.mark.requirement("MQ-4", "MQ-1")
def test_a_tie_and_each_empty_place_are_explained_before_anybody_decides(edition: Edition, running: Running, tick: Tick) -> None:
    edition.reviewed(1, 700)
    edition.reviewed_alike(running.store.database, {2: 700, 3: 499}, of=1)
    edition.voted("2026-04-13").published()
    edition.registry.set_day("2026-04-22")
    tick()
    assert refusal(edition.committee().http.get(f"{edition.path}/steps/vote/selection"))[0] == "step-not-open"
    assert refusal(edition.district().http.get(f"{edition.path}/steps/decide/selection"))[0] == "not-your-step"
    shown = edition.selection()
    assert shown["is_frozen"] is True
    assert [(each["rank"], each["score"], each["ties"], each["kind"]) for each in shown["rows"]] == [
        (1, "700", 1, "award"),
        (2, "700", 1, "award"),
        (3, "499", 0, "nomination"),
    ]
    assert "1 on the list has the same points, 1 of them applied on the same day" in shown["rows"][0]["because"]
    assert "award: 500 points or more are needed" in shown["rows"][2]["because"]
    assert {each["kind"]: each["empty"] for each in shown["places"]} == {"award": 3, "nomination": 4}
    answer = edition.decide({1: "award", 2: "nomination", 3: "nomination"})
    assert [each["field"] for each in answer.json()["errors"]] == [f"entry.reasons.{edition.id(2)}"]
    edition.take(edition.decide({1: "award", 2: "nomination", 3: "nomination"}, reasons={edition.id(2): "综合考虑行业代表性"}))
    (sitting,) = [each for each in edition.registry.operator.get(edition.path)["sittings"] if each["step"] == "decide"]
    assert [row["because"] for row in sitting["rows"] if row["application"] == edition.id(2)] == ["综合考虑行业代表性"]
