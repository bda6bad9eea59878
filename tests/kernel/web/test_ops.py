"""What operators and probes ask of a service."""

from __future__ import annotations

import dataclasses
import time
from datetime import UTC, date, datetime

import pytest

from fuyu.events.envelope import Event, Subject
from fuyu.http import request
from fuyu.ids import new_id
from fuyu.messaging.failing import MOST_TRIES, bury_unreadable, set_aside
from fuyu.messaging.worker import Worker
from fuyu.store.duties import Duty, open_
from fuyu.web.app import create_app

from .desks import SERVICE


def dead_letter(running, city="east"):
    """Let an event fail as often as it is tried, and return its id."""
    duty = new_id()
    event = Event(new_id(), "duty.done", "elsewhere", city, Subject("duty", duty), 1, datetime.now(UTC), {"duty": duty, "on": "2026-03-02"})
    for _ in range(MOST_TRIES):
        running.store.transact(lambda tx: set_aside(tx, event, ValueError("no such desk")), city=city)
    return event.id


@pytest.mark.requirement("P-7")
def test_a_service_without_a_worker_is_red_and_says_so(anyone):
    answer = anyone.get("/ops/health")

    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/unhealthy")
    assert any("No worker is alive" in sentence for sentence in answer.json()["red"])
    assert answer.headers["Retry-After"]


def test_with_a_worker_it_is_green(running, anyone):
    worker = Worker(running, [SERVICE])
    worker.start()
    try:
        until = time.monotonic() + 15
        while anyone.get("/ops/health").status_code != 200 and time.monotonic() < until:
            time.sleep(0.1)
        answer = anyone.get("/ops/health")
    finally:
        worker.stop()

    assert answer.status_code == 200, answer.text
    assert answer.json()["numbers"]["workers"] == 1


def test_it_is_ready_when_its_database_is(anyone, running, serve):
    assert anyone.get("/ops/ready").json() == {"is_ready": True}
    later = dataclasses.replace(SERVICE, migrations=[*SERVICE.migrations, *SERVICE.migrations])
    ahead = serve(create_app(dataclasses.replace(running, service=later)))
    answer = request("GET", f"{ahead}/ops/ready")
    assert (answer.status_code, "fuyu migrate" in answer.text) == (503, True)


@pytest.mark.requirement("P-7")
def test_metrics_count_requests_by_route_and_never_by_address(officer, anyone, desk):
    officer.get(f"/desks/{desk['id']}")
    text = anyone.get("/ops/metrics").text

    assert 'fuyu_requests_total{method="GET",route="/desks/<id:desk>",service="desks",status="200"}' in text
    assert 'fuyu_request_seconds_bucket{le="0.1",method="GET",route="/desks/<id:desk>",service="desks"}' in text
    assert 'fuyu_workers{service="desks"} ' in text
    assert 'fuyu_oldest_waiting_seconds{service="desks"} ' in text
    assert desk["id"] not in text


def test_two_apps_count_apart(app, another_app):
    other = another_app()

    assert app.extensions["fuyu.metrics"].registry is not other.extensions["fuyu.metrics"].registry


def test_the_day_can_be_set_and_given_back(operator, anyone):
    assert operator.put("/ops/clock", json={"today": "2026-03-02"}).json() | {"now": ""} == {"today": "2026-03-02", "now": "", "is_settable": True}
    assert anyone.get("/ops/clock").json()["today"] == "2026-03-02"
    assert operator.put("/ops/clock", json={"today": None}).json()["today"] != "2026-03-02"
    assert operator.put("/ops/clock", json={}).status_code == 422


def test_the_agenda_names_the_days_on_which_something_falls_due(operator, running, serve, token):
    duty = Duty(
        subject=Subject("desk", new_id()), subject_name="by the window", key="clean", title="Clean it", clause=None, programme="p", programme_version="1",
        due_on=date(2031, 5, 31),
    )  # fmt: skip
    running.store.transact(lambda tx: open_(tx, duty), city="east")

    def following(after):
        return operator.get("/ops/agenda", params={"after": after}).json()["next"]

    assert following("2031-01-01") == "2031-05-31"
    assert following("2031-05-31") == "2031-06-01"
    assert following("2031-06-01") is None
    assert operator.get("/ops/agenda", params={"after": "soon"}).status_code == 422


