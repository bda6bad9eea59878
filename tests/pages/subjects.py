"""What stands in the demonstration, by the names that the table of rights has for it; what it lacks is made through the services."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fuyu.ids import new_id
from fuyu.running.system import System

from .sender import Sender

CITY, OFFICE = "zhengzhou", "market_bureau"
OTHER_CITIES = {"92": "hangzhou", "94": "wuhu"}
"""Where made-up companies are from that are not of CITY, by how their numbers begin."""
REGISTRY, TRACKER, NOTIFIER = "base-registry", "incubatee-tracker", "notifier"
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
Places = dict[str, str]


class Subjects:
    """Finds the parts of an address for a row of the table: `004` is what the made-up company 示范企业004 has there."""

    def __init__(self, system: System) -> None:
        self.system = system
        self._found: dict[tuple[str, str], Places] = {}
        self._rows: dict[tuple[str, str, str], list[dict[str, Any]]] = {}

    def places(self, kind: str, name: str) -> Places:
        """Return the parts of an address, by their names in the route."""
        if name == "-":
            return {}
        key = (kind, name)
        if key not in self._found:
            found = FINDING[kind](self, name)
            self._found[key] = found if isinstance(found, dict) else {"id": found}
        return self._found[key]

    def client(self, service: str, person: str = "operator", actor: str = "operator", city: str = CITY, **bound: str) -> Any:
        """Return a client of a service, as the operator or somebody else of the demonstration."""
        return self.system.client(service, self.system.token(person, actor, city, **bound))

    def rows(self, service: str, path: str, city: str = CITY) -> list[dict[str, Any]]:
        """Return the rows of a listing as a city's operator sees them."""
        if (service, path, city) not in self._rows:
            self._rows[service, path, city] = self.client(service, city=city).get(path, params={"limit": 200}).raise_for_status().json()["items"]
        return self._rows[service, path, city]

    def row(self, service: str, path: str, name: str, member: str = "organisation", **wanted: Any) -> dict[str, Any]:
        """Return the newest row of a company."""
        found = self.rows(service, path, city_of(name))
        rows = [row for row in found if row[member]["name"] == f"示范企业{name}" and all(row[key] == value for key, value in wanted.items())]
        return max(rows, key=lambda row: str(row["id"]))

    def made(self, client: Any, path: str, content: dict[str, Any]) -> str:
        """Return the id of what is made."""
        answer = client.post(path, json=content, headers={"Idempotency-Key": new_id()})
        assert answer.is_success, answer.text
        return str(answer.json()["id"])

    def changed(self, client: Any, path: str, what: str, content: dict[str, Any]) -> None:
        """Send what changes something, with its present version."""
        headers = {"Idempotency-Key": new_id(), "If-Match": client.get(path).headers["ETag"]}
        client.post(f"{path}/{what}", json=content, headers=headers).raise_for_status()

    def base_client(self, service: str, name: str) -> Any:
        """Return a client of the coordinator of a base."""
        code = self.row(REGISTRY, "/designations", name)["organisation"]["code"]
        return self.client(service, f"base-{int(name)}", "base", organisation=code)

    def version(self, places: Places, kind: str) -> str:
        """Return the present version of what a form is about, as a page holds it."""
        service, path = VERSIONED.get(places.get("over", kind), (REGISTRY, ""))
        where = f"{path}/{places.get('id') or places['person']}"
        answer = self.client(service, city=places.get("city", CITY)).get(where)
        if answer.status_code == 403:  # The operator sees neither draws nor experts.
            answer = self.client(service, "city", "city bureau", office=OFFICE).get(where)
        return str(answer.raise_for_status().headers["ETag"])

    def enrolment(self, name: str) -> dict[str, Any]:
        """Return the enrolment of a company."""
        return self.row(TRACKER, "/enrolments", name, "incubatee")


def account_for(here: Subjects, name: str, actor: str, code: str) -> str:
    """Make an account of the demonstration for somebody of an organisation, and return its name."""
    role = {"actor": actor, "city": CITY, "organisation": code}
    here.made(here.client("portal"), "/accounts", {"login": new_id(), "name": name, "is_demonstration": True, "roles": [role]})
    return name


def city_of(name: str) -> str:
    """Return the city that a made-up company is from."""
    return OTHER_CITIES.get(name[:2], CITY)


def _application(here: Subjects, name: str) -> Places:
    return {"id": _of(here, "applications", name), "city": city_of(name)}


