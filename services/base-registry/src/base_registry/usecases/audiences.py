"""Who hears of what happens to a designation: its holder, its district's office, and the programme's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fuyu.law.programme import Programme, Scope
from fuyu.process.actors import office_of


def of_designation(programme: Programme, organisation: Mapping[str, Any], host: str | None = None) -> list[dict[str, str]]:
    """Return the audiences of what an office does about a designation: the holder, and each actor of the district's and of the programme's own office.

    `host` runs its call where that is not the programme's own office, and hears of it in its place.
    """
    return [of_holder(programme.id, organisation), *of_offices(programme, organisation["district"], host)]


def of_holder(programme: str, organisation: Mapping[str, Any]) -> dict[str, str]:
    """Return the holder of a designation as an audience."""
    return {"actor": "applicant", "programme": programme, "organisation": organisation["code"]}


def of_offices(programme: Programme, district: str | None = None, host: str | None = None) -> list[dict[str, str]]:
    """Return the actors of a programme's own office, or of its host, and of a district's where one is named, as audiences."""
    found = []
    for name, actor in programme.actors.items():
        if actor.office not in (None, programme.office):
            continue
        audience = {"actor": name, "programme": programme.id, "office": office_of(programme, actor, host)}
        if actor.scope is Scope.OFFICE:
            found.append(audience)
        elif actor.scope is Scope.DISTRICT_OFFICE and district:
            found.append(audience | {"district": district})
    return found
