"""Members that many events share."""

from __future__ import annotations

from typing import Any

from fuyu.events.declaring import anything, maybe, part, text

BASE_REGISTRY, INCUBATEE_TRACKER, NOTIFIER, PORTAL = ("base-registry",), ("incubatee-tracker",), ("notifier",), ("portal",)
EVERY_SERVICE = (*BASE_REGISTRY, *INCUBATEE_TRACKER, *NOTIFIER)

ID = "0197a3c2-5b1e-7d5a-9a57-1c1d3b7f2d10"
CLAUSE = {"regulation": "示范办法", "clause": "第六条（四）"}


def of_programme() -> dict[str, Any]:
    """Return the members that name a version of a programme."""
    return {"programme": text("example.base"), "programme_version": text("2026-01-01")}


def organisation() -> Any:
    """Return the member that names an organisation as a subject's own."""
    return part(id=text(ID), code=text("91410100MA00000001"), name=text("示范企业001"), district=text("东区"))


def company() -> dict[str, Any]:
    """Return the members by which a company is named that need not be registered yet."""
    return {"code": text("91410100MA00000002"), "name": text("示范企业002"), "district": maybe(text("东区"))}


def clause() -> Any:
    """Return the member that cites what something rests on."""
    return anything(CLAUSE)