def _designation(here: Subjects, name: str) -> Places:
    return {"id": _of(here, "designations", name), "city": city_of(name)}


def _consultation(here: Subjects, name: str) -> str:
    enrolment = here.enrolment(name)
    client = here.base_client(TRACKER, enrolment["base"]["name"][-3:])
    return here.made(client, "/consultations", {"enrolment": enrolment["id"], "held_on": "2026-04-13", "kind": "diagnosis", "what": "现场质量诊断"})


def _draw(here: Subjects, _: str) -> str:
    client = here.client(TRACKER, "city", "city bureau", office=OFFICE)
    return here.made(client, "/draws", {"programme": "zhengzhou.base", "first_day": "2024-01-01", "last_day": "2025-12-31"})


def _expert(here: Subjects, person: str) -> str:
    client = here.client(REGISTRY, "city", "city bureau", office=OFFICE)
    return str(client.get("/experts", params={"person": person}).raise_for_status().json()["items"][0]["id"])


def _news(here: Subjects, state: str) -> str:
    office = here.client(TRACKER, "city", "city bureau", office=OFFICE)
    id = here.made(office, "/news", {"programme": "zhengzhou.base", "title": f"质量月活动通知（{state}）", "text": "请各孵化基地报送方案。", "source": "市局"})
    if state == "taken down":
        here.changed(office, f"/news/{id}", "takedown", {"reason": "日期有误，另行发布。"})
    return id


def _activity(here: Subjects, name: str) -> str:
    """Return an exchange at a base, planned for today with 示范企业003 as its guest."""
    office, host = here.client(TRACKER, "city", "city bureau", office=OFFICE), here.row(TRACKER, "/bases", name[:3])["id"]
    told = {"programme": "zhengzhou.base", "kind": "expert_exchange", "title": f"现场改进交流（{name}）", "planned_on": "2026-04-15", "host": host}
    guest = here.row(TRACKER, "/bases", "006" if name.startswith("005") else "003")["id"]
    return here.made(office, "/activities", told | {"guests": [guest], "experts": "专家甲、专家乙", "note": "上午九时。"})


def _message(here: Subjects, person: str) -> str:
    client = here.client(NOTIFIER, person, "base")
    return str(client.get("/inbox", params={"limit": 1}).raise_for_status().json()["items"][0]["id"])


def _file(here: Subjects, name: str) -> Places:
    if name.startswith("waiting"):
        client = here.base_client(TRACKER, name[-3:])
        answer = client.post("/files", files={"file": ("a.pdf", PDF)}, headers={"Idempotency-Key": new_id()})
        return {"where": "tracker", "id": answer.raise_for_status().json()["id"]}
    record = here.client(REGISTRY, city=city_of(name)).get(f"/applications/{_of(here, 'applications', name)}").raise_for_status().json()
    return {"where": "registry", "id": next(file for files in record["materials"].values() for file in files)}


def _call(here: Subjects, name: str) -> str:
    return str(next(row["id"] for row in here.rows(REGISTRY, "/calls") if row["title"].startswith(name)))


def _row_of_call(here: Subjects, name: str) -> Places:
    return {"id": _call(here, "2023"), "application": _of(here, "applications", name)}


UNREGISTERED = "91410100MA00099908"
"""The credit code of an organisation that nobody registered."""


def _organisation(here: Subjects, name: str) -> Places:
    code = here.row(REGISTRY, "/applications", "010" if name == "new" else name)["organisation"]["code"]
    [row] = here.client(REGISTRY).get("/organisations", params={"code": code}).raise_for_status().json()["items"]
    return {"id": row["id"], "code": UNREGISTERED if name == "new" else code}


def _duty(here: Subjects, name: str) -> str:
    return next(str(row["id"]) for row in here.rows(NOTIFIER, "/duties") if row["about"].get("name") == f"示范企业{name}" and row["state"] == "owed")


def _over(here: Subjects, name: str) -> Places:
    over, _, company = name.partition(" ")
    row = here.enrolment(company) if over == "enrolments" else here.row(REGISTRY, f"/{over}", company)
    return {"over": over, "name": over, "city": city_of(company), "id": str(row["id"]), "step": row.get("stands_at") or ""}


def _of(here: Subjects, over: str, company: str) -> str:
    return str(here.row(REGISTRY, f"/{over}", company)["id"])


