"""Each guard shown by its absence: the same course that changes nothing loses or doubles things once confirms, inbox or transaction are off."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from fuyu.running.system import Broker

from .conftest import system_in
from .counting import differences
from .killing import Launcher
from .load import Load
from .settling import asked, settle, wait_until
from .town import founded

pytestmark = [pytest.mark.chaos, pytest.mark.slow]
SWITCHES = Path(__file__).parent / "switched_off"
ON_THE_PATH = os.pathsep.join([str(SWITCHES), *filter(None, [os.environ.get("PYTHONPATH")])])
RECORDED, PUBLISHED, APPLIED = "recorded", "published", "applied"  # the moments at which the switches let a process die
TRIES = 3
SECONDS_TO_DIE, SECONDS_TO_DRAIN = 60.0, 60.0
Say = Callable[[str], None]


def test_without_transaction_things_are_lost_or_doubled(tmp_path: Path, seed: int, say: Say) -> None:
    """INVARIANT: a record and its event stand together or not at all. Without that, a death between them leaves a record of which nobody hears."""
    found = Contrast(tmp_path, "memory", "transaction", seed, say).differences(lambda contrast: contrast.die(RECORDED, RECORDED))
    assert any(line.startswith(("events:", "records:")) for line in found)


def test_without_inbox_things_are_lost_or_doubled(tmp_path: Path, seed: int, say: Say) -> None:
    """INVARIANT: what comes again changes nothing. Without the inbox, what a process had applied when it died is counted once more."""
    found = Contrast(tmp_path, "memory", "inbox", seed, say).differences(lambda contrast: contrast.die(APPLIED, APPLIED))
    assert {line.partition(":")[0] for line in found} <= {"effects", "duties", "pages"}


@pytest.mark.rabbitmq
def test_without_confirms_things_are_lost_or_doubled(tmp_path: Path, seed: int, say: Say) -> None:
    """INVARIANT: sent is what the broker has confirmed. Without that, what a broker that hangs was given is gone when it dies."""
    found = Contrast(tmp_path, "rabbitmq", "confirms", seed, say).differences(lambda contrast: contrast.hang_and_kill_the_broker())
    assert any(line.startswith("arrivals:") and line.endswith("expected 1, found None") for line in found)


class Contrast:
    """One course run twice: with everything on it must change nothing, without one guard it must."""

    def __init__(self, folder: Path, broker: Broker, guard: str, seed: int, say: Say) -> None:
        self._folder, self._broker, self._guard, self._seed, self._say = folder, broker, guard, seed, say
        self._lives = folder / "lives"
        self._lives.mkdir()

    def differences(self, course: Callable[[Contrast], None]) -> list[str]:
        """Return what differs after the course without the guard; with it, processes also die at every one of the worst moments."""
        self._say(f"\n  chaos without {self._guard}: FUYU_CHAOS_SEED={self._seed}")
        with system_in(self._folder, self._broker, PYTHONPATH=ON_THE_PATH, FUYU_CHAOS_LIVES=str(self._lives)) as self._system:
            self._load = Load(founded(self._system), self._seed)
            self._run(course, lambda contrast: contrast.die(RECORDED, PUBLISHED, APPLIED))
            settle(self._system)
            assert differences(self._load.town, self._load) == []
            self._say(f"    with it: {self._load.count} requests acknowledged, no difference")
            return self._without(course)

    def die(self, *moments: str) -> None:
        """Let a process die at each of these moments, and wait until all have."""
        for number, moment in enumerate(moments):
            (self._lives / f"{moment} {number}").touch()
        wait_until(lambda: not any(self._lives.iterdir()), SECONDS_TO_DIE, lambda: f"Nobody came to {list(self._lives.iterdir())}.")

    def hang_and_kill_the_broker(self) -> None:
        """Let the broker take what it is sent and look at none of it, until it dies."""
        broker = self._system.rabbitmq
        assert broker is not None
        assert broker.pid is not None
        os.kill(broker.pid, signal.SIGSTOP)
        self._get_on()
        time.sleep(0.5)
        os.kill(broker.pid, signal.SIGKILL)

    def _without(self, course: Callable[[Contrast], None]) -> list[str]:
        self._switch_off()
        for _ in range(TRIES):
            self._run(course)
            wait_until(self._is_drained, SECONDS_TO_DRAIN)
            if found := differences(self._load.town, self._load):
                self._say(f"    without it: {len(found)} differences, such as: {found[-1][:200]}")
                return found
        raise AssertionError(f"Without {self._guard} nothing differed in {TRIES} tries (FUYU_CHAOS_SEED={self._seed}): the contrast is not shown.")

    def _run(self, *courses: Callable[[Contrast], None]) -> None:
        self._load.start()
        with Launcher(self._system):
            for course in courses:
                self._get_on()
                course(self)
            self._get_on()
            self._load.stop()

    def _switch_off(self) -> None:
        for child in self._system.processes.values():
            child.stop()
            child.environment |= {"FUYU_CHAOS_WITHOUT": self._guard}
        self._system.start_services()

    def _get_on(self, by: int = 20) -> None:
        goal = self._load.count + by
        wait_until(lambda: self._load.count >= goal, 60, lambda: f"{self._load.count} of {goal} requests were acknowledged.")

    def _is_drained(self) -> bool:
        """Claim that nothing moves any more, complete or not: without a guard it may never be."""
        before = [asked(self._system, service) for service in self._system.services]
        time.sleep(2)
        after = [asked(self._system, service) for service in self._system.services]
        return not any(told["waiting"] for told in after) and [each["applied"] for each in before] == [each["applied"] for each in after]
