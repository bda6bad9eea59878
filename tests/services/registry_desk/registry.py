"""base-registry as its users see it: people with tokens who ask over HTTP, and a law's day that the test sets."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from stdnum.cn import uscc
from tests.declared import declared

from fuyu.caller import Role
from fuyu.http import Client
from fuyu.ids import new_id

BASES = Path(__file__).resolve().parents[3] / "plugins/zhengzhou/src/fuyu_zhengzhou/base/examples.yaml"
PROGRAMME = "zhengzhou.base"
CITY = "zhengzhou"
OFFICE = "market_bureau"
PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


def code(number: int) -> str:
    """Return the made-up 统一社会信用代码 of 示范企业 with a number."""
    stem = f"91410100MA{number:07d}"
    return str(stem + uscc.calc_check_digit(stem))


def name(number: int) -> str:
    """Return the name of a made-up company."""
    return f"示范企业{number:03d}"


def example(part: str, number: int = 1, like: str = "a_good_base") -> Any:
    """Return a good default of the programme's examples, filled in for a company: `form`, or the entry of a step."""
    builder = declared(BASES)[like]
    content = builder["form"] if part == "form" else builder["fills"].get(part, {})
    text = json.dumps(content, ensure_ascii=False, default=str)
    return json.loads(text.replace("{n}", str(number)).replace("{name}", name(number)).replace("{code}", code(number)))


def enrolled(designation: str, number: int) -> dict[str, Any]:
    """Return what the tracker says when a made-up company begins at a base."""
    incubatee = {"code": code(number), "name": name(number), "district": "中原区"}
    told = {"designation": designation, "programme": PROGRAMME, "programme_version": "2022-01-10", "incubatee": incubatee}
    return told | {"enrolment": f"enrolment-{number}", "starts_on": "2026-06-02", "ends_on": "2028-06-02"}


class Refused(AssertionError):
    """A request that a test took for granted was refused."""


@dataclass
class Registry:
    """The service at an address; `mint` gives a token for a person in some roles."""

    url: str
    mint: Any
    operator: Person = field(init=False)

    def __post_init__(self) -> None:
        self.operator = self.person("operator-1", Role("operator", CITY))

    def person(self, id: str, *roles: Role) -> Person:
        """Return someone who asks with a token for these roles."""
        return Person(self, Client(base_url=self.url, headers={"Authorization": f"Bearer {self.mint(id, roles)}"}, timeout=30), id)

    def city(self) -> Person:
        """Return an officer of the city's bureau."""
        return self.person("officer-1", Role("city bureau", CITY, office=OFFICE))

    def district(self, district: str = "中原区") -> Person:
        """Return an officer of a district's bureau."""
        return self.person(f"officer-of-{district}".encode().hex(), Role("district bureau", CITY, office=OFFICE, district=district))

    def company(self, number: int) -> Person:
        """Return who acts for a made-up company, as applicant and as incubatee."""
        roles = (
            Role("applicant", CITY, organisation=code(number)),
            Role("incubatee", CITY, organisation=code(number)),
            Role("base", CITY, organisation=code(number)),
        )
        return self.person(f"company-{number}", *roles)

    def expert(self, id: str) -> Person:
        """Return an expert."""
        return self.person(id, Role("expert", CITY))

    def set_day(self, day: str) -> None:
        """Set the law's day."""
        answer = self.operator.http.put("/ops/clock", json={"today": day})
        if not answer.is_success:
            raise Refused(answer.text)


