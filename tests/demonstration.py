"""The demonstration, filled in once for a whole run of the tests; whoever needs it works on a copy of its folder."""

from __future__ import annotations

import fcntl
import os
import shutil
from pathlib import Path

import pytest
from tests.up import Up

NAME = "demonstration"
SECONDS_TO_FILL_IN = 900  # the story of three years, on a machine that does other things as well


def filled(factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a system that was started once with the demonstration and stopped.

    The first of several workers that asks starts it, the others wait: playing three years takes two minutes.
    """
    folder = _place(factory)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "filled").exists():
            shutil.rmtree(folder, ignore_errors=True)
            up = Up(folder)
            up.wait_until_ready(SECONDS_TO_FILL_IN)
            assert up.press_ctrl_c() == 0
            (folder / "filled").touch()
    return folder


def _place(factory: pytest.TempPathFactory) -> Path:
    """Return where it lies: where all stages of a `make test` look for it, else among the files of this run."""
    given = os.environ.get("FUYU_TEST_DEMONSTRATION")
    base = factory.getbasetemp()
    return Path(given) if given else (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / NAME


def copy_of(folder: Path, to: Path) -> Path:
    """Return a copy of a stopped system's folder, without what only says that it ran."""
    return Path(shutil.copytree(folder, to, ignore=shutil.ignore_patterns("run", "log", "filled", "port"), dirs_exist_ok=True))
