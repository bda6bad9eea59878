"""The home page: in one look what is due, what is late, what waits for one, and where one's things stand."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from flask import url_for

from fuyu.problems import Problem
from portal.asking import NOTIFIER, REGISTRY, TRACKER, Refusal
from portal.knowing import ASSIGNED, ORGANISATION, Document, Programme
from portal.pages.frame import city, desk, page, reach, show, unopened
from portal.pages.incubations import can_go_on
from portal.pages.organisations import own_organisations

MOST_WAITING, MOST_DUE, MOST_OWN, MOST_STEPS, MOST_WHOLE, MOST_ON_BOARDS, MOST_NEWS = 50, 30, 50, 50, 5, 3, 5
GOES_ON = ("running", "to be moved", "proposed")


QUEUES = (
    ("application", "/applications", "pages.application"),
    ("application", "/proceedings", "pages.proceeding"),
    ("designation", "/proceedings", "pages.proceeding"),
)
LAST = "9999"
"""What waits since no known day stands behind all that does."""


@page("/")
def home() -> Any:
    """Show what is mine to do, and how my things stand."""
    roles = desk().roles
    if any(role.office for role in roles):
        waiting = _queue()
        is_city = any(role.office and not role.district for role in roles)
        boards = [name for name in ("news", "activities", "district_report") if city().declaring(name)]
        more: dict[str, Any] = {"news": unopened()[:MOST_NEWS], "grounds": _grounds(), "objections": _objections(), "boards": boards}
        return show("home_office.html", is_office=True, is_city=is_city, **more, **waiting, **_due())
    if any(role.organisation for role in roles):
        return show("home_own.html", 200, news=unopened()[:MOST_NEWS], **_own(), **_boards(), **_due())
    if any(role.actor == "operator" for role in roles):
        return show("home_operator.html", health=_health())
    return show("home_office.html", is_office=False, is_city=False, news=unopened()[:MOST_NEWS], grounds=[], objections=[], **_queue(), **_due())


def _queue() -> dict[str, Any]:
    """Return what waits for the person, the longest first: files and whole lists at steps that are theirs, and files where they assign others."""
    mine: list[dict[str, Any]] = []
    by_others: list[dict[str, Any]] = []
    is_more = False
    for over, path, endpoint in QUEUES:
        steps = _my_steps(over)
        for id in sorted({programme for programme, _, _ in steps}):
            rows, goes_on = _at_steps(REGISTRY, path, id, sorted({name for programme, _, name in steps if programme == id}), state="running")
            is_more = is_more or goes_on
            for row in rows:
                found = steps.get((id, row.get("process") or _entry(row)["name"], row["stands_at"]))
                if found is not None:
                    programme, process, step, is_mine = found
                    place = {"row": row, "programme": programme, "process": process, "step": step, "link": url_for(endpoint, id=row["id"])}
                    (mine if is_mine else by_others).append(place)
    of_enrolments, goes_on = _at_enrolments()
    for place in of_enrolments:
        (mine if place["is_mine"] else by_others).append(place)
    is_more = is_more or goes_on
    queue = sorted(_by_call(mine), key=_since)
    by_others.sort(key=_since)
    return {"queue": queue, "assigned": by_others, "is_more": is_more}


def _since(place: Mapping[str, Any]) -> str:
    return str(place["row"].get("waits_since") or LAST)


def _at_steps(service: str, path: str, programme: str, steps: list[str], **more: str) -> tuple[list[Document], bool]:
    """Return the files of a programme that wait longest at steps, and whether more wait there; none where the service refuses them to this person."""
    rows: list[Document] = []
    is_more = False
    for first in range(0, len(steps), MOST_STEPS):
        wanted = ",".join(steps[first : first + MOST_STEPS])
        try:
            told = desk().get(service, path, limit=MOST_WAITING, sort="waits_since", programme=programme, stands_at=wanted, **more)
        except Refusal as refusal:
            if refusal.status not in (403, 404):
                raise
            continue
        rows += told["items"]
        is_more = is_more or told["next"] is not None
    return rows, is_more


def _entry(row: Document) -> Document:
    return city().programme(row["programme"], row.get("programme_version")).entry()


def _my_steps(over: str) -> dict[tuple[str, str, str], tuple[Programme, Document, Document, bool]]:
    """Return the steps at which one of the person's roles acts, or assigns who does, by programme, process and step."""
    actors = {role.actor for role in desk().roles}
    found: dict[tuple[str, str, str], tuple[Programme, Document, Document, bool]] = {}
    for told in city().latest():
        programme = city().programme(str(told["id"]), str(told["version"]))
        for process in programme.told["processes"]:
            for step in process["steps"] if process["over"] == over else ():
                is_mine = step.get("by") in actors
                if step.get("beside") and is_mine and programme.scope(step["by"]) == ASSIGNED:  # A file never stands at it, but at the step beside it.
                    found.setdefault((str(told["id"]), str(process["name"]), str(step["beside"])), (programme, process, step, is_mine))
                elif step["kind"] != "announce" and (is_mine or step.get("assigned_by") in actors):
                    found[str(told["id"]), str(process["name"]), str(step["name"])] = (programme, process, step, is_mine)
    return found


