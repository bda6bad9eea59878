"""What an incubatee sees and does in a browser: where it stands, an extension, a complaint, its certificate."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from .conftest import WIDTHS
from .subjects import Subjects, account_for

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.requirement("P-2")]
INCUBATEE = "入孵企业"
Opens = Any


@pytest.fixture
def company(visit: Opens, width: tuple[int, int]) -> Any:
    """An incubatee at the home page, on both widths."""
    return visit(INCUBATEE, width)


def test_the_home_page_shows_a_timeline_with_today_at_its_place(company: Any) -> None:
    """Days left, sessions and hours stand there; today is marked between the first day and the last."""
    page: Page = company.page
    assert int(page.locator(".tile-number").first.inner_text()) > 0
    at = float((page.locator("line.now").get_attribute("x1") or "0").rstrip("%"))
    assert 50 < at < 100
    expect(page.locator(".now-text")).to_have_text("今天 2026年4月15日")
    company.no_sideways_scrolling()


def test_each_date_is_chinese_and_opens_its_clause(company: Any) -> None:
    """The days of the period are named in Chinese, each with the clause and the facts on which it rests."""
    page: Page = _file(company)
    for words in ("孵化开始", "孵化期满", "基地认定到期"):
        expect(page.locator(".dates")).to_contain_text(words)
    expect(page.locator(".dates")).not_to_contain_text("ends")
    page.locator(".dates summary").first.click()
    expect(page.locator(".dates .why-panel").first).to_contain_text("第十六条（三）")
    company.no_sideways_scrolling()


def test_the_page_lists_the_sessions_and_what_the_certificate_still_needs(company: Any) -> None:
    """As many sessions as the tile counts, each with its page; the checklist says what was done and what was not."""
    page: Page = _file(company)
    count = int(page.locator(".tile").filter(has_text="参加培训").locator(".tile-number").inner_text())
    rows = page.locator("section[aria-labelledby=came-to] li")
    expect(rows).to_have_count(count)
    expect(page.locator("section[aria-labelledby=lacking]")).to_contain_text("评估结论")
    rows.first.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("link", name="更正")).to_have_count(0)
    company.no_sideways_scrolling()


def test_a_complaint_about_the_base_is_lodged_and_the_base_does_not_see_by_whom(company: Any, visit: Opens, width: tuple[int, int]) -> None:
    """It says that it is confidential, wants its matter, is kept with it, and the base sees the matter alone (第十七条（二）2)."""
    page: Page = _file(company)
    name = page.get_by_role("heading", level=1).inner_text().split()[0]
    page.get_by_role("link", name="投诉孵化基地").click()
    expect(page.get_by_text("对孵化基地保密")).to_be_visible()
    matter = page.locator("form[data-once] textarea").first
    page.get_by_role("button", name="提交").click()
    expect(page.locator("#refusal")).to_be_visible()
    matter.fill(f"承诺的诊断没有提供{width[0]}")
    page.get_by_label("发生日期").fill("2026-04-01")
    company.no_sideways_scrolling()
    page.get_by_role("button", name="提交").dblclick()
    expect(page.get_by_role("heading", level=1)).to_contain_text("投诉")
    base = visit("孵化基地（专人）", width)
    base.go("/proceedings")
    base.page.locator("#rows").get_by_role("link", name="投诉").first.click()
    expect(base.page.get_by_role("heading", level=1)).to_contain_text("投诉")
    expect(base.page.locator("main")).not_to_contain_text(name)


def test_a_company_on_a_list_sees_its_own_part_of_the_application_and_that_there_is_more(company: Any) -> None:
    """Nothing looks as if the applicant had handed in neither form nor papers."""
    page: Page = company.page
    page.get_by_role("link", name="示范企业004 ·").first.click()
    expect(page.locator("main")).to_contain_text("贵企业列在本申报的入孵企业名单上")
    expect(page.locator("main")).not_to_contain_text("未上传")
    expect(page.locator("main")).not_to_contain_text("还没有填写")
    company.no_sideways_scrolling()


def test_an_extension_beyond_the_law_is_refused_with_the_reason(company: Any) -> None:
    """The form of the extension keeps what was typed and says why it is refused."""
    page: Page = company.page
    id = page.locator("h2 a").first.get_attribute("href")
    company.go(f"/enrolments/{str(id).rsplit('/', 1)[1]}/open/extend")
    page.get_by_label("申请延长至").fill("2029-01-01")
    page.locator("form[data-once] textarea").first.fill("项目未结题")
    page.get_by_role("button", name="提交").click()
    expect(page.locator("#refusal")).to_be_visible()
    expect(page.get_by_label("申请延长至")).to_have_value("2029-01-01")
    company.no_sideways_scrolling()


def test_an_extension_is_asked_for_granted_by_the_base_and_moves_the_last_day(subjects: Subjects, visit: Opens, width: tuple[int, int]) -> None:
    """第十六条（三）: the incubatee asks, its base decides, and both see the new last day; until then it says for whom it waits."""
    number = "805" if width == WIDTHS["desktop"] else "806"
    row = subjects.enrolment(number)
    company = visit(account_for(subjects, f"企业{number}的经办人", "incubatee", row["incubatee"]["code"]), width)
    page = _file(company)
    page.get_by_role("link", name="延长孵化时间").click()
    page.get_by_label("申请延长至").fill("2027-03-05")
    page.get_by_label("延期理由").fill("评估安排在下一年度。")
    page.get_by_role("button", name="提交").dblclick()
    expect(page.locator("main")).to_contain_text("在作出决定前孵化期继续")
    base = visit("孵化基地（专人）", width)
    base.page.get_by_role("link", name=f"示范企业{number}").first.click()
    card = base.page.locator("section.step").filter(has=base.page.get_by_role("heading", name="孵化基地决定延期"))
    card.locator("summary").filter(has_text="批准").click()
    card.get_by_role("button", name="批准").click()
    expect(base.page.locator("main")).to_contain_text("2027年3月5日")
    page.reload()
    expect(page.locator(".dates")).to_contain_text("2027年3月5日")
    company.no_sideways_scrolling()


def test_an_incubatee_downloads_its_own_certificate(subjects: Subjects, visit: Opens, width: tuple[int, int]) -> None:
    """Whoever completed finds the signed PDF on the home page."""
    code = subjects.enrolment("501")["incubatee"]["code"]
    company = visit(account_for(subjects, "企业501的经办人" + str(width[0]), "incubatee", code), width)
    with company.page.expect_download() as download:
        company.page.get_by_role("link", name="孵化培训合格证书").click()
    assert download.value.path().read_bytes().startswith(b"%PDF")
    company.no_sideways_scrolling()


def test_the_coordinator_downloads_the_certificate_of_one_that_completed(visit: Opens, width: tuple[int, int]) -> None:
    """The page of a past incubation gives the signed PDF."""
    base = visit("孵化基地（专人）", width)
    page: Page = base.page
    page.locator("h2 a").first.click()
    page.locator("details.way summary").filter(has_text="已结束的孵化").click()
    page.locator("details.way li").filter(has_text="已完成").get_by_role("link").first.click()
    with page.expect_download() as download:
        page.get_by_role("link", name="下载证书").click()
    assert download.value.path().read_bytes().startswith(b"%PDF")


def _file(company: Any) -> Page:
    page: Page = company.page
    page.locator("h2 a").first.click()
    page.wait_for_load_state()
    return page
