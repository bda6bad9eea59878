"""`fuyu work`: one service's worker as a process of its own."""

from __future__ import annotations

import signal
import threading

import click

from fuyu.running.serving import SECONDS_TO_FINISH, spare_collections, start_services


@click.command()
@click.argument("service")
def work(service: str) -> None:
    """Run the worker of SERVICE: it sends the service's events, applies those of others, and looks for what is due.

    Run as many as you like, on as many machines: they share the work by leases in the database. On SIGTERM it
    finishes the events in its hands and ends.

    \b
    Example:
        fuyu work notifier
    """
    from fuyu.messaging.worker import Worker

    ending = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ending.set())
    worker = Worker(start_services([service])[service])
    spare_collections()
    worker.start()
    while worker.is_alive() and not ending.wait(1):
        pass
    worker.stop(SECONDS_TO_FINISH)
    if not ending.is_set():
        raise click.ClickException(f"The worker of {service} ended by itself; its log says why.")
