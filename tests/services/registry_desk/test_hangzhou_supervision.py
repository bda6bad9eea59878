"""Supervision of Hangzhou's review: complaints about reviewers and applicants, what follows from them, and how both sides rate each other."""

from __future__ import annotations

from typing import Any

import pytest

from fuyu.service import Running
from fuyu.store.duties import sweep_overdue

from .hangzhou_city import CITY, Cultivation, Tick, example, granted, listed
from .registry import Person, Registry
from .test_hangzhou_applying import problem

NUMBER = "示例〔2026〕9号"


@pytest.fixture
def cultivation(registry: Registry) -> Cultivation:
    """A round in which one applies from 2 to 31 March 2026."""
    return Cultivation(registry).open()


def public(registry: Registry) -> Person:
    """Return someone of the public, without a token."""
    anyone = registry.person("nobody")
    anyone.http.headers.pop("Authorization")
    return anyone


def complain(cultivation: Cultivation, process: str, step: str, **entry: Any) -> str:
    """Let someone of the public complain about the review of the first company; return the proceeding's address."""
    body = {"process": process, "step": step, "does": "fill", "entry": {**example(step), **entry}}
    made = public(cultivation.registry).make(f"/public/{CITY}{cultivation.path()}/proceedings", body)
    assert set(made) == {"id", "title", "opened_on", "version"}, "a receipt, and no more"
    return f"/proceedings/{made['id']}"


def heard(running: Running) -> list[tuple[str, list[str]]]:
    """Return what was said of proceedings, each with the actors that hear it, in its order."""
    events = running.store.rows.outbox.find({"type": {"$regex": "^proceeding"}}, sort=[("_id", 1)])
    return [(each["type"], [audience["actor"] for audience in each["audiences"]]) for each in events]


@pytest.mark.requirement("HZ-13")
def test_anyone_complains_and_only_the_supervision_group_sees_it_until_it_is_found_true(cultivation: Cultivation, tick: Tick, running: Running) -> None:
    """五（一）3：监督组……受理举报、投诉，组织开展查处工作; fees taken are among the matters."""
    cultivation.to_the_city()
    body = {"process": "supervise_reviewers", "step": "complaint", "does": "fill", "entry": example("complaint")}
    unknown = public(cultivation.registry).post(f"/public/{CITY}{cultivation.path()}/proceedings", body)
    problem(unknown, 404, "not-found")  # What stands on no published list is nothing that the public knows of.
    assert cultivation.admit().status_code == 201
    cultivation.publish("qualified_notice", "2026-04-02", "2026-04-13", tick)
    first = complain(cultivation, "supervise_reviewers", "complaint", matter="收取或变相收取费用")
    assert heard(running) == [("proceeding.opened", []), ("proceeding.reached", ["supervision group"])]
    second = complain(cultivation, "supervise_applicant", "complaint_about_applicant")
    own = cultivation.opens(cultivation.company(), "supervise_reviewers", "complaint", matter="评审过程不符合规定程序")
    for path in (first, second, own):
        assert cultivation.group.get(path)["stands_at"] in ("inquiry", "inquiry_about_applicant")
        for who in (cultivation.city, cultivation.district(), cultivation.department):
            problem(who.http.get(path), 404, "not-found")
    assert cultivation.company().get(own)["state"] == "running"
    for path in (first, second):
        problem(cultivation.company().http.get(path), 404, "not-found")
    problem(cultivation.group.act(first, "inquiry", "dismiss"), 422, "reason-missing")
    assert cultivation.group.acts(first, "inquiry", "dismiss", reason="查无实据")["state"] == "refused"
    assert cultivation.group.acts(own, "inquiry", "correct", reason="已当场纠正")["state"] == "refused"
    assert heard(running)[-1] == ("proceeding.ended", ["applicant", "supervision group"]), "the bureau hears of none that was not found true"
    cultivation.group.acts(second, "inquiry_about_applicant", "uphold")
    assert heard(running)[-1] == ("proceeding.reached", ["city bureau"])
    assert cultivation.city.get(second)["stands_at"] == "disqualify"
    assert [row["id"] for row in cultivation.city.get("/proceedings", application=cultivation.applications[1])["items"]] == [second.rsplit("/", 1)[1]]


