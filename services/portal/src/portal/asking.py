"""Asking the services as the person signed in."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import httpx
from flask import current_app, g

from fuyu.caller import Role
from fuyu.http import Client
from fuyu.ids import new_id
from fuyu.problems import Problem
from fuyu.settings import Settings
from fuyu.web.asking import IN_STEAD_HEADER, REQUEST_ID_HEADER, request_id
from fuyu.web.keys import load_private
from fuyu.web.tokens import mint
from fuyu.web.uploads import shown_name
from portal.documents import Account

REGISTRY, TRACKER, NOTIFIER = "base-registry", "incubatee-tracker", "notifier"
SECONDS_TO_ANSWER = 60.0
TOKEN_LASTS, TOKEN_KEPT = timedelta(minutes=5), 240.0
SECONDS_OF_A_DAY = 2.0
PAGE = 200
"""The most that one page of a listing holds."""


class Refusal(Problem):
    """What a service answered instead of doing what was asked; its document is shown to the person in words."""

    slug, title = "refused", "A service refused what was asked"

    def __init__(self, document: Mapping[str, Any], status: int) -> None:
        members = {name: value for name, value in document.items() if name not in ("type", "title", "status", "detail")}
        super().__init__(str(document.get("detail", "")), **members)
        self.slug, self.status = str(document.get("type", "")).rpartition("/")[2] or "refused", status  # type: ignore[misc]
        self.title = str(document.get("title", ""))  # type: ignore[misc]


class Down(Problem):
    """A service did not answer."""

    slug, status, title = "service-down", 503, "A service does not answer at the moment"


class Reach:
    """The way to the services: by HTTP, with one pool of connections for all requests of the process."""

    def __init__(self, settings: Settings, transport: httpx.BaseTransport | None = None) -> None:
        self._settings = settings
        limits = httpx.Limits(max_connections=100, max_keepalive_connections=20)
        self.http = Client(timeout=SECONDS_TO_ANSWER, limits=limits, transport=transport)
        self._tokens: dict[tuple[str, int, str], tuple[str, float]] = {}
        self._lock = threading.Lock()
        self._today: dict[str, tuple[date, float]] = {}

    def url(self, service: str, path: str) -> str:
        """Return the address of something at a service."""
        return self._settings.url_of(service) + path

    def token(self, account: Account) -> str:
        """Return a token in all roles of an account, signed by the newest key; it runs out in minutes."""
        key, now = (account.id, account.holds, account.name), time.monotonic()
        known = self._tokens.get(key)
        if known is not None and known[1] > now:
            return known[0]
        made = mint(load_private(self._settings.token_keys), account.person, account.actors, lasts=TOKEN_LASTS, name=account.name)
        with self._lock:
            if len(self._tokens) > 10_000:
                self._tokens.clear()
            self._tokens[key] = (made, now + TOKEN_KEPT)
        return made

    def today(self) -> date:
        """Return the law's day, as the service says that keeps its settings; while it is away the day that it said last, else raise Down."""
        kept = self._today.get("day")
        if kept is None or kept[1] < time.monotonic():
            told = self._told_day() or (kept[0] if kept else None)
            if told is None:
                raise Down("The part of the system that knows the law's day does not answer at the moment.", service=REGISTRY)
            kept = self._today["day"] = (told, time.monotonic() + SECONDS_OF_A_DAY)
        return kept[0]

    def _told_day(self) -> date | None:
        try:
            return date.fromisoformat(self.http.get(self.url(REGISTRY, "/ops/clock")).raise_for_status().json()["today"])
        except (httpx.HTTPError, KeyError, TypeError, ValueError):
            return None


