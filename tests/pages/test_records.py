"""What is recorded, corrected and taken back beside the steps, and that somebody was told of a duty; and what is printed of a record."""

from __future__ import annotations

import re
from typing import Any

import pymongo
import pytest
from axe_playwright_python.sync_playwright import Axe
from lxml import html
from playwright.sync_api import expect

from fuyu.ids import new_id

from .conftest import WIDTHS
from .sender import Sender
from .subjects import NOTIFIER, PDF, REGISTRY, TRACKER, Subjects, account_for
from .visitor import RULES, SERIOUS

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.requirement("P-3", "P-4")]
CITY, DISTRICT = "市市场监督管理局", "区县（市）"
SCAN = {"file": ("收文.pdf", PDF, "application/pdf")}


class Desk:
    """Somebody before the pages of one record, sending its forms."""

    def __init__(self, subjects: Subjects, who: str, kind: str, id: str) -> None:
        self.sender, self.place = Sender(subjects.system.urls["portal"], who), f"/{kind}/{id}"

    def page(self, below: str = "") -> Any:
        """Return a page of the record, as it was parsed."""
        answer = self.sender.get(self.place + below)
        assert answer.status_code == 200, answer.text
        return html.fromstring(answer.text)

    def links(self) -> list[str]:
        """Return where the record's page leads below itself."""
        return [each.partition(self.place)[2].partition("?")[0] for each in self.page().xpath("//main//a/@href") if self.place + "/" in each]

    def send(self, below: str, files: Any = None, at: str | None = None, **form: str) -> Any:
        """Send a form as its page has it, filled in anew with what is given."""
        return self.sender.post(self.place + below.partition("?")[0], filled(self.page(below if at is None else at), below) | form, files)

    def told(self) -> str:
        """Return what stands on the record's page."""
        return said(self.page())


def filled(page: Any, below: str) -> dict[str, str]:
    """Return what the form of a page that is sent to an address holds."""
    of = next(each for each in page.xpath("//main//form[@method='post']") if below.partition("?")[0] in (each.get("action") or below))
    had = {each.get("name"): each.get("value") or "" for each in of.xpath(".//input[not(@type='file')]")}
    had |= {each.get("name"): each.text or "" for each in of.xpath(".//textarea")}
    return had | {each.get("name"): (each.xpath("./option[@selected]/@value") or [""])[0] for each in of.xpath(".//select")}


def said(page: Any) -> str:
    """Return the words of a page's main part, with one space between its parts."""
    return " ".join(" ".join(page.xpath("//main")[0].itertext()).split())


def beside(answer: Any) -> list[str]:
    """Return what a form that was refused says at its fields."""
    assert answer.status_code in (409, 422), answer.text
    return [each.text for each in html.fromstring(answer.text).xpath("//*[contains(@class, 'invalid-feedback')]")]


def test_a_receipt_on_paper_is_recorded_by_its_district_and_corrected_with_a_reason(subjects: Subjects) -> None:
    """The day, the old one beside it, who did so and why stay on the application's page; nobody else is shown the way."""
    id = subjects.places("application", "011")["id"]
    district, city = Desk(subjects, DISTRICT, "applications", id), Desk(subjects, CITY, "applications", id)
    assert "/receipt" in district.links()
    assert "/receipt" not in city.links()
    form = {"received_on": "2099-01-01", "number": "收〔2026〕𬭎1号", "reason": "纸质材料先行送达"}
    refused = district.send("/receipt", SCAN, **form)
    assert beside(refused) == ["应在批次开启之日至今天之间"]
    assert "收〔2026〕𬭎1号" in refused.text
    sent = filled(district.page("/receipt"), "/receipt") | form | {"received_on": "2026-04-10"}
    # What was sent twice was done once: the second is no correction.
    assert [district.sender.post(f"{district.place}/receipt", sent, SCAN).status_code for _ in range(2)] == [303, 303]
    assert subjects.client(REGISTRY).get(district.place).json()["corrections"] == []
    for each in ("2026年4月10日", "收〔2026〕𬭎1号", "纸质材料先行送达", "区县（市）市场监督管理局"):
        assert each in city.told()

    assert beside(district.send("/receipt", reason="误录")) == ["与现有收文记录相同，没有改动"]
    assert district.send("/receipt", received_on="2026-04-09", reason="收文日期误录").status_code == 303
    assert "收文日期 ： 2026年4月10日 → 2026年4月9日 收文日期误录 2026年4月15日 · 区县（市）市场监督管理局" in city.told()
    assert city.sender.get(f"{city.place}/receipt").status_code == 403


