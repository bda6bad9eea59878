"""When the service itself fails, the caller hears that it did and the request's id, and the log hears the rest, but no name and no body."""

from __future__ import annotations

import dataclasses
import io
import json
import logging

import pytest
import structlog
from flask.views import MethodView
from marshmallow import ValidationError
from mongoengine.errors import OperationError
from pymongo.errors import AutoReconnect, DuplicateKeyError, NetworkTimeout
from werkzeug.exceptions import ImATeapot

from fuyu.http import request
from fuyu.ids import new_id
from fuyu.law.registry import Laws
from fuyu.running.mongod import Mongod
from fuyu.service import start
from fuyu.web import PUBLIC, Blueprint, access, logs
from fuyu.web.app import create_app
from fuyu.web.problems import as_problem

from .desks import SERVICE


@pytest.fixture
def failing(another_app, serve):
    """Return the address of an app whose one view raises what it is told to."""
    blueprint = Blueprint("failing", path="/failing")
    errors = {
        "bug": KeyError("secret"),
        "reader": ValidationError({"name": ["is odd"]}),
        "teapot": ImATeapot(),
        "deep": RecursionError(),
        "lost": NetworkTimeout("secret"),
    }

    @blueprint.route("/<string:how>")
    class Failing(MethodView):
        @access(PUBLIC)
        def get(self, how):
            raise errors[how]

    return serve(another_app([blueprint]))


def ask(address, path):
    return request("GET", f"{address}{path}")


@pytest.mark.parametrize("how", ["bug", "deep"])
def test_what_nobody_foresaw_is_told_by_the_requests_id_alone(failing, how):
    answer = ask(failing, f"/failing/{how}")

    assert (answer.status_code, answer.headers["Content-Type"]) == (500, "application/problem+json")
    assert answer.json()["request_id"] == answer.headers["X-Request-Id"]
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text


def test_a_lost_database_is_told_as_one_to_ask_again(failing):
    answer = ask(failing, "/failing/lost")

    assert (answer.status_code, answer.json()["type"], answer.headers["Retry-After"]) == (503, "/problems/unavailable", "2")
    assert "secret" not in answer.text


def test_other_refusals_of_http_are_problems_too(failing):
    assert ask(failing, "/failing/teapot").json()["type"] == "about:blank"
    assert ask(failing, "/failing/reader").json()["errors"][0] == {"field": "name", "in": "body", "reason": "is odd"}


def test_a_database_error_is_found_below_what_wraps_it():
    wrapper = OperationError("Could not save document")
    wrapper.__context__ = AutoReconnect("gone")  # mongoengine raises without `from`.

    assert as_problem(wrapper).status == 503
    assert as_problem(DuplicateKeyError("taken", details={"keyValue": {"city": "east", "name": "x"}})).status == 409


def test_while_the_database_is_away_probes_say_so_soon_and_afterwards_all_is_well(tmp_path, settings, serve):
    mongod = Mongod(tmp_path)
    mongod.start()
    apart = dataclasses.replace(SERVICE, name="desks-apart")
    running = start(apart, dataclasses.replace(settings, mongodb_uri=mongod.uri, database_prefix=f"t{new_id()[-12:]}_"), laws=Laws())
    try:
        running.store.migrate(apart.migrations)
        address = serve(create_app(running))
        mongod.stop()

        for path in ("/ops/ready", "/ops/health"):
            answer = ask(address, path)
            assert (answer.status_code, answer.json()["type"]) == (503, "/problems/unavailable")
            assert answer.elapsed.total_seconds() < 4
        assert "fuyu_requests_total" in ask(address, "/ops/metrics").text
        mongod.start()
        assert ask(address, "/ops/ready").status_code == 200
    finally:
        running.store.close()
        mongod.stop()


def test_logs_are_json_lines_that_name_nobody(officer, desk, monkeypatch, caplog):
    """INVARIANT: no body, no query value and no address with an id reaches the log; a person is an id."""
    out = io.StringIO()
    monkeypatch.setattr("sys.stdout", out)
    root, level, handlers = logging.getLogger(), logging.getLogger().level, logging.getLogger().handlers[:]
    logs.configure("info")
    try:
        officer.post("/desks", json={"name": "Wang Secret", "places": 1})
        officer.get(f"/desks/{desk['id']}?note=secret")
        officer.get("/desks?state=secret")
        logging.getLogger("elsewhere").warning("plain %s", "words")
    finally:
        structlog.reset_defaults()
        root.handlers, root.level = handlers, level
    lines = [json.loads(line) for line in out.getvalue().splitlines()]

    requests = [line for line in lines if line["event"] == "request"]
    assert [(line["method"], line["route"], line["status"], line["person"]) for line in requests] == [
        ("POST", "/desks", 201, "p-1"),
        ("GET", "/desks/<id:desk>", 200, "p-1"),
        ("GET", "/desks", 422, "p-1"),
    ]
    assert {"service", "ms", "request_id", "timestamp", "level"} <= requests[0].keys()
    assert any(line["event"] == "plain words" and line["level"] == "warning" for line in lines)
    assert "secret" not in out.getvalue().lower()
    assert str(desk["id"]) not in out.getvalue()
