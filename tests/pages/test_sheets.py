"""An expert's sheet: on the rubric that its applicant is judged by, with the points that are taken now, kept as one fills it in."""

from __future__ import annotations

from typing import Any

import pymongo
import pytest
from playwright.sync_api import expect

from .subjects import REGISTRY, Subjects
from .test_other_programmes import is_done, open_file, step

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.requirement("P-4", "MQ-5")]

HOSPITAL, AWARD, SHEET = "示范企业902", "市长质量奖", "材料评审打分"
NEW = {"public_customer_points": 140, "public_result_points": 350}
POINTS = {"leadership": 90, "strategy": 70, "customers": 135, "resources": 90, "processes": 80, "measurement": 70, "results": 300}


@pytest.fixture
def hospital(system) -> str:
    """An applicant of the public services, and points of their table that an operator set, which hold from the next day on."""
    client: pymongo.MongoClient[Any] = pymongo.MongoClient(system.mongod.uri)
    with client:
        change = {"$set": {"form.category": "医疗卫生"}}
        assert client["fuyu_base_registry"]["applications"].update_one({"organisation.name": HOSPITAL}, change).modified_count == 1
    subjects = Subjects(system)
    for parameter, value in NEW.items():
        content = {"programme": "zhengzhou.mayor_award", "parameter": parameter, "value": value}
        setting = {"kind": "override", "content": content, "reason": "秘书处印发公共服务类实施细则", "number": "郑质评〔2026〕1号"}
        subjects.made(subjects.client(REGISTRY), "/law-settings", setting)
    subjects.client(REGISTRY).put("/ops/clock", json={"today": "2026-04-16"}).raise_for_status()
    return HOSPITAL


@pytest.fixture
def colleague(system) -> str:
    """An account of another expert who is assigned to the same files."""
    roles = [{"actor": "expert", "city": "zhengzhou"}]
    content = {"person": "other_expert", "name": "评委乙", "roles": roles, "login": "other-expert", "is_demonstration": True, "heading": "评委"}
    subjects = Subjects(system)
    subjects.made(subjects.client("portal"), "/accounts", content)
    return "评委乙"


def sheet_of(expert, name):
    """Return the card of an expert's sheet on a file, once they said that there is no interest."""
    open_file(expert, name)
    card = step(expert, SHEET)
    if card.get_by_label("没有利害关系").count():
        card.get_by_label("没有利害关系").check()
        card.get_by_role("button", name="申明利害关系").click()
    return step(expert, SHEET)


def points(card, item):
    return card.locator(f"input[name='points.{item}']")


def test_a_hospital_s_sheet_asks_the_table_of_public_services_with_the_points_that_are_taken_now(visit, hospital):
    expert = visit("评审员", under=AWARD)
    card = sheet_of(expert, hospital)
    assert "公共服务类评分表" in card.locator("caption").inner_text()
    assert [points(card, item).get_attribute("max") for item in ("customers", "results")] == ["140", "350"]
    for item, value in POINTS.items():
        points(card, item).fill(str(value))
    points(card, "results").fill("351")
    card.get_by_role("button", name="提交评分").click()
    assert points(card, "results").evaluate("each => each.validity.rangeOverflow")
    points(card, "results").fill("300")
    card.get_by_role("button", name="提交评分").click()
    is_done(expert)
    expert.page.locator(".history > li > details > summary").first.click()
    assert "135" in expert.page.locator(".history").inner_text()


def test_what_an_expert_has_filled_in_so_far_is_found_in_another_browser_and_by_nobody_else(visit, colleague):
    name, mine = "示范企业901", "只有本人看得到的评语"
    expert = visit("评审员", under=AWARD)
    card = sheet_of(expert, name)
    points(card, "leadership").fill("88")
    card.get_by_label("评语").fill(mine)
    points(card, "strategy").fill("91")  # Ninety at most: it is told, and nothing is lost of what is right.
    card.get_by_label("评语").focus()
    expect(card.locator(".saved")).to_contain_text("还没有保存")
    points(card, "strategy").fill("66")
    card.get_by_label("评语").focus()
    expect(card.locator(".saved")).to_have_text("已自动保存")
    expert.page.get_by_role("button", name="退出").click()

    again = visit("评审员", under=AWARD)
    card = sheet_of(again, name)
    assert [points(card, item).input_value() for item in ("leadership", "strategy", "customers")] == ["88", "66", ""]
    assert card.get_by_label("评语").input_value() == mine
    assert card.locator("[data-sum]").inner_text() == "154"

    other = visit(colleague)
    card = sheet_of(other, name)
    assert points(card, "leadership").input_value() == ""
    assert mine not in other.page.content()
