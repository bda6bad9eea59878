"""What officers find in their lists: grounds, what goes on beside the ways, activities, spot checks, and who may be preferred."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fuyu.cases.desk import BASES, TRACKER, Someone
from fuyu.cases.scene import Scene
from fuyu.law.programme import Scope

Row = dict[str, Any]


def grounds(scene: Scene) -> list[Row]:
    """Return the grounds on which a designation may be taken away, oldest first."""
    rows = scene.desk.rows(scene.cast.operator, BASES, "/grounds", programme=scene.programme.id, sort="id")
    told = ("key", "state", "found_on", "closed_on")
    return [
        {name: row[name] for name in told}
        | {"organisation": row["organisation"]["name"], "clause": clause_of({"citation": row["clause"]}), "says": _because(row["findings"])}
        for row in rows
    ]


def proceedings(scene: Scene) -> list[Row]:
    """Return what goes or went on over designations and beside applications, oldest first."""
    rows = scene.desk.rows(scene.cast.operator, BASES, "/proceedings", programme=scene.programme.id, sort="id")
    return [_proceeding(scene.desk.read(scene.cast.operator, BASES, f"/proceedings/{row['id']}")) for row in rows]


def activities(scene: Scene) -> list[Row]:
    """Return what an office planned, in the order of the days."""
    rows = scene.desk.rows(scene.cast.operator, TRACKER, "/activities", programme=scene.programme.id, sort="planned_on")
    return [_activity(scene.desk.read(scene.cast.operator, TRACKER, f"/activities/{row['id']}")) for row in rows]


def draws(scene: Scene) -> list[Row]:
    """Return the spot checks as the office that draws them sees them, oldest first."""
    check = scene.programme.spot_check
    rows = reversed(scene.desk.read(None, TRACKER, f"/public/{scene.story.city}/draws", programme=scene.programme.id)["items"])
    return [_draw(scene.desk.read(scene.cast.officer(check.by, None), TRACKER, f"/draws/{row['id']}")) for row in rows] if check else []


def recommendations(scene: Scene) -> list[Row]:
    """Return the holders that may be recommended, each with what the law asks of it."""
    rows = scene.desk.rows(_officer(scene), BASES, "/recommendations", programme=scene.programme.id)
    return [{"organisation": row["organisation"]["name"], **_merits(row)} for row in rows]


def priorities(scene: Scene) -> list[Row]:
    """Return the companies that completed, each with what the law asks for priority."""
    rows = scene.desk.rows(_officer(scene), TRACKER, "/priorities", programme=scene.programme.id)
    return [{"incubatee": row["incubatee"]["name"], "base": row["base"]["name"], **_merits(row)} for row in rows]


def _officer(scene: Scene) -> Someone:
    """Return who acts for the programme's own office."""
    actor = next(name for name, each in scene.programme.actors.items() if each.scope is Scope.OFFICE and each.office is None)
    return scene.cast.officer(actor, None)


def clause_of(finding: Mapping[str, Any]) -> str | None:
    """Return the clause that a finding cites, or the rule of the software's own."""
    citation = finding.get("citation") or finding
    return citation.get("clause") or citation.get("rule")


def _merits(row: Mapping[str, Any]) -> Row:
    return {"is_met": row["is_met"], "findings": {each["key"]: each["outcome"] for each in row["findings"]}}


def _proceeding(shown: Mapping[str, Any]) -> Row:
    unmet = [clause_of(each) for act in shown["walk"]["acts"] for each in act.get("findings", ()) if each["outcome"] == "not met"]
    told = {name: shown[name] for name in ("process", "state", "opened_on")}
    return told | {"organisation": shown["organisation"]["name"], "step": shown["stands_at"], "unmet": unmet}


def _activity(shown: Mapping[str, Any]) -> Row:
    names = {each["designation"]: each["name"] for each in shown["bases"]}
    told = {name: shown[name] for name in ("kind", "title", "state", "planned_on", "held_on", "outcome")}
    return told | {"host": names.get(shown["host"]), "came": [names[each] for each in shown["came"]], "clause": clause_of({"citation": shown["clause"]})}


def _draw(shown: Mapping[str, Any]) -> Row:
    names = {each["enrolment"]: each["name"] for each in shown["population"]}
    told = {name: shown[name] for name in ("first_day", "last_day", "count", "state", "announced_on", "drawn_on", "seed")}
    results = {names[id]: each for id, each in shown["results"].items()}
    return told | {
        "population": sorted(names.values()),
        "drawn": [names[id] for id in shown["drawn"]],
        "passed": {name: each["passed"] for name, each in results.items()},
        "consequences": {name: each["consequence"] for name, each in results.items() if each.get("consequence")},
    }


def _because(findings: list[Mapping[str, Any]]) -> str:
    return " ".join(str(each.get("because", "")) for each in findings)
