"""Acting on what was ticked in a list: each file for itself, once, as it was shown, while the page tells how far it has come."""

from __future__ import annotations

import json
import re
from typing import Any

import pymongo
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from fuyu.ids import new_id

from .conftest import WIDTHS
from .sender import Sender
from .subjects import OFFICE, REGISTRY, TRACKER, Subjects
from .visitor import RULES, SERIOUS

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.requirement("P-3")]

CITY, DISTRICT = "市市场监督管理局", "区县（市）"
RECOMMEND, REFUSE = "zhengzhou.base admit recommend_incubatee recommend", "zhengzhou.base admit recommend_incubatee refuse"
ROW = re.compile(r'name="row" value="([^"]+)"')
WORDS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def code(number: int) -> str:
    """Return a 统一社会信用代码 of a made-up company, with its check character (GB 32100)."""
    body = f"91410100MC{number:07}"
    left = sum(weight * WORDS.index(sign) for weight, sign in zip(WEIGHTS, body, strict=True)) % 31
    return body + WORDS[(31 - left) % 31]


class Proposed:
    """Companies that a base proposed and that undertook what they must: each waits for its district's recommendation."""

    def __init__(self, subjects: Subjects, first: int, count: int) -> None:
        self.subjects = subjects
        self.names = [f"一并办理企业{number}" for number in range(first, first + count)]
        self.ids = [self._one(code(number), name) for number, name in enumerate(self.names, start=first)]

    def _one(self, code: str, name: str) -> str:
        company = {"code": code, "name": name, "district": "中原区"}
        held = self.subjects.row(REGISTRY, "/designations", "004")
        entry = {"designation": held["id"], "incubatee": company, "promised": ["培训辅导"]}
        id = self.subjects.made(self.subjects.base_client(TRACKER, "004"), "/enrolments", entry)
        incubatee = self.subjects.client(TRACKER, f"of-{code}", "incubatee", organisation=code)
        self.act(incubatee, id, "undertake", "fill", entry={"undertakes": True})
        return id

    def act(self, client: Any, id: str, step: str, does: str, **more: Any) -> None:
        """Act on one of them through the service."""
        headers = {"Idempotency-Key": new_id(), "If-Match": client.get(f"/enrolments/{id}").headers["ETag"]}
        answer = client.post(f"/enrolments/{id}/acts", json={"process": "admit", "step": step, "does": does, **more}, headers=headers)
        assert answer.is_success, answer.text

    def refuse_elsewhere(self, place: int) -> None:
        """Let a colleague of the district refuse one of them, while somebody looks at the list."""
        colleague = self.subjects.client(TRACKER, "colleague", "district bureau", office=OFFICE, district="中原区")
        self.act(colleague, self.ids[place], "recommend_incubatee", "refuse", reason="已另行办理。")

    def acts(self, place: int) -> list[str]:
        """Return what was said of one of them at the district."""
        told = self.subjects.client(TRACKER).get(f"/enrolments/{self.ids[place]}").raise_for_status().json()
        return [each["does"] for each in told["walks"]["admit"]["acts"] if each["step"] == "recommend_incubatee"]


def tick(visitor: Any, *names: str) -> None:
    """Go to the list of what was proposed and tick some of it."""
    visitor.go("/enrolments?state=proposed")
    for name in names:
        visitor.page.get_by_role("checkbox", name=f"勾选 {name}", exact=True).check()


def rows_of(sender: Sender, *names: str) -> list[str]:
    """Return how the list names what can be ticked, of some companies."""
    return [each for each in ROW.findall(sender.get("/enrolments?state=proposed").text) if each.rpartition(" ")[2] in names]


def begun(sender: Sender, to: str, form: dict[str, Any]) -> str:
    """Send what was ticked and return the address of its stack."""
    answer = sender.post(to, form)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"].removeprefix("/portal").partition("?")[0])


def gone_through(sender: Sender, to: str, form: dict[str, Any]) -> str:
    """Send what was ticked, act on all of it, and return the page that tells what became of it."""
    path = begun(sender, to, form)
    sender.post(path, {})
    return str(sender.get(path).text)


def serious(visitor: Any) -> list[str]:
    return [each["id"] for each in Axe().run(visitor.page, options=RULES).response["violations"] if each["impact"] in SERIOUS]


