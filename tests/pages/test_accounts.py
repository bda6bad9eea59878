"""Accounts: invited by mail, opened by password and second factor, limited in tries, ended at once."""

from __future__ import annotations

import email
import json
import re
import time
from concurrent.futures import ThreadPoolExecutor
from email.policy import default
from pathlib import Path
from typing import Any

import httpx
import pymongo
import pyotp
import pytest

from fuyu.http import Client, request
from fuyu.running.system import System

from .sender import Sender
from .test_canary import documents, settle

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PASSWORD, WRONG = "一个足够长的密码 2026", "不是这个密码，再试一次"
OPERATOR = "operator"


class Browser:
    """Somebody who keeps cookies and fills in forms, without a window."""

    def __init__(self, system: System) -> None:
        self.http = Client(base_url=system.urls["portal"], follow_redirects=True, timeout=30)

    def get(self, path: str) -> httpx.Response:
        return self.http.get(path)

    def post(self, path: str, on: str | None = None, **form: str) -> httpx.Response:
        """Send a form as it stands on a page."""
        guard = re.search(r'name="csrf_token" value="([^"]+)"', self.http.get(on or path).text)
        assert guard is not None
        return self.http.post(path, data={"csrf_token": guard.group(1), **form})

    def sign_in(self, login: str, password: str) -> httpx.Response:
        return self.post("/sign-in", login=login, password=password)

    @property
    def is_in(self) -> bool:
        return "/sign-in" not in str(self.get("/me").url)


@pytest.fixture
def someone(system: System) -> Browser:
    return Browser(system)


def make(system: System, login: str, *, actor: str = "base", password: str | None = PASSWORD, **bound: str) -> dict[str, Any]:
    """Make an account as the operator's scripts do."""
    city = next(iter(system.client("base-registry").get("/programmes").json()["items"]))["id"].split(".")[0]
    role = {"actor": actor, "city": city, **({"organisation": "91410100MA0000001X"} if actor == "base" else {}), **bound}
    content = {"login": login, "name": f"示范人员{login}", "roles": [role], **({"password": password} if password else {})}
    answer = system.client("portal", system.token("operator-1", OPERATOR, city)).post(
        "/accounts", json=content, headers={"Idempotency-Key": f"make-account-{login}"}
    )
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def change(system: System, account: dict[str, Any], **changes: Any) -> None:
    client = system.client("portal", system.token("operator-1", OPERATOR, account["roles"][0]["city"]))
    answer = client.patch(f"/accounts/{account['id']}", json=changes, headers={"If-Match": f'"{account["version"]}"'})
    assert answer.status_code == 200, answer.text


def test_a_wrong_password_and_an_unknown_login_are_told_alike(system, someone):
    make(system, "alike")
    answers = [someone.sign_in(login, WRONG) for login in ("alike", "nobody-of-this-name")]
    assert [answer.status_code for answer in answers] == [401, 401]
    assert "登录名或密码不对" in answers[0].text
    assert "登录名或密码不对" in answers[1].text
    assert not someone.is_in


def test_a_login_that_nobody_has_is_locked_like_one_that_somebody_has(system, someone):
    """INVARIANT: nobody learns by trying which logins there are."""
    make(system, "locked-like")
    answers = {login: [someone.sign_in(login, WRONG) for _ in range(6)] for login in ("locked-like", "nobody-has-this")}
    assert [[answer.status_code for answer in each] for each in answers.values()] == [[401] * 5 + [429]] * 2
    said = [re.search(r'role="alert".*?</div>', each[-1].text, re.DOTALL) for each in answers.values()]
    assert said[0] is not None
    assert [each and each.group() for each in said] == [said[0].group()] * 2


def test_the_right_password_opens_the_account_and_leads_to_where_one_wanted(system, someone):
    make(system, "wanted")
    asked = someone.get("/sessions")
    assert "next=/sessions" in str(asked.url) or "next=%2Fsessions" in str(asked.url)
    answer = someone.post("/sign-in", login="WANTED ", password=PASSWORD, next="/sessions")
    assert str(answer.url).endswith("/portal/sessions")


