"""What anyone may see: certificates checked, published lists with objections and how these stand, who holds what, and spot checks to be checked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from flask import g, redirect, request, session, url_for

from fuyu.ids import new_id
from fuyu.problems import NotFound, Problem
from portal.asking import REGISTRY, TRACKER, Refusal
from portal.forms import faults_by_name
from portal.knowing import Document
from portal.pages.frame import PUBLIC, desk, knowledge, page, public_address, reach, show

ROWS = 10
PLACE = re.compile(r"^.{1,12}?(?:自治州|地区|市|盟|县|区)")
MOST_BYTES = 10 * 1024 * 1024
PROGRAM = """import hashlib
ids = {ids!r}
seed, count = {seed!r}, {count!r}
base = hashlib.sha256("\\n".join(sorted(ids)).encode()).hexdigest()
mark = lambda id: hashlib.sha256(f"{{seed}}|{{base}}|{{id}}".encode()).hexdigest()
print(base, *sorted(ids, key=mark)[:count], sep="\\n")
"""
"""By these lines anyone comes from the list and the seed to its hash and to those who were drawn."""


def cities() -> dict[str, str]:
    """Return the cities of which something is installed by their titles: what the names of their texts and of those who issued them begin with."""
    named: dict[str, list[str]] = {}
    for each in knowledge().programmes(desk()):
        named.setdefault(str(each["id"]).split(".")[0], []).extend(str(each["regulation"][name]) for name in ("title", "issuer"))
    return {city: _title(names, city) for city, names in sorted(named.items())}


def _title(names: Iterable[str], city: str) -> str:
    places = Counter(found.group() for name in names if (found := PLACE.match(name)))
    return next((place for place, _ in places.most_common(1)), city)


def _city() -> str:
    """Return the city at hand: the one that is asked for, else the one chosen before, else that of who is signed in, else the first."""
    known = list(cities())
    for wanted in (request.values.get("city"), session.get("public_city"), g.portal_city):
        if wanted in known:
            break
    else:
        wanted = _liveliest(known)
    if request.args.get("city") in known:
        session["public_city"] = wanted
    return str(wanted)


def _liveliest(known: list[str]) -> str:
    """Return the city that has published the most holders, the first of those that are alike."""
    return max(known, key=lambda city: len(desk().get(REGISTRY, f"/public/{city}/designations", limit=ROWS)["items"]))


def _where_it_may_be() -> list[tuple[str, str]]:
    """Return the cities and services in which a certificate may have been issued: who checks one need not know its city, and the one at hand comes first."""
    here = _city()
    return [(city, service) for city in (here, *(each for each in cities() if each != here)) for service in (REGISTRY, TRACKER)]


@page("/public/certificates", PUBLIC)
def check_certificate() -> Any:
    """Show the form by which a certificate is checked, or what one says that is named."""
    number, code = request.args.get("number", "").strip(), request.args.get("code", "").strip()
    found, problem = _checked(number, code) if number and code else (None, None)
    return _check_page(found, problem, number, code)


def _check_page(found: Document | None, problem: Problem | None, number: str = "", code: str = "", of_file: Document | None = None) -> Any:
    status = problem.status if problem else 200
    return show(
        "certificate_check.html",
        status,
        found=found,
        problem=problem,
        number=number,
        code=code,
        cities=cities(),
        at=_city(),
        of_file=of_file,
        most=MOST_BYTES >> 20,
    )


def _checked(number: str, code: str) -> tuple[Document | None, Problem | None]:
    """Return what a certificate says, whichever service issued it."""
    problem: Problem | None = None
    for place, service in _where_it_may_be():
        try:
            return desk().get(service, f"/public/{place}/certificates", number=number, code=code), None
        except Refusal as refusal:
            problem = refusal
    return None, problem


@page("/public/certificates", PUBLIC, methods=("POST",), most_files=1)
def check_file() -> Any:
    """Check an uploaded PDF: whether it is ours, whether every byte is as it was signed, and how it stands today."""
    file, problem, found = request.files.get("file"), None, None
    if file is None or not file.filename:
        return redirect(url_for("pages.check_certificate", city=_city()), 303)
    content = file.stream.read(MOST_BYTES + 1)
    for place, service in _where_it_may_be():
        try:
            sent = {"file": (file.filename, content, "application/pdf")}
            told = desk().ask("POST", service, f"/public/{place}/certificates/check", files=sent).json()
        except Refusal as refusal:
            problem = problem or refusal
            continue
        found, problem = told if found is None or told.get("certificate") else found, None
        if found.get("certificate"):
            break
    return _check_page((found or {}).get("certificate"), problem, of_file=found)


@page("/public/notices", PUBLIC)
def notices() -> Any:
    """List what a city has published, newest first; while a list is published one can object to a row of it."""
    rows = [_shown(each) for each in desk().get(REGISTRY, f"/public/{_city()}/notices")["items"]]
    first = request.args.get("from", type=int, default=0)
    return show("notices.html", rows=rows[first : first + ROWS], following=first + ROWS if len(rows) > first + ROWS else None, cities=cities(), at=_city())


def _shown(notice: Document) -> Document:
    """Return a notice with the words for its programme and step, and whether one can object to it today."""
    programme = knowledge().programme(desk(), notice["programme"], notice["programme_version"])
    step = programme.step(programme.entry()["name"], notice["step"])
    until = (notice.get("ends") or {}).get("on")
    is_open = until is not None and until >= reach().today().isoformat()
    rows = [{**row, "grant": programme.grant(row["kind"]) if row.get("kind") else ""} for row in notice["rows"]]
    kinds = {row["grant"] for row in rows}
    return {
        **notice,
        "programme_title": programme.title,
        "call_title": programme.says(notice["title"]),
        "step_title": step["title"],
        "is_open": is_open,
        "rows": rows,
        "has_kinds": len(kinds) > 1,
    }


@page("/public/calls/<id:id>/object/<id:application>", PUBLIC, methods=("GET", "POST"))
def object(id: str, application: str) -> Any:
    """Object against one row of a list while it is published."""
    row = _row(id, application)
    problem, errors = None, {}
    if request.method == "POST":
        try:
            receipt = desk().post(REGISTRY, f"/public/{_city()}/calls/{id}/objections", _objection(application), key=request.form.get("key"))
            return redirect(url_for("pages.objection_result", id=receipt["id"], city=_city(), new=1, done=1), 303)
        except Refusal as refusal:
            problem, errors = refusal, faults_by_name(refusal, "objection")
    return show("object.html", problem.status if problem else 200, problem=problem, errors=errors, at=_city(), row=row, key=request.form.get("key") or new_id())


def _row(call: str, application: str) -> Document:
    """Return what is published of one row of a call; raise NotFound where it stands on no list."""
    for notice in desk().get(REGISTRY, f"/public/{_city()}/notices")["items"]:
        for row in notice["rows"] if notice["call"] == call else ():
            if row["application"] == application:
                return {**_shown(notice), "row": row}
    raise NotFound("This row stands on no published list.", found=application)


def _objection(application: str) -> dict[str, Any]:
    posted = request.form
    contact = {name: value for name in ("name", "phone", "address", "email") if (value := posted.get(f"contact.{name}", "").strip())}
    told = {name: value for name in ("says", "reasons", "evidence") if (value := posted.get(name, "").strip())}
    return {"application": application, **told, "contact": contact, "is_organisations": posted.get("is_organisations") == "true"}


@page("/public/objections/<id:id>", PUBLIC)
def objection_result(id: str) -> Any:
    """Show how an objection stands, for whoever holds its address."""
    objection = desk().get(REGISTRY, f"/public/{_city()}/objections/{id}")
    address = public_address("objection_result", id=id, city=_city())
    return show("objection_result.html", objection=objection, at=_city(), is_new=request.args.get("new"), address=address)


@page("/public/designations", PUBLIC)
def holders() -> Any:
    """List who holds what."""
    programme, at = request.args.get("programme") or None, _city()
    told = desk().get(REGISTRY, f"/public/{at}/designations", limit=50, cursor=request.args.get("cursor"), programme=programme)
    titles = {each["id"]: each["title"] for each in knowledge().programmes(desk()) if str(each["id"]).split(".")[0] == at}
    return show("holders.html", rows=told["items"], following=told.get("next"), cities=cities(), at=at, programmes=titles, programme=programme)


@page("/public/draws", PUBLIC)
def public_draws() -> Any:
    """List the spot checks of a city, the newest first."""
    at = _city()
    told = desk().get(TRACKER, f"/public/{at}/draws", limit=ROWS, cursor=request.args.get("cursor"))
    titles = {each["id"]: each["title"] for each in knowledge().programmes(desk())}
    return show("public_draws.html", rows=told["items"], following=told.get("next"), cities=cities(), at=at, titles=titles)


@page("/public/draws/<id:id>", PUBLIC)
def public_draw(id: str) -> Any:
    """Show a spot check with all that is needed to come to the same choice: the list, its hash, the seed and where it is to be read."""
    at = _city()
    draw = desk().get(TRACKER, f"/public/{at}/draws/{id}")
    people = {each["enrolment"]: each for each in draw["population"]}
    return show(
        "public_draw.html",
        draw=draw,
        at=at,
        programme=knowledge().programme(desk(), draw["programme"], draw["programme_version"]),
        drawn=[people[each] for each in draw.get("drawn") or [] if each in people],
        program=PROGRAM.format(ids=sorted(people), seed=draw.get("seed") or "", count=draw["count"]),
    )
