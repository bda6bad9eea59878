"""The whole system on one machine: it comes up, several fit side by side, Ctrl-C leaves nothing, and it stays small."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.demonstration import copy_of
from tests.measuring import family_of, pss_mb
from tests.up import Up

from fuyu.running.folders import Folders
from fuyu.running.ports import is_listening
from fuyu.running.state import running_in
from fuyu.running.system import System

pytestmark = pytest.mark.slow


def processes_about(folder: Path) -> list[str]:
    """Return the command lines of all processes that name this folder in command line or environment."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            about = (process / "cmdline").read_bytes() + b" " + (process / "environ").read_bytes()
        except OSError:
            continue
        if str(folder).encode() in about and int(process.name) != os.getpid():
            found.append(about.replace(b"\0", b" ").decode(errors="replace")[:200])
    return found


@pytest.fixture
def folder(tmp_path):
    yield tmp_path / "var"
    assert processes_about(tmp_path / "var") == []


@pytest.fixture
def up(folder):
    started = []

    def start(*options: str) -> Up:
        started.append(Up(folder, *options))
        return started[-1]

    yield start
    for each in started:
        if each.process.poll() is None:
            each.process.terminate()
            each.process.wait(60)


@pytest.mark.parametrize("broker", ["memory", pytest.param("rabbitmq", marks=pytest.mark.rabbitmq)])
def test_every_service_is_ready_and_nothing_stays(folder, broker):
    with System(folder, broker=broker) as system:
        assert set(system.urls) == set(system.services) != set()
        assert all(system.is_ready(service) for service in system.services)
        names = {"services"} if broker == "memory" else {name + kind for name in system.services for kind in ("", "-worker")}
        assert set(system.processes) == names
        ports = [int(re.search(r":(\d+)/", url)[1]) for url in system.urls.values()]

    assert not any(is_listening(port) for port in ports)


def test_a_killed_process_and_a_killed_server_are_started_again(folder):
    with System(folder) as system:
        system.processes["services"].kill()
        system.mongod.kill()

        revived = system.revive()

        assert set(revived) == {"services", "mongod"}
        system.start_services()
        assert all(system.is_ready(service) for service in system.services)


@pytest.mark.requirement("P-7")
@pytest.mark.alone
def test_ctrl_c_leaves_no_process_and_the_second_start_is_quick(up, folder):
    """INVARIANT: who tries Fuyu gets the machine back. Without it a mongod holds memory and a port for ever."""
    first = up("--empty")
    first.wait_until_ready()
    state = running_in(first.folders)  # By this other commands find it.
    assert state is not None
    assert state.pid == first.process.pid
    assert state.environment["FUYU_MONGODB_URI"].startswith("mongodb://127.0.0.1:")

    assert first.press_ctrl_c() == 0

    assert processes_about(folder) == []
    assert running_in(first.folders) is None

    second = up("--empty")

    assert second.wait_until_ready() < 10
    assert second.press_ctrl_c() == 0


def test_two_run_side_by_side_and_down_stops_only_its_own(up, folder, tmp_path):
    with System(tmp_path / "other") as other:
        running = up("--empty")
        running.wait_until_ready()
        assert set(other.urls.values()).isdisjoint(running_in(running.folders).urls.values())

        down = subprocess.run([sys.executable, "-m", "fuyu.command", "--var", str(folder), "down"], capture_output=True, text=True, check=True)

        assert "is down" in down.stdout
        assert running.process.wait(10) == 0
        assert all(other.is_ready(service) for service in other.services)


def test_a_killed_launcher_takes_everything_with_it(up, folder):
    running = up("--empty")
    running.wait_until_ready()

    running.process.kill()
    running.process.wait()

    until = time.monotonic() + 90
    while processes_about(folder):
        assert time.monotonic() < until, processes_about(folder)
        time.sleep(0.1)
    assert running_in(Folders(folder)) is None


@pytest.mark.requirement("P-7")
@pytest.mark.rabbitmq
def test_all_of_it_is_small_and_quick_to_start_again_when_the_demonstration_is_filled_in(up, folder, demonstration):
    """INVARIANT: the whole demonstration is played on the first start; after it 500 MB are enough, 1,300 with a process for each service and worker."""
    copy_of(demonstration, folder)
    for broker, most in (("memory", 500), ("rabbitmq", 1300)):
        running = up("--broker", broker)
        running.wait_until_ready()
        assert "The demonstration stands on 2026-04-15" in running.output.read_text()
        time.sleep(5)  # Idle means: what the start threw up has settled.

        held = pss_mb(family_of(running.process.pid))

        print(f"{broker}: {held:.0f} MB")
        assert 0 < held <= most
        assert running.press_ctrl_c() == 0
