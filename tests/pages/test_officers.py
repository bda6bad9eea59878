"""District and city officers: the queue, lists and Excel, grounds and revocation, draws, settings, trials, rounds, the dashboard, the inbox."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import icalendar
import pymongo
import pytest
import python_calamine
from flask import Flask
from playwright.sync_api import expect

from fuyu.http import request
from fuyu.ids import new_id
from portal.pages.lists import Column, excel

from .conftest import WIDTHS
from .sender import Sender
from .subjects import OFFICE, REGISTRY, TRACKER, Subjects, account_for

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.requirement("P-3", "P-4")]

CITY, DISTRICT, OPERATOR = "市市场监督管理局", "区县（市）", "系统运行人员"


def _section(visitor, title):
    return visitor.page.locator("section").filter(has=visitor.page.get_by_role("heading", name=title, exact=True))


def test_the_queue_of_the_city_holds_what_it_acts_on_the_longest_waiting_first(visit, width):
    officer = visit(CITY, width)
    rows = _section(officer, "待我办理").locator("tbody tr")
    waited = [int(found.group(1)) if (found := re.search(r"已等 (\d+) 天", text)) else 0 for text in rows.all_inner_texts()]
    assert waited == sorted(waited, reverse=True)
    assert waited[0] == 74
    assert "示范企业008" in "".join(rows.all_inner_texts())
    assert "示范企业007" in _section(officer, "由专家办理（您可指派）").inner_text()
    officer.no_sideways_scrolling()


class Turns:
    """Whose home page has a thing of a company among what waits for them, while it goes from step to step over an enrolment or an application."""

    def __init__(self, subjects: Subjects, company: str, *homes: str) -> None:
        self.subjects, self.company = subjects, company
        self.homes = {who: Sender(subjects.system.urls["portal"], who) for who in homes}

    def now(self) -> list[str]:
        """Return whose turn it is by the home pages."""
        found = {who: re.search(r"<h2[^>]*>(?:待我办理|等您办理)</h2>.*?</section>", home.get("/").text, re.DOTALL) for who, home in self.homes.items()}
        return [who for who, section in found.items() if section is not None and self.company in section.group()]

    def act(self, client: Any, place: str, process: str, step: str, does: str, **more: Any) -> None:
        """Act at a step; the first act opens its process."""
        headers = {"Idempotency-Key": new_id(), "If-Match": client.get(place).headers["ETag"]}
        answer = client.post(f"{place}/acts", json={"process": process, "step": step, "does": does, **more}, headers=headers)
        assert answer.is_success, answer.text


def test_what_waits_at_an_enrolment_is_shown_to_whose_turn_it_is_alone(subjects: Subjects) -> None:
    """A company that a base proposed waits for the company, then for its district, then for the city's bureau; before and after it is in nobody's queue."""
    company = {"code": "91410100MA0000001X", "name": "示范拟入孵企业", "district": "中原区"}
    base, held = subjects.base_client(TRACKER, "004"), subjects.row(REGISTRY, "/designations", "004")
    id = subjects.made(base, "/enrolments", {"designation": held["id"], "incubatee": company, "promised": ["培训辅导"]})
    own = account_for(subjects, "拟入孵企业的联络人", "incubatee", company["code"])
    turns, place = Turns(subjects, company["name"], own, DISTRICT, CITY), f"/enrolments/{id}"

    assert turns.now() == [own]
    incubatee = subjects.client(TRACKER, "new", "incubatee", organisation=company["code"])
    turns.act(incubatee, place, "admit", "undertake", "fill", entry={"undertakes": True})
    assert turns.now() == [DISTRICT]
    bureau = subjects.client(TRACKER, "district", "district bureau", office=OFFICE, district=company["district"])
    turns.act(bureau, place, "admit", "recommend_incubatee", "recommend")
    assert turns.now() == [CITY]
    turns.act(subjects.client(TRACKER, "city", "city bureau", office=OFFICE), place, "admit", "approve", "grant")
    assert turns.now() == []


def test_an_extension_that_is_asked_for_waits_for_the_base_of_that_company_alone(subjects: Subjects) -> None:
    """第十六条（三）: the base decides; another base has nothing to do with it, and the offices only see it."""
    row = subjects.enrolment("802")
    code = subjects.row(REGISTRY, "/designations", row["base"]["name"].removeprefix("示范企业"))["organisation"]["code"]
    own = account_for(subjects, "入孵企业802的联络人", "incubatee", row["incubatee"]["code"])
    base = account_for(subjects, "企业802所在基地的联络人", "base", code)
    turns, place = Turns(subjects, "示范企业802", own, base, "孵化基地", DISTRICT, CITY), f"/enrolments/{row['id']}"

    assert turns.now() == []
    incubatee = subjects.client(TRACKER, "802", "incubatee", organisation=row["incubatee"]["code"])
    turns.act(incubatee, place, "extend", "ask_extension", "fill", entry={"until": "2027-03-05", "because": "评估安排在下一年度。"})
    assert turns.now() == [base]
    turns.act(subjects.client(TRACKER, "base", "base", organisation=code), place, "extend", "extend", "refuse", reason="孵化时间足够。")
    assert turns.now() == []


def test_an_effect_that_a_company_claims_waits_for_the_bureau_of_its_city(subjects: Subjects) -> None:
    row = subjects.enrolment("101")
    turns, place = Turns(subjects, "示范企业101", "入孵企业", DISTRICT, CITY), f"/enrolments/{row['id']}"
    assert turns.now() == []
    incubatee = subjects.client(TRACKER, "101", "incubatee", organisation=row["incubatee"]["code"])
    turns.act(incubatee, place, "confirm_effect", "claim_effect", "fill", entry={"benefits": "质量损失率下降三成。"})
    assert turns.now() == [CITY]


def test_a_complaint_about_an_applicant_of_another_city_waits_for_who_inquires_there(subjects: Subjects) -> None:
    """It stands beside the application, which waits for somebody else at its own step; the first city's bureau never hears of it."""
    turns = Turns(subjects, "评审监督：受评组织", "监督组", CITY)
    assert turns.now() == []
    subjects.places("matter", "complaint 921")
    assert turns.now() == ["监督组"]


