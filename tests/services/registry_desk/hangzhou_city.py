"""A cultivation in Hangzhou, taken as far along its way as a test wants by those who act on it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
from tests.declared import declared

from fuyu.caller import Role
from fuyu.service import Running

from .registry import Person, Refused, Registry, code, name

EXAMPLES = Path(__file__).resolve().parents[3] / "plugins/hangzhou/src/fuyu_hangzhou/cultivation/examples.yaml"
CITY, BUREAU, PROGRAMME = "hangzhou", "market-bureau", "hangzhou.cultivation"
NEEDED = ("application_form", "evidence", "chief_quality_officer", "organisation_chart")
MOST = {"leadership": 110, "strategy": 90, "customers": 90, "resources": 130, "processes": 100, "measurement": 80, "results": 400}
"""The points of GB/Z 19579, 1000 in all."""

Tick = Callable[[], None]


def officer(registry: Registry) -> Person:
    """Return an officer of Hangzhou's bureau."""
    return registry.person("officer-h", Role("city bureau", CITY, office=BUREAU))


def example(part: str, number: int = 1, like: str = "a_good_organisation") -> Any:
    """Return a good default of the programme's examples: `form`, or the entry of a step."""
    builder = declared(EXAMPLES)[like]
    content = builder["form"] if part == "form" else builder["fills"][part]
    return json.loads(json.dumps(content, ensure_ascii=False, default=str).replace("{name}", name(number)).replace("{n}", str(number)))


def points(total: str) -> dict[str, str]:
    """Return points by item that come to a total."""
    left, given = Decimal(total), {}
    for item, most in MOST.items():
        given[item] = str(min(left, Decimal(most)))
        left -= Decimal(given[item])
    assert not left
    return given


