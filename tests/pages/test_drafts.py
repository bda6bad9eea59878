"""What was typed and not sent: it is offered again in the same form to the same person, and nowhere else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from fuyu.running.system import System

from .subjects import PDF, Subjects

pytestmark = [pytest.mark.browser, pytest.mark.slow]
COORDINATOR = "孵化基地（专人）"
TYPED = "2026-03-02"


@pytest.fixture
def window(visit: Any) -> Any:
    """The coordinator at the page of a company with two promised services, each with its own small form."""
    visitor = visit(COORDINATOR)
    visitor.go("/enrolments")
    paths = [link.get_attribute("href") for link in visitor.page.locator("main td a[href*='/enrolments/']").all()]
    for path in dict.fromkeys(paths):
        visitor.page.goto(visitor.url.removesuffix("/portal") + path)
        if visitor.page.locator(".tick-off").count() == 2:
            return visitor
    raise AssertionError("The demonstration has no company with two promised services.")


def days(page: Page) -> Locator:
    return page.locator(".tick-off input[type=date]")


def test_what_was_typed_stays_with_its_own_form_until_that_is_sent(window: Any) -> None:
    page: Page = window.page
    today = days(page).nth(0).input_value()
    days(page).nth(0).fill(TYPED)
    page.reload()
    assert [days(page).nth(number).input_value() for number in (0, 1)] == [TYPED, today]

    page.locator(".tick-off button").nth(1).click()
    expect(page.get_by_text("已办理。")).to_be_visible()
    assert [days(page).nth(number).input_value() for number in (0, 1)] == [TYPED, today]
    page.locator(".tick-off button").nth(0).click()
    expect(page.get_by_text("已办理。")).to_be_visible()
    assert [days(page).nth(number).input_value() for number in (0, 1)] == [today, today]


def test_signing_out_leaves_nothing_that_was_typed_in_the_browser(window: Any) -> None:
    page: Page = window.page
    path = page.url.split("?")[0]
    days(page).nth(0).fill(TYPED)
    page.get_by_role("button", name="退出").click()
    assert page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('fuyu'))") == []
    window.sign_in(COORDINATOR)
    page.goto(path)
    assert days(page).nth(0).input_value() != TYPED


def test_who_signs_in_next_in_the_same_window_finds_nothing_of_who_was_there_before(visit: Any) -> None:
    """INVARIANT: a session that ran out keeps what was typed for its own person alone."""
    window, found = visit(), []
    for who in ("市市场监督管理局", "系统运行人员", "市市场监督管理局"):
        window.page.context.clear_cookies()
        window.sign_in(who)
        window.go("/people/invite")
        found.append(window.page.get_by_label("姓名").input_value())
        window.page.get_by_label("姓名").fill(f"示范人员{who}")
    assert found == ["", "", "示范人员市市场监督管理局"]


def test_a_file_that_did_not_arrive_stays_chosen(visit: Any, system: System, tmp_path: Path) -> None:
    """It goes with the form, or is sent when it is chosen again; cleared, the form would go without it and nobody would know."""
    window = visit(COORDINATOR)
    window.go(f"/bases/{Subjects(system).places('designation', '004')['id']}/sessions/new")
    (tmp_path / "签到表.pdf").write_bytes(PDF)
    window.page.context.set_offline(True)
    window.page.locator("#file").set_input_files(tmp_path / "签到表.pdf")
    expect(window.page.locator("#lost")).to_be_visible()
    assert window.page.locator("#file").evaluate("field => field.files.length") == 1
    window.page.context.set_offline(False)
    window.page.locator("#file").set_input_files(tmp_path / "签到表.pdf")
    expect(window.page.locator("#received")).to_contain_text("✓ 签到表.pdf")
    assert window.page.locator("#file").evaluate("field => field.files.length") == 0
    window.wrong[:] = [each for each in window.wrong if "ERR_INTERNET_DISCONNECTED" not in each and not each.startswith("console: htmx:")]
