"""A whole system for each test that kills it, and a line on the terminal that says what runs with which seed."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from fuyu.running.system import Broker, System

STALL_SECONDS = 3


@contextmanager
def system_in(folder: Path, broker: Broker, **settings: str) -> Iterator[System]:
    """Run a whole system in a folder; its services are given `settings` too."""
    given = {"FUYU_STALL_SECONDS": str(STALL_SECONDS), **settings}
    with System(folder / "var", broker=broker, settable_clock=True, settings=given) as system:
        yield system


@pytest.fixture(scope="session")
def seed() -> int:
    """The seed of this run: FUYU_CHAOS_SEED, or a new one."""
    return int(os.environ.get("FUYU_CHAOS_SEED") or random.SystemRandom().randrange(10**6))


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Callable[[str], None]:
    """Return a function that prints a line on the terminal although the test's output is captured."""

    def tell(line: str) -> None:
        with capsys.disabled():
            print(line, flush=True)

    return tell
