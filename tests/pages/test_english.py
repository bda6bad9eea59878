"""Who reads English: the titles that a programme declares are English on the pages, and what is sent is the same as in Chinese."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .conftest import WIDTHS
from .test_applicant import account_for, operator
from .test_every_page import CUT, is_to_look_at, pages_of

pytestmark = [pytest.mark.usefixtures("boards"), pytest.mark.browser, pytest.mark.slow, pytest.mark.requirement("P-9")]
LANGUAGES = {"en": "English", "zh-CN": "中文"}
CHINESE = """[...document.querySelectorAll('.duty-title, select[id^=entry] option, select[id^=form] option')]
    .map(each => each.textContent.replace(/示范企业\\d+/g, '')).filter(text => /[\u4e00-\u9fff]/.test(text))"""
"""What is owed and what can be chosen and still stands in Chinese; names of companies stay."""
WRITTEN = {"现场改善与复评"}
"""What an officer called the work that was assigned: it stays as it was written."""


def _choose(visitor, language):
    """Choose a language at the head of the page, which then comes again; an account that chose it before has it already."""
    menu, way = visitor.page.locator(".navbar-toggler"), visitor.page.get_by_role("button", name=LANGUAGES[language], exact=True)
    if visitor.page.locator("html").get_attribute("lang") != language:
        if menu.is_visible():
            menu.click()
        way.click()


_looked_at: set[str] = set()


def _fits(visitor):
    """Raise AssertionError where a page does not fit its window."""
    visitor.no_sideways_scrolling()
    assert visitor.page.evaluate(CUT) == []


def _looks_right(visitor):
    """Raise AssertionError where a page does not fit its window, or axe finds something serious."""
    _fits(visitor)
    assert visitor.serious() == []


def test_an_applicant_reads_titles_in_english_and_what_is_saved_stays_as_it_is(system, visit, width):
    """Programme, step, field and what is said below it are English; a choice among Chinese words is kept as the word that the law has."""
    row = account_for(system, 11)
    visitor = visit("第11号申报人", width)
    page = visitor.page
    visitor.go(f"/applications/{row['id']}")
    _choose(visitor, "en")
    main = page.locator("main")
    expect(main).to_contain_text("Incubation base for performance excellence management Designation round 2026")
    expect(page.get_by_role("heading", name="Handing in the application")).to_be_visible()
    expect(main).to_contain_text("First review and recommendation by the district bureau")
    _looks_right(visitor)

    visitor.go(f"/applications/{row['id']}/form")
    expect(page.get_by_text("Enter a loss as a negative number.").first).to_be_visible()
    _looks_right(visitor)
    before = operator(system).get(f"/applications/{row['id']}").json()["form"]
    page.get_by_label("Number of employees").fill("901")
    page.get_by_label("Size class").select_option(label="Small")
    page.get_by_role("button", name="Save and go back").click()
    page.wait_for_load_state()
    kept = operator(system).get(f"/applications/{row['id']}").json()["form"]
    assert {name: kept[name] for name in before} == {**before, "employees": 901, "size": "小型"}

    visitor.go(f"/applications/{row['id']}/form")
    page.get_by_label("Number of employees").fill("many")
    page.get_by_role("button", name="Save and go back").click()
    page.wait_for_load_state()
    expect(page.get_by_role("alert").first).to_contain_text("Number of employees")
    page.get_by_label("Number of employees").fill("901")
    page.get_by_role("button", name="Save and go back").click()

    visitor.go(f"/applications/{row['id']}")
    _choose(visitor, "zh-CN")
    expect(page.get_by_role("heading", name="提交申报")).to_be_visible()
    expect(main).to_contain_text("企业卓越绩效管理孵化基地")
    expect(main).not_to_contain_text("performance excellence")


def test_a_coordinators_home_tells_programmes_and_steps_in_english(visit, width):
    visitor = visit("孵化基地（专人）", width)
    _choose(visitor, "en")
    main = visitor.page.locator("main")
    expect(main).to_contain_text("Incubation base for performance excellence management")
    expect(main).to_contain_text("Summary of the year's work 2025: due 2 February 2026")  # What the inbox calls a message.
    _looks_right(visitor)
    visitor.page.locator("section.card h2 a").first.click()
    expect(main).to_contain_text("Incubation base for performance excellence management")
    _looks_right(visitor)
    _choose(visitor, "zh-CN")
    expect(main).to_contain_text("企业卓越绩效管理孵化基地")


@pytest.mark.parametrize("who", ["市市场监督管理局", "市创奖办"])
def test_every_page_of_an_office_is_whole_in_english(visit, who):
    """Long English titles fit a telephone as short Chinese ones do; what rules call a duty, and what a form lets choose, is English as well."""
    visitor = visit(who, WIDTHS["phone"])
    _choose(visitor, "en")
    for path in pages_of(visitor):
        status = visitor.page.evaluate("performance.getEntriesByType('navigation')[0].responseStatus")
        assert status < 400, (path, status)
        assert set(visitor.page.evaluate(CHINESE)) <= WRITTEN, path
        _fits(visitor)
        assert not is_to_look_at(path, _looked_at) or visitor.serious() == [], path
