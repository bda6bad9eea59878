"""Yearly reports: drafted from what the system knows, completed by the base, handed in."""

from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for

from fuyu.ids import new_id
from fuyu.problems import Problem
from portal.asking import TRACKER, Refusal
from portal.knowing import Document
from portal.pages.frame import city, desk, page, reach, show
from portal.pages.uploads import take_materials
from portal.telling import in_form_words

MOST_SHOWN = 100


@page("/bases/<id:id>/reports", methods=("GET", "POST"), most_files=5)
def reports(id: str) -> Any:
    """List a base's reports, draft the one that is owed, and hand it in."""
    base = desk().get(TRACKER, f"/bases/{id}")
    programme = city().programme(base["programme"], base["programme_version"])
    kinds = {each["key"]: each for each in programme.told.get("reports", ())}
    years = _years(base)
    report, year = request.values.get("report", ""), request.values.get("year", type=int) or years[0]
    problem: Problem | None = None
    wrong: set[str] = set()
    typed = {key.removeprefix("section."): value.strip() for key, value in request.form.items() if key.startswith("section.")}
    files: list[str] = [each for each in request.form.getlist("files") if each]
    if request.method == "POST":
        try:
            files = take_materials("tracker")
            body = {"report": report, "year": year, "sections": typed, "files": files}
            desk().post(TRACKER, f"/bases/{id}/reports", body, key=request.form.get("key"))
            return redirect(url_for("pages.reports", id=id, year=year, done=1), 303)
        except Refusal as refusal:
            problem = refusal
            wrong = {str(each.get("field", "")).removeprefix("sections.") for each in refusal.members.get("errors", ())}
            in_form_words(refusal, {f"sections.{key}": title for key, title in kinds.get(report, {}).get("sections", {}).items()})
    rows = desk().get(TRACKER, f"/bases/{id}/reports", limit=MOST_SHOWN)["items"]
    return show(
        "reports.html",
        problem.status if problem else 200,
        base=base,
        programme=programme,
        kinds=kinds,
        owed=_owed(kinds, rows, year),
        rows=rows,
        draft=desk().get(TRACKER, f"/bases/{id}/reports/{report}/{year}/draft") if report in kinds else None,
        typed=typed,
        files=files,
        wrong=wrong,
        year=year,
        years=years,
        problem=problem,
        is_mine=any(role.organisation == base["organisation"]["code"] for role in desk().roles),
        key=request.form.get("key") or new_id(),
    )


def _years(base: Document) -> list[int]:
    """Return the years of which a base can report: the last one first, as it is owed now; then this one and those before."""
    today, first = reach().today().year, int(base["starts_on"][:4])
    last = min(today, int((base.get("ended_on") or base.get("ends_on") or str(today))[:4]))
    years = sorted(range(first, last + 1), reverse=True) or [today]
    return sorted(years, key=lambda each: (each != today - 1, -each))


def _owed(kinds: dict[str, Document], rows: list[Document], year: int) -> list[Document]:
    """Return the reports of a year, each with the one that was handed in last, if any."""
    return [{"kind": kind, "handed_in": next((row for row in rows if row["report"] == key and row["year"] == year), None)} for key, kind in kinds.items()]
