"""Lists of what a person may see: each filters, sorts, goes on page by page and goes to Excel."""

from __future__ import annotations

import io
import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import xlsxwriter
from flask import Response, request, url_for

from fuyu.ids import new_id
from portal.asking import REGISTRY, TRACKER
from portal.knowing import Document, Programme
from portal.pages.frame import city, desk, page, show
from portal.pages.incubations import can_go_on
from portal.stacking import Places, Tick, offered
from portal.states import state_title
from portal.texts import day, say

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_IN_EXCEL = 20_000
ROWS = 50
MOST_DUTIES = 200
MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
Cell = Callable[[Document], Any]
Choices = Callable[[], Iterable[tuple[str, str]]]


@dataclass(frozen=True)
class Column:
    """A column of a list: its title, what stands in it, how it is shown, and by which name the list can be sorted by it.

    It is shown as a text, day, state, number, credit code, or as `lines`: several texts, one below the other. What the law decides (`by_law`) has a
    panel that tells why.
    """

    title: str
    cell: Cell
    shown: str = "text"
    sort: str | None = None
    by_law: bool = False


@dataclass(frozen=True)
class Choice:
    """Something that a list can be narrowed by: with choices, as a day, by at most so many typed characters, or silently, where a link brought it."""

    name: str
    title: str
    choices: Choices | None = None
    is_day: bool = False
    most: int = 0


@dataclass(frozen=True)
class List:
    """A list: where its rows come from, its columns, which file a row leads to, its filters, where a row stands that can be ticked, and what it begins.

    `begins` are the page on which another row is made and the words that lead there.
    """

    name: str
    title: str
    service: str
    path: str
    columns: tuple[Column, ...]
    leads: str | None
    filters: tuple[Choice, ...] = ()
    sort: str | None = None
    places: Places | None = None
    begins: tuple[str, str] | None = None
    parts: Callable[[Document], dict[str, Any]] = lambda row: {"id": row["id"]}
    """Returns the parts of the address to which a row leads."""


# --- what can be chosen ---------------------------------------------------------------------------------------------------------------------


def states(*names: str) -> Choice:
    return Choice("state", "状态", lambda: [(name, state_title(name)) for name in names])


def _programmes() -> Iterable[tuple[str, str]]:
    return [(str(each["id"]), str(each["title"])) for each in city().latest()]


def declared() -> list[Programme]:
    """Return the city's programmes in their latest versions."""
    return [city().programme(str(each["id"]), str(each["version"])) for each in city().latest()]


def _entry_steps() -> Iterable[tuple[str, str]]:
    found = {step["name"]: step["title"] for programme in declared() for step in programme.entry()["steps"] if step["kind"] != "announce"}
    return [(str(name), str(title)) for name, title in found.items()]


def _processes() -> Iterable[tuple[str, str]]:
    found = {way["name"]: way["title"] for programme in declared() for way in programme.told["processes"] if way["over"] == "designation"}
    return [(str(name), str(title)) for name, title in found.items()]


PROGRAMME = Choice("programme", "项目", _programmes)
CALL, DESIGNATION = Choice("call", "批次"), Choice("designation", "认定")
SINCE, UNTIL = Choice("from", "自", is_day=True), Choice("until", "至", is_day=True)
KEY = Choice("is_key", "重点孵化", lambda: [("true", say("是")), ("false", say("否"))])


# --- what stands in the cells ---------------------------------------------------------------------------------------------------------------


def name_of(member: str = "organisation") -> Cell:
    return lambda row: (row.get(member) or {}).get("name", "")


def of_organisation(name: str, member: str = "organisation") -> Cell:
    return lambda row: (row.get(member) or {}).get(name) or ""


def programme_of(row: Document) -> str:
    return city().title(row["programme"])


def _stands_at(row: Document) -> str:
    found = row.get("stands_at")
    programme = city().programme(row["programme"], row.get("programme_version"))
    return str(programme.step(row.get("process") or programme.entry()["name"], found)["title"]) if found else ""


def _process(row: Document) -> str:
    return str(city().says(row.get("title")) or city().programme(row["programme"], row.get("programme_version")).process(row["process"])["title"])


def grant_of(row: Document) -> str:
    return " ".join(filter(None, (city().programme(row["programme"], row.get("programme_version")).grant(row["kind"]), city().says(row.get("holds_class")))))


# --- where a row stands ---------------------------------------------------------------------------------------------------------------------


def _place_of_application(row: Document) -> Iterator[tuple[str, str]]:
    if row["state"] == "running" and row.get("stands_at"):
        yield str(city().programme(row["programme"], row.get("programme_version")).entry()["name"]), str(row["stands_at"])


def _place_of_proceeding(row: Document) -> Iterator[tuple[str, str]]:
    if row["state"] == "running" and row.get("stands_at"):
        yield str(row["process"]), str(row["stands_at"])


def _places_of_enrolment(row: Document) -> Iterator[tuple[str, str]]:
    programme = city().programme(row["programme"], row.get("programme_version"))
    for process, _, step in (place.partition("/") for place in row.get("stands_at") or ()):
        if can_go_on(programme.process(process), row["state"]):
            yield process, step


