"""Who may ask for which page: one table of all routes, and what guards them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from fuyu.http import request
from fuyu.ids import new_id
from fuyu.running.system import System
from fuyu.web.converters import IdentifierConverter
from portal.pages import blueprint

from .sender import Sender
from .subjects import PDF, Subjects

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PUBLIC = {
    "GET /assets/<path:filename>",
    "GET /assets/htmx.js",
    "GET /calendars/<string:city>/<string:secret>.ics",
    "GET /invitations/<string:secret>",
    "POST /invitations/<string:secret>",
    "POST /language",
    "GET /sign-in",
    "POST /sign-in",
    "POST /sign-in/demonstration",
    "GET /sign-in/second-factor",
    "POST /sign-in/second-factor",
}
"""Beside everything under /public, what is shown without an account."""


@pytest.fixture(scope="module")
def app() -> Flask:
    """An app with the portal's pages alone, whose routes are looked at; what is asked is asked of the system that runs."""
    made = Flask("pages")
    made.url_map.converters["id"] = IdentifierConverter
    made.register_blueprint(blueprint)
    return made


def pages(app: Flask) -> Iterator[tuple[str, str]]:
    """Yield every page with its method."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("pages."):
            yield from ((method, rule.rule) for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))


def test_every_page_but_the_public_ones_sends_who_is_not_signed_in_to_the_sign_in_page(app: Flask, system: System) -> None:
    """INVARIANT: a page that forgets to ask who is there would show a file to anyone."""
    for method, path in pages(app):
        is_public = f"{method} {path}" in PUBLIC or path.startswith("/public/")
        address = system.urls["portal"] + filled(path)
        guard, cookies = token(system)
        answer = request(method, address, data={"csrf_token": guard} if method == "POST" else None, cookies=cookies)
        leads_away = answer.is_redirect and "/sign-in" in answer.headers["Location"]
        assert leads_away is not is_public or (is_public and "second-factor" in path), (method, path, answer.status_code)


def filled(path: str) -> str:
    """Return a route with something in each of its places."""
    known = {
        "filename": "fuyu.css",
        "secret": "nobody",
        "where": "registry",
        "over": "applications",
        "name": "applications",
        "process": "apply",
        "person": "nobody",
    }
    some = "01a2170e-b837-70c7-9d19-ab29215160b5"
    return re.sub(
        r"<(?:(any)\(([^)]*)\)|[a-z]+(?:\([^)]*\))?):?([a-z_]*)>",
        lambda m: m.group(2).split(",")[0].strip() if m.group(1) else known.get(m.group(3), some),
        path,
    )


def token(system: System) -> tuple[str, Any]:
    """Return the guard of a form, with the cookie that it belongs to."""
    answer = request("GET", f"{system.urls['portal']}/sign-in")
    found = re.search(r'name="csrf_token" value="([^"]+)"', answer.text)
    assert found is not None
    return found.group(1), answer.cookies


def test_a_form_without_its_guard_is_refused_whoever_sends_it(app: Flask, system: System) -> None:
    """INVARIANT: another site cannot make a signed-in person's browser act."""
    somebody = Sender(system.urls["portal"], "系统运行人员")
    for method, path in pages(app):
        if method == "POST":
            answer = somebody.http.post(filled(path), data={"does": "submit"})
            assert answer.status_code == 400, (path, answer.status_code)
            assert "表单" in answer.text or "刷新" in answer.text


def test_who_asks_for_an_address_that_takes_a_form_alone_is_led_to_the_page_that_it_was_about(app: Flask, system: System) -> None:
    """INVARIANT: after a refusal nobody falls out of the file by changing the language, signing in again or reloading."""
    somebody, shown = Sender(system.urls["portal"], "系统运行人员"), {path for method, path in pages(app) if method == "GET"}
    led = {}
    for _, path in pages(app):
        if path not in shown and not path.startswith("/files/"):
            answer = somebody.get(filled(path))
            assert answer.status_code == 303, (path, answer.status_code)
            led[path] = answer.headers["Location"].partition("/portal")[2]
            assert filled(path).startswith(led[path]), (path, led[path])
    assert led["/calls/<id:id>/acts"] == filled("/calls/<id:id>")
    assert led["/enrolments/<id:id>/services-given"] == filled("/enrolments/<id:id>")
    assert led["/draws/<id:id>/seed"] == filled("/draws/<id:id>")


def test_changing_the_language_leads_back_to_the_same_part_of_a_list(system: System) -> None:
    somebody = Sender(system.urls["portal"], "系统运行人员")
    assert 'name="next" value="/designations?state=held&amp;sort=-ends_on"' in somebody.get("/designations?state=held&sort=-ends_on").text
    answer = somebody.post("/language", {"language": "en", "next": "/designations?state=held&sort=-ends_on"})
    assert answer.headers["Location"] == "/portal/designations?state=held&sort=-ends_on"


