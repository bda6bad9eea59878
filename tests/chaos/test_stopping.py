"""Ctrl-C and SIGTERM in the midst of work: nothing acknowledged is lost, no process stays, and the next start is quick."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tests.measuring import family_of

from fuyu.running.folders import Folders
from fuyu.running.keys import Keys
from fuyu.running.ports import free_port
from fuyu.running.processes import Child
from fuyu.running.state import running_in
from fuyu.running.system import Broker

from .counting import differences
from .load import Load
from .settling import settle, wait_until
from .town import Town

pytestmark = [pytest.mark.chaos, pytest.mark.slow]
SECONDS_TO_START, SECONDS_TO_STOP = 120, 60
QUICK = {"memory": 10.0, "rabbitmq": 30.0}  # a second start, in seconds
LEAST_PROCESSES = {"memory": 4, "rabbitmq": 12}  # launcher and servers; a server and what it forked for each service, and its worker


class Up:
    """`fuyu up` as a person starts it, in a session of its own as a terminal gives it one."""

    def __init__(self, folder: Path, broker: str, port: int) -> None:
        self.folders, self._began = Folders(folder.resolve()), time.monotonic()
        command = [sys.executable, "-m", "fuyu.command", "--var", str(folder), "up", "--empty", "--broker", broker, "--port", str(port)]
        output = folder.parent / f"output-{time.monotonic_ns()}"
        self.child = Child("fuyu up", command, output, folder.parent / "up.pid")
        self.child.start()

    def wait_until_ready(self) -> float:
        """Return how many seconds it took until it said that it is up."""
        self.child.wait_until(lambda: "is up after" in self.child.log.read_text(), SECONDS_TO_START)
        return time.monotonic() - self._began

    def town(self) -> Town:
        """Return what runs here as the load and the counts know a system: addresses, keys and servers."""
        state = running_in(self.folders)
        assert state is not None
        broker = state.environment["FUYU_BROKER_URL"]
        system: Any = SimpleNamespace(
            urls=state.urls,
            services=sorted(state.urls),
            keys=Keys(self.folders.keys),
            mongod=SimpleNamespace(uri=state.environment["FUYU_MONGODB_URI"]),
            rabbitmq=SimpleNamespace(url=broker) if broker.startswith("amqp") else None,
        )
        return Town(system)

    def family(self) -> dict[int, int]:
        """Return the process group of the launcher and of all that descends from it, by process id."""
        return {pid: os.getpgid(pid) for pid in family_of(self.child.pid or 0)}

    def stop(self, number: signal.Signals) -> None:
        """Send the signal as it comes, and hold that it ends well: Ctrl-C reaches the whole group of the terminal, SIGTERM the launcher alone."""
        if number == signal.SIGINT:
            os.killpg(self.child.pid or 0, number)
        else:
            self.child.signal(number)
        self.child.wait_for_success(SECONDS_TO_STOP)


@pytest.fixture
def up(tmp_path: Path) -> Iterator[Callable[[str, int], Up]]:
    """Return a function that starts `fuyu up`."""
    started: list[Up] = []

    def start(broker: str, port: int) -> Up:
        started.append(Up(tmp_path / "var", broker, port))
        return started[-1]

    yield start
    for each in started:
        each.child.stop(SECONDS_TO_STOP)


@pytest.mark.parametrize("broker", ["memory", pytest.param("rabbitmq", marks=pytest.mark.rabbitmq)])
def test_stopped_in_the_midst_of_work_nothing_stays_and_nothing_is_lost(
    broker: Broker, up: Callable[[str, int], Up], seed: int, say: Callable[[str], None]
) -> None:
    """INVARIANT: stopping gives the machine back whole, by pid and by process group, and the next start goes on where this one stood."""
    port = free_port()
    first = up(broker, port)
    first.wait_until_ready()
    load = Load(first.town(), seed).start()
    wait_until(lambda: load.count > 40, 30)

    processes = first.family()
    first.stop(signal.SIGINT)

    assert len(processes) >= LEAST_PROCESSES[broker]
    assert _left_of(processes) == []
    second = up(broker, port)
    seconds = second.wait_until_ready()
    load.stop()
    settle(second.town().system)
    assert differences(second.town(), load) == []
    assert not load.unanswered

    processes = second.family()
    second.stop(signal.SIGTERM)

    assert _left_of(processes) == []
    say(f"\n  {broker}: stopped after {load.count} requests, none lost; {len(processes)} processes gone; ready again after {seconds:.1f} s")
    assert seconds < QUICK[broker]


def _left_of(processes: dict[int, int]) -> list[str]:
    """Return what still runs of these processes and of their groups, whoever has joined them since."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, rest = status.read_text().split("(", 1)[1].rsplit(")", 1)
        except OSError:
            continue
        pid, (state, _, group) = int(status.parent.name), rest.split()[:3]
        if (pid in processes or int(group) in processes.values()) and state != "Z":
            found.append(f"{pid} {name} (group {group})")
    return found