def _process(here: Subjects, name: str) -> Places:
    over, company, process = name.split(" ")
    return {**_over(here, f"{over} {company}"), "process": process, "step": FIRST[process]}


FIRST = {"leave": "leave", "extend": "ask_extension", "complain": "complaint", "pay": "claim_subsidy"}
"""The first step of each process that is opened."""


def _revocation(here: Subjects, name: str) -> Places:
    return {**_designation(here, name), "process": "revoke"}


CHOOSES = {"zhengzhou.mayor_award": "decide", "hangzhou.cultivation": "choose_for_site"}
"""The first step over a whole round at which somebody chooses."""


def _round(here: Subjects, programme: str) -> Places:
    city = programme.split(".")[0]
    id = next(row["id"] for row in here.rows(REGISTRY, "/calls", city) if row["programme"] == programme)
    return {"id": str(id), "city": city, "step": CHOOSES.get(programme, "")}


def _matter(here: Subjects, name: str) -> str:
    what, _, company = name.partition(" ")
    if what != "complaint":
        return str(here.row(REGISTRY, "/proceedings", company, state="running")["id"])
    complaint = {"matter": "弄虚作假", "facts": "所报利润与公开年报不一致。", "happened_on": "2026-04-10"}
    told = {"process": "supervise_applicant", "step": "complaint_about_applicant", "does": "fill", "entry": complaint}
    group = here.client(REGISTRY, "supervisors", "supervision group", city_of(company), office="supervision-group")
    return here.made(group, f"/applications/{_of(here, 'applications', company)}/proceedings", told)


def _stack(here: Subjects, who: str) -> str:
    """Return a stack of the first district's officer, of a file that does not exist; or of nobody."""
    if who == "none":
        return new_id()
    row = f"{new_id()} 1 zhengzhou.base apply/district 示例"
    form = {"act": "zhengzhou.base apply district return", "reason": "示例", "row": row, "key": new_id()}
    answer = Sender(here.system.urls["portal"], "区县").post("/applications/stacks", form)
    return str(answer.headers["Location"].rpartition("/")[2].partition("?")[0])


FINDING: dict[str, Callable[[Subjects, str], Places | str]] = {
    "application": _application,
    "designation": _designation,
    "enrolment": lambda here, name: str(here.enrolment(name)["id"]),
    "session": lambda here, name: str(here.row(TRACKER, "/sessions", name, "base")["id"]),
    "consultation": _consultation,
    "organisation": _organisation,
    "duty": _duty,
    "round": _round,
    "matter": _matter,
    "proceeding": lambda here, name: str(here.row(REGISTRY, "/proceedings", name, state="running")["id"]),
    "ground": lambda here, name: str(here.row(REGISTRY, "/grounds", name)["id"]),
    "call": _call,
    "draw": _draw,
    "expert": _expert,
    "news": _news,
    "activity": _activity,
    "district": lambda here, name: {"programme": "zhengzhou.base", "district": name},
    "message": _message,
    "file": _file,
    "person": lambda here, name: {"person": name},
    "place": lambda here, name: {"where": name},
    "list": lambda here, name: {"name": name},
    "stack": _stack,
    "row": _row_of_call,
    "over": _over,
    "process": _process,
    "revocation": _revocation,
    "asset": lambda here, name: {"filename": name},
    "secret": lambda here, name: {"secret": name},
    "calendar": lambda here, name: {"city": CITY, "secret": name},
    "nothing": lambda here, name: new_id(),
}
"""How the parts of an address are found, by the kind of subject that a route is about."""

VERSIONED = {
    "application": (REGISTRY, "/applications"),
    "applications": (REGISTRY, "/applications"),
    "designation": (REGISTRY, "/designations"),
    "designations": (REGISTRY, "/designations"),
    "revocation": (REGISTRY, "/designations"),
    "proceedings": (REGISTRY, "/proceedings"),
    "call": (REGISTRY, "/calls"),
    "round": (REGISTRY, "/calls"),
    "organisation": (REGISTRY, "/organisations"),
    "enrolment": (TRACKER, "/enrolments"),
    "enrolments": (TRACKER, "/enrolments"),
    "session": (TRACKER, "/sessions"),
    "draw": (TRACKER, "/draws"),
    "expert": (REGISTRY, "/experts"),
    "news": (TRACKER, "/news"),
    "activity": (TRACKER, "/activities"),
    "person": (NOTIFIER, "/people"),
}
"""Where the version of each kind of subject is read."""
