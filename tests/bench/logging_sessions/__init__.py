"""Logging a session with 30 attendees over HTTP: incubatee-tracker, a bare handler, and one written by hand with the same guarantees."""

from __future__ import annotations

from collections.abc import Callable

from tests.bench.bed import Bed
from tests.bench.comparing import Comparison, Target, interleaved
from tests.bench.logging_sessions.client import post_all
from tests.bench.logging_sessions.tracker import Tracker
from tests.bench.logging_sessions.world import World

OURS, BARE, BY_HAND = "incubatee-tracker", "(a) bare Flask, two inserts in a transaction", "(b) by hand, the same guarantees"
CONNECTIONS = 4
WARMING = 40


def measure(bed: Bed, rounds: int, quick: bool) -> list[Comparison]:
    """Return the requests per second of the three, each a gunicorn of one process with the same threads."""
    count = 40 if quick else 400
    world = World.made(bed)
    tracker = Tracker(bed)
    targets = {
        OURS: (tracker.port, "/incubatee-tracker/sessions"),
        BARE: (bed.server("bare", "tests.bench.logging_sessions.serve", "bare"), "/sessions"),
        BY_HAND: (bed.server("by-hand", "tests.bench.logging_sessions.serve", "by_hand"), "/sessions"),
    }
    for port, path in targets.values():
        post_all(port, world.requests(path, WARMING), CONNECTIONS)

    def contender(port: int, path: str) -> Callable[[], float]:
        return lambda: count / post_all(port, world.requests(path, count), CONNECTIONS)

    contenders = {name: contender(*target) for name, target in targets.items()}
    plain = contenders[OURS]
    contenders[OURS] = lambda: tracker.at_work(plain)
    measured = interleaved(contenders, rounds)
    tracker.stop()
    lag = f"the worker had projected all {count} sessions {tracker.lag:.1f} s after the last answer (median)"
    wanted = [Target(OURS, BARE, least=0.25), Target(OURS, BY_HAND, least=0.8)]
    return [Comparison("Logging a session with 30 attendees over HTTP", f"requests per second, {CONNECTIONS} connections", wanted, measured, [lag])]
