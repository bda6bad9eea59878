"""The desk from which a story's people write to the services: HTTP with their tokens, and refusals as problems."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx

from fuyu.caller import Role
from fuyu.http import Client
from fuyu.ids import new_id
from fuyu.running.keys import Keys

BASES, TRACKER, NOTIFIER = "base-registry", "incubatee-tracker", "notifier"
PAGE = 200
SECONDS_TO_ANSWER = 30


@dataclass(frozen=True)
class Someone:
    """A person with the roles that the token gives; one without roles is of the public and has no token."""

    id: str
    title: str
    roles: tuple[Role, ...] = ()

    def plays(self, actor: str) -> bool:
        """Claim that one of the roles is this actor."""
        return any(role.actor == actor for role in self.roles)

    @property
    def organisation(self) -> str | None:
        """Return the code of the organisation that this person acts for."""
        return next((role.organisation for role in self.roles if role.organisation), None)

    @property
    def district(self) -> str | None:
        """Return the district whose office this person acts for."""
        return next((role.district for role in self.roles if role.district), None)


class Refused(Exception):
    """A service refused a request: `problem` is the problem document (RFC 9457)."""

    def __init__(self, problem: Mapping[str, Any]) -> None:
        told = [str(problem.get("detail", problem)), *dict.fromkeys(_fault(each) for each in problem.get("errors", ()))]
        super().__init__(" ".join(told))
        self.problem = problem

    @property
    def slug(self) -> str:
        """Return the problem's name: the last part of its type."""
        return str(self.problem.get("type", "")).rsplit("/", 1)[-1]

    @property
    def standing(self) -> list[Mapping[str, Any]]:
        """Return the findings that stand in the way."""
        return [each for each in self.problem.get("findings", ()) if each["outcome"] in ("not met", "unknown")]

    @property
    def refusing(self) -> list[Mapping[str, Any]]:
        """Return the findings by which it is refused: the conditions that stand in the way, and the warnings only where there is no such condition."""
        return [each for each in self.standing if each.get("weight") != "warning"] or self.standing


@dataclass
class Desk:
    """Where requests are written; it remembers each subject's version, and reads it anew where someone else changed it.

    `writes` counts what was sent to change something.
    """

    urls: Mapping[str, str]
    keys: Keys
    reader: Someone
    client: httpx.Client = field(default_factory=lambda: Client(timeout=SECONDS_TO_ANSWER))
    _tokens: dict[Someone, str] = field(default_factory=dict)
    _versions: dict[tuple[str, str], str] = field(default_factory=dict)
    _looked_at: dict[tuple[str, str], Any] = field(default_factory=dict)
    writes: int = 0

    def close(self) -> None:
        """Let go of its connections."""
        self.client.close()

    def look(self, service: str, path: str) -> Any:
        """Return what the reader sees at an address; nothing is asked again before something was written or a day has passed."""
        if (service, path) not in self._looked_at:
            self._looked_at[service, path] = self.read(self.reader, service, path)
        return self._looked_at[service, path]

    def forget(self) -> None:
        """Look at everything anew."""
        self._looked_at.clear()

    def read(self, who: Someone | None, service: str, path: str, **query: Any) -> Any:
        """Return what a service shows."""
        return self._send(who, "GET", service, path, params=query)

    def rows(self, who: Someone | None, service: str, path: str, **query: Any) -> Iterator[dict[str, Any]]:
        """Go through all pages of a list."""
        cursor: str | None = None
        while True:
            page = self.read(who, service, path, limit=PAGE, **query, **({"cursor": cursor} if cursor else {}))
            yield from page["items"]
            cursor = page.get("next")
            if cursor is None:
                return

    def make(self, who: Someone | None, service: str, path: str, content: Mapping[str, Any]) -> Any:
        """Make something (POST with a new Idempotency-Key) and return it as it is shown."""
        return self._send(who, "POST", service, path, content=content)

    def change(self, who: Someone, method: str, service: str, subject: str, path: str, content: Mapping[str, Any]) -> Any:
        """Change a subject by a request that names the version last read; where someone changed it since, read it again and repeat once."""
        if (service, subject) not in self._versions:
            self.read(self.reader, service, subject)
        try:
            return self._send(who, method, service, path, content=content, matches=self._versions[service, subject], subject=subject)
        except Refused as refusal:
            if refusal.slug != "stale-version":
                raise
        self.read(self.reader, service, subject)
        return self._send(who, method, service, path, content=content, matches=self._versions[service, subject], subject=subject)

    def know(self, service: str, subject: str, version: int) -> None:
        """Remember the version of a subject that was seen in a list."""
        self._versions[service, subject] = f'"{version}"'

    def put(self, who: Someone, service: str, path: str, content: Mapping[str, Any]) -> Any:
        """Set something as a whole."""
        return self._send(who, "PUT", service, path, content=content)

    def upload(self, who: Someone, service: str, name: str, content: bytes) -> str:
        """Send a file and return its id."""
        headers = {**self._headers(who), "Idempotency-Key": new_id()}
        answer = self.client.post(f"{self.urls[service]}/files", headers=headers, files={"file": (name, content, "application/pdf")})
        return str(_content(answer)["id"])

    def _send(
        self,
        who: Someone | None,
        method: str,
        service: str,
        path: str,
        *,
        content: Mapping[str, Any] | None = None,
        params: Mapping[str, Any] | None = None,
        matches: str | None = None,
        subject: str | None = None,
    ) -> Any:
        headers = self._headers(who)
        if method != "GET":
            self.writes += 1
            self.forget()
        if method == "POST":
            headers["Idempotency-Key"] = new_id()
        if matches is not None:
            headers["If-Match"] = matches
        try:
            answer = self.client.request(method, f"{self.urls[service]}{path}", headers=headers, json=content, params=params)
        except httpx.HTTPError as fault:
            detail = f"{service} did not answer {method} {path}: {type(fault).__name__}."
            raise Refused({"type": "/problems/unavailable", "detail": detail}) from fault
        if "ETag" in answer.headers:
            self._versions[service, subject or path] = answer.headers["ETag"]
        return _content(answer)

    def _headers(self, who: Someone | None) -> dict[str, str]:
        if who is None or not who.roles:
            return {}
        if who not in self._tokens:
            self._tokens[who] = self.keys.mint(who.id, [_plain(role) for role in who.roles], datetime.now(UTC), name=who.title)
        return {"Authorization": f"Bearer {self._tokens[who]}"}


def _fault(error: Mapping[str, Any]) -> str:
    told = [f"{error.get('field') or 'The body'}: {error.get('reason')}", *(f"{name} {error[name]}" for name in ("found", "needed") if name in error)]
    return ", ".join(told) + "."


def _plain(role: Role) -> dict[str, str]:
    return {name: value for name, value in asdict(role).items() if value is not None}


def _content(answer: httpx.Response) -> Any:
    try:
        content = answer.json() if answer.content else None
    except json.JSONDecodeError:
        content = {"type": "/problems/unexpected", "detail": f"{answer.request.method} {answer.request.url.path} answered {answer.status_code} without JSON."}
    if answer.is_success:
        return content
    raise Refused(content if isinstance(content, Mapping) else {"type": "/problems/unexpected", "detail": f"The answer was {answer.status_code}."})
