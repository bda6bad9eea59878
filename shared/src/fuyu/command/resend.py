"""`fuyu resend`: snapshots that set other services' records right."""

from __future__ import annotations

import click

from fuyu.command import console
from fuyu.command.asking import answered, operator
from fuyu.ids import new_id
from fuyu.running.folders import Folders


@click.command()
@click.argument("kind")
@click.option("--service", required=True, help="The service that keeps these subjects.")
@click.option("--city", required=True, help="The city whose subjects are sent.")
@click.pass_obj
def resend(folders: Folders, kind: str, service: str, city: str) -> None:
    """Publish a snapshot of every subject of a KIND, which sets other services' records and numbers right.

    Use it when a service lost its database, or joined later than the events it needs.

    \b
    Examples:
        fuyu resend organisation --service base-registry --city example
        fuyu resend designation --service base-registry --city example
    """
    with operator(folders, service) as client:
        headers = {"Idempotency-Key": new_id(), "Fuyu-City": city}
        count = answered(client.post("/ops/resend", json={"kind": kind}, headers=headers)).json()["count"]
    console.print(f"{count} snapshots of {kind} are on their way.")
