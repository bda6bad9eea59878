"""An edition of the mayor's award: adopted, opened, and applicants taken along its nine steps by those who act on them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from tests.declared import declared

from fuyu.caller import Role
from fuyu.ids import new_id

from .registry import CITY, OFFICE, Person, Refused, Registry, code, name

PLUGIN = Path(__file__).resolve().parents[3] / "plugins/zhengzhou/src/fuyu_zhengzhou"
AWARD, BENCHMARK = "zhengzhou.mayor_award", "zhengzhou.benchmark"
DISTRICT = "金水区"
EXPERTS = tuple(f"expert-{number}" for number in range(1, 6))
MAXIMA = {"leadership": 110, "strategy": 90, "customers": 90, "resources": 130, "processes": 100, "measurement": 80, "results": 400}
WHOLE = sum(MAXIMA.values())
NUMBER = "郑政〔2026〕9号"


def example(part: str, number: int = 1, like: str = "a_good_organisation", programme: str = "mayor_award") -> Any:
    """Return a good default of a programme's examples, filled in for a company: `form`, or the entry of a step."""
    builder = declared(PLUGIN / programme / "examples.yaml")[like]
    content = builder["form"] if part == "form" else builder["fills"][part]
    text = json.dumps(content, ensure_ascii=False, default=str)
    return json.loads(text.replace("{n}", f"{number:03}").replace("{name}", name(number)).replace("{code}", code(number)))


def points(total: int) -> dict[str, str]:
    """Return one expert's points that come to a total."""
    given, left = {}, total
    for item, most in MAXIMA.items():
        given[item] = str(min(most, left))
        left -= min(most, left)
    return given


