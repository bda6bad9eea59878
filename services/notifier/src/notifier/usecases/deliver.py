"""Delivering: what waits is claimed by lease, handed to its channel, and written down as delivered, to be tried again, or failed.

A message is handed over at least once, and twice only where a worker dies, or its lease runs out, between the mail server's yes and the
commit of the row below: nothing lies between the two but that one transaction. SMTP has no way to ask a server whether it took a message, so
the second try cannot be avoided there, but it bears the same Message-ID, by which a receiver can drop it. The lease is counted by MongoDB's clock,
so a worker whose clock is wrong neither takes what others have in their hands nor holds on to it.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import structlog

from fuyu.ids import new_id
from fuyu.service import Running
from fuyu.store.transaction import Transaction
from notifier.channels.channel import Channel, Message, Never, NotNow
from notifier.channels.known import CHANNELS, open_channels
from notifier.documents import Delivery, Person
from notifier.documents.delivery import DELIVERED, FAILED, STOPPED, WAITING
from notifier.settings import NotifierSettings
from notifier.texts import one_line
from notifier.usecases.reaching import recipient
from notifier.usecases.settling import settle_claimed, settle_waiting

log = structlog.get_logger("notifier.deliver")
WAITS = (1, 5, 15, 60) + (240,) * 29
"""The waits between the tries, in first waits: with one minute, five days in all, as RFC 5321 (4.5.4.1) asks of who sends mail."""
_DUE: Mapping[str, Any] = {"state": WAITING, "$expr": {"$lte": ["$next_try_at", "$$NOW"]}}
MOST_SECONDS = 10.0
"""How long one tick goes on taking up deliveries of a channel, so that health and the end of a worker never wait long for it."""


def deliver_due(running: Running, settings: NotifierSettings) -> None:
    """Hand over what waits on each channel; a channel that is down, or what is left after a while, waits for the next tick."""
    cities = sorted(Delivery.objects.distinct("city"))
    if not _is_any_due(cities):
        return
    for channel in open_channels(settings, running.clock.now):
        try:
            _deliver_on(running, settings, channel, cities)
        except NotNow as refusal:
            log.warning("channel.down", channel=channel.name, answer=refusal.code)
        finally:
            channel.close()


def _deliver_on(running: Running, settings: NotifierSettings, channel: Channel, cities: Iterable[str]) -> None:
    until = time.monotonic() + MOST_SECONDS
    for city in cities:
        while time.monotonic() < until and (delivery := claim(city, channel.name, settings.lease_seconds)):
            _try(running, settings, channel, delivery)


def claim(city: str, channel: str, lease_seconds: float) -> Delivery | None:
    """Take the delivery that waits longest, for as long as the lease lasts; None where nothing waits. Times are MongoDB's own."""
    row = Delivery._get_collection().find_one_and_update(
        {"city": city, "channel": channel, **_DUE},
        [{"$set": {"next_try_at": _from_now(lease_seconds), "claim": {"$literal": new_id()}, "tries": {"$add": ["$tries", 1]}}}],
        sort=[("next_try_at", 1)],
        return_document=True,
    )
    return None if row is None else Delivery._from_son(row)


def _is_any_due(cities: Sequence[str]) -> bool:
    """Claim that something waits on some channel: mostly nothing does, and to look is cheaper than to take, city by city and channel by channel."""
    return Delivery._get_collection().find_one({"city": {"$in": list(cities)}, "channel": {"$in": list(CHANNELS)}, **_DUE}, {"_id": 1}) is not None


def _try(running: Running, settings: NotifierSettings, channel: Channel, delivery: Delivery) -> None:
    person = Person.objects(city=delivery.city, person=delivery.person, is_active=True).first()
    if person is None:
        running.store.transact(lambda tx: settle_waiting(tx, {"_id": delivery.id}, STOPPED, "the person left"), city=delivery.city)
        return
    to = recipient(person)
    if not channel.reaches(to):
        _settle(running, delivery, FAILED, "no address", "the person has no address on this channel any more")
        return
    try:
        answer = channel.send(to, Message(delivery.id, one_line(delivery.subject), delivery.body, delivery.language))
    except NotNow as refusal:
        _put_off(running, settings, delivery, refusal.code)
        if refusal.is_channel_down:
            raise
    except Never as refusal:
        _settle(running, delivery, FAILED, refusal.code, "refused")
    except ValueError:
        # The mail could not be written: an address or name that no header can hold. Trying again cannot help, and its text may hold an address.
        _settle(running, delivery, FAILED, "unwritable", "no valid message can be made of it")
    else:
        _settle(running, delivery, DELIVERED, answer)


def _settle(running: Running, delivery: Delivery, state: str, answer: str, because: str | None = None) -> None:
    def work(tx: Transaction) -> None:
        settle_claimed(tx, delivery, state, answer, because)

    running.store.transact(work, city=delivery.city)
    log.info(f"delivery.{state}", delivery=delivery.id, channel=delivery.channel, answer=answer, tries=delivery.tries)


def _put_off(running: Running, settings: NotifierSettings, delivery: Delivery, answer: str) -> None:
    if delivery.tries > len(WAITS):
        _settle(running, delivery, FAILED, answer, "not taken after all tries")
        return
    wait = WAITS[delivery.tries - 1] * settings.retry_seconds
    Delivery._get_collection().update_one(
        {"_id": delivery.id, "claim": delivery.claim},
        [{"$set": {"next_try_at": _from_now(wait), "answer": {"$literal": answer}}}, {"$unset": "claim"}],
    )
    log.info("delivery.put_off", delivery=delivery.id, channel=delivery.channel, answer=answer, tries=delivery.tries, seconds=wait)


def _from_now(seconds: float) -> dict[str, Any]:
    return {"$add": ["$$NOW", int(seconds * 1000)]}