class Desk:
    """One person's way to the services in one city; without a person the public's.

    With `stead`, somebody's absence, the person acts as the deputy: in the roles that both hold, and under the absent one's name beside the own.
    """

    def __init__(self, reach: Reach, account: Account | None, city: str | None, stead: Mapping[str, Any] | None = None) -> None:
        self.reach, self.account, self.city, self.stead = reach, account, city, stead

    def get(self, service: str, path: str, **query: Any) -> Any:
        """Return what a service shows; raise Refusal where it refuses and Down where it does not answer."""
        return self.ask("GET", service, path, params={name: value for name, value in query.items() if value is not None}).json()

    def all(self, service: str, path: str, most: int = 2_000, **query: Any) -> list[dict[str, Any]]:
        """Return all items of a listing, page after page, at most so many."""
        return list(self._pages(service, path, most, query))

    def _pages(self, service: str, path: str, most: int, query: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        cursor, left = None, most
        while left > 0:
            shown = self.get(service, path, limit=min(PAGE, left), cursor=cursor, **query)
            yield from shown["items"]
            left -= len(shown["items"])
            cursor = shown.get("next")
            if not cursor:
                return

    def versioned(self, service: str, path: str, **query: Any) -> tuple[dict[str, Any], str]:
        """Return what a service shows, with the ETag that a change of it must name.

        A deputy is told what the roles that both hold may do at it (`offers`), nothing at what these roles do not see.
        """
        told = {"params": {name: value for name, value in query.items() if value is not None}}
        try:
            answer = self.ask("GET", service, path, **told, headers=self._in_stead())
            return answer.json(), answer.headers.get("ETag", "")
        except Refusal:
            if self.stead is None:
                raise
        answer = self.ask("GET", service, path, **told)
        return answer.json() | {"offers": []}, answer.headers.get("ETag", "")

    def post(self, service: str, path: str, content: Any, *, key: str | None = None, version: str | None = None) -> Any:
        """Make something or act; under the same `key` it happens once, however often it is sent."""
        headers = {"Idempotency-Key": key or new_id()} | ({"If-Match": version} if version else {})
        return self.ask("POST", service, path, json=content, headers=headers).json()

    def patch(self, service: str, path: str, content: Any, version: str) -> Any:
        """Change something that was read as `version`."""
        return self.ask("PATCH", service, path, json=content, headers={"If-Match": version}).json()

    def put(self, service: str, path: str, content: Any) -> None:
        """Put something that is one's own in its place, whatever was there before."""
        self.ask("PUT", service, path, json=content)

    def upload(self, service: str, name: str, stream: Any, media_type: str, *, key: str | None = None) -> dict[str, Any]:
        """Hand a file over to a service, which looks at its content; return what it keeps of it, under the same `key` the same.

        A refusal's member `file` names the file.
        """
        shown = shown_name(name)
        try:
            sent = {"file": (shown, stream, media_type)}
            made: dict[str, Any] = self.ask("POST", service, "/files", files=sent, headers={"Idempotency-Key": key or new_id()}).json()
        except Problem as problem:
            problem.members["file"] = shown
            raise
        return made

    def ask(self, method: str, service: str, path: str, **more: Any) -> httpx.Response:
        """Return a service's answer; raise Refusal where it refuses and Down where it does not answer."""
        try:
            answer = self.reach.http.request(method, self.reach.url(service, path), **{**more, "headers": self._headers(method) | more.get("headers", {})})
        except httpx.HTTPError as fault:
            raise Down("A part of the system does not answer at the moment. Nothing was changed; try again in a minute.", service=service) from fault
        if answer.is_success:
            return answer
        raise _refusal(answer, service)

    def _headers(self, method: str) -> dict[str, str]:
        signed_in = {"Authorization": f"Bearer {self.reach.token(self.account)}"} if self.account else {}
        where = {"Fuyu-City": self.city} if self.city and self.account else {}
        return signed_in | where | (self._in_stead() if method != "GET" else {}) | {REQUEST_ID_HEADER: request_id()}

    def _in_stead(self) -> dict[str, str]:
        return {IN_STEAD_HEADER: str(self.stead["person"])} if self.stead else {}

    @property
    def roles(self) -> list[Role]:
        """Return the roles of the person in this city; of a deputy those in which the absent person is stood in for."""
        held = [role for role in self.account.actors if role.city == self.city] if self.account else []
        return held if self.stead is None else [role for role in held if _told(role) in map(_bounds, self.stead["roles"])]


def _told(role: Role) -> tuple[str | None, ...]:
    return role.actor, role.office, role.district, role.organisation


def _bounds(role: Mapping[str, Any]) -> tuple[str | None, ...]:
    return tuple(role.get(name) for name in ("actor", "office", "district", "organisation"))


def _refusal(answer: httpx.Response, service: str) -> Problem:
    if answer.headers.get("Content-Type", "").startswith("application/problem+json"):
        return Refusal(answer.json(), answer.status_code)
    return Down("A part of the system answered in a way that nobody foresaw. Nothing is known to have changed; look before you try again.", service=service)


def reach() -> Reach:
    """Return this process's way to the services."""
    found: Reach = current_app.extensions["portal.reach"]
    return found


def desk() -> Desk:
    """Return the way to the services of who asks now."""
    found: Desk = g.portal_desk
    return found
