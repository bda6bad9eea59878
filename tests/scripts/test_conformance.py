"""The conformance page joins the list of requirements with what tests and stories name, and its check fails where they part."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "conformance"
LIST = """\
sections: {L: Reading, ZB: Bases}
requirements:
  L1: {clause: 第一条, says: First | last., done: true}
  ZB-2: {clause: 第二条, says: Second., done: true}
  ZB-10: {clause: 第十条, says: Tenth., done: false}
"""
TEST = """
import pytest

pytestmark = [pytest.mark.requirement("L1")]


@pytest.mark.requirement("ZB-10", "L1")
@pytest.mark.parametrize("year", [pytest.param(2026, marks=pytest.mark.requirement("ZB-2"))])
def test_a_round(year): ...


class TestBases:
    @pytest.mark.requirement("ZB-2")
    async def test_an_award(self): "pytest.mark.requirement('ZB-99') in a text is none"
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository with a list, one test module and one story."""
    write(tmp_path / "docs/requirements.yaml", LIST)
    write(tmp_path / "tests/kernel/test_rounds.py", TEST)
    write(tmp_path / "plugins/somewhere/src/base/cases/a_base_lives.yaml", "story: A base lives\nrequirements: [ZB-2]\n")
    return tmp_path


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def run(root: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, str(SCRIPT), "--root", str(root), *options], capture_output=True, text=True, check=False)


def page(root: Path) -> list[str]:
    assert run(root).returncode == 0
    return (root / "docs/conformance.md").read_text(encoding="utf-8").splitlines()


def test_the_page_lists_each_id_with_what_holds_it(root: Path) -> None:
    module = "tests/kernel/test_rounds.py"
    assert [line for line in page(root) if line.startswith(("| L", "| ZB", "##"))] == [
        "## Reading",
        f"| L1 | 第一条 | First \\| last. | yes | {module}<br>{module}::test_a_round |",
        "## Bases",
        f"| ZB-2 | 第二条 | Second. | yes | plugins/somewhere/src/base/cases/a_base_lives.yaml::A base lives"
        f"<br>{module}::TestBases::test_an_award<br>{module}::test_a_round |",
        f"| ZB-10 | 第十条 | Tenth. | not yet | {module}::test_a_round |",
    ]
    assert "2 of 3 statements are said to be done; 3 are named by a test or a story." in page(root)


def test_the_check_passes_on_a_fresh_page_and_fails_on_a_stale_one(root: Path) -> None:
    assert run(root, "--check").stderr == "docs/conformance.md is stale: run scripts/conformance and commit it.\n"
    page(root)
    assert run(root, "--check").returncode == 0
    write(root / "tests/kernel/test_more.py", "import pytest\n\n\n@pytest.mark.requirement('L1')\ndef test_more(): ...\n")
    stale = run(root, "--check")
    assert (stale.returncode, stale.stderr) == (1, "docs/conformance.md is stale: run scripts/conformance and commit it.\n")
    assert "test_more" not in (root / "docs/conformance.md").read_text(encoding="utf-8")


def test_an_id_done_that_nothing_names_fails_the_check(root: Path) -> None:
    write(root / "docs/requirements.yaml", LIST + "  ZB-3: {clause: 第三条, says: Third., done: true}\n  ZB-4: {clause: 第四条, says: Fourth., done: true}\n")
    page(root)
    check = run(root, "--check")
    assert (check.returncode, check.stderr) == (1, "Said to be done, but named by no test or story: ZB-3, ZB-4.\n")


def test_an_id_that_the_list_does_not_know_fails_the_check(root: Path) -> None:
    write(root / "examples/city/src/cases/other.yaml", "story: Other\nrequirements: [ZB-77]\n")
    page(root)
    check = run(root, "--check")
    assert (check.returncode, check.stderr) == (1, "ZB-77 is not in docs/requirements.yaml, but named by examples/city/src/cases/other.yaml::Other.\n")


@pytest.mark.parametrize(
    ("file", "text", "says"),
    [
        (
            "tests/test_loose.py",
            "import pytest\nID = 'L1'\n\n@pytest.mark.requirement(ID)\ndef test_loose(): ...\n",
            "tests/test_loose.py, line 4: A requirement's id",
        ),
        ("plugins/x/cases/a.yaml", "story: A\nrequirements: ZB-2\n", "plugins/x/cases/a.yaml: Its requirements are 'ZB-2'."),
        ("docs/requirements.yaml", LIST + "  ZB-3: {clause: 第三条, says: Third.}\n", "docs/requirements.yaml: ZB-3: It is not told by clause, says and done."),
        ("docs/requirements.yaml", LIST + "  ZB_3: {}\n", "docs/requirements.yaml: ZB_3: The id has another form."),
        ("docs/requirements.yaml", LIST + "  HZ-3: {clause: 三, says: Third., done: false}\n", "docs/requirements.yaml: Ids begin with HZ."),
    ],
)
def test_what_cannot_be_read_is_named(root: Path, file: str, text: str, says: str) -> None:
    write(root / file, text)
    failed = run(root, "--check")
    assert failed.returncode == 1
    assert failed.stderr.startswith(says)
