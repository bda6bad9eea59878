"""Inviting people: what was refused leaves nothing behind, and whoever cannot get in any more is invited again."""

from __future__ import annotations

import html
import re
import time
from typing import Any

import pymongo
import pyotp
import pytest

from fuyu.ids import new_id
from fuyu.running.system import System

from .sender import Sender
from .subjects import CITY
from .test_accounts import PASSWORD, Browser, mailed_link

pytestmark = [pytest.mark.browser, pytest.mark.slow]
COORDINATOR = {"actor": "base", "organisation": "91410100MA0000001X"}
OFFICER = {"actor": "city bureau"}
ELSEWHERE = "wuhu"
SECONDS_TO_HEAR = 60


@pytest.fixture(scope="module")
def officer(system: System) -> Sender:
    """An officer of the city's bureau, who keeps its officers and the people of organisations."""
    return Sender(system.urls["portal"], "市市场监督管理局")


def invitation(name: str, role: dict[str, str] = COORDINATOR) -> dict[str, str]:
    """Return the form that invites somebody."""
    return {"name": f"示范人员{name}", "email": f"{name}@example.org", "key": new_id(), **role}


def row(officer: Sender, name: str) -> str:
    """Return what the page of people shows of somebody."""
    return next((row for row in rows(officer.get("/people", params={"who": f"示范人员{name}"}).text) if f"示范人员{name}</td>" in row), "")


def rows(page: str) -> list[str]:
    """Return the rows of a page of people, without that of the titles."""
    return re.findall(r"<tr>(?!<th).*?</tr>", page, re.DOTALL)


def names(page: str) -> list[str]:
    """Return whom a page of people names."""
    return [name for row in rows(page) for name in re.findall(r'<td data-title="姓名">([^<]*)</td>', row)]


def again(officer: Sender, name: str) -> str:
    """Return the address of the button that invites somebody again."""
    found = re.search(r"/people/[^/\"]+/invitation[^\"]*", row(officer, name))
    assert found is not None
    return html.unescape(found.group())


def test_the_link_of_an_invitation_is_the_deployment_s_own_whatever_host_was_asked_for(system: System) -> None:
    """INVARIANT: nobody makes the portal mail a link that leads to another's host."""
    misled = Sender(system.urls["portal"], "市市场监督管理局")
    misled.http.headers["Host"] = "elsewhere.example"
    assert misled.post("/people/invite", invitation("misled")).status_code == 303
    assert Browser(system).get(mailed_link(system)).status_code == 200


def test_an_invitation_is_sent_again_and_the_older_link_then_says_what_to_do(system: System, officer: Sender) -> None:
    assert officer.post("/people/invite", invitation("again")).status_code == 303
    first = mailed_link(system)
    assert officer.post(again(officer, "again"), {}).status_code == 303
    second = mailed_link(system)

    old = Browser(system).get(first)
    assert old.status_code == 404
    assert "重新发送邀请" in old.text
    invited = Browser(system)
    assert invited.post(second, new_password=PASSWORD, again=PASSWORD).status_code == 200
    assert invited.is_in


def test_an_invitation_whose_mail_was_refused_is_told_so_and_sent_again_from_the_persons_row(system: System, officer: Sender) -> None:
    form = invitation("unmailed")
    system.mail.refused_recipients = {form["email"]}
    answers = [officer.post("/people/invite", form) for _ in range(2)]  # The second is the same form, sent again.
    system.mail.refused_recipients = set()
    assert [(answer.status_code, "unmailed" in answer.headers["Location"]) for answer in answers] == [(303, True)] * 2
    assert "邀请邮件没有发出" in officer.get("/people?unmailed=1").text

    officer.post(again(officer, "unmailed"), {})
    assert "示范人员unmailed" in Browser(system).get(mailed_link(system)).text


def test_a_refused_invitation_leaves_nothing_in_the_directory_and_the_same_form_can_be_corrected(officer: Sender) -> None:
    assert officer.post("/people/invite", invitation("first")).status_code == 303
    form = {**invitation("second"), "email": "FIRST@example.org"}
    refused = officer.post("/people/invite", form)
    assert refused.status_code == 409
    assert "这个邮箱已有账号" in refused.text
    assert row(officer, "second") == ""
    assert officer.post("/people/invite", {**form, "email": "second@example.org"}).status_code == 303
    assert row(officer, "second") != ""


@pytest.mark.parametrize("drops", [True, False])
def test_a_lost_telephone_is_replaced_by_a_new_invitation_that_says_so(system: System, officer: Sender, drops: bool) -> None:
    name = f"telephone-{drops}".lower()
    officer.post("/people/invite", invitation(name, OFFICER))
    person = Browser(system)
    page = person.post(mailed_link(system), new_password=PASSWORD, again=PASSWORD)
    secret = re.search(r"<code>([A-Z2-7]+)</code>", person.get("/me/second-factor").text if "<code>" not in page.text else page.text)
    assert secret is not None
    person.post("/me/second-factor", code=pyotp.TOTP(secret.group(1)).at(time.time()))
    assert person.get("/applications").url.path.endswith("/applications")

    officer.post(again(officer, name), {"drops_second_factor": "true"} if drops else {})
    assert "6 位数字" in Browser(system).sign_in(f"{name}@example.org", PASSWORD).text  # Until the link is followed, the telephone guards the account.
    person = Browser(system)
    followed = person.post(mailed_link(system), new_password=PASSWORD, again=PASSWORD)
    assert followed.url.path.endswith("/me/second-factor" if drops else "/sign-in/second-factor")
    assert not person.get("/applications").url.path.endswith("/applications")
    asked = Browser(system).sign_in(f"{name}@example.org", PASSWORD)
    assert asked.url.path.endswith("/me/second-factor" if drops else "/sign-in/second-factor")


