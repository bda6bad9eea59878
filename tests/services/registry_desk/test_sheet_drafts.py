"""Drafts of experts' sheets: each one's own while it is filled in, and gone once it is handed in or no longer theirs."""

from __future__ import annotations

import httpx
import pytest

from fuyu.service import Running

from .registry import Person, Registry, Round, example
from .whole_way import EXPERTS, points, to_the_visit

SECRET = "只写在草稿里的意见"


@pytest.fixture
def path(round_of_2026: Round) -> str:
    """An application that has come to its rubric, with three experts of whom the first two have no interest."""
    application = to_the_visit(round_of_2026)
    registry, city = application.registry, application.registry.city()
    city.acts(application.path, "on_site", "assign", entry={"people": ["expert-1"]})
    registry.expert("expert-1").acts(application.path, "on_site", "declare", entry={"interest": False})
    registry.expert("expert-1").acts(application.path, "on_site", "record", entry=example("on_site"), judged=application.judged("on_site"))
    city.acts(application.path, "rubric", "assign", entry={"people": list(EXPERTS)})
    for expert in EXPERTS[:2]:
        registry.expert(expert).acts(application.path, "rubric", "declare", entry={"interest": False})
    return application.path


def keep(who: Person, path: str, step: str = "rubric", **entry: object) -> httpx.Response:
    return who.http.put(f"{path}/steps/{step}/draft", json={"entry": entry})


def look(who: Person, path: str) -> httpx.Response:
    return who.http.get(f"{path}/steps/rubric/draft")


@pytest.mark.requirement("L13")
def test_a_draft_is_shown_to_its_author_alone_and_stands_in_no_file_event_audit_row_or_archive(registry: Registry, path: str, running: Running) -> None:
    """INVARIANT: nothing of a sheet is said before it is handed in."""
    first, second, third = (registry.expert(id) for id in EXPERTS)
    others = (second, third, registry.expert("expert-9"), registry.city(), registry.operator, registry.company(1), registry.company(7))
    assert look(first, path).status_code == 404
    assert keep(first, path, points={"item_1": "18"}).status_code == 204
    assert keep(first, path, points={"item_1": "17.5", "item_3": "0"}, note=SECRET).status_code == 204
    assert look(first, path).json() == {"step": "rubric", "entry": {"points": {"item_1": "17.5", "item_3": "0"}, "note": SECRET}}
    assert keep(second, path, points={"item_1": "9"}).status_code == 204
    assert look(second, path).json()["entry"]["points"] == {"item_1": "9"}
    assert [look(who, path).status_code for who in others[1:]] == [404] * 6
    assert [keep(who, path, note="x").status_code for who in others[1:]] == [409, 404, 403, 403, 403, 404]
    assert all(SECRET not in who.http.get(path).text for who in (first, *others))
    assert all(SECRET.encode() not in content for content in registry.city().evidence(path).values())
    for name in running.store.database.list_collection_names():
        found = [row for row in running.store.database[name].find() if SECRET in str(row)]
        assert len(found) == (1 if name == "sheet_drafts" else 0), name


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        ({"points": {"item_1": "20.01"}}, "entry.points.item_1"),
        ({"points": {"item_1": "-1"}}, "entry.points.item_1"),
        ({"points": {"item_1": None}}, "entry.points.item_1"),
        ({"points": {"item_9": "1"}}, "entry.points.item_9"),
        ({"points": ["20"]}, "entry.points"),
        ({"note": 3}, "entry.note"),
        ({"total": "20"}, "entry.total"),
    ],
)
def test_what_a_sheet_could_not_hold_is_not_kept_either(registry: Registry, path: str, entry: dict[str, object], field: str) -> None:
    first = registry.expert("expert-1")
    assert keep(first, path, points={"item_1": "20"}).status_code == 204
    answer = keep(first, path, **entry)
    assert (answer.status_code, [each["field"] for each in answer.json()["errors"]]) == (422, [field])
    assert look(first, path).json()["entry"]["points"] == {"item_1": "20"}


def test_a_draft_goes_with_its_sheet_and_another_s_stays(registry: Registry, path: str, running: Running) -> None:
    first, second = registry.expert("expert-1"), registry.expert("expert-2")
    for expert in (first, second):
        assert keep(expert, path, points={"item_1": "18"}).status_code == 204
    first.acts(path, "rubric", "score", entry={"points": points()})
    assert [look(expert, path).status_code for expert in (first, second)] == [404, 200]
    registry.city().acts(path, "rubric", "release", entry={"people": ["expert-2", "expert-3"]}, reason="出差")
    assert look(second, path).status_code == 404
    assert running.store.database["sheet_drafts"].count_documents({}) == 0
    assert keep(first, path, points={}).status_code == 409, "the step is closed"


def test_whom_an_interest_bars_leaves_no_draft(registry: Registry, path: str, running: Running) -> None:
    second = registry.expert("expert-2")
    assert keep(second, path, note=SECRET).status_code == 204
    second.acts(path, "rubric", "declare", entry={"interest": True, "note": "近亲属在该单位任职"})
    assert look(second, path).status_code == 404
    assert running.store.database["sheet_drafts"].count_documents({}) == 0