@dataclass
class Cultivation:
    """One round with applications of made-up companies, each called by its number."""

    registry: Registry
    call: str = ""
    applications: dict[int, str] = field(default_factory=dict)

    def open(self, day: str = "2026-03-02", closes_on: str = "2026-03-31") -> Cultivation:
        """Let the bureau open a round in which one applies until a day."""
        self.registry.set_day(day)
        self.call = self.city.make("/calls", {"programme": PROGRAMME, "year": int(day[:4]), "closes_on": closes_on})["id"]
        return self

    @property
    def city(self) -> Person:
        return officer(self.registry)

    def district(self, district: str = "西湖区") -> Person:
        return self.registry.person(f"officer-{district}".encode().hex(), Role("district bureau", CITY, office=BUREAU, district=district))

    @property
    def department(self) -> Person:
        return self.registry.person("department-h", Role("department", CITY, office="departments"))

    @property
    def group(self) -> Person:
        return self.registry.person("supervision-h", Role("supervision group", CITY, office="supervision-group"))

    def company(self, number: int = 1) -> Person:
        roles = [Role(actor, CITY, organisation=code(number)) for actor in ("applicant", "cultivated organisation")]
        return self.registry.person(f"company-h{number}", *roles)

    def leader(self, id: str = "leader-1") -> Person:
        return self.registry.person(id, Role("review leader", CITY))

    def reviewer(self, id: str = "reviewer-1") -> Person:
        return self.registry.person(id, Role("reviewer", CITY))

    def path(self, number: int = 1) -> str:
        """Return an application's address."""
        return f"/applications/{self.applications[number]}"

    @property
    def list(self) -> str:
        """Return the call's address."""
        return f"/calls/{self.call}"

    def begin(self, number: int = 1, *, like: str = "a_good_organisation", without: Sequence[str] = (), more: Sequence[str] = (), **form: Any) -> Cultivation:
        """Let a company begin its application with a good form, changed as given, and its papers."""
        company = self.company(number)
        company.post("/organisations", {"code": code(number), "name": name(number), "district": "西湖区"})
        content = {**example("form", number, like), **form}
        made = company.make("/applications", {"call": self.call, "organisation": code(number), "form": content})
        self.applications[number] = made["id"]
        paper = company.upload()
        papers = {key: [paper] for key in (*NEEDED, *more) if key not in without}
        _taken(company.change(self.path(number), {"materials": papers}))
        return self

    def submit(self, number: int = 1) -> httpx.Response:
        """Let a company hand in."""
        return self.company(number).act(self.path(number), "apply", "submit")

    def judged(self, number: int, step: str, **answers: bool) -> dict[str, Any]:
        """Return good answers to a step's questions, changed as given."""
        shown = self.city.get(self.path(number))
        asked = next(each["judges"] for each in shown["steps"] if each["name"] == step)
        return {each["key"]: {"is_met": answers.get(each["key"], True), "note": "已查阅"} for each in asked}

    def recommend(self, number: int = 1) -> Cultivation:
        """Let a company hand in and its district recommend it."""
        _taken(self.submit(number))
        self.district().acts(self.path(number), "district_review", "recommend", judged=self.judged(number, "district_review"))
        return self

    def to_the_city(self, *numbers: int, day: str = "2026-04-01") -> Cultivation:
        """Take companies to the city's review: they apply, their district recommends them, a department answers."""
        for number in numbers or (1,):
            if number not in self.applications:
                self.begin(number)
            self.recommend(number)
        self.registry.set_day(day)
        self.city.acts(self.list, "departments", "ask", entry={"departments": ["市发展改革委"]})
        self.department.acts(self.list, "departments", "answer", entry={"department": "市发展改革委", "opinion": "未见失信记录。"})
        return self

    def admit(self, number: int = 1, **answers: bool) -> httpx.Response:
        """Let the city pass a company to the review of documents."""
        return self.city.act(self.path(number), "city_review", "admit", judged=self.judged(number, "city_review", **answers))

    def publish(self, step: str, day: str, over: str, tick: Tick) -> None:
        """Publish a list on a day, and wait for the day after its last."""
        self.registry.set_day(day)
        self.city.acts(self.list, step, "publish")
        self.registry.set_day(over)
        tick()

    def to_the_documents(self, tick: Tick, *numbers: int) -> Cultivation:
        """Take companies to the review of documents, published from 2 April on (4 to 6 April are the holiday)."""
        self.to_the_city(*numbers)
        for number in numbers or (1,):
            _taken(self.admit(number))
        self.publish("qualified_notice", "2026-04-02", "2026-04-13", tick)
        return self

    def form_group(self, number: int = 1, leader: str = "leader-1", reviewers: Sequence[str] = ("reviewer-1", "reviewer-2")) -> Cultivation:
        """Let the city name a leader who takes the task on and assigns reviewers, who declare that they have no interest."""
        self.city.acts(self.path(number), "document_group", "assign", entry={"people": [leader]})
        self.leader(leader).acts(self.path(number), "document_group", "declare", entry={"interest": False})
        self.leader(leader).acts(self.path(number), "document_group", "fill", entry=example("document_group"))
        self.leader(leader).acts(self.path(number), "document_scores", "assign", entry={"people": list(reviewers)})
        for id in reviewers:
            self.reviewer(id).acts(self.path(number), "document_scores", "declare", entry={"interest": False})
        return self

    def agree(self, number: int, total: str) -> None:
        """Let two reviewers record alone and the group agree on a score of the documents."""
        self.form_group(number)
        for id in ("reviewer-1", "reviewer-2"):
            self.reviewer(id).acts(self.path(number), "document_scores", "score", entry=example("document_scores"))
        entry = {**example("document_consensus"), "points": points(total)}
        self.leader().acts(self.path(number), "document_consensus", "agree", entry=entry)

    def choose(self, step: str, *numbers: int, **more: Any) -> httpx.Response:
        """Let the city choose companies at a step over the list."""
        return self.city.act(self.list, step, "choose", entry={"chosen": {self.applications[each]: "cultivation" for each in numbers}, **more})

    def to_the_site(self, tick: Tick, *numbers: int) -> Cultivation:
        """Take companies to the review on the spot, published from 20 April on."""
        self.to_the_documents(tick, *numbers)
        for number in numbers or (1,):
            self.agree(number, "580")
        _taken(self.choose("choose_for_site", *(numbers or (1,))))
        self.publish("site_notice", "2026-04-20", "2026-04-30", tick)
        return self

    def on_site(self, number: int, total: str) -> None:
        """Let the group visit a company and agree on its score on the spot."""
        path = self.path(number)
        self.city.acts(path, "site_visit", "assign", entry={"people": ["leader-1"]})
        self.leader().acts(path, "site_visit", "declare", entry={"interest": False})
        self.leader().acts(path, "site_visit", "record", entry={**example("site_visit"), "held_on": "2026-04-30"})
        self.city.acts(path, "site_scores", "assign", entry={"people": ["reviewer-1"]})
        self.reviewer().acts(path, "site_scores", "declare", entry={"interest": False})
        self.reviewer().acts(path, "site_scores", "score", entry={"points": points(total)})
        self.leader().acts(path, "site_opinion", "agree", entry={**example("site_opinion"), "points": points(total)})

    def to_the_list(self, tick: Tick, scores: dict[int, str]) -> Cultivation:
        """Take companies with these scores on the spot to the published list, which stands from 11 to 20 May."""
        self.to_the_site(tick, *scores)
        for number, total in scores.items():
            self.on_site(number, total)
        _taken(self.choose("choose_for_list", *scores))
        self.city.acts(self.list, "opinions", "ask", entry={"departments": ["市应急管理局"]})
        self.department.acts(self.list, "opinions", "answer", entry={"department": "市应急管理局", "opinion": "无意见。"})
        self.registry.set_day("2026-05-11")
        self.city.acts(self.list, "list_notice", "publish")
        return self

    def to_the_grant(self, tick: Tick, scores: dict[int, str]) -> Cultivation:
        """Take companies to their cultivation, which is published on 25 May."""
        self.to_the_list(tick, scores)
        self.registry.set_day("2026-05-25")
        tick()
        self.city.acts(self.list, "approve", "grant")
        self.city.acts(self.list, "publish", "publish", number="示例〔2026〕1号")
        return self

    def opens(self, who: Person, process: str, step: str, *, number: int = 1, does: str = "fill", **entry: Any) -> str:
        """Open a process beside an application's own way and return its address."""
        body = {"process": process, "step": step, "does": does, "entry": {**example(step), **entry}}
        return f"/proceedings/{who.make(f'{self.path(number)}/proceedings', body)['id']}"


