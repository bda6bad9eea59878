"""An officer records that somebody was told of a duty by telephone or on paper; whoever looks at the duty afterwards sees it."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from .subjects import NOTIFIER
from .test_every_page import RULES, SERIOUS

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CITY, DISTRICT = "市市场监督管理局", "区县（市）"


def told(subjects: Any, duty: str) -> list[dict[str, Any]]:
    """Return what the notifier has of those who were told of a duty."""
    client = subjects.client(NOTIFIER, "city", "city bureau", office="market_bureau")
    rows: list[dict[str, Any]] = client.get(f"/duties/{duty}/tellings").raise_for_status().json()["items"]
    return rows


def test_an_officer_records_a_call_once_and_another_office_sees_it(visit, subjects, width):
    """A day to come is refused beside its field and what was typed stays; a double click records one call."""
    officer = visit(DISTRICT, width)
    page = officer.go("/duties")
    officer.no_sideways_scrolling()
    link = page.get_by_role("link", name="告知记录").first
    duty = str(link.get_attribute("href")).split("/")[-2]
    link.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("告知记录")
    officer.no_sideways_scrolling()
    assert _serious(page) == []

    before, who = len(told(subjects, duty)), f"李𬀩{width[0]}"
    page.get_by_label("告知了谁").fill(who)
    page.get_by_label("告知日期").fill("2099-01-01")
    page.get_by_label("告知内容").fill("已电话告知截止日。")
    page.get_by_role("button", name="登记").click()
    expect(page.locator("#on-wrong")).to_have_text("不能晚于今天")
    expect(page.get_by_label("告知了谁")).to_have_value(who)
    officer.no_sideways_scrolling()
    assert _serious(page) == []
    assert len(told(subjects, duty)) == before

    page.get_by_label("告知日期").fill("2026-04-14")
    page.get_by_role("button", name="登记").dblclick()
    expect(page.locator("#told li").filter(has_text=who)).to_contain_text("2026年4月14日 · 电话")
    assert [row["note"] for row in told(subjects, duty) if row["who"] == who] == ["已电话告知截止日。"]

    bureau = visit(CITY)
    bureau.go(f"/duties/{duty}/tellings")
    expect(bureau.page.locator("#told")).to_contain_text(who)


def test_who_owes_a_duty_is_shown_no_way_to_record_that_they_were_told(visit):
    base = visit("孵化基地")
    base.go("/duties")
    expect(base.page.locator(".duty").first).to_be_visible()
    expect(base.page.get_by_role("link", name="告知记录")).to_have_count(0)


def _serious(page: Any) -> list[str]:
    return [each["id"] for each in Axe().run(page, options=RULES).response["violations"] if each["impact"] in SERIOUS]
