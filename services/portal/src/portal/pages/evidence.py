"""What a decision rested on, as an archive that verifies offline."""

from __future__ import annotations

from typing import Any

from flask import Response

from portal.asking import REGISTRY, TRACKER
from portal.knowing import Document
from portal.pages.frame import desk, page


@page("/<any(applications, designations, proceedings, enrolments):over>/<id:id>/evidence")
def evidence(over: str, id: str) -> Any:
    """Give the archive of what decisions on a file rested on."""
    answer = desk().ask("GET", TRACKER if over == "enrolments" else REGISTRY, f"/{over}/{id}/evidence")
    headers = {name: answer.headers[name] for name in ("Content-Type", "Content-Disposition") if name in answer.headers}
    return Response(answer.content, headers=headers)


def takes_evidence(record: Document) -> bool:
    """Claim that the person is one of those to whom the archive is given: offices, the operator, and whoever the file is about."""
    about = {record[name]["code"] for name in ("organisation", "incubatee", "base") if record.get(name)}
    return any(role.office or role.actor == "operator" or role.organisation in about for role in desk().roles)
