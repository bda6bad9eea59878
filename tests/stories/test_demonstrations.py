"""The demonstration's stories, which share one deployment: one last day for all, and nobody who is two people."""

from __future__ import annotations

from pathlib import Path

import pytest

from fuyu.cases.reading import read_story
from fuyu.cases.story import Story
from fuyu.command.demo import STORY
from fuyu.law.registry import Laws


@pytest.fixture(scope="module")
def stories() -> list[Story]:
    laws = Laws.load()
    paths = [Path(loaded.programme.folder) / STORY for loaded in laws.programmes.values()]
    return [read_story(path, laws) for path in sorted(set(paths)) if path.exists()]


def test_each_of_the_five_programmes_has_one(stories: list[Story]) -> None:
    wanted = {"zhengzhou.base", "zhengzhou.mayor_award", "zhengzhou.benchmark", "wuhu.pool", "hangzhou.cultivation"}
    assert {story.programme for story in stories} == wanted


def test_all_end_on_the_same_day(stories: list[Story]) -> None:
    """INVARIANT: a story that goes on after the others would leave what they show behind its day."""
    assert {str(max(each.as_of for each in story.happens)) for story in stories} == {"2026-04-15"}


def test_nobody_is_two_people(stories: list[Story]) -> None:
    """INVARIANT: an account's person is one in all cities; a second one of the same id would get no account, and no letter."""
    known: dict[str, tuple[str, object]] = {}
    for story in stories:
        for person in story.people.values():
            assert known.setdefault(person.name, (story.city, person)) == (story.city, person)