def test_a_city_gives_back_what_it_took_and_nothing_that_is_no_longer_there(system: System, officer: Sender) -> None:
    """INVARIANT: a city disables and restores in itself alone."""
    made = make(system, "two-cities", CITY)
    roles = [{**COORDINATOR, "city": city} for city in (CITY, ELSEWHERE)]
    write(system, roles=roles)  # No operator keeps two cities, so nothing that is called gives somebody roles in both.
    wait_for(officer, "two-cities", "停用")
    person = Browser(system)

    assert change(officer, made, "false") == 303
    wait_for(officer, "two-cities", "恢复")
    person.sign_in("two-cities", PASSWORD)
    assert (person.is_in, cities(system)) == (True, {ELSEWHERE})
    assert change(officer, made, "true") == 303
    assert cities(system) == {CITY, ELSEWHERE}

    assert change(officer, made, "false") == 303
    write(system, is_active=False)  # So does the other city disable its part.
    assert change(officer, made, "true") == 303
    assert cities(system) == {CITY}


def test_a_city_lets_nobody_back_who_has_nothing_left_in_it(system: System, officer: Sender) -> None:
    made = make(system, "gone", CITY)
    wait_for(officer, "gone", "停用")
    assert change(officer, made, "false") == 303
    write(system, "gone", roles=[{**COORDINATOR, "city": ELSEWHERE}])
    refused = officer.post(f"/people/{made['person']}/account", {"is_active": "true"})
    assert refused.status_code == 403
    assert "已没有身份" in refused.text
    assert not Browser(system).sign_in("gone", PASSWORD).is_success


def make(system: System, login: str, city: str) -> dict[str, Any]:
    """Make a coordinator's account as a city's operator does."""
    content = {"login": login, "name": f"示范人员{login}", "roles": [{**COORDINATOR, "city": city}], "password": PASSWORD}
    client = system.client("portal", system.token("operator-1", "operator", city))
    made: dict[str, Any] = client.post("/accounts", json=content, headers={"Idempotency-Key": new_id()}).raise_for_status().json()
    return made


def change(officer: Sender, made: dict[str, Any], is_active: str) -> int:
    return officer.post(f"/people/{made['person']}/account", {"is_active": is_active}).status_code


def write(system: System, login: str = "two-cities", **members: Any) -> None:
    client: pymongo.MongoClient[Any] = pymongo.MongoClient(system.mongod.uri)
    with client:
        client["fuyu_portal"]["accounts"].update_one({"login": login}, {"$set": members})


def cities(system: System) -> set[str]:
    """Return in which cities the account has roles, as the operators of both read it."""
    clients = [system.client("portal", system.token("operator-1", "operator", city)) for city in (CITY, ELSEWHERE)]
    rows = [row for client in clients for row in client.get("/accounts", params={"login": "two-cities"}).raise_for_status().json()["items"]]
    return {role["city"] for row in rows for role in row["roles"]}


def wait_for(officer: Sender, name: str, word: str) -> None:
    """Wait until the directory has heard of somebody, and their row says so."""
    ends = time.monotonic() + SECONDS_TO_HEAR
    while f">{word}<" not in row(officer, name):
        assert time.monotonic() < ends, row(officer, name)
        time.sleep(0.2)


def test_nobody_restores_or_invites_themselves(officer: Sender) -> None:
    for what in ("account", "invitation"):
        refused = officer.post(f"/people/city/{what}", {"is_active": "false"})
        assert refused.status_code == 403
        assert "自己的账号由他人停用" in refused.text


@pytest.fixture(scope="module")
def crowd(system: System) -> list[str]:
    """More people than one page holds, who came into the directory without an account; their names."""
    client, made = system.client("notifier", system.token("operator-1", "operator", CITY)), []
    for number in range(60):
        name = f"众人{number:02}"
        content = {"person": f"crowd-{number:02}", "name": name, "email": f"crowd-{number:02}@example.org", "roles": [COORDINATOR]}
        client.post("/people", json=content, headers={"Idempotency-Key": new_id()}).raise_for_status()
        made.append(name)
    return made


def test_people_are_shown_page_by_page_and_none_is_left_out(officer: Sender, crowd: list[str]) -> None:
    found, pages, path = [], 0, "/people?who=众人"
    while path:
        page, pages = officer.get(path).text, pages + 1
        found += names(page)
        following = re.search(r'href="/portal(/people\?[^"]*cursor=[^"]*)"', page)
        path = html.unescape(following.group(1)) if following else ""
    assert (found, pages) == (crowd, 2)


def test_people_are_found_by_name_or_address_organisation_and_district(officer: Sender, crowd: list[str]) -> None:
    code = COORDINATOR["organisation"]
    assert names(officer.get("/people", params={"who": "CROWD-07@"}).text) == ["众人07"]
    assert names(officer.get("/people", params={"who": "众人07", "code": code.lower()}).text) == ["众人07"]
    assert names(officer.get("/people", params={"who": "众人07", "code": code[:-1] + "9"}).text) == []
    assert "没有符合条件的记录" in officer.get("/people", params={"who": "众人99"}).text
    found = rows(officer.get("/people", params={"district": "中原区"}).text)
    assert found
    assert all("中原区" in row for row in found)


def test_what_is_done_to_somebody_leads_back_to_where_one_looked(officer: Sender) -> None:
    answer = officer.post("/people/invite", invitation("back"))
    assert names(officer.get(answer.headers["Location"].removeprefix("/portal")).text) == ["示范人员back"]
    answer = officer.post(again(officer, "back"), {})
    assert names(officer.get(answer.headers["Location"].removeprefix("/portal")).text) == ["示范人员back"]