APPLICATIONS = List(
    "applications",
    "申报",
    REGISTRY,
    "/applications",
    (
        Column("组织", name_of()),
        Column("统一社会信用代码", of_organisation("code"), "code"),
        Column("区县", of_organisation("district")),
        Column("项目", programme_of),
        Column("申报日期", lambda row: row.get("applied_on"), "day"),
        Column("所处环节", _stands_at),
        Column("等待自", lambda row: row.get("waits_since"), "day", "waits_since"),
        Column("状态", lambda row: row["state"], "state", by_law=True),
    ),
    "pages.application",
    (
        states("draft", "running", "completed", "refused", "not chosen", "removed", "withdrawn", "lapsed"),
        PROGRAMME,
        Choice("stands_at", "所处环节", _entry_steps),
        CALL,
    ),
    places=_place_of_application,
)
DESIGNATIONS = List(
    "designations",
    "认定",
    REGISTRY,
    "/designations",
    (
        Column("组织", name_of()),
        Column("统一社会信用代码", of_organisation("code"), "code"),
        Column("区县", of_organisation("district")),
        Column("项目", programme_of),
        Column("类别", grant_of),
        Column("起", lambda row: row["starts_on"], "day"),
        Column("止", lambda row: row.get("ends_on"), "day", "ends_on", by_law=True),
        Column("文号", lambda row: row.get("number") or ""),
        Column("状态", lambda row: row["state"], "state", by_law=True),
    ),
    "pages.designation",
    (states("held", "expired", "ended", "revoked"), PROGRAMME, Choice("class", "类别"), CALL),
)
ENROLMENTS = List(
    "enrolments",
    "入孵",
    TRACKER,
    "/enrolments",
    (
        Column("企业", name_of("incubatee")),
        Column("统一社会信用代码", of_organisation("code", "incubatee"), "code"),
        Column("孵化基地", name_of("base")),
        Column("区县", lambda row: row.get("district", "")),
        Column("起", lambda row: row.get("starts_on"), "day", "starts_on"),
        Column("止", lambda row: row.get("extended_until") or row.get("ends_on"), "day", "ends_on", by_law=True),
        Column("状态", lambda row: row["state"], "state", by_law=True),
        Column("重点", lambda row: say("重点孵化") if row.get("is_key") else ""),
    ),
    "pages.enrolment",
    (states("proposed", "running", "completed", "not completed", "withdrawn", "refused", "to be moved"), PROGRAMME, KEY, DESIGNATION),
    places=_places_of_enrolment,
)
SESSIONS = List(
    "sessions",
    "培训",
    TRACKER,
    "/sessions",
    (
        Column("日期", lambda row: row["held_on"], "day", "held_on"),
        Column("孵化基地", name_of("base")),
        Column("主题", lambda row: row["topic"]),
        Column("形式", lambda row: row["kind"], "state"),
        Column("课时", lambda row: row["hours"], "number"),
        Column("计入年度", lambda row: row.get("counts_for_year") or "", "number"),
    ),
    "pages.session",
    (SINCE, UNTIL, DESIGNATION),
)
PROCEEDINGS = List(
    "proceedings",
    "事项",
    REGISTRY,
    "/proceedings",
    (
        Column("事项", _process),
        Column("组织", name_of()),
        Column("区县", of_organisation("district")),
        Column("发起", lambda row: row.get("opened_on"), "day"),
        Column("所处环节", _stands_at),
        Column("等待自", lambda row: row.get("waits_since"), "day", "waits_since"),
        Column("状态", lambda row: row["state"], "state", by_law=True),
    ),
    "pages.proceeding",
    (states("running", "completed", "refused", "withdrawn", "lapsed"), PROGRAMME, Choice("process", "事项", _processes), DESIGNATION),
    places=_place_of_proceeding,
)
STACKED = {each.name: each for each in (APPLICATIONS, PROCEEDINGS, ENROLMENTS)}
"""The lists of which rows can be ticked, by their names."""


def asked_of(filters: Iterable[Choice]) -> dict[str, str]:
    """Return what the address asks of a list: its filters that are filled in, and the order."""
    return {name: value for name in (*(each.name for each in filters), "sort") if (value := request.args.get(name, "").strip())}


def listing(shown: List, faults: Sequence[str] = (), template: str = "list.html", **more: Any) -> Any:
    """Show a list, or give it as Excel; `faults` are what stands in the way of acting on what was ticked in it, `more` what its own template shows."""
    asked = asked_of(shown.filters)
    if request.args.get("as") == "xlsx":
        return excel(shown.title, shown.columns, desk().all(shown.service, shown.path, MOST_IN_EXCEL + 1, **asked))
    told = desk().get(shown.service, shown.path, limit=ROWS, cursor=request.args.get("cursor"), **asked)
    rows = [(row["id"], _link(shown, row), [(column, column.cell(row)) for column in shown.columns]) for row in told["items"]]
    ticks, offers = offered(desk(), city(), told["items"], shown.places) if shown.places else ({}, [])
    more |= {"ticks": ticks, "offers": offers, "ticked": _ticked(), "faults": faults, "key": new_id(), "following": told.get("next")}
    return show(template, 422 if faults else 200, shown=shown, rows=rows, asked=asked, filters=list(filters_of(shown.filters, asked)), **more)


