"""What the notifier and the portal say: what was delivered, and that a person changed. Never an address."""

from __future__ import annotations

from typing import Any

from fuyu.events.declaring import EventType, anything, claim, data, day, maybe, number, rows, text, word
from fuyu.events.types.parts import ID, NOTIFIER, PORTAL


def _of_delivery(**more: Any) -> Any:
    return data(
        notice=text(ID),
        kind=text("reminder"),
        person=text("p-7"),
        channel=text("email"),
        about=anything({"kind": "duty", "id": ID}),
        on=day("2027-03-24"),
        duty=maybe(text(ID)),
        rung=maybe(anything("7")),
        **more,
    )


TYPES = (
    EventType(
        "absence.changed",
        NOTIFIER,
        "absence",
        "The days on which a person is away, or who stands in for them, changed; without a day or a deputy nobody stands in.",
        data(
            person=text("p-7"),
            deputy=maybe(text("p-8")),
            away_from=maybe(day("2027-03-01")),
            away_until=maybe(day("2027-03-14")),
            roles=rows(
                actor=text("city bureau"),
                office=maybe(text("city")),
                district=maybe(text("东区")),
                organisation=maybe(text("91410100MA00000001")),
            ),
        ),
    ),
    EventType(
        "succession.made",
        NOTIFIER,
        "succession",
        "A person was replaced: from this day on the successor holds the roles.",
        data(person=text("p-7"), successor=text("p-8"), on=day("2027-03-01")),
    ),
    EventType("notice.delivered", NOTIFIER, "notice", "A channel took what a person was told.", _of_delivery()),
    EventType("notice.failed", NOTIFIER, "notice", "A person could not be reached on a channel.", _of_delivery(because=maybe(text("550 mailbox unknown")))),
    EventType(
        "notice.proven",
        NOTIFIER,
        "notice",
        "It is proven that a person was told of a duty: a mail did not come back, a message was opened, or an officer recorded a call or a letter.",
        _of_delivery(level=number(0), how=word("accepted", "opened", "recorded"), due_on=maybe(day("2027-03-31"))),
    ),
    EventType(
        "person.changed",
        PORTAL,
        "person",
        "A person's account changed: its name, its roles, or whether it is active.",
        data(
            person=text("p-7"),
            name=maybe(text("某某")),
            is_active=claim(),
            actors=rows(
                actor=text("applicant"),
                city=text("example"),
                office=maybe(text("city")),
                district=maybe(text("东区")),
                organisation=maybe(text("91410100MA00000001")),
            ),
        ),
    ),
)
