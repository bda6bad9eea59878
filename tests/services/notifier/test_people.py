"""The directory of people: who keeps it, what people change of themselves, and what is refused."""

from __future__ import annotations

import pytest

from fuyu.ids import new_id

from .conftest import BUREAU, CITY, DISTRICT, ELSEWHERE, LIAISON, code_of

WEST = {"actor": "district bureau", "office": "quality", "district": "西区"}
EXPERT = {"actor": "expert"}
OTHER_OFFICE = {"actor": "city bureau", "office": "other"}


def post(client, person, *roles, **more):
    body = {"person": person, "name": "某某", "roles": list(roles), **more}
    return client.post("/people", json=body, headers={"Idempotency-Key": new_id()})


def signed_in(world, person, role, city=CITY):
    bound = {name: value for name, value in role.items() if name != "actor"}
    return world.client(person, role["actor"], city, **bound)


@pytest.mark.parametrize(
    ("keeper", "allowed", "refused"),
    [
        ({"actor": "operator"}, [{"actor": "operator"}, BUREAU, OTHER_OFFICE, DISTRICT, LIAISON, EXPERT], []),
        (BUREAU, [BUREAU, DISTRICT, WEST, LIAISON, EXPERT], [{"actor": "operator"}, OTHER_OFFICE]),
        (DISTRICT, [DISTRICT, EXPERT], [BUREAU, WEST, LIAISON, {"actor": "operator"}]),
        (LIAISON, [], [LIAISON, BUREAU, EXPERT]),
    ],
)
def test_each_keeper_keeps_their_own(world, keeper, allowed, refused):
    with signed_in(world, "keeper", keeper) as client:
        answers = [post(client, f"p{number}", role).status_code for number, role in enumerate(allowed + refused)]

    assert answers == [201] * len(allowed) + [403] * len(refused)
    assert len(world.rows("/people")) == len(allowed)


def test_nobody_takes_a_person_over_by_a_role_they_keep(world):
    """INVARIANT: a district's officers cannot make someone of another office their own by changing the roles."""
    world.person("officer", OTHER_OFFICE)
    with signed_in(world, "keeper", BUREAU) as client:
        assert client.get("/people/officer").status_code == 404
        assert client.patch("/people/officer", json={"roles": [BUREAU]}, headers={"If-Match": '"1"'}).status_code == 404
    world.person("shared", OTHER_OFFICE, BUREAU)
    with signed_in(world, "keeper", BUREAU) as client:
        assert world.change(client, "shared", roles=[BUREAU]).status_code == 403


def test_people_change_their_own_channels_and_nothing_else(world):
    world.person("liaison", LIAISON)
    world.person("deputy", LIAISON)
    with signed_in(world, "liaison", LIAISON) as client:
        changed = world.change(
            client, "liaison", email="new@example.org", phone="+86 371 0000 0000", language="en", channels=["inbox"], deputy="deputy", away_from="2026-05-01"
        )
        assert changed.status_code == 200
        assert (changed.json()["told_by"], changed.json()["version"]) == (["inbox"], 2)
        assert [world.change(client, "liaison", **one).status_code for one in ({"name": "别名"}, {"is_active": False}, {"roles": [BUREAU]})] == [403] * 3
        assert world.change(client, "deputy", language="en").status_code == 404
        assert [row["person"] for row in client.get("/people").json()["items"]] == ["liaison"]


