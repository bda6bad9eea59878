"""Whatever comes in, the answer is a problem that names the field, what was found and what is needed; never a failure."""

from __future__ import annotations

import http.client
import json
import time
from urllib.parse import urlsplit

import pytest

from fuyu.ids import new_id

GOOD = {"name": "by the window", "places": 2}


def errors_of(answer):
    assert answer.status_code == 422, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    return {error["field"]: error for error in answer.json()["errors"]}


def post_raw(client, content, content_type="application/json"):
    return client.post("/desks", content=content, headers={"Content-Type": content_type} if content_type else {})


def test_an_unknown_field_is_refused_and_the_known_ones_named(officer):
    errors = errors_of(officer.post("/desks", json={**GOOD, "colour": "red"}))

    assert errors["colour"] == {"field": "colour", "in": "body", "reason": "is not known here", "found": "red", "needed": errors["colour"]["needed"]}
    assert "lent_to, name, places, since" in errors["colour"]["needed"]


def test_each_wrong_field_is_told_with_its_path(officer):
    body = {"places": "two", "since": "2026-02-30", "lent_to": "91110000600037341M", "stands": [{"floor": 1, "room": "101"}, {"floor": -1, "lift": True}]}

    errors = errors_of(officer.post("/desks", json=body))

    assert set(errors) == {"name", "places", "since", "lent_to", "stands.1.floor", "stands.1.room", "stands.1.lift"}
    assert errors["name"]["reason"] == "is missing"
    assert (errors["places"]["found"], errors["places"]["needed"]) == ("two", "a whole number from 1 to 50")
    assert errors["since"]["found"] == "2026-02-30"
    assert errors["lent_to"]["reason"] == "has a wrong check character"
    assert errors["stands.1.floor"]["found"] == -1


@pytest.mark.parametrize(
    "day", ["2026-02-29", "1899-12-31", "2201-01-01", "2026-13-01", "20260302", "2026-W10-1", "2026-3-2", "2026-03-02T00:00:00Z", 20260302, ["2026-03-02"]]
)
def test_an_impossible_date_is_refused(officer, day):
    errors = errors_of(officer.post("/desks", json={**GOOD, "since": day}))

    assert "2026-03-02" in errors["since"]["needed"]


@pytest.mark.parametrize("places", [True, "2", 2.5, None, [], {}, 0, 51, -1, 10**18])
def test_a_number_of_the_wrong_kind_is_refused(officer, places):
    assert set(errors_of(officer.post("/desks", json={**GOOD, "places": places}))) == {"places"}


@pytest.mark.parametrize("name", ["", " ", "\n", "a\x07b", "two\nlines", "evil\u202etxt", "x" * 41, 7, None, "\u0000", "🙂" * 41])
def test_a_text_that_no_page_could_show_is_refused(officer, name):
    assert set(errors_of(officer.post("/desks", json={**GOOD, "name": name}))) == {"name"}


def test_a_text_is_measured_as_a_reader_counts(officer):
    family = "👨‍👩‍👧‍👦"  # one character to a reader, seven to a computer

    answer = officer.post("/desks", json={**GOOD, "name": family * 39})

    assert answer.status_code == 201


@pytest.mark.parametrize("body", [[], "text", 7, None, True, [GOOD]])
def test_a_body_that_is_no_object_is_refused(officer, body):
    assert set(errors_of(post_raw(officer, json.dumps(body).encode()))) == {""}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"{'name': 1}",
        b'{"name": NaN}',
        b'{"name": Infinity}',
        b"\xff\xfe",
        b'{"name": "\xff"}',
        b'{"name": "a\x00b"}',
        b'{"name": "a", "name": "b"}',
        b"\xef\xbb\xbf{}",
    ],
)
def test_what_is_not_json_is_malformed(officer, content):
    answer = post_raw(officer, content)

    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/malformed-body")


@pytest.mark.parametrize("content", [b"[" * 100_000, b'{"a":' * 50_000, b"[" * 40 + b"]" * 40, b'{"stands": ' + b"[" * 600 + b"]" * 600 + b"}"])
def test_a_deeply_nested_body_is_malformed(officer, content):
    assert post_raw(officer, content).status_code == 400