@pytest.mark.parametrize("next", ["https://example.org/", "//example.org", "/\\example.org", "javascript:alert(1)"])
def test_signing_in_leads_to_no_other_site(system, someone, next):
    make(system, f"away-{abs(hash(next)) % 10_000}")
    answer = someone.post("/sign-in", login=f"away-{abs(hash(next)) % 10_000}", password=PASSWORD, next=next)
    assert str(answer.url).rstrip("/").endswith("/portal")


def test_the_fifth_failure_locks_an_account_also_for_the_right_password(system, someone):
    make(system, "locked")
    assert [someone.sign_in("locked", WRONG).status_code for _ in range(5)] == [401] * 5
    answer = someone.sign_in("locked", PASSWORD)
    assert (answer.status_code, someone.is_in) == (429, False)
    assert "15" in answer.text


def test_four_failures_lock_nothing(system, someone):
    make(system, "four")
    assert [someone.sign_in("four", WRONG).status_code for _ in range(4)] == [401] * 4
    assert someone.sign_in("four", PASSWORD).status_code == 200
    assert someone.is_in


def test_many_tries_at_once_are_no_more_than_as_many_one_after_the_other(system):
    """INVARIANT: who guesses in parallel guesses no more often."""
    make(system, "parallel")
    guessers = [Browser(system) for _ in range(12)]
    with ThreadPoolExecutor(len(guessers)) as pool:
        codes = list(pool.map(lambda guesser: guesser.sign_in("parallel", WRONG).status_code, guessers))
    assert (codes.count(401), codes.count(429)) == (5, 7)


def test_a_session_gets_a_new_secret_when_its_person_signs_in(system, someone):
    """INVARIANT: who planted a session in a someone is not signed in with it."""
    make(system, "planted")
    someone.get("/sign-in")
    before = someone.http.cookies["fuyu_session"]
    someone.sign_in("planted", PASSWORD)
    after = someone.http.cookies["fuyu_session"]
    planted = Browser(system)
    planted.http.cookies.set("fuyu_session", before, domain="127.0.0.1", path="/portal")
    assert before != after
    assert someone.is_in
    assert not planted.is_in


@pytest.mark.parametrize("changes", [{"is_active": False}, {"roles": []}])
def test_a_session_ends_at_once_when_its_account_is_disabled_or_its_roles_change(system, someone, changes):
    """So does what calendar programs read, for good where the account is disabled."""
    account = make(system, f"ended-{next(iter(changes)).replace('_', '-')}")
    someone.sign_in(account["login"], PASSWORD)
    assert someone.is_in
    address = subscribed(someone)
    assert request("GET", address).status_code == 200
    change(system, account | {"version": account["version"] + 1}, **changes)
    assert not someone.is_in
    assert request("GET", address).status_code == 404
    if changes == {"is_active": False}:
        change(system, account | {"version": account["version"] + 2}, is_active=True)
        assert request("GET", address).status_code == 404


def subscribed(someone):
    """Return the address that somebody's calendar gets."""
    page = someone.post("/me/calendar", on="/me", is_wanted="true").text
    return re.search(r'id="calendar-1" readonly value="([^"]+)"', page).group(1)


def test_a_new_password_ends_the_address_of_the_calendar(system, someone):
    make(system, "calendar-password")
    someone.sign_in("calendar-password", PASSWORD)
    address = subscribed(someone)
    assert address in someone.get("/me").text  # It is shown as long as it leads there.
    assert request("GET", address).status_code == 200
    someone.post("/me", password=PASSWORD, new_password=f"{PASSWORD}二", again=f"{PASSWORD}二")
    assert request("GET", address).status_code == 404
    assert address not in someone.get("/me").text
    assert subscribed(someone) != address


