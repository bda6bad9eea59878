"""A child under our care: it starts, says why it could not, ends when asked, and dies with its launcher."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time

import pytest

from fuyu.running.errors import CannotStart
from fuyu.running.ports import free_port, is_free, is_listening
from fuyu.running.processes import Child, end_left_over, is_of

STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"

WITH_A_WORKER = """
import os, socket, time

held = socket.socket()
held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
held.bind(("127.0.0.1", {port}))
held.listen()
if os.fork():
    print("listens")
time.sleep(60)
"""

LAUNCHER = """
import sys, time
from pathlib import Path
from fuyu.running.processes import Child

folder = Path(sys.argv[1])
Child("child", [sys.executable, "-c", "import time; time.sleep(60)"], folder / "child.log", folder / "child.pid").start()
(folder / "started").touch()
time.sleep(60)
"""


def child_of(tmp_path, code: str) -> Child:
    return Child("child", [sys.executable, "-u", "-c", code], tmp_path / "log" / "child.log", tmp_path / "child.pid")


def wait_for(claim, seconds: float = 10) -> None:
    until = time.monotonic() + seconds
    while not claim():
        assert time.monotonic() < until, "it did not come true in time"
        time.sleep(0.02)


def test_its_output_is_in_its_log_and_it_ends_when_asked(tmp_path):
    child = child_of(tmp_path, "import time; print('here'); time.sleep(60)")
    child.start()
    child.wait_until(lambda: "here" in child.log.read_text(), 10)

    child.stop()

    assert not child.is_alive
    assert child.pid is None


def test_it_runs_in_a_session_of_its_own(tmp_path):
    """INVARIANT: Ctrl-C in a terminal reaches the launcher alone. Without it servers stop before the services have finished."""
    child = child_of(tmp_path, "import time; time.sleep(60)")
    child.start()
    try:
        assert os.getsid(child.pid) == child.pid
    finally:
        child.kill()


def test_one_that_does_not_listen_is_killed(tmp_path):
    child = child_of(tmp_path, STUBBORN)
    child.start()
    child.wait_until(lambda: "deaf" in child.log.read_text(), 10)

    child.stop(seconds=0.2)

    assert not child.is_alive


def test_one_that_ends_early_is_told_with_its_last_words(tmp_path):
    child = child_of(tmp_path, "raise SystemExit('the port is taken')")
    child.start()

    with pytest.raises(CannotStart, match=r"(?s)child ended before it was ready \(exit 1\).*the port is taken"):
        child.wait_until(lambda: False, 10)


def test_one_that_is_never_ready_is_told_with_the_time(tmp_path):
    child = child_of(tmp_path, "import time; time.sleep(60)")
    child.start()
    try:
        with pytest.raises(CannotStart, match=r"was not ready after 0 s.*is empty"):
            child.wait_until(lambda: False, 0.2)
    finally:
        child.kill()


def test_it_can_be_killed_and_started_again(tmp_path):
    child = child_of(tmp_path, "import time; print('here'); time.sleep(60)")
    child.start()
    first = child.pid
    child.kill()

    child.start()
    try:
        assert child.is_alive
        assert child.pid != first
    finally:
        child.kill()


@pytest.mark.skipif(not shutil.which("setpriv"), reason="only Linux tells a child that its parent died, by util-linux's setpriv")
def test_what_a_killed_one_left_in_its_session_holds_no_port_against_its_successor(tmp_path):
    """INVARIANT: a server whose first process was killed is back at once. Its worker would hold the port for as long as somebody is connected."""
    port = free_port()
    child = child_of(tmp_path, WITH_A_WORKER.format(port=port))
    child.start()
    child.wait_until(lambda: "listens" in child.log.read_text(), 10)
    os.kill(child.pid, signal.SIGKILL)
    wait_for(lambda: not child.is_alive)
    assert is_listening(port)

    child.start()

    try:
        child.wait_until(lambda: child.log.read_text().count("listens") == 2, 10)
    finally:
        child.kill()
    assert not is_listening(port)


def test_it_dies_when_its_launcher_is_killed(tmp_path):
    """INVARIANT: nothing outlives a killed launcher. Without it servers would hold ports and files for ever."""
    launcher = subprocess.Popen([sys.executable, "-c", LAUNCHER, str(tmp_path)])
    wait_for((tmp_path / "started").exists)
    pid = int((tmp_path / "child.pid").read_text())
    assert is_of(pid, tmp_path / "child.pid")

    launcher.kill()
    launcher.wait()

    wait_for(lambda: not is_of(pid, tmp_path / "child.pid"))


def test_what_a_killed_launcher_left_is_ended_before_the_next_start(tmp_path):
    left, again = child_of(tmp_path, STUBBORN), child_of(tmp_path, STUBBORN)
    left.start()

    again.start()
    try:
        assert again.is_alive
        wait_for(lambda: not left.is_alive)  # Its memory is gone a moment before its parent hears of its end.
    finally:
        again.kill()


def test_a_child_is_known_from_its_first_moment(tmp_path):
    """INVARIANT: while one program takes another's place in a process its environment looks empty; a left-over met then must not pass for a stranger."""
    for _ in range(20):
        child = child_of(tmp_path, "import time; time.sleep(60)")
        child.start()
        try:
            assert all(is_of(child.pid, child.pid_file) for _ in range(50))
        finally:
            child.kill()


def test_a_pid_file_that_names_someone_else_ends_nobody(tmp_path):
    """INVARIANT: a process id is given again by the system after a while. Without the mark we would end a stranger's work."""
    stranger = child_of(tmp_path, "import time; time.sleep(60)")
    stranger.start()
    (tmp_path / "other.pid").write_text(str(stranger.pid))
    try:
        end_left_over(tmp_path / "other.pid")

        assert stranger.is_alive
    finally:
        stranger.kill()


def test_free_ports_differ_and_are_free():
    ports = {free_port() for _ in range(50)}

    assert len(ports) == 50
    assert all(is_free(port) and not is_listening(port) for port in ports)
