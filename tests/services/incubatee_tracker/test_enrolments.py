"""Whom a base brings up: from its list or on its proposal, one base at a time, and where an incubatee stands."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from fuyu.caller import Role
from fuyu.ids import new_id
from fuyu.store.transaction import Subject

from .world import CITY, OFFICE, PROGRAMME, VERSION, Company, Grant, World

UNDERTAKES = {"undertakes": True}


def proposal(base: Grant, company: Company, promised: list[str] | None = None) -> dict[str, object]:
    return {"designation": base.id, "incubatee": company.as_listed(), "promised": ["培训辅导", "质量诊断"] if promised is None else promised}


def proposed(world: World, base: Grant, company: Company) -> str:
    answer = world.base(base).post("/enrolments", json=proposal(base, company))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


@pytest.mark.requirement("ZB-16", "ZB-9")
def test_each_company_of_the_approved_list_is_enrolled_for_two_years_from_the_designation(world: World) -> None:
    world.set_day("2025-03-03")
    base = world.grant(starts_on="2025-03-03", companies=12)

    enrolled = world.enrolments(base)

    assert set(enrolled) == {company.code for company in base.companies}
    assert {(each["state"], each["starts_on"], each["ends_on"]) for each in enrolled.values()} == {("running", "2025-03-03", "2027-03-03")}


@pytest.mark.requirement("ZB-16", "L2")
def test_a_period_that_begins_on_29_february_ends_on_28_february(world: World) -> None:
    world.set_day("2024-03-01")
    base = world.grant(starts_on="2024-02-29", ends_on="2027-02-28", companies=1)

    (enrolment,) = world.enrolments(base).values()

    assert enrolment["ends_on"] == "2026-02-28"


@pytest.mark.requirement("ZB-16", "L10")
def test_a_company_of_another_base_is_refused_with_the_softwares_own_rule_and_the_others_begin(world: World) -> None:
    world.set_day("2025-03-03")
    taken, free = Company(), Company()
    first = world.grant(companies=[taken])
    second = world.grant(companies=[taken, free])

    states = {code: each["state"] for code, each in world.enrolments(second).items()}

    assert states == {taken.code: "refused", free.code: "running"}
    shown = world.base(second).get(f"/enrolments/{world.enrolments(second)[taken.code]['id']}").json()
    assert (shown["clause"]["rule"], first.name in shown["because"]) == ("L10", True)
    (said,) = world.emitted("enrolment.refused", shown["id"])
    assert (said["incubatee"]["code"], said["clause"]["rule"]) == (taken.code, "L10")


@pytest.mark.requirement("ZB-16", "L10")
def test_an_operator_can_switch_the_rule_of_one_base_off(world: World) -> None:
    world.set_day("2030-03-04")
    setting = {
        "sequence": 1,
        "kind": "switch off",
        "from_day": "2030-03-04",
        "content": {"programme": PROGRAMME, "rule": "one base at a time"},
        "reason": "两个基地联合孵化",
        "number": None,
        "by": "p-operator",
    }
    world.say("law.changed", Subject("law", CITY), setting)
    world.settle()
    both = Company()
    world.grant(starts_on="2030-03-04", ends_on="2033-03-04", companies=[both])
    second = world.grant(starts_on="2030-03-04", ends_on="2033-03-04", companies=[both])

    assert world.enrolments(second)[both.code]["state"] == "running"


def test_an_admission_begins_when_a_second_officer_confirms_it_where_the_city_asks_for_two(world: World) -> None:
    """The setting is base-registry's and travels as law.changed; the period begins with the day of the confirmation, not of the proposal."""
    world.set_day("2031-03-03")
    content = {"programme": PROGRAMME, "process": "admit", "step": "approve", "is_needed": True}
    setting = {"kind": "second person", "from_day": "2031-03-03", "content": content, "reason": "市局内控规定", "number": None, "by": "p-operator"}
    world.say("law.changed", Subject("law", CITY), {"sequence": 2, **setting})
    world.settle()
    base, company = world.grant(starts_on="2031-03-03", ends_on="2034-03-03"), Company()
    id = proposed(world, base, company)
    assert world.act(world.incubatee(company), id, "admit", "undertake", "fill", entry=UNDERTAKES).status_code == 201
    assert world.act(world.district(), id, "admit", "recommend_incubatee", "recommend").status_code == 201

    said = world.act(world.office(), id, "admit", "approve", "grant").json()
    assert (said["state"], said["steps"][0]["proposed"]["by"]) == ("proposed", "p-city")
    assert "p-city" not in world.incubatee(company).get(f"/enrolments/{id}").text
    alone = world.act(world.office(), id, "admit", "approve", "countersign")
    assert (alone.status_code, alone.json()["type"]) == (403, "/problems/second-person-needed")
    world.set_day("2031-03-04")
    other = world.as_(Role("city bureau", CITY, office=OFFICE), person="p-city-2")
    confirmed = world.act(other, id, "admit", "approve", "countersign").json()
    assert (confirmed["state"], confirmed["starts_on"]) == ("running", "2031-03-04")
    assert [each["about"]["id"] for each in world.emitted("proposal.made")] == [id]
    assert [(each["proposed_by"], each["outcome"]) for each in world.emitted("proposal.settled")] == [("p-city", "confirmed")]