def test_whoever_acts_in_two_cities_has_a_calendar_of_each(system, someone):
    make(system, "calendar-both")
    roles = [{"actor": "applicant", "city": city, "organisation": "91410100MA0000001X"} for city in ("wuhu", "zhengzhou")]
    with pymongo.MongoClient(system.mongod.uri) as client:  # No operator keeps two cities, so nothing that is called gives somebody roles in both.
        client["fuyu_portal"]["accounts"].update_one({"login": "calendar-both"}, {"$set": {"roles": roles}})
    someone.sign_in("calendar-both", PASSWORD)
    page = someone.post("/me/calendar", on="/me", is_wanted="true").text
    addresses = re.findall(r'id="calendar-\d" readonly value="([^"]+)"', page)
    assert [address.split("/")[-2] for address in addresses] == ["wuhu", "zhengzhou"]
    assert [request("GET", address).status_code for address in addresses] == [200, 200]


def test_the_address_of_a_calendar_is_of_one_s_own_cities_alone(system, someone):
    make(system, "calendar")
    someone.sign_in("calendar", PASSWORD)
    address = subscribed(someone)
    base, city, secret = address.rsplit("/", 2)
    elsewhere = next(each for each in ("wuhu", "hangzhou", "zhengzhou") if each != city)
    assert request("GET", address).status_code == 200
    assert request("GET", f"{base}/{elsewhere}/{secret}").status_code == 404
    assert request("GET", f"{base}/{city}/{secret.replace('.ics', 'x.ics')}").status_code == 404


def test_signing_out_ends_the_session_whoever_still_has_its_cookie(system, someone):
    make(system, "out")
    someone.sign_in("out", PASSWORD)
    cookie = someone.http.cookies["fuyu_session"]
    someone.post("/sign-out", on="/me")
    other = Browser(system)
    other.http.cookies.set("fuyu_session", cookie, domain="127.0.0.1", path="/portal")
    assert (someone.is_in, other.is_in) == (False, False)


def test_an_officer_sees_nothing_before_the_second_factor_stands_and_each_code_opens_once(system, someone, visit):
    make(system, "officer", actor="city bureau", office="market_bureau")
    page = someone.sign_in("officer", PASSWORD)
    assert "第二步验证" in page.text
    assert "第二步验证" in someone.get("/applications").text
    secret = re.search(r"<code>([A-Z2-7]+)</code>", page.text).group(1)
    assert someone.post("/me/second-factor", code="000000").status_code == 401
    code = pyotp.TOTP(secret).now()
    assert "第二步" not in someone.post("/me/second-factor", code=code).text
    assert someone.get("/applications").status_code == 200

    again = Browser(system)
    asked = again.sign_in("officer", PASSWORD)
    assert "验证码" in asked.text or "6 位数字" in asked.text
    assert not again.is_in
    refused = again.post("/sign-in/second-factor", code=code)
    assert (refused.status_code, again.is_in) == (401, False)
    later = pyotp.TOTP(secret).at(time.time() + 30)
    again.post("/sign-in/second-factor", code=later)
    assert again.is_in

    window = visit()
    window.page.get_by_label("登录名").fill("officer")
    window.page.get_by_label("密码").fill(PASSWORD)
    window.page.get_by_role("button", name="登录", exact=True).click()
    assert window.serious() == []
    for _ in range(6):
        window.page.locator("#code").fill("000000")
        window.page.locator("main form button").click()
    assert "15" in window.page.get_by_role("alert").first.inner_text()  # So many minutes it is locked.
    assert window.serious() == []


def test_a_second_factor_is_replaced_by_whoever_shows_password_and_present_code(system, someone):
    """INVARIANT: a session that somebody left open is not enough to take the account over."""
    make(system, "replacing", actor="city bureau", office="market_bureau")
    someone.sign_in("replacing", PASSWORD)
    first = secret_on(someone.get("/me/second-factor"))
    now = time.time()
    someone.post("/me/second-factor", code=pyotp.TOTP(first).at(now))

    second = secret_on(someone.get("/me/second-factor"))
    assert second != first
    new = {"code": pyotp.TOTP(second).at(now)}
    proofs = [{}, {"password": WRONG, "present_code": pyotp.TOTP(first).at(now + 30)}, {"password": PASSWORD, "present_code": "000000"}]
    answers = [someone.post("/me/second-factor", **new, **proof) for proof in proofs]
    assert [answer.status_code for answer in answers] == [401] * 3
    assert "目前的密码不对" in answers[1].text
    answer = someone.post("/me/second-factor", **new, password=PASSWORD, present_code=pyotp.TOTP(first).at(now + 30))
    assert not str(answer.url).endswith("/me/second-factor")


