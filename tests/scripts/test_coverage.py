"""The coverage page tells of every clause of a regulation that is mapped, and its check fails where it does not."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from fuyu.law.registry import Laws

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "coverage"
MAPPED = [loaded for loaded in Laws.load().programmes.values() if (loaded.programme.folder / "coverage.yaml").exists()]


def run(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    (root / "docs").mkdir(exist_ok=True)
    return subprocess.run([sys.executable, SCRIPT, *arguments], cwd=root, capture_output=True, text=True, check=False)


def test_the_check_fails_without_a_page_and_where_it_is_stale(tmp_path: Path) -> None:
    missing = run(tmp_path, "--check")
    written = run(tmp_path)
    fresh = run(tmp_path, "--check")
    page = tmp_path / "docs/coverage.md"
    page.write_text(page.read_text(encoding="utf-8").replace("built", "not built", 1), encoding="utf-8")
    stale = run(tmp_path, "--check")

    assert [each.returncode for each in (missing, written, fresh, stale)] == [1, 0, 0, 1]
    assert "scripts/coverage" in missing.stderr
    assert "scripts/coverage" in stale.stderr


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the page that the script writes."""
    root = tmp_path_factory.mktemp("coverage")
    run(root)
    return (root / "docs/coverage.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("loaded", MAPPED, ids=[loaded.programme.name for loaded in MAPPED])
def test_every_clause_of_a_mapped_regulation_is_told_of_in_the_order_of_the_text(page: str, loaded: object) -> None:
    section = page.split(f"`{loaded.programme.name}`")[1].split("\n## ")[0]  # type: ignore[attr-defined]
    told = [line.split(" | ")[0].removeprefix("| ") for line in section.splitlines()]
    assert [each for each in told if each in loaded.regulation.articles] == list(loaded.regulation.articles)  # type: ignore[attr-defined]


def test_a_clause_that_nothing_tells_of_is_named(tmp_path: Path) -> None:
    """The plugin's folder is copied and loses one line of its map."""
    whole = MAPPED[0].programme.folder.parents[1]
    shutil.copytree(whole, tmp_path / "src")
    told = tmp_path / "src" / MAPPED[0].programme.folder.relative_to(whole) / "coverage.yaml"
    *lines, last = told.read_text(encoding="utf-8").splitlines(keepends=True)
    told.write_text("".join(lines), encoding="utf-8")

    (tmp_path / "docs").mkdir()
    fault = subprocess.run(
        [sys.executable, SCRIPT, "--check"], cwd=tmp_path, capture_output=True, text=True, check=False, env={"PYTHONPATH": str(tmp_path / "src")}
    )

    assert (fault.returncode, last.split(":")[0] in fault.stderr, "coverage.yaml" in fault.stderr) == (1, True, True)
