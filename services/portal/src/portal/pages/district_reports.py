"""What districts report of the bases that they manage: drafted from what the system knows, completed and handed in by the district, read by the city."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from flask import redirect, request, url_for

from fuyu.ids import new_id
from fuyu.problems import NotFound, Problem
from portal.asking import TRACKER, Refusal
from portal.knowing import Document, Programme
from portal.pages.frame import city, desk, page, reach, show
from portal.pages.lists import PROGRAMME, Choice, Column, List, listing, programme_of
from portal.pages.uploads import take_materials
from portal.telling import in_form_words
from portal.texts import say

YEARS_BACK, MOST_OF_A_YEAR = 2, 200
FACTS = {
    "bases": "孵化基地",
    "sessions": "培训和交流",
    "batches": "公益性批次",
    "hours": "课时",
    "started": "新入孵",
    "running": "期末在孵",
    "completed": "完成孵化",
    "ended": "结束孵化",
}
ASKED = {"text": "正文", "files": "附件", "part": "报告期"}


def _fact(name: str) -> Column:
    return Column(FACTS[name], lambda row: row["facts"].get(name, ""), "number")


def _part_of(row: Document) -> str:
    return say("{year} 年第 {n} 期", year=row["year"], n=row["part"])


DISTRICT_REPORTS = List(
    "district_reports",
    "区县报告",
    TRACKER,
    "/district-reports",
    (
        Column("报告期", _part_of),
        Column("区县", lambda row: row["district"]),
        Column("项目", programme_of),
        Column("提交日期", lambda row: row["handed_in_on"], "day"),
        *(_fact(name) for name in ("bases", "batches", "running", "completed")),
    ),
    "pages.district_report",
    (
        PROGRAMME,
        Choice("district", "区县", lambda: [(each, each) for each in city().districts()]),
        Choice("year", "年度", lambda: [(str(each), str(each)) for each in range(reach().today().year, reach().today().year - 5, -1)]),
    ),
    parts=lambda row: {name: row[name] for name in ("programme", "district", "year", "part")},
)


@page("/district-reports")
def district_reports() -> Any:
    """List the reports that were handed in; a district sees first what it has to report."""
    return listing(DISTRICT_REPORTS, template="district_reports.html", mine=[_mine(*each) for each in _of_districts()])


def _of_districts() -> Iterator[tuple[Programme, str]]:
    """Yield the programmes that ask a district of the person for reports, each with the district."""
    for programme in city().doing("district_report"):
        actor = programme.told["district_report"]["by"]
        yield from ((programme, role.district) for role in desk().roles if role.actor == actor and role.district)


def _mine(programme: Programme, district: str) -> Document:
    """Return the parts of the last years that are over, the newest first, each with the report that was handed in last, if any."""
    over = list(_over(programme))
    handed_in = [row for year in sorted({year for year, _ in over}) for row in _handed_in(programme, district, year)]
    parts = [
        {"year": year, "part": part, "handed_in": next((row for row in handed_in if (row["year"], row["part"]) == (year, part)), None)} for year, part in over
    ]
    return {"programme": programme, "district": district, "parts": parts}


def _over(programme: Programme) -> Iterator[tuple[int, int]]:
    """Yield year and number of the parts of the last years that are over, the newest first."""
    today, months = reach().today(), programme.told["district_report"]["months"]
    for year in range(today.year, today.year - YEARS_BACK, -1):
        yield from ((year, part) for part in range(12 // months, 0, -1) if (year, part * months) < (today.year, today.month))


def _handed_in(programme: Programme, district: str, year: int) -> list[Document]:
    return desk().all(TRACKER, "/district-reports", MOST_OF_A_YEAR, programme=programme.told["id"], district=district, year=year)


@page("/district-reports/<string:programme>/<string:district>", methods=("GET", "POST"), most_files=5)
def district_report(programme: str, district: str) -> Any:
    """Show what was handed in of a part of a year and what the records say; the district itself completes the draft and hands it in."""
    declared = _declared(programme)
    latest = next(_over(declared))
    year, part = (request.values.get(name, type=int) or usual for name, usual in zip(("year", "part"), latest, strict=True))
    problem: Problem | None = None
    typed, files = request.form.get("text", "").strip(), [each for each in request.form.getlist("files") if each]
    if request.method == "POST":
        try:
            files = take_materials("tracker")
            body = {"programme": programme, "district": district, "year": year, "part": part, "text": typed, "files": files}
            desk().post(TRACKER, "/district-reports", body, key=request.form.get("key"))
            return redirect(url_for("pages.district_report", programme=programme, district=district, year=year, part=part, done=1), 303)
        except Refusal as refusal:
            problem = refusal
            in_form_words(problem, ASKED)
    return show(
        "district_report.html",
        problem.status if problem else 200,
        programme=declared,
        draft=desk().get(TRACKER, f"/district-reports/{programme}/{quote(district)}/{year}/{part}/draft"),
        rows=[row for row in _handed_in(declared, district, year) if row["part"] == part],
        facts=FACTS,
        is_mine=any((each.told["id"], of) == (programme, district) for each, of in _of_districts()),
        typed=typed,
        files=files,
        problem=problem,
        key=request.form.get("key") or new_id(),
    )


def _declared(id: str) -> Programme:
    """Return a programme of the city that asks its districts for reports; raise NotFound where it does not."""
    found = next((each for each in city().latest() if each["id"] == id), None)
    programme = city().programme(id) if found else None
    if programme is None or not programme.told["district_report"]:
        raise NotFound(f"{id} asks no district for a report here.", field="programme", found=id)
    return programme