def test_misconduct_is_recorded_by_the_office_that_runs_the_call_and_stays_in_the_file(subjects: Subjects) -> None:
    id = subjects.places("application", "009")["id"]
    city, district = Desk(subjects, CITY, "applications", id), Desk(subjects, DISTRICT, "applications", id)
    assert "/misconduct" not in district.links()
    form = {"kind": "弄虚作假", "happened_on": "2099-01-01", "says": "所报利润与年报不符。"}
    refused = city.send("/misconduct", **form)
    assert beside(refused) == ["不能晚于今天"]
    assert "所报利润与年报不符。" in refused.text
    assert city.send("/misconduct", SCAN, **form | {"happened_on": "2026-04-02"}).status_code == 303
    assert "弄虚作假 · 2026年4月2日 所报利润与年报不符。 文件 1 2026年4月15日 · 市市场监督管理局" in district.told()


def test_the_number_of_a_decision_is_corrected_and_the_old_one_stays_beside_it(subjects: Subjects) -> None:
    id = subjects.places("designation", "004")["id"]
    city, base = Desk(subjects, CITY, "designations", id), Desk(subjects, "孵化基地（专人）", "designations", id)
    old = city.page("/correct").xpath("//input[@name='number']/@value")[0]
    assert "/correct" not in base.links()
    assert beside(city.send("/correct", reason="误录")) == ["与现在的文号相同"]
    assert beside(city.send("/correct", number="无号", reason="误录")) == ["不是正确的文号，例如“郑市监文〔2026〕9号”"]
    assert city.send("/correct", number="郑市监文〔2023〕19号", reason="文号误录").status_code == 303
    assert f"文号 ： {old} → 郑市监文〔2023〕19号 文号误录 2026年4月15日 · 市市场监督管理局" in base.told()


def test_what_was_entered_of_an_incubation_is_corrected_and_its_old_data_stay(subjects: Subjects) -> None:
    id = subjects.enrolment("804")["id"]
    city, base = Desk(subjects, CITY, "enrolments", id), Desk(subjects, "孵化基地（专人）", "enrolments", id)
    assert "/correct" not in base.links()
    assert "没有改动任何一项" in city.send("/correct", reason="误录").text
    assert beside(city.send("/correct", reason="误录", **{"incubatee.code": "91410100MA0000999"})) == ["不是正确的统一社会信用代码"]
    answer = city.send("/correct", reason="名称误录", promised="培训辅导\n质量诊断\n标杆比对", **{"incubatee.name": "示范𬀩企业804"})
    assert answer.status_code == 303, answer.text
    told = base.told()
    was, now = (f"{name}（91410100MA0000804L，中原区）" for name in ("示范企业804", "示范𬀩企业804"))
    promised = "承诺的服务 ： 培训辅导、质量诊断 → 培训辅导、质量诊断、标杆比对"
    assert f"入孵企业 ： {was} → {now} {promised} 名称误录 2026年4月15日 · 市市场监督管理局" in told


def test_a_correction_undoes_nothing_that_a_colleague_corrected_since_its_form_was_opened(subjects: Subjects) -> None:
    """INVARIANT: who was told that theirs is stale sends what they changed, and nothing that they had only been shown; what was sent twice is done once."""
    city = Desk(subjects, CITY, "enrolments", subjects.enrolment("805")["id"])
    mine = filled(city.page("/correct"), "/correct") | {"promised": "培训辅导", "reason": "服务误录"}
    theirs = filled(city.page("/correct"), "/correct") | {"incubatee.name": "示范𬀩企业805", "reason": "名称误录"}
    assert [city.sender.post(f"{city.place}/correct", theirs).status_code for _ in range(2)] == [303, 303]
    late = city.sender.post(f"{city.place}/correct", mine)
    assert late.status_code == 412
    again = filled(html.fromstring(late.text), "/correct")
    assert (again["incubatee.name"], again["promised"].strip()) == ("示范𬀩企业805", "培训辅导")
    assert city.sender.post(f"{city.place}/correct", again).status_code == 303
    shown = subjects.client(TRACKER).get(city.place).json()
    assert (shown["incubatee"]["name"], [each["service"] for each in shown["promised"]]) == ("示范𬀩企业805", ["培训辅导"])
    assert len(shown["corrections"]) == 2

    expert = Desk(subjects, CITY, "experts", subjects.places("expert", "expert")["id"])
    mine = filled(expert.page(), expert.place) | {"expert.group_code": "91410100MA0000001X"}
    theirs = filled(expert.page(), expert.place) | {"expert.name": "评审专家甲𬀩"}
    assert [expert.sender.post(expert.place, form).status_code for form in (theirs, mine)] == [303, 412]
    again = filled(html.fromstring(expert.sender.post(expert.place, mine).text), expert.place)
    assert expert.sender.post(expert.place, again).status_code == 303
    known = expert.sender.get(expert.place).text
    assert [each in known for each in ("评审专家甲𬀩", "91410100MA0000001X")] == [True, True]


