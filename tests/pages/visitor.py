"""Somebody at a browser: signs in, goes to pages, and fails the test where a page breaks a rule that holds for all of them."""

from __future__ import annotations

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response, expect

MOST_MS = 60_000
"""The time for a page says more about who else uses the machine than about the page."""
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
SERIOUS = ("serious", "critical")


class Visitor:
    """One browser window; whatever goes wrong behind the scenes is gathered in `wrong` and fails the test at its end."""

    def __init__(self, browser: Browser, url: str, width: tuple[int, int], folder: Path) -> None:
        self.url, self.folder, self.wrong = url, folder, []
        self._context = browser.new_context(viewport={"width": width[0], "height": width[1]}, locale="zh-CN", accept_downloads=True)
        self.page: Page = self._context.new_page()
        self.page.set_default_timeout(MOST_MS)
        expect.set_options(timeout=MOST_MS)
        self.page.on("request", self._own_host_alone)
        self.page.on("response", self._no_fault)
        self.page.on("console", self._no_complaint)
        self.page.on("pageerror", lambda error: self.wrong.append(f"script: {error}"))

    def sign_in(self, who: str | None, under: str = "") -> None:
        """Sign in to the demonstration's first account whose name holds `who`, under the heading that holds `under`; nobody where it is None."""
        self.go("/sign-in")
        if who is not None:
            accounts = self.page.locator("section.demo-programme").filter(has_text=under) if under else self.page
            accounts.locator("button[name=account]").filter(has_text=who).first.click()
            self.page.wait_for_load_state()

    def go(self, path: str) -> Page:
        """Go to a page of the portal."""
        self.page.goto(self.url + path)
        return self.page

    def close(self) -> None:
        """Close the window; raise AssertionError with what went wrong on its pages."""
        self._context.close()
        assert not self.wrong, "\n".join(self.wrong)

    def no_sideways_scrolling(self) -> None:
        """Raise AssertionError where the page is wider than its window."""
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 1, f"{self.page.url} is {wide} px too wide"

    def serious(self) -> list[str]:
        """Return what axe-core finds on the page that is serious, each with the first place where it stands."""
        found = Axe().run(self.page, options=RULES).response["violations"]
        return [f"{each['id']}: {each['help']}: {each['nodes'][0]['html'][:200]}" for each in found if each["impact"] in SERIOUS]

    def _own_host_alone(self, request: Request) -> None:
        if not request.url.startswith((self.url.rsplit("/", 1)[0], "data:", "blob:")):
            self.wrong.append(f"asks another host: {request.url}")

    def _no_fault(self, response: Response) -> None:
        if response.status >= 500:
            self.wrong.append(f"{response.status} {response.url}")

    def _no_complaint(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "status of 4" not in message.text:
            self.wrong.append(f"console: {message.text}")
