"""Who sees what, and who may do what: the holder its own, an incubatee its own, a district its own, the office all; another city nothing."""

from __future__ import annotations

from typing import Any

import pytest

from .world import DISTRICT, Client, World


@pytest.fixture
def peopled(world: World) -> World:
    world.set_day("2026-03-02")
    return world


def ids(client: object, path: str, **query: object) -> set[str]:
    answer = client.get(path, params={"limit": 200, **query})  # type: ignore[attr-defined]
    assert answer.status_code == 200, answer.text
    return {item["id"] for item in answer.json()["items"]}


@pytest.mark.requirement("ZB-16", "ZB-17")
def test_lists_hold_what_a_role_may_see_and_nothing_else(peopled: World) -> None:
    world = peopled
    east, west = world.grant(companies=2), world.grant(companies=2, district="金水区")
    session_of_east, session_of_west = world.log(east)["id"], world.log(west)["id"]
    ours, theirs = {east.id, session_of_east}, {west.id, session_of_west}
    both = ours | theirs

    def seen(client: object) -> set[str]:
        return (ids(client, "/bases") | ids(client, "/sessions")) & both

    assert seen(world.base(east)) == ours
    assert seen(world.district(DISTRICT)) == ours
    assert seen(world.district("金水区")) == theirs
    assert seen(world.office()) == both
    assert seen(world.operator()) == both
    assert seen(world.elsewhere()) == set()
    assert seen(world.elsewhere("base", organisation=east.code)) == set()
    assert seen(world.incubatee(east.companies[0])) | seen(world.incubatee(east.companies[1])) == {session_of_east}


@pytest.mark.requirement("ZB-16")
def test_an_incubatee_sees_its_own_enrolment_alone(peopled: World) -> None:
    world = peopled
    base = world.grant(companies=3)
    enrolled = {code: each["id"] for code, each in world.enrolments(base).items()}
    mine, other = base.companies[0], base.companies[1]

    client = world.incubatee(mine)

    assert ids(client, "/enrolments") == {enrolled[mine.code]}
    assert client.get(f"/enrolments/{enrolled[other.code]}").status_code == 404
    assert client.get(f"/bases/{base.id}").status_code == 404


@pytest.mark.requirement("ZB-17")
def test_an_incubatee_sees_of_a_session_its_own_attendance_alone(peopled: World) -> None:
    """Also in a list that is asked for with attendance; who sees the whole session is told trainer, place and all who came by that one question."""
    world = peopled
    base = world.grant(companies=3)
    enrolled = {code: each["id"] for code, each in world.enrolments(base).items()}
    came, away = base.companies[0], base.companies[2]
    session = world.log(base, came=[enrolled[came.code], enrolled[base.companies[1].code]])

    own = [{"enrolment": enrolled[came.code], "hours": "3.5"}]
    assert world.incubatee(came).get(f"/sessions/{session['id']}").json()["attendance"] == own
    assert world.incubatee(away).get(f"/sessions/{session['id']}").status_code == 404
    assert len(world.district().get(f"/sessions/{session['id']}").json()["attendance"]) == 2

    def listed(client: Client, **asked: str) -> dict[str, Any]:
        (row,) = client.get("/sessions", params={"designation": base.id, **asked}).json()["items"]
        return dict(row)

    assert "attendance" not in listed(world.district())
    assert listed(world.incubatee(came), with_attendance="true")["attendance"] == own
    whole = listed(world.district(), with_attendance="true")
    assert {name: whole[name] for name in ("trainer", "place", "attendance")} == {name: session[name] for name in ("trainer", "place", "attendance")}
    assert ids(world.district(), "/enrolments", id=f"{own[0]['enrolment']},{session['id']}") == {own[0]["enrolment"]}


@pytest.mark.requirement("ZB-17")
def test_only_the_bases_own_people_log_for_it(peopled: World) -> None:
    world = peopled
    base, other = world.grant(), world.grant()
    entry = world.session(base)

    answers = {
        "another base": world.base(other).post("/sessions", json=entry),
        "its incubatee": world.incubatee(base.companies[0]).post("/sessions", json=entry),
        "its district": world.district().post("/sessions", json=entry),
        "the city bureau": world.office().post("/sessions", json=entry),
        "another city": world.elsewhere("base", organisation=base.code).post("/sessions", json=entry),
        "nobody": world.as_().post("/sessions", json=entry),
    }

    statuses = {who: answer.status_code for who, answer in answers.items()}
    assert statuses == {"another base": 404, "its incubatee": 404, "its district": 403, "the city bureau": 403, "another city": 404, "nobody": 401}
    world.settle()
    assert world.year(base, 2026)["sessions"] == 0