def test_a_district_sees_only_what_waits_for_the_district(visit, width):
    officer = visit(DISTRICT, width)
    links = _section(officer, "待我办理").get_by_role("link").all_inner_texts()
    assert "示范企业009" in links
    assert "示范企业008" not in links
    officer.no_sideways_scrolling()


def test_a_list_filters_and_sorts_and_leads_to_its_files(visit, width):
    officer = visit(CITY, width)
    officer.go("/applications")
    officer.page.get_by_label("所处环节").select_option(label="区县（市）局初审推荐")
    expect(officer.page.locator("#rows tbody tr")).to_have_count(1)
    assert "stands_at=district" in officer.page.url
    officer.no_sideways_scrolling()
    officer.page.locator("#rows tbody a").first.click()
    assert "示范企业009" in officer.page.get_by_role("heading", level=1).inner_text()
    officer.go("/enrolments?sort=-ends_on&state=running")
    ends = officer.page.locator("td[data-title=止]").all_inner_texts()
    assert ends == sorted(ends, key=lambda day: [int(part) for part in re.findall(r"\d+", day)], reverse=True)
    officer.page.route("**/why", lambda route: route.abort(), times=1)
    panel = officer.page.locator("td[data-title=止] details").first
    panel.locator("summary").click()
    expect(officer.page.locator("#lost")).to_be_visible()
    expect(panel).not_to_have_attribute("open", re.compile(""))  # What did not arrive is asked for by the next opening.
    officer.wrong.clear()  # The browser complains of the connection that was cut here.
    for column, clause in (("止", "第十六条（三）"), ("状态", "第十条")):  # What is asked for when the panel is opened.
        panel = officer.page.locator(f"td[data-title={column}] details").first
        panel.locator("summary").click()
        expect(panel).to_contain_text(clause)
        expect(panel).to_contain_text("（试行）")
    assert officer.serious() == []
    officer.no_sideways_scrolling()


