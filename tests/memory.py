"""The broker in memory, forgotten between tests: its queues belong to the process, so what one test leaves in them would reach the next one's services."""

from __future__ import annotations

from kombu.transport import memory

from fuyu.messaging.ledger import LEDGER


def forget() -> None:
    """Empty all queues; call it only while no worker runs."""
    memory.Channel.queues.clear()
    memory.Transport.global_state.clear()
    LEDGER.__init__()  # type: ignore[misc]
