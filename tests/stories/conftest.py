"""One system of its own for all stories of a run; each story finds it empty."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fuyu.cases.ground import OwnGround
from fuyu.cases.playing import play
from fuyu.cases.reading import read_story
from fuyu.cases.telling import Told
from fuyu.law.registry import Laws

Play = Callable[[Path], Told]


@pytest.fixture(scope="session")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnGround]:
    """The system, started once."""
    with OwnGround(tmp_path_factory.mktemp("stories")) as own:
        yield own


@pytest.fixture(scope="session")
def played(ground: OwnGround) -> Play:
    """Play a file and return what was told."""
    laws = Laws.load()

    def play_file(path: Path) -> Told:
        story = read_story(path, laws)
        return play(story, ground, laws, Told(story))

    return play_file
