"""An expert: sees what is assigned, declares an interest first, and nothing of anybody else."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from fuyu.ids import new_id

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
    assert expert.serious() == []
    expert.go(f"/applications/{new_id()}")
    assert expert.serious() == []


@pytest.mark.requirement("MQ-15")
def test_an_office_registers_appraises_and_bars_an_expert_who_is_then_named_nowhere_any_more(visit, system):
    """INVARIANT: a bar is felt where reviewers are named, with what it rests on; an expert who had no account is invited to one."""
    office = visit("市市场监督管理局")
    page = office.page
    page.get_by_role("link", name="专家库").click()
    page.get_by_role("link", name="登记专家").click()
    page.get_by_label("登录名或电子邮箱").fill("zhao@example.org")
    page.get_by_label("身份").select_option("expert")
    page.get_by_label("姓名").fill("赵示例")
    page.get_by_label("工作单位代码").fill("91410100MA00000019")
    page.locator("[data-rows='expert.titles']").get_by_role("button", name="添加一行").click()
    page.locator("[name='expert.titles.0.value']").fill("省政府质量奖评审员")
    page.get_by_role("button", name="登记", exact=True).click()
    assert "校验码不对" in page.get_by_role("alert").first.inner_text()
    page.get_by_label("工作单位代码").fill("91410100MA0000001X")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.locator("main")).to_contain_text("省政府质量奖评审员")
    assert any("zhao@example.org" in path.read_text("utf-8", "replace") for path in system.mail.folder.glob("*.eml"))

    page.locator("summary").filter(has_text="登记考核").click()
    page.get_by_label("考核结果").fill("优秀")
    page.get_by_label("考核意见").fill("意见充分，记录完整。")
    page.get_by_role("button", name="登记考核").click()
    expect(page.locator("main")).to_contain_text("2026 · 优秀 意见充分，记录完整。")
    page.get_by_role("link", name="专家库").click()
    page.get_by_role("link", name="评审专家甲").first.click()
    page.locator("main").get_by_role("link", name="示范企业007").click()
    file = page.url
    assert name_at_the_visit(page).is_enabled()

    office.go("/experts?name=示例")
    page.get_by_role("link", name="赵示例").click()
    page.locator("summary").filter(has_text="取消评审资格").click()
    page.get_by_label("查实日期").fill("2026-04-10")
    page.get_by_label("文号").fill("示市监〔2026〕12号")
    page.get_by_label("查实的情形").fill("泄露评审情况，经查实。")
    page.get_by_role("button", name="取消评审资格").click()
    barred = page.locator(".alert-danger").inner_text()
    assert [part for part in ("自 2026年4月15日 起", "泄露评审情况", "2026年4月10日", "示市监〔2026〕12号") if part not in barred] == []
    office.go("/experts?is_barred=true")
    assert page.locator("#rows tbody a").all_inner_texts() == ["赵示例"]
    page.goto(file)
    assert name_at_the_visit(page).is_disabled()

    office.go("/experts?is_barred=true")
    page.get_by_role("link", name="赵示例").click()
    page.locator("summary").filter(has_text="恢复评审资格").click()
    page.get_by_label("恢复的理由").fill("复核认定系他人所为。")
    page.get_by_role("button", name="恢复评审资格").click()
    expect(page.locator("main")).to_contain_text("2026年4月15日 至 2026年4月15日 取消评审资格")
    page.goto(file)
    assert name_at_the_visit(page).is_enabled()


def name_at_the_visit(page):
    """Return the box beside the expert's name where an office names who visits a company."""
    page.locator("summary").filter(has_text="指派人员").click()
    return page.get_by_label("赵示例")