def test_a_service_adds_its_own_days_to_the_agenda(running, serve, token):
    from .conftest import OPERATOR

    own = dataclasses.replace(SERVICE, agenda=[lambda running, after: date(2040, 1, 1) if after < date(2040, 1, 1) else None])
    address = serve(create_app(dataclasses.replace(running, service=own)))
    answer = request("GET", f"{address}/ops/agenda?after=2039-01-01", headers={"Authorization": f"Bearer {token(OPERATOR)}"})

    assert answer.json() == {"next": "2040-01-01"}


def test_what_is_settled_is_told_in_numbers(operator, running):
    told = operator.get("/ops/settled").json()

    assert (told["service"], told["waiting"]) == ("desks", running.store.rows.outbox.count_documents({"sent": None}))


def test_plugins_are_listed(officer):
    assert officer.get("/ops/plugins").json() == {"items": []}


@pytest.mark.requirement("P-7")
def test_a_dead_letter_is_listed_shown_and_replayed(operator, running):
    letter = dead_letter(running)

    [listed] = [row for row in operator.get("/ops/dead-letters?limit=200").json()["items"] if row["id"] == letter]
    assert (listed["type"], listed["attempts"], listed["says"]) == ("duty.done", MOST_TRIES, "ValueError: no such desk")
    shown = operator.get(f"/ops/dead-letters/{letter}").json()
    assert shown["event"]["data"]["on"] == "2026-03-02"
    assert operator.post(f"/ops/dead-letters/{letter}/replay").status_code == 204
    assert operator.get(f"/ops/dead-letters/{letter}").status_code == 404
    assert operator.post(f"/ops/dead-letters/{letter}/replay").status_code == 404
    assert running.store.rows.audit.find_one({"act": "dead_letter.replayed", "subject.id": letter})["by"] == "p-1"


def test_a_dead_letter_is_discarded_only_with_a_reason(operator, running):
    letter = dead_letter(running)

    assert operator.post(f"/ops/dead-letters/{letter}/discard", json={}).status_code == 422
    assert operator.post(f"/ops/dead-letters/{letter}/discard", json={"reason": "sent by mistake"}).status_code == 204
    assert running.store.rows.audit.find_one({"act": "dead_letter.discarded", "subject.id": letter})["details"]["reason"] == "sent by mistake"


def test_all_dead_letters_of_a_city_are_replayed_at_once(operator, running):
    ours, theirs = dead_letter(running), dead_letter(running, city="west")

    assert operator.post("/ops/replay").json()["count"] >= 1
    assert running.store.rows.dead_letters.find_one({"_id": ours}) is None
    assert running.store.rows.dead_letters.find_one({"_id": theirs}) is not None


def test_an_operator_sees_no_dead_letter_of_another_city(operator, running):
    """INVARIANT: an event of another city is not shown, not even to an operator of this one."""
    theirs = dead_letter(running, city="west")

    assert theirs not in operator.get("/ops/dead-letters?limit=200").text
    for act in ("replay", "discard"):
        assert operator.post(f"/ops/dead-letters/{theirs}/{act}", json={"reason": "x"}).status_code == 404


def test_a_message_that_cannot_be_read_is_shown_and_cannot_be_replayed(operator, running):
    running.store.transact(lambda tx: bury_unreadable(tx, b"\xff no event", "not JSON"), city="")
    [letter] = [row["id"] for row in operator.get("/ops/dead-letters?limit=200").json()["items"] if row["id"].startswith("unreadable-")]

    assert operator.get(f"/ops/dead-letters/{letter}").status_code == 200
    assert operator.post(f"/ops/dead-letters/{letter}/replay").status_code == 422
    assert operator.post(f"/ops/dead-letters/{letter}/discard", json={"reason": "nonsense"}).status_code == 204


def test_resending_what_the_service_does_not_keep_is_refused(operator):
    answer = operator.post("/ops/resend", json={"kind": "designation"})

    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-found")


@pytest.mark.parametrize("path", ["/ops/settled", "/ops/agenda?after=2026-01-01", "/ops/dead-letters", "/ops/dead-letters/x"])
def test_what_is_an_operators_is_nobody_elses(officer, path):
    assert officer.get(path).status_code == 403
