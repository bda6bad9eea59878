"""`fuyu bounce`: what a mail server reports of mails that it could not deliver after all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_binary_file, policy
from email.message import Message
from typing import BinaryIO

import click

from fuyu.command import console
from fuyu.command.asking import answered, operator
from fuyu.ids import new_id
from fuyu.law.registry import Laws
from fuyu.running.folders import Folders

_ID = re.compile(r"<?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@")
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")


@click.command()
@click.argument("report", type=click.File("rb"), default="-")
@click.pass_obj
def bounce(folders: Folders, report: BinaryIO) -> None:
    """Note that a mail came back, from a REPORT of the mail server (RFC 3464), or from standard input.

    Let the mailbox to which FUYU_MAIL_FROM's mails come back pipe each report into this command. A mail that came back proves nothing, so the
    next level waits until the person is reached in another way.

    \b
    Examples:
        fuyu bounce report.eml
        procmail, .forward:  "|fuyu --var /srv/fuyu bounce"
    """
    mail = message_from_binary_file(report, policy=policy.default)
    id, status = _mail_meant(mail), _status(mail)
    if id is None or status is None or not status.startswith("5"):
        raise click.ClickException("This is no report that one of our mails could not be delivered: it names no Message-ID of ours with a status 5.x.x.")
    with operator(folders, "notifier") as client:
        for plugin in Laws.load().plugins:
            headers = {"Idempotency-Key": new_id(), "Fuyu-City": plugin.name}
            answer = client.post(f"/deliveries/{id}/bounce", json={"status": status}, headers=headers)
            if answer.status_code != 404:
                answered(answer)
                console.print(f"{id} came back ({status}).")
                return
    raise click.ClickException(f"There is no mail {id} here.")


def _mail_meant(report: Message) -> str | None:
    """Return the id of the delivery whose mail came back: that of the mail, or of the headers, within the report."""
    for part in report.walk():
        if part.get_content_type() in ("message/rfc822", "text/rfc822-headers"):
            for text in _within(part):
                if found := _ID.search(text):
                    return found.group(1)
    return None


def _within(part: Message) -> Iterator[str]:
    payload = part.get_payload()
    if isinstance(payload, list):
        yield from (str(each.get("Message-ID", "")) for each in payload if isinstance(each, Message))
    else:
        yield from (line for line in str(payload).splitlines() if line.lower().startswith("message-id:"))


def _status(report: Message) -> str | None:
    """Return the status that the report gives, None where it gives none."""
    for part in report.walk():
        if part.get_content_type() == "message/delivery-status":
            for block in part.get_payload():
                status = _STATUS.search(str(block.get("Status", "")) if isinstance(block, Message) else "")
                if status:
                    return status.group()
    return None
