"""A whole system with the demonstration for each file of these tests, and a browser that lets no page ask another host."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, sync_playwright
from tests.browsing import launch
from tests.demonstration import copy_of

from fuyu.running.system import System

from .subjects import Subjects
from .visitor import Visitor

SETTINGS = {"FUYU_LOG_LEVEL": "info", "FUYU_TICK_SECONDS": "3"}
"""Ticks mostly find nothing here, and three systems that look every second take a quarter of a core."""
WIDTHS = {"desktop": (1280, 900), "phone": (390, 844)}


@pytest.fixture(scope="module")
def system(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """A system that runs with the demonstration and an account for each of its actors."""
    folder = copy_of(demonstration, tmp_path_factory.mktemp("portal") / "var")
    with System(folder, settable_clock=True, settings=SETTINGS) as running:
        yield running


@pytest.fixture(scope="module")
def subjects(system: System) -> Subjects:
    """What stands in the demonstration, by the names of its made-up companies."""
    return Subjects(system)


@pytest.fixture(scope="module")
def boards(subjects: Subjects) -> None:
    """News and activities, of which the demonstration has none: so that pages of them are come to."""
    for kind, name in (("news", "posted"), ("news", "taken down"), ("activity", "004")):
        subjects.places(kind, name)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for all tests of a file; it ends with it, since its event loop would stand in the way of others in the same process."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def whole_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a click leads to is looked at when it has arrived whole, however slow the machine is."""
    for name in ("click", "dblclick"):
        monkeypatch.setattr(Locator, name, _and_wait(getattr(Locator, name)))


def _and_wait(act: Any) -> Any:
    def acted(locator: Locator, *arguments: Any, **options: Any) -> None:
        act(locator, *arguments, **options)
        locator.page.wait_for_load_state()

    return acted


@pytest.fixture(params=list(WIDTHS))
def width(request: pytest.FixtureRequest) -> tuple[int, int]:
    """Both widths: a desktop's and a telephone's."""
    return WIDTHS[request.param]


@pytest.fixture
def visit(system: System, chromium: Browser, tmp_path: Path) -> Iterator[type[Visitor]]:
    """Return what opens a browser window for somebody: `visit("孵化基地")` is signed in by one click, `visit()` is the public."""
    visitors: list[Visitor] = []

    def open_window(who: str | None = None, width: tuple[int, int] = WIDTHS["desktop"], under: str = "") -> Visitor:
        visitor = Visitor(chromium, system.urls["portal"], width, tmp_path)
        visitors.append(visitor)
        visitor.sign_in(who, under)
        return visitor

    yield open_window  # type: ignore[misc]
    for visitor in visitors:
        visitor.close()
