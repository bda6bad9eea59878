"""What a way of reaching people must offer; work chat, webhooks and feeds come as further classes of this shape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Protocol


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom a message is for, and all addresses that the directory has of them."""

    person: str
    name: str
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent: `id` is the same at each try, so that a receiver can drop a repeat."""

    id: str
    subject: str
    body: str
    language: str


class NotNow(Exception):
    """The message was not taken, and may be at a later try; `code` is the server's, without its words."""

    def __init__(self, code: str, *, is_channel_down: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.is_channel_down = is_channel_down


class Never(Exception):
    """The message was refused for good; `code` is the server's, without its words."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Channel(Protocol):
    """One way of reaching people."""

    name: ClassVar[str]

    @staticmethod
    def reaches(recipient: Recipient) -> bool:
        """Claim that the directory knows how to reach this person here."""

    def send(self, recipient: Recipient, message: Message) -> str:
        """Hand the message over and return the server's code; raise NotNow or Never where it is not taken."""

    def close(self) -> None:
        """Let go of what was kept open between messages."""
