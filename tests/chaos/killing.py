"""kill -9 at random: any process of any service, any worker, the broker, MongoDB; whatever is dead is started again by the launcher."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Self

from tests.measuring import family_of

from fuyu.running.errors import CannotStart
from fuyu.running.system import System

SECONDS_BETWEEN_LOOKS = 0.2
SECONDS_TO_GET_ON = 20.0  # a broker and a database that start on a busy machine
MOST_SECONDS_A_KILL = 25.0
MOST_PAUSE = 2.0
AFTER_THE_LAST = 50  # acknowledged requests, so that the last kill too is one under load
IN_MEMORY = ("mongodb", "mongodb", "service", "service", "everything")
OVER_RABBITMQ = ("mongodb", "mongodb", "broker", "broker", "service", "service", "worker", "worker", "worker", "everything")
AT_ONCE = 0.25  # of the kills come before anyone has recovered from the one before


class Launcher:
    """What `fuyu up` does while it runs: it looks again and again, and starts what has ended."""

    def __init__(self, system: System) -> None:
        self._system = system
        self._ending = threading.Event()
        self._fault: BaseException | None = None
        self._thread = threading.Thread(target=self._watch, name="launcher", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._ending.set()
        self._thread.join(120)
        if self._fault is not None:
            raise AssertionError("Starting again what was killed raised what no launcher expects.") from self._fault
        if kind is None:
            self._system.start_services()

    def _watch(self) -> None:
        try:
            while not self._ending.wait(SECONDS_BETWEEN_LOOKS):
                with suppress(CannotStart):  # It was killed again while it started; the next look finds it dead.
                    self._system.revive()
        except BaseException as fault:  # noqa: BLE001 -- Whatever it is, the test must hear of it.
            self._fault = fault


@dataclass(frozen=True)
class Kill:
    """What was killed when, in seconds from the first."""

    at: float
    target: str
    pids: list[int]


@dataclass
class Killer:
    """Kills one target after another; each kind of target has its turn before any comes again."""

    system: System
    seed: int
    progress: Callable[[], int]
    say: Callable[[str], object] = print
    kills: list[Kill] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._rng, self._began = random.Random(self.seed), time.monotonic()
        self._kinds = self._in_turn()

    def kill(self, times: int) -> None:
        """Kill so many times, at random moments: mostly some time after the load got on again, sometimes long before that."""
        until = time.monotonic() + times * MOST_SECONDS_A_KILL
        while len(self.kills) < times:
            assert time.monotonic() < until, f"Only {len(self.kills)} of {times} kills in {times * MOST_SECONDS_A_KILL:.0f} s: things do not come up again."
            if self._rng.random() > AT_ONCE:
                self._wait_until_it_gets_on()
            time.sleep(self._rng.uniform(0, MOST_PAUSE))
            self._kill_one()
        self._wait_until_it_gets_on(AFTER_THE_LAST)

    def _kill_one(self) -> None:
        targets = self._targets(next(self._kinds))
        name, pids = self._rng.choice(targets) if targets else ("", [])  # Where there is none, it is dead already.
        killed = [pid for pid in pids if _kill(pid)]
        if killed:
            self.kills.append(Kill(time.monotonic() - self._began, name, killed))
            self.say(f"    {self.kills[-1].at:6.1f} s  kill -9 {name:<36} {killed}   ({self.progress()} acknowledged)")

    def _in_turn(self) -> Iterator[str]:
        kinds = IN_MEMORY if self.system.rabbitmq is None else OVER_RABBITMQ
        while True:
            yield from self._rng.sample(kinds, len(kinds))

    def _targets(self, kind: str) -> list[tuple[str, list[int]]]:
        """Return what can be killed now.

        A service is a server and the process that it forked: the one, the other, which does the work, or both at once. Everything at once is a power cut.
        """
        servers = {"mongodb": self.system.mongod, "broker": self.system.rabbitmq}
        if kind in servers:
            server = servers[kind]
            return [(kind, [server.pid])] if server is not None and server.pid is not None else []
        found: list[tuple[str, list[int]]] = []
        if kind == "everything":
            pids = [
                pid for each in (*self.system.processes.values(), *servers.values()) if each is not None and each.pid is not None for pid in family_of(each.pid)
            ]
            return [(kind, sorted(pids))] if pids else []
        for name, child in self.system.processes.items():
            if (kind == "worker") == name.endswith("-worker") and (pid := child.pid) is not None:
                forked = sorted(family_of(pid) - {pid})
                found += [(name, [pid])]
                found += [(f"{name}: what it forked", forked), (f"{name}, all of it", [pid, *forked])] if forked else []
        return found

    def _wait_until_it_gets_on(self, by: int = 1) -> None:
        goal, until = self.progress() + by, time.monotonic() + SECONDS_TO_GET_ON
        while self.progress() < goal and time.monotonic() < until:
            time.sleep(0.05)


def _kill(pid: int) -> bool:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True