def test_an_incubation_whose_base_still_is_one_is_not_offered_a_move_and_who_asks_for_it_keeps_the_base_that_was_chosen(visit, width):
    officer = visit(CITY, width)
    officer.go("/enrolments?state=running")
    officer.page.get_by_role("link", name="示范企业409").click()
    expect(officer.page.get_by_role("link", name="转入其他孵化基地")).to_have_count(0)
    officer.page.goto(f"{officer.page.url.partition('?')[0]}/open/move")
    bases = officer.page.get_by_label("接收孵化基地")
    assert bases.locator("option").all_inner_texts() == ["", *(f"示范企业00{each} · {'金水区' if each > 4 else '中原区'}" for each in range(1, 7))]
    bases.select_option(label="示范企业002 · 中原区")
    officer.page.get_by_role("button", name="提交").click()
    assert "没有办理" in officer.page.locator("#refusal").inner_text()  # 第十六条（二）: its own base still is one.
    assert bases.locator("option:checked").inner_text() == "示范企业002 · 中原区"
    officer.no_sideways_scrolling()


def test_what_an_officer_can_say_at_once_begins_with_what_leads_on(visit):
    officer = visit(CITY)
    officer.go("/designations?state=held")
    officer.page.locator("#rows").get_by_role("link", name="示范企业003").click()
    officer.page.get_by_role("link", name="延续").click()
    assert officer.page.locator("button[name=does]").all_inner_texts() == ["批准", "不予通过"]
    assert "由市市场监督管理局办理。" in officer.page.locator("main").inner_text()


def test_a_view_of_a_list_is_kept_under_its_name(visit):
    officer = visit(CITY)
    officer.go("/applications?state=running")
    officer.page.once("dialog", lambda dialog: dialog.accept("正在办理"))
    officer.page.get_by_role("button", name="保存视图").click()
    officer.go("/applications")
    officer.page.get_by_role("link", name="正在办理").click()
    assert "state=running" in officer.page.url


def test_a_list_goes_to_excel_as_it_is_filtered(visit):
    officer = visit(CITY)
    officer.go("/applications?stands_at=district")
    with officer.page.expect_download() as download:
        officer.page.get_by_role("link", name="导出 Excel").click()
    told = _strings(download.value.path().read_bytes())
    assert "示范企业009" in told
    assert "区县（市）局初审推荐" in told
    assert "示范企业008" not in told


def test_cells_that_begin_like_a_formula_stay_text():
    rows = [{"name": name} for name in ("=1+1", "+8613800000000", "-2", "@SUM(A1)", "𬭎𬀩")]
    with Flask(__name__).test_request_context():
        content = excel("名单", (Column("名称", lambda row: row["name"]),), rows).get_data()
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert sheet.count('t="s"') == len(rows) + 1
    for row in rows:
        assert row["name"] in _strings(content)


def test_bars_of_the_dashboard_open_the_list_behind_them(visit, width):
    officer = visit(CITY, width)
    officer.go("/dashboard")
    officer.no_sideways_scrolling()
    for card, name in (("入孵企业（按状态）", "已完成"), ("入孵企业（按状态）", "未完成或退出"), ("认定（按状态）", "有效")):
        officer.go("/dashboard")
        bar = _section(officer, card).get_by_role("link", name=name)
        count = int(bar.locator(".bar-count").inner_text())
        bar.click()
        expect(officer.page.locator("#rows tbody tr")).to_have_count(min(count, 50))
    officer.go("/dashboard")
    month = _section(officer, "将到期（按月）").get_by_role("link").first
    count = int(month.locator(".bar-count").inner_text())
    month.click()
    expect(officer.page.locator("li.duty")).to_have_count(count)


def test_what_changed_since_yesterday_leads_to_each_file_and_stays_within_ones_district(visit, width):
    officer = visit(CITY, width)
    officer.page.get_by_role("link", name="昨天以来的变化").click()
    rows = officer.page.locator("tbody tr").all_inner_texts()
    assert "2026年4月14日以来的变化" in officer.page.get_by_role("heading", level=1).inner_text()
    assert any("示范企业010" in row and "退回补正" in row and "区县（市）市场监督管理局" in row for row in rows)
    assert any("示范企业008" in row and "填报 ×10" in row for row in rows)  # Ten companies on its list said yes on one day.
    assert not any("2026年4月13日" in row for row in rows)
    officer.no_sideways_scrolling()
    officer.page.get_by_role("link", name="示范企业010").first.click()
    assert "示范企业010" in officer.page.get_by_role("heading", level=1).inner_text()
    officer.go("/changes?since=2026-04-13")
    assert any("2026年4月13日" in row for row in officer.page.locator("tbody tr").all_inner_texts())

    district = visit(DISTRICT, width)  # 中原区; bases 5 and 6 are in 金水区.
    district.go("/changes?since=2026-04-01")
    told = district.page.locator("main").inner_text()
    assert "示范企业001" in told
    assert "示范企业005" not in told