@pytest.mark.requirement("ZB-16")
def test_nobody_is_admitted_while_what_base_registry_said_of_a_base_has_not_been_counted(world: World) -> None:
    """A decision asked for while its projection lags is refused with a problem, not taken on old facts: the base may have been revoked."""
    world.set_day("2031-04-01")
    base, company = world.grant(starts_on="2031-04-01", ends_on="2034-04-01"), Company()
    id = proposed(world, base, company)
    assert world.act(world.incubatee(company), id, "admit", "undertake", "fill", entry=UNDERTAKES).status_code == 201
    assert world.act(world.district(), id, "admit", "recommend_incubatee", "recommend").status_code == 201
    parked = {"_id": new_id(), "city": CITY, "source": "base-registry", "subject": base.id, "sequence": 9, "since": datetime.now(UTC)}
    world.tracker.store.rows.parked.insert_one(parked)
    try:
        refused = world.act(world.office(), id, "admit", "approve", "grant")
    finally:
        world.tracker.store.rows.parked.delete_one({"_id": parked["_id"]})
    assert (refused.status_code, refused.json()["type"], refused.json()["found"]) == (503, "/problems/projection-behind", 1)
    assert world.act(world.office(), id, "admit", "approve", "grant").status_code == 201


@pytest.mark.requirement("ZB-16", "L10")
def test_of_many_admissions_of_one_company_at_the_same_moment_one_succeeds(world: World) -> None:
    world.set_day("2025-09-01")
    company, bases = Company(), [world.grant(companies=1) for _ in range(4)]
    ids = [proposed(world, base, company) for base in bases]
    for id in ids:
        assert world.act(world.incubatee(company), id, "admit", "undertake", "fill", entry=UNDERTAKES).status_code == 201
        assert world.act(world.district(), id, "admit", "recommend_incubatee", "recommend").status_code == 201

    with ThreadPoolExecutor() as pool:
        answers = list(pool.map(lambda id: world.act(world.office(), id, "admit", "approve", "grant"), ids))

    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    states = sorted(world.operator().get(f"/enrolments/{id}").json()["state"] for id in ids)
    assert states == ["proposed", "proposed", "proposed", "running"]


