"""What the coordinator of a base does in a browser, from signing in to what another page then shows."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from playwright.sync_api import Locator, Page, expect
from tests.bad_files import png

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.requirement("P-1")]
BASE = "孵化基地（专人）"
Opens = Any
MOST_TABS = 120


@pytest.fixture
def base(visit: Opens, width: tuple[int, int]) -> Any:
    """The coordinator at the home page, on both widths."""
    return visit(BASE, width)


def test_the_home_page_says_in_one_look_how_the_base_stands(base: Any) -> None:
    """Batches of six, companies that are brought up, and what is due stand on the first page, as the tracker counts them."""
    page: Page = base.page
    running = page.locator(".tile").filter(has_text="在孵企业").first
    assert int(running.locator(".tile-number").inner_text()) > 0
    expect(page.locator(".tile").filter(has_text="年培训批次").locator(".tile-number")).to_have_text(re.compile(r"^\d+/6$"))
    expect(page.get_by_role("heading", name="将到期")).to_be_visible()
    base.no_sideways_scrolling()
    running.click()
    expect(page.locator("#incubatees tbody tr").filter(has_text="进行中").first).to_be_visible()
    base.no_sideways_scrolling()


def test_a_session_is_logged_in_one_form_and_counted_at_once(base: Any, width: tuple[int, int], tmp_path: Path) -> None:
    """One form, sent with a double click, makes one session with its photo, its companies and one more batch."""
    page: Page = base.page
    before, topic = _batches(page), f"现场改善𬭎专题{width[0]}"
    page.get_by_role("link", name="登记一次培训").first.click()
    _fill(page, topic, "2026-04-13")
    page.get_by_role("button", name="全选").click()
    photo = tmp_path / "签到照片.png"
    photo.write_bytes(png())
    page.get_by_label("选择或拖入文件").set_input_files(photo)
    expect(page.locator("#received")).to_contain_text("✓ 签到照片.png")
    base.no_sideways_scrolling()
    page.get_by_role("button", name="登记").dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text(topic)
    expect(page.get_by_role("link", name="文件 1")).to_be_visible()
    expect(page.get_by_role("link", name="文件 2")).to_have_count(0)
    assert page.locator("ul.columns li").count() > 0
    base.no_sideways_scrolling()
    base.go("/")
    assert _batches(page) == before + 1


@pytest.mark.requirement("P-9")
def test_a_session_is_logged_by_the_keyboard_alone(visit: Any) -> None:
    """From the home page to the session and its attendance without a mouse: what is reached next is always visible, and nothing holds the focus."""
    page: Page = visit(BASE).page
    _tab_to(page, page.get_by_role("link", name="登记一次培训").first)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/sessions/new"))
    _tab_to(page, page.get_by_label("日期", exact=False).first)
    page.keyboard.type("04122026")  # in the order of the browser's own language, as it draws the field
    expect(page.get_by_label("日期", exact=False).first).to_have_value("2026-04-12")
    for label, text in (("主题", "键盘登记的培训"), ("授课人", "讲师甲"), ("课时", "2")):
        _tab_to(page, page.get_by_label(label).first)
        page.keyboard.press("Control+A")
        page.keyboard.type(text)
    _tab_to(page, page.locator(".ticks input").first)
    page.keyboard.press("Space")
    _tab_to(page, page.get_by_role("button", name="登记", exact=True))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("键盘登记的培训")
    assert page.locator("ul.columns li").count() == 1


def _tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until something has the focus; each thing on the way is within the window and shows that it has it."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if wanted.evaluate("each => each === document.activeElement"):
            assert wanted.evaluate("each => each.matches(':focus-visible')")
            return
    raise AssertionError(f"{wanted} is not reached by {MOST_TABS} times Tab.")


def test_a_wrong_row_of_a_sheet_refuses_the_whole_and_keeps_what_was_typed(base: Any, width: tuple[int, int], tmp_path: Path) -> None:
    """The row is named with what stood in it; nothing is logged; the right sheet then is."""
    page: Page = base.page
    before, topic = _batches(page), f"签到表专题{width[0]}"
    page.get_by_role("link", name="登记一次培训").first.click()
    name = page.locator(".ticks label").first.inner_text().strip()
    _fill(page, topic, "2026-04-10")
    page.get_by_label("或上传 Excel 签到表").set_input_files(_sheet(tmp_path / "wrong.xlsx", "企业名称", name, "没有这家企业"))
    page.get_by_role("button", name="登记").click()
    expect(page.get_by_role("alert")).to_contain_text("第 3 行")
    expect(page.get_by_role("alert")).to_contain_text("没有名称或统一社会信用代码相符的在孵企业：没有这家企业")
    expect(page.get_by_label("主题")).to_have_value(topic)
    page.get_by_label("或上传 Excel 签到表").set_input_files(_sheet(tmp_path / "right.xlsx", "企业名称", name))
    page.get_by_role("button", name="登记").click()
    expect(page.locator("ul.columns li")).to_have_count(1)
    expect(page.locator("ul.columns li")).to_contain_text(name)
    base.go("/")
    assert _batches(page) == before + 1


def test_a_file_that_is_no_excel_sheet_is_refused_in_words(base: Any, tmp_path: Path) -> None:
    """What only ends like a sheet is told apart by its content, and what was typed stays."""
    page: Page = base.page
    page.get_by_role("link", name="登记一次培训").first.click()
    _fill(page, "坏表格", "2026-04-10")
    (tmp_path / "bad.xlsx").write_bytes(b"<script>no sheet</script>")
    page.get_by_label("或上传 Excel 签到表").set_input_files(tmp_path / "bad.xlsx")
    page.get_by_role("button", name="登记").click()
    expect(page.get_by_role("alert")).to_contain_text("无法读取，应为 Excel 文件")
    expect(page.get_by_label("主题")).to_have_value("坏表格")


def test_a_session_that_lies_ahead_is_refused_beside_its_day(base: Any) -> None:
    """What was not held yet cannot be logged, and the form says so in Chinese."""
    page: Page = base.page
    page.get_by_role("link", name="登记一次培训").first.click()
    _fill(page, "还没有举办", "2026-05-20")
    page.get_by_role("button", name="登记").click()
    expect(page.locator("#held_on-wrong")).to_have_text("还没有举办完，不能登记")
    expect(page.get_by_label("主题")).to_have_value("还没有举办")


def test_a_session_is_corrected_with_a_reason_and_the_old_stays_visible(base: Any, width: tuple[int, int]) -> None:
    """The correction shows the new hours and, beneath, why and what stood there before."""
    page: Page = base.page
    page.get_by_role("link", name="登记一次培训").first.click()
    _fill(page, f"要更正的培训{width[0]}", "2026-04-09")
    page.locator(".ticks input").first.check()
    page.get_by_role("button", name="登记").click()
    page.get_by_role("link", name="更正").click()
    page.get_by_label("课时").fill("4.5")
    page.get_by_label("更正理由").fill("课时抄错")
    page.get_by_role("button", name="更正").click()
    expect(page.locator("dl.facts")).to_contain_text("4.5")
    expect(page.locator(".history")).to_contain_text("课时抄错")
    expect(page.locator(".history")).to_contain_text("更正前")
    base.no_sideways_scrolling()


def test_the_yearly_report_is_drafted_from_the_records_and_handed_in(base: Any, width: tuple[int, int]) -> None:
    """The draft tells the year's sessions; an empty section is named; what was handed in is listed."""
    page: Page = base.page
    page.locator("h2 a").first.click()
    page.get_by_role("link", name="年度报告").click()
    expect(page.locator("ul.owed li")).to_have_count(3)
    page.get_by_role("link", name="孵化基地工作开展情况汇报").click()
    expect(page.get_by_label("教学培训与接访情况")).to_have_value(re.compile("2025年，.*次"))
    page.get_by_label("困难与需要支持的事项").fill("   ")
    page.get_by_role("button", name="提交报告").click()
    expect(page.get_by_role("alert")).to_contain_text("困难与需要支持的事项")
    page.get_by_label("困难与需要支持的事项").fill(f"需要师资支持{width[0]}")
    page.get_by_role("button", name="提交报告").click()
    page.locator("details.way summary").filter(has_text="孵化基地工作开展情况汇报").first.click()
    expect(page.get_by_text(f"需要师资支持{width[0]}")).to_be_visible()
    base.no_sideways_scrolling()


