"""A round to its end: the list is chosen with reasons, published, objected to by anyone, and the objection answered."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from fuyu.http import Client
from fuyu.ids import new_id

from .sender import Sender
from .test_canary import documents, settle

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.requirement("P-4")]

CITY, APPLICANT = "市市场监督管理局", "示范企业007"
PHONE, SAYS = "0371-98765433", "金丝雀所述"
OBJECTOR = {"contact.name": "金丝雀𬭎", "contact.phone": PHONE, "contact.address": "金丝雀路 5 号", "contact.email": "canary-objector@example.org"}
TYPED = (SAYS, *OBJECTOR.values())
OBJECTIONS = "fuyu_base_registry.objections"
"""The office that answers asks back by telephone, and its letter goes to the address: both stand in the objection, and nowhere else."""
ANSWERS = "fuyu_base_registry.idempotency"
"""What the officer who answered was shown of the objection, for a day, in case the same form comes a second time."""
ROLES = {
    "city": {"actor": "city bureau", "city": "zhengzhou", "office": "market_bureau"},
    "expert": {"actor": "expert", "city": "zhengzhou"},
}


class Registry:
    """The registry's API, as the people of the demonstration call it."""

    def __init__(self, system) -> None:
        tokens = {who: system.keys.mint(who, [role], datetime.now(UTC), 1) for who, role in ROLES.items()}
        self._headers = {who: {"Authorization": f"Bearer {token}"} for who, token in tokens.items()}
        self._client = Client(base_url=system.urls["base-registry"], timeout=60)

    def get(self, path, who="city"):
        answer = self._client.get(path, headers=self._headers[who])
        return answer.raise_for_status()

    def act(self, who, path, step, does, entry=None, **more):
        headers = {"If-Match": self.get(path, who).headers["ETag"], "Idempotency-Key": new_id(), **self._headers[who]}
        content = {"step": step, "does": does, **({"entry": entry} if entry else {}), **more}
        self._client.post(f"{path}/acts", json=content, headers=headers).raise_for_status()


@pytest.fixture(scope="module")
def round_with_scores(system):
    """The open round, whose one applicant that the expert visited has all its scores; the path of the round's page."""
    registry = Registry(system)
    row = next(row for row in registry.get("/applications?state=running").json()["items"] if row["organisation"]["name"] == APPLICANT)
    programme = registry.get("/programmes/zhengzhou.base/2022-01-10").json()
    numbers = {each["name"]: each["value"] for each in programme["parameters"]}
    points = {item["key"]: numbers[item["maximum"]] for item in programme["rubrics"][0]["items"]}
    file = f"/applications/{row['id']}"
    registry.act("expert", file, "on_site", "declare", {"interest": False})
    registry.act("expert", file, "on_site", "record", {"visited_on": "2026-04-15", "saw": "现场情况良好。"})
    registry.act("city", file, "rubric", "assign", {"people": ["expert"]})
    registry.act("expert", file, "rubric", "declare", {"interest": False})
    registry.act("expert", file, "rubric", "score", {"points": points})
    return f"/calls/{row['call']}"