def test_a_ground_leads_to_its_revocation_which_is_examined_and_dropped_with_a_reason(visit, width):
    officer = visit(CITY, width)
    officer.go("/grounds")
    officer.no_sideways_scrolling()
    name = {1280: "示范企业003", 390: "示范企业006"}[width[0]]
    officer.page.get_by_role("link", name=name).click()
    assert "未完成：2025年" in officer.page.locator("main").inner_text()
    officer.page.get_by_role("link", name="取消孵化基地资格").click()
    assert officer.page.get_by_role("checkbox").is_checked()
    officer.page.get_by_role("radio", name="否").check()
    officer.page.get_by_role("button", name="不予撤销").click()
    assert "请写明理由" in officer.page.get_by_role("alert").inner_text()
    assert officer.page.get_by_role("radio", name="否").is_checked()
    officer.page.get_by_label("事由与查证情况").fill("材料已补交，事由不成立。")
    officer.page.get_by_role("button", name="不予撤销").click()
    assert "已办理" in officer.page.get_by_role("status").inner_text()
    officer.go("/grounds?state=kept")
    assert name in officer.page.locator("main").inner_text()


def test_a_spot_check_is_announced_drawn_and_its_result_recorded(visit, width):
    officer = visit(CITY, width)
    officer.go("/draws")
    officer.page.get_by_label("自").fill("2024-01-01")
    officer.page.get_by_label("至").fill("2026-04-14")
    officer.page.get_by_role("button", name="公布名单").dblclick()
    officer.page.wait_for_url(re.compile(r"/draws/[0-9a-f-]{36}"))
    officer.page.get_by_label("随机数字").fill("08 15 23 31 32 33")
    officer.page.get_by_label("出处").fill("双色球第2026042期开奖号码")
    officer.page.get_by_role("button", name="抽取").click()
    assert "双色球第2026042期开奖号码" in officer.page.locator("main").inner_text()
    first = officer.page.locator("form").filter(has=officer.page.get_by_label("专家（用顿号隔开）")).first
    first.get_by_label("专家（用顿号隔开）").fill("张三、李四")
    first.get_by_role("radio", name="不合格").check()
    first.get_by_label("检查情况").fill("现场未见教学记录。")
    first.get_by_role("button", name="登记").click()
    expect(officer.page.get_by_role("alert")).to_have_count(1)
    first = officer.page.locator("form").filter(has=officer.page.get_by_label("专家（用顿号隔开）")).first
    assert first.get_by_label("检查情况").input_value() == "现场未见教学记录。"
    first.get_by_label("处理意见（不合格时必填）").fill("限期整改。")
    first.get_by_role("button", name="登记").click()
    assert "限期整改。" in officer.page.locator("main").inner_text()
    officer.no_sideways_scrolling()


def test_a_number_is_tried_before_it_is_changed(visit, width):
    officer = visit(CITY, width)
    officer.go("/simulations")
    officer.page.get_by_label("参数").select_option("validity_years")
    officer.page.get_by_label("试用取值").fill("4")
    officer.page.get_by_role("button", name="试算").click()
    result = officer.page.get_by_role("region", name="结果")
    assert "日期变动" in result.inner_text()
    assert "推后 365 天" in result.inner_text()
    officer.page.get_by_label("试用取值").fill("很多")
    officer.page.get_by_role("button", name="试算").click()
    expect(officer.page.get_by_role("alert")).to_have_count(1)
    assert officer.page.get_by_label("试用取值").input_value() == "很多"
    officer.no_sideways_scrolling()