@pytest.mark.requirement("ZB-17")
def test_only_the_bases_own_people_name_its_liaison_and_hand_in_its_plan(peopled: World) -> None:
    world = peopled
    base, other = world.grant(), world.grant()
    liaison, plan = {"name": "联络员001"}, {"year": 2026, "sessions": [{"month": 3, "topic": "领导"}]}

    def statuses(client: object) -> tuple[int, int]:
        post = client.post  # type: ignore[attr-defined]
        return (post(f"/bases/{base.id}/liaison", json=liaison).status_code, post(f"/bases/{base.id}/plans", json=plan).status_code)

    assert statuses(world.base(other)) == (404, 404)
    assert statuses(world.district()) == (403, 403)
    assert statuses(world.elsewhere("base", organisation=base.code)) == (404, 404)
    assert statuses(world.base(base)) == (201, 201)
    assert world.office().get(f"/bases/{base.id}").json()["liaison"]["name"] == "联络员001"


@pytest.mark.requirement("ZB-16")
def test_one_things_of_another_district_or_city_are_not_there(peopled: World) -> None:
    world = peopled
    base = world.grant(companies=1)
    (enrolment,) = world.enrolments(base).values()
    session = world.log(base)
    paths = [f"/bases/{base.id}", f"/bases/{base.id}/years/2026", f"/enrolments/{enrolment['id']}", f"/sessions/{session['id']}"]

    def statuses(client: object) -> set[int]:
        return {client.get(path).status_code for path in paths}  # type: ignore[attr-defined]

    assert statuses(world.district(DISTRICT)) == statuses(world.office()) == statuses(world.base(base)) == {200}
    assert statuses(world.district("金水区")) == statuses(world.elsewhere()) == statuses(world.base(world.grant())) == {404}
    assert statuses(world.as_()) == {401}


def test_lists_go_on_by_cursor_and_are_narrowed_by_filter(peopled: World) -> None:
    world = peopled
    base = world.grant(companies=5)
    client = world.base(base)

    first = client.get("/enrolments", params={"limit": 3}).json()
    second = client.get("/enrolments", params={"limit": 3, "cursor": first["next"]}).json()
    one = client.get("/enrolments", params={"incubatee": base.companies[2].code}).json()

    codes = [item["incubatee"]["code"] for item in (*first["items"], *second["items"])]
    assert (len(first["items"]), len(second["items"]), second["next"]) == (3, 2, None)
    assert set(codes) == {company.code for company in base.companies}
    assert [item["incubatee"]["code"] for item in one["items"]] == [base.companies[2].code]
    assert client.get("/enrolments", params={"sort": "mood"}).status_code == 422


@pytest.mark.requirement("ZB-36")
def test_what_a_base_did_for_one_incubatee_alone_is_logged_and_seen_by_base_incubatee_and_offices(peopled: World) -> None:
    world = peopled
    base, other = world.grant(companies=2), world.grant(companies=1)
    enrolled = {code: each["id"] for code, each in world.enrolments(base).items()}
    mine, hers = base.companies
    entry = {"enrolment": enrolled[mine.code], "held_on": "2026-02-10", "kind": "diagnosis", "what": "现场质量诊断", "by_whom": "专家001", "hours": "3.5"}

    logged = world.base(base).post("/consultations", json=entry)
    by_another = world.base(other).post("/consultations", json=entry)
    by_the_incubatee = world.incubatee(mine).post("/consultations", json=entry)
    refused = [world.base(base).post("/consultations", json=entry | change) for change in ({"held_on": "2026-03-03"}, {"kind": "lunch"})]
    before = world.base(base).post("/consultations", json=entry | {"held_on": "2025-03-02"})

    assert (logged.status_code, by_another.status_code, by_the_incubatee.status_code) == (201, 404, 403)
    assert ([each.status_code for each in refused], before.status_code) == ([422, 422], 409)
    assert {name: logged.json()[name] for name in entry} == entry
    for client in (world.base(base), world.incubatee(mine), world.district(), world.office()):
        assert ids(client, "/consultations", enrolment=enrolled[mine.code]) == {logged.json()["id"]}
        assert client.get(f"/consultations/{logged.json()['id']}").status_code == 200
    for client in (world.base(other), world.incubatee(hers), world.district("金水区"), world.elsewhere()):
        assert logged.json()["id"] not in ids(client, "/consultations")
        assert client.get(f"/consultations/{logged.json()['id']}").status_code == 404


