"""E-mail by SMTP: plain text in UTF-8, one recipient a message, the same Message-ID at each try."""

from __future__ import annotations

import re
import smtplib
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from email.policy import compat32
from email.utils import format_datetime, parseaddr
from typing import ClassVar

from fuyu.mail import MailServer, connect, on_one_line, plain_mail
from notifier.channels.channel import Message, Never, NotNow, Recipient

WIRE = compat32.clone(linesep="\r\n")
_STATUS = re.compile(r"\d\.\d{1,3}\.\d{1,3}")


class Email:
    """Hands messages to one server, over a connection that is kept for as long as it holds."""

    name: ClassVar[str] = "email"

    def __init__(self, server: MailServer, sender: str, answer_seconds: float, now: Callable[[], datetime]) -> None:
        self._server, self._sender, self._answer_seconds, self._now = server, sender, answer_seconds, now
        self._domain = parseaddr(sender)[1].rpartition("@")[2]
        self._smtp: smtplib.SMTP | None = None

    @staticmethod
    def reaches(recipient: Recipient) -> bool:
        """Claim that the directory has an e-mail address of this person."""
        return bool(recipient.email)

    def send(self, recipient: Recipient, message: Message) -> str:
        """Hand one message over and return the server's code (250).

        A refusal with 4xx, a broken connection, a time-out and a refused login are NotNow, other refusals Never. When the connection
        breaks after the text was sent and before the server's answer, nobody can know whether it was taken: it is NotNow too,
        and the repeat bears the same Message-ID.
        """
        mail = self.mail(recipient, message)
        try:
            return self._hand_over(mail, recipient.email or "")
        except smtplib.SMTPRecipientsRefused as refusal:
            raise _refused(*next(iter(refusal.recipients.values()))) from None
        except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as refusal:
            raise _refused(refusal.smtp_code, refusal.smtp_error) from None
        except smtplib.SMTPResponseException as refusal:  # The greeting, EHLO or the login: the server takes nothing from us at present.
            self._drop()
            raise NotNow(str(refusal.smtp_code), is_channel_down=True) from None
        except (OSError, smtplib.SMTPException) as fault:
            self._drop()
            raise NotNow(type(fault).__name__, is_channel_down=True) from None

    def mail(self, recipient: Recipient, message: Message) -> bytes:
        """Return the mail as it goes over the wire; raise ValueError for a value that no header can hold."""
        mail = plain_mail(self._sender, recipient.name, recipient.email or "", message.subject, message.body)
        mail["Date"] = format_datetime(self._now())
        mail["Message-ID"] = f"<{on_one_line(message.id)}@{self._domain}>"
        mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's holiday notice answers it.
        mail["Content-Language"] = message.language
        return mail.as_bytes(policy=WIRE)

    def close(self) -> None:
        """Take leave of the server."""
        if self._smtp is not None:
            with suppress(OSError, smtplib.SMTPException):
                self._smtp.quit()
        self._drop()

    def _hand_over(self, mail: bytes, address: str) -> str:
        if self._smtp is None or self._smtp.sock is None:  # smtplib closes the connection by itself after a 421.
            self._smtp = self._connect()
        self._smtp.sendmail(parseaddr(self._sender)[1], [address], mail)
        return "250"

    def _connect(self) -> smtplib.SMTP:
        return connect(self._server, self._answer_seconds, self._domain)

    def _drop(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None


def _refused(code: int, words: bytes | str) -> NotNow | Never:
    """Return the refusal for a code; of the words only the enhanced status (RFC 3463) is kept, as the rest may quote the address."""
    text = words.decode("ascii", "replace") if isinstance(words, bytes) else words
    status = _STATUS.match(text)
    said = f"{code} {status.group()}" if status else str(code)
    return Never(said) if code >= 500 else NotNow(said)
