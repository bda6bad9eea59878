"""One server for all services: each under its path, and no request that was taken is left unanswered."""

from __future__ import annotations

import http.client
import os
import signal
import sys
import threading
import time

import httpx
import pytest
from werkzeug.test import Client

from fuyu.http import request
from fuyu.running.ports import free_port, is_listening
from fuyu.running.processes import Child
from fuyu.running.serving import mounted

SLOW = """
import sys, time
from fuyu.running.serving import Binding, Server

def app(environ, start_response):
    print("taken", flush=True)
    time.sleep(1)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"finished"]

class Slow(Server):
    def load(self):
        return app

sys.argv = sys.argv[:1]
Slow(["slow"], Binding(port=PORT)).run()
"""


def saying(text: str):
    def app(environ, start_response):
        start_response("200 OK", [])
        return [f"{text} {environ['SCRIPT_NAME']} {environ['PATH_INFO']}".encode()]

    return app


def test_each_service_answers_under_its_name():
    client = Client(mounted({"base-registry": saying("first"), "notifier": saying("second")}))

    assert client.get("/base-registry/calls/7").text == "first /base-registry /calls/7"
    assert client.get("/notifier/inbox").text == "second /notifier /inbox"


def test_the_root_lists_what_runs_here_and_knows_nothing_else():
    client = Client(mounted({"notifier": saying("")}))

    assert "/notifier/docs" in client.get("/").text
    assert client.get("/other").status_code == 404
    assert client.get("/notifiers").status_code == 404


@pytest.fixture
def slow(tmp_path):
    port = free_port()
    (tmp_path / "home").mkdir()
    environment = {**os.environ, "HOME": str(tmp_path / "home")}
    child = Child("slow", [sys.executable, "-c", SLOW.replace("PORT", str(port))], tmp_path / "slow.log", tmp_path / "slow.pid", environment)
    child.start()
    child.wait_until(lambda: is_listening(port), 20)
    yield child, port
    child.stop()


def test_a_request_in_flight_is_answered_after_sigterm(slow):
    """INVARIANT: what was taken is answered. Without it a restart shows people errors for acts that were done."""
    child, port = slow
    answers: list[httpx.Response] = []
    asking = threading.Thread(target=lambda: answers.append(request("GET", f"http://127.0.0.1:{port}/", timeout=20)))
    asking.start()
    child.wait_until(lambda: "taken" in child.log.read_text(), 20)

    child.signal(signal.SIGTERM)
    asking.join(20)

    assert [answer.text for answer in answers] == ["finished"]


def test_a_connection_that_rests_is_there_for_longer_than_a_client_keeps_it(slow):
    """INVARIANT: it is the client that lets go. Where both do at the same moment, a request that is just being sent fails."""
    _, port = slow
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    for rests in (httpx.Limits().keepalive_expiry + 1, 0):
        connection.request("GET", "/")  # It would not be opened anew where the server closed it.
        assert connection.getresponse().read() == b"finished"
        time.sleep(rests)
    connection.close()


def test_it_leaves_nothing_in_the_home_folder(slow, tmp_path):
    """gunicorn would put a control socket there, and a service's user may have no home at all."""
    assert list((tmp_path / "home").iterdir()) == []
