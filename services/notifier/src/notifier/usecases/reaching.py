"""On which channels a person is told, and rows of what is to be delivered."""

from __future__ import annotations

from typing import Any

from notifier.channels.channel import Recipient
from notifier.channels.inbox import Inbox
from notifier.channels.known import CHANNELS
from notifier.documents import Person


def recipient(person: Person) -> Recipient:
    """Return a person as a channel sees them."""
    return Recipient(person.person, person.name, person.email, person.phone)


def channels_of(person: Person) -> list[str]:
    """Return the channels on which a person is told: the inbox always, then those chosen that the directory has an address for."""
    chosen = [name for name in person.channels if name in CHANNELS and name != Inbox.name]
    return [Inbox.name, *(name for name in chosen if CHANNELS[name].reaches(recipient(person)))]


def shown_person(person: Person) -> dict[str, Any]:
    """Return a person's members with the channels on which they are told at present."""
    return {**person.to_mongo().to_dict(), "told_by": channels_of(person)}
