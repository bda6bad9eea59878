"""The API describes itself, and its page asks nobody else for anything."""

from __future__ import annotations

import re

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator
from tests.browsing import launch

from fuyu.web.problems import kinds


@pytest.fixture(scope="module")
def description(app):
    return app.test_client().get("/openapi.json").json


def test_the_description_is_openapi_3_1(description):
    OpenAPIV31SpecValidator(description).validate()

    assert description["openapi"] == "3.1.0"
    assert description["info"]["title"] == "Desks"


def test_each_operation_tells_who_may_its_headers_and_its_problems(description):
    post = description["paths"]["/desks"]["post"]

    assert post["security"] == [{"bearer": []}]
    assert "Who may: those who act for an office." in post["description"]
    assert {"$ref": "#/components/parameters/Idempotency-Key"} in post["parameters"]
    assert set(post["responses"]) == {"201", "400", "401", "403", "404", "409", "413", "415", "422", "428", "503"}
    assert set(description["paths"]["/desks/{desk}"]["put"]["responses"]) >= {"200", "412", "428"}
    assert set(description["paths"]["/desks/{desk}"]["get"]["responses"]) >= {"200", "304", "404"}
    conflict = description["components"]["responses"]["CONFLICT"]["content"]
    assert conflict == {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}


def test_each_operation_has_a_name_of_its_own(description):
    names = [operation["operationId"] for path in description["paths"].values() for operation in path.values() if isinstance(operation, dict)]

    assert "post_desks" in names
    assert len(names) == len(set(names))


def test_the_page_and_all_it_needs_come_from_here(anyone):
    page = anyone.get("/docs")
    parts = re.findall(r'(?:src|href)="([^"]+)"', page.text)

    assert "https://" not in page.text
    assert "<script>" not in page.text
    assert "unsafe-inline" not in page.headers["Content-Security-Policy"]
    assert len(parts) == 4
    for part in parts:
        answer = anyone.get(part)
        assert (answer.status_code, len(answer.content) > 100) == (200, True)
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_under_a_common_address_links_lead_to_the_service(app):
    """The launcher puts each service under a path of its own."""
    client = app.test_client()

    assert client.get("/openapi.json", base_url="http://here/desks-service").json["servers"] == [{"url": "/desks-service"}]
    assert client.get("/desks", base_url="http://here/desks-service").json["type"] == "/desks-service/problems/unauthenticated"


@pytest.mark.parametrize("slug", sorted({kind.slug for kind in kinds()}))
def test_each_type_of_problem_has_a_page_that_explains_it(anyone, slug):
    page = anyone.get(f"/problems/{slug}")

    assert page.status_code == 200
    assert slug in anyone.get("/problems").text


def test_no_two_types_of_problem_share_a_name():
    slugs = [kind.slug for kind in kinds()]

    assert len(slugs) == len(set(slugs))


@pytest.mark.parametrize("slug", ["nothing", "<script>", "..", "a" * 5000])
def test_a_problem_that_is_none_has_no_page(anyone, slug):
    assert anyone.get(f"/problems/{slug}").status_code == 404


@pytest.mark.browser
def test_a_browser_shows_the_api_and_asks_no_other_host(address):
    """INVARIANT: an office without the Internet reads the API's page; the strict policy stops nothing that it needs."""
    from playwright.sync_api import sync_playwright

    told, asked = [], []
    with sync_playwright() as playwright:
        browser = launch(playwright)
        page = browser.new_page()
        page.on("console", lambda message: told.append(message.text))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{address}/docs")
        page.click("#operations-desks-post_desks")
        page.wait_for_selector("text=those who act for an office")
        browser.close()

    assert told == []
    assert [url for url in asked if not url.startswith(address)] == []