def named(client, **asked):
    """Return whom the list names to somebody, page after page."""
    found, cursor = [], {}
    while cursor is not None:
        told = client.get("/people", params={**asked, **cursor}).raise_for_status().json()
        found += [row["person"] for row in told["items"]]
        cursor = {"cursor": told["next"]} if told["next"] else None
    return found


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"who": "晓"}, ["east", "elsewhere-office", "liaison"]),
        ({"who": "王晓"}, ["liaison"]),
        ({"who": "ONE@"}, ["liaison"]),
        ({"who": "."}, ["east", "liaison"]),  # A point is a point; the officer of the other office has no address.
        ({"who": ".*"}, []),
        ({"code": code_of(1)[:12].lower()}, ["liaison", "second"]),
        ({"code": code_of(2)}, ["second"]),
        ({"code": code_of(2)[1:]}, []),
        ({"district": "东区"}, ["east"]),
        ({"district": "东区", "who": "王"}, []),
        ({"who": "晓", "code": code_of(1)}, ["liaison"]),
    ],
)
def test_people_are_found_by_a_part_of_their_name_or_address_by_their_organisation_and_by_their_district(world, asked, found):
    world.person("liaison", LIAISON, name="王晓", email="Liaison.One@example.org")
    world.person("second", {**LIAISON, "organisation": code_of(2)}, name="李二", email=None)
    world.person("east", DISTRICT, name="张晓东", email="east@example.org")
    world.person("elsewhere-office", OTHER_OFFICE, name="晓明", email=None)
    world.person("other-city", LIAISON, city=ELSEWHERE, name="王晓", email="one@example.org")
    with world.client() as operator:
        assert named(operator, **asked, limit=1) == found


@pytest.mark.parametrize(("keeper", "found"), [(BUREAU, ["east", "liaison"]), (DISTRICT, ["east"]), (LIAISON, [])])
def test_what_one_looks_for_names_nobody_whom_one_may_not_see(world, keeper, found):
    """INVARIANT: a filter narrows what is seen, and widens it for nobody."""
    world.person("liaison", LIAISON, name="王晓")
    world.person("east", DISTRICT, name="张晓东")
    world.person("west", {**OTHER_OFFICE}, name="晓明")
    with signed_in(world, "keeper", keeper) as client:
        assert named(client, who="晓") == found
        assert named(client, who="@example.org") == found


def test_a_person_stands_in_two_cities_apart(world):
    world.person("same", LIAISON)
    world.person("same", BUREAU, city=ELSEWHERE, email="other@example.org")

    assert [row["email"] for row in world.rows("/people")] == ["same@example.org"]
    assert [row["email"] for row in world.rows("/people", world.client(city=ELSEWHERE))] == ["other@example.org"]
    with signed_in(world, "clerk", BUREAU, ELSEWHERE) as client:
        assert client.get("/people/same").json()["email"] == "other@example.org"


def test_the_same_person_twice_is_refused_and_a_repeated_request_is_not(world):
    with world.client() as operator:
        body, key = {"person": "p", "name": "某", "roles": [LIAISON]}, {"Idempotency-Key": new_id()}
        first, again = (operator.post("/people", json=body, headers=key) for _ in range(2))
        other = operator.post("/people", json=body, headers={"Idempotency-Key": new_id()})

    assert (first.status_code, again.content, other.status_code) == (201, first.content, 409)
    assert other.json()["type"].endswith("already-exists")