@pytest.mark.requirement("ZB-16")
def test_a_company_is_admitted_by_the_city_on_the_districts_recommendation_and_runs_from_that_day(world: World) -> None:
    world.set_day("2025-09-01")
    base, company = world.grant(), Company()
    id = proposed(world, base, company)

    too_early = world.act(world.office(), id, "admit", "approve", "grant")
    undertaken = world.act(world.incubatee(company), id, "admit", "undertake", "fill", entry=UNDERTAKES)
    not_recommended = world.act(world.office(), id, "admit", "approve", "grant")
    recommended = world.act(world.district(), id, "admit", "recommend_incubatee", "recommend")
    world.set_day("2025-09-15")
    admitted = world.act(world.office(), id, "admit", "approve", "grant")

    assert (too_early.status_code, too_early.json()["type"]) == (409, "/problems/step-not-open")
    assert (not_recommended.json()["type"], recommended.status_code) == ("/problems/step-not-open", 201)
    assert (undertaken.status_code, undertaken.json()["state"], undertaken.json()["undertakes"]) == (201, "proposed", True)
    shown = admitted.json()
    assert (admitted.status_code, shown["state"], shown["starts_on"], shown["ends_on"]) == (201, "running", "2025-09-15", "2027-09-15")
    (said,) = world.emitted("enrolment.started", id)
    assert (said["designation"], said["incubatee"]["code"], said["starts_on"]) == (base.id, company.code, "2025-09-15")


@pytest.mark.requirement("ZB-16", "L7")
def test_without_the_undertaking_the_city_cannot_admit(world: World) -> None:
    world.set_day("2025-09-01")
    base, company = world.grant(), Company()
    id = proposed(world, base, company)
    world.act(world.incubatee(company), id, "admit", "undertake", "fill", entry={"undertakes": False})
    world.act(world.district(), id, "admit", "recommend_incubatee", "recommend")

    answer = world.act(world.office(), id, "admit", "approve", "grant")

    assert (answer.status_code, answer.json()["clause"]) == (409, "第十六条（二）")
    assert world.base(base).get(f"/enrolments/{id}").json()["state"] == "proposed"


@pytest.mark.requirement("ZB-16", "L7")
def test_a_proposal_without_a_promised_service_is_refused_and_leaves_nothing(world: World) -> None:
    world.set_day("2025-09-01")
    base, company = world.grant(), Company()

    answer = world.base(base).post("/enrolments", json=proposal(base, company, promised=[]))

    assert (answer.status_code, answer.json()["clause"]) == (409, "第十七条（二）3")
    assert company.code not in world.enrolments(base)


@pytest.mark.requirement("ZB-16")
def test_the_base_proposes_the_incubatee_undertakes_the_district_recommends_and_the_city_admits(world: World) -> None:
    world.set_day("2025-09-01")
    base, other, company = world.grant(), world.grant(), Company()

    by_another = world.base(other).post("/enrolments", json=proposal(base, company))
    by_itself = world.incubatee(company).post("/enrolments", json=proposal(base, company))
    id = proposed(world, base, company)
    undertaken_by_the_base = world.act(world.base(base), id, "admit", "undertake", "fill", entry=UNDERTAKES)
    world.act(world.incubatee(company), id, "admit", "undertake", "fill", entry=UNDERTAKES)
    recommended_by_the_city = world.act(world.office(), id, "admit", "recommend_incubatee", "recommend")
    world.act(world.district(), id, "admit", "recommend_incubatee", "recommend")
    admitted_by_the_district = world.act(world.district(), id, "admit", "approve", "grant")

    answers = (by_another, by_itself, undertaken_by_the_base, recommended_by_the_city, admitted_by_the_district)
    assert [(answer.status_code, answer.json()["type"]) for answer in answers] == [(403, "/problems/not-your-step")] * 5


