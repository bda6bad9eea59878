"""Yearly reports: drafted from what the system knows, completed by the base, handed in."""

from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for

from fuyu.ids import new_id
from fuyu.problems import Problem
from portal.asking import TRACKER, Refusal
from portal.pages.frame import city, desk, page, reach, show


@page("/bases/<id:id>/reports", methods=("GET", "POST"))
def reports(id: str) -> Any:
    """List a base's reports, draft the next one, and hand it in."""
    base = desk().get(TRACKER, f"/bases/{id}")
    problem: Problem | None = None
    if request.method == "POST":
        try:
            desk().post(TRACKER, f"/bases/{id}/reports", _report(), key=request.form.get("key"))
            return redirect(url_for("pages.reports", id=id, done=1), 303)
        except Refusal as refusal:
            problem = refusal
    year = int(request.values.get("year") or reach().today().year - 1)
    report = request.values.get("report")
    draft = desk().get(TRACKER, f"/bases/{id}/reports/{report}/{year}/draft") if report and problem is None else None
    return show(
        "reports.html",
        problem.status if problem else 200,
        base=base,
        rows=desk().all(TRACKER, f"/bases/{id}/reports", 100),
        draft=draft,
        report=report,
        year=year,
        texts=_texts(draft),
        kinds=_kinds(base),
        problem=problem,
        is_mine=any(role.organisation == base["organisation"]["code"] for role in desk().roles),
        key=request.form.get("key") or new_id(),
    )


def _kinds(base: Any) -> list[str]:
    """Return the reports that the base owes by its programme."""
    programme = city().programme(base["programme"], base["programme_version"])
    return list(programme.told.get("reports") or ["yearly"])


def _texts(draft: Any) -> dict[str, str]:
    return {name: str(value) for name, value in (draft or {}).get("text", {}).items()} if draft and isinstance(draft.get("text"), dict) else {}


def _report() -> dict[str, Any]:
    text = {key.removeprefix("text."): value for key, value in request.form.items() if key.startswith("text.")}
    return {"report": request.form.get("report", ""), "year": int(request.form.get("year") or 0), "text": text}