def _by_call(places: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield each place, those at a step over the whole call once for all of them: it is taken on the call's page."""
    together: dict[tuple[str, str], dict[str, Any]] = {}
    for each in places:
        if each["step"].get("over") != "call":
            yield each
            continue
        key = (each["row"]["call"], each["step"]["name"])
        if key not in together:
            together[key] = {**each, "link": url_for("pages.call", id=key[0], _anchor=f"step-{key[1]}"), "count": 0}
        together[key]["count"] += 1
    yield from together.values()


def _at_enrolments() -> tuple[list[dict[str, Any]], bool]:
    """Return the enrolments at a step that is the person's, or where they assign others, and whether more wait there."""
    steps = {(programme, f"{process}/{name}"): told for (programme, process, name), told in _my_steps("enrolment").items()}
    codes = {role.organisation for role in desk().roles if role.organisation}
    found, is_more = [], False
    for id in sorted({programme for programme, _ in steps}):
        rows, goes_on = _at_steps(TRACKER, "/enrolments", id, sorted(name for programme, name in steps if programme == id))
        is_more = is_more or goes_on
        for row in {row["id"]: row for row in rows}.values():
            shown, link = {**row, "organisation": row["incubatee"]}, url_for("pages.enrolment", id=row["id"])
            for programme, process, step, is_mine in (steps[id, name] for name in row["stands_at"] if (id, name) in steps):
                is_theirs = programme.scope(step.get("by")) != ORGANISATION or _is_of(row, programme, step, codes)
                if is_theirs and can_go_on(process, row["state"]):
                    found.append({"row": shown, "programme": programme, "process": process, "step": step, "is_mine": is_mine, "link": link})
    return found, is_more


def _is_of(row: Document, programme: Programme, step: Document, codes: Collection[str]) -> bool:
    """Claim that a step of an organisation is one of these organisations': the incubatee's own, or the base's that has it or was asked to take it."""
    if programme.told["actors"][step["by"]]["of"] == "incubatee":
        return row["incubatee"]["code"] in codes
    return ((row.get("taker") or {}).get("code") or row["base"]["code"]) in codes


def _due() -> dict[str, Any]:
    """Return what is owed by or under the person: what is late, and what comes next."""
    rows = [row for service in (REGISTRY, TRACKER) for row in _rows(service, "/duties", MOST_DUE, state="open")]
    late = [row for service in (REGISTRY, TRACKER) for row in _rows(service, "/duties", MOST_DUE, state="overdue")]
    return {
        "due": sorted(rows, key=lambda row: row["due_on"] or "9999")[:MOST_DUE],
        "late": sorted(late, key=lambda row: row["due_on"] or "9999"),
        "most_due": MOST_DUE,
    }


def _grounds() -> list[Document]:
    """Return the grounds that nobody has decided upon."""
    return _rows(REGISTRY, "/grounds", MOST_DUE, state="proposed", sort="found_on")


def _objections() -> list[Document]:
    """Return the objections that wait for an answer."""
    return _rows(REGISTRY, "/objections", MOST_DUE, state="open")


def _boards() -> dict[str, Any]:
    """Return the newest of the boards of news and the next activities, where a programme of the person has them."""
    posted = _rows(TRACKER, "/news", MOST_ON_BOARDS, state="posted") if city().declaring("news") else []
    coming = {"state": "planned", "from": reach().today().isoformat(), "sort": "planned_on"}
    return {"posted": posted, "coming": _rows(TRACKER, "/activities", MOST_ON_BOARDS, **coming) if city().declaring("activities") else []}


def _own() -> dict[str, Any]:
    """Return what belongs to the person's organisations: themselves, their bases, incubations, applications, designations, and what waits for them."""
    mine, year = {role.organisation for role in desk().roles}, reach().today().year
    held = [row for row in _rows(TRACKER, "/bases", MOST_OWN, state="held") if row["organisation"]["code"] in mine]
    held = [row for row in held if city().programme(row["programme"]).brings_up]
    own = [row for row in _rows(TRACKER, "/enrolments", MOST_OWN, sort="-starts_on") if row["incubatee"]["code"] in mine]
    running = [row for row in own if row["state"] in GOES_ON]
    calls = _rows(REGISTRY, "/calls", 20, state="open")
    return {
        "bases": [_base(row, year) for row in held[:MOST_WHOLE]],
        "more_bases": held[MOST_WHOLE:],
        "running": [desk().get(TRACKER, f"/enrolments/{row['id']}") for row in running[:MOST_WHOLE]],
        "past": [row for row in own if row not in running] + running[MOST_WHOLE:],
        "certificates": [row for row in _rows(TRACKER, "/certificates", MOST_OWN) if (row.get("holder") or {}).get("code") in mine] if own else [],
        **_waiting(),
        **own_organisations(),
        "applications": [{"row": row, "programme": city().programme(row["programme"])} for row in _rows(REGISTRY, "/applications", MOST_OWN)],
        "calls": [{"call": call, "programme": city().programme(call["programme"], call["programme_version"])} for call in calls],
        "designations": _rows(REGISTRY, "/designations", MOST_OWN),
    }


def _base(row: Document, year: int) -> Document:
    """Return how a base stands, with the forecast of its batches."""
    watch = desk().get(TRACKER, f"/watch/{row['id']}")
    forecast = next((each for each in watch["progress"] if each["duty"].startswith("sessions/")), None)
    whole, stood = desk().get(TRACKER, f"/bases/{row['id']}"), desk().get(TRACKER, f"/bases/{row['id']}/years/{year}")
    return {"base": row, "year": stood, "whole": whole, "watch": watch, "forecast": forecast}


def _waiting() -> dict[str, Any]:
    """Return what stands at a step that is theirs, over their applications, incubations and designations, and whether more does than is listed."""
    steps = {place: told for place, told in _my_steps("application").items() if told[3] and told[2]["kind"] != "submit"}
    wanted = ",".join(sorted({name for _, _, name in steps})[:MOST_STEPS])
    applications = _rows(REGISTRY, "/applications", MOST_OWN, state="running", sort="waits_since", stands_at=wanted) if wanted else []
    enrolments, goes_on = _at_enrolments()
    proceedings = _rows(REGISTRY, "/proceedings", MOST_OWN, state="running")
    listed = [*_of_applications(applications, steps), *_of_enrolments(enrolments), *_of_proceedings(proceedings)]
    return {"waiting": listed, "waits_more": goes_on or MOST_OWN in (len(applications), len(proceedings))}


def _of_applications(rows: list[Document], steps: Mapping[tuple[str, str, str], Any]) -> Iterator[dict[str, Any]]:
    for row in rows:
        found = steps.get((row["programme"], _entry(row)["name"], row["stands_at"]))
        if found is not None:
            title = f"{row['organisation']['name']} · {found[0].title}"
            yield {"row": row, "title": title, "step": found[2], "link": url_for("pages.application", id=row["id"])}


def _of_enrolments(places: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for place in places:
        yield {"row": place["row"], "title": f"{place['row']['incubatee']['name']} · {place['process']['title']}", "step": place["step"], "link": place["link"]}


def _of_proceedings(rows: list[Document]) -> Iterator[dict[str, Any]]:
    actors = {role.actor for role in desk().roles if role.organisation}
    for row in rows:
        programme = city().programme(row["programme"], row["programme_version"])
        step = programme.step(row["process"], row["stands_at"]) if row.get("stands_at") else {}
        if step.get("by") in actors:
            title = programme.process(row["process"])["title"]
            yield {"row": row, "title": title, "step": step, "link": url_for("pages.proceeding", id=row["id"])}


def _rows(service: str, path: str, most: int, **query: Any) -> list[Document]:
    """Return the first rows of a listing; none where a service refuses it to this person."""
    try:
        found: list[Document] = desk().get(service, path, limit=most, **query)["items"]
        return found
    except Problem as problem:
        if problem.status in (403, 404):
            return []
        raise


SERVICES = {REGISTRY: "登记服务", TRACKER: "孵化服务", NOTIFIER: "通知服务"}
NUMBERS = {
    "workers": "后台进程",
    "depth": "待发消息",
    "oldest_waiting_seconds": "最早待发（秒）",
    "parked": "暂存消息",
    "oldest_parked_seconds": "最早暂存（秒）",
    "unsealed": "未封存的审计记录",
    "oldest_unsealed_seconds": "最早未封存（秒）",
    "dead_letters": "无法处理的消息",
    "buried": "队列弃信",
}


def _health() -> list[dict[str, Any]]:
    """Return how each service is, for the operator: its numbers, and in red what stands still."""
    found = []
    for service, title in SERVICES.items():
        try:
            told, red = desk().get(service, "/ops/health"), []
        except Problem as problem:
            told, red = {}, list(problem.members.get("red") or [problem.detail])
        numbers = [(NUMBERS.get(name, name), f"{value:g}") for name, value in (told.get("numbers") or {}).items()]
        found.append({"title": title, "red": red, "numbers": numbers})
    return found
