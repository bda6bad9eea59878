"""When an expert is replaced: a successor of the pool who is free takes over files that nobody has begun; the office hears of every other."""

from __future__ import annotations

from typing import Any

import pytest

from .registry import Registry, Round, code, example
from .whole_way import EXPERTS, points, to_the_visit


def succeed(hear: Any, person: str, successor: str) -> None:
    """Let the notifier say that a person was replaced."""
    hear("succession.made", person, {"person": person, "successor": successor, "on": "2026-03-02"})


def pool(registry: Registry, person: str, **known: Any) -> None:
    """Take an expert into the pool."""
    registry.city().make("/experts", {"person": person, "name": "某某", **known})


def told(running: Any) -> list[tuple[str, str, str]]:
    """Return what offices were told of assignments: at which step, how it stands, and why."""
    rows = running.store.rows.outbox.find({"type": "assignment.left"}).sort("_id")
    return [tuple(row["data"][name] for name in ("step", "outcome", "because")) for row in rows]


@pytest.fixture
def at_the_visit(round_of_2026: Round) -> Round:
    """An application whose visit on site is assigned to expert-1."""
    to_the_visit(round_of_2026)
    round_of_2026.registry.city().acts(round_of_2026.path, "on_site", "assign", entry={"people": ["expert-1"]})
    return round_of_2026


def test_a_successor_of_the_pool_takes_an_open_file_over_and_declares_before_acting(at_the_visit: Round, hear: Any, running: Any) -> None:
    registry, path = at_the_visit.registry, at_the_visit.path
    pool(registry, "expert-9")
    succeed(hear, "expert-1", "expert-9")
    assert registry.expert("expert-1").http.get(path).status_code == 404
    record = {"entry": example("on_site"), "judged": at_the_visit.judged("on_site")}
    silent = registry.expert("expert-9").act(path, "on_site", "record", **record)
    assert (silent.status_code, silent.json()["type"]) == (409, "/problems/declaration-missing")
    registry.expert("expert-9").acts(path, "on_site", "declare", entry={"interest": False})
    registry.expert("expert-9").acts(path, "on_site", "record", **record)
    acts = [(act["does"], act["by"], act["entry"].get("people")) for act in registry.city().get(path)["walk"]["acts"] if act["step"] == "on_site"]
    assert acts[:3] == [("assign", "officer-1", ["expert-1"]), ("release", "system", ["expert-1"]), ("assign", "system", ["expert-9"])]
    assert told(running) == [("on_site", "handed over", "free of any interest")]
    [row] = registry.operator.get("/audit", act="application.assignment_handed_over")["items"]
    assert (row["details"]["person"], row["details"]["successor"]) == ("expert-1", "expert-9")
    # What expert-9 handed in stands under that name, so that nothing is left to hand over.
    succeed(hear, "expert-9", "expert-1")
    assert len(told(running)) == 1


def test_who_is_not_in_the_pool_or_works_for_the_applicant_or_was_barred_takes_nothing_over(at_the_visit: Round, hear: Any, running: Any) -> None:
    """INVARIANT: who judges is chosen for titles and freedom from interest (L10), never only because a role was handed on; the office hears instead."""
    registry, path = at_the_visit.registry, at_the_visit.path
    succeed(hear, "expert-1", "clerk-1")
    pool(registry, "expert-8", employer_code=code(1))
    succeed(hear, "expert-1", "expert-8")
    pool(registry, "expert-7")
    [barred] = [each["id"] for each in registry.city().get("/experts")["items"] if each["person"] == "expert-7"]
    bar = {"finding": "泄露评审意见", "found_on": "2026-03-02", "files": [registry.city().upload()]}
    assert registry.city().post(f"/experts/{barred}/bars", bar, **{"If-Match": registry.city().version(f"/experts/{barred}")}).status_code == 201
    succeed(hear, "expert-1", "expert-7")
    assert registry.operator.get(path)["walk"]["assigned"]["on_site"] == ["expert-1"]
    assert told(running) == [("on_site", "open", because) for because in ("not in the pool", "an interest", "may not judge")]
    said = running.store.rows.outbox.find_one({"type": "assignment.left"})
    assert [each["actor"] for each in said["audiences"]] == ["city bureau"]


def test_a_group_of_which_a_sheet_is_in_is_changed_by_the_office_alone(at_the_visit: Round, hear: Any, running: Any) -> None:
    """INVARIANT: sheets are compared because one group wrote them; nobody joins it silently once it has begun."""
    registry, path, city = at_the_visit.registry, at_the_visit.path, at_the_visit.registry.city()
    registry.expert("expert-1").acts(path, "on_site", "declare", entry={"interest": False})
    registry.expert("expert-1").acts(path, "on_site", "record", entry=example("on_site"), judged=at_the_visit.judged("on_site"))
    city.acts(path, "rubric", "assign", entry={"people": list(EXPERTS)})
    registry.expert("expert-1").acts(path, "rubric", "declare", entry={"interest": False})
    registry.expert("expert-1").acts(path, "rubric", "score", entry={"points": points()})
    pool(registry, "expert-9")
    succeed(hear, "expert-1", "expert-9")  # Its own sheet stays its own.
    succeed(hear, "expert-2", "expert-9")
    assert registry.operator.get(path)["walk"]["assigned"]["rubric"] == list(EXPERTS)
    assert told(running) == [("rubric", "open", "sheets are in")]
