"""What a form still does when the world has moved on since it was opened: nothing is lost that it did not show, and it can be sent again."""

from __future__ import annotations

import html
import re
from typing import Any

import pymongo
import pytest

from fuyu.ids import new_id
from fuyu.running.system import System

from .sender import Sender
from .subjects import PDF, REGISTRY, TRACKER, Subjects

pytestmark = [pytest.mark.slow]
COORDINATOR = "孵化基地（专人）"
SESSION = {"held_on": "2026-04-14", "kind": "training", "days": "1", "hours": "2", "is_free": "true"}


@pytest.fixture(scope="module")
def base(subjects: Subjects) -> str:
    """The coordinator's base."""
    return subjects.places("designation", "004")["id"]


@pytest.fixture
def coordinator(system: System) -> Sender:
    """The coordinator, signed in."""
    return Sender(system.urls["portal"], COORDINATOR)


def log(coordinator: Sender, base: str, topic: str, *attendance: str) -> str:
    """Log a session and return its address."""
    answer = coordinator.post(f"/bases/{base}/sessions/new", {**SESSION, "topic": topic, "attendance": list(attendance), "key": new_id()})
    assert answer.status_code == 303, told(answer.text)
    return str(re.search(r"/sessions/[0-9a-f-]{36}", answer.headers["Location"]).group())  # type: ignore[union-attr]


def hidden(page: str, name: str) -> str:
    """Return what a hidden field of a page holds."""
    found = re.search(rf"""<input type="hidden" name="{name}" value=["'](.*?)["']>""", page)
    assert found is not None, told(page)
    return html.unescape(found.group(1))


def ticked(page: str) -> list[str]:
    """Return the companies that a form of a session has ticked."""
    return re.findall(r'name="attendance" value="([^"]+)"[^>]* checked>', page)


def told(page: str) -> str:
    """Return what stands on a page, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def attended(subjects: Subjects, address: str) -> set[str]:
    """Return who came to a session, as the tracker keeps it."""
    return {each["enrolment"] for each in subjects.client(TRACKER).get(address).raise_for_status().json()["attendance"]}


def test_a_correction_keeps_who_came_and_has_moved_to_another_base_since(system: System, subjects: Subjects, coordinator: Sender, base: str) -> None:
    """INVARIANT: a correction of the topic takes nobody off a session."""
    running = [row["id"] for row in subjects.rows(TRACKER, "/enrolments") if row["designation"] == base and row["state"] == "running"][:2]
    address = log(coordinator, base, "更正前的主题", *running)
    move(system, running[0], base, subjects.places("designation", "005")["id"])
    page = coordinator.get(f"{address}/correct").text
    assert set(ticked(page)) == set(running)
    assert "已转出企业" in told(page)
    form = {**SESSION, "topic": "更正后的主题", "reason": "主题写错", "version": hidden(page, "version"), "key": new_id()}
    assert coordinator.post(f"{address}/correct", {**form, "attendance": ticked(page)}).status_code == 303
    assert attended(subjects, address) == set(running)
    for each in (address, f"/bases/{base}/sessions/print?year={SESSION['held_on'][:4]}"):
        assert "已转出企业" in told(coordinator.get(each).text)
    form |= {"version": hidden(coordinator.get(f"{address}/correct").text, "version"), "key": new_id()}
    assert coordinator.post(f"{address}/correct", {**form, "attendance": [running[1]]}).status_code == 303
    assert attended(subjects, address) == {running[1]}


def move(system: System, enrolment: str, base: str, other: str) -> None:
    """Let an incubation be at another base from the last day of the demonstration on, as a move leaves it."""
    client: pymongo.MongoClient[Any] = pymongo.MongoClient(system.mongod.uri)
    with client:
        rows = client["fuyu_incubatee_tracker"]["enrolments"]
        at_other = rows.find_one({"designation": other}) or client["fuyu_incubatee_tracker"]["bases"].find_one({"_id": other})
        row = rows.find_one({"_id": enrolment})
        assert row is not None
        assert at_other is not None
        of_other = at_other.get("base") or {name: at_other["organisation"][name] for name in ("code", "name")}
        stay = {"designation": base, "starts_on": row["starts_on"], "ended_on": "2026-04-14"}
        rows.update_one({"_id": enrolment}, {"$set": {"designation": other, "base": of_other, "past_stays": [stay], "moved_on": "2026-04-15"}})


def test_a_correction_that_came_second_is_sent_again_from_the_page_that_says_so(subjects: Subjects, coordinator: Sender, base: str) -> None:
    """INVARIANT: who was told of another's change can do what they meant to, with what they typed."""
    [came] = [row["id"] for row in subjects.rows(TRACKER, "/enrolments") if row["designation"] == base and row["state"] == "running"][-1:]
    address = log(coordinator, base, "两次更正的主题", came)
    seen = hidden(coordinator.get(f"{address}/correct").text, "version")
    form = {**SESSION, "attendance": [came], "reason": "主题写错", "version": seen}
    assert coordinator.post(f"{address}/correct", {**form, "topic": "先更正的主题", "key": new_id()}).status_code == 303
    late = coordinator.post(f"{address}/correct", {**form, "topic": "后更正的主题", "key": new_id()})
    assert late.status_code == 412
    assert 'value="后更正的主题"' in late.text
    assert hidden(late.text, "version") != seen
    form |= {"topic": "后更正的主题", **{name: hidden(late.text, name) for name in ("version", "key")}}
    assert coordinator.post(f"{address}/correct", form).status_code == 303
    assert "后更正的主题" in told(coordinator.get(address).text)


