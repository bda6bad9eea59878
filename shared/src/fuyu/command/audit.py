"""`fuyu audit`: the audit trail verified, and its head to be noted elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import entry_points
from typing import Any

import click
from pymongo import MongoClient
from pymongo.database import Database
from pymongo.errors import PyMongoError

from fuyu.command import console
from fuyu.settings import Settings
from fuyu.store.mongo import SELECTION_MILLISECONDS
from fuyu.store.verifying import Trail, head_of
from fuyu.store.verifying import verify as verified

SERVICE = click.option("--service", metavar="NAME", help="One service, such as notifier; all where none is named.")


@click.group()
def audit() -> None:
    """Verify who did what: each act is sealed within seconds by a hash that covers it and the one before.

    The trail shows what was changed, removed, inserted or reordered behind Fuyu's back. Who can write into the
    database could write the whole trail anew; note the head elsewhere (on paper, in another office) now and then,
    and verify against it.

    \b
    Examples:
        fuyu audit verify
        fuyu audit head --service base-registry
        fuyu audit verify --service base-registry --head HASH
    """


@audit.command()
@SERVICE
@click.option("--head", metavar="HASH", help="A hash that `fuyu audit head` printed earlier; the trail must still hold it.")
@click.pass_context
def verify(ctx: click.Context, service: str | None, head: str | None) -> None:
    """Walk the trail and name the first row that is not as it was sealed; exit with 1 where there is one."""
    if head is not None and service is None:
        raise click.UsageError("Say with --service whose head it is.")
    if head is not None and not re.fullmatch(r"[0-9a-fA-F]{64}", head):
        raise click.BadParameter("A hash has 64 hexadecimal digits; take it as `fuyu audit head` printed it.", param_hint="--head")
    is_whole = True
    for name, trail in _trails(service, lambda database: verified(database, head.lower() if head else None)):
        is_whole = is_whole and trail.is_whole
        told = f"{trail.number} rows are whole" if trail.is_whole else f"[red]broken[/] behind number {trail.number}"
        console.print(f"{name}: {told}, {trail.hash}", soft_wrap=True)
        for fault in trail.faults:
            console.print(f"    {fault}", soft_wrap=True, markup=False)
    ctx.exit(0 if is_whole else 1)


@audit.command("head")
@SERVICE
@click.pass_context
def head_(ctx: click.Context, service: str | None) -> None:
    """Print each service's last number and hash, to be noted elsewhere."""
    is_there = True
    for name, trail in _trails(service, head_of):
        is_there = is_there and trail.is_whole
        console.print(" ".join([name, *(trail.faults or (str(trail.number), trail.hash))]), soft_wrap=True, markup=False)
    ctx.exit(0 if is_there else 1)


def _trails(service: str | None, look: Any) -> Iterator[tuple[str, Trail]]:
    names = sorted(entry.name for entry in entry_points(group="fuyu.services"))
    if service is not None and service not in names:
        raise click.ClickException(f"There is no service {service!r}; there are {', '.join(names)}.")
    for name in [service] if service else names:
        with _database(name) as database:
            yield name, look(database)


@contextmanager
def _database(service: str) -> Iterator[Database[Any]]:
    """Give a service's database to read, without the service: an auditor's account that may only read will do."""
    settings = Settings.from_environ()
    client: MongoClient[Any] = MongoClient(settings.mongodb_uri, appname="audit", tz_aware=True, serverSelectionTimeoutMS=SELECTION_MILLISECONDS)
    try:
        yield client[settings.database_of(service)]
    except PyMongoError as fault:
        raise click.ClickException(f"MongoDB does not answer ({fault!s:.200}). Start Fuyu with `fuyu up`, or name the database in FUYU_MONGODB_URI.") from None
    finally:
        client.close()
