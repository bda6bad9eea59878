"""What was written into a backup while people went on working comes back whole, in another place and with an empty broker."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from .conftest import system_in
from .counting import differences
from .load import Acknowledged, Load, Organisation
from .settling import settle, wait_until
from .town import TRACKER, Town, founded

pytestmark = [pytest.mark.slow]
BEFORE, AFTER = 80, 20
"""So many requests were acknowledged before the backup began, and at least so many more while it was taken or after."""


@dataclass
class Taken:
    """A backup, the town that it was taken of, and what was acknowledged before it began."""

    file: Path
    town: Town
    load: Load


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory, seed: int) -> Taken:
    """A backup that was taken under load while events for one service lay in the broker alone; its system is gone, and they with it."""
    folder = tmp_path_factory.mktemp("here")
    file = folder / "fuyu.zip"
    with system_in(folder, "rabbitmq") as system:
        town = founded(system)
        load = Load(town, seed).start()
        system.processes[f"{TRACKER}-worker"].kill()
        wait_until(lambda: load.count >= BEFORE, 60)
        before = load.count
        told = fuyu("--var", system.folders.root, "backup", file)
        assert f"RabbitMQ holds messages that may be from after the backup: fuyu.{TRACKER} (" in fuyu("--var", system.folders.root, "restore", file, code=1)
        wait_until(lambda: load.count >= before + AFTER, 60)
        load.stop()
    assert f"{file}: {file.stat().st_size:,} bytes" in told
    assert file.stat().st_mode & 0o077 == 0
    return Taken(file, town, known_before(load, before))


@pytest.mark.requirement("P-7")
@pytest.mark.rabbitmq
def test_a_backup_taken_under_load_is_whole_in_another_place_with_a_broker_that_knows_nothing(taken: Taken, tmp_path: Path) -> None:
    """INVARIANT: what was acknowledged before it began is there, once, in record, event, inbox, effect and trail; of what came later all of it or nothing."""
    told = fuyu("--var", tmp_path / "var", "restore", taken.file)
    assert "audit rows are whole" in told
    with system_in(tmp_path, "rabbitmq") as system:
        town = replace(taken.town, system=system)
        settle(system)
        found = differences(town, replace(taken.load, town=town))
    assert not found, "\n".join(found)


def fuyu(*arguments: object, code: int = 0) -> str:
    """Run the command to its end, with a code, and return what it says."""
    command = [sys.executable, "-m", "fuyu.command", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def known_before(load: Load, count: int) -> Load:
    """Return the load as it was when so many requests were acknowledged; those that came later may be in the backup or not."""
    early, late = load.acknowledged[:count], load.acknowledged[count:]
    sessions = {each.document["id"]: each for each in early if each.request.path == "/sessions"}
    return Load(
        load.town,
        load.seed,
        organisations=organisations(early),
        sessions=sessions,
        acknowledged=early,
        unanswered=[each.request for each in late],
        refused=load.refused,
    )


def organisations(acknowledged: list[Acknowledged]) -> dict[str, Organisation]:
    """Return the organisations as these answers told of them: the name that each has, and after how many acts."""
    found: dict[str, Organisation] = {}
    for each in (each for each in acknowledged if each.request.path.startswith("/organisations")):
        told = each.document
        acts = found[told["id"]].acts + 1 if told["id"] in found else 1
        found[told["id"]] = Organisation(told["id"], told["name"], acts, told["etag"])
    return found
