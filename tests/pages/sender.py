"""Somebody who keeps cookies and fills in forms, without a window: quick, and able to send what no page offers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import httpx

from fuyu.http import Client

MOST_SECONDS = 120
"""The time for an answer says more about who else uses the machine than about the page."""
_GUARD = re.compile(r'name="csrf_token" value="([^"]+)"')
_ACCOUNT = re.compile(r'name="account" value="([^"]+)">([^<]+)<')


class Sender:
    """One browser's cookies; `who` is a pattern of the name of an account of the demonstration, the first that fits; None for nobody."""

    def __init__(self, url: str, who: str | None = None) -> None:
        self.who = who
        self.http = Client(base_url=url, timeout=MOST_SECONDS)
        if who is not None:
            self.enter(who)

    def enter(self, who: str) -> None:
        """Sign in by one click."""
        page = self.http.get("/sign-in").text
        account = next(id for id, name in _ACCOUNT.findall(page) if re.search(who, name))
        answer = self.http.post("/sign-in/demonstration", data={"csrf_token": guard_on(page), "account": account})
        assert answer.status_code == 303, answer.text

    def get(self, path: str, **more: Any) -> httpx.Response:
        """Ask for a page."""
        return self.http.get(path, **more)

    def post(self, path: str, form: Mapping[str, Any], files: Any = None) -> httpx.Response:
        """Send a form with the guard of one's own session."""
        return self.http.post(path, data={"csrf_token": self.guard(), **form}, files=files)

    def guard(self) -> str:
        """Return what guards the forms of this session."""
        return guard_on(self.http.get("/me" if self.who else "/sign-in", follow_redirects=True).text)


def guard_on(page: str) -> str:
    """Return the guard of the forms on a page."""
    found = _GUARD.search(page)
    assert found is not None, page[:2000]
    return found.group(1)