def test_what_is_ticked_is_recommended_together_and_what_changed_since_is_refused_alone(visit: Any, subjects: Subjects, width: tuple[int, int]) -> None:
    """INVARIANT: nobody says a word of a file that they have not seen as it stands, and one refusal stops no other; a reload repeats nothing."""
    proposed = Proposed(subjects, width[0], 3)
    officer = visit(DISTRICT, width)
    tick(officer, *proposed.names)
    assert serious(officer) == []
    officer.no_sideways_scrolling()
    expect(officer.page.locator("[data-count=row]")).to_have_text(re.compile("^3 /"))
    proposed.refuse_elsewhere(1)
    officer.page.get_by_label("办理意见").select_option(RECOMMEND)
    officer.page.get_by_role("button", name="办理勾选的各件").dblclick()
    officer.page.wait_for_url(re.compile(r"/stacks/[0-9a-f-]{36}"))
    status = officer.page.locator("#how-far")
    expect(status).to_contain_text("已完成 3 / 3，1 项未通过")
    rows = {name: officer.page.locator(".stack > li").filter(has_text=name) for name in proposed.names}
    expect(rows[proposed.names[0]]).to_contain_text("已办理")
    expect(rows[proposed.names[1]]).to_contain_text("这一环节现在不能办理，可能已经办过")
    expect(rows[proposed.names[2]]).to_contain_text("已办理")
    assert serious(officer) == []
    officer.no_sideways_scrolling()
    for _ in range(2):
        officer.page.reload()
        expect(status).to_contain_text("已完成 3 / 3，1 项未通过")
    assert [proposed.acts(place) for place in range(3)] == [["recommend"], ["refuse"], ["recommend"]]
    rows[proposed.names[1]].get_by_role("link").first.click()
    assert proposed.names[1] in officer.page.get_by_role("heading", level=1).inner_text()


def test_all_on_a_page_are_ticked_by_one_button_and_an_empty_form_says_what_to_do(visit: Any, subjects: Subjects) -> None:
    proposed = Proposed(subjects, 20, 2)
    officer = visit(DISTRICT, WIDTHS["phone"])
    officer.go("/enrolments?state=proposed")
    boxes = officer.page.locator("input[name=row]")
    officer.page.get_by_role("button", name="勾选本页全部").click()
    assert boxes.count() >= 2
    assert all(box.is_checked() for box in boxes.all())
    officer.page.get_by_role("button", name="全不选").click()
    officer.page.get_by_role("button", name="办理勾选的各件").click()
    told = officer.page.locator("#refusal")
    expect(told).to_contain_text("请先在列表中勾选")
    expect(told).to_contain_text("请选择对勾选的各件都办理什么")
    assert serious(officer) == []
    officer.no_sideways_scrolling()
    officer.page.get_by_role("checkbox", name=f"勾选 {proposed.names[0]}").check()
    officer.page.get_by_label("办理意见").select_option(REFUSE)
    officer.page.get_by_role("button", name="办理勾选的各件").click()
    expect(told).to_contain_text("须写明理由")
    assert officer.page.get_by_role("checkbox", name=f"勾选 {proposed.names[0]}").is_checked()
    assert officer.page.get_by_label("办理意见").input_value() == REFUSE
    assert proposed.acts(0) == []


def test_a_session_that_ends_in_the_middle_goes_on_after_signing_in_and_nothing_is_done_twice(visit: Any, subjects: Subjects) -> None:
    """INVARIANT: what was begun is finished by whoever began it, however often they sign in."""
    proposed = Proposed(subjects, 30, 3)
    officer = visit(DISTRICT)
    tick(officer, *proposed.names)
    officer.page.get_by_label("办理意见").select_option(RECOMMEND)
    lost: list[int] = []

    def lose_the_first(route: Any) -> None:
        """Lose the answer to the first act and the session with it, as where a computer is shut."""
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().status)
        officer.page.context.clear_cookies()
        route.abort()

    officer.page.route(re.compile(r"/stacks/[0-9a-f-]{36}$"), lose_the_first)
    officer.page.get_by_role("button", name="办理勾选的各件").click()
    officer.page.wait_for_url(re.compile(r"/stacks/"))
    expect(officer.page.locator("#lost")).to_be_visible()
    assert lost == [200]
    officer.wrong.clear()  # The browser complains of the connection that was cut here.
    officer.page.get_by_role("button", name="继续办理其余").click()
    expect(officer.page.get_by_role("heading", level=1)).to_have_text("登录")
    officer.page.locator("button[name=account]").filter(has_text=DISTRICT).first.click()
    officer.page.wait_for_url(re.compile(r"/stacks/"))
    expect(officer.page.locator("#how-far")).to_contain_text("已完成 3 / 3")
    expect(officer.page.locator("#how-far")).not_to_contain_text("未通过")
    assert [proposed.acts(place) for place in range(3)] == [["recommend"]] * 3


def test_without_a_script_one_button_acts_on_all_and_the_same_form_sent_twice_makes_one_stack(system: Any, subjects: Subjects) -> None:
    proposed = Proposed(subjects, 40, 2)
    officer = Sender(system.urls["portal"], DISTRICT)
    form = {"act": RECOMMEND, "key": new_id(), "row": rows_of(officer, *proposed.names)}
    assert len(form["row"]) == 2
    first, again = (officer.post("/enrolments/stacks", form) for _ in range(2))
    assert first.status_code == again.status_code == 303
    assert first.headers["Location"] == again.headers["Location"]
    other = officer.post("/enrolments/stacks", {**form, "row": form["row"][:1]})
    assert other.headers["Location"] != first.headers["Location"]  # The page was gone back to, and sent with something else in it.
    path = first.headers["Location"].removeprefix("/portal").partition("?")[0]
    assert "已完成 0 / 2" in officer.get(path).text
    for _ in range(2):
        assert officer.post(path, {}).headers["Location"] == f"/portal{path}"
    assert "已完成 2 / 2" in officer.get(path).text
    assert [proposed.acts(place) for place in range(2)] == [["recommend"]] * 2


