"""What anyone sees without signing in: certificates checked, published lists, and who holds what."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.requirement("P-6")]


def _certificate(visit):
    """Return the number and check code of an issued certificate, and its PDF, as an officer of the city finds them."""
    officer = visit("市市场监督管理局")
    officer.go("/designations?state=held")
    officer.page.get_by_role("link", name="示范企业001").click()
    link = officer.page.get_by_role("link", name="查验").first.get_attribute("href")
    with officer.page.expect_download() as download:
        officer.page.get_by_role("link", name="下载 PDF").first.click()
    return re.sub(r"^/portal", "", link), download.value.path()


def test_anyone_checks_a_certificate_by_its_number_and_code(visit, width):
    link, _ = _certificate(visit)
    public = visit(None, width)
    public.go(link)
    shown = public.page.get_by_role("region", name="查验结果")
    assert "荣誉证书" in shown.inner_text()
    assert "示范企业001" in shown.inner_text()
    assert "有效" in shown.inner_text()
    public.no_sideways_scrolling()


def test_a_wrong_code_is_told_in_words_and_what_was_typed_stays(visit):
    public = visit(None)
    public.go("/public/certificates")
    public.page.get_by_label("证书编号").fill("郑孵证〔2023〕0001号")
    public.page.get_by_label("校验码").fill("AAAA2222BBBB")
    public.page.get_by_role("button", name="查验", exact=True).click()
    assert "没有这张证书" in public.page.get_by_role("alert").inner_text()
    assert public.page.get_by_label("证书编号").input_value() == "郑孵证〔2023〕0001号"


def test_anyone_checks_the_pdf_itself_and_a_changed_one_is_told_apart(visit, tmp_path):
    _, pdf = _certificate(visit)
    public = visit(None)
    public.go("/public/certificates")
    public.page.get_by_label("证书 PDF").set_input_files({"name": "证书.pdf", "mimeType": "application/pdf", "buffer": pdf.read_bytes()})
    public.page.get_by_role("button", name="查验文件").click()
    assert "本系统签发，内容完整" in public.page.get_by_role("status").inner_text()
    assert "示范企业001" in public.page.get_by_role("region", name="查验结果").inner_text()
    public.page.get_by_label("证书 PDF").set_input_files({"name": "证书.pdf", "mimeType": "application/pdf", "buffer": pdf.read_bytes() + b"\n%changed"})
    public.page.get_by_role("button", name="查验文件").click()
    assert "签发后被改动" in public.page.get_by_role("status").inner_text()
    public.page.get_by_label("证书 PDF").set_input_files({"name": "别的.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 something else"})
    public.page.get_by_role("button", name="查验文件").click()
    assert "不是本系统签发的文件" in public.page.get_by_role("status").inner_text()


def test_a_file_dropped_on_its_place_is_taken(visit):
    public = visit(None)
    public.go("/public/certificates")
    public.page.evaluate(
        """() => {
          const data = new DataTransfer();
          data.items.add(new File(["%PDF-1.7 dropped"], "dropped.pdf", {type: "application/pdf"}));
          document.querySelector("[data-drop]").dispatchEvent(new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true}));
        }"""
    )
    public.page.get_by_role("button", name="查验文件").click()
    assert "不是本系统签发的文件" in public.page.get_by_role("status").inner_text()


def test_published_lists_name_programme_step_and_number_and_a_closed_one_takes_no_objection(visit, width):
    public = visit(None, width)
    public.go("/public/notices")
    expect(public.page.get_by_role("heading", name=re.compile("企业卓越绩效管理孵化基地 · 2023 认定批次 · 通报命名与公示"))).to_have_count(1)
    assert "示例〔2023〕9号" in public.page.locator("main").inner_text()
    expect(public.page.get_by_role("link", name=re.compile("提出异议"))).to_have_count(0)
    public.no_sideways_scrolling()


def test_an_objection_against_a_list_that_is_closed_is_refused_and_its_words_stay(visit):
    public = visit(None)
    told = public.page.request.get(public.url.replace("/portal", "/base-registry") + "/public/zhengzhou/notices").json()["items"][0]
    public.go(f"/public/calls/{told['call']}/object/{told['rows'][0]['application']}?city=zhengzhou")
    public.page.get_by_label("异议内容").fill("该企业材料与事实不符。")
    public.page.get_by_role("button", name="提交异议").click()
    assert "没有办理" in public.page.get_by_role("alert").inner_text()
    assert public.page.get_by_label("异议内容").input_value() == "该企业材料与事实不符。"


def test_the_holders_of_a_city_are_listed_by_its_own_title_and_no_english_stands_there(visit, width):
    public = visit(None, width)
    public.go("/public/designations")
    assert "郑州市认定名单" in public.page.get_by_role("heading", level=1).inner_text()
    expect(public.page.get_by_role("row")).to_have_count(7)
    public.page.locator("td[data-title=止] summary").first.click()
    expect(public.page.locator("td[data-title=止] .why-panel").first).to_contain_text("第五条")
    assert not re.search(r"zhengzhou|hangzhou|held", public.page.locator("main").inner_text())
    public.page.get_by_label("城市").select_option(label="杭州市")
    public.page.get_by_role("button", name="查看").click()
    assert "杭州市认定名单" in public.page.get_by_role("heading", level=1).inner_text()
    public.no_sideways_scrolling()


@pytest.mark.requirement("ZB-22")
def test_anyone_comes_to_the_choice_of_a_spot_check_by_the_lines_on_its_page(visit, width):
    """第十八条（二）: the seed came after the list; whoever has both comes to those who were drawn, with nothing of this system."""
    officer = visit("市市场监督管理局", width)
    officer.go("/draws")
    officer.page.get_by_label("自").fill("2024-01-01")
    officer.page.get_by_label("至").fill("2026-04-14")
    officer.page.get_by_role("button", name="公布名单").click()
    officer.page.get_by_label("随机数字").fill("2026045 03,11,17,𬭎")
    officer.page.get_by_label("出处").fill("2026年4月15日开奖公告")
    officer.page.get_by_role("button", name="抽取").click()
    public = visit(None, width)
    public.go("/public/draws?city=zhengzhou")
    public.page.get_by_role("main").get_by_role("link", name=re.compile("2024年1月1日")).first.click()
    region = public.page.get_by_role("main")
    drawn = public.page.locator("ol li").all_inner_texts()
    public.page.get_by_text("用 Python 自行计算").click()
    done = subprocess.run([sys.executable, "-c", public.page.locator("pre").inner_text()], capture_output=True, text=True, check=True)
    mark, *ids = done.stdout.split()
    assert mark in region.inner_text()
    numbers = {row.locator("td").nth(2).inner_text(): row.locator("td").first.inner_text() for row in public.page.locator("table tbody tr").all()}
    assert [numbers[id] for id in ids] == [each.split()[0] for each in drawn] != []
    public.no_sideways_scrolling()
    assert [each for each in Axe().run(public.page).response["violations"] if each["impact"] in {"serious", "critical"}] == []
