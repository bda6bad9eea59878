"""However often a notifier is killed while it reminds: nobody is forgotten, and nobody is told twice."""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest

from .notifiers import BEFORE, RUNG, Notifiers, two_notifiers
from .settling import wait_until

pytestmark = [pytest.mark.chaos, pytest.mark.slow, pytest.mark.rabbitmq]
KILLS = int(os.environ.get("FUYU_CHAOS_KILLS", "10")) // 2
REMINDERS = 100 * KILLS
OF_EACH_COMPANY = 50
AT_A_MAIL = 5  # one kill of so many comes between the mail server's keeping of a mail and its yes
CHANNELS = ("email", "inbox")
SECONDS_A_REMINDER, PATIENCE = 0.2, 60.0


def test_reminders_across_kills_of_two_notifiers_are_none_missed_and_none_double(tmp_path: Path, seed: int, say: Callable[[str], None]) -> None:
    """INVARIANT: each reminder is made, said and in the inbox once, and its mail is taken; one whose yes nobody lived to hear comes again alike."""
    began, companies = time.monotonic(), REMINDERS // OF_EACH_COMPANY
    say(f"\n  chaos of reminders: {REMINDERS} across {KILLS} kills, FUYU_CHAOS_SEED={seed}")
    with two_notifiers(tmp_path) as notifiers:
        notifiers.set_day(BEFORE)
        for company in range(1, companies + 1):
            notifiers.know(company)
        owed = notifiers.owe(REMINDERS, companies)
        wait_until(lambda: notifiers.rows["known_duties"].count_documents({}) == REMINDERS, PATIENCE + REMINDERS * SECONDS_A_REMINDER)
        assert notifiers.rows["reminders"].count_documents({}) == 0
        say(f"    {time.monotonic() - began:6.1f} s  {REMINDERS} duties are known")

        notifiers.set_day(RUNG)
        killed = _kill_while_they_deliver(notifiers, seed, say)
        wait_until(lambda: _delivered(notifiers) == len(CHANNELS) * REMINDERS, PATIENCE + REMINDERS * SECONDS_A_REMINDER, lambda: _delivered(notifiers))
        notifiers.set_day(RUNG)  # Both look once more: what was seen to is not found again.
        wait_until(lambda: notifiers.rows["outbox"].count_documents({"sent": None}) == 0, PATIENCE)

        expected = {(duty, "before-7", f"liaison-{company}", channel): 1 for duty, company in owed.items() for channel in CHANNELS}
        for collection in ("reminders", "deliveries"):
            rows = list(notifiers.rows[collection].find())
            assert Counter((row["duty"], row["rung"], row["person"], row["channel"]) for row in rows) == expected, collection
            assert {row["state"] for row in rows} == {"delivered"}, collection
        said = Counter(row["subject"] for row in notifiers.rows["outbox"].find({"type": "notice.delivered"}))
        assert said == {row["_id"]: 1 for row in rows}
        assert Counter(duty for company in range(1, companies + 1) for duty in notifiers.inbox(company)) == dict.fromkeys(owed, 1)
        repeats = _repeats(notifiers.mail.messages(), {f"<{row['_id']}@localhost>" for row in rows if row["channel"] == "email"})
        say(f"    {time.monotonic() - began:6.1f} s  {len(rows)} delivered, {repeats} mails again under their Message-ID, {killed} processes killed")
        # A worker has one mail in its hands, so each death can repeat one; those at a mail do, since the server kept it.
        assert max(KILLS // AT_A_MAIL, 1) <= repeats <= killed


def _kill_while_they_deliver(notifiers: Notifiers, seed: int, say: Callable[[str], None]) -> int:
    """Kill one or the other at so many random places of the work, and at some of them both while a mail is taken; return how many processes died."""
    rng, killed = random.Random(seed), 0
    whole = len(CHANNELS) * REMINDERS
    places = sorted(rng.uniform(0, 0.9) * whole for _ in range(KILLS))
    at_a_mail = set(rng.sample(range(KILLS), max(KILLS // AT_A_MAIL, 1)))
    for number, place in enumerate(places):
        wait_until(lambda place=place: _delivered(notifiers) >= place, PATIENCE + REMINDERS * SECONDS_A_REMINDER)  # type: ignore[misc]
        if number in at_a_mail:
            notifiers.end_as_a_mail_is_taken()
            dead = [worker.name for worker in notifiers.workers]
        else:
            time.sleep(rng.uniform(0, 0.05))
            worker = rng.choice(notifiers.workers)
            notifiers.end(worker)
            dead = [worker.name]
        killed += len(dead)
        say(f"    kill -9 {' and '.join(dead):<44} ({_delivered(notifiers)} of {whole} delivered{', as a mail was taken' if number in at_a_mail else ''})")
        notifiers.start()
    return killed


def _delivered(notifiers: Notifiers) -> int:
    return int(notifiers.rows["deliveries"].count_documents({"state": "delivered"}))


def _repeats(mails: list[EmailMessage], expected: set[str]) -> int:
    """Return how many mails are a repeat, each alike to the first; every mail that must be there is, and no other."""
    first: dict[str, tuple[str, str, str]] = {}
    for mail in mails:
        told = (mail["X-Envelope-To"], mail["Subject"], mail.get_content())
        assert first.setdefault(mail["Message-ID"], told) == told
    assert set(first) == expected
    return len(mails) - len(first)
