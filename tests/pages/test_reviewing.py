"""A file of Zhengzhou's bases on its way: its district recommends it or sends it back, the city admits it and names an expert, who visits and scores."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from fuyu.cases.ground import StandingGround
from fuyu.cases.playing import play
from fuyu.cases.reading import read_story
from fuyu.cases.telling import Told
from fuyu.law.registry import Laws

from .test_applicant import upload

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.requirement("P-3", "P-4", "P-5")]

DISTRICT, CITY, EXPERT, UNDER = "区县（市）", "市市场监督管理局", "评审专家", "孵化基地"
POINTS = {"item_1": 18, "item_2": 17, "item_3": 18, "item_4": 19, "item_5": 8, "item_6": 9}  # 89 in sum
STORY = """
story: Three more companies apply, and the lists of two are complete
programme: zhengzhou.base
people:
  opening-city: {actor: city bureau}
  opening-district: {actor: district bureau, district: 中原区}
  reviewed: {actor: applicant, organisation: 示范企业041-043, district: 中原区}
  first: {actor: incubatee, organisation: 示范企业841-850}
  second: {actor: incubatee, organisation: 示范企业851-860}
happens:
  - {as_of: 2026-04-15, by: opening-city, does: open_call, with: {year: 2026}}
  - {as_of: 2026-04-15, by: reviewed, does: apply, with: {like: a_good_base}}
  - {as_of: 2026-04-15, by: opening-district, does: incubatee_list, of: reviewed-1, with: {companies: 示范企业841-850}}
  - {as_of: 2026-04-15, by: opening-district, does: incubatee_list, of: reviewed-2, with: {companies: 示范企业851-860}}
  - {as_of: 2026-04-15, by: first, does: registration, of: reviewed-1}
  - {as_of: 2026-04-15, by: second, does: registration, of: reviewed-2}
  - {as_of: 2026-04-15, by: [reviewed-1, reviewed-2], does: consent}
then:
  application: {of: 示范企业043, step: district}
"""


@pytest.fixture(scope="module", autouse=True)
def files(system, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Applications of 示范企业041 to 043 with their district, the first two complete."""
    path: Path = tmp_path_factory.mktemp("story") / "story.yaml"
    path.write_text(STORY)
    laws = Laws.load()
    story = read_story(path, laws)
    told = play(story, StandingGround(system.urls, system.keys), laws, Told(story))
    assert told.held, told.failures


def step(visitor, title):
    """Return the card of a step that is open on a file."""
    return visitor.page.locator("section.step").filter(has=visitor.page.get_by_role("heading", name=title))


def open_file(visitor, name):
    """Open a file from the home page."""
    visitor.go("/")
    visitor.page.get_by_role("link", name=name).first.click()
    assert name in visitor.page.get_by_role("heading", level=1).inner_text()
    visitor.no_sideways_scrolling()


def identity_paper(visitor):
    """Return the line of the identity paper in the list of materials, and how many links it has."""
    line = visitor.page.locator(".checklist li").filter(has_text="法定代表人身份证复印件")
    return line.inner_text(), line.get_by_role("link").count()


def judge_all(card):
    """Answer each of a step's questions with yes."""
    for group in card.get_by_role("radiogroup").all():
        group.get_by_label("符合", exact=True).check()


def way(visitor, title, word):
    """Return what a word asks at a step, opened where the step knows several."""
    card = step(visitor, title)
    several = card.locator("summary").filter(has_text=re.compile(f"^{word}$"))
    if several.count():
        several.click()
        return card.locator("details[open].way")
    return card


def is_done(visitor):
    assert "已办理" in visitor.page.get_by_role("status").first.inner_text()
    visitor.no_sideways_scrolling()