@pytest.mark.parametrize("number", [str(2**63), "-" + str(2**63 + 1), "9" * 5000, "1" * 200_000])
def test_a_number_that_no_database_holds_is_refused(officer, number):
    errors_of(post_raw(officer, f'{{"name": "x", "places": {number}}}'.encode()))


@pytest.mark.parametrize("number", ["1e999", "-1e999", "1E400"])
@pytest.mark.parametrize("field", ["places", "colour"])
def test_a_float_beyond_floats_is_refused_in_an_answer_that_is_json(officer, number, field):
    """INVARIANT: such a number is refused as it is read: kept, or quoted in a problem, it would stand in an answer as Infinity, which no reader takes."""
    answer = post_raw(officer, f'{{"name": "x", "{field}": {number}}}'.encode())

    [error] = errors_of(answer).values()
    assert (answer.json()["type"], error["found"]) == ("/problems/invalid-input", number)
    assert "Infinity" not in answer.text


def test_a_float_too_small_for_floats_is_nought(officer):
    assert set(errors_of(post_raw(officer, b'{"name": "x", "places": 1e-999}'))) == {"places"}


@pytest.mark.parametrize(
    "content", [rb'{"name": "\ud800", "places": 1}', rb'{"name": "a\u0000b", "places": 1}', rb'{"\udfff": 1}', rb'{"stands": [{"room": "\uDC00x"}]}']
)
def test_half_a_surrogate_pair_and_a_nul_are_refused(officer, content):
    errors_of(post_raw(officer, content))


@pytest.mark.parametrize(
    "content_type", [None, "text/plain", "application/xml", "application/json; charset=gbk", "multipart/form-data", "application/x-www-form-urlencoded"]
)
def test_another_media_type_is_refused(officer, content_type):
    answer = post_raw(officer, json.dumps(GOOD).encode(), content_type)

    assert (answer.status_code, answer.json()["type"]) == (415, "/problems/wrong-media-type")


def test_a_body_of_ten_megabytes_is_refused_by_its_length_before_it_is_read(address, token):
    """INVARIANT: a body that is too large costs nothing. Without it a few of them would fill the memory."""
    from .conftest import OFFICER

    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=10)
    connection.putrequest("POST", "/desks")
    for name, value in {
        "Authorization": f"Bearer {token(OFFICER)}",
        "Content-Type": "application/json",
        "Content-Length": "10485760",
        "Idempotency-Key": new_id(),
    }.items():
        connection.putheader(name, value)
    connection.endheaders()
    began = time.monotonic()
    answer = connection.getresponse()  # Not one byte of the body was sent.
    problem = json.loads(answer.read())

    assert (answer.status, problem["type"], problem["found"]) == (413, "/problems/body-too-large", 10485760)
    assert time.monotonic() - began < 5


def test_a_body_of_ten_megabytes_is_refused_when_it_comes(officer):
    answer = post_raw(officer, b'{"name": "' + b"x" * 10 * 2**20 + b'"}')

    assert answer.status_code == 413


def test_a_body_that_does_not_tell_its_length_is_cut_off(officer):
    answer = post_raw(officer, (b"x" * 65536 for _ in range(160)))

    assert answer.status_code == 413


@pytest.mark.parametrize("path", ["/desks/not-an-id", "/desks/%00", "/desks/..%2f..%2fetc", "/desks//", "/nothing", "/desks/" + "9" * 3000, "/desks/%ff%fe"])
def test_an_address_that_is_none_is_not_found(officer, path):
    answer = officer.get(path)

    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-found")


def test_a_method_that_is_none_is_told_which_there_are(officer):
    answer = officer.patch("/desks", json={})

    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "POST"}
    assert answer.json()["type"] == "/problems/method-not-allowed"


def test_a_taken_name_is_told_as_such(officer, desk):
    answer = officer.post("/desks", json={"name": desk["name"], "places": 1})

    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/already-exists")
    assert "name" in answer.json()["detail"]
