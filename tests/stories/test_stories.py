"""Every story of the plugins holds against the real services; one that does not says why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from fuyu.cases.reading import read_story
from fuyu.law.registry import Laws

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted(ROOT.glob("examples/**/cases/**/*.yaml"))  # Played from an environment of their own: tests/kit/test_installed.py.
FILES = sorted(ROOT.glob("plugins/**/cases/**/*.yaml"))
LAWS = Laws.load()
LONG = timedelta(days=70)  # A story of more days than this visits many on which something is due, and takes more than ten seconds.


def collected() -> Iterator[object]:
    """Go through the stories, those of many days marked as slow."""
    for path in FILES:
        days = [each.as_of for each in read_story(path, LAWS).happens]
        yield pytest.param(path, id=f"{path.parent.parent.name}-{path.stem}", marks=[pytest.mark.slow] if days[-1] - days[0] > LONG else [])


def test_there_are_stories():
    """INVARIANT: every installed plugin brings stories. Without them nothing would show its law at work."""
    folders = {path.parent for path in [*FILES, *EXAMPLES]}
    plugins = {loaded.plugin: loaded.programme.folder for loaded in LAWS.programmes.values()}
    assert all(any(folder.is_relative_to(path.parents[0]) for folder in folders) for path in plugins.values())


@pytest.mark.parametrize("path", list(collected()))
def test_the_story_holds(played, path):
    told = played(path)
    assert not told.failures, "\n".join([*told.failures, "", *map(str, told.sentences)])
