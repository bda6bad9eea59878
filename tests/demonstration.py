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


def demonstration(factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a system that was started once with the demonstration and stopped.

    The first of several workers that asks starts it, the others wait: playing three years takes two minutes.
    """
    base = factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    folder = shared / NAME
    with (shared / f"{NAME}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "filled").exists():
            shutil.rmtree(folder, ignore_errors=True)
            up = Up(folder)
            up.wait_until_ready(SECONDS_TO_FILL_IN)
            assert up.press_ctrl_c() == 0
            (folder / "filled").touch()
    return folder


def copy_of(folder: Path, to: Path) -> Path:
    """Return a copy of a stopped system's folder, without what only says that it ran."""
    return Path(shutil.copytree(folder, to, ignore=shutil.ignore_patterns("run", "log", "filled", "port"), dirs_exist_ok=True))
