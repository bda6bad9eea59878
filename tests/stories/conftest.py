"""One system of its own for the stories of a module; each story finds it empty."""

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


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnGround]:
    """The system, started once for a module: it looks for what is due many times a second, and would slow what is tested after it."""
    with OwnGround(tmp_path_factory.mktemp("stories")) as own:
        yield own


@pytest.fixture(scope="module")
def played(ground: OwnGround) -> Play:
    """Play a file and return what was told."""
    laws = Laws.load()

    def play_file(path: Path) -> Told:
        story = read_story(path, laws)
        return play(story, ground, laws, Told(story))

    return play_file
