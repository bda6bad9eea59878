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
from .subjects import TRACKER, Subjects

pytestmark = [pytest.mark.slow]
COORDINATOR = "孵化基地（专人）"
SESSION = {"held_on": "2026-04-14", "kind": "training", "days": "1", "hours": "2", "is_free": "true"}


@pytest.fixture(scope="module")
def subjects(system: System) -> Subjects:
    """What stands in the demonstration."""
    return Subjects(system)


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
    assert "已转出企业" in told(coordinator.get(address).text)
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
