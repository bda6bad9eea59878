"""The worker of the notifier: relay, consumer and sweeps."""

from __future__ import annotations

from fuyu.messaging.worker import Worker
from fuyu.service import start
from fuyu.settings import Settings


def create_worker(settings: Settings) -> Worker:
    """Return the service's worker, not yet started."""
    from notifier import SERVICE

    return Worker(start(SERVICE, settings))