def test_the_operator_sets_a_number_with_its_reason_from_the_next_day(visit, width):
    operator = visit(OPERATOR, width)
    value = str(width[0] // 100)
    operator.go("/law-settings/new?kind=override&programme=zhengzhou.benchmark")
    parameter = operator.page.get_by_label("参数").locator("option").nth(1).get_attribute("value")
    operator.page.get_by_label("参数").select_option(parameter)
    operator.page.get_by_label("新的取值").fill("不是数")
    operator.page.get_by_label("理由").fill("依据会议纪要。")
    operator.page.get_by_role("button", name="设定").click()
    expect(operator.page.get_by_role("alert")).to_have_count(1)
    assert operator.page.get_by_label("理由").input_value() == "依据会议纪要。"
    operator.go("/law-settings/new?kind=second+person&programme=zhengzhou.benchmark")
    operator.page.get_by_label("环节").select_option("revoke/revoke")
    operator.page.get_by_label("理由").fill(f"撤销称号须两人办理（{value}）。")
    operator.page.get_by_role("button", name="设定").click()
    shown = operator.page.locator("tbody tr").first.inner_text()
    assert f"撤销称号须两人办理（{value}）。" in shown
    assert "双人复核" in shown
    assert "2026年4月16日" in shown
    operator.no_sideways_scrolling()


def test_a_round_is_not_opened_twice_and_what_was_typed_stays(visit, width):
    officer = visit(CITY, width)
    officer.go("/calls")
    officer.no_sideways_scrolling()
    officer.page.get_by_role("button", name="开启批次").click()
    title = f"补充批次{width[0]}"
    officer.page.get_by_label("名称（不填则按年度命名）").fill(title)
    officer.page.get_by_role("button", name="开启", exact=True).dblclick()
    officer.page.wait_for_url(re.compile(r"/calls/[0-9a-f-]{36}"))
    assert title in officer.page.get_by_role("heading", level=1).inner_text()
    other = visit(CITY, width)  # In the same window the same form would be the same act, which counts once.
    other.go("/calls/new?programme=zhengzhou.base")
    other.page.get_by_label("名称（不填则按年度命名）").fill(title)
    other.page.get_by_role("button", name="开启", exact=True).click()
    assert "已经有了" in other.page.get_by_role("alert").inner_text()
    assert other.page.get_by_label("名称（不填则按年度命名）").input_value() == title
    officer.go("/calls")
    expect(officer.page.get_by_role("link", name=title)).to_have_count(1)


def test_a_message_is_opened_once_and_counts_as_read(visit, width):
    officer = visit(CITY, width)
    officer.go("/inbox?unread=1")
    message = officer.page.locator(".messages > li").first
    subject = message.locator("strong").inner_text()
    message.get_by_role("button", name="打开").click()
    officer.page.locator(".messages > li:not(.unread) .body").first.wait_for()
    assert subject in officer.page.locator(".messages > li:not(.unread)").first.inner_text()
    officer.no_sideways_scrolling()


def test_anything_is_found_by_part_of_its_name_or_by_its_code(visit):
    officer = visit(CITY)
    for asked in ("企业002", "91410100MA00000021"):
        officer.go(f"/search?q={asked}")
        assert "示范企业002" in officer.page.locator("tbody tr").first.inner_text()


@pytest.mark.requirement("ZB-36")
def test_news_that_the_office_posts_is_on_the_home_page_of_a_company_until_it_is_taken_down(visit):
    title = "质量月专题讲座"
    officer, company = visit(CITY), visit("入孵企业", WIDTHS["phone"])
    officer.page.get_by_role("link", name="质量动态", exact=True).click()
    officer.page.get_by_role("link", name="发布动态").click()
    officer.page.get_by_label("标题").fill(title)
    officer.page.get_by_label("正文").fill("请各企业派员参加。\n免费。")
    officer.page.get_by_role("button", name="发布", exact=True).click()
    assert "已办理" in officer.page.get_by_role("status").inner_text()
    officer.no_sideways_scrolling()

    company.go("/")
    _section(company, "动态与活动").get_by_role("link", name=title).click()
    assert "请各企业派员参加。\n免费。" in company.page.locator("main").inner_text()
    assert company.page.get_by_text("撤下").count() == 0
    company.no_sideways_scrolling()

    officer.page.locator("summary").filter(has_text="撤下").click()
    officer.page.get_by_label("撤下理由").fill("讲座改期。")
    officer.page.get_by_role("button", name="撤下").click()
    assert "讲座改期。" in officer.page.locator(".alert-warning:visible").inner_text()
    company.go("/news")
    assert title not in company.page.locator("main").inner_text()


@pytest.mark.requirement("ZB-36")
def test_an_activity_is_planned_with_what_was_typed_kept_and_recorded_with_who_came(subjects: Subjects) -> None:
    """A visit without a guest is refused; of two guests that are asked one comes, which each of them reads."""
    city, base = Sender(subjects.system.urls["portal"], CITY), Sender(subjects.system.urls["portal"], "孵化基地（专人）")
    bases = {number: subjects.row(TRACKER, "/bases", number)["id"] for number in ("001", "002", "004")}
    typed = {"programme": "zhengzhou.base", "kind": "visit", "title": "观摩现场管理", "planned_on": "2026-04-15", "host": bases["001"]}
    refused = city.post("/activities/new", typed)
    assert refused.status_code == 422
    assert all(each in refused.text for each in ("参加单位", 'value="观摩现场管理"', f'value="{bases["001"]}" selected'))

    planned = city.post("/activities/new", typed | {"guests": [bases["002"], bases["004"]]})
    path = planned.headers["Location"].partition("/portal")[2].partition("?")[0]
    assert "观摩现场管理" in base.get("/").text
    version = subjects.version({"id": path.rpartition("/")[2]}, "activity")
    unsaid = city.post(f"{path}/cancellation", {"reason": "", "version": version})
    assert (unsaid.status_code, len(re.findall(r'name="came"[^>]* checked>', unsaid.text))) == (422, 2)  # Who came is not yet said.
    told = {"held_on": "2026-04-15", "outcome": "形成经验材料一份。", "came": [bases["004"]], "version": version}
    assert city.post(f"{path}/record", told).status_code == 303
    shown = re.sub(r"<[^>]+>|\s+", " ", base.get(path).text)
    assert re.search(r"示范企业002 +中原区 +未参加", shown)
    assert re.search(r"示范企业004 +中原区 +已参加", shown)
    assert "形成经验材料一份。" in shown
    assert "登记举办情况" not in shown


@pytest.mark.requirement("ZB-32")
def test_a_district_completes_the_draft_of_its_report_and_the_city_reads_it(visit):
    added = "下一步扩大服务面。"
    district, city = visit(DISTRICT, WIDTHS["phone"]), visit(CITY)
    district.page.get_by_role("link", name="区县报告").click()
    district.page.get_by_role("link", name="查看 2025 年第 2 期").click()
    assert "2025年7月1日 – 2025年12月31日" in district.page.locator("main").inner_text()
    district.page.locator("summary").filter(has_text="重新提交").click()
    draft = district.page.get_by_label("正文").input_value()
    assert "中原区共有孵化基地4个" in draft
    district.page.get_by_label("正文").fill(draft + added)
    district.page.get_by_role("button", name="提交报告").click()
    assert "已办理" in district.page.get_by_role("status").inner_text()
    district.no_sideways_scrolling()

    city.go("/district-reports?district=中原区&year=2025")
    city.page.locator("#rows").get_by_role("link", name="2025 年第 2 期").first.click()
    assert added in city.page.locator("section").first.inner_text()
    assert city.page.get_by_label("正文").count() == 0
    city.no_sideways_scrolling()


@pytest.mark.requirement("ZB-32")
def test_a_report_that_a_district_owes_leads_from_its_deadline_to_the_draft(subjects: Subjects) -> None:
    district = Sender(subjects.system.urls["portal"], DISTRICT)
    [row] = [each for each in re.findall(r"<li\b.*?</li>", district.get("/duties?state=done").text, re.DOTALL) if "2025年第2期" in each]
    link = re.search(r'href="([^"]+)"', row)
    assert link is not None
    shown = district.get(link.group(1).partition("/portal")[2].replace("&amp;", "&"))
    assert "2025 年第 2 期" in shown.text


@pytest.mark.requirement("ZB-31")
def test_the_lists_of_priority_and_recommendation_give_each_reason_with_its_clause(subjects: Subjects) -> None:
    """A base of which a complaint was verified is not recommended; of a company that nobody judged it is said that this is to be looked at."""
    city = Sender(subjects.system.urls["portal"], CITY)
    pages = {path: re.sub(r"<[^>]+>|\s+", " ", city.get(path).text) for path in ("/recommendations", "/priorities")}
    assert re.search(r"示范企业001 .{,250} 符合 .{,120}符合：孵化基地服务优良（要求 6，实际 6） 第十九条（二）", pages["/recommendations"])
    assert re.search(r"示范企业005 .{,250}不符合 .{,60}不符合：孵化基地运行有序（要求 0，实际 1） 第十九条（二）", pages["/recommendations"])
    assert re.search(r"待核实 .{,60}符合：[^：]+ 第二十条（一） +待核实：", pages["/priorities"])
    cells = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(city.get("/recommendations", params={"as": "xlsx"}).content)).get_sheet_by_index(0)
    assert any("符合：孵化基地服务优良（要求 6，实际 6） 第十九条（二）" in str(row[-1]) for row in cells.to_python())


