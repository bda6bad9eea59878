"""The demonstration, filled in once for a whole run of the tests; whoever needs it works on a copy of its folder."""

from __future__ import annotations

import fcntl
import os
import shutil
from pathlib import Path

import pytest

from fuyu.command.demo import fill
from fuyu.running.folders import Folders

NAME = "demonstration"


def demonstration(factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a system that stopped with the demonstration filled in; the first of several workers that asks fills it, the others wait."""
    base = factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    folder = shared / NAME
    with (shared / f"{NAME}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "filled").exists():
            shutil.rmtree(folder, ignore_errors=True)
            fill(Folders(folder), lambda _: None)
            (folder / "filled").touch()
    return folder


def copy_of(folder: Path, to: Path) -> Path:
    """Return a copy of a stopped system's folder, without what only says that it ran."""
    return Path(shutil.copytree(folder, to, ignore=shutil.ignore_patterns("run", "log", "filled"), dirs_exist_ok=True))
