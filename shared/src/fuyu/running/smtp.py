"""A mail sink: it takes every message by SMTP and keeps it as a file; tests tell it to refuse or to be slow."""

from __future__ import annotations

import asyncio
import time
from email import message_from_bytes, policy
from email.message import EmailMessage
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from aiosmtpd.controller import Controller

from fuyu.running.ports import free_port

if TYPE_CHECKING:
    from aiosmtpd.smtp import SMTP, Envelope, Session

TAKEN = "250 Message taken"
TEMPORARILY_REFUSED = "451 4.3.0 Try again later"
REFUSED = "550 5.1.1 There is no such mailbox"


class MailSink:
    """An SMTP server in a thread of this process; each mail becomes an .eml file in `folder`, oldest first by name.

    `refusal` (an SMTP reply such as REFUSED) is given to all messages, or to the recipients in `refused_recipients` alone;
    `delay_seconds` passes before each answer.
    """

    def __init__(self, folder: Path, port: int | None = None) -> None:
        self.folder = folder
        self.port = free_port(port)
        self.refusal: str | None = None
        self.refused_recipients: set[str] = set()
        self.delay_seconds = 0.0
        self._numbers = count(1)
        self._controller: Controller | None = None

    @property
    def url(self) -> str:
        """Return the address for FUYU_SMTP_URL."""
        return f"smtp://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start listening."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port, ready_timeout=10)
        self._controller.start()

    def stop(self) -> None:
        """Stop listening; the mails stay."""
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    def messages(self) -> list[EmailMessage]:
        """Return the mails taken so far, oldest first."""
        return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in sorted(self.folder.glob("*.eml"))]

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:  # noqa: N802 -- aiosmtpd calls it so.
        """Refuse one of `refused_recipients`."""
        if address in self.refused_recipients:
            return REFUSED
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 -- aiosmtpd calls it so.
        """Keep one mail, or refuse it as told."""
        await asyncio.sleep(self.delay_seconds)
        if self.refusal is not None:
            return self.refusal
        self._keep(envelope)
        return TAKEN

    def _keep(self, envelope: Envelope) -> None:
        content = envelope.content or b""
        head = "".join(f"X-Envelope-To: {address}\r\n" for address in envelope.rcpt_tos).encode()
        body = content.encode() if isinstance(content, str) else content
        file = self.folder / f"{time.time_ns()}-{next(self._numbers):06}.eml"
        partial = file.with_suffix(".part")  # A reader must never see half a mail.
        partial.write_bytes(head + body)
        partial.rename(file)
