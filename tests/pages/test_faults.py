"""What goes wrong between a browser and the portal: nothing is lost or done twice, and the page says in words what to do."""

from __future__ import annotations

import http.client
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pymongo
import pytest
from playwright.sync_api import Page, expect
from tests.bad_files import pdf
from tests.demonstration import copy_of

from fuyu.cases.ground import StandingGround
from fuyu.command.demo import prepare
from fuyu.running.system import System

from .sender import Sender
from .subjects import REGISTRY, TRACKER, Subjects
from .test_stacks import RECOMMEND, Proposed, tick

pytestmark = [pytest.mark.browser, pytest.mark.slow]
COORDINATOR, DISTRICT, APPLICANT = "孵化基地（专人）", "区县", "申报企业"


@pytest.fixture(scope="module")
def system(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """The demonstration with a process for each service, so that one of them can be away."""
    folder = copy_of(demonstration, tmp_path_factory.mktemp("faults") / "var")
    with System(folder, broker="rabbitmq", settable_clock=True) as running:
        prepare(StandingGround(running.urls, running.keys))
        yield running


@pytest.fixture(scope="module")
def form(subjects: Subjects) -> str:
    """The address of the form in which the coordinator logs a session."""
    return f"/bases/{subjects.places('designation', '004')['id']}/sessions/new"


def log(page: Page, topic: str) -> None:
    """Fill in the form of a session."""
    page.get_by_label("日期").fill("2026-04-14")
    page.get_by_label("主题").fill(topic)
    page.get_by_label("课时").fill("2")


def sign_out_elsewhere(visitor: Any) -> None:
    """End the session in another tab, while a form is filled in."""
    other = visitor.page.context.new_page()
    other.goto(visitor.url + "/me")
    other.get_by_role("button", name="退出").click()
    other.close()


def sign_in_again(page: Page, who: str) -> None:
    """Sign in on the page to which a session that ended led."""
    expect(page.get_by_role("heading", level=1)).to_have_text("登录")
    expect(page.locator("main")).to_contain_text("登录已过期，刚才的提交没有办理")
    page.locator("button[name=account]").filter(has_text=who).first.click()


def drafts(page: Page) -> list[str]:
    """Return what the browser keeps of forms that were not sent."""
    return list(page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('fuyu:'))"))


def count(subjects: Subjects, topic: str) -> int:
    """Return how many sessions have a topic."""
    rows = subjects.client(TRACKER).get("/sessions", params={"limit": 50, "sort": "-held_on", "from": "2026-04-14"}).raise_for_status().json()["items"]
    return sum(1 for row in rows if row["topic"] == topic)


def test_going_back_and_sending_again_logs_nothing_twice(visit: Any, subjects: Subjects, form: str) -> None:
    """INVARIANT: a form counts once, however often the browser sends what it held."""
    page, topic, sent = visit(COORDINATOR).go(form), "返回再提交的培训", []
    page.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    log(page, topic)
    page.get_by_role("button", name="登记").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(topic)
    page.go_back()
    log(page, topic)
    page.get_by_role("button", name="登记").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(topic)
    assert count(subjects, topic) == 1
    again = page.request.post(sent[0].url, data=sent[0].post_data_buffer, headers={"Content-Type": sent[0].headers["content-type"]})
    assert again.ok
    assert topic in again.text()
    assert count(subjects, topic) == 1


def test_rows_that_were_added_are_there_again_whole_after_the_session_ended(visit: Any, subjects: Subjects) -> None:
    """A district lists three companies and takes the second out again; the third keeps its place, and what is typed next is kept with the rest."""
    district, named = visit(DISTRICT), (("91410100MA44444441", "甲公司"), ("91410100MA44444442", "乙公司"), ("91410100MA44444443", "丙公司"))
    page = district.go(f"/applications/{subjects.places('application', '009')['id']}")
    title = "拟定入孵企业名单"
    asked = page.locator("section.step").filter(has=page.get_by_role("heading", name=title)).locator("form")
    for number, (code, name) in enumerate(named):
        asked.get_by_role("button", name="添加一行").click()
        asked.get_by_label("统一社会信用代码").nth(number).fill(code)
        asked.get_by_label("企业名称").nth(number).fill(name)
    asked.get_by_role("button", name="删除此行").nth(1).click()
    sign_out_elsewhere(district)
    asked.get_by_role("button").last.click()
    sign_in_again(page, DISTRICT)
    for changed in ("丙公司", "丙公司（更名）"):
        expect(asked.get_by_label("企业名称")).to_have_count(2)
        assert [each.input_value() for each in asked.get_by_label("统一社会信用代码").all()] == [named[0][0], named[2][0]]
        assert [each.input_value() for each in asked.get_by_label("企业名称").all()] == ["甲公司", changed]
        asked.get_by_label("企业名称").nth(1).fill("丙公司（更名）")
        page.reload()


def test_the_second_of_two_tabs_is_told_that_somebody_was_quicker_and_keeps_its_words(visit: Any, subjects: Subjects) -> None:
    """INVARIANT: nobody decides about something else than what stands on the page."""
    first = visit(DISTRICT)
    address = f"/applications/{subjects.places('application', '009')['id']}"
    page, other = first.go(address), first.page.context.new_page()
    other.goto(first.url + address)
    for tab, reason in ((page, "缺少体系认证的说明，请补正。"), (other, "第二个窗口里写的理由。")):
        tab.locator("summary").filter(has_text="退回").click()
        way = tab.locator("details.way[open]")
        way.locator("textarea[name=reason]").fill(reason)
        way.get_by_role("button").last.click()
        tab.wait_for_load_state()
    expect(page.get_by_role("status").first).to_contain_text("已办理")
    expect(other.get_by_role("alert").first).to_contain_text("这一环节现在不能办理，可能已经办过")
    expect(other.get_by_role("note").last).to_contain_text("第二个窗口里写的理由。")
    record = subjects.client(REGISTRY).get(address).raise_for_status().json()
    assert [act["reason"] for act in record["walk"]["acts"] if act["does"] == "return"] == ["缺少体系认证的说明，请补正。"]


def test_two_tabs_correct_one_session_and_the_second_is_told_that_it_is_stale(visit: Any, subjects: Subjects, form: str) -> None:
    coordinator = visit(COORDINATOR)
    page = coordinator.go(form)
    log(page, "两个窗口更正的培训")
    page.get_by_role("button", name="登记").click()
    page.get_by_role("link", name="更正").first.click()
    other = page.context.new_page()
    other.goto(page.url)
    for tab, topic in ((page, "先更正的主题"), (other, "后更正的主题")):
        tab.get_by_label("主题").fill(topic)
        tab.get_by_label("更正理由").fill("主题写错了")
        tab.get_by_role("button", name="更正").last.click()
        tab.wait_for_load_state()
    expect(page.get_by_role("heading", level=1)).to_have_text("先更正的主题")
    expect(other.get_by_role("alert").first).to_contain_text("您打开页面之后，别人修改过")
    expect(other.get_by_label("主题")).to_have_value("后更正的主题")


def test_a_session_that_ended_in_a_form_leads_to_signing_in_and_back_to_what_was_typed(visit: Any, subjects: Subjects, form: str) -> None:
    coordinator, topic = visit(COORDINATOR), "登录过期时的培训"
    page = coordinator.go(form)
    log(page, topic)
    sign_out_elsewhere(coordinator)
    page.get_by_role("button", name="登记").click()
    sign_in_again(page, COORDINATOR)
    expect(page.get_by_label("主题")).to_have_value(topic)
    page.get_by_role("button", name="登记").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(topic)
    assert count(subjects, topic) == 1


def test_a_file_that_was_received_and_who_was_ticked_before_the_session_ended_go_with_the_form_afterwards(
    visit: Any, subjects: Subjects, form: str, tmp_path: Path
) -> None:
    coordinator, topic = visit(COORDINATOR), "登录过期时已传照片的培训"
    page, file = coordinator.go(form), tmp_path / "签到表.pdf"
    file.write_bytes(pdf())
    log(page, topic)
    page.get_by_label("选择或拖入文件").set_input_files(file)
    expect(page.locator("#received")).to_contain_text("✓ 签到表.pdf")
    page.get_by_role("button", name="全选").click()
    came = [box.is_checked() for box in page.locator("input[name=attendance]").all()]
    assert any(came)
    sign_out_elsewhere(coordinator)
    page.get_by_role("button", name="登记").click()
    sign_in_again(page, COORDINATOR)
    expect(page.locator("#received")).to_have_text("✓ 签到表.pdf")
    assert [box.is_checked() for box in page.locator("input[name=attendance]").all()] == came
    page.get_by_role("button", name="登记").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(topic)
    logged = urlsplit(page.url).path.removeprefix("/portal")
    assert len(subjects.client(TRACKER).get(logged).raise_for_status().json()["files"]) == 1


def test_an_application_whose_session_ended_is_filled_in_again_and_saved_by_who_wrote_it_alone(visit: Any, subjects: Subjects) -> None:
    """INVARIANT: what is offered again is not sent before its writer does something, and is forgotten once it is saved."""
    applicant, file = visit(APPLICANT), f"/applications/{subjects.places('application', '010')['id']}"
    page = applicant.go(f"{file}/form")
    before = subjects.client(REGISTRY).get(file).json()
    page.get_by_label("企业简介").fill("登录过期时写的简介")
    sign_out_elsewhere(applicant)
    page.get_by_label("企业简介").blur()
    sign_in_again(page, APPLICANT)
    expect(page.get_by_label("企业简介")).to_have_value("登录过期时写的简介")
    expect(page.get_by_text("您上次没有保存的内容已填回表中。")).to_be_visible()
    page.wait_for_timeout(1500)  # A form saves itself 0.8 s after a change.
    after = subjects.client(REGISTRY).get(file).json()
    assert (after["form"], after["version"]) == (before["form"], before["version"])

    page.get_by_label("企业简介").fill("登录过期时写的简介，续写")
    page.get_by_label("企业简介").blur()
    expect(page.get_by_text("已自动保存")).to_be_visible()
    expect(page.get_by_text("您上次没有保存的内容已填回表中。")).to_be_hidden()
    assert subjects.client(REGISTRY).get(file).json()["form"]["profile"] == "登录过期时写的简介，续写"
    assert drafts(page) == []


def test_a_file_that_is_chosen_while_the_connection_is_lost_is_told_and_taken_once_it_is_back(visit: Any, form: str, tmp_path: Path) -> None:
    coordinator = visit(COORDINATOR)
    page = coordinator.go(form)
    file = tmp_path / "签到表.pdf"
    file.write_bytes(pdf())
    page.context.set_offline(True)
    page.get_by_label("选择或拖入文件").set_input_files(file)
    expect(page.get_by_role("alert")).to_contain_text("没有传到")
    page.context.set_offline(False)
    page.get_by_label("选择或拖入文件").set_input_files(file)
    expect(page.locator("#received")).to_contain_text("✓ 签到表.pdf")
    expect(page.get_by_role("alert")).to_have_count(0)
    assert page.locator("#received input[name=files]").count() == 1
    assert all("ERR_INTERNET_DISCONNECTED" in each or "htmx:" in each for each in coordinator.wrong)
    coordinator.wrong.clear()


def test_an_upload_that_breaks_off_leaves_nothing_and_the_next_one_is_kept_once(system: System) -> None:
    """INVARIANT: of a file that did not come whole no piece lies anywhere."""
    somebody, url = Sender(system.urls["portal"], COORDINATOR), urlsplit(system.urls["portal"])
    before = files(system)
    guard, cookie = somebody.guard(), "; ".join(f"{name}={value}" for name, value in somebody.http.cookies.items())
    parts = ('name="csrf_token"\r\n\r\n' + guard, 'name="file"; filename="a.pdf"\r\n\r\n')
    head = "\r\n".join(f"--b\r\nContent-Disposition: form-data; {part}" for part in parts)
    connection = http.client.HTTPConnection(url.netloc, timeout=30)
    connection.putrequest("POST", f"{url.path}/files/tracker")
    for name, value in (("Cookie", cookie), ("Content-Type", "multipart/form-data; boundary=b"), ("Content-Length", "300000")):
        connection.putheader(name, value)
    connection.endheaders(head.encode() + pdf())
    connection.sock.shutdown(1)  # Nothing more will come.
    assert connection.getresponse().status >= 400
    assert files(system) == before
    assert "✓ a.pdf" in somebody.post("/files/tracker", {}, {"file": ("a.pdf", pdf(), "application/pdf")}).text
    assert files(system) == before + 1


def files(system: System) -> int:
    """Return how many files and pieces of files there are, whole or not, as pairs."""
    client: pymongo.MongoClient[Any] = pymongo.MongoClient(system.mongod.uri)
    with client:
        kept = client["fuyu_incubatee_tracker"]
        counts = {kept[name].count_documents({}) for name in ("files", "content.files")}
    assert len(counts) == 1
    return int(counts.pop())


def test_a_part_that_is_away_is_named_nothing_typed_is_lost_and_it_comes_back_by_itself(visit: Any, system: System, subjects: Subjects, form: str) -> None:
    coordinator, topic = visit(COORDINATOR), "一个部分停下时的培训"
    page, tracker = coordinator.go(form), system.processes[TRACKER]
    log(page, topic)
    tracker.stop()
    page.get_by_role("button", name="登记").click()
    expect(page.locator("main")).to_contain_text("系统中“入孵与培训”的部分暂时没有响应，什么也没有改变。请一分钟后再试")
    assert coordinator.serious() == []
    coordinator.go("/applications")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    coordinator.go("/")
    expect(page.locator("main")).to_contain_text("入孵与培训")
    assert coordinator.serious() == []
    assert coordinator.wrong
    assert all("503" in each for each in coordinator.wrong)
    coordinator.wrong.clear()
    system.start_services()
    page = coordinator.go(form)
    expect(page.get_by_label("主题")).to_have_value(topic)
    page.get_by_role("button", name="登记").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(topic)
    assert count(subjects, topic) == 1


def test_a_stack_whose_part_is_away_waits_and_goes_on_by_its_button(visit: Any, system: System, subjects: Subjects) -> None:
    """INVARIANT: what a service did not answer is held against no file, and is asked again under the same key."""
    proposed, officer = Proposed(subjects, 80, 2), visit(DISTRICT)
    tick(officer, *proposed.names)
    officer.page.get_by_label("办理意见").select_option(RECOMMEND)
    officer.page.route(re.compile("/stacks/"), lambda route: (system.processes[TRACKER].stop(), route.continue_()), times=1)
    officer.page.get_by_role("button", name="办理勾选的各件").click()
    expect(officer.page.locator("#going-on")).to_contain_text("系统中“入孵与培训”的部分暂时没有响应")
    expect(officer.page.locator("#how-far")).to_contain_text("已完成 0 / 2")
    system.start_services()
    officer.page.get_by_role("button", name="继续办理其余 2 件").click()
    expect(officer.page.locator("#how-far")).to_contain_text("已完成 2 / 2")
    assert [proposed.acts(place) for place in range(2)] == [["recommend"]] * 2


def test_an_application_that_could_not_be_saved_while_its_part_was_away_is_there_again_with_its_rows(visit: Any, system: System, subjects: Subjects) -> None:
    applicant, file = visit(APPLICANT), f"/applications/{subjects.places('application', '010')['id']}"
    page = applicant.go(f"{file}/form")
    awards = page.locator('fieldset[data-rows="form.awards"]')
    known = awards.locator(".one-row").count()
    system.processes[REGISTRY].stop()
    try:
        page.get_by_label("企业简介").fill("登记部分停下时写的简介")
        awards.get_by_role("button", name="添加一行").click()
        awards.get_by_label("奖项").last.select_option(index=1)
        awards.get_by_label("是否提名奖").last.select_option("false")
        awards.get_by_label("获奖日期").last.fill("2025-05-06")
        page.get_by_label("企业简介").focus()
        expect(page.locator("#lost")).to_be_visible()
        page.get_by_role("button", name="保存并返回").click()
        expect(page.locator("main")).to_contain_text("您填写的内容还在这个浏览器里")
    finally:
        system.start_services()
    applicant.wrong.clear()
    page.get_by_role("link", name="回到填写的页面").click()
    expect(page.get_by_label("企业简介")).to_have_value("登记部分停下时写的简介")
    expect(awards.locator(".one-row")).to_have_count(known + 1)
    expect(awards.get_by_label("获奖日期").last).to_have_value("2025-05-06")
    page.get_by_role("button", name="保存并返回").click()
    expect(page.get_by_role("status").first).to_contain_text("已保存")
    kept = subjects.client(REGISTRY).get(file).json()["form"]
    assert (kept["profile"], len(kept["awards"]), kept["awards"][-1]["granted_on"]) == ("登记部分停下时写的简介", known + 1, "2025-05-06")
    assert drafts(page) == []


def test_the_inbox_that_is_away_leaves_the_home_page_as_it_is(visit: Any, system: System) -> None:
    coordinator, notifier = visit(COORDINATOR), system.processes["notifier"]
    notifier.stop()
    page = coordinator.go("/")
    expect(page.get_by_role("heading", name="将到期")).to_be_visible()
    coordinator.go("/inbox")
    expect(page.locator("main")).to_contain_text("系统中“收件箱与提醒”的部分暂时没有响应")
    coordinator.wrong.clear()
    system.start_services()
    expect(coordinator.go("/inbox").get_by_role("heading", level=1)).to_have_text("收件箱")


def test_while_the_part_that_knows_the_day_is_away_the_others_go_on_or_say_so(system: System, form: str) -> None:
    """INVARIANT: a part that is away is no fault of the page: it shows what it has, or says in words what is away."""
    somebody, base = Sender(system.urls["portal"], COORDINATOR), form.removesuffix("/sessions/new")
    assert somebody.get(form).status_code == 200
    system.processes[REGISTRY].stop()
    try:
        shown = {path: somebody.get(path) for path in (form, base, f"{base}/plan", "/enrolments", "/")}
    finally:
        system.start_services()
    assert shown[form].status_code == 200
    assert 'value="2026-04-15"' in shown[form].text
    away = {path: answer for path, answer in shown.items() if answer.status_code != 200}
    assert {answer.status_code for answer in away.values()} <= {503}
    assert all("系统中“申报与认定”的部分暂时没有响应" in answer.text for answer in away.values())