def test_a_list_tells_at_which_steps_an_enrolment_waits_and_since_when(world: World) -> None:
    world.set_day("2025-09-01")
    base, company = world.grant(companies=0), Company()
    id = proposed(world, base, company)

    def waits(step: str) -> list[tuple[list[str], str | None]]:
        rows = world.office().get("/enrolments", params={"designation": base.id, "stands_at": step, "sort": "waits_since"}).json()["items"]
        return [(row["stands_at"], row["waits_since"]) for row in rows]

    assert (waits("admit/undertake"), waits("admit/approve")) == ([(["admit/undertake"], "2025-09-01")], [])
    world.set_day("2025-09-03")
    world.act(world.incubatee(company), id, "admit", "undertake", "fill", entry=UNDERTAKES)
    assert (waits("admit/undertake"), waits("admit/recommend_incubatee,admit/approve")) == ([], [(["admit/recommend_incubatee"], "2025-09-03")])
    world.act(world.district(), id, "admit", "recommend_incubatee", "recommend")
    assert waits("admit/approve") == [(["admit/approve"], "2025-09-03")]
    world.act(world.office(), id, "admit", "approve", "grant")
    [row] = world.office().get("/enrolments", params={"designation": base.id}).json()["items"]
    assert (row["state"], row["stands_at"], row["waits_since"]) == ("running", [], None)


@pytest.mark.requirement("ZB-16")
@pytest.mark.parametrize("step", ["recommend_incubatee", "approve"])
def test_district_and_city_may_refuse_with_a_reason_which_base_and_incubatee_see(world: World, step: str) -> None:
    world.set_day("2025-09-01")
    base, company = world.grant(), Company()
    id = proposed(world, base, company)
    world.act(world.incubatee(company), id, "admit", "undertake", "fill", entry=UNDERTAKES)
    if step == "approve":
        world.act(world.district(), id, "admit", "recommend_incubatee", "recommend")
    officer = world.office() if step == "approve" else world.district()

    silent = world.act(officer, id, "admit", step, "refuse")
    refused = world.act(officer, id, "admit", step, "refuse", reason="不属于本市重点产业")

    assert (silent.status_code, silent.json()["type"]) == (422, "/problems/reason-missing")
    assert (refused.status_code, refused.json()["state"]) == (201, "refused")
    for client in (world.base(base), world.incubatee(company)):
        shown = client.get(f"/enrolments/{id}").json()
        assert (shown["because"], shown["clause"]["clause"]) == ("不属于本市重点产业", "第十六条（二）")
    again = world.base(base).post("/enrolments", json=proposal(base, company))
    assert again.status_code == 201


@pytest.mark.requirement("ZB-16", "L10")
def test_a_company_with_another_base_cannot_be_proposed(world: World) -> None:
    world.set_day("2025-09-01")
    first, second = world.grant(), world.grant()

    elsewhere = world.base(second).post("/enrolments", json=proposal(second, first.companies[0]))
    here = world.base(first).post("/enrolments", json=proposal(first, first.companies[0]))

    assert elsewhere.status_code == 409
    (found,) = [each for each in elsewhere.json()["findings"] if each["outcome"] == "not met"]
    assert (found["key"], found["citation"]["rule"], first.name in found["because"]) == ("one_base_at_a_time", "L10", True)
    assert (here.status_code, here.json()["type"]) == (409, "/problems/already-exists")


@pytest.mark.requirement("ZB-16")
def test_a_base_whose_designation_has_ended_admits_nobody(world: World) -> None:
    world.set_day("2028-03-03")
    base = world.grant(starts_on="2025-03-03", ends_on="2028-03-03")

    company = Company()
    on_the_last_day = world.base(base).post("/enrolments", json=proposal(base, company))
    id = on_the_last_day.json()["id"]
    world.act(world.incubatee(company), id, "admit", "undertake", "fill", entry=UNDERTAKES)
    world.act(world.district(), id, "admit", "recommend_incubatee", "recommend")
    world.set_day("2028-03-04")
    on_the_day_after = world.base(base).post("/enrolments", json=proposal(base, Company()))
    approved_too_late = world.act(world.office(), id, "admit", "approve", "grant")

    assert (on_the_last_day.status_code, on_the_day_after.status_code) == (201, 409)
    assert on_the_day_after.json()["clause"] == "第十条"
    assert (approved_too_late.status_code, world.base(base).get(f"/enrolments/{id}").json()["state"]) == (409, "proposed")


