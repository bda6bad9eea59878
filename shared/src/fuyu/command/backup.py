"""`fuyu backup`: all that the services keep, as it stood at one moment, in one file."""

from __future__ import annotations

from pathlib import Path

import click

from fuyu.command import console
from fuyu.dates.shanghai import SHANGHAI
from fuyu.running.folders import Folders


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def backup(folders: Folders, file: Path) -> None:
    """Write all rows and uploaded files of all services into FILE, as they stood at one moment.

    The services may go on meanwhile. Whatever was acknowledged before is in it, and nothing half-done. FILE holds personal
    data and the secrets of accounts: only you may read it. The keys are not in it: keep a copy of them (a local run's lie in
    var/keys) in another place.

    \b
    Examples:
        fuyu backup fuyu-2026-11-27.zip
        FUYU_MONGODB_URI=mongodb://… fuyu backup /safe/place/fuyu.zip
    """
    from fuyu.backup.taking import NotTaken, take
    from fuyu.command.databases import databases, mongodb

    try:
        with mongodb(folders) as client:
            manifest = take(client, databases(), file)
    except NotTaken as reason:
        raise click.ClickException(str(reason)) from None
    for service in manifest.services:
        console.print(f"{service}: {manifest.rows_of(service):,} rows", soft_wrap=True)
    at = manifest.taken_at.astimezone(SHANGHAI)
    console.print(f"{file}: {file.stat().st_size:,} bytes, taken on {at:%Y-%m-%d at %H:%M:%S} in China", soft_wrap=True, markup=False)
