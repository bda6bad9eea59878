"""Replacing a person: the account of the successor speaks in the roles, and the one replaced is in no longer."""

from __future__ import annotations

import json
import re
import time
from html import unescape
from typing import Any

import pymongo
import pytest

from fuyu.ids import new_id
from fuyu.running.system import System

from .sender import Sender
from .subjects import CITY, OFFICE, REGISTRY, Subjects
from .test_accounts import PASSWORD, Browser

pytestmark = [pytest.mark.browser, pytest.mark.slow]
BASE = {"actor": "base", "organisation": "91410100MA0000001X"}
SECONDS_TO_HEAR, PHONE = 60, "0371-87654321"


def make(system: System, login: str, role: dict[str, str]) -> dict[str, Any]:
    """Make an account as the city's operator does."""
    content = {"login": login, "name": f"示范人员{login}", "roles": [{**role, "city": CITY}], "password": PASSWORD}
    answer = operator(system, "portal").post("/accounts", json=content, headers={"Idempotency-Key": new_id()})
    return dict(answer.raise_for_status().json())


def operator(system: System, service: str) -> Any:
    return system.client(service, system.token("operator-1", "operator", CITY))


def waited_for(ask: Any, wanted: Any) -> Any:
    """Return what is asked for once it is as wanted."""
    ends = time.monotonic() + SECONDS_TO_HEAR
    while not wanted(found := ask()):
        assert time.monotonic() < ends, found
        time.sleep(0.2)
    return found


def replace(system: System, one: dict[str, Any], other: dict[str, Any]) -> None:
    """Let one be replaced by the other from today on, on the page of an officer, once the directory has heard of both."""
    notifier, officer, page = operator(system, "notifier"), Sender(system.urls["portal"], "市市场监督管理局"), f"/people/{one['person']}/succession"
    for each in (one, other):
        waited_for(lambda each=each: notifier.get(f"/people/{each['person']}"), lambda answer: answer.status_code == 200)
    assert one["name"] in officer.get("/people", params={"who": one["name"]}).text
    shown = officer.get(page, params={"who": other["name"]}).text
    assert f'value="{other["person"]}"' in shown
    form = {"successor": other["person"], "who": other["name"], "key": new_id()} | dict(re.findall(r"""name="(version)" value='([^']+)'""", unescape(shown)))
    unsaid = officer.post(page, form)
    assert (unsaid.status_code, "没有填写" in unsaid.text, "没有填写" in shown) == (422, True, False)
    answer = officer.post(page, form | {"reason": f"岗位调整，请拨 {PHONE} 联系", "key": new_id()})
    assert answer.status_code == 303, answer.text