@pytest.mark.requirement("HZ-13")
def test_a_proven_fraud_ends_the_application_and_the_others_go_on(registry: Registry, running: Running, tick: Tick) -> None:
    """五（一）4：弄虚作假……的，直接取消其本次评审资格."""
    cultivation = listed(registry, running, tick)
    path = complain(cultivation, "supervise_applicant", "complaint_about_applicant")
    other = complain(cultivation, "supervise_applicant", "complaint_about_applicant")
    for each in (path, other):
        by_the_bureau = cultivation.city.post(f"{each}/acts", {"step": "inquiry_about_applicant", "does": "uphold"}, **{"If-Match": '"1"'})
        problem(by_the_bureau, 403, "not-your-step")
        cultivation.group.acts(each, "inquiry_about_applicant", "uphold")
    assert cultivation.city.acts(other, "disqualify", "keep", reason="情节轻微")["state"] == "refused"
    assert cultivation.city.get(cultivation.path())["state"] == "running"
    cultivation.city.acts(path, "disqualify", "disqualify", entry=example("disqualify"), number=NUMBER)
    shown = cultivation.city.get(cultivation.path())
    assert (shown["state"], shown["stands_at"], shown["steps"]) == ("removed", None, [])
    rows = {row["application"]: row["state"] for row in cultivation.city.get(cultivation.list)["sittings"][-1]["rows"]}
    assert rows == {cultivation.applications[1]: "removed", cultivation.applications[2]: "listed", cultivation.applications[3]: "listed"}
    cultivation.city.acts(path, "subsidy_taken_back", "skip", reason="尚未发放补助")
    cultivation.registry.set_day("2026-05-21")
    tick()
    assert cultivation.city.get(cultivation.path(2))["stands_at"] == "approve"


@pytest.mark.requirement("HZ-13")
def test_a_fraud_proven_after_the_grant_takes_it_back_and_claims_the_subsidy_back_by_its_day(registry: Registry, tick: Tick, running: Running) -> None:
    """五（一）4：……并收回相关补助经费; the months of 五（二）5, by the reading beside the step."""
    cultivation = granted(registry, running, tick)
    [held] = cultivation.city.get("/designations")["items"]
    path = complain(cultivation, "supervise_applicant", "complaint_about_applicant")
    cultivation.group.acts(path, "inquiry_about_applicant", "uphold")
    cultivation.city.acts(path, "disqualify", "disqualify", entry=example("disqualify"), number=NUMBER)
    taken = cultivation.city.get(f"/designations/{held['id']}")
    assert (taken["state"], taken["ended_on"]) == ("revoked", "2026-05-25")
    [claimed] = taken["consequences"]
    assert (claimed["kind"], claimed["by"]["clause"], claimed["until"]) == ("claim_back", "五（一）4", "2026-08-25")
    [owed] = cultivation.city.get("/duties", subject=cultivation.applications[1])["items"]
    assert (owed["title"], owed["due_on"], owed["state"]) == ("收回相关补助经费", "2026-08-25", "open")
    cultivation.registry.set_day("2026-08-26")
    sweep_overdue(running)
    cultivation.city.acts(path, "subsidy_taken_back", "fill", entry={**example("subsidy_taken_back"), "paid_on": "2026-08-26"})
    [owed] = cultivation.city.get("/duties", subject=cultivation.applications[1])["items"]
    assert (owed["state"], owed["closed_on"]) == ("done", "2026-08-26")