@dataclass
class Person:
    """Someone with a token."""

    registry: Registry
    http: httpx.Client
    id: str

    def get(self, path: str, **query: Any) -> dict[str, Any]:
        """Return what stands at an address."""
        return _json(self.http.get(path, params=query))

    def post(self, path: str, body: Any, **headers: str) -> httpx.Response:
        """Post a new thing under a key of its own."""
        return self.http.post(path, json=body, headers={"Idempotency-Key": new_id(), **headers})

    def make(self, path: str, body: Any) -> dict[str, Any]:
        """Make a thing; it must not be refused."""
        return _json(self.post(path, body))

    def change(self, path: str, body: Any) -> httpx.Response:
        """Change a thing as it stands now."""
        return self.http.patch(path, json=body, headers={"If-Match": self.version(path)})

    def act(self, path: str, step: str, does: str, **more: Any) -> httpx.Response:
        """Act at a step of a thing as it stands now."""
        return self.post(f"{path}/acts", {"step": step, "does": does, **more}, **{"If-Match": self.version(path)})

    def acts(self, path: str, step: str, does: str, **more: Any) -> dict[str, Any]:
        """Act at a step; it must not be refused."""
        return _json(self.act(path, step, does, **more))

    def evidence(self, path: str) -> dict[str, bytes]:
        """Return the members of the evidence that this person is given."""
        answer = self.http.get(f"{path}/evidence")
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/zip"), answer.text
        with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    def version(self, path: str) -> str:
        """Return the ETag of a thing, or of what the operator sees of it where this person sees nothing."""
        answer = self.http.get(path)
        seen = answer if answer.is_success else self.registry.operator.http.get(path)
        return str(seen.headers["ETag"])

    def upload(self, file: str = "证明.pdf", content: bytes = PDF) -> str:
        """Upload a file and return its id."""
        answer = self.http.post("/files", files={"file": (file, content)}, headers={"Idempotency-Key": new_id()})
        return str(_json(answer)["id"])


def _json(answer: httpx.Response) -> dict[str, Any]:
    if not answer.is_success:
        raise Refused(f"{answer.request.method} {answer.request.url} -> {answer.status_code} {answer.text[:2000]}")
    body: dict[str, Any] = answer.json()
    return body


@dataclass
class Round:
    """One round of designation with an application in it, taken as far as a test wants."""

    registry: Registry
    year: int = 2026
    number: int = 1
    call: str = ""
    application: str = ""
    like: str = "a_good_base"

    def open(self, day: str = "2026-02-02") -> Round:
        """Let the city open the round."""
        self.registry.set_day(day)
        self.call = self.registry.city().make("/calls", {"programme": PROGRAMME, "year": self.year})["id"]
        return self

    def begin(self, day: str = "2026-03-02", district: str = "中原区", **form: Any) -> Round:
        """Let the company register and begin its application with a good form, changed as given, and its papers."""
        self.registry.set_day(day)
        company = self.registry.company(self.number)
        body = {"code": code(self.number), "name": name(self.number), "district": district, "industry": "装备制造业", "founded_on": "2008-05-18"}
        answer = company.post("/organisations", body)
        if answer.status_code not in (201, 409):
            raise Refused(answer.text)
        content = {**example("form", self.number, self.like), **form}
        made = company.make("/applications", {"call": self.call, "organisation": code(self.number), "form": content})
        self.application = made["id"]
        paper = company.upload()
        described = company.get(f"/programmes/{PROGRAMME}/2022-01-10")
        needed = [material["key"] for material in described["materials"] if material["needed_at"] == "apply"]
        _json(company.change(self.path, {"materials": {key: [paper] for key in needed}}))
        return self

    @property
    def path(self) -> str:
        """Return the application's address."""
        return f"/applications/{self.application}"

    def submit(self) -> httpx.Response:
        """Let the company hand in."""
        return self.registry.company(self.number).act(self.path, "apply", "submit")

    def list_companies(self, count: int, first: int = 101) -> None:
        """Let the district list companies, each fill in its form, and the applicant consent."""
        district = self.registry.district()
        companies = [{"code": code(number), "name": name(number)} for number in range(first, first + count)]
        district.acts(self.path, "incubatee_list", "fill", entry={**example("incubatee_list"), "companies": companies})
        for number in range(first, first + count):
            self.registry.company(number).acts(self.path, "registration", "fill", entry=example("registration", number))
        self.registry.company(self.number).acts(self.path, "consent", "fill", entry=example("consent", self.number))
        shown = district.get(self.path)
        _json(district.change(self.path, {"materials": {**shown["materials"], "incubatee_papers": [district.upload("名单.pdf")]}}))

    def judged(self, step: str, **answers: bool) -> dict[str, Any]:
        """Return good answers to a step's questions, changed as given."""
        shown = self.registry.operator.get(self.path)
        asked = next(each["judges"] for each in shown["steps"] if each["name"] == step)
        return {each["key"]: {"is_met": answers.get(each["key"], True), "note": "已查阅证明材料"} for each in asked}

    def recommend(self, **answers: bool) -> httpx.Response:
        """Let the district recommend."""
        return self.registry.district().act(self.path, "district", "recommend", judged=self.judged("district", **answers))

    def to_the_city(self) -> Round:
        """Take a good application to the city's review."""
        _json(self.submit())
        self.list_companies(10)
        _json(self.recommend())
        return self
