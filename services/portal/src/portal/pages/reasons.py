"""What a day or a state in a list rests on: clause, facts, provisional or not, draft or in force; asked for when its panel is opened."""

from __future__ import annotations

from typing import Any

from portal.asking import REGISTRY, TRACKER
from portal.pages.frame import city, desk, page, show


@page("/<any(applications, designations, proceedings, enrolments):over>/<id:id>/why")
def why(over: str, id: str) -> Any:
    """Show the panel of one row of a list: a list tells no reasons, so that it costs one request however many rows it has."""
    record = desk().get(TRACKER if over == "enrolments" else REGISTRY, f"/{over}/{id}")
    return show("_why.html", over=over, record=record, programme=city().programme(record["programme"], record["programme_version"]))
