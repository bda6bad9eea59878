"""`fuyu dead-letters`: events that could not be applied, looked at and tried again."""

from __future__ import annotations

import json

import click
from pika.exceptions import AMQPError
from rich.table import Table

from fuyu.command import console
from fuyu.command.asking import answered, operator, services
from fuyu.ids import new_id
from fuyu.messaging.operator import bring_back, depths
from fuyu.messaging.topology import dead_queue_name
from fuyu.running.folders import Folders
from fuyu.service import load_services
from fuyu.settings import Settings

SERVICE = click.option("--service", required=True, help="The service that could not apply the event, such as notifier.")


@click.group()
def dead_letters() -> None:
    """Look at events that a service could not apply, and let it try again.

    An event that fails many times waits as a dead letter; later events of the same subject wait behind it, all others go on.
    Mend the cause first, then replay.

    \b
    Examples:
        fuyu dead-letters list
        fuyu dead-letters show ID --service notifier
        fuyu dead-letters replay ID --service notifier
        fuyu dead-letters replay --all --service notifier
        fuyu dead-letters discard ID --service notifier --reason "twice by mistake"
        fuyu dead-letters bring-back --service notifier
    """


@dead_letters.command("list")
@click.pass_obj
def list_(folders: Folders) -> None:
    """List the dead letters of all services, oldest first."""
    table, buried = Table("service", "id", "event", "subject", "tries", "since", "what it said"), {}
    for service in services(folders):
        with operator(folders, service) as client:
            for row in answered(client.get("/ops/dead-letters", params={"limit": 200})).json()["items"]:
                table.add_row(service, row["id"], row["type"], row["subject"], str(row["attempts"]), row["died_at"], row["says"])
            buried[service] = int(client.get("/ops/health").json().get("numbers", {}).get("buried", 0))
    console.print(table if table.row_count else "There is no dead letter.")
    for service, count in buried.items():
        if count:
            console.print(f"RabbitMQ itself buried {count} messages of {service}; `fuyu dead-letters bring-back --service {service}` lets it try them again.")


@dead_letters.command()
@click.argument("id")
@SERVICE
@click.pass_obj
def show(folders: Folders, id: str, service: str) -> None:
    """Show a dead letter whole: the event as it came, what it said, and how many wait behind it."""
    with operator(folders, service) as client:
        console.print_json(json.dumps(answered(client.get(f"/ops/dead-letters/{id}")).json(), ensure_ascii=False))


@dead_letters.command()
@click.argument("id", required=False)
@click.option("--all", "every", is_flag=True, help="Replay all that can be read.")
@SERVICE
@click.pass_obj
def replay(folders: Folders, id: str | None, every: bool, service: str) -> None:
    """Let the service try a dead letter again, as if it had come just now."""
    if every == (id is not None):
        raise click.UsageError("Name one ID, or say --all.")
    path = "/ops/replay" if every else f"/ops/dead-letters/{id}/replay"
    with operator(folders, service) as client:
        answer = answered(client.post(path, headers={"Idempotency-Key": new_id()}))
    console.print(f"{answer.json()['count']} are tried again." if every else f"{id} is tried again; `fuyu dead-letters list` tells whether it went well.")


@dead_letters.command()
@click.argument("id")
@click.option("--reason", required=True, help="Why it may be passed over; kept in the audit trail.")
@SERVICE
@click.pass_obj
def discard(folders: Folders, id: str, reason: str, service: str) -> None:
    """Pass over a dead letter for good, with a written reason."""
    with operator(folders, service) as client:
        answered(client.post(f"/ops/dead-letters/{id}/discard", json={"reason": reason}, headers={"Idempotency-Key": new_id()}))
    console.print(f"{id} is passed over.")


@dead_letters.command("bring-back")
@SERVICE
@click.option("--limit", type=click.IntRange(1), default=1000, show_default=True, help="At most so many.")
def bring_back_(service: str, limit: int) -> None:
    """Move what RabbitMQ itself buried back into the service's queue.

    RabbitMQ buries a message that it gave a service 21 times without an answer, which only a worker that dies over it
    again and again can cause. One that was brought back and had been applied already changes nothing.
    """
    settings = Settings.from_environ()
    if settings.is_in_memory:
        raise click.ClickException("Events stay within one process here (FUYU_BROKER_URL=memory://), so no broker has buried any.")
    if service not in load_services():
        raise click.ClickException(f"There is no service {service!r}; there are {', '.join(sorted(load_services()))}.")
    try:
        count, left = bring_back(settings, service, limit), depths(settings, [service])[dead_queue_name(service)]
    except AMQPError as fault:
        raise click.ClickException(
            f"RabbitMQ refused: {fault!r}. Look whether it runs at FUYU_BROKER_URL and whether a worker has declared its queues."
        ) from None
    console.print(f"{count} are back in the queue of {service}; {left or 0} are left.")
