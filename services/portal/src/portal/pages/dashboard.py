"""The city at a glance: each figure opens the list behind it; and finding anything by name or credit code."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from math import floor
from typing import Any

from flask import request

from portal.asking import REGISTRY, TRACKER
from portal.knowing import Document
from portal.pages.frame import city, desk, only, page, show
from portal.telling import condition_in_words

MOST_FOUND, MOST_ASKED, BASES, MONTHS = 50, 100, 20, 12
RUNNING, COMPLETED, NOT_COMPLETED = "running", "completed", "not completed,withdrawn"
SEARCHED = (
    (REGISTRY, "/designations", "organisation", "pages.designation", "认定"),
    (REGISTRY, "/applications", "organisation", "pages.application", "申报"),
    (TRACKER, "/enrolments", "incubatee", "pages.enrolment", "入孵"),
)
"""Where one looks: the service, its listing, who a row is about, the page of a row, and what it is."""
CODE = re.compile(r"[0-9A-Za-z]{2}[0-9]{0,6}|[0-9A-Za-z]{2}[0-9]{6}[0-9A-Za-z]{1,10}")
"""What may be the beginning of a credit code; a name may begin so as well."""


@page("/dashboard")
def dashboard() -> Any:
    """Show the city at a glance: each figure opens the list behind it.

    The services keep the figures beside what they count, so that a city with very many is shown as quickly as one with few.
    """
    only(any(role.office or role.actor == "operator" for role in desk().roles))
    told = desk().get(REGISTRY, "/designations/figures")
    watched = desk().get(TRACKER, "/watch", limit=BASES, cursor=request.args.get("cursor"))
    duties = [figure for service in (REGISTRY, TRACKER) for figure in desk().get(service, "/duties/figures")["figures"]]
    held = [figure for figure in told["figures"] if figure["state"] == "held"]
    return show(
        "dashboard.html",
        counted_at=told["counted_at"],
        by_state=_sums(told["figures"], "state"),
        enrolled=_enrolled(told["figures"]),
        by_programme=_sums(held, "programme"),
        by_class=_by_class(held),
        by_month=_by_month(duties),
        late=sum(figure["count"] for figure in duties if figure["state"] == "overdue"),
        watched=[_watched(each) for each in watched["items"]],
        following=watched.get("next"),
        titles={each["id"]: each["title"] for each in city().latest()},
        percent=percent,
    )


def _sums(figures: Iterable[Document], by: str) -> dict[str, int]:
    """Return how many there are of each kind, the most first."""
    counts: Counter[str] = Counter()
    for figure in figures:
        counts[figure[by]] += figure["count"]
    return dict(counts.most_common())


def _enrolled(figures: list[Document]) -> dict[str, int]:
    """Return how many incubations run, were completed and were not, as the designations count them."""
    counts = {RUNNING: "running_enrolments", COMPLETED: "completed_enrolments"}
    found = {state: sum(figure[member] for figure in figures) for state, member in counts.items()}
    found[NOT_COMPLETED] = sum(figure["ended_enrolments"] for figure in figures) - found[COMPLETED]
    return {state: count for state, count in found.items() if count}


def _by_class(held: list[Document]) -> dict[str, dict[str, int]]:
    """Return how many hold each class, by programme."""
    classed = [figure for figure in held if figure["holds_class"]]
    programmes = sorted({figure["programme"] for figure in classed})
    found = {programme: _sums((figure for figure in classed if figure["programme"] == programme), "holds_class") for programme in programmes}
    return {programme: dict(sorted(counts.items())) for programme, counts in found.items()}


def _by_month(duties: list[Document]) -> dict[str, int]:
    counts = _sums((figure for figure in duties if figure["month"] and figure["state"] == "open"), "month")
    return dict(sorted(counts.items())[:MONTHS])


def _watched(base: Document) -> Document:
    """Return how a base stands as the page shows it: its rate, the threshold for that, and what counts against it."""
    success = base["success"]
    ended = success.get("ended") or 0
    rate = (success.get("completed") or 0) * 100 / ended if ended else None
    needed = next((each.get("needed") for each in base["conditions"] if each.get("fact") == "completed_enrolments"), None)
    return {**base, "rate": rate, "needed_rate": _percent(needed), "becoming": _becoming(base)}


def _becoming(base: Document) -> list[Document]:
    """Return what would become a ground: duties by their titles, and conditions that hold until a day by theirs, each once."""
    programme = city().programme(base["programme"], base["programme_version"])
    found: dict[tuple[str, str], Document] = {}
    for each in base["becoming_grounds"]:
        finding = each["findings"][0] if each.get("findings") else {"key": each.get("condition", "")}
        title = city().says(each.get("title")) or condition_in_words(finding, programme)
        found.setdefault((title, each["becomes_on"]), {"title": title, "on": each["becomes_on"], "clause": finding.get("citation") or finding.get("clause")})
    return list(found.values())


def percent(number: float) -> str:
    """Return a number of a hundred as a page shows it: with one decimal where it has one, never rounded up, so that 29.96 does not look like 30."""
    return f"{floor(round(number * 10, 6)) / 10:g}%"


def _percent(needed: Any) -> float | None:
    """Return a threshold as a number of a hundred, whichever way the law writes it: 30%, 3/10 or 0.3."""
    text = str(needed or "").strip()
    try:
        if text.endswith("%"):
            return float(text[:-1])
        over, _, under = text.partition("/")
        return float(over) / float(under or 1) * 100
    except (ValueError, ZeroDivisionError):
        return None


@page("/search")
def search() -> Any:
    """Find by a part of the name, or by the beginning of a credit code, among what the person may see."""
    asked = " ".join(request.args.get("q", "").split())[:MOST_ASKED]
    found, is_more = _found(code=asked) if CODE.fullmatch(asked) else ([], False)
    if asked and not found:
        found, is_more = _found(name=asked)
    return show("search.html", asked=asked, found=found, is_more=is_more)


def _found(**asked: str) -> tuple[list[dict[str, Any]], bool]:
    """Return what the services find, and whether there is more of it."""
    told = [(each, desk().get(each[0], each[1], limit=MOST_FOUND, **asked)) for each in SEARCHED]
    rows = [{"kind": kind, "row": row, "who": row[member], "endpoint": endpoint} for (_, _, member, endpoint, kind), page in told for row in page["items"]]
    return rows, any(page["next"] for _, page in told)
