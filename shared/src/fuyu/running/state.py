"""What runs in a folder now: held by one launcher, and written down for the commands beside it."""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from fuyu.running.errors import CannotStart
from fuyu.running.folders import Folders

TRIES, SECONDS_BETWEEN = 10, 0.05


@dataclass(frozen=True, slots=True)
class State:
    """A running system: its launcher's process id, each service's address, and the settings that its processes were given."""

    pid: int
    urls: Mapping[str, str]
    environment: Mapping[str, str]

    def write(self, folders: Folders) -> None:
        """Write it for other commands; only this user may read it, because it names the servers."""
        folders.state.touch(mode=0o600)
        folders.state.write_text(json.dumps(asdict(self), indent=1))


def running_in(folders: Folders) -> State | None:
    """Return what runs in this folder now, or None: a file that a killed launcher left counts for nothing."""
    if not folders.state.exists() or _is_free(folders.lock):
        return None
    try:
        return State(**json.loads(folders.state.read_text()))
    except (ValueError, TypeError):
        return None


def adopt(folders: Folders) -> None:
    """Give this process the settings of the system that runs in the folder, where the environment names no database of its own."""
    if "FUYU_MONGODB_URI" in os.environ:
        return
    state = running_in(folders)
    if state is not None:
        for key, value in state.environment.items():
            os.environ.setdefault(key, value)


class Hold:
    """The lock of a folder: taken by one launcher at a time, and let go by the system itself when the launcher dies."""

    def __init__(self, folders: Folders) -> None:
        self._folders = folders
        self._file: IO[str] | None = None

    def take(self) -> None:
        """Take the folder; raise CannotStart when another launcher has it."""
        self._folders.lock.parent.mkdir(parents=True, exist_ok=True)
        file = self._folders.lock.open("a+")
        for _ in range(TRIES):  # A command that looks whether something runs here holds the lock for an instant.
            if _lock(file):
                self._file = file
                self._folders.state.unlink(missing_ok=True)  # What a killed launcher left would be believed as long as this one has the folder.
                return
            time.sleep(SECONDS_BETWEEN)
        file.close()
        raise CannotStart(f"Fuyu runs in {self._folders.root} already. `fuyu down` stops it; `--var FOLDER` takes another place.")

    def release(self) -> None:
        """Let the folder go, if it was taken."""
        if self._file is not None:
            self._folders.state.unlink(missing_ok=True)
            self._file.close()
            self._file = None


def _is_free(lock: Path) -> bool:
    if not lock.exists():
        return True
    with lock.open("a+") as file:
        return _lock(file)


def _lock(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
