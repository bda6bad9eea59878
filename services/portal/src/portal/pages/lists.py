"""Lists of what a person may see: applications, designations, enrolments, sessions, proceedings, duties; each filters, goes on and goes to Excel."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import xlsxwriter
from flask import Response, request

from portal.asking import NOTIFIER, REGISTRY, TRACKER
from portal.knowing import Document
from portal.pages.frame import city, desk, page, show
from portal.states import state_title
from portal.texts import day, say

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_IN_EXCEL = 20_000
ROWS = 50
Cell = Callable[[Document], Any]


@dataclass(frozen=True)
class Column:
    """A column of a list: its title, what stands in it, and how it is shown (text, day, state, number)."""

    title: str
    cell: Cell
    shown: str = "text"


@dataclass(frozen=True)
class List:
    """A list: where its rows come from, its columns, which file a row leads to, and what it can be filtered by."""

    name: str
    title: str
    service: str
    path: str
    columns: tuple[Column, ...]
    leads: str | None
    states: tuple[str, ...] = ()
    sorts: tuple[tuple[str, str], ...] = ()
    has_programme: bool = True
    filters: tuple[str, ...] = ()
    id_of: Cell = lambda row: row["id"]


def _organisation(member: str = "organisation") -> Cell:
    return lambda row: (row.get(member) or {}).get("name", "")


def _programme(row: Document) -> str:
    return city().title(row["programme"])


def _stands_at(row: Document) -> str:
    found = row.get("stands_at")
    if not found:
        return "—"
    return str(city().programme(row["programme"]).step(city().programme(row["programme"]).entry()["name"], found)["title"])


def _process(row: Document) -> str:
    return str(row.get("title") or city().programme(row["programme"], row.get("programme_version")).process(row["process"])["title"])


APPLICATIONS = List(
    "applications",
    "申报",
    REGISTRY,
    "/applications",
    (
        Column("组织", _organisation()),
        Column("项目", _programme),
        Column("申报日期", lambda row: row.get("applied_on"), "day"),
        Column("所处环节", _stands_at),
        Column("等待自", lambda row: row.get("waits_since"), "day"),
        Column("状态", lambda row: row["state"], "state"),
    ),
    "pages.application",
    ("draft", "running", "completed", "refused", "not chosen", "removed", "withdrawn", "lapsed"),
    (("waits_since", "等待最久在前"), ("-id", "最新在前")),
    filters=("call", "stands_at"),
)
DESIGNATIONS = List(
    "designations",
    "认定",
    REGISTRY,
    "/designations",
    (
        Column("组织", _organisation()),
        Column("项目", _programme),
        Column("类别", lambda row: " ".join(filter(None, (city().programme(row["programme"]).grant(row["kind"]), row.get("holds_class"))))),
        Column("起", lambda row: row["starts_on"], "day"),
        Column("止", lambda row: row.get("ends_on"), "day"),
        Column("文号", lambda row: row.get("number") or "—"),
        Column("状态", lambda row: row["state"], "state"),
    ),
    "pages.designation",
    ("held", "expired", "ended", "revoked"),
    (("ends_on", "先到期在前"),),
    filters=("call",),
)
ENROLMENTS = List(
    "enrolments",
    "入孵",
    TRACKER,
    "/enrolments",
    (
        Column("企业", _organisation("incubatee")),
        Column("孵化基地", _organisation("base")),
        Column("区县", lambda row: row.get("district", "")),
        Column("起", lambda row: row.get("starts_on"), "day"),
        Column("止", lambda row: row.get("extended_until") or row.get("ends_on"), "day"),
        Column("状态", lambda row: row["state"], "state"),
        Column("重点", lambda row: say("重点孵化") if row.get("is_key") else ""),
    ),
    "pages.enrolment",
    ("proposed", "running", "completed", "not completed", "withdrawn", "refused", "to be moved"),
    (("ends_on", "先到期在前"), ("starts_on", "先入孵在前")),
    filters=("designation",),
)
SESSIONS = List(
    "sessions",
    "培训",
    TRACKER,
    "/sessions",
    (
        Column("日期", lambda row: row["held_on"], "day"),
        Column("孵化基地", _organisation("base")),
        Column("主题", lambda row: row["topic"]),
        Column("形式", lambda row: row["kind"], "state"),
        Column("课时", lambda row: row["hours"], "number"),
        Column("计入年度", lambda row: row.get("counts_for_year") or "—", "number"),
    ),
    "pages.session",
    has_programme=False,
    filters=("designation",),
)
PROCEEDINGS = List(
    "proceedings",
    "事项",
    REGISTRY,
    "/proceedings",
    (
        Column("事项", _process),
        Column("组织", _organisation()),
        Column("发起", lambda row: row.get("opened_on"), "day"),
        Column("状态", lambda row: row["state"], "state"),
    ),
    "pages.proceeding",
    ("running", "completed", "refused", "withdrawn", "lapsed"),
    filters=("designation", "process"),
)
LISTS: Mapping[str, List] = {each.name: each for each in (APPLICATIONS, DESIGNATIONS, ENROLMENTS, SESSIONS, PROCEEDINGS)}


def _asked(shown: List) -> dict[str, str]:
    names = ("state", "programme", "sort", *shown.filters)
    return {name: value for name in names if (value := request.args.get(name))}


def _listing(shown: List) -> Any:
    asked = _asked(shown)
    if request.args.get("as") == "xlsx":
        return excel(shown.title, shown.columns, desk().all(shown.service, shown.path, MOST_IN_EXCEL, **asked))
    told = desk().get(shown.service, shown.path, limit=ROWS, cursor=request.args.get("cursor"), **asked)
    rows = [(shown.id_of(row), [(column, column.cell(row)) for column in shown.columns]) for row in told["items"]]
    programmes = city().latest() if shown.has_programme else []
    return show("list.html", shown=shown, rows=rows, asked=asked, following=told.get("next"), programmes=programmes)


@page("/applications")
def applications() -> Any:
    """List applications."""
    return _listing(APPLICATIONS)


@page("/designations")
def designations() -> Any:
    """List designations."""
    return _listing(DESIGNATIONS)


@page("/enrolments")
def enrolments() -> Any:
    """List enrolments."""
    return _listing(ENROLMENTS)


@page("/sessions")
def sessions() -> Any:
    """List sessions."""
    return _listing(SESSIONS)


@page("/proceedings")
def proceedings() -> Any:
    """List proceedings."""
    return _listing(PROCEEDINGS)


@page("/duties")
def duties() -> Any:
    """List what is owed, the earliest due first, of both services."""
    asked = {"state": request.args.get("state") or "open"}
    rows = [row for service in (REGISTRY, TRACKER) for row in desk().all(service, "/duties", 500, **asked)]
    rows.sort(key=lambda row: (row["due_on"] or "9999", row["title"]))
    return show("duties.html", rows=rows, state=asked["state"])


def excel(title: str, columns: tuple[Column, ...], rows: list[dict[str, Any]]) -> Response:
    """Return rows as an Excel file; what begins like a formula stays the text that it is."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
    sheet, bold = book.add_worksheet(say(title)[:31]), book.add_format({"bold": True})
    for place, column in enumerate(columns):
        sheet.write_string(0, place, say(column.title), bold)
        sheet.set_column(place, place, 18)
    for number, row in enumerate(rows, start=1):
        for place, column in enumerate(columns):
            sheet.write_string(number, place, _text(column, column.cell(row)))
    sheet.freeze_panes(1, 0)
    if rows:
        sheet.autofilter(0, 0, len(rows), len(columns) - 1)
    book.close()
    headers = {"Content-Disposition": f"attachment; filename=fuyu.xlsx; filename*=UTF-8''{_quoted(title)}.xlsx"}
    return Response(file.getvalue(), headers=headers, content_type=XLSX)


def _text(column: Column, value: Any) -> str:
    if column.shown == "day":
        return str(value or "")
    if column.shown == "state":
        return state_title(str(value))
    return "" if value is None else str(value)


def _quoted(title: str) -> str:
    from urllib.parse import quote

    return quote(title)


__all__ = ["NOTIFIER", "day"]
