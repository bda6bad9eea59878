"""A change is made once however often it is asked for, and only by who has seen what it changes."""

from __future__ import annotations

import threading

import pytest

from fuyu.ids import new_id


def body(**changed):
    return {"name": new_id(), "places": 2, **changed}


def test_what_is_made_has_an_address_and_a_version(officer):
    made = officer.post("/desks", json=body(since="2026-03-02"))

    assert (made.status_code, made.headers["ETag"], made.json()["since"]) == (201, '"1"', "2026-03-02")
    shown = officer.get(made.headers["Location"])
    assert (shown.status_code, shown.json(), shown.headers["ETag"]) == (200, made.json(), '"1"')


def test_the_same_request_under_the_same_key_is_answered_alike_and_written_once(officer):
    key, wanted = new_id(), body()
    first, *others = [officer.post("/desks", json=wanted, headers={"Idempotency-Key": key}) for _ in range(3)]

    assert first.status_code == 201
    for other in others:
        assert (other.status_code, other.content) == (201, first.content)
        assert {name: other.headers[name] for name in ("ETag", "Location", "Content-Type")} == {
            name: first.headers[name] for name in ("ETag", "Location", "Content-Type")
        }
    assert officer.get("/desks?limit=200").text.count(wanted["name"]) == 1


def test_the_same_request_at_the_same_moment_is_written_once(officer):
    """INVARIANT: a repeat that overtakes the first makes nothing twice."""
    key, wanted, answers = new_id(), body(), []

    def ask():
        answers.append(officer.post("/desks", json=wanted, headers={"Idempotency-Key": key}))

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {(answer.status_code, answer.content) for answer in answers} == {(201, answers[0].content)}
    assert officer.get("/desks?limit=200").text.count(wanted["name"]) == 1


def test_the_answer_stays_the_same_though_the_thing_has_changed(officer):
    key, wanted = new_id(), body()
    first = officer.post("/desks", json=wanted, headers={"Idempotency-Key": key})
    officer.put(first.headers["Location"], json=body(), headers={"If-Match": '"1"'})

    assert officer.post("/desks", json=wanted, headers={"Idempotency-Key": key}).content == first.content


def test_another_body_under_the_same_key_is_refused(officer):
    key = new_id()
    officer.post("/desks", json=body(), headers={"Idempotency-Key": key})
    answer = officer.post("/desks", json=body(), headers={"Idempotency-Key": key})

    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/idempotency-key-reused")


def test_a_key_is_a_persons_own(officer, client):
    from .conftest import OFFICER

    key = new_id()
    mine = officer.post("/desks", json=body(), headers={"Idempotency-Key": key})
    theirs = client(OFFICER, person="p-2").post("/desks", json=body(), headers={"Idempotency-Key": key})

    assert (mine.status_code, theirs.status_code) == (201, 201)
    assert mine.json()["id"] != theirs.json()["id"]


def test_a_refused_request_leaves_its_key_free(officer, desk):
    key = new_id()
    taken = officer.post("/desks", json=body(name=desk["name"]), headers={"Idempotency-Key": key})
    again = officer.post("/desks", json=body(), headers={"Idempotency-Key": key})

    assert (taken.status_code, again.status_code) == (409, 201)


def test_to_make_something_needs_a_key(officer):
    request = officer.build_request("POST", "/desks", json=body())
    answer = super(type(officer), officer).send(request)

    assert (answer.status_code, answer.json()["type"]) == (428, "/problems/precondition-missing")


@pytest.mark.parametrize("key", ["", "x" * 201, "two words", "schlüssel".encode()])
def test_a_key_that_is_none_is_refused(officer, key):
    answer = officer.post("/desks", json=body(), headers={"Idempotency-Key": key})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "Idempotency-Key"


def test_a_change_needs_the_version_that_was_read(officer, desk):
    answer = officer.put(f"/desks/{desk['id']}", json=body())

    assert (answer.status_code, answer.json()["needed"]) == (428, "If-Match")


def test_a_change_of_what_someone_changed_meanwhile_is_refused(officer, desk):
    address = f"/desks/{desk['id']}"
    first = officer.put(address, json=body(places=3), headers={"If-Match": '"1"'})
    stale = officer.put(address, json=body(places=4), headers={"If-Match": '"1"'})

    assert (first.status_code, first.headers["ETag"]) == (200, '"2"')
    assert (stale.status_code, stale.json()["type"]) == (412, "/problems/stale-version")
    assert officer.get(address).json()["places"] == 3
    assert officer.put(address, json=body(places=5), headers={"If-Match": 'W/"2"'}).status_code == 200


def test_of_two_changes_at_once_one_stands(officer, desk):
    answers = []

    def change(places):
        answers.append(officer.put(f"/desks/{desk['id']}", json=body(places=places), headers={"If-Match": '"1"'}).status_code)

    threads = [threading.Thread(target=change, args=(number,)) for number in range(1, 6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == [200, 412, 412, 412, 412]


@pytest.mark.parametrize("tag", ["*", "1", '"one"', '"1", "2"', '"-1"', '"' + "9" * 40 + '"'])
def test_a_version_that_is_none_is_refused(officer, desk, tag):
    assert officer.put(f"/desks/{desk['id']}", json=body(), headers={"If-Match": tag}).status_code == 422


def test_an_act_on_something_needs_its_version_too(warden, desk):
    address = f"/desks/{desk['id']}/closing"

    assert warden.post(address, json={"reason": "broken"}).status_code == 428
    closed = warden.post(address, json={"reason": "broken"}, headers={"If-Match": '"1"'})
    assert (closed.status_code, closed.json()["state"]) == (200, "closed")


def test_who_has_the_version_gets_no_body(officer, desk):
    answer = officer.get(f"/desks/{desk['id']}", headers={"If-None-Match": 'W/"1", "7"'})

    assert (answer.status_code, answer.content, answer.headers["ETag"]) == (304, b"", '"1"')
    assert officer.get(f"/desks/{desk['id']}", headers={"If-None-Match": '"2"'}).status_code == 200


def test_what_is_taken_away_is_gone(officer, desk):
    answer = officer.delete(f"/desks/{desk['id']}", headers={"If-Match": '"1"'})

    assert (answer.status_code, answer.content) == (204, b"")
    assert officer.get(f"/desks/{desk['id']}").status_code == 404


def test_answers_are_compact_and_keep_chinese_as_it_is(officer):
    name = f"靠窗 {new_id()}"
    answer = officer.post("/desks", json=body(name=name))

    assert f'"name":"{name}"'.encode() in answer.content


def test_every_answer_carries_a_request_id_and_strict_headers(officer, desk):
    answer = officer.get(f"/desks/{desk['id']}", headers={"X-Request-Id": "proxy-0001"})

    assert answer.headers["X-Request-Id"] == "proxy-0001"
    assert officer.get("/desks", headers={"X-Request-Id": "<script>"}).headers["X-Request-Id"] != "<script>"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert (answer.headers["X-Content-Type-Options"], answer.headers["Cache-Control"]) == ("nosniff", "no-store")
