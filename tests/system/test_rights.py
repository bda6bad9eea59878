"""Every route of every service is in one table with who may call it; a route that is not decided fails here."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from fuyu.caller import Caller, Role
from fuyu.law.strict_yaml import load
from fuyu.web.app import access_table
from fuyu.web.operations import Operation

TABLE = Path(__file__).with_name("rights.yaml")
DECIDED: Mapping[str, Mapping[str, str]] = load(TABLE)
PUBLIC = "anyone, without a token"
ID = "01a1fd99-c59c-75f6-9f9a-b3830957843c"
STRANGER = Role("stranger", "elsewhere", organisation="91410100MA0000001X")
ROUTES = [(service, line) for service, lines in DECIDED.items() for line in lines]


@pytest.mark.parametrize("service", sorted(DECIDED))
def test_every_route_is_decided_and_none_is_left_over(apps: Mapping[str, Flask], service: str) -> None:
    served = {f"{method} {route}": says for route, method, says in access_table(apps[service])}
    assert served == dict(DECIDED[service])
    assert set(apps) == set(DECIDED)


@pytest.mark.parametrize(("service", "line"), ROUTES)
def test_without_a_token_only_what_is_public_answers(apps: Mapping[str, Flask], service: str, line: str) -> None:
    answer = _ask(apps[service], line, {})
    is_public = DECIDED[service][line] == PUBLIC
    assert (answer.status_code == 401) is not is_public, answer.get_data(as_text=True)


@pytest.mark.parametrize(("service", "line"), [each for each in ROUTES if DECIDED[each[0]][each[1]] != PUBLIC])
def test_a_stranger_from_a_city_that_is_not_here_sees_and_does_nothing(
    apps: Mapping[str, Flask], signed_in: Callable[..., dict[str, str]], service: str, line: str
) -> None:
    answer = _ask(apps[service], line, signed_in("stranger", STRANGER))
    if answer.status_code == 200:
        shown = answer.get_json(silent=True) or {}
        assert shown.get("items", []) == [] or line == "GET /ops/plugins"
        assert "BEGIN:VEVENT" not in answer.get_data(as_text=True)
    else:
        assert answer.status_code in (400, 403, 404, 409, 415, 422, 428, 503), answer.get_data(as_text=True)


@pytest.mark.parametrize("service", sorted(DECIDED))
def test_what_someone_is_in_one_city_opens_nothing_in_another(apps: Mapping[str, Flask], signed_in: Callable[..., dict[str, str]], service: str) -> None:
    """INVARIANT: an operator and officer of one city who is a plain organisation in another is just that there, at every address."""
    plain = Role("applicant", "here", organisation="91410100MA0000001X")
    both = signed_in("both", Role("operator", "there"), Role("city bureau", "there", office="o"), plain)
    operations: Mapping[object, Operation] = apps[service].extensions["fuyu.operations"]
    closed = [each for each in operations.values() if not each.access.allows(Caller("both", (plain,)))]
    assert {("GET", "/ops/settled"), ("POST", "/ops/resend")} <= {(each.method, each.route) for each in closed}
    for each in closed:
        answer = _ask(apps[service], f"{each.method} {each.route}", both | {"Fuyu-City": "here"})
        assert (answer.status_code, answer.get_json()["found"]) == (403, ["applicant"]), f"{each.method} {each.route}"
    assert _ask(apps[service], "GET /ops/settled", both | {"Fuyu-City": "there"}).status_code == 200


def _ask(app: Flask, line: str, headers: dict[str, str]) -> TestResponse:
    method, route = line.split(" ", 1)
    path = re.sub(r"<int[^>]*>", "2026", re.sub(r"<id:[^>]+>", ID, route))
    return app.test_client().open(re.sub(r"<[^>]+>", "x", path), method=method, headers=headers)