def test_a_file_goes_from_its_district_over_the_city_to_its_expert_s_score(visit, width, tmp_path):
    name = {1280: "示范企业041", 390: "示范企业042"}[width[0]]
    district = visit(DISTRICT, width, UNDER)
    open_file(district, name)
    upload(district, "入孵企业名单汇总表", tmp_path)
    assert district.page.locator(".material").get_by_role("link").count() == 1
    asked = way(district, "区县（市）局初审推荐", "推荐")
    judge_all(asked)
    asked.get_by_role("button", name="推荐").click()
    is_done(district)

    city = visit(CITY, width, UNDER)
    open_file(city, name)
    assert identity_paper(city)[1] == 1
    asked = way(city, "市局初步审核", "通过")
    judge_all(asked)
    asked.get_by_role("button", name="通过").click()
    is_done(city)
    asked = way(city, "现场审查", "指派人员")
    asked.locator("input[name=people][value=expert]").check()
    asked.get_by_role("button", name="指派人员").click()
    is_done(city)

    expert = visit(EXPERT, width, UNDER)
    open_file(expert, name)
    said, links = identity_paper(expert)
    assert ("仅申报企业和审核部门可以查看" in said, links) == (True, 0)
    declare(expert, "现场审查")
    asked = step(expert, "现场审查")
    asked.get_by_label("现场审查日期").fill("2026-04-15")
    asked.get_by_label("现场审查情况").fill("教学场所和设备齐全。")
    asked.get_by_role("button", name="提交记录").click()
    is_done(expert)

    open_file(city, name)
    assert "教学场所和设备齐全。" in city.page.locator(".history").text_content()
    asked = way(city, "评审打分", "指派人员")
    asked.locator("input[name=people][value=expert]").check()
    asked.get_by_role("button", name="指派人员").click()
    is_done(city)

    open_file(expert, name)
    declare(expert, "评审打分")
    asked = step(expert, "评审打分")
    for item, points in POINTS.items():
        asked.locator(f"input[name='points.{item}']").fill(str(points))
    assert asked.locator("[data-sum]").inner_text() == "89"
    asked.locator("input[name='points.item_1']").fill("21")  # 附件2 1 gives twenty at most.
    asked.get_by_role("button", name="提交评分").click()
    assert asked.locator("input[name='points.item_1']").evaluate("each => each.validity.rangeOverflow")
    asked.locator("input[name='points.item_1']").fill("18")
    asked.get_by_role("button", name="提交评分").click()
    is_done(expert)

    city.go("/applications?state=running")
    city.page.get_by_role("link", name=name).first.click()
    # 附件2 adds a point for the highest award and five for years of operation, beside the sheet.
    assert "评审打分：95.00 得分 89.00 · 加分 已获最高奖项 1 · 加分 运营多年的成熟企业 5" in city.page.locator("main").inner_text()


def declare(expert, title):
    """Say that there is no interest, without which nothing else of a step is shown."""
    card = step(expert, title)
    card.get_by_label("没有利害关系").check()
    card.get_by_role("button", name="申明利害关系").click()
    is_done(expert)


def test_a_district_sends_a_file_back_with_what_is_missing_and_its_applicant_reads_it(visit, system):
    district = visit(DISTRICT, (390, 844), UNDER)
    open_file(district, "示范企业043")
    asked = way(district, "区县（市）局初审推荐", "推荐")
    judge_all(asked)
    asked.get_by_role("button", name="推荐").click()
    district.page.get_by_role("alert").first.wait_for()  # Nobody is on its list.
    asked = way(district, "区县（市）局初审推荐", "退回补正")
    asked.get_by_role("button", name="退回补正").click()
    assert asked.get_by_label("理由").evaluate("each => each.validity.valueMissing")
    asked.get_by_label("理由").fill("请补充入孵企业名单。")
    asked.get_by_role("button", name="退回补正").click()
    is_done(district)

    file = district.page.url.partition("/portal")[2].partition("?")[0]
    operator = system.client("base-registry", system.token("operator", "operator", "zhengzhou"))
    kept = operator.get(file).json()
    assert (kept["stands_at"], kept["walk"]["acts"][-1]["reason"]) == ("apply", "请补充入孵企业名单。")
    role = {"actor": "applicant", "city": "zhengzhou", "organisation": kept["organisation"]["code"]}
    account = {"login": "applicant-43", "name": "第43号申报人", "roles": [role], "is_demonstration": True}
    accounts = system.client("portal", system.token("operator", "operator", "zhengzhou"))
    assert accounts.post("/accounts", json=account, headers={"Idempotency-Key": "applicant-43"}).is_success
    applicant = visit("第43号申报人", (390, 844))
    open_file(applicant, "示范企业043")
    assert "请补充入孵企业名单。" in applicant.page.locator("main").inner_text()


def test_the_page_of_an_application_that_ended_long_ago_says_that_its_identity_paper_was_deleted(visit, subjects):
    desk = subjects.client("base-registry")
    ended = [row["id"] for row in subjects.rows("base-registry", "/applications") if row["programme"] == "zhengzhou.base" and row["state"] == "completed"]
    papers = {id: desk.get(f"/applications/{id}").json()["identity_papers"] for id in ended}
    id, deleted_on = next((id, each["deleted_on"]) for id, told in papers.items() for each in told if each.get("deleted_on"))
    city = visit(CITY, (390, 844), UNDER)
    city.go(f"/applications/{id}")
    said, links = identity_paper(city)
    year, month, day = (int(part) for part in deleted_on.split("-"))
    assert ("已按规定删除" in said, f"{year}年{month}月{day}日" in said, links) == (True, True, 0)
    city.no_sideways_scrolling()
