"""The channels that there are; a new one is a class in a module of its own and a line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from fuyu.mail import MailServer
from notifier.channels.channel import Channel
from notifier.channels.email import Email
from notifier.channels.inbox import Inbox
from notifier.settings import NotifierSettings

CHANNELS: Mapping[str, type[Channel]] = {Inbox.name: Inbox, Email.name: Email}


def open_channels(settings: NotifierSettings, now: Callable[[], datetime]) -> Sequence[Channel]:
    """Return the channels ready to send; each connects at its first message."""
    return (Inbox(), Email(MailServer.of(settings.smtp_url), settings.mail_from, settings.answer_seconds, now))