@pytest.mark.parametrize("path", ["/", "/calls", "/grounds", "/objections", "/draws", "/law-settings", "/simulations", "/dashboard", "/duties", "/proceedings"])
def test_no_page_of_an_office_shows_a_word_of_the_machine(visit, path):
    officer = visit(CITY)
    officer.go(path)
    told = officer.page.locator("main").inner_text()
    assert not re.search(r"\b(review_yearly|re_review|zhengzhou|running|proposed|overdue|designate|None|True|False)\b", told)


def test_a_page_of_duties_says_when_more_is_owed_than_it_shows(system):
    """INVARIANT: no row falls out of a list unsaid, whichever part of the system it comes from."""
    owed_in_may(system, 201)
    page = Sender(system.urls["portal"], CITY).get("/duties?month=2031-05").text
    assert page.count('class="duty-day"') == 200
    assert "只显示前 200 项" in page


def owed_in_may(system, count):
    """Let so much be owed in a month in which nothing else is, by one service alone."""
    with pymongo.MongoClient(system.mongod.uri) as client:
        duties = client["fuyu_incubatee_tracker"]["duties"]
        known = duties.find_one({"city": "zhengzhou", "state": "open"})
        known |= {"due_on": "2031-05-12", "data": {**known["data"], "title": "多出的期限"}}
        made = [{**known, "_id": new_id(), "key": f"more:{number}"} for number in range(count)]
        duties.insert_many(made)