@pytest.mark.requirement("ZB-36")
def test_a_bases_profile_is_kept_edition_by_edition(peopled: World) -> None:
    world = peopled
    base, other = world.grant(companies=1), world.grant(companies=0)
    told = {
        "work_body": "孵化工作办公室，三人专职。",
        "rooms": [{"name": "培训教室", "used_for": "教学", "seats": 60}],
        "equipment": [{"name": "投影仪", "count": 2}],
        "teaching_material": [{"title": "卓越绩效示范教材", "edition": "第一版"}],
    }
    path = f"/bases/{base.id}/profiles"

    first = world.base(base).post(path, json=told)
    second = world.base(base).post(path, json=told | {"rooms": [*told["rooms"], {"name": "示范车间"}]})  # type: ignore[misc]
    by_another = world.base(other).post(path, json=told)
    without = world.base(base).post(path, json={"rooms": []})

    assert (first.status_code, second.status_code, by_another.status_code, without.status_code) == (201, 201, 404, 422)
    for client in (world.base(base), world.district(), world.office()):
        items = client.get(path).json()["items"]
        assert [(each["edition"], [room["name"] for room in each["rooms"]]) for each in items] == [(2, ["培训教室", "示范车间"]), (1, ["培训教室"])]
    assert (world.base(other).get(path).status_code, world.incubatee(base.companies[0]).get(path).status_code) == (404, 404)


@pytest.mark.requirement("ZB-36", "L13")
def test_the_papers_of_a_profile_are_open_to_those_who_see_the_base_and_to_nobody_else(peopled: World) -> None:
    world = peopled
    base, other = world.grant(companies=1), world.grant(companies=0)
    pdf = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
    sent = world.base(base).post("/files", files={"file": ("教室.pdf", pdf, "application/pdf")}).json()["id"]
    assert world.base(base).post(f"/bases/{base.id}/profiles", json={"work_body": "孵化工作办公室", "files": [sent]}).status_code == 201

    for client in (world.base(base), world.district(), world.office()):
        assert client.get(f"/files/{sent}").status_code == 200
    # An incubatee sees no base at all, so its list of bases has no condition that could let one through.
    for client in (world.incubatee(base.companies[0]), world.base(other), world.district("金水区"), world.elsewhere()):
        assert client.get(f"/files/{sent}").status_code == 404


def test_a_company_is_found_by_a_part_of_its_name_or_the_beginning_of_its_code_among_what_one_may_see(peopled: World) -> None:
    """INVARIANT: what is typed is a text and no pattern, and finding shows nobody more than the list does."""
    world = peopled
    base, other = world.grant(companies=2), world.grant(companies=1)
    enrolled = {code: each["id"] for code, each in world.enrolments(base).items()}
    mine, theirs = base.companies[0], other.companies[0]

    def found(**asked: str) -> set[str]:
        return ids(world.base(base), "/enrolments", **asked)

    assert found(name=mine.name[2:]) == found(code=mine.code) == found(code=mine.code[:17].lower()) == {enrolled[mine.code]}
    assert found(code=mine.code[:10]) == found(name="示范企业") == set(enrolled.values())
    assert found(name="示范企业", code=mine.code) == {enrolled[mine.code]}
    assert found(name=theirs.name) == found(code=theirs.code) == set()
    assert found(name="示范.业") == found(name=".*") == found(code=mine.code[1:]) == found(code="9.*") == set()
    assert ids(world.office(), "/enrolments", name=theirs.name) == {world.only(other)}
    assert world.base(base).get("/enrolments", params={"name": " "}).status_code == 422
