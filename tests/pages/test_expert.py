"""An expert: sees what is assigned, declares an interest first, and nothing of anybody else."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_an_expert_finds_the_assigned_file_on_the_home_page_and_no_other(visit, width):
    expert = visit("专家", width)
    queue = expert.page.locator("section").filter(has=expert.page.get_by_role("heading", name="待我评审"))
    assert queue.get_by_role("link").all_inner_texts() == ["示范企业007"]
    expert.go("/applications?state=running")
    expect(expert.page.locator("#rows tbody tr")).to_have_count(1)
    assert "示范企业008" not in expert.page.locator("main").inner_text()
    expert.no_sideways_scrolling()


def test_an_expert_declares_an_interest_before_anything_else(visit):
    expert = visit("专家")
    expert.page.get_by_role("link", name="示范企业007").click()
    assert expert.page.locator("main").get_by_text("利害关系").count()


def test_pages_of_offices_are_refused_to_an_expert_in_words(visit):
    expert = visit("专家")
    for path in ("/objections", "/law-settings"):
        expert.go(path)
        assert "没有办理" in expert.page.get_by_role("heading", level=1).inner_text()