def _strings(content):
    """Return all texts of an Excel file."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return book.read("xl/sharedStrings.xml").decode()


@pytest.mark.requirement("P-9")
def test_what_is_due_stands_in_a_calendar_that_is_subscribed_to_until_the_address_is_changed_or_ended(visit, system, width):
    """A calendar program knows the address and nothing else; in it stands what the bureau owes, and nothing that others do."""
    officer = visit(CITY, width)
    page = officer.page
    officer.go("/me")
    page.get_by_role("button", name="生成订阅地址").click()
    first = page.get_by_label("订阅地址").input_value()
    officer.no_sideways_scrolling()
    events = _subscribed(first)
    assert events
    assert sorted((str(event["SUMMARY"]).rpartition("（")[0], event.start.isoformat()) for event in events) == _owed_by_the_bureau(system)
    page.get_by_role("button", name="更换地址").click()
    second = page.get_by_label("订阅地址").input_value()
    assert request("GET", first).status_code == 404
    assert len(_subscribed(second)) == len(events)
    page.get_by_role("button", name="停止订阅").click()
    expect(page.get_by_role("button", name="生成订阅地址")).to_be_visible()
    assert request("GET", second).status_code == 404


def _owed_by_the_bureau(system):
    """Return title and last day of what the services say is the city bureau's to do."""
    mongo, open_ = pymongo.MongoClient(system.mongod.uri), {"state": {"$in": ["open", "overdue"]}, "due_on": {"$ne": None}}
    rows = [row for service in ("base_registry", "incubatee_tracker") for row in mongo[f"fuyu_{service}"].duties.find(open_)]
    told = [(row["data"]["title"], row["due_on"], row["data"]["levels"][0]) for row in rows if row["data"]["title"] != "多出的期限"]
    return sorted((title, day) for title, day, owing in told if any(each["actor"] == "city bureau" for each in owing))


def _subscribed(address):
    """Return the events at the address of a calendar, as a program reads them that has no cookie."""
    answer = request("GET", address)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/calendar; charset=utf-8"), answer.text
    return list(icalendar.Calendar.from_ical(answer.content).events)
