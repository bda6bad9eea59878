"""Who may see and do what: every page × every role × one's own or another's, in one table that is the test (rights.yaml).

A second one (rights_elsewhere.yaml) asks for files of other programmes and cities, and with their roles.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pymongo
import pytest
import python_calamine
from flask import Flask

from fuyu.law.strict_yaml import load
from fuyu.running.system import System
from fuyu.web.converters import IdentifierConverter
from portal.pages import blueprint

from .sender import Sender
from .subjects import PDF, Places, Subjects

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ROLES: Mapping[str, str | None] = {
    "nobody": None,
    "applicant": "申报企业",
    "incubatee": "入孵企业",
    "base": "孵化基地",
    "district": "区县",
    "city": "市市场监督管理局",
    "expert": "评审专家",
    "operator": "系统运行人员",
}
OTHERS = {
    "secretariat": "评定委员会秘书处",
    "committee": "评定委员会$",
    "supervisors": "监督组",
    "leader": "评审组组长",
    "station": "服务站",
}
"""Roles of other programmes, two of them in other cities."""


@dataclass(frozen=True)
class Table:
    """A table of rights: its routes with their rows, and the accounts that its columns are, by the names of the roles."""

    routes: Mapping[str, Mapping[str, Any]]
    columns: Mapping[str, str | None]

    @classmethod
    def read(cls, name: str, columns: Mapping[str, str | None]) -> Table:
        """Return the table of a file beside this one."""
        return cls(load(Path(__file__).with_name(name)), columns)

    def rows(self, line: str) -> Iterator[tuple[str, dict[str, str]]]:
        """Yield each row of a route: its name, and the word by role."""
        for name, words in self.routes[line].items():
            if name not in ("of", "sends", "asks", "brings"):
                assert len(words.split()) == len(self.columns), (line, name)
                yield str(name), dict(zip(self.columns, words.split(), strict=True))


OF_THE_BASES, ELSEWHERE = Table.read("rights.yaml", ROLES), Table.read("rights_elsewhere.yaml", {**ROLES, **OTHERS})
TABLE = OF_THE_BASES.routes
PLACE = re.compile(r"<(?:any\([^)]*\)|[a-z]+(?:\([^)]*\))?):([a-z_]+)>")
WORDS = {200: "shown", 403: "no", 404: "none", 400: "unguarded", 401: "wrong", 409: "wrong", 412: "wrong", 415: "wrong", 422: "wrong", 428: "wrong"}
"""400 is what a form gets without the guard of its session: no row has it, so that each says what became of the form itself."""
OFFICES = {"district", "city", "secretariat", "committee", "supervisors", "station"}
OF_OFFICES = ("priorities", "recommendations")
"""Lists that only offices have."""
REFUSED = ("no", "none", "sign-in")
COMPANY = re.compile(r"示范企业([0-9]{3})")


def numbers(*ranges: tuple[int, int]) -> frozenset[str]:
    """Return the numbers of made-up companies, from one to another."""
    return frozenset(f"{number:03}" for first, last in ranges for number in range(first, last + 1))


HOLDERS = numbers((1, 6))
"""Whom everyone knows, since the list of bases is published."""
EVERYONE = numbers((1, 11), (101, 110), (301, 310), (401, 410), (501, 510), (601, 610), (701, 710), (801, 830))
KNOWS = {
    "nobody": HOLDERS,
    "applicant": HOLDERS | {"010"},
    "incubatee": HOLDERS | {"509"},
    "base": HOLDERS | numbers((501, 510), (804, 806)),
    "district": EVERYONE - numbers((601, 610), (701, 710), (807, 810)),
    "city": EVERYONE,
    "expert": EVERYONE - numbers((8, 11), (801, 810), (821, 830)),
    "operator": EVERYONE | numbers((901, 906), (911, 915)),
    "secretariat": HOLDERS | numbers((901, 906)),
    "committee": HOLDERS | numbers((901, 906)),
    "supervisors": numbers((921, 925)),
    "leader": numbers((921, 922)),
    "station": numbers((941, 947)),
}
"""Which companies' names each role may read: an expert those of the files that were assigned, with the companies on their lists."""
PUBLISHED = {"GET /public/draws/<id:id>": EVERYONE}
"""Pages that publish names: who completed an incubation stands on the list from which a spot check is drawn, or nobody could check it."""


@pytest.fixture(scope="module")
def app() -> Flask:
    """An app with the portal's pages alone, whose routes are looked at."""
    made = Flask("pages")
    made.url_map.converters["id"] = IdentifierConverter
    made.register_blueprint(blueprint)
    return made


@pytest.fixture(scope="module")
def senders(system: System) -> dict[str, Sender]:
    """Somebody of each role, signed in once."""
    return {role: Sender(system.urls["portal"], who) for role, who in ELSEWHERE.columns.items()}


def lines(method: str) -> list[Any]:
    """Return the routes of both tables that take a method, each with its table."""
    tables = {"": OF_THE_BASES, "elsewhere: ": ELSEWHERE}
    return [pytest.param(table, line, id=f"{name}{line}") for name, table in tables.items() for line in table.routes if line.startswith(method)]


