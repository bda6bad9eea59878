"""Every page that each role can come to by following links: whole, light, within the window, and usable by keyboard and screen reader (axe-core)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from .conftest import WIDTHS
from .subjects import TRACKER

pytestmark = [pytest.mark.usefixtures("boards"), pytest.mark.browser, pytest.mark.slow]
ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<=/people/)[^/]+(?=/)|(?<=/organisations/)[^/]+")
"""What stands for one record among many in an address: an id, a person, a credit code."""
FILES = ("/files/", "/evidence", "as=xlsx", "/assets/", "cursor=")
MOST_BYTES = 400 * 1024
WEIGHT = """performance.getEntriesByType('navigation').concat(performance.getEntriesByType('resource'))
    .reduce((sum, each) => sum + each.encodedBodySize, 0)"""
"""What a page loads as it is sent, packed; what the browser has of it already counts as well."""
CUT = "[...document.querySelectorAll('.stacked td')].filter(cell => cell.scrollHeight > cell.clientHeight + 2).map(cell => cell.dataset.title)"
"""The cells of a list whose title, which stands beside each on a telephone, does not fit its row."""
WIDER = """[...document.querySelectorAll('.values .table-wrap')].map(box => box.scrollWidth > box.clientWidth + 1 ? box.innerText : '')
    .filter(text => text)"""
"""What was filled in in rows of its own and reaches beyond the telephone."""
SENT_AS_IT_IS = "form => { form.noValidate = true; form.requestSubmit(form.querySelector('button[type=submit], button:not([type])')); }"
LEAST = {
    "申报企业": 8,
    "孵化基地": 12,
    "入孵企业": 8,
    "区县": 12,
    "市市场监督管理局": 15,
    "评审专家": 6,
    "系统运行人员": 4,
    "市创奖办": 14,
    "评审组组长": 6,
    None: 3,
}
"""How many kinds of pages each comes to at least: the roles of a programme with bases, an office whose programme has classes, a leader of experts."""


OF_ROLES = re.compile(r"/|/(applications|calls|proceedings|designations|enrolments|bases|sessions|duties|people|experts|news|activities|dashboard)(/ID)?")
"""Pages that differ by who reads them."""
_looked_at: set[str] = set()


def pages_of(visitor: Any) -> Iterator[str]:
    """Visit each kind of page once, by the links on those before it; yield where the browser stands."""
    seen, waiting = set(), [visitor.page.url]
    while waiting:
        url = waiting.pop(0)
        kind = ID.sub("ID", url.split("#")[0].split("?")[0])
        if kind in seen or any(part in url for part in FILES) or "/portal" not in url:
            continue
        seen.add(kind)
        visitor.page.goto(url)
        yield kind.partition("/portal")[2] or "/"
        waiting += visitor.page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")


def is_to_look_at(path: str, looked_at: set[str]) -> bool:
    """Claim that axe has not looked at a page, which it does from now on, or that the page is another for each role."""
    is_new = path not in looked_at
    looked_at.add(path)
    return is_new or OF_ROLES.fullmatch(path) is not None


@pytest.mark.parametrize("who", list(LEAST))
def test_every_page_is_whole_light_and_fits_and_axe_finds_nothing_serious(visit, who):
    visitor, wrong, count = visit(who, WIDTHS["phone"]), [], 0
    for path in pages_of(visitor):
        count += 1
        status = visitor.page.evaluate("performance.getEntriesByType('navigation')[0].responseStatus")
        assert status < 400, (path, status)
        assert visitor.page.locator("main").inner_text().strip(), path
        visitor.no_sideways_scrolling()
        assert visitor.page.evaluate(CUT) == [], path
        assert visitor.page.evaluate(WIDER) == [], path
        weight = visitor.page.evaluate(WEIGHT)
        assert 0 < weight <= MOST_BYTES, (path, weight)
        if is_to_look_at(path, _looked_at):
            wrong += [f"{path}: {each}" for each in visitor.serious()]
    assert not wrong, "\n".join(wrong)
    assert count >= LEAST[who], count


@pytest.mark.parametrize(
    ("who", "path"),
    [("孵化基地", "/bases/{base}/sessions/new"), ("市市场监督管理局", "/designations/{base}/open/assign_work")],
    ids=["a session", "assigned work"],
)
def test_what_is_refused_is_said_within_the_window_and_axe_finds_nothing_serious(visit, subjects, who, path):
    """A form that is sent empty: its faults stand at its fields."""
    visitor = visit(who, WIDTHS["phone"])
    visitor.go(path.format(base=subjects.row(TRACKER, "/bases", "004")["id"]))
    with visitor.page.expect_navigation() as answered:
        visitor.page.locator("main form[method=post]").first.evaluate(SENT_AS_IT_IS)
    assert answered.value.status == 422
    assert visitor.page.locator(".invalid-feedback").count()
    visitor.no_sideways_scrolling()
    assert visitor.serious() == []
