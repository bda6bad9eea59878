"""A company that is new registers itself, begins its application at once, and later corrects what is known of it."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from fuyu.ids import new_id
from fuyu.running.system import System

from .conftest import WIDTHS
from .sender import Sender
from .subjects import CITY, REGISTRY, Subjects
from .test_accounts import PASSWORD, mailed_link
from .test_coordinator import _code
from .visitor import RULES, SERIOUS

pytestmark = [pytest.mark.browser, pytest.mark.slow]
RARE = "𬭎𬀩科技"


def code_of(number: int) -> str:
    return _code(f"91410100MA0008{number:03}")


def invited(system: System, visit: Any, number: int, width: tuple[int, int] = WIDTHS["desktop"]) -> Any:
    """Invite somebody of a company that nobody registered, by an officer's form; return their window, signed in by the mailed link."""
    form = {"name": f"新企业{number}", "email": f"new-{number}@example.org", "actor": "applicant", "organisation": code_of(number), "key": new_id()}
    assert Sender(system.urls["portal"], "市市场监督管理局").post("/people/invite", form).status_code == 303
    visitor = visit(None, width)
    page = visitor.go(mailed_link(system))
    page.get_by_label("新密码").fill(PASSWORD)
    page.get_by_label("再次输入").fill(PASSWORD)
    page.get_by_role("button", name="设置并登录").click()
    return visitor


def known(system: System, number: int) -> list[dict[str, Any]]:
    """Return what the registry has of a company."""
    client = system.client(REGISTRY, system.token("operator", "operator", CITY))
    rows: list[dict[str, Any]] = client.get("/organisations", params={"code": code_of(number)}).raise_for_status().json()["items"]
    return rows


def serious(visitor: Any) -> list[str]:
    """Return what axe-core finds serious on the page at hand."""
    return [each["id"] for each in Axe().run(visitor.page, options=RULES).response["violations"] if each["impact"] in SERIOUS]


def test_a_new_company_registers_where_it_applies_and_begins_its_application_at_once(system, visit, subjects, width):
    """Its home page leads to the form, and so does the call; a double click registers once, and the application then stands under the name as typed."""
    number, call = width[0] % 1000, f"/calls/{subjects.places('call', '2026')['id']}"
    company = invited(system, visit, number, width)
    page = company.page
    expect(page.get_by_role("link", name="登记本单位")).to_be_visible()
    company.no_sideways_scrolling()
    assert serious(company) == []

    company.go(call)
    expect(page.get_by_text("还没有在本市登记")).to_contain_text(code_of(number))
    expect(page.get_by_role("button", name="开始申报")).to_have_count(0)
    company.no_sideways_scrolling()
    assert serious(company) == []
    page.get_by_label("单位名称").fill(RARE)
    page.get_by_label("区县").select_option("中原区")
    page.get_by_label("成立日期").fill("2019-03-01")
    page.get_by_role("button", name="登记本单位").dblclick()
    page.wait_for_url(f"**{call}?done=1")
    assert [(row["name"], row["district"], row["industry"], row["founded_on"]) for row in known(system, number)] == [(RARE, "中原区", None, "2019-03-01")]

    page.get_by_role("button", name="开始申报").click()
    page.wait_for_url("**/applications/*/form")
    expect(page.get_by_label("企业简介")).to_be_visible()
    company.no_sideways_scrolling()
    company.go("/")
    expect(page.get_by_role("link", name="登记本单位")).to_have_count(0)
    expect(page.get_by_role("link", name=RARE).first).to_be_visible()


def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(system, visit):
    company = invited(system, visit, 301, WIDTHS["phone"])
    page = company.page
    page.get_by_role("link", name="登记本单位").click()
    page.locator("main form[method=post]").evaluate("form => { form.noValidate = true; }")
    page.get_by_label("行业").fill("智能装备")
    page.get_by_role("button", name="登记本单位").click()
    for asked in ("单位名称", "区县"):
        expect(page.get_by_label(asked)).to_have_attribute("aria-invalid", "true")
    assert page.locator(".invalid-feedback").all_inner_texts() == ["没有填写"] * 2
    expect(page.get_by_role("alert").first).to_contain_text("单位名称：没有填写")
    expect(page.get_by_label("行业")).to_have_value("智能装备")
    company.no_sideways_scrolling()
    assert serious(company) == []
    assert known(system, 301) == []

    page.get_by_label("单位名称").fill(RARE)
    page.get_by_label("区县").select_option("金水区")
    page.get_by_role("button", name="登记本单位").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(RARE)
    assert [row["industry"] for row in known(system, 301)] == ["智能装备"]


def test_an_organisation_corrects_its_name_and_never_over_what_somebody_else_corrected(system, visit):
    """INVARIANT: nobody writes over what somebody else saved without being told of it first."""
    company = invited(system, visit, 302)
    sender = system.client(REGISTRY, system.token("operator", "operator", CITY))
    content = {"code": code_of(302), "name": "旧名公司", "district": "中原区"}
    assert sender.post("/organisations", json=content, headers={"Idempotency-Key": new_id()}).is_success
    page = company.go(f"/organisations/{code_of(302)}")
    expect(page.get_by_label("区县")).to_have_count(0)  # Only an office moves it to another.
    assert serious(company) == []

    [row] = known(system, 302)
    assert sender.patch(f"/organisations/{row['id']}", json={"industry": "服务业"}, headers={"If-Match": f'"{row["version"]}"'}).is_success
    page.get_by_label("单位名称").fill(RARE)
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("alert").first).to_contain_text("别人修改过")
    expect(page.get_by_label("单位名称")).to_have_value(RARE)
    assert [each["name"] for each in known(system, 302)] == ["旧名公司"]
    page.get_by_label("行业").fill("服务业")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(RARE)
    assert [(each["name"], each["industry"]) for each in known(system, 302)] == [(RARE, "服务业")]
    page.get_by_label("行业").fill("")
    with page.expect_navigation():
        page.get_by_role("button", name="保存").click()
    assert [(each["name"], each["industry"]) for each in known(system, 302)] == [(RARE, None)]


def test_an_office_moves_an_organisation_to_another_district_with_a_reason_alone(system: System, subjects: Subjects) -> None:
    code = subjects.places("organisation", "009")["code"]
    office = Sender(system.urls["portal"], "市市场监督管理局")
    form = {"district": "金水区", "version": subjects.version(subjects.places("organisation", "009"), "organisation")}
    refused = office.post(f"/organisations/{code}", form)
    assert (refused.status_code, "请写明理由" in refused.text) == (422, True)
    assert office.post(f"/organisations/{code}", {**form, "reason": "住所迁移"}).status_code == 303
    assert "金水区" in office.get(f"/organisations/{code}").text


def test_who_has_no_part_in_an_organisation_registers_none_for_it(system: System) -> None:
    other = Sender(system.urls["portal"], "申报企业")
    assert other.post(f"/organisations/{code_of(303)}", {"name": RARE, "district": "中原区"}).status_code == 404
    assert other.get("/organisations/nothing").status_code == 404
    assert known(system, 303) == []
