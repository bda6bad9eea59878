"""The four calls of the README give the answers that are printed there."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.demonstration import copy_of
from tests.up import Up

from fuyu.running.state import running_in

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
SHELL = "B=http://127.0.0.1:8080; F=var/venv/bin/fuyu"

pytestmark = [pytest.mark.slow, pytest.mark.requirement("P-7")]


def test_the_four_calls_of_the_readme_give_the_printed_answers(demonstration: Path, tmp_path: Path) -> None:
    """INVARIANT: what a newcomer tries first is so; a demonstration that says something else has the page changed with it."""
    blocks = re.findall(r"^    [^\n]+(?:\n    [^\n]+)*", README.partition("## Four calls")[2].partition("\n## ")[0], re.MULTILINE)
    assert (len(blocks), SHELL in blocks[0]) == (5, True)
    running = Up(copy_of(demonstration, tmp_path / "var"))
    try:
        running.wait_until_ready()
        state = running_in(running.folders)
        assert state is not None
        told = f"B={state.urls['base-registry'].rpartition('/')[0]}; F='{sys.executable} -m fuyu.command --var {tmp_path / 'var'}'"
        script = told
        for block in blocks[1:]:
            lines = [line.removeprefix("    ") for line in block.splitlines()]
            script += "\n" + "\n".join(line for line in lines if not line.startswith("# "))
            done = subprocess.run(["bash", "-euo", "pipefail", "-c", script], capture_output=True, text=True, timeout=120, check=False)
            assert done.returncode == 0, done.stderr
            answered = re.sub(r"\s+", " ", done.stdout)
            for line in (line.removeprefix("# ") for line in lines if line.startswith("# ")):
                # Where only a part is printed, as "…" says, each of its members is there.
                for part in line.removesuffix("…").split(", ") if "…" in line else [line]:
                    assert part.strip(" ,") in answered, (part, answered)
    finally:
        assert running.press_ctrl_c() == 0
