"""From the outbox to the applied projection over RabbitMQ: Fuyu's relay and consumer, and plain kombu with confirms in windows."""

from __future__ import annotations

from tests.bench.bed import Bed
from tests.bench.carrying_events.ours import Ours
from tests.bench.carrying_events.plain import Plain
from tests.bench.comparing import Comparison, Target, interleaved

OURS, PLAIN = "Fuyu: relay, inbox, order, 50 in one transaction", "plain kombu: confirms of 100, one insert a message"


def measure(bed: Bed, rounds: int, quick: bool) -> list[Comparison]:
    """Return the events per second of both, from the first publish to the last applied, by one process that sends and one that receives."""
    count = 300 if quick else 10_000
    measured = interleaved({OURS: Ours(bed, count).carry, PLAIN: Plain(bed, count).carry}, rounds)
    title = "Outbox to applied projection over RabbitMQ, sessions with 30 attendees, each a subject of its own"
    return [Comparison(title, "events per second", [Target(OURS, PLAIN, least=1.0)], measured)]