def test_a_change_of_what_someone_changed_meanwhile_is_refused(world):
    world.person("liaison", LIAISON)
    with world.client() as operator:
        world.change(operator, "liaison", language="en")
        late = operator.patch("/people/liaison", json={"language": "zh"}, headers={"If-Match": '"1"'})

    assert (late.status_code, world.rows("/people")[0]["language"]) == (412, "en")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "a@example.org\r\nBcc: b@example.org"),
        ("email", "a@example.org, b@example.org"),
        ("email", "<a@example.org>"),
        ("email", "张@example.org"),
        ("email", "a b@example.org"),
        ("email", "a@"),
        ("email", "a@-example.org"),
        ("email", "a.@example.org"),
        ("email", f"{'a' * 250}@example.org"),
        ("phone", "12"),
        ("phone", "0371-1234567\n"),
        ("phone", "call me"),
        ("name", "林\r\nBcc: x"),
        ("name", ""),
        ("person", "a/b"),
        ("person", "a b"),
        ("language", "de"),
        ("channels", ["pigeon"]),
        ("deputy", "nobody"),
        ("away_from", "2026-02-30"),
        ("nickname", "x"),
        ("roles", []),
        ("roles", [{"actor": "base"}]),
        ("roles", [{"actor": "base", "organisation": "91410100MA00000009"}]),
        ("roles", [{"actor": "bsae", "organisation": code_of(1)}]),
        ("roles", [{"actor": "city bureau", "office": "quallity"}]),
        ("roles", [{"actor": "district bureau", "office": "quality", "district": "北区"}]),
        ("roles", [{**LIAISON, "programme": "example.other"}]),
    ],
)
def test_what_is_not_right_is_refused_with_its_field(world, field, value):
    with world.client() as operator:
        answer = operator.post("/people", json={"person": "p", "name": "某", "roles": [LIAISON], field: value}, headers={"Idempotency-Key": new_id()})

    assert answer.status_code == 422
    assert any(error["field"].split(".")[0] == field for error in answer.json()["errors"])
    assert world.rows("/people") == []


def test_an_absence_that_ends_before_it_begins_is_refused(world):
    world.person("liaison", LIAISON, away_from="2026-05-02")
    with world.client() as operator:
        assert world.change(operator, "liaison", away_until="2026-05-01").status_code == 422
        assert world.change(operator, "liaison", away_until="2026-05-02").status_code == 200


def test_whoever_is_of_the_same_office_or_organisation_may_stand_in_and_is_named_without_an_address(world):
    """INVARIANT: who looks for a deputy learns the names of colleagues, and nothing else of anybody."""
    world.person("liaison", LIAISON, name="王晓")
    world.person("colleague", LIAISON, name="李晓")
    world.person("left", LIAISON, name="周晓")
    world.person("other", {**LIAISON, "organisation": code_of(2)}, name="张晓")
    world.person("east", DISTRICT, name="赵晓")
    world.person("west", WEST, name="钱晓")
    for expert in ("expert", "of-the-pool"):
        world.person(expert, EXPERT, name="孙晓")
    with world.client() as operator:
        world.change(operator, "left", is_active=False)
        named = {person: operator.get(f"/people/{person}/beside").json()["items"] for person in ("liaison", "east", "expert")}
        assert world.change(operator, "expert", deputy="of-the-pool").status_code == 422
    assert named == {"liaison": [{"person": "colleague", "name": "李晓"}], "east": [], "expert": []}
    with signed_in(world, "liaison", LIAISON) as client:
        assert [client.get("/people/liaison/beside", params={"who": who}).json()["items"] for who in ("李", "王", ".")] == [named["liaison"], [], []]
        assert client.get("/people/colleague/beside").status_code == 404


def test_a_deputy_sees_for_whom_and_in_which_roles_until_the_absence_is_over(world):
    """INVARIANT: an absence ends with its last day, and what the deputy is not can be done in nobody's stead."""
    world.person("deputy", BUREAU)
    for person, roles, first, last in (
        ("away", [BUREAU], "2026-04-10", "2026-04-15"),
        ("back", [BUREAU], "2026-04-10", "2026-04-14"),
        ("later", [BUREAU, {**BUREAU, "actor": "expert"}], "2026-04-16", None),
    ):
        world.person(person, *roles, name=f"{person}同志", deputy="deputy", away_from=first, away_until=last)
    with signed_in(world, "deputy", BUREAU) as client:
        told = client.get("/absences").json()["items"]
    assert told == [
        {"person": "away", "name": "away同志", "away_from": "2026-04-10", "away_until": "2026-04-15", "roles": [BUREAU], "is_today": True},
        {"person": "later", "name": "later同志", "away_from": "2026-04-16", "away_until": None, "roles": [BUREAU], "is_today": False},
    ]
    with signed_in(world, "away", BUREAU) as client:
        assert client.get("/absences").json()["items"] == []
