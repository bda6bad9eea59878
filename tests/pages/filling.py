"""Fills in every form that somebody comes to: what is asked as a telephone gets one, every other text another, so that both can be looked for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import html

from .sender import Sender

ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
PERSON = re.compile(r"/people/[^/]+/")
FILES = ("/files/", "/evidence", "as=xlsx", "/assets/", "cursor=")
TEXTS = ("text", "search", "tel", "email", "url", "password")
TELEPHONE = re.compile(r"phone|tel\b|电话|手机")
DAY = "2026-04-15"
Form = tuple[str, str, list[tuple[str, str]]]
"""How a form is sent, to where, and what it holds."""


class Filler:
    """Goes through all pages of somebody and sends each kind of form once."""

    def __init__(self, sender: Sender, phone: str, text: str, password: str) -> None:
        self.sender, self.phone, self.text, self.password = sender, phone, text, password
        self.sent: set[str] = set()
        self.answers: list[int] = []

    def fill_all(self, start: str) -> None:
        """Visit each kind of page once, by the links on those before it, and send the forms that ask for text."""
        seen, waiting = set(), [start]
        while waiting:
            url = waiting.pop(0)
            kind = self.kind(url)
            if kind in seen or any(part in url for part in FILES) or not urlsplit(url).path.startswith("/portal"):
                continue
            seen.add(kind)
            waiting += self.fill(url)

    def fill(self, url: str) -> list[str]:
        """Send the forms of a page that ask for text; return where its links lead."""
        answer = self.sender.http.get(url, follow_redirects=True)
        if not answer.headers["Content-Type"].startswith("text/html"):
            return []
        page = html.fromstring(answer.text, base_url=str(answer.url))
        page.make_links_absolute()
        for form in self.forms(page, str(answer.url)):
            self.send(form)
        return [link for element, name, link, _ in page.iterlinks() if element.tag == "a" and name == "href"]

    def kind(self, url: str) -> str:
        """Return an address without what tells one of a kind from another."""
        return PERSON.sub("/people/ID/", ID.sub("ID", url.split("#")[0].split("?")[0])).rpartition("/portal")[2]

    def send(self, form: Form) -> None:
        """Send a form."""
        method, action, values = form
        if method == "get":
            answer = self.sender.http.get(action, params=values)
        else:
            data: dict[str, Any] = {}
            for name, value in values:
                data.setdefault(name, []).append(value)
            answer = self.sender.http.post(action, data=data)
        self.answers.append(answer.status_code)
        self.sent.add(f"{method.upper()} {self.kind(action)}")

    def forms(self, page: Any, url: str) -> Iterator[Form]:
        """Yield each form that asks for text, filled in; of those that differ in nothing but what they are about only the first."""
        seen = set()
        for form in page.iter("form"):
            action, method = form.get("action") or url, (form.get("method") or "get").lower()
            values = list(self.values(form))
            marks = tuple(value for name, value in values if name in ("process", "step", "does", "material"))
            if not any(self.is_text(field) for field in form.iter("input", "textarea")) or (self.kind(action), marks) in seen:
                continue
            seen.add((self.kind(action), marks))
            yield method, urljoin(url, action), values

    def is_text(self, field: Any) -> bool:
        return field.tag == "textarea" or field.get("type", "text") in TEXTS

    def values(self, form: Any) -> Iterator[tuple[str, str]]:
        chosen: set[str] = set()
        for field in form.iter("input", "textarea", "select"):
            name, kind = field.get("name"), field.get("type", "text")
            if not name or field.getparent().tag == "template" or kind == "file":
                continue
            if kind in ("radio", "checkbox"):
                if name not in chosen:
                    chosen.add(name)
                    yield name, field.get("value") or "on"
                continue
            yield name, self.value(field, name, kind)
        for button in form.iter("button"):
            if button.get("name"):
                yield button.get("name"), button.get("value") or ""
                return

    def value(self, field: Any, name: str, kind: str) -> str:
        """Return what is typed into a field."""
        if field.tag == "select":
            options = [option.get("value") or "" for option in field.iter("option")]
            return next((option for option in options if option), "")
        known = {"hidden": field.get("value") or "", "date": DAY, "number": field.get("max") or "1", "password": self.password, "email": "canary@example.org"}
        if field.tag == "input" and kind in known:
            return known[kind]
        if TELEPHONE.search(f"{name} {kind} {_label(field)}"):
            return self.phone
        if field.get("inputmode") in ("numeric", "decimal"):
            return field.get("value") or "1"
        return self.text[: int(field.get("maxlength") or 500)]


def _label(field: Any) -> str:
    root, id = field.getroottree(), field.get("id")
    found = root.xpath("//label[@for=$id]", id=id) if id else []
    return " ".join(each.text_content() for each in found)
