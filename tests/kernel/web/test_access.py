"""Who may call what is said on every view, and held before anything else is looked at."""

from __future__ import annotations

import pytest
from flask.views import MethodView

from fuyu.caller import Role
from fuyu.ids import new_id
from fuyu.web import OPERATOR, PUBLIC, Blueprint, access
from fuyu.web.app import access_table
from fuyu.web.operations import UndeclaredAccess


def test_a_view_that_does_not_say_who_may_call_it_keeps_the_app_from_starting(another_app):
    """INVARIANT: no view is open by oversight. Without it a forgotten line would show a city's records to everyone."""
    open_doors = Blueprint("doors", path="/doors")

    @open_doors.route("/front")
    class Front(MethodView):
        @access(PUBLIC)
        def get(self):
            return "open"

        def delete(self):
            return "gone"

    with pytest.raises(UndeclaredAccess, match=r"DELETE /doors/front"):
        another_app([open_doors])


def test_a_predicate_needs_its_words():
    with pytest.raises(TypeError, match="says"):
        access(lambda caller: True)


def test_the_table_tells_every_route_with_who_may(app):
    table = access_table(app)

    assert ("/desks", "POST", "those who act for an office") in table
    assert ("/desks/<id:desk>/closing", "POST", "the warden") in table
    assert ("/desks/board/<string:town>", "GET", "anyone, without a token") in table
    assert ("/ops/clock", "PUT", "the operator") in table
    assert {route for route, _, _ in table} >= {"/openapi.json", "/docs", "/problems", "/files", "/ops/health", "/ops/metrics"}


def test_without_a_token_a_guarded_address_asks_for_one(anyone):
    answer = anyone.get("/desks")

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert answer.json()["type"] == "/problems/unauthenticated"


def test_a_role_that_may_not_is_told_who_may(client):
    answer = client(Role("reader", "east")).post("/desks", json={"nonsense": True})

    assert answer.status_code == 403
    assert answer.json()["needed"] == "those who act for an office"
    assert answer.json()["found"] == ["reader"]


def test_a_public_address_needs_no_token_but_refuses_a_bad_one(anyone):
    assert anyone.get("/desks/board/east").status_code == 200
    assert anyone.get("/desks/board/east", headers={"Authorization": "Bearer nonsense"}).status_code == 401


def test_what_belongs_to_another_city_is_not_found(stranger, desk):
    """INVARIANT: an id of another city tells nothing, not even that it exists."""
    known, unknown = stranger.get(f"/desks/{desk['id']}"), stranger.get(f"/desks/{new_id()}")

    assert (known.status_code, unknown.status_code) == (404, 404)
    assert known.json()["type"] == unknown.json()["type"] == "/problems/not-found"
    assert stranger.put(f"/desks/{desk['id']}", json={"name": "x", "places": 1}, headers={"If-Match": '"1"'}).status_code == 404
    assert desk["id"] not in stranger.get("/desks").text


def test_who_has_roles_in_two_cities_names_one(client, desk):
    both = client(Role("officer", "east", office="e"), Role("officer", "west", office="w"))

    assert both.get(f"/desks/{desk['id']}").status_code == 422
    assert both.get(f"/desks/{desk['id']}", headers={"Fuyu-City": "east"}).status_code == 200
    assert both.get(f"/desks/{desk['id']}", headers={"Fuyu-City": "west"}).status_code == 404
    assert both.get(f"/desks/{desk['id']}", headers={"Fuyu-City": "north"}).status_code == 403


def test_what_someone_is_in_one_city_opens_nothing_in_another(client, desk):
    """INVARIANT: a role counts in its own city. Without it the operator of one city reads another's trail, because they have some role there too."""
    both = client(Role("operator", "west"), Role("officer", "west", office="w"), Role("applicant", "east", organisation="91410100MA0000001X"))
    east, west = {"Fuyu-City": "east"}, {"Fuyu-City": "west"}

    assert both.get("/ops/dead-letters", headers=east).status_code == 403
    assert both.get("/ops/dead-letters", headers=west).status_code == 200
    assert both.post("/ops/resend", json={"kind": "desk"}, headers=east).status_code == 403
    refused = both.post("/desks", json={"name": new_id(), "places": 1}, headers=east)
    assert (refused.status_code, refused.json()["found"]) == (403, ["applicant"])
    assert both.post("/desks", json={"name": new_id(), "places": 1}, headers=west).status_code == 201
    assert both.post("/desks", json={"name": new_id(), "places": 1}).status_code == 422
    assert both.get(f"/desks/{desk['id']}", headers=east).status_code == 200


def test_a_public_address_is_public_whatever_city_is_named(officer):
    assert officer.get("/desks/board/east", headers={"Fuyu-City": "north"}).status_code == 200


def test_only_an_operator_sets_the_day(officer, operator):
    assert OPERATOR.says == "the operator"
    assert officer.put("/ops/clock", json={"today": "2026-03-02"}).status_code == 403
    assert operator.put("/ops/clock", json={"today": "2026-03-02"}).json()["today"] == "2026-03-02"
    assert operator.put("/ops/clock", json={"today": None}).status_code == 200
