"""The world around incubatee-tracker in tests: days, designations as base-registry grants them, and people with their roles."""

from __future__ import annotations

import itertools
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import httpx
from stdnum.cn import uscc

from fuyu import http
from fuyu.caller import Role
from fuyu.ids import new_id
from fuyu.messaging.settled import settled
from fuyu.service import Running
from fuyu.store.clock import set_today
from fuyu.store.transaction import Subject
from fuyu.web.keys import load_private
from fuyu.web.tokens import mint

CITY, PROGRAMME, VERSION, OFFICE = "zhengzhou", "zhengzhou.base", "2022-01-10", "market_bureau"
DISTRICT = "中原区"
SECONDS_TO_SETTLE = 30
REPORTS = ("work_report", "work_summary", "self_assessment")
"""What a base hands in for every calendar year."""
_numbers = itertools.count(1)


def a_code() -> str:
    """Return a 统一社会信用代码 that nobody else has here."""
    begin = f"91410100MA{next(_numbers):07d}"
    return begin + uscc.calc_check_digit(begin)


@dataclass
class Company:
    """A company that some base brings up."""

    code: str = field(default_factory=a_code)
    name: str = ""
    district: str = DISTRICT

    def __post_init__(self) -> None:
        self.name = self.name or f"示范企业{self.code[-5:]}"

    def as_listed(self) -> dict[str, str]:
        return {"code": self.code, "name": self.name, "district": self.district}


@dataclass
class Grant:
    """A designation as base-registry granted it, with its list."""

    id: str
    code: str
    name: str
    starts_on: str
    ends_on: str | None
    companies: Sequence[Company]
    district: str = DISTRICT
    city: str = CITY


class Client(http.Client):
    """A client that gives each POST an Idempotency-Key of its own, as a good client does, unless told another."""

    def send(self, request: httpx.Request, **kwargs: Any) -> httpx.Response:
        if request.method == "POST" and "Idempotency-Key" not in request.headers:
            request.headers["Idempotency-Key"] = new_id()
        return super().send(request, **kwargs)


FOUND_BY_LOOKING = {"to look at", "cities to look at"}


