"""`fuyu new-city` writes a package that meets the contract at once, and refuses names that could not be used."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from fuyu.command import main


def new_city(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["new-city", *map(str, arguments)])


def test_it_says_what_it_wrote_and_how_to_go_on(tmp_path: Path) -> None:
    answer = new_city("yangben", "--title", "样本市", "--into", tmp_path)

    root = tmp_path / "fuyu-yangben"
    written = {path for path in root.rglob("*") if path.is_file()}
    assert answer.exit_code == 0
    assert {Path(line.strip()) for line in answer.output.split("\n\nWrote")[0].splitlines()} == written
    assert f"cd {root}" in answer.output
    assert "fuyu check-city ." in answer.output


def test_no_mark_of_the_templates_is_left(tmp_path: Path) -> None:
    """INVARIANT: what is written bears the city's names, and nothing that was to be replaced."""
    new_city("yangben", "--programme", "honour", "--into", tmp_path)
    files = {path: path.read_text(encoding="utf-8") for path in (tmp_path / "fuyu-yangben").rglob("*") if path.is_file()}
    assert [path for path, text in files.items() if re.search(r"\{\{|\{%|PACKAGE|\.j2", f"{path} {text}")] == []
    assert (tmp_path / "fuyu-yangben/src/fuyu_yangben/honour/programme.py") in files
    assert 'id="yangben.honour"' in files[tmp_path / "fuyu-yangben/src/fuyu_yangben/honour/programme.py"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["new-city"], "Try 'new_city'"),
        (["Yangben"], "Try 'yangben'"),
        (["9lives"], "Try 'lives'"),
        (["样本"], "no name for Python"),
        (["yang.ben"], "no name for Python"),
        (["../yangben"], "no name for Python"),
        (["class"], "a word of Python itself"),
        (["json"], "a word of Python itself"),
        (["a" * 41], "at most 40"),
        (["example"], "fuyu-example"),
        (["yangben", "--programme", "1st"], "The programme '1st'"),
        (["yangben", "--title", 'a"b'], "The title"),
        (["yangben", "--title", " "], "The title"),
        (["yangben", "--title", "样本市\nid: x"], "The title"),
    ],
)
def test_a_name_that_cannot_be_used_is_refused_with_the_way_out(tmp_path: Path, arguments: list[str], said: str) -> None:
    """INVARIANT: nothing is written under a name that Python, the broker or another plugin would stumble over."""
    answer = new_city(*arguments, "--into", tmp_path)
    assert (answer.exit_code, list(tmp_path.iterdir())) == (1, [])
    assert said in " ".join(answer.output.split())


def test_forty_letters_are_a_name(tmp_path: Path) -> None:
    assert new_city("a" * 40, "--into", tmp_path).exit_code == 0


def test_what_is_there_is_never_written_over(tmp_path: Path) -> None:
    """INVARIANT: a second call changes no file of the first one's author."""
    new_city("yangben", "--into", tmp_path)
    changed = tmp_path / "fuyu-yangben/README.md"
    changed.write_text("my own", encoding="utf-8")
    again = new_city("yangben", "--into", tmp_path)
    assert (again.exit_code, changed.read_text(encoding="utf-8")) == (1, "my own")
    assert "is there already" in again.output