@pytest.mark.requirement("ZB-16", "L7")
@pytest.mark.parametrize(("companies", "outcome"), [(9, "not met"), (10, "met")])
def test_fewer_than_ten_incubatees_are_shown_to_base_district_and_city(world: World, companies: int, outcome: str) -> None:
    world.set_day("2025-09-01")
    base = world.grant(companies=companies)

    for client in (world.base(base), world.district(), world.office()):
        shown = client.get(f"/bases/{base.id}").json()["incubatees"]
        assert (shown["outcome"], shown["found"], shown["needed"], shown["clause"]) == (outcome, companies, 10, "第十四条（四）")


@pytest.mark.requirement("ZB-16", "L7")
def test_an_incubatee_sees_where_it_stands_and_on_which_clause_each_date_rests(world: World) -> None:
    world.set_day("2025-03-03")
    base = world.grant(starts_on="2025-03-03", ends_on="2028-03-03", companies=1)
    (id,) = [each["id"] for each in world.enrolments(base).values()]
    world.set_day("2027-02-01")
    world.log(base, held_on="2026-05-06", hours="6")
    world.log(base, held_on="2026-06-03", hours="2.5", is_free=False)
    world.settle()

    shown = world.incubatee(base.companies[0]).get(f"/enrolments/{id}").json()

    assert (shown["state"], shown["today"], shown["days_left"]) == ("running", "2027-02-01", 30)  # to 2027-03-03
    assert (shown["attended"], shown["hours"]) == (2, "8.5")
    dates = {each["what"]: each for each in shown["dates"]}
    assert {what: each["on"] for what, each in dates.items()} == {
        "begins": "2025-03-03",
        "period ends": "2027-03-03",
        "extension could end": "2028-03-03",
        "designation ends": "2028-03-03",
    }
    assert dates["period ends"]["clause"]["clause"] == dates["extension could end"]["clause"]["clause"] == "第十六条（三）"
    assert dates["period ends"]["rests_on"] == {"starts_on": "2025-03-03"}


def test_an_act_needs_the_version_that_stands(world: World) -> None:
    world.set_day("2025-09-01")
    base, company = world.grant(), Company()
    id = proposed(world, base, company)
    body = {"process": "admit", "step": "undertake", "does": "fill", "entry": UNDERTAKES}

    unguarded = world.incubatee(company).post(f"/enrolments/{id}/acts", json=body)
    stale = world.incubatee(company).post(f"/enrolments/{id}/acts", json=body, headers={"If-Match": '"7"'})

    assert (unguarded.status_code, stale.status_code) == (428, 412)


def test_an_unknown_process_or_step_is_not_found_and_an_admission_is_opened_once(world: World) -> None:
    world.set_day("2025-09-01")
    base = world.grant(companies=1)
    (id,) = [each["id"] for each in world.enrolments(base).values()]

    process = world.act(world.base(base), id, "dance", "propose", "fill")
    step = world.act(world.base(base), id, "assess", "dance", "fill")
    admission = world.act(world.base(base), id, "admit", "propose", "fill")

    assert (process.status_code, step.status_code) == (404, 404)
    assert (admission.status_code, admission.json()["type"]) == (409, "/problems/step-not-open")


def test_a_grant_that_is_told_again_makes_nothing_new(world: World) -> None:
    world.set_day("2025-09-01")
    base = world.grant(companies=2)
    before = world.enrolments(base)
    data = {
        "designation": base.id,
        "programme": PROGRAMME,
        "programme_version": VERSION,
        "kind": "base",
        "holds_class": None,
        "office": OFFICE,
        "organisation": {"id": new_id(), "code": base.code, "name": base.name, "district": base.district},
        "starts_on": base.starts_on,
        "ends_on": base.ends_on,
        "call": new_id(),
        "application": new_id(),
        "companies": [company.as_listed() for company in base.companies],
    }

    world.say("designation.granted", Subject("designation", base.id), data)
    world.settle()

    assert world.enrolments(base) == before
    assert len(world.emitted("enrolment.started", before[base.companies[0].code]["id"])) == 1