@pytest.mark.requirement("HZ-13")
def test_the_conduct_of_a_reviewer_is_recorded_and_who_is_struck_off_reviews_no_more(cultivation: Cultivation, tick: Tick) -> None:
    """五（一）4：视情节轻重予以批评或取消评审资格."""
    city = cultivation.city
    for person in ("reviewer-1", "reviewer-2"):
        city.make("/experts", {"person": person, "name": person})
    cultivation.to_the_documents(tick, 1, 2)
    for person, penalty in (("reviewer-1", "取消评审资格"), ("reviewer-2", "批评")):
        path = complain(cultivation, "supervise_reviewers", "complaint", name=person)
        cultivation.group.acts(path, "inquiry", "uphold")
        errors = problem(city.act(path, "handling", "fill", entry={**example("handling"), "person": "无此人"}), 422, "invalid-input")["errors"]
        assert [each["field"] for each in errors] == ["entry.person"]
        assert city.acts(path, "handling", "fill", entry={**example("handling"), "person": person, "penalty": penalty})["state"] == "completed"
    recorded = {each["person"]: [(done["penalty"], done["on"], done["clause"]["clause"]) for done in each["conduct"]] for each in city.get("/experts")["items"]}
    assert recorded == {"reviewer-1": [("取消评审资格", "2026-04-13", "五（一）4")], "reviewer-2": [("批评", "2026-04-13", "五（一）4")]}
    cultivation.form_group(1, reviewers=["reviewer-2", "reviewer-3"])
    refused = problem(cultivation.leader().act(cultivation.path(), "document_scores", "assign", entry={"people": ["reviewer-1"]}), 403, "recused")
    assert (refused["found"], "五（一）4" in refused["detail"]) == (["reviewer-1"], True)


@pytest.mark.requirement("HZ-13")
def test_reviewers_and_reviewed_rate_each_other_for_the_supervision_group(cultivation: Cultivation, tick: Tick) -> None:
    """五（一）3：建立受评组织和评审人员相互监督机制."""
    cultivation.to_the_documents(tick).form_group()
    by_applicant = cultivation.opens(cultivation.company(), "rate_reviewers", "rating_by_applicant", is_fair=False, remarks="提问偏离标准")
    by_reviewer = cultivation.opens(cultivation.reviewer(), "rate_applicant", "rating_by_reviewer")
    body = {"process": "rate_applicant", "step": "rating_by_reviewer", "does": "fill", "entry": example("rating_by_reviewer")}
    problem(cultivation.reviewer("reviewer-7").post(f"{cultivation.path()}/proceedings", body), 403, "not-your-step")
    problem(cultivation.reviewer().http.get(by_applicant), 404, "not-found")
    problem(cultivation.company().http.get(by_reviewer), 404, "not-found")
    assert cultivation.leader("reviewer-1").get(by_reviewer)["state"] == "running"  # What one opened stays one's own to see, also in another role.
    problem(cultivation.leader("reviewer-2").http.get(by_reviewer), 404, "not-found")
    assert "提问偏离标准" in cultivation.group.http.get(by_applicant).text
    assert "提问偏离标准" in cultivation.group.evidence(by_applicant)["proceeding.json"].decode()
    assert cultivation.reviewer().http.get(f"{by_applicant}/evidence").status_code == 404
    assert cultivation.group.acts(by_reviewer, "rating_of_applicant_read", "note")["state"] == "completed"


@pytest.fixture
def held(registry: Registry, running: Running, tick: Tick) -> Cultivation:
    """A round of which the first company is cultivated since 25 May 2026."""
    return granted(registry, running, tick)


def cultivated(cultivation: Cultivation) -> str:
    """Return the address of the first company's cultivation."""
    [row] = cultivation.city.get("/designations")["items"]
    return f"/designations/{row['id']}"


def opens(who: Person, path: str, process: str, step: str, does: str = "fill", **more: Any) -> str:
    body = {"process": process, "step": step, "does": does, **more}
    return f"/proceedings/{who.make(f'{path}/proceedings', body)['id']}"


@pytest.mark.requirement("HZ-14")
@pytest.mark.requirement("HZ-17")
def test_the_subsidy_is_paid_once_and_what_the_organisation_does_for_others_is_logged(held: Cultivation) -> None:
    """五（二）4：一次性资助经费; 五（二）2–3: sharing, public benefit, incubation services and brands."""
    path, city, company = cultivated(held), held.city, held.company()
    paying = opens(city, path, "pay", "approve_payment", "approve")
    assert city.acts(paying, "subsidy", "fill", entry=example("subsidy"))["money"]["paid"] == "100000"
    again = city.post(f"{path}/proceedings", {"process": "pay", "step": "approve_payment", "does": "approve"})
    members = problem(again, 409, "conditions-not-met")
    assert (members["clause"], members["found"], members["needed"]) == ("五（二）4", 1, 0)
    for kind in ("经验介绍", "品牌建设", "社会公益活动", "质量管理孵化服务", "宣传推广卓越绩效模式"):
        opens(company, path, "serve_others", "service", entry={**example("service"), "kind": kind})
    assert len(city.get("/proceedings", process="serve_others")["items"]) == 5
    problem(company.post(f"{path}/proceedings", {"process": "pay", "step": "approve_payment", "does": "approve"}), 403, "not-your-step")


