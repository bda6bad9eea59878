"""The command tells what it can do, and says it plainly when it cannot."""

from __future__ import annotations

import importlib.util

import pytest
from click.testing import CliRunner

from fuyu.command import COMMANDS, main
from fuyu.running.folders import Folders
from fuyu.running.state import Hold, State, running_in


def run(*arguments: str):
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_help_lists_every_command_with_a_sentence():
    answer = run("--help")

    for name, (_, says) in COMMANDS.items():
        assert f"{name} " in answer.output
        assert says in answer.output


@pytest.mark.parametrize("name", [name for name, (module, _) in COMMANDS.items() if importlib.util.find_spec(f"fuyu.command.{module}")])
def test_each_command_teaches_with_an_example(name):
    answer = run(name, "--help")

    assert answer.exit_code == 0
    assert "Example" in answer.output
    assert f"fuyu {name}" in answer.output or "fuyu --var" in answer.output


def test_nothing_is_stopped_where_nothing_runs(tmp_path):
    answer = run("--var", tmp_path, "down")

    assert answer.exit_code == 0
    assert "Nothing of Fuyu runs" in answer.output


def test_a_folder_has_one_launcher(tmp_path):
    """INVARIANT: two launchers never share a folder. Without it two MongoDBs would fight for one set of files."""
    folders = Folders(tmp_path)
    first, second = Hold(folders), Hold(folders)
    first.take()
    try:
        with pytest.raises(Exception, match="`fuyu down` stops it"):
            second.take()
    finally:
        first.release()
    second.take()
    second.release()


def test_what_a_killed_launcher_wrote_counts_for_nothing(tmp_path):
    folders = Folders(tmp_path)
    hold = Hold(folders)
    hold.take()
    State(1, {"notifier": "http://127.0.0.1:1/notifier"}, {}).write(folders)
    assert running_in(folders) is not None
    hold._file.close()  # As the kernel does when the launcher is killed.

    assert folders.state.exists()
    assert running_in(folders) is None
