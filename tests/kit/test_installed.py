"""Kernel, services and the example city installed by pip into a clean environment: its stories hold there, and a newcomer gets from nothing to a plugin."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from tests.kit.clean import ROOT, Environment, make_environment

SOURCES = {folder.name: folder for folder in [ROOT / "shared/src/fuyu", *(found for found in ROOT.glob("services/*/src/*") if found.is_dir())]}
PAGE = (ROOT / "docs/a-new-city.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```sh( fails)?\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """The environment, made once: pip builds the packages' wheels and installs them, without a network."""
    packages = [ROOT / "shared", *(each.parent for each in sorted(ROOT.glob("services/*/pyproject.toml"))), ROOT / "examples/example-city"]
    return make_environment(tmp_path_factory.mktemp("clean") / "venv", *packages)


def digests(folder: Path) -> dict[str, str]:
    """Return what each file of a package holds, as a digest."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc")
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_the_example_city_is_the_only_one_there(clean: Environment, tmp_path: Path) -> None:
    """INVARIANT: the environment holds nothing of the repository but what pip put there, so that nothing else can lend a hand."""
    answer = clean.run("fuyu", "plugins", cwd=tmp_path)
    assert answer.returncode == 0, answer.stderr
    assert [line.split()[0] for line in answer.stdout.splitlines() if line[0] not in " │├└"] == ["example"]
    where = clean.run("python", "-c", "import fuyu, base_registry, fuyu_example as e; print(fuyu.__file__, base_registry.__file__, e.__file__)", cwd=tmp_path)
    assert all(Path(file).is_relative_to(clean.packages) for file in where.stdout.split()), where.stdout


@pytest.mark.requirement("P-8")
def test_its_stories_hold_and_no_file_of_kernel_or_services_was_changed_for_it(clean: Environment, tmp_path: Path) -> None:
    """INVARIANT: a new city is a package, never a change of the services."""
    answer = clean.run("fuyu", "case", "run", str(clean.packages / "fuyu_example"), cwd=tmp_path)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert {name: digests(clean.packages / name) for name in SOURCES} == {name: digests(folder) for name, folder in SOURCES.items()}


def test_no_command_of_the_page_for_newcomers_stands_outside_what_is_tried() -> None:
    """INVARIANT: a block of another kind would be a command that nobody tries."""
    assert len(re.findall(r"^```", PAGE, re.MULTILINE)) == 2 * len(BLOCKS)
    assert len(BLOCKS) > 10


@pytest.mark.requirement("P-8")
def test_a_newcomer_gets_from_nothing_to_a_plugin(clean: Environment, tmp_path: Path) -> None:
    """INVARIANT: whoever follows docs/a-new-city.md arrives; where it says that a check fails, it fails, and with what the page says."""
    folder, said = tmp_path, ""
    for fails, block in BLOCKS:
        answer = clean.run("bash", "-euo", "pipefail", "-c", f"{block}\npwd > {tmp_path}/where", cwd=folder)
        assert answer.returncode == (1 if fails else 0), f"{block}\n{answer.stdout}{answer.stderr}"
        folder = Path((tmp_path / "where").read_text(encoding="utf-8").strip())
        said += answer.stdout if fails else ""
    assert "第三条（四） is named by nothing in the folder." in said
    assert "least_employees (样例〔2025〕1号 第三条（四）) is used by nothing." in said