@dataclass
class Edition:
    """One edition; `paths` are the applications' addresses by the companies' numbers."""

    registry: Registry
    year: int = 2026
    call: str = ""
    paths: dict[int, str] = field(default_factory=dict)

    # People

    def secretariat(self, id: str = "secretary") -> Person:
        return self.registry.person(id, Role("secretariat", CITY, office="award_secretariat"))

    def committee(self) -> Person:
        return self.registry.person("committee-1", Role("committee", CITY, office="award_committee"))

    def government(self, id: str = "mayor-1") -> Person:
        return self.registry.person(id, Role("city government", CITY, office="city_government"))

    def district(self) -> Person:
        return self.registry.person("district-1", Role("district bureau", CITY, office=OFFICE, district=DISTRICT))

    def winner(self, number: int) -> Person:
        roles = (Role("applicant", CITY, organisation=code(number)), Role("winner", CITY, organisation=code(number)))
        return self.registry.person(f"company-{number}", *roles)

    # The way

    def adopt(self, day: str, from_day: str) -> Edition:
        """Let the operator adopt the draft, and the secretariat fill its pool."""
        self.registry.set_day(day)
        content = {"programme": AWARD, "version": "2021-10-26"}
        self.registry.operator.make(
            "/law-settings", {"kind": "adoption", "content": content, "from_day": from_day, "reason": "市政府会议纪要", "number": NUMBER}
        )
        for person in EXPERTS:
            self.pool(person)
        return self

    def pool(self, person: str, **told: Any) -> dict[str, Any]:
        """Let the secretariat take an expert into the pool."""
        return self.secretariat().make("/experts", {"person": person, "name": person, "qualifications": [{"title": "卓越绩效评审员"}], **told})

    def open(self, day: str, **told: Any) -> Edition:
        """Let the secretariat open the edition."""
        self.registry.set_day(day)
        self.call = self.secretariat().make("/calls", {"programme": AWARD, "year": self.year, **told})["id"]
        return self

    @property
    def path(self) -> str:
        """Return the call's address."""
        return f"/calls/{self.call}"

    def begin(self, number: int, like: str = "a_good_organisation", **form: Any) -> str:
        """Let a company register and begin its application with a good form, changed as given, and its papers; return its address."""
        company = self.winner(number)
        answer = company.post("/organisations", {"code": code(number), "name": name(number), "district": DISTRICT, "industry": "装备制造业"})
        if answer.status_code not in (201, 409):
            raise Refused(answer.text)
        good = example("form", number, like)
        years = [{**row, "year": self.year - 3 + place} for place, row in enumerate(good["years"])]
        made = company.make("/applications", {"call": self.call, "organisation": code(number), "form": {**good, "years": years, **form}})
        self.paths[number] = path = f"/applications/{made['id']}"
        paper = company.upload()
        self.take(company.change(path, {"materials": {key: [paper] for key in ("application", "self_assessment", "proof")}}))
        return path

    def recommended(self, number: int, like: str = "a_good_organisation", **form: Any) -> str:
        """Take a company's application through submission and the district's check."""
        path = self.begin(number, like, **form)
        self.winner(number).acts(path, "apply", "submit")
        district = self.district()
        shown, paper = district.get(path), district.upload()
        self.take(district.change(path, {"materials": {**shown["materials"], "local_consent": [paper], "recommendation": [paper]}}))
        district.acts(path, "local_check", "recommend", judged=self.judged(path, "local_check"))
        return path

    def qualify(self, number: int) -> httpx.Response:
        """Let the secretariat qualify an applicant."""
        path = self.paths[number]
        return self.secretariat().act(path, "qualify", "admit", judged=self.judged(path, "qualify"))

    def reviewed(self, number: int, total: int = WHOLE, experts: Sequence[str] = EXPERTS, like: str = "a_good_organisation", **form: Any) -> str:
        """Take a company's application to the committee's vote, with so many points on site."""
        path = self.recommended(number, like, **form)
        self.take(self.qualify(number))
        for step, report, score in (("document_sheets", "document_review", WHOLE), ("site_review", "site_report", total)):
            self.sheets(path, step, score, experts)
            self.report(path, report, experts[0])
        return path

    def reviewed_alike(self, database: Any, totals: dict[int, int], of: int) -> None:
        """Keep applications of more companies that went the way of one, up to the vote, with other points on site: a way taken a dozen times costs a minute."""
        applications = database["applications"]
        row = applications.find_one({"_id": self.id(of)})
        for number, total in totals.items():
            id = new_id()
            score = {**row["scores"]["site_review"], "result": str(total), "total": str(total)}
            company = {**row["organisation"], "id": new_id(), "code": code(number), "name": name(number)}
            applications.insert_one({**row, "_id": id, "organisation": company, "scores": {**row["scores"], "site_review": score}})
            self.paths[number] = f"/applications/{id}"

    def sheets(self, path: str, step: str, total: int, experts: Sequence[str] = EXPERTS) -> None:
        """Let experts be assigned, declare no interest and score."""
        self.secretariat().acts(path, step, "assign", entry={"people": list(experts)})
        for person in experts:
            expert = self.registry.expert(person)
            expert.acts(path, step, "declare", entry={"interest": False})
            expert.acts(path, step, "score", entry={"points": points(total)})

    def report(self, path: str, step: str, leader: str) -> None:
        """Let the leader report."""
        expert = self.registry.expert(leader)
        self.secretariat().acts(path, step, "assign", entry={"people": [leader]})
        expert.acts(path, step, "declare", entry={"interest": False})
        expert.acts(path, step, "pass" if step == "document_review" else "record", entry=example(step))

    def voted(self, day: str, yes: int = 10, present: int = 10) -> Edition:
        """Let the stage be closed and the committee vote for all who wait."""
        self.registry.set_day(day)
        waiting = [path.rsplit("/", 1)[1] for path in self.paths.values()]
        if not any(each["step"] == "vote" and each["closed_on"] is None for each in self.secretariat().get(self.path)["sittings"]):
            self.committee().acts(self.path, "vote", "close_stage", reason="申报期满")
        self.committee().acts(self.path, "vote", "vote", entry={"present": present, "yes": dict.fromkeys(waiting, yes)})
        return self

    def published(self) -> Edition:
        """Let the secretariat publish the candidates."""
        self.secretariat().acts(self.path, "notice", "publish")
        return self

    def decide(self, chosen: dict[int, str], by: str = "mayor-1", **more: Any) -> httpx.Response:
        """Let the city government choose."""
        entry = {"chosen": {self.id(number): kind for number, kind in chosen.items()}, **more}
        return self.government(by).act(self.path, "decide", "choose", entry=entry, number=NUMBER)

    def id(self, number: int) -> str:
        """Return the id of a company's application."""
        return self.paths[number].rsplit("/", 1)[1]

    def judged(self, path: str, step: str, **answers: bool) -> dict[str, Any]:
        """Return good answers to a step's questions, changed as given."""
        shown = self.registry.operator.get(path)
        asked = next(each["judges"] for each in shown["steps"] if each["name"] == step)
        return {each["key"]: {"is_met": answers.get(each["key"], True), "note": "已查阅证明材料"} for each in asked}

    def selection(self) -> dict[str, Any]:
        """Return what the law proposes at the decision."""
        return self.secretariat().get(f"{self.path}/steps/decide/selection")

    def designation(self, number: int) -> dict[str, Any]:
        """Return what a company was granted last."""
        found = [
            each for each in self.registry.operator.get("/designations", programme=AWARD, limit=200)["items"] if each["organisation"]["code"] == code(number)
        ]
        return max(found, key=lambda each: each["granted_on"])

    def take(self, answer: httpx.Response) -> dict[str, Any]:
        """Return what was answered; it must not be a refusal."""
        if not answer.is_success:
            raise Refused(answer.text)
        body: dict[str, Any] = answer.json()
        return body


def refusal(answer: httpx.Response) -> tuple[str, Any]:
    """Return by which problem a request was refused, and the clauses of what stands in the way."""
    told = answer.json()
    standing = [each["citation"].get("clause") for each in told.get("findings", ()) if each["outcome"] in ("not met", "unknown")]
    return str(told["type"]).rsplit("/", 1)[-1], standing
