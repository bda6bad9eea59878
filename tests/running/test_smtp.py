"""The mail sink keeps what it takes, and refuses or waits as it is told."""

from __future__ import annotations

import smtplib
import time
from email.message import EmailMessage

import pytest

from fuyu.running.smtp import REFUSED, TEMPORARILY_REFUSED, MailSink


@pytest.fixture
def sink(tmp_path):
    sink = MailSink(tmp_path / "mail")
    sink.start()
    yield sink
    sink.stop()


def send(sink: MailSink, to: str = "lin@example.org", subject: str = "孵育期将满", timeout: float = 10) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "fuyu@localhost", to, subject
    message.set_content("贵单位的孵育期将于 2026-06-01 届满。")
    with smtplib.SMTP("127.0.0.1", sink.port, timeout=timeout) as client:
        client.send_message(message)


def test_each_mail_becomes_a_file_in_order(sink):
    send(sink, subject="第一封")
    send(sink, subject="第二封")

    assert [mail["Subject"] for mail in sink.messages()] == ["第一封", "第二封"]
    assert "2026-06-01" in sink.messages()[0].get_content()
    assert sink.messages()[0]["X-Envelope-To"] == "lin@example.org"
    assert len(list(sink.folder.glob("*.eml"))) == 2


@pytest.mark.parametrize(("reply", "code"), [(REFUSED, 550), (TEMPORARILY_REFUSED, 451)])
def test_a_refused_mail_is_not_kept(sink, reply, code):
    sink.refusal = reply

    with pytest.raises(smtplib.SMTPDataError) as refusal:
        send(sink)

    assert refusal.value.smtp_code == code
    assert sink.messages() == []


def test_a_single_recipient_can_be_refused(sink):
    sink.refused_recipients.add("gone@example.org")

    with pytest.raises(smtplib.SMTPRecipientsRefused):
        send(sink, to="gone@example.org")
    send(sink)

    assert [mail["To"] for mail in sink.messages()] == ["lin@example.org"]


def test_it_can_be_slower_than_a_client_waits(sink):
    sink.delay_seconds = 30
    began = time.monotonic()

    with pytest.raises((TimeoutError, smtplib.SMTPServerDisconnected)):
        send(sink, timeout=0.3)

    assert time.monotonic() - began < 20  # The client did not wait it out.
