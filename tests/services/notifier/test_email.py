"""Mail over real SMTP: taken, put off, refused, repeated, and never more than its one recipient and its own headers."""

from __future__ import annotations

from datetime import date
from email.header import decode_header, make_header

import pytest

from notifier.channels.channel import Message
from notifier.channels.known import open_channels
from notifier.documents import Delivery, Person
from notifier.settings import NotifierSettings
from notifier.usecases.deliver import claim
from notifier.usecases.reaching import recipient

from .conftest import CITY, LIAISON

DUE = date(2026, 4, 22)


def email_of(world, person="liaison"):
    [row] = world.rows("/deliveries", person=person, channel="email")
    return row


def said(world):
    """Return (type, channel) of what the notifier said, in order."""
    return [(row["type"], row["data"]["channel"]) for row in world.notifier.store.rows.outbox.find({"kind": "notice"}).sort("_id")]


def test_what_the_server_takes_is_delivered_and_said(world, owe):
    world.person("liaison", LIAISON)
    duty = owe(DUE)

    row = email_of(world)
    assert (row["state"], row["answer"], row["tries"], row["settled_on"]) == ("delivered", "250", 1, "2026-04-15")
    assert row["delivered_at"] is not None
    assert sorted(said(world)) == [("notice.delivered", "email"), ("notice.delivered", "inbox")]
    data = world.notifier.store.rows.outbox.find_one({"type": "notice.delivered", "data.channel": "email"})["data"]
    assert data == {
        "notice": row["id"],
        "kind": "reminder",
        "person": "liaison",
        "channel": "email",
        "about": {"kind": "duty", "id": duty.id},
        "on": "2026-04-15",
        "duty": duty.id,
        "rung": "before-7",
    }


def test_a_temporary_refusal_is_tried_again_until_it_is_taken(world, owe):
    world.person("liaison", LIAISON)
    world.mail.refusal = "451 4.3.0 liaison@example.org is greylisted"
    owe(DUE)
    row = email_of(world)
    assert (row["state"], row["answer"]) == ("waiting", "451 4.3.0")

    world.mail.refusal = None
    world.wait_until(lambda: email_of(world)["state"] == "delivered")

    assert len(world.mails()) == 1
    assert email_of(world)["tries"] >= 2


def test_a_server_that_is_away_is_tried_again(world, owe):
    world.person("liaison", LIAISON)
    world.mail.stop()
    owe(DUE)
    assert email_of(world)["state"] == "waiting"
    world.mail.start()
    world.wait_until(lambda: email_of(world)["state"] == "delivered")

    assert len(world.mails()) == 1
    assert said(world).count(("notice.delivered", "email")) == 1


@pytest.mark.parametrize("refused", ["message", "recipient"])
def test_a_permanent_refusal_fails_at_once_and_is_said(world, owe, refused):
    world.person("liaison", LIAISON)
    world.person("second", LIAISON)
    if refused == "recipient":
        world.mail.refused_recipients = {"liaison@example.org"}
    else:
        world.mail.refusal = "554 5.7.1 we do not want liaison@example.org"
    owe(DUE)

    row = email_of(world)
    assert (row["state"], row["answer"], row["tries"]) == ("failed", "550 5.1.1" if refused == "recipient" else "554 5.7.1", 1)
    assert ("notice.failed", "email") in said(world)
    assert email_of(world, "second")["state"] == ("delivered" if refused == "recipient" else "failed")


def test_one_who_has_no_address_has_the_inbox_alone_and_it_shows(world, owe):
    assert world.person("liaison", LIAISON, email=None)["told_by"] == ["inbox"]
    duty = owe(DUE)

    assert world.mails() == []
    assert {row[2] for row in duty.reminders()} == {"inbox"}
    assert duty.sent("inbox") == [("before-7", "liaison")]


