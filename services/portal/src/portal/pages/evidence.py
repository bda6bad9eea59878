"""What a decision rested on, as an archive that verifies offline; and the printed form."""

from __future__ import annotations

from typing import Any

from flask import Response

from portal.asking import REGISTRY, TRACKER
from portal.pages.frame import city, desk, page, show


@page("/<any(applications, designations, proceedings, enrolments):over>/<id:id>/evidence")
def evidence(over: str, id: str) -> Any:
    """Give the archive of what decisions on a file rested on."""
    answer = desk().ask("GET", TRACKER if over == "enrolments" else REGISTRY, f"/{over}/{id}/evidence")
    headers = {name: answer.headers[name] for name in ("Content-Type", "Content-Disposition") if name in answer.headers}
    return Response(answer.content, headers=headers)


@page("/applications/<id:id>/print")
def print_form(id: str) -> Any:
    """Show an application's form as it is printed, for signature and seal."""
    record = desk().get(REGISTRY, f"/applications/{id}")
    return show("print_form.html", record=record, programme=city().programme(record["programme"], record["programme_version"]))
