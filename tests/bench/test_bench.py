"""The bench still works; how quick anything is, is no test's matter."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
@pytest.mark.rabbitmq
def test_the_bench_measures_everything_and_leaves_nothing(tmp_path: Path) -> None:
    """INVARIANT: each target is measured and printed, whether it is met or not, and the bench takes its servers and files away."""
    command = [sys.executable, "-m", "tests.bench", "--quick", "--var", str(tmp_path / "bench")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
    once, often = ("at least 0.25", "at least 0.8", "at least 1.0", "at most 2.0", "at most 5.5"), {"at most 1.3": 3, "at most 1.5": 3, "at most 4.4": 2}
    wanted = dict.fromkeys(once, 1) | often
    assert {target: done.stdout.count(target) for target in wanted} == wanted
    assert not (tmp_path / "bench").exists()