def test_a_result_that_was_said_wrongly_is_said_anew_and_what_goes_on_is_taken_back_by_the_base(subjects: Subjects) -> None:
    """第十八条: an incubatee that passed after all is completed; an assessment that was begun by mistake is over, with its reason."""
    failed, begun = subjects.enrolment("409")["id"], subjects.enrolment("310")["id"]
    codes = {name: subjects.row(REGISTRY, "/designations", name)["organisation"]["code"] for name in ("002", "003")}
    third = Desk(subjects, account_for(subjects, "基地003的专人", "base", codes["003"]), "enrolments", failed)
    second = Desk(subjects, account_for(subjects, "基地002的专人", "base", codes["002"]), "enrolments", begun)
    assert "/result" not in Desk(subjects, CITY, "enrolments", failed).links()
    way = "/result?process=assess&step=assessment_result"
    assert "战略目标未分解" in said(third.page(way))
    assert "没有填写" in third.send(way, does="pass").text
    assert third.send(way, does="pass", reason="结论录反了").status_code == 303
    assert "评估结论 ： 不合格 → 合格 结论录反了 2026年4月15日 · 孵化基地（专人）" in third.told()
    assert subjects.client(TRACKER).get(f"/enrolments/{failed}").json()["state"] == "completed"

    refused = second.send("/withdrawals", at="")
    assert (refused.status_code, "理由：没有填写" in refused.text) == (422, True)
    assert second.send("/withdrawals", at="", reason="评估对象选错").status_code == 303
    assert "撤回记录 现场评估 评估对象选错 2026年4月15日 · 孵化基地（专人）" in second.told()
    assert "撤回" not in [each.text_content() for each in second.page().xpath("//main//summary")]


@pytest.mark.requirement("P-1")
def test_a_printed_page_holds_what_the_record_says(subjects: Subjects) -> None:
    """Each bears its programme, clause and day; the session record every session with who came, the report its text or the draft's, the files their dates."""
    id, incubation = subjects.places("designation", "004")["id"], subjects.enrolment("509")
    base = Desk(subjects, "孵化基地（专人）", "bases", id)
    reader = subjects.client(TRACKER)
    sessions = reader.get("/sessions", params={"designation": id, "year": 2025, "limit": 100}).json()["items"]
    printed = said(base.page("/sessions/print?year=2025"))
    assert (printed.count("卓越绩效模式培训") + printed.count("入孵企业经验交流"), len(sessions) > 5) == (len(sessions), True)
    came = {each["enrolment"] for row in sessions for each in reader.get(f"/sessions/{row['id']}").json()["attendance"]}
    names = {reader.get(f"/enrolments/{each}").json()["incubatee"]["name"] for each in came}
    assert names
    assert all(name in printed for name in names)
    report = reader.get(f"/bases/{id}/reports", params={"report": "work_report", "year": 2025}).json()["items"][0]
    handed_in, draft = (said(base.page(f"/reports/print?report=work_report&year=2025{more}")) for more in ("", "&draft=1"))
    assert all(text in handed_in for text in report["sections"].values())
    assert ("尚未提交" in handed_in, "尚未提交" in draft, "2025年，年度教学计划安排" in draft) == (False, True, True)
    held, file = (said(Desk(subjects, CITY, *of).page("/print")) for of in (("designations", id), ("enrolments", incubation["id"])))
    for each, page in (("孵化基地（盖章）", printed), ("负责人（签字）", handed_in), ("荣誉证书", held), ("参加的培训", file)):
        assert each in page
    for page in (printed, handed_in, draft, held, file):
        assert "依据： 《郑州市企业卓越绩效管理孵化基地管理办法（试行）》第十" in page
        assert "打印日期：2026年4月15日" in page


@pytest.mark.requirement("P-1")
def test_a_printed_correction_shows_what_was_found_after_it(subjects: Subjects) -> None:
    """Nobody opens anything on paper; no correction of a designation or an incubation keeps findings by itself today, so one is put into the database."""
    id = subjects.enrolment("807")["id"]
    finding = {"key": "district", "outcome": "met", "because": "It stands in the base's district.", "clause": "第十条"}
    changed = {"before": {"starts_on": "2024-01-01"}, "after": {"starts_on": "2024-01-02"}}
    row = {"on": "2026-04-15", "by": "city", "actor": "city bureau", "reason": "日期误录", "findings": [finding]} | changed
    with pymongo.MongoClient(subjects.system.mongod.uri) as client:
        client["fuyu_incubatee_tracker"]["enrolments"].update_one({"_id": id}, {"$push": {"corrections": row}})
    (found,) = Desk(subjects, CITY, "enrolments", id).page("/print").xpath("//details[summary[.='更正后的审查意见']]")
    assert "open" in found.attrib