def test_the_teaching_plan_of_a_year_stands_on_the_base_page(base: Any, width: tuple[int, int]) -> None:
    """The form begins with the plan that stands; a changed topic is shown in its month."""
    page: Page = base.page
    page.locator("h2 a").first.click()
    page.get_by_role("link", name="教学计划").click()
    page.get_by_label("第 1 行主题").fill(f"精益生产{width[0]}")
    base.no_sideways_scrolling()
    page.get_by_role("button", name="提交").click()
    expect(page.locator("#sessions")).to_contain_text(f"精益生产{width[0]}")


def test_profile_liaison_and_consultation_are_kept(base: Any, width: tuple[int, int]) -> None:
    """Each is handed in by its form and shown where it belongs."""
    page: Page = base.page
    page.locator("h2 a").first.click()
    page.get_by_role("link", name="指定联络员").click()
    page.get_by_label("姓名").fill(f"王𬀩{width[0]}")
    page.get_by_role("button", name="从今天起由其联络").click()
    expect(page.locator(".page-head")).to_contain_text(f"王𬀩{width[0]}")
    page.locator(".actions").get_by_role("link", name="基地概况").click()
    page.get_by_label("工作机构").fill(f"质量部牵头{width[0]}")
    page.get_by_label("场地 1 名称").fill("培训教室")
    page.get_by_role("button", name="提交").click()
    expect(page.locator(".card").first).to_contain_text(f"质量部牵头{width[0]}")
    base.no_sideways_scrolling()
    page.locator("main a").first.click()
    page.locator("#incubatees tbody tr").filter(has_text="进行中").first.get_by_role("link").click()
    page.get_by_role("link", name="登记咨询").click()
    page.get_by_label("内容").fill(f"现场诊断{width[0]}")
    page.get_by_role("button", name="登记").click()
    expect(page.get_by_text(f"现场诊断{width[0]}")).to_be_visible()
    page.locator("main a").first.click()
    expect(page.locator("section").filter(has_text="咨询、诊断和对标").last).to_contain_text(f"现场诊断{width[0]}")
    base.no_sideways_scrolling()


