"""Whatever is killed, and whenever: nothing acknowledged is lost, and nothing happens twice."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from fuyu.running.system import Broker

from .conftest import system_in
from .counting import differences, summary
from .killing import Killer, Launcher
from .load import Load
from .settling import settle
from .town import founded

pytestmark = [pytest.mark.chaos, pytest.mark.slow]
KILLS = int(os.environ.get("FUYU_CHAOS_KILLS", "20"))


@pytest.mark.parametrize("broker", ["memory", pytest.param("rabbitmq", marks=pytest.mark.rabbitmq)])
def test_kills_at_any_moment_lose_nothing_and_double_nothing(broker: Broker, tmp_path: Path, seed: int, say: Callable[[str], None]) -> None:
    """INVARIANT: what was answered with success is there, once, in record, event, inbox and effect, whatever was killed with -9 meanwhile."""
    kills, began = max(KILLS // 2, 1), time.monotonic()
    say(f"\n  chaos over {broker}: {kills} kills, FUYU_CHAOS_SEED={seed}")
    with system_in(tmp_path, broker) as system:
        town = founded(system)
        load = Load(town, seed).start()
        killer = Killer(system, seed, lambda: load.count, say)
        with Launcher(system):
            killer.kill(kills)
            load.stop()
        settle(system)
        found = differences(town, load)
        say(f"    {time.monotonic() - began:6.1f} s  {summary(town, load)}")
        assert not found, f"FUYU_CHAOS_SEED={seed} FUYU_CHAOS_KILLS={KILLS}, {broker}:\n" + "\n".join(found)
        assert load.count > kills  # It went on through all of them; how fast is the machine's affair.
        assert not load.unanswered