def test_a_form_that_was_saved_in_another_window_is_saved_again_by_the_next_sending(system: System, subjects: Subjects) -> None:
    """What the browser saves by itself goes on naming what its page saw, so that only a button writes over what stands, once it was told."""
    company, path = draft(system, subjects)
    seen = hidden(company.get(path).text, "version")
    assert company.post(path, {"version": seen}).status_code == 303
    late = company.post(path, {"version": seen})
    assert late.status_code == 412
    assert company.post(path, {"version": hidden(late.text, "version")}).status_code == 303
    by_itself = company.http.post(path, data={"csrf_token": company.guard(), "version": seen}, headers={"HX-Request": "true"})
    assert "还没有保存" in by_itself.text
    assert hidden(by_itself.text, "version") == seen
    told_of_it = company.post(path, {"version": seen})
    assert told_of_it.status_code == 412
    assert company.post(path, {"version": hidden(told_of_it.text, "version")}).status_code == 303


def draft(system: System, subjects: Subjects) -> tuple[Sender, str]:
    """Return an applicant, and the address of the form of its draft."""
    row = next(row for row in subjects.rows(REGISTRY, "/applications") if row["state"] == "draft")
    role = {"actor": "applicant", "city": "zhengzhou", "organisation": row["organisation"]["code"]}
    account = {"login": "drafting", "name": "填表的申报人", "roles": [role], "is_demonstration": True}
    made = subjects.client("portal").post("/accounts", json=account, headers={"Idempotency-Key": "account-of-who-drafts"})
    assert made.is_success, made.text
    return Sender(system.urls["portal"], "填表的申报人"), f"/applications/{row['id']}/form"


def refusal(page: str) -> str:
    """Return what a page says of what was refused, without the panel in the machine's words."""
    found = re.search(r'id="refusal">.*?<ul[^>]*>(.*?)</ul>', page, re.DOTALL)
    assert found is not None, told(page)
    return told(found.group(1))


def test_what_is_wrong_in_a_form_is_told_in_its_own_words_not_in_those_of_the_machine(system: System, subjects: Subjects) -> None:
    """INVARIANT: who reads Chinese is shown no name of a field and no English reason."""
    company, path = draft(system, subjects)
    page = company.post(path, {"version": hidden(company.get(path).text, "version"), "form.employees": "九百人"}).text
    assert "职工人数：请填整数" in refusal(page)
    assert "请填整数" in told(page.partition('name="form.employees"')[2][:600])

    office = Sender(system.urls["portal"], "市市场监督管理局")
    for year in ("明年", "²", "9" * 5_000):
        page = office.post("/calls/new", {"programme": "zhengzhou.base", "year": year, "key": new_id()}).text
        assert "年度：请填整数" in refusal(page)

    incubatee = Sender(system.urls["portal"], "入孵企业")
    mine = re.findall(r"/enrolments/[0-9a-f-]{36}", incubatee.get("/enrolments").text)
    page = incubatee.post(f"{mine[0]}/open/extend", {"process": "extend", "step": "ask_extension", "does": "fill", "key": new_id()}).text
    assert "没有填写" in refusal(page)
    assert not re.search(r"[A-Za-z_]{3,}", refusal(page))


def test_files_that_came_with_a_profile_stay_when_it_is_refused(coordinator: Sender, base: str) -> None:
    path = f"/bases/{base}/profile"
    late = coordinator.post(path, {"work_body": "", "key": new_id()}, {"file": ("场地照片.pdf", PDF, "application/pdf")})
    assert late.status_code == 422
    kept = re.findall(r'name="files" value="([^"]+)" checked', late.text)
    assert len(kept) == 1
    form = {"work_body": "孵化办公室三人，负责培训和诊断。", "files": kept, "key": hidden(late.text, "key")}
    assert coordinator.post(path, form).status_code == 303
    assert f"/files/tracker/{kept[0]}" in coordinator.get(path).text