@pytest.mark.requirement("HZ-14")
def test_the_report_of_the_past_year_is_owed_from_january_to_may_each_year_until_it_is_handed_in(held: Cultivation, tick: Tick) -> None:
    """五（二）4：每年6月份前……提交上年度本组织的自我评价报告; nothing is owed of the year before the publication."""
    path, city, company = cultivated(held), held.city, held.company()
    days = {"2026-12-31": [], "2027-01-01": [("yearly_report/2027", "2027-05-31", "open")]}
    for today, expected in days.items():
        held.registry.set_day(today)
        tick()
        assert [(each["key"], each["due_on"], each["state"]) for each in city.get("/duties", subject=path.rsplit("/", 1)[1])["items"]] == expected
    for year, day in ((2027, "2027-05-31"), (2028, "2028-06-01")):
        held.registry.set_day(day)
        tick()
        [row] = city.get("/proceedings", process="report_yearly", state="running")["items"]
        company.acts(f"/proceedings/{row['id']}", "yearly_report", "fill", entry={**example("yearly_report"), "year": year - 1})
        tick()
        states = {each["key"]: each["state"] for each in city.get("/duties", subject=path.rsplit("/", 1)[1])["items"]}
        assert states[f"yearly_report/{year}"] == "done"
        assert city.get("/grounds", state="proposed")["items"] == [], "nobody was proven to be told of the day"


@pytest.mark.requirement("HZ-15")
def test_an_accident_proposes_the_revocation_and_who_decides_may_let_it_stand(held: Cultivation, tick: Tick, running: Running) -> None:
    """五（二）5：……可撤销其培育资格，责令在3个月之内退回资助经费，并予以公告."""
    path, city = cultivated(held), held.city
    paying = opens(city, path, "pay", "approve_payment", "approve")
    city.acts(paying, "subsidy", "fill", entry=example("subsidy"))
    opens(city, path, "report_incident", "incident", entry={**example("incident"), "happened_on": "2026-05-25"})
    opens(city, path, "report_incident", "incident", entry={**example("incident"), "happened_on": "2026-05-24"})
    tick()
    [ground] = city.get("/grounds")["items"]
    assert (ground["key"], ground["clause"]["clause"], ground["state"]) == ("incident/1/2026-05-25", "五（二）5", "proposed")
    kept = opens(city, path, "revoke", "revoke", "keep", reason="损失已弥补", grounds=[ground["id"]])
    assert (city.get(kept)["state"], city.get(f"/grounds/{ground['id']}")["state"]) == ("refused", "kept")
    assert city.get(path)["state"] == "held"
    held.registry.set_day("2026-06-30")
    order = {**example("revoke"), "ground": "incident/1/2026-05-25"}
    revoked = opens(city, path, "revoke", "revoke", "revoke", entry=order, number=NUMBER)
    [claimed] = city.get(path)["consequences"]
    assert (claimed["kind"], claimed["by"]["clause"], claimed["until"]) == ("claim_back", "五（二）5", "2026-09-30")
    city.acts(revoked, "publish_revocation", "publish")
    for today, state in (("2026-09-30", "open"), ("2026-10-01", "overdue")):
        held.registry.set_day(today)
        sweep_overdue(running)
        found = [each for each in city.get("/duties", subject=path.rsplit("/", 1)[1])["items"] if each["title"] == "收回资助经费"]
        assert [(each["due_on"], each["state"]) for each in found] == [("2026-09-30", state)], today
    less = problem(city.act(revoked, "refund", "fill", entry={**example("refund"), "amount": "99999.99"}), 409, "conditions-not-met")
    assert (less["clause"], less["found"], less["needed"]) == ("五（二）5", "99999.99", "100000")
    assert city.acts(revoked, "refund", "fill", entry=example("refund"))["state"] == "completed"
