"""Wuhu's pool as its people see it: a cycle, organisations on their way into it, and those who are in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from fuyu.caller import Role
from fuyu.ids import new_id
from fuyu.law.strict_yaml import load

from .registry import Person, Refused, Registry, code, name

CITY, PROGRAMME, DISTRICT = "wuhu", "wuhu.pool", "鸠江区"
OFFICE, COMMITTEE, STATION = "award-office", "quality-committee", "service-station"
EXAMPLES = load(Path(__file__).resolve().parents[3] / "plugins/wuhu/src/fuyu_wuhu/pool/examples.yaml")
FOUND = {
    "C": EXAMPLES["a_good_organisation"]["fills"]["classify"]["found"],
    "D": EXAMPLES["a_good_organisation"]["fills"]["reclassify"]["found"],
    "A": EXAMPLES["an_organisation_that_begins"]["fills"]["classify"]["found"],
}
_kept: dict[str, Any] = {}
"""An application that was once taken the whole way to the last decision, so that each test goes that way once at most."""
PAPERS = ("application_form", "licences", "certificates", "achievements")


def example(part: str, number: int) -> Any:
    """Return a good default of the examples for a company: `form`, or the entry of a step."""
    builder = EXAMPLES["a_good_organisation"]
    text = json.dumps(builder["form"] if part == "form" else builder["fills"][part], ensure_ascii=False, default=str)
    return json.loads(text.replace("{n}", str(number)).replace("{name}", name(number)))


@dataclass
class Pool:
    """The pool and those who work on it; its draft is adopted on the first day of the year."""

    registry: Registry
    database: Any
    day: str = ""
    call: str = ""
    applications: dict[int, str] = field(default_factory=dict)

    def adopt(self) -> Pool:
        """Let the operator adopt the draft from 1 January 2026."""
        self.on("2026-01-01")
        content = {"programme": PROGRAMME, "version": "draft-1"}
        self.operator().make("/law-settings", {"kind": "adoption", "content": content, "from_day": "2026-01-01", "reason": "试行", "number": "示例〔2025〕1号"})
        return self

    def on(self, day: str) -> None:
        """Let it be a day of the law."""
        self.day = day
        self.registry.set_day(day)

    def operator(self) -> Person:
        return self.registry.person("operator-w", Role("operator", CITY))

    def office(self, person: str = "officer-w", office: str = OFFICE) -> Person:
        """Return an officer of the award office, or of a host."""
        return self.registry.person(person, Role("award office", CITY, office=office))

    def station(self) -> Person:
        return self.registry.person("station-w", Role("service station", CITY, office=STATION, district=DISTRICT))

    def company(self, number: int) -> Person:
        """Return who acts for a made-up company, as applicant and as member."""
        roles = (Role("applicant", CITY, organisation=code(number)), Role("pool member", CITY, organisation=code(number)))
        return self.registry.person(f"company-{number}", *roles)

    def open(self, day: str = "2026-03-02", **given: Any) -> httpx.Response:
        """Let the office open a cycle."""
        self.on(day)
        answer = self.office().post("/calls", {"programme": PROGRAMME, "year": int(day[:4]), **given})
        if answer.is_success:
            self.call = answer.json()["id"]
        return answer

    def begin(self, number: int, **papers: list[str]) -> httpx.Response:
        """Let a company register and begin its application in the cycle opened last, with its papers."""
        company = self.company(number)
        registered = company.post("/organisations", {"code": code(number), "name": name(number), "district": DISTRICT})
        assert registered.status_code in (201, 409), registered.text
        answer = company.post("/applications", {"call": self.call, "organisation": code(number), "form": example("form", number)})
        if answer.is_success:
            self.applications[number] = f"/applications/{answer.json()['id']}"
            paper = company.upload()
            materials = {**{key: [paper] for key in PAPERS}, **papers}
            changed = company.change(self.applications[number], {"materials": materials})
            assert changed.is_success, changed.text
        return answer

    def to_the_office(self, number: int, holds_class: str = "C", **papers: list[str]) -> str:
        """Take a good application to the last decision, classified; return its address."""
        answer = self.begin(number, **papers)
        if not answer.is_success:
            raise Refused(answer.text)
        path, person = self.applications[number], self.registry.person
        self.acts(self.company(number), path, "apply", "submit")
        judged = {key: {"is_met": True, "note": "已核实，附证明"} for key in ("follows_policy", "leading_results")}
        recommender = person(f"recommender-{number}", Role("recommender", CITY, organisation=code(900 + number)))
        self.acts(recommender, path, "recommend", "recommend", judged=judged)
        survey, year = example("survey", number), int(self.day[:4])
        survey["overview"]["revenues"] = [{"year": each, "amount": "45000"} for each in range(year - 3, year)]
        self.acts(self.station(), path, "survey", "fill", entry=survey)
        committee = person("committee-w", Role("quality committee office", CITY, office=COMMITTEE, district=DISTRICT))
        self.acts(committee, path, "committee_review", "approve")
        self.acts(self.office(), path, "classify", "fill", entry={"holds_class": holds_class, "found": FOUND[holds_class], "because": "与调查结论一致"})
        return path

    def ready(self, number: int, holds_class: str = "C", conditions: Mapping[str, Any] | None = None) -> str:
        """Return the address of an application that waits for the last decision: the first goes its whole way, the next are kept as it stood then."""
        if not _kept:
            path = self.to_the_office(number)
            _kept.update(self.database["applications"].find_one({"_id": path.rpartition("/")[2]}))
        row = deepcopy(_kept)
        row |= {"_id": new_id(), "call": self.call, "taken_by": {"recommend": {**row["taken_by"]["recommend"], "organisation": code(900 + number)}}}
        row["organisation"] |= {"id": f"organisation-{number}", "code": code(number), "name": name(number)}
        row["form"]["conditions"] |= dict(conditions or {})
        [classified] = [act for act in row["walk"]["acts"] if act["step"] == "classify"]
        classified["entry"] = {"holds_class": holds_class, "found": FOUND[holds_class], "because": "与调查结论一致"}
        self.database["applications"].delete_many({"call": self.call, "organisation.code": code(number)})
        self.database["applications"].insert_one(row)
        self.applications[number] = f"/applications/{row['_id']}"
        return self.applications[number]

    def admit(self, path: str, by: Person | None = None) -> httpx.Response:
        """Let the office admit."""
        return self.act(by or self.office(), path, "admit", "admit")

    def member(self, number: int, holds_class: str = "C") -> str:
        """Take a company into the pool; return its designation."""
        answer = self.admit(self.ready(number, holds_class))
        assert answer.is_success, answer.text
        [held] = [
            each for each in self.office().get("/designations", programme=PROGRAMME, call=self.call)["items"] if each["organisation"]["code"] == code(number)
        ]
        return str(held["id"])

    def open_over(self, by: Person, designation: str, process: str, step: str, does: str, **more: Any) -> httpx.Response:
        """Open a process over a place in the pool by its first act."""
        return by.post(f"/designations/{designation}/proceedings", {"process": process, "step": step, "does": does, **more})

    def reclassify(self, designation: str, holds_class: str, by: Person | None = None) -> httpx.Response:
        entry = {"holds_class": holds_class, "found": FOUND[holds_class], "because": "推广情况已核实"}
        return self.open_over(by or self.office(), designation, "reclassify", "reclassify", "approve", entry=entry)

    def remove(self, designation: str, happened_on: str) -> httpx.Response:
        """Record a major accident and remove who had it."""
        accident = {**example("accident", 1), "happened_on": happened_on}
        recorded = self.open_over(self.office(), designation, "report_accident", "accident", "fill", entry=accident)
        assert recorded.is_success, recorded.text
        return self.open_over(self.office(), designation, "remove", "remove", "remove", reason="重大事故，移出孵化池")

    def withdraw(self, number: int, designation: str) -> httpx.Response:
        return self.open_over(self.company(number), designation, "withdraw", "withdraw", "fill", entry=example("withdraw", number))

    def standing(self) -> dict[str, Any]:
        """Return how the classes of the cycle stand to each other."""
        return self.office().get(f"/calls/{self.call}/standing")

    def act(self, by: Person, path: str, step: str, does: str, **more: Any) -> httpx.Response:
        """Act at a step of a thing as it stands now, whoever sees it."""
        etag = self.operator().http.get(path).headers["ETag"]
        return by.http.post(f"{path}/acts", json={"step": step, "does": does, **more}, headers={"If-Match": etag, "Idempotency-Key": new_id()})

    def acts(self, by: Person, path: str, step: str, does: str, **more: Any) -> None:
        answer = self.act(by, path, step, does, **more)
        if not answer.is_success:
            raise Refused(answer.text)
