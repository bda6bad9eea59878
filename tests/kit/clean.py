"""An environment without this repository's own packages: what others published is linked into it, what is ours is installed by pip, without any network."""

from __future__ import annotations

import json
import os
import subprocess
import sysconfig
import venv
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(sysconfig.get_path("purelib"))
OFFLINE = {"PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_CONFIG_FILE": os.devnull, "PIP_NO_COMPILE": "1"}
SECONDS = 300


@dataclass(frozen=True)
class Environment:
    """A virtual environment and what is run in it."""

    folder: Path

    @property
    def packages(self) -> Path:
        """Return where its packages lie."""
        return next(self.folder.glob("lib/python*/site-packages"))

    def run(self, *command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        """Run a command with this environment's programs first; return what it said."""
        own = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV", "COV"))}
        path = f"{self.folder / 'bin'}{os.pathsep}{own['PATH']}"
        return subprocess.run(command, cwd=cwd, env={**own, **OFFLINE, "PATH": path}, capture_output=True, text=True, timeout=SECONDS, check=False)


def make_environment(folder: Path, *packages: Path) -> Environment:
    """Make an environment in which only these packages of the repository are installed, as wheels: no file of the repository is on its path."""
    venv.create(folder, with_pip=False, symlinks=True)
    made = Environment(folder)
    own = set(_editable())
    for entry in HERE.iterdir():
        if entry.name not in own and entry.name != "__pycache__" and not (made.packages / entry.name).exists():
            (made.packages / entry.name).symlink_to(entry)
    answer = made.run("python", "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", *map(str, packages), cwd=ROOT)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    return made


def _editable() -> Iterator[str]:
    """Go through what the editable packages of the repository put into this environment."""
    for found in distributions(path=[str(HERE)]):
        if _is_editable(found):
            yield from {file.parts[0] for file in found.files or () if file.parts[0] != ".."}


def _is_editable(found: Distribution) -> bool:
    told = found.read_text("direct_url.json")
    return told is not None and bool(json.loads(told).get("dir_info", {}).get("editable"))
