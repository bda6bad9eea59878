"""Signing in, out and who sees which page."""

from __future__ import annotations

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize("who", ["申报企业", "孵化基地", "入孵企业", "区县", "市市场监督管理局", "专家", "系统运行人员"])
def test_each_role_of_the_demonstration_comes_to_its_home_page_by_one_click(visit, who, width):
    visitor = visit(who, width)
    assert visitor.page.title().startswith("首页")
    assert visitor.page.locator("main").inner_text().strip()
    visitor.no_sideways_scrolling()


def test_after_signing_out_a_page_asks_to_sign_in_and_leads_back(visit):
    visitor = visit("孵化基地")
    visitor.page.get_by_role("button", name="退出").click()
    visitor.go("/sessions")
    assert "/sign-in" in visitor.page.url
    visitor.page.locator("button[name=account]").filter(has_text="孵化基地").first.click()
    visitor.page.wait_for_load_state()
    assert visitor.page.url.endswith("/portal/sessions")