def test_a_promised_service_is_ticked_off_once_for_a_day(base: Any, width: tuple[int, int]) -> None:
    """Its day stands at the promise; the same day again is refused and nothing is lost."""
    page: Page = base.page
    page.locator("h2 a").first.click()
    page.locator("#incubatees tbody tr").filter(has_text="进行中").first.get_by_role("link").click()
    on = "2026-04-14" if width[0] > 1000 else "2026-04-13"
    for _ in range(2):
        form = page.locator(".tick-off").first
        form.locator("input[type=date]").fill(on)
        form.get_by_role("button").click()
        page.wait_for_load_state()
    expect(page.locator("#refusal")).to_be_visible()
    expect(page.locator("section").filter(has_text="承诺的服务").locator("li").first).to_contain_text(f"2026年4月{int(on[-2:])}日")
    base.no_sideways_scrolling()


def test_a_new_company_is_proposed_and_a_wrong_code_is_told_at_its_field(base: Any, width: tuple[int, int]) -> None:
    """The proposal shows the company as 拟入孵; a wrong credit code is refused under its title."""
    page: Page = base.page
    page.locator("h2 a").first.click()
    page.get_by_role("link", name="申请新企业入孵").click()
    name = f"拟入孵企业{width[0]}"
    page.get_by_label("企业名称").fill(name)
    page.locator("#code").fill("91410100MA0000999")
    page.get_by_label("承诺的服务 1").fill("培训辅导")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("alert")).to_contain_text("统一社会信用代码")
    expect(page.get_by_label("企业名称")).to_have_value(name)
    page.locator("#code").fill(_code("91410100MA0000" + ("901" if width[0] > 1000 else "902")))
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    expect(page.get_by_role("heading", level=1)).to_contain_text("拟入孵")
    base.no_sideways_scrolling()


def _batches(page: Page) -> int:
    return int(page.locator(".tile").filter(has_text="年培训批次").locator(".tile-number").first.inner_text().split("/")[0])


def _fill(page: Page, topic: str, on: str) -> None:
    page.get_by_label("日期", exact=False).first.fill(on)
    page.get_by_label("课时").fill("3")
    page.get_by_label("主题").fill(topic)
    page.get_by_label("授课人").fill("李𬭎")


def _sheet(place: Path, *cells: str) -> Path:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    sheet = book.add_worksheet()
    for number, cell in enumerate(cells):
        sheet.write_string(number, 0, cell)
    book.close()
    place.write_bytes(file.getvalue())
    return place


def _code(first: str) -> str:
    """Return a whole credit code from its first seventeen signs: the last is its check digit by GB 32100."""
    signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    return first + signs[(31 - sum(signs.index(sign) * 3**place for place, sign in enumerate(first)) % 31) % 31]