def test_a_list_is_chosen_published_objected_to_and_answered(visit, round_with_scores):
    officer = visit(CITY)
    page = officer.page
    page.get_by_role("link", name="整批办理（1 件）").click()
    page.get_by_label("提前结束上一阶段的理由").fill("申报已齐，先行认定。")
    page.get_by_role("button", name="结束上一阶段，固定名单").click()
    assert "第 1 名，共 1 家" in page.locator("main").inner_text()

    page.get_by_label(f"决定：{APPLICANT}").select_option(label="不入选")
    page.get_by_label("文号").fill("示例〔2026〕21号")
    page.get_by_role("button", name="确定名单").click()
    expect(page.get_by_role("alert")).to_have_count(1)  # It departs from the proposal, and gives no reason.
    assert page.get_by_label("文号").input_value() == "示例〔2026〕21号"

    page.get_by_label(f"决定：{APPLICANT}").select_option("base")
    page.get_by_role("button", name="确定名单").click()
    page.get_by_label(re.compile("^放行理由")).fill("本次申报单位较少。")
    page.get_by_role("button", name="确定名单").click()

    page.get_by_label("提前结束上一阶段的理由").fill("先行公布。")
    page.get_by_role("button", name="结束上一阶段，固定名单").click()
    page.get_by_label("文号").fill("示例〔2026〕22号")
    page.get_by_role("button", name="公布").click()
    assert "公示至" in page.locator("main").inner_text()
    expect(page.get_by_role("button", name="结束公示")).to_have_count(0)  # The period still runs.

    public = visit(None, (390, 844))
    public.go("/public/notices")
    public.page.get_by_role("link", name=f"对{APPLICANT}提出异议").click()
    public.no_sideways_scrolling()
    assert public.serious() == []
    public.page.get_by_label("异议内容").fill("年度报告与事实不符。")
    public.page.get_by_label("姓名或单位名称").fill("王𬭎")
    public.page.get_by_label("电话").fill("13800000000")
    public.page.get_by_role("button", name="提交异议").dblclick()
    public.page.wait_for_url(re.compile("/public/objections/"))
    assert "待答复" in public.page.locator("main").inner_text()
    public.no_sideways_scrolling()
    assert public.serious() == []

    officer.go(round_with_scores)
    assert "因异议暂停" in page.locator("main").inner_text()
    officer.go("/objections")
    expect(page.locator("tbody tr")).to_have_count(1)
    page.get_by_role("link", name="年度报告与事实不符。").click()
    assert "王𬭎" in page.locator("main").inner_text()
    assert officer.serious() == []
    page.get_by_label("异议不成立，继续公示和办理").check()
    page.get_by_label("答复内容（提出人可见）").fill("经核实，报告属实。")
    page.get_by_role("button", name="提交答复").click()
    assert "已办理" in page.get_by_role("status").inner_text()
    public.page.reload()
    assert "经核实，报告属实。" in public.page.locator("main").inner_text()
    assert "不成立" in public.page.get_by_role("heading", level=1).inner_text()


@pytest.fixture
def published(system, round_with_scores):
    """The round's list, published; the address under which anyone objects to its one row."""
    registry, row = Registry(system), None
    while row is None:
        notices = registry.get("/public/zhengzhou/notices").json()["items"]
        row = next((row for notice in notices if f"/calls/{notice['call']}" == round_with_scores for row in notice["rows"]), None)
        if row is None:
            application = next(each for each in registry.get("/applications?state=running").json()["items"] if each["organisation"]["name"] == APPLICANT)
            choice = {"entry": {"chosen": {application["id"]: "base"}}, "overrides": {"designations_least": "本次申报单位较少。"}}
            registry.act("city", round_with_scores, "designate", "close_stage", reason="申报已齐，先行认定。")
            registry.act("city", round_with_scores, "designate", "choose", number="示例〔2026〕21号", **choice)
            registry.act("city", round_with_scores, "naming", "close_stage", reason="先行公布。")
            registry.act("city", round_with_scores, "naming", "publish", number="示例〔2026〕22号")
    return f"/public{round_with_scores}/object/{row['application']}"


def test_who_objects_is_known_to_the_objection_alone_and_stands_in_no_log_and_no_event(system, published):
    """INVARIANT: whoever objects to a list is named to nobody but the office that answers it."""
    public, city = Sender(system.urls["portal"]), Sender(system.urls["portal"], CITY)
    answer = public.post(published, {"says": f"异议{SAYS}", "reasons": f"理由{SAYS}", "evidence": f"证据{SAYS}", **OBJECTOR})
    assert answer.status_code == 303, answer.text
    receipt = public.get(answer.headers["Location"].removeprefix("/portal")).text
    assert [typed for typed in TYPED if typed in receipt] == []  # Its address is passed on.
    settle(system)
    assert kept_in(system) == {typed: {OBJECTIONS} for typed in TYPED}

    written = next(path for path in re.findall(r'href="/portal(/objections/[^"]+)"', city.get("/objections").text) if PHONE in city.get(path).text)
    assert city.post(written, {"upheld": "false", "answer": "经核实，不属实。", "version": "1"}).status_code == 303
    settle(system)
    assert kept_in(system) == {typed: {OBJECTIONS, ANSWERS} for typed in TYPED}

    logs = {path: path.read_text("utf-8", "replace") for path in system.folders.log("services").parent.glob("*")}
    assert any("/object/" in text for text in logs.values())  # Else nothing was looked at.
    assert [(path, typed) for path, text in logs.items() for typed in TYPED if typed in text or json.dumps(typed)[1:-1] in text] == []


def kept_in(system):
    """Return where each thing stands that was typed, the events that travelled among it."""
    kept = [(where, text) for where, _, text in documents(system)]
    return {typed: {where for where, text in kept if typed in text} for typed in TYPED}