def test_one_who_chose_the_inbox_alone_gets_no_mail(world, owe):
    world.person("liaison", LIAISON, channels=["inbox"])
    owe(DUE)

    assert world.mails() == []
    assert len(world.rows("/inbox", world.client("liaison", "base", organisation=LIAISON["organisation"]))) == 1


def test_an_address_taken_away_before_the_try_fails_that_delivery(world, owe):
    world.person("liaison", LIAISON)
    world.mail.refusal = "451 4.3.0 Try again later"
    owe(DUE)
    with world.client() as operator:
        world.change(operator, "liaison", email=None).raise_for_status()
    world.wait_until(lambda: email_of(world)["state"] == "failed")

    assert email_of(world)["answer"] == "no address"


def test_a_worker_that_died_after_the_servers_yes_repeats_the_same_message_id(world, owe):
    """INVARIANT: what a killed worker may have sent is sent again under the same Message-ID, so that the receiver can drop the repeat."""
    world.person("liaison", LIAISON)
    world.mail.refusal = "451 4.3.0 Try again later"
    owe(DUE)
    with world.notifier_away():
        world.mail.refusal = None
        taken = world.wait_until(lambda: claim(CITY, "email", 0.2))
        [_, channel] = open_channels(NotifierSettings.from_environ(world.notifier.settings), world.notifier.clock.now)
        channel.send(recipient(Person.of(CITY, "liaison")), Message(taken.id, taken.subject, taken.body, taken.language))
        channel.close()  # Here the worker dies: the server took the message, and nobody wrote it down.
    world.wait_until(lambda: email_of(world)["state"] == "delivered")

    first, second = world.mails()
    assert first["Message-ID"] == second["Message-ID"] == f"<{taken.id}@example.org>"
    assert said(world).count(("notice.delivered", "email")) == 1


def test_a_delivery_in_one_workers_hands_is_not_anothers(world, owe):
    world.person("liaison", LIAISON)
    world.mail.refusal = "451 4.3.0 Try again later"
    owe(DUE)
    with world.notifier_away():
        assert world.wait_until(lambda: claim(CITY, "email", 60)) is not None
        assert claim(CITY, "email", 60) is None
        Delivery.objects(city=CITY, channel="email").update(set__state="stopped")


@pytest.mark.parametrize(
    "evil", ["报告\r\nBcc: victim@example.net", "报告\nX-Evil: 1", "报告\u2028Bcc: victim@example.net", "报告\x0b\x85Bcc: victim@example.net"]
)
def test_nothing_that_a_text_holds_becomes_a_header(world, owe, evil):
    """INVARIANT: titles and names come from other services; none can add a header or a recipient."""
    world.person("liaison", LIAISON)
    owe(DUE, title=evil, subject_name=evil, says=evil)

    [mail] = world.mails()
    assert mail.get_all("Bcc") is None
    assert mail["X-Evil"] is None
    assert mail.get_all("X-Envelope-To") == ["liaison@example.org"]
    assert mail["Subject"].startswith("报告 ")
    assert set(mail.keys()) == {
        *("X-Envelope-To", "Content-Type", "MIME-Version", "Content-Transfer-Encoding", "From", "To", "Subject"),
        *("Date", "Message-ID", "Auto-Submitted", "Content-Language"),
    }


@pytest.mark.parametrize("name", ["张𬭎𬀩", "𬀩" * 60, 'O\'Neil "Bob" <x>', "Zhang, San", "=?utf-8?q?x?="])
def test_names_with_rare_characters_stay_whole(world, owe, name):
    world.person("liaison", LIAISON, name=name)
    owe(DUE, title="关于𬭎𬀩公司的半年工作报告" * 5)

    [mail] = world.mails()
    assert mail["Subject"] == "关于𬭎𬀩公司的半年工作报告" * 5 + "：2026年4月22日截止"
    assert name in mail.get_content()
    assert str(make_header(decode_header(world.raw_headers()["To"]))) == f"{name} <liaison@example.org>"
    assert [address.addr_spec for address in mail["To"].addresses] == ["liaison@example.org"]
