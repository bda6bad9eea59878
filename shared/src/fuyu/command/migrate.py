"""`fuyu migrate`: the databases brought to the shape that this version needs."""

from __future__ import annotations

import click

from fuyu.command import console
from fuyu.running.serving import start_services


@click.command()
@click.argument("services", nargs=-1)
def migrate(services: tuple[str, ...]) -> None:
    """Bring the databases of SERVICES (all where none is named) to the shape that this version needs.

    Each step is done once and written down; it is safe to run it again, and beside running services of the
    version before. `fuyu up` does it by itself.

    \b
    Examples:
        fuyu migrate
        fuyu migrate notifier
    """
    from fuyu.store.migrations import migrate_running

    for name, running in start_services(services).items():
        done = migrate_running(running)
        console.print(f"{name}: {', '.join(done) if done else 'up to date'}")
