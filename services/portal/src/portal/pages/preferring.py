"""Who has priority and who may be recommended: each with what the law asks, what was found, and the clause."""

from __future__ import annotations

from typing import Any

from portal.asking import REGISTRY, TRACKER
from portal.knowing import Document
from portal.pages.frame import city, page
from portal.pages.lists import PROGRAMME, Choice, Column, List, grant_of, listing, name_of, of_organisation
from portal.states import state_title
from portal.telling import finding_in_words


def _reasons(row: Document) -> list[str]:
    """Return what the law asks of a row, each with its outcome and clause."""
    declared = city().programme(row["programme"], row["programme_version"])
    return [f"{state_title(each['outcome'])}：{finding_in_words(each, declared)} {each.get('clause', '')}" for each in row["findings"]]


def _meets(row: Document) -> str:
    """Return whether all that the law asks is met, or what of it nobody has looked at; nothing where it asks nothing."""
    if row["is_met"] or not row["findings"]:
        return "met" if row["is_met"] else ""
    return "not met" if row.get("open_grounds") or any(each["outcome"] == "not met" for each in row["findings"]) else "unknown"


PRIORITIES = List(
    "priorities",
    "优先名单",
    TRACKER,
    "/priorities",
    (
        Column("企业", name_of("incubatee")),
        Column("统一社会信用代码", of_organisation("code", "incubatee"), "code"),
        Column("孵化基地", name_of("base")),
        Column("起", lambda row: row["starts_on"], "day"),
        Column("完成", lambda row: row["ended_on"], "day", "ended_on"),
        Column("优先条件", _meets, "state"),
        Column("依据", _reasons, "lines"),
    ),
    "pages.enrolment",
    (PROGRAMME, Choice("designation", "认定"), Choice("incubatee", "企业")),
)
RECOMMENDATIONS = List(
    "recommendations",
    "推荐名单",
    REGISTRY,
    "/recommendations",
    (
        Column("组织", name_of()),
        Column("统一社会信用代码", of_organisation("code"), "code"),
        Column("类别", grant_of),
        Column("起", lambda row: row["starts_on"], "day"),
        Column("止", lambda row: row["ends_on"], "day"),
        Column("推荐条件", _meets, "state"),
        Column("待决定的撤销情形", lambda row: row["open_grounds"], "number"),
        Column("依据", _reasons, "lines"),
    ),
    "pages.designation",
    (PROGRAMME, Choice("organisation", "组织")),
)


@page("/priorities")
def priorities() -> Any:
    """List the companies that completed, with what the law asks for priority under equal conditions."""
    return listing(PRIORITIES)


@page("/recommendations")
def recommendations() -> Any:
    """List those who hold something, with what the law asks for a recommendation."""
    return listing(RECOMMENDATIONS)