def accounts(system: System, made: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what the city's operator sees of an account."""
    return list(operator(system, "portal").get("/accounts", params={"login": made["login"]}).json()["items"])


def test_who_is_replaced_is_signed_out_and_the_successor_speaks_in_the_roles(system: System) -> None:
    """INVARIANT: nobody acts for a base any more from the day on which another does; not by an old session, an old password or a new invitation."""
    leaves, follows = make(system, "leaves", BASE), make(system, "follows", {"actor": "applicant", "organisation": "91410100MA0000001X"})
    one, other = Browser(system), Browser(system)
    one.sign_in("leaves", PASSWORD)
    other.sign_in("follows", PASSWORD)
    assert (one.is_in, other.is_in) == (True, True)

    replace(system, leaves, follows)
    waited_for(lambda: one.is_in, lambda is_in: not is_in)
    assert not Browser(system).sign_in("leaves", PASSWORD).is_success
    assert [role["actor"] for each in accounts(system, follows) for role in each["roles"]] == ["applicant", "base"]
    other.sign_in("follows", PASSWORD)
    assert "培训" in other.get("/sessions").text

    notifier = operator(system, "notifier")
    assert waited_for(lambda: notifier.get(f"/people/{follows['person']}").json()["roles"], lambda roles: len(roles) == 2)
    assert accounts(system, leaves) == []  # It has no role in the city any more, so the city's operator does not see it.
    for log in system.folders.log("services").parent.glob("*"):
        assert PHONE not in log.read_text("utf-8", "replace"), log.name
    client: pymongo.MongoClient[Any] = pymongo.MongoClient(system.mongod.uri)
    with client:
        events = [str(each) for service in ("portal", "notifier") for each in client[f"fuyu_{service}"]["outbox"].find()]
    assert any("succession.made" in each for each in events)
    assert [each for each in events if PHONE in each] == []
    directory = notifier.get(f"/people/{leaves['person']}").json()
    assert (directory["roles"], directory["is_active"]) == ([], False)


def test_a_deputy_acts_in_an_absent_officers_stead_and_every_page_says_so(system: System, subjects: Subjects) -> None:
    """INVARIANT: nobody acts in another's stead unseen: the page says it while it lasts, the audit trail for ever; with the absence it ends."""
    role, place = {"actor": "city bureau", "city": CITY, "office": OFFICE}, subjects.row(REGISTRY, "/applications", "011")
    roles = [role, {**role, "actor": "district bureau", "district": place["organisation"]["district"]}]
    account = {"login": "stands-in", "name": "代理科员", "person": "stands-in", "roles": roles, "is_demonstration": True}
    operator(system, "portal").post("/accounts", json=account, headers={"Idempotency-Key": new_id()}).raise_for_status()
    told = {"person": "stands-in", "name": "代理科员", "roles": [{"actor": "city bureau", "office": OFFICE}]}
    operator(system, "notifier").post("/people", json=told, headers={"Idempotency-Key": new_id()}).raise_for_status()
    away, deputy, absence = Sender(system.urls["portal"], "市市场监督管理局"), Sender(system.urls["portal"], "代理科员"), "/people/city/absence"
    assert deputy.post("/in-stead", {"person": "city"}).status_code == 403
    days = {"deputy": "stands-in", "away_from": "2026-04-14", "away_until": "2026-04-13"}
    refused = away.post(absence, days | {"version": version(away, absence)})
    assert (refused.status_code, "早于外出第一天" in refused.text, "代理科员" in refused.text) == (422, True, True)
    assert away.post(absence, days | {"away_until": "2026-04-16", "version": version(away, absence)}).status_code == 303
    assert "由 代理科员 代理" in away.get(absence).text

    shown = deputy.get("/")
    assert asked(system, shown.headers["X-Request-Id"], "notifier") == ["/absences", "/inbox"]  # Each once: every page of everybody waits for them.
    home = shown.text
    assert ("代理 市局工作人员 办理" in home, "您正在代理" in home) == (True, False)
    assert deputy.post("/in-stead", {"person": "city", "next": "/calls"}).headers["Location"].endswith("/calls")
    assert all("您正在代理 市局工作人员 办理" in deputy.get(path).text for path in ("/", "/calls", "/experts"))
    operator_of, file = operator(system, "base-registry"), f"/applications/{place['id']}"
    waited_for(lambda: registered(deputy, "first"), lambda answer: answer.status_code == 303)
    offered = (f"{file}/receipt", f"{file}/misconduct")
    # What the deputy may do as the district alone is not done, and so not offered, in the city's stead.
    assert [each in deputy.get(file).text for each in offered] == [False, True]
    assert deputy.get(f"{file}/receipt").status_code == 403
    deputy.post("/in-stead", {"person": ""})
    assert [each in deputy.get(file).text for each in offered] == [True, True]
    assert "您正在代理" not in deputy.get("/calls").text
    assert registered(deputy, "second").status_code == 303
    acts = [row["in_stead_of"] for row in operator_of.get("/audit", params={"by": "stands-in"}).json()["items"] if row["act"] == "expert.registered"]
    assert acts == ["city", None]
    directory = operator(system, "notifier").get("/people", params={"who": "second@example.org"}).json()["items"]
    assert [(each["roles"], each["email"]) for each in directory] == [([{"actor": "expert"}], "second@example.org")]  # Not the invitation alone is mailed.

    deputy.post("/in-stead", {"person": "city"})
    assert away.post(absence, {"ends": "1", "version": version(away, absence)}).status_code == 303
    assert "没有登记外出" in away.get(absence).text
    answer = waited_for(lambda: registered(deputy, new_id()), lambda answer: answer.status_code == 403)
    assert "您今天不代理此人" in answer.text


def asked(system: System, request_id: str, service: str) -> list[str]:
    """Return the routes that a page asked of a service."""
    said = [json.loads(line) for line in system.folders.log("services").read_text("utf-8").splitlines() if request_id in line]
    return sorted(row["route"] for row in said if row["service"] == service)


def version(somebody: Sender, path: str) -> str:
    """Return the version that the form of a page names."""
    found = re.search(r"""name="version" value='([^']+)'""", unescape(somebody.get(path).text))
    assert found
    return found.group(1)


def registered(somebody: Sender, login: str) -> Any:
    """Return the answer to the form that registers an expert."""
    form = {"login": f"{login}@example.org", "actor": "expert", "expert.name": "示例专家", "key": new_id()}
    return somebody.post("/experts/new", form)