def test_every_kind_of_page_forbids_scripts_of_others_frames_and_caches(system: System) -> None:
    """INVARIANT: no answer of the portal, whatever it is, runs another's script, stands in another's frame, or stays in a cache."""
    here, nobody, city = Subjects(system), Sender(system.urls["portal"]), Sender(system.urls["portal"], "市市场监督管理局")
    base, ajax = Sender(system.urls["portal"], "孵化基地"), {"HX-Request": "true"}
    file = here.places("file", "010")
    message = re.search(r"/inbox/[^/\"]+/open", base.get("/inbox").text)
    assert message is not None
    answers = {
        "sign-in": (200, nobody.get("/sign-in")),
        "way to the sign-in page": (303, nobody.get("/applications")),
        "way there for htmx": (401, nobody.get("/applications", headers=ajax)),
        "public": (200, nobody.get("/public/notices")),
        "signed in": (200, city.get("/applications")),
        "forbidden": (403, base.get("/law-settings")),
        "not found": (404, city.get(f"/applications/{new_id()}")),
        "no such address": (404, city.get("/nowhere")),
        "no such address, for nobody": (404, nobody.get("/nowhere")),
        "form without its guard": (400, base.http.post("/me", data={})),
        "form refused": (401, base.post("/me", {"password": "不是密码", "new_password": "无", "again": "无"})),
        "form too large": (413, base.http.post("/me", data={"password": "长" * 2_000_000})),
        "file": (200, city.get(f"/files/{file['where']}/{file['id']}")),
        "evidence": (200, city.get(f"/applications/{here.places('application', '010')['id']}/evidence")),
        "Excel": (200, city.get("/applications?as=xlsx")),
        "part for htmx": (200, base.http.post(message.group(), data={"csrf_token": base.guard()}, headers=ajax)),
        "file handed over by htmx": (200, base.http.post("/files/tracker", data={"csrf_token": base.guard()}, files={"file": ("a.pdf", PDF)}, headers=ajax)),
    }
    assert {kind: answer.status_code for kind, (_, answer) in answers.items()} == {kind: status for kind, (status, _) in answers.items()}
    for kind, (_, answer) in answers.items():
        policy = dict(part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";"))
        assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'", kind
        assert (policy["default-src"], policy["frame-ancestors"], policy["base-uri"]) == ("'none'", "'none'", "'none'"), kind
        assert [answer.headers[name] for name in ("X-Content-Type-Options", "X-Frame-Options", "Cache-Control")] == ["nosniff", "DENY", "no-store"], kind
        assert answer.headers["Referrer-Policy"] == "same-origin", kind
    for kind in ("file", "evidence", "Excel"):
        assert answers[kind][1].headers["Content-Disposition"].startswith("attachment"), kind


def test_the_cookie_of_a_session_is_for_the_portal_alone_and_for_no_script(system: System) -> None:
    cookie = cookie_of(system)
    assert {"HttpOnly", "SameSite=Lax", "Path=/portal"} <= cookie
    assert "Secure" not in cookie  # Over http, as on one's own machine, no browser would send it back.


def test_where_the_public_address_is_https_the_cookie_never_travels_without(tmp_path: Path) -> None:
    """INVARIANT: nobody who listens to one request without TLS takes the session over."""
    with System(tmp_path, settings={"FUYU_PUBLIC_URL": "https://city.example/quality"}) as secured:
        assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/quality/portal"} <= cookie_of(secured)


def cookie_of(system: System) -> set[str]:
    """Return what the portal says of the cookie of a new session."""
    answer = request("GET", f"{system.urls['portal']}/sign-in")
    [cookie] = answer.headers.get_list("Set-Cookie")
    return set(cookie.split("; ")[1:])


@pytest.mark.parametrize("path", ["/sign-in", "/assets/htmx.js", "/assets/fuyu.css", "/bootstrap/assets/css/bootstrap.min.css"])
def test_what_is_sent_is_packed_for_those_who_unpack_and_caches_keep_both_apart(system: System, path: str) -> None:
    plain, packed = (request("GET", system.urls["portal"] + path, headers={"Accept-Encoding": each}) for each in ("identity", "gzip"))
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert int(packed.headers["Content-Length"]) < int(plain.headers["Content-Length"]) / 2
    assert packed.headers["Content-Type"] == plain.headers["Content-Type"]
    assert all("Accept-Encoding" in each.headers["Vary"] for each in (plain, packed))
    assert path == "/sign-in" or packed.text == plain.text


def test_an_asset_that_stands_unchanged_is_not_sent_again(system: System) -> None:
    address = f"{system.urls['portal']}/assets/fuyu.css"
    known = request("GET", address).headers
    assert known["Cache-Control"] == "public, max-age=86400"
    assert request("GET", address, headers={"If-None-Match": known["ETag"]}).status_code == 304