def test_nobody_acts_by_forged_ids_on_what_another_office_decides_nor_sees_its_stack(system: Any, subjects: Subjects) -> None:
    """INVARIANT: what a form names is asked of the service as its sender; what they may not see is refused as if it were not there."""
    proposed = Proposed(subjects, 50, 1)
    office, city = Sender(system.urls["portal"], DISTRICT), Sender(system.urls["portal"], CITY)
    [row] = rows_of(office, *proposed.names)
    elsewhere = {"actor": "district bureau", "city": "zhengzhou", "office": OFFICE, "district": "金水区"}
    account = {"login": new_id(), "name": "金水区一并办理", "is_demonstration": True, "roles": [elsewhere]}
    subjects.made(subjects.client("portal"), "/accounts", account)
    stranger = Sender(system.urls["portal"], "金水区一并办理")
    assert stranger.get("/enrolments?state=proposed").text.count(proposed.names[0]) == 0
    path = begun(stranger, "/enrolments/stacks", {"act": RECOMMEND, "key": new_id(), "row": row})
    stranger.post(path, {})
    told = stranger.get(path).text
    assert "已完成 1 / 1，1 项未通过" in told
    assert "没有这条记录，或您无权查看" in told
    assert proposed.acts(0) == []
    assert office.get(path).status_code == office.post(path, {}).status_code == 404
    assert city.post("/enrolments/stacks", {"act": RECOMMEND, "key": new_id(), "row": row}).status_code == 403  # It is the district's step.
    assert city.post("/enrolments/stacks", {"act": "zhengzhou.base admit approve grant", "key": new_id(), "row": row}).status_code == 403  # Each has a form.
    assert office.post("/enrolments/stacks", {"act": RECOMMEND, "key": new_id(), "row": "1' or 1 = 1"}).status_code == 422


def test_applications_are_returned_together_and_one_at_another_step_is_told_by_its_name(system: Any, subjects: Subjects) -> None:
    officer = Sender(system.urls["portal"], DISTRICT)
    [at_district] = [each for each in ROW.findall(officer.get("/applications").text) if "示范企业009" in each]
    another = subjects.row(REGISTRY, "/applications", "008")
    elsewhere = f"{another['id']} {another['version']} zhengzhou.base apply/city 示范企业008"
    form = {"act": "zhengzhou.base apply district return", "reason": "请补正附件。", "key": new_id()}
    refused = officer.post("/applications/stacks", {**form, "row": [at_district, elsewhere]})
    assert refused.status_code == 422
    assert "不在“区县（市）局初审推荐”环节，不能一并办理：示范企业008" in refused.text
    assert "请补正附件。" in refused.text
    page = officer.get("/applications").text
    assert "zhengzhou.base apply district return" in page
    assert "zhengzhou.base apply district recommend" not in page  # It is judged question by question, each file for itself.
    id, version, rest = at_district.split(" ", 2)
    seen_before = gone_through(officer, "/applications/stacks", {**form, "row": f"{id} {int(version) - 1} {rest}"})
    assert "已完成 1 / 1，1 项未通过" in seen_before
    assert "您打开页面之后，别人修改过" in seen_before
    told = gone_through(officer, "/applications/stacks", {**form, "row": at_district})
    assert "已完成 1 / 1" in told
    assert "项未通过" not in told
    kept = subjects.client(REGISTRY).get(f"/applications/{id}").json()
    assert [(each["does"], each["reason"]) for each in kept["walk"]["acts"] if each["step"] == "district"] == [("return", "请补正附件。")]


def test_conditions_that_are_not_met_are_told_with_their_clause_and_those_that_are_not(system: Any, subjects: Subjects) -> None:
    proposed = Proposed(subjects, 60, 1)
    officer = Sender(system.urls["portal"], DISTRICT)
    path = begun(officer, "/enrolments/stacks", {"act": RECOMMEND, "key": new_id(), "row": rows_of(officer, *proposed.names)})
    cites = {"regulation": "示例办法", "clause": "第十七条（二）3"}
    findings = [
        {"key": "promised_services", "outcome": "not met", "weight": "mandatory", "citation": cites, "because": "No service is promised."},
        {"key": "undertaking", "outcome": "met", "weight": "mandatory", "citation": cites, "because": "It undertakes."},
    ]
    problem = json.dumps({"type": "conditions-not-met", "title": "", "detail": "Not met.", "status": 422, "findings": findings})
    client: pymongo.MongoClient[Any] = pymongo.MongoClient(system.mongod.uri)
    with client:
        change = {"$set": {"rows.0.outcome": "refused", "rows.0.problem": problem}}
        assert client["fuyu_portal"]["stacks"].update_one({"_id": path.rpartition("/")[2]}, change).modified_count == 1
    told = officer.get(path).text
    assert told.count('class="finding ') == 1
    assert "第十七条（二）3" in told
    assert "不符合" in told
