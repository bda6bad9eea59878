"""What is printed for signature, seal and file: an application's form, a base's yearly report and its record of sessions, the file of what is held."""

from __future__ import annotations

from typing import Any

from flask import request

from portal.asking import REGISTRY, TRACKER
from portal.knowing import Document
from portal.pages.designations import duties_of
from portal.pages.frame import city, desk, only, page, reach, show
from portal.pages.incubations import certificates_of, effects_of
from portal.pages.sessions_held import who_came_to

MOST, MOST_REPORTS = 500, 100
"""The most rows of one table; one more is asked for, so that the page says where it leaves some out."""


@page("/applications/<id:id>/print")
def print_form(id: str) -> Any:
    """Show an application's form as it is printed, for signature and seal."""
    record = desk().get(REGISTRY, f"/applications/{id}")
    only(not record["is_own_part"])
    return show("print_form.html", record=record, programme=city().programme(record["programme"], record["programme_version"]))


@page("/bases/<id:id>/reports/print")
def print_report(id: str) -> Any:
    """Show a base's report of a year as it is printed: one that was handed in, or the draft from the records."""
    base = desk().get(TRACKER, f"/bases/{id}")
    programme = city().programme(base["programme"], base["programme_version"])
    key, year, number = request.args.get("report", ""), request.args.get("year", type=int) or 0, request.args.get("handed_in")
    rows = desk().get(TRACKER, f"/bases/{id}/reports", limit=MOST_REPORTS, report=key, year=year)["items"] if "draft" not in request.args else []
    handed_in: Document | None = next((row for row in rows if number in (None, row["id"])), None)
    declared: Document = next((each for each in programme.told["reports"] if each["key"] == key), {"title": key, "sections": {}})
    if handed_in is None:
        told = desk().get(TRACKER, f"/bases/{id}/reports/{key}/{year}/draft")
        sections, facts = [(programme.says(each["title"]), each["text"]) for each in told["sections"]], told["facts"]
    else:
        sections, facts = [(declared["sections"].get(name, name), text) for name, text in handed_in["sections"].items()], handed_in["facts"]
    return show(
        "print_report.html",
        base=base,
        programme=programme,
        report=declared,
        year=year,
        sections=sections,
        facts=facts,
        handed_in=handed_in,
    )


@page("/bases/<id:id>/sessions/print")
def print_sessions(id: str) -> Any:
    """Show the record of a base's sessions in a year as it is printed, with who came to each."""
    base, year = desk().get(TRACKER, f"/bases/{id}"), request.args.get("year", type=int) or reach().today().year
    sessions = desk().all(TRACKER, "/sessions", MOST + 1, designation=id, year=year, sort="held_on", with_attendance="true")
    return show(
        "print_sessions.html",
        base=base,
        programme=city().programme(base["programme"], base["programme_version"]),
        year=desk().get(TRACKER, f"/bases/{id}/years/{year}"),
        sessions=sessions,
        most=MOST,
        names=who_came_to(id, sessions),
    )


@page("/designations/<id:id>/print")
def print_designation(id: str) -> Any:
    """Show the file of what an organisation holds as it is printed."""
    held = desk().get(REGISTRY, f"/designations/{id}")
    return show(
        "print_designation.html",
        held=held,
        programme=city().programme(held["programme"], held["programme_version"]),
        most=MOST,
        proceedings=desk().all(REGISTRY, "/proceedings", MOST + 1, designation=id),
        grounds=desk().all(REGISTRY, "/grounds", MOST + 1, designation=id),
        duties=duties_of(id, MOST + 1),
        certificates=desk().all(REGISTRY, "/certificates", MOST + 1, subject=id),
    )


@page("/enrolments/<id:id>/print")
def print_enrolment(id: str) -> Any:
    """Show the file of an incubation as it is printed."""
    record = desk().get(TRACKER, f"/enrolments/{id}")
    programme = city().programme(record["programme"], record["programme_version"])
    admits = next((each for each in programme.told["processes"] if each["over"] == "enrolment" and "enrol" in effects_of(each)), None)
    return show(
        "print_enrolment.html",
        record=record,
        programme=programme,
        admits=admits,
        most=MOST,
        sessions=desk().all(TRACKER, "/sessions", MOST + 1, enrolment=id),
        consultations=desk().all(TRACKER, "/consultations", MOST + 1, enrolment=id),
        certificates=certificates_of(id, MOST + 1),
    )
