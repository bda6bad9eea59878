"""E-mail by SMTP: plain text in UTF-8, one recipient a message, the same Message-ID at each try."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import format_datetime, parseaddr
from typing import ClassVar
from urllib.parse import unquote, urlsplit

from notifier.channels.channel import Message, Never, NotNow, Recipient

WIRE = compat32.clone(linesep="\r\n")
_LINE_ENDS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_STATUS = re.compile(r"\d\.\d{1,3}\.\d{1,3}")
_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed over; `scheme` is smtp, smtp+starttls or smtps."""

    scheme: str
    host: str
    port: int
    user: str | None = None
    password: str | None = None

    @classmethod
    def of(cls, url: str) -> MailServer:
        """Return the server that a URL names; raise ValueError with what is needed, without repeating the URL, which may hold a password."""
        parts = urlsplit(url)
        if parts.scheme not in _PORTS or not parts.hostname:
            raise ValueError("FUYU_SMTP_URL needs the form smtp://HOST:PORT, smtp+starttls://USER:PASSWORD@HOST or smtps://USER:PASSWORD@HOST.")
        user, password = (unquote(each) if each else None for each in (parts.username, parts.password))
        return cls(parts.scheme, parts.hostname, parts.port or _PORTS[parts.scheme], user, password)


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
        """Return the mail as it goes over the wire; raise ValueError for a value that no header can hold.

        The older half of Python's email package writes it: the newer one (3.11) loses blanks between the encoded words of a long subject.
        """
        mail = MIMEText(message.body.replace("\n", "\r\n"), "plain", "utf-8")
        mail["From"] = _mailbox(*parseaddr(self._sender))
        mail["To"] = _mailbox(recipient.name, recipient.email or "")
        mail["Subject"] = Header(_on_one_line(message.subject), "utf-8", header_name="Subject").encode()
        mail["Date"] = format_datetime(self._now())
        mail["Message-ID"] = f"<{_on_one_line(message.id)}@{self._domain}>"
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
        server = self._server
        if server.scheme == "smtps":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, self._domain, timeout=self._answer_seconds, context=ssl.create_default_context())
        else:
            smtp = smtplib.SMTP(server.host, server.port, self._domain, timeout=self._answer_seconds)
        if server.scheme == "smtp+starttls":
            smtp.starttls(context=ssl.create_default_context())
        if server.user and server.password:
            smtp.login(server.user, server.password)
        return smtp

    def _drop(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None


def _mailbox(name: str, address: str) -> str:
    """Return a mailbox as a header has it; the address stands as it is, so it must be in ASCII and without blanks."""
    if not address.isascii() or len(_on_one_line(address).split()) != 1 or {"<", ">", ","} & set(address):
        raise ValueError("The address is not one of RFC 5321.")
    return f"{Header(_on_one_line(name), 'utf-8', header_name='To').encode()} <{address}>" if name else address


def _on_one_line(value: str) -> str:
    """Return a value unchanged; raise ValueError where it holds a line end or another control character, which could begin a header of its own."""
    if _LINE_ENDS.search(value):
        raise ValueError("A value of a header holds a control character.")
    return value


def _refused(code: int, words: bytes | str) -> NotNow | Never:
    """Return the refusal for a code; of the words only the enhanced status (RFC 3463) is kept, as the rest may quote the address."""
    text = words.decode("ascii", "replace") if isinstance(words, bytes) else words
    status = _STATUS.match(text)
    said = f"{code} {status.group()}" if status else str(code)
    return Never(said) if code >= 500 else NotNow(said)
