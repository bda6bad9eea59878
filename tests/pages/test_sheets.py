"""An expert's sheet: on the rubric that its applicant is judged by, with the points that are taken now."""

from __future__ import annotations

from typing import Any

import pymongo
import pytest

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
