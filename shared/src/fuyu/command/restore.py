"""`fuyu restore`: empty databases filled from a backup."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from fuyu.command import console
from fuyu.dates.shanghai import SHANGHAI
from fuyu.running.folders import Folders


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--check", is_flag=True, help="Only read all of FILE and say whether it is as it was written.")
@click.pass_obj
@click.pass_context
def restore(ctx: click.Context, folders: Folders, file: Path, check: bool) -> None:
    """Fill the empty databases of all services from FILE, which `fuyu backup` wrote, and verify the audit trails.

    FILE is read whole before anything is written; where something fails what was written goes again, and no service starts on
    half of it. Stop the services before, and see that RabbitMQ holds no message of theirs from after the backup. Put the keys
    back before the first start (a local run's into var/keys), or certificates are signed by a new one from then on.

    \b
    Examples:
        fuyu restore --check fuyu-2026-11-27.zip
        fuyu --var FOLDER restore fuyu-2026-11-27.zip      then: fuyu --var FOLDER up --empty
    """
    from fuyu.backup.restoring import NotRestored, look_into
    from fuyu.backup.restoring import restore as fill
    from fuyu.command.databases import databases, known_steps, mongodb
    from fuyu.store.verifying import Trail, verify

    trails: dict[str, Trail] = {}
    try:
        manifest = look_into(file, known_steps())
        if not check:
            _check_broker(databases())
            with mongodb(folders, may_be_new=True) as client:
                fill(client, databases(), file, manifest)
                trails = {service: verify(client[databases()[service]], is_at_work=False) for service in manifest.services}
    except NotRestored as reason:
        raise click.ClickException(str(reason)) from None
    for service in manifest.services:
        trail = trails.get(service)
        told = f", {trail.number:,} audit rows are whole, {trail.hash}" if trail and trail.is_whole else f", {' '.join(trail.faults)}" if trail else ""
        console.print(f"{service}: {manifest.rows_of(service):,} rows{told}", soft_wrap=True, markup=False)
    at = manifest.taken_at.astimezone(SHANGHAI)
    console.print(f"{file} is whole; it was taken on {at:%Y-%m-%d at %H:%M:%S} in China", soft_wrap=True, markup=False)
    ctx.exit(0 if all(trail.is_whole for trail in trails.values()) else 1)


def _check_broker(services: Iterable[str]) -> None:
    """Refuse where RabbitMQ holds messages: those from after the backup would be applied to what stands before them."""
    from pika.exceptions import AMQPError

    from fuyu.messaging.operator import depths
    from fuyu.settings import Settings

    settings = Settings.from_environ()
    if settings.is_in_memory:
        return
    try:
        lying = {queue: count for queue, count in depths(settings, services).items() if count}
    except (AMQPError, OSError) as fault:
        reason = f"RabbitMQ does not answer ({type(fault).__name__}), so nobody knows whether it holds messages from after the backup."
        raise click.ClickException(f"{reason} Start it, or name another in FUYU_BROKER_URL.") from None
    if lying:
        told = ", ".join(f"{queue} ({count})" for queue, count in lying.items())
        raise click.ClickException(f"RabbitMQ holds messages that may be from after the backup: {told}. Purge these queues, or name a RabbitMQ of its own.")
