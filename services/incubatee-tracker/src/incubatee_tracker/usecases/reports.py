"""What a base reports of a year: drafted from the records, handed in by its own people, read by those it goes to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fuyu.law import programme as declared
from fuyu.law.registry import Loaded
from fuyu.problems import InvalidInput, NotFound
from fuyu.store.files import keep_files
from fuyu.store.transaction import Subject, Transaction
from incubatee_tracker.documents import Report
from incubatee_tracker.usecases.bases import Row, base_at_work, check_is_holder, check_stood_in_year
from incubatee_tracker.usecases.drafting import draft, facts_of


def draft_report(tx: Transaction, designation: str, kind: str, year: int) -> dict[str, Any]:
    """Return a report of a year as the records draft it today, to whoever sees the base."""
    base = base_at_work(tx, designation)
    report = _report(tx.laws.of(base["programme"], base["programme_version"]), kind)
    _check_year(tx, base, year)
    facts = facts_of(tx.city, designation, year)
    return {
        "designation": designation,
        "report": kind,
        "title": report.title,
        "year": year,
        "clause": report.clause,
        "sections": draft(report, year, facts),
        "facts": facts,
    }


def hand_in_report(tx: Transaction, id: str, designation: str, given: Mapping[str, Any]) -> Report:
    """Hand in a report of a year of the designation; one handed in again takes the place of the earlier, which stays on record."""
    base = base_at_work(tx, designation)
    loaded = tx.laws.of(base["programme"], base["programme_version"])
    check_is_holder(tx, loaded.programme, base)
    report, year = _report(loaded, given["report"]), given["year"]
    _check_year(tx, base, year)
    _check_sections(report, given["sections"])
    subject = Subject("report", id)
    if given["files"]:
        keep_files(tx, given["files"], subject)
    kept = Report(
        id=id,
        city=tx.city,
        designation=designation,
        report=report.key,
        year=year,
        sections=dict(given["sections"]),
        facts=facts_of(tx.city, designation, year),
        files=given["files"],
        handed_in_on=tx.today.isoformat(),
        handed_in_by=tx.caller.person if tx.caller else "",
    )
    kept.add()
    told = {"designation": designation, "programme": base["programme"], "programme_version": base["programme_version"]}
    tx.emit("report.filed", subject, told | {"report": id, "kind": report.key, "year": year, "filed_on": kept.handed_in_on})
    tx.audit("report.filed", subject, designation=designation, kind=report.key, year=year)
    return kept


def _report(loaded: Loaded, kind: str) -> declared.Report:
    try:
        return loaded.programme.report(kind)
    except KeyError as unknown:
        raise NotFound(str(unknown.args[0]), field="report", found=kind, needed=[each.key for each in loaded.programme.reports]) from None


def _check_year(tx: Transaction, base: Row, year: int) -> None:
    """Refuse a year in which the designation did not stand, and one that has not begun."""
    check_stood_in_year(base, year, tx.today.year, "The designation did not stand in this year, or it has not begun.")


def _check_sections(report: declared.Report, sections: Mapping[str, str]) -> None:
    errors = [
        {"field": f"sections.{key}", "reason": "The report has no such section.", "needed": list(report.sections)}
        for key in sections.keys() - report.sections.keys()
    ]
    errors += [
        {"field": f"sections.{key}", "reason": f"{title}: it is not written yet.", "needed": "a text"}
        for key, title in report.sections.items()
        if not sections.get(key, "").strip()
    ]
    if errors:
        raise InvalidInput.of_fields(errors)