class World:
    """Days pass, base-registry says what it designated, and people call incubatee-tracker."""

    def __init__(self, registry: Running, tracker: Running, address: str, keys: Path) -> None:
        self.registry, self.tracker, self.address = registry, tracker, address
        self._key = load_private(keys)
        self._clients: list[Client] = []

    def close(self) -> None:
        """Let nothing of this test be looked at again on the days of the next: each look at each base of a file would cost more than its tests."""
        for kind in ("bases", "enrolments"):
            self.tracker.store.database[kind].update_many({}, {"$unset": {"look_on": ""}})
        for client in self._clients:
            client.close()

    # Days and events

    def set_day(self, day: str) -> None:
        """Let it be a day of the law, in both services."""
        for running in (self.registry, self.tracker):
            set_today(running.clock, date.fromisoformat(day))

    def grant(
        self,
        *,
        starts_on: str = "2025-03-03",
        ends_on: str | None = "2028-03-03",
        companies: int | Sequence[Company] = 10,
        district: str = DISTRICT,
        programme: str = PROGRAMME,
        kind: str = "base",
        promised: Sequence[str] | None = ("培训辅导", "质量诊断"),
        settle: bool = True,
    ) -> Grant:
        """Let base-registry grant a designation with its approved list, through the broker."""
        code = a_code()
        listed = [Company() for _ in range(companies)] if isinstance(companies, int) else companies
        grant = Grant(new_id(), code, f"孵化基地{code[-5:]}", starts_on, ends_on, listed, district)
        data = {
            "designation": grant.id,
            "programme": programme,
            "programme_version": VERSION,
            "kind": kind,
            "holds_class": None,
            "office": OFFICE,
            "organisation": {"id": new_id(), "code": code, "name": grant.name, "district": district},
            "starts_on": starts_on,
            "ends_on": ends_on,
            "call": new_id(),
            "application": new_id(),
            "companies": [company.as_listed() | ({"promised": list(promised), "undertakes": True} if promised else {}) for company in listed],
        }
        self.say("designation.granted", Subject("designation", grant.id), data)
        if settle:
            self.settle()
        return grant

    def say(self, event: str, subject: Subject, data: Mapping[str, Any], city: str = CITY) -> None:
        """Let base-registry say something: in its outbox, for its relay."""
        self.registry.store.transact(lambda tx: tx.emit(event, subject, data), city=city)

    def settle(self) -> None:
        """Wait until every event has arrived and was followed, and no base is left to be looked at."""
        until = time.monotonic() + SECONDS_TO_SETTLE
        while (left := self._left()) and time.monotonic() < until:
            if left.keys() <= FOUND_BY_LOOKING:
                self.look()
            time.sleep(0.02)
        assert not left, f"After {SECONDS_TO_SETTLE} s there are still {left}"

    def look(self) -> None:
        """Have the tracker look at once for what is due: a day that is set, the same too, is looked at without waiting for the next tick."""
        set_today(self.tracker.clock, self.tracker.clock.today())

    def _left(self) -> dict[str, int]:
        tracker, today = self.tracker.store, self.tracker.clock.today().isoformat()
        unsent = sum(each.store.rows.outbox.count_documents({"sent": None}) for each in (self.registry, self.tracker))
        kinds = sorted(self.tracker.service.listens_to)
        sent = sum(each.store.rows.outbox.count_documents({"kind": {"$in": kinds}}) for each in (self.registry, self.tracker))
        missing = sent - tracker.rows.inbox.count_documents({"type": {"$regex": f"^({'|'.join(kinds)})[.]"}})
        looks = sum(tracker.database[kind].count_documents({"look_on": {"$lte": today}}) for kind in ("bases", "enrolments"))
        looked = tracker.rows.state.count_documents({"_id": {"$regex": "^district reports "}, "on": today})
        districts = len(tracker.database["bases"].distinct("city")) - looked
        not_looked = int(not settled(self.tracker)["has_looked"])
        left = {"not looked": not_looked, "unsent": unsent, "not followed": missing, "to look at": looks, "cities to look at": districts}
        return {name: count for name, count in left.items() if count}

    def emitted(self, event: str, subject: str | None = None) -> list[dict[str, Any]]:
        """Return the data of the tracker's events of a type, oldest first."""
        where = {"type": event} | ({"subject": subject} if subject else {})
        return [row["data"] for row in self.tracker.store.rows.outbox.find(where).sort("_id")]

    def revoke(self, grant: Grant, on: str) -> None:
        """Let base-registry take a designation away on a day, today as a rule."""
        self._about(grant, "designation.revoked", ended_on=on, state="revoked", because="违法违规经营")

    def expire(self, grant: Grant) -> None:
        """Let base-registry say that a designation's term has run out."""
        self._about(grant, "designation.ended", ended_on=grant.ends_on, state="expired", because="期满")

    def _about(self, grant: Grant, event: str, **more: Any) -> None:
        of = {"designation": grant.id, "programme": PROGRAMME, "programme_version": VERSION, "kind": "base"}
        self.say(event, Subject("designation", grant.id), of | more)
        self.settle()

    # People

    def as_(self, *roles: Role, person: str = "p-1") -> Client:
        headers = {"Authorization": f"Bearer {mint(self._key, person, roles)}"} if roles else {}
        self._clients.append(Client(base_url=self.address, headers=headers, timeout=30))
        return self._clients[-1]

    def base(self, grant: Grant) -> Client:
        return self.as_(Role("base", CITY, organisation=grant.code), person="p-base")

    def incubatee(self, company: Company) -> Client:
        return self.as_(Role("incubatee", CITY, organisation=company.code), person="p-incubatee")

    def district(self, district: str = DISTRICT) -> Client:
        return self.as_(Role("district bureau", CITY, office=OFFICE, district=district), person="p-district")

    def office(self) -> Client:
        return self.as_(Role("city bureau", CITY, office=OFFICE), person="p-city")

    def operator(self) -> Client:
        return self.as_(Role("operator", CITY), person="p-operator")

    def elsewhere(self, actor: str = "city bureau", **bound: str) -> Client:
        """Return a client of another city, with the same actor and scope as here."""
        return self.as_(Role(actor, "example", **(bound or {"office": OFFICE})), person="p-elsewhere")

    # What is asked again and again

    def enrolments(self, grant: Grant, **query: str) -> dict[str, dict[str, Any]]:
        """Return a base's enrolments by the company's code, as the base sees them."""
        items = self.base(grant).get("/enrolments", params={"designation": grant.id, "limit": 200, **query}).json()["items"]
        return {item["incubatee"]["code"]: item for item in items}

    def year(self, grant: Grant, year: int) -> dict[str, Any]:
        """Return a base's year as the base sees it."""
        answer = self.base(grant).get(f"/bases/{grant.id}/years/{year}")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def session(self, grant: Grant, *, came: int | Sequence[str] = 1, **changes: Any) -> dict[str, Any]:
        """Return the entry of a session that its base held, free, with some of its incubatees."""
        if isinstance(came, int):
            came = [each["id"] for each in list(self.enrolments(grant).values())[:came]]
        entry = {
            "designation": grant.id,
            "held_on": self.tracker.clock.today().isoformat(),
            "kind": "training",
            "topic": "《卓越绩效评价准则》导读",
            "trainer": "讲师001",
            "place": "示范教室",
            "hours": "3.5",
            "is_free": True,
            "attendance": [{"enrolment": id} for id in came],
        }
        return entry | changes

    def log(self, grant: Grant, **changes: Any) -> dict[str, Any]:
        """Log a session and return it."""
        answer = self.base(grant).post("/sessions", json=self.session(grant, **changes))
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def change(self, client: Client, enrolment: str, what: str, **body: Any) -> httpx.Response:
        """Post to a resource beneath an enrolment, with the version that stands."""
        etag = self.operator().get(f"/enrolments/{enrolment}").headers["ETag"]
        return client.post(f"/enrolments/{enrolment}/{what}", json=body, headers={"If-Match": etag})

    def only(self, grant: Grant) -> str:
        """Return the id of a base's only enrolment."""
        (one,) = self.enrolments(grant).values()
        return str(one["id"])

    def seen(self, enrolment: str) -> dict[str, Any]:
        """Return an enrolment as the operator sees it."""
        return dict(self.operator().get(f"/enrolments/{enrolment}").json())

    def act(self, client: Client, enrolment: str, process: str, step: str, does: str, **more: Any) -> httpx.Response:
        """Act at a step of an enrolment's process, with the version that stands."""
        etag = self.operator().get(f"/enrolments/{enrolment}").headers["ETag"]
        body = {"process": process, "step": step, "does": does, **more}
        return client.post(f"/enrolments/{enrolment}/acts", json=body, headers={"If-Match": etag})