@pytest.mark.requirement("P-1")
def test_a_printed_table_is_whole_up_to_500_rows_and_says_where_it_leaves_more_out(subjects: Subjects) -> None:
    """What is never so many in a demonstration is put into the database: 501 sessions of a year, one incubatee at all of them, another at 300."""
    incubation, other = subjects.enrolment("805"), subjects.enrolment("806")
    with pymongo.MongoClient(subjects.system.mongod.uri) as client:
        kept = client["fuyu_incubatee_tracker"]["sessions"]
        pattern = kept.find_one({"designation": incubation["designation"]})
        of = {"year": 2022, "held_on": "2022-12-01", "topic": "质量𬭎讲座"}
        came = [{"enrolment": each["id"], "hours": pattern["hours"]} for each in (incubation, other)]
        kept.insert_many([pattern | of | {"_id": new_id(), "attendance": came[: 2 if each < 300 else 1]} for each in range(501)])
    pages = (
        ("bases", incubation["designation"], "/sessions/print?year=2022"),
        ("enrolments", incubation["id"], "/print"),
        ("enrolments", other["id"], "/print"),
    )
    printed = [said(Desk(subjects, CITY, kind, id).page(below)) for kind, id, below in pages]
    assert [page.count("质量𬭎讲座") for page in printed[::2]] == [500, 300]
    assert ["这里只列出 500 项，并非全部。" in page for page in printed] == [True, True, False]


@pytest.mark.requirement("P-1")
def test_a_page_prints_on_a4_without_navigation_and_buttons(visit: Any, subjects: Subjects) -> None:
    """What is made to be printed, and every other page too: of a list each row stands in one line of its table, as on a desk's screen."""
    visitor, id = visit(CITY), subjects.places("designation", "004")["id"]
    visitor.page.emulate_media(media="print")
    for path in (f"/designations/{id}/print", f"/bases/{id}", "/enrolments"):
        page = visitor.go(path)
        assert page.locator("header, nav, footer, button, .btn, .demo-line").filter(visible=True).count() == 0
        assert re.search(rb"/MediaBox \[0 0 59[45][.0-9]* 84[12]", page.pdf(prefer_css_page_size=True))
    visitor.page.set_viewport_size({"width": 673, "height": 1000})  # A4 without its margins, as Chromium counts it.
    assert visitor.page.locator("#rows tbody td").first.evaluate("cell => getComputedStyle(cell).display") == "table-cell"


def tellings(subjects: Any, duty: str) -> list[dict[str, Any]]:
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
    assert _serious(page, width) == []

    before, who = len(tellings(subjects, duty)), f"李𬀩{width[0]}"
    page.get_by_label("告知了谁").fill(who)
    page.get_by_label("告知日期").fill("2099-01-01")
    page.get_by_label("告知内容").fill("已电话告知截止日。")
    page.get_by_role("button", name="登记").click()
    expect(page.locator("#on-wrong")).to_have_text("不能晚于今天")
    expect(page.get_by_label("告知了谁")).to_have_value(who)
    officer.no_sideways_scrolling()
    assert _serious(page, width) == []
    assert len(tellings(subjects, duty)) == before

    page.get_by_label("告知日期").fill("2026-04-14")
    page.get_by_role("button", name="登记").dblclick()
    expect(page.locator("#told li").filter(has_text=who)).to_contain_text("2026年4月14日 · 电话")
    assert [row["note"] for row in tellings(subjects, duty) if row["who"] == who] == ["已电话告知截止日。"]

    bureau = visit(CITY)
    bureau.go(f"/duties/{duty}/tellings")
    expect(bureau.page.locator("#told")).to_contain_text(who)


def test_who_owes_a_duty_is_shown_no_way_to_record_that_they_were_told(visit):
    base = visit("孵化基地")
    base.go("/duties")
    expect(base.page.locator(".duty").first).to_be_visible()
    expect(base.page.get_by_role("link", name="告知记录")).to_have_count(0)


def _serious(page: Any, width: tuple[int, int]) -> list[str]:
    """Return what axe finds that is serious: once, at the width at which every page is looked at."""
    if width != WIDTHS["phone"]:
        return []
    return [each["id"] for each in Axe().run(page, options=RULES).response["violations"] if each["impact"] in SERIOUS]