def address(line: str, places: Places) -> str:
    return PLACE.sub(lambda found: places[found.group(1)], line.split(" ", 1)[1])


def word(answer: httpx.Response) -> str:
    """Return an answer in the table's words."""
    if answer.is_redirect:
        to_sign_in = re.search(r"/sign-in(\?|$)", answer.headers["Location"])
        return "sign-in" if to_sign_in else "done"
    return WORDS.get(answer.status_code, str(answer.status_code))


def test_every_page_is_in_the_table_and_none_is_left_over(app: Flask) -> None:
    """INVARIANT: nobody adds a page without deciding for whom it is."""
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("pages.")]
    served = {f"{method} {rule.rule}" for rule in rules for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}}
    assert sorted(served ^ set(TABLE)) == []
    assert set(ELSEWHERE.routes) <= served


@pytest.mark.parametrize(("table", "line"), lines("GET"))
def test_a_page_is_shown_to_those_whom_the_table_names_and_names_nobody_whom_they_may_not_know(
    table: Table, line: str, senders: dict[str, Sender], subjects: Subjects
) -> None:
    """INVARIANT: what is somebody else's is not shown, nor is its name (L13)."""
    route = table.routes[line]
    for name, wanted in table.rows(line):
        path = address(line, subjects.places(route["of"], name))
        answers = {role: senders[role].get(path, params=route.get("asks")) for role in wanted}
        assert {role: word(answer) for role, answer in answers.items()} == wanted, (line, name)
        for role, answer in answers.items():
            if answer.headers["Content-Type"].startswith("text/html") and "/sign-in" not in path:
                assert set(COMPANY.findall(answer.text)) <= KNOWS[role] | PUBLISHED.get(line, frozenset()), (line, name, role)


@pytest.mark.parametrize("list", ["applications", "designations", "enrolments", "sessions", "proceedings", "duties", *OF_OFFICES])
def test_an_excel_file_names_nobody_whom_its_reader_may_not_know(list: str, senders: dict[str, Sender]) -> None:
    answers = {role: sender.get(f"/{list}", params={"as": "xlsx"}) for role, sender in senders.items()}
    words = {role: word(answer) for role, answer in answers.items()}
    given = {role for role, word in words.items() if word == "shown"}
    assert given == (OFFICES if list in OF_OFFICES else senders.keys() - {"nobody"})
    assert {words[role] for role in senders.keys() - given} <= {"no", "sign-in"}
    for role in given:
        answer = answers[role]
        cells = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
        assert set(COMPANY.findall(str(cells))) <= KNOWS[role], role


@pytest.mark.parametrize(("table", "line"), lines("POST"))
def test_a_form_is_taken_from_those_whom_the_table_names_and_whoever_else_sends_it_changes_nothing(
    table: Table, line: str, system: System, senders: dict[str, Sender], subjects: Subjects
) -> None:
    """INVARIANT: what no page offers can be sent all the same; it is refused, and neither record nor file nor audit row comes of it."""
    if line == "POST /sign-out":
        senders = {role: Sender(system.urls["portal"], who) for role, who in table.columns.items()}
    route = table.routes[line]
    for name, wanted in table.rows(line):
        places = subjects.places(route["of"], name)
        refused = [role for role, word in wanted.items() if word in REFUSED]
        before = traces(system, refused)
        found = {role: word(sent(route, address(line, places), places, role, senders[role], subjects)) for role in refused}
        assert traces(system, refused) == before, (line, name)
        found |= {role: word(sent(route, address(line, places), places, role, senders[role], subjects)) for role in wanted if role not in refused}
        assert found == wanted, (line, name)


def sent(route: Mapping[str, Any], path: str, places: Places, role: str, sender: Sender, subjects: Subjects) -> httpx.Response:
    """Return the answer to a form, with what its route says that it holds."""
    form = {key: str(value).replace("ROLE", role) for key, value in route.get("sends", {}).items()}
    if form.get("version") == "present":
        form["version"] = subjects.version(places, route["of"])
    if form.get("step") in ("first", "present"):
        form["step"] = places["step"]
    files = {"file": ("权限.pdf", PDF, "application/pdf")} if route.get("brings") else None
    return sender.post(path, form, files)


def traces(system: System, roles: list[str]) -> dict[str, tuple[int, int]]:
    """Return how much of what people did stands in each database: audit rows of their acts, and their files."""
    client: pymongo.MongoClient[dict[str, Any]] = pymongo.MongoClient(system.mongod.uri)
    with client:
        accounts = client["fuyu_portal"]["accounts"].find({"is_demonstration": True})
        people = [each["person"] for each in accounts if any(re.search(ELSEWHERE.columns[role] or "^$", each["name"]) for role in roles)]
        by = {"by": {"$in": people}}
        return {
            name: (client[name]["audit"].count_documents({**by, "act": {"$not": re.compile("seen$")}}), client[name]["files"].count_documents(by))
            for name in client.list_database_names()
            if name.startswith("fuyu_")
        }