def secret_on(page: httpx.Response) -> str:
    """Return the secret of a second factor that a page shows."""
    found = re.search(r"<code>([A-Z2-7]+)</code>", page.text)
    assert found is not None
    return found.group(1)


def test_somebody_invited_sets_a_password_by_the_mailed_link_once(system, someone, visit):
    visitor = visit("市市场监督管理局")
    visitor.go("/people/invite")
    visitor.page.get_by_label("姓名").fill("示范联络员")
    visitor.page.get_by_label("电子邮箱（也是登录名）").fill("liaison@example.org")
    visitor.page.get_by_label("身份").select_option(label="孵化基地（专人）")
    visitor.page.get_by_label("统一社会信用代码（企业人员填写）").fill("91410100MA0000001X")
    visitor.page.get_by_role("button", name="发送邀请").click()
    visitor.page.wait_for_load_state()
    assert "示范联络员" in visitor.page.locator("main").inner_text()

    link = mailed_link(system)
    visitor.go(link)
    assert "示范联络员" in visitor.page.locator("main").inner_text()
    assert visitor.serious() == []
    assert "至少" in someone.post(link, new_password="短", again="短").text
    assert someone.post(link, new_password=PASSWORD, again=PASSWORD).status_code == 200
    assert someone.is_in
    assert Browser(system).get(link).status_code == 404
    assert Browser(system).sign_in("liaison@example.org", PASSWORD).status_code == 200


def mailed_link(system: System) -> str:
    """Return the link of the newest invitation below the portal, as the mail has it; it begins with the deployment's own address."""
    newest = max(system.mail.folder.glob("*.eml"), key=lambda path: path.stat().st_mtime)
    text = email.message_from_bytes(newest.read_bytes(), policy=default).get_content()
    return re.search(rf"{re.escape(system.urls['portal'])}(/invitations/\S+)", text).group(1)


def test_no_password_and_no_link_stands_in_a_log_or_an_event(system, someone):
    """INVARIANT: logs are read by many, and events travel. What opens an account stands in the mail alone."""
    make(system, "canary", password="金丝雀密码 0371-12345678")
    someone.sign_in("canary", "金丝雀密码 0371-12345678")
    someone.sign_in("canary", "金丝雀密码 0371-12345679")
    operator = Sender(system.urls["portal"], "系统运行人员")
    invited = {"name": "示范受邀人", "email": "canary-invited@example.org", "actor": "base", "organisation": "91410100MA0000001X"}
    assert operator.post("/people/invite", invited).status_code == 303
    link = mailed_link(system)
    assert Browser(system).post(link, new_password="短", again="短").status_code == 422
    assert Browser(system).post(link, new_password="金丝雀密码 0371-12345677", again="金丝雀密码 0371-12345677").status_code == 200
    Browser(system).get(link)  # It is used up: a refusal must not name it either.
    someone.sign_in("canary", "金丝雀密码 0371-12345678")
    address = subscribed(someone)
    assert request("GET", address).status_code == 200
    settle(system)

    secrets = ("金丝雀", json.dumps("金丝雀")[1:-1], "0371-1234567", link.removeprefix("/invitations/"), Path(address).stem)
    files = list(system.folders.log("services").parent.glob("*.log"))
    logs = "".join(path.read_text("utf-8", "replace") for path in files)
    assert "/sign-in" in logs  # Else nothing was looked at.
    assert "/invitations/" in logs
    assert "/calendars/" in logs
    assert [each for each in secrets if each in logs] == []
    kept = list(documents(system))
    events = [text for where, _, text in kept if where.endswith((".outbox", ".parked", ".dead_letters"))]
    assert any("示范受邀人" in text for text in events)
    assert [each for each in secrets if any(each in text for text in events)] == []
    assert {where for where, _, text in kept if any(each in text for each in secrets)} == set()