def _link(shown: List, row: Document) -> str | None:
    return url_for(shown.leads, **shown.parts(row)) if shown.leads else None


def _ticked() -> set[str]:
    """Return the ids of the files that were ticked in a form which is shown again."""
    return {tick.id for each in request.form.getlist("row") if (tick := Tick.read(each))}


def filters_of(filters: Iterable[Choice], asked: Mapping[str, str]) -> Iterable[dict[str, Any]]:
    """Yield what the page shows of each filter: one with choices, a day or a text as a field, another only where a link brought it."""
    for each in filters:
        value = asked.get(each.name)
        choices = list(each.choices()) if each.choices else []
        if choices and value and value not in dict(choices):
            choices.append((value, state_title(value)))
        if choices or each.is_day or each.most or value:
            yield {"name": each.name, "title": each.title, "choices": choices, "is_day": each.is_day, "most": each.most, "value": value}


@page("/applications")
def applications() -> Any:
    """List applications."""
    return listing(APPLICATIONS)


@page("/designations")
def designations() -> Any:
    """List designations."""
    return listing(DESIGNATIONS)


@page("/enrolments")
def enrolments() -> Any:
    """List enrolments."""
    return listing(ENROLMENTS)


@page("/sessions")
def sessions() -> Any:
    """List sessions."""
    return listing(SESSIONS)


@page("/proceedings")
def proceedings() -> Any:
    """List proceedings."""
    return listing(PROCEEDINGS)


# --- what is owed ---------------------------------------------------------------------------------------------------------------------------

DUTIES = (
    Column("截止", lambda row: row["due_on"], "day"),
    Column("事项", lambda row: city().says(row["title"])),
    Column("对象", lambda row: (row.get("about") or {}).get("name", "")),
    Column("状态", lambda row: row["state"], "state"),
    Column("依据", lambda row: " ".join(str(row["clause"].get(name) or "") for name in ("regulation", "clause")) if isinstance(row["clause"], dict) else ""),
)


@page("/duties")
def duties() -> Any:
    """List what is owed, the earliest due first, of both services: all that is open, or what falls due in one month."""
    state, month = request.args.get("state") or "open", request.args.get("month", "")
    asked = {"state": state, **(_within(month) if MONTH.fullmatch(month) else {})}
    most = (MOST_IN_EXCEL if request.args.get("as") == "xlsx" else MOST_DUTIES) + 1  # One more tells whether there is more.
    # What is closed is looked at from its end: the newest first.
    order = "due_on" if state in ("open", "overdue") else "-due_on"
    rows = [row for service in (REGISTRY, TRACKER) for row in desk().all(service, "/duties", most, sort=order, **asked)]
    rows.sort(key=lambda row: (row["due_on"] or "9999", row["title"]), reverse=order.startswith("-"))
    if request.args.get("as") == "xlsx":
        return excel("期限", DUTIES, rows)
    tells = state != "done" and any(role.office for role in desk().roles)
    return show("duties.html", rows=rows[:MOST_DUTIES], state=state, month=month, is_more=len(rows) > MOST_DUTIES, tells=tells)


def _within(month: str) -> dict[str, str]:
    year, number = map(int, month.split("-"))
    return {"due_from": f"{month}-01", "due_until": f"{month}-{monthrange(year, number)[1]:02}"}


# --- Excel ----------------------------------------------------------------------------------------------------------------------------------


def excel(title: str, columns: Iterable[Column], rows: list[dict[str, Any]]) -> Response:
    """Return rows as an Excel file; what begins like a formula stays the text that it is."""
    file, columns = io.BytesIO(), list(columns)
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
    sheet, bold = book.add_worksheet(say(title)[:31]), book.add_format({"bold": True})
    for place, column in enumerate(columns):
        sheet.write_string(0, place, say(column.title), bold)
        sheet.set_column(place, place, 22 if column.shown in ("text", "code") else 14)
    for number, row in enumerate(rows[:MOST_IN_EXCEL], start=1):
        for place, column in enumerate(columns):
            sheet.write_string(number, place, _text(column, column.cell(row)))
    if len(rows) > MOST_IN_EXCEL:
        sheet.write_string(MOST_IN_EXCEL + 1, 0, say("只导出前 {n} 行，请缩小筛选范围。", n=MOST_IN_EXCEL), bold)
    sheet.freeze_panes(1, 0)
    if rows:
        sheet.autofilter(0, 0, min(len(rows), MOST_IN_EXCEL), len(columns) - 1)
    book.close()
    headers = {"Content-Disposition": f"attachment; filename=fuyu.xlsx; filename*=UTF-8''{quote(say(title))}.xlsx"}
    return Response(file.getvalue(), headers=headers, content_type=XLSX)


def _text(column: Column, value: Any) -> str:
    if column.shown == "day":
        return day(value) if value else ""
    if column.shown == "state":
        return state_title(str(value))
    if column.shown == "lines":
        return "\n".join(value)
    return "" if value is None else str(value)
