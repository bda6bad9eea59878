"""Who sees what, and who may do what: the holder its own, an incubatee its own, a district its own, the office all; another city nothing."""

from __future__ import annotations

import pytest

from .world import DISTRICT, World


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
    world = peopled
    base = world.grant(companies=3)
    enrolled = {code: each["id"] for code, each in world.enrolments(base).items()}
    came, away = base.companies[0], base.companies[2]
    session = world.log(base, came=[enrolled[came.code], enrolled[base.companies[1].code]])

    assert [each["enrolment"] for each in world.incubatee(came).get(f"/sessions/{session['id']}").json()["attendance"]] == [enrolled[came.code]]
    assert world.incubatee(away).get(f"/sessions/{session['id']}").status_code == 404
    assert len(world.district().get(f"/sessions/{session['id']}").json()["attendance"]) == 2


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
