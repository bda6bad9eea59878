"""Mail by SMTP: where it is handed over, and how one in plain text is written."""

from __future__ import annotations

import re
import smtplib
import ssl
from dataclasses import dataclass
from email.header import Header
from email.mime.text import MIMEText
from email.utils import parseaddr
from urllib.parse import unquote, urlsplit

_LINE_ENDS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
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


def connect(server: MailServer, seconds: float, domain: str | None = None) -> smtplib.SMTP:
    """Return a connection to a server, signed in where it has a user; each answer is waited for so many seconds. Raise OSError where it cannot be made."""
    if server.scheme == "smtps":
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, domain, timeout=seconds, context=ssl.create_default_context())
    else:
        smtp = smtplib.SMTP(server.host, server.port, domain, timeout=seconds)
    if server.scheme == "smtp+starttls":
        smtp.starttls(context=ssl.create_default_context())
    if server.user and server.password:
        smtp.login(server.user, server.password)
    return smtp


def plain_mail(sender: str, name: str, address: str, subject: str, body: str) -> MIMEText:
    """Return a mail in plain text; raise ValueError for a value that no header can hold.

    The older half of Python's email package writes it: the newer one (3.11) loses blanks between the encoded words of a long subject.
    """
    mail = MIMEText(body.replace("\n", "\r\n"), "plain", "utf-8")
    mail["From"] = _mailbox(*parseaddr(sender))
    mail["To"] = _mailbox(name, address)
    mail["Subject"] = Header(on_one_line(subject), "utf-8", header_name="Subject").encode()
    return mail


def _mailbox(name: str, address: str) -> str:
    """Return a mailbox as a header has it; the address stands as it is, so it must be in ASCII and without blanks."""
    if not address.isascii() or len(on_one_line(address).split()) != 1 or {"<", ">", ","} & set(address):
        raise ValueError("The address is not one of RFC 5321.")
    return f"{Header(on_one_line(name), 'utf-8', header_name='To').encode()} <{address}>" if name else address


def on_one_line(value: str) -> str:
    """Return a value unchanged; raise ValueError where it holds a line end or another control character, which could begin a header of its own."""
    if _LINE_ENDS.search(value):
        raise ValueError("A value of a header holds a control character.")
    return value
