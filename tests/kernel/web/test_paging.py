"""A list is read page by page: nothing twice, nothing left out, and only what the list declares can be asked of it."""

from __future__ import annotations

import base64
import json

import pytest

from fuyu.caller import Role
from fuyu.ids import new_id
from fuyu.web.cursor import Place, after, read_cursor, write_cursor

from .conftest import Client


@pytest.fixture(scope="module")
def town(address, token):
    """Return a client of a city with seven desks: equal numbers of places, some without a date."""
    name = f"town-{new_id()[-6:]}"
    officer = Client(base_url=address, headers={"Authorization": f"Bearer {token(Role('officer', name, office='o'))}"}, timeout=30)
    for number, (places, since) in enumerate([(2, "2026-01-01"), (2, None), (2, "2025-01-01"), (3, None), (1, "2026-01-01"), (2, "2024-05-05"), (3, None)]):
        answer = officer.post("/desks", json={"name": f"desk {number}", "places": places, "since": since})
        assert answer.status_code == 201, answer.text
    yield officer
    officer.close()


def pages(client, query):
    cursor, found = None, []
    while True:
        answer = client.get("/desks", params={**query, **({"cursor": cursor} if cursor else {})})
        assert answer.status_code == 200, answer.text
        found.append([desk["name"][-1] for desk in answer.json()["items"]])
        cursor = answer.json()["next"]
        if cursor is None:
            return found


@pytest.mark.parametrize("sort", ["name", "-name", "places", "-places", "since", "-since", "id", "-id"])
@pytest.mark.parametrize("limit", [1, 2, 3, 7, 200])
def test_pages_show_each_row_once_in_order_whatever_they_are_sorted_by(town, sort, limit):
    """INVARIANT: equal values and missing ones neither repeat nor hide a row."""
    found = pages(town, {"sort": sort, "limit": limit})
    whole = pages(town, {"sort": sort, "limit": 200})

    assert [row for each in found for row in each] == whole[0]
    assert sorted(whole[0]) == list("0123456")
    assert all(len(each) == limit for each in found[:-1])


def test_a_list_is_narrowed_by_its_filters(town):
    assert pages(town, {"since_from": "2025-06-01"}) == [["0", "4"]]
    assert pages(town, {"state": "lent,closed"}) == [[]]
    assert pages(town, {"state": "free,lent", "limit": 4}) == [list("0123"), list("456")]


def test_what_a_list_does_not_know_is_refused_and_the_known_named(town):
    answer = town.get("/desks?colour=red&limit=10")

    [error] = answer.json()["errors"]
    assert (answer.status_code, error["field"], error["in"]) == (422, "colour", "query")
    assert error["needed"] == "one of: cursor, limit, since_from, sort, state"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=ten", "limit"),
        ("limit=99999999999999999999999", "limit"),
        ("sort=lent_to", "sort"),
        ("sort=$where", "sort"),
        ("state=gone", "state"),
        ("state=", "state"),
        ("since_from=yesterday", "since_from"),
        ("state[$ne]=free", "state[$ne]"),
        ("cursor=", "cursor"),
        ("cursor=nonsense", "cursor"),
        ("cursor=%00", "cursor"),
    ],
)
def test_a_query_that_cannot_be_is_refused_by_its_name(town, query, field):
    answer = town.get(f"/desks?{query}")

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"].startswith(field)


def encoded(content):
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "content",
    [
        ["name"],
        ["-name", "a", "b"],
        ["name", {"$gt": ""}, "b"],
        ["name", {"at": 7}, "b"],
        ["name", {"at": "x"}, "b"],
        ["name", {"at": "0001-01-01T00:00:00+14:00"}, "b"],
        ["name", {"at": "9999-12-31T23:59:59-14:00"}, "b"],
        ["name", {"object": "x"}, "b"],
        ["name", {"number": "x"}, "b"],
        ["name", ["a"], "b"],
        ["name", 2**70, "b"],
        ["name", "\ud800", "b"],
        {"name": 1},
        7,
    ],
)
def test_a_forged_cursor_is_refused(town, content):
    """INVARIANT: a cursor carries values, never an operator of the database."""
    assert town.get("/desks", params={"cursor": encoded(content)}).status_code == 422


def test_a_forged_cursor_of_another_city_shows_nothing_of_it(town, officer, desk):
    answer = town.get("/desks", params={"cursor": encoded(["name", "", ""]), "limit": 200})

    assert answer.status_code == 200
    assert desk["id"] not in answer.text


def test_a_cursor_names_the_place_it_was_made_for():
    row = {"_id": "b", "since": None, "deep": {"value": 3}}

    assert read_cursor(write_cursor(row, "deep.value", "x"), "x") == Place(3, "b")
    assert after(Place(None, "b"), "since", descending=True) == {"since": None, "_id": {"$lt": "b"}}