KEPT: dict[str, tuple[Cultivation, str, dict[str, list[dict[str, Any]]]]] = {}
"""What the ways gone before left: the records as they stood on a day, so that a long way is gone once."""


def kept_at(name: str, registry: Registry, running: Running, reach: Callable[[Cultivation], Cultivation]) -> Cultivation:
    """Return a round that has come as far as `reach` takes it; asked for again it is put back as it stood."""
    database = running.store.database
    if name not in KEPT:
        made = reach(Cultivation(registry).open())
        found = {each: list(database[each].find()) for each in database.list_collection_names() if each != "state"}
        KEPT[name] = made, running.clock.today().isoformat(), {each: records for each, records in found.items() if records}
        return made
    made, day, kept = KEPT[name]
    for each, records in kept.items():
        database[each].delete_many({})
        database[each].insert_many(records)
    registry.set_day(day)
    return replace(made, registry=registry, applications=dict(made.applications))


def listed(registry: Registry, running: Running, tick: Tick) -> Cultivation:
    """Return a round in which three companies stand on the published list, on 11 May."""
    return kept_at("listed", registry, running, lambda made: made.to_the_list(tick, {1: "625", 2: "615", 3: "605"}))


def granted(registry: Registry, running: Running, tick: Tick) -> Cultivation:
    """Return a round in which one company is cultivated since 25 May."""
    return kept_at("granted", registry, running, lambda made: made.to_the_grant(tick, {1: "625"}))


def at_the_departments(registry: Registry, day: str) -> str:
    """Open a round in March 2026 that closes on a day, let a company apply and its district recommend it; return the call's address."""
    return Cultivation(registry).open(closes_on=day).begin().recommend().list


def _taken(answer: httpx.Response) -> dict[str, Any]:
    if not answer.is_success:
        raise Refused(answer.text[:2000])
    body: dict[str, Any] = answer.json()
    return body
