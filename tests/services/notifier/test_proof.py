"""Proof that someone was told: a level above hears of a duty only once it is proven that the level below did."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from click.testing import CliRunner

from fuyu.command import main
from fuyu.ids import new_id
from fuyu.store.clock import set_today
from notifier.sweeps import remind_of_what_is_due

from .conftest import BUREAU, DISTRICT, LIAISON

DUE = date(2026, 6, 30)
WEEK_4, WEEK_5 = DUE + timedelta(days=29), DUE + timedelta(days=36)  # weekly-5 is the first rung of the district's level


@pytest.fixture
def everyone(world):
    """Who owes a duty, the district's office and the bureau, each with an address."""
    for person, role in (("liaison", LIAISON), ("district", DISTRICT), ("bureau", BUREAU)):
        world.person(person, role)


def district(world):
    return world.client("district", "district bureau", office="quality", district="东区")


def tell(client, duty, **changes):
    told = {"how": "phone", "who": "林某", "on": WEEK_4.isoformat(), "note": "已电话告知报送期限。"} | changes
    return client.post(f"/duties/{duty.id}/tellings", json=told, headers={"Idempotency-Key": new_id()})


def bounce(world, delivery, status="5.1.1"):
    with world.client() as operator:
        return operator.post(f"/deliveries/{delivery}/bounce", json={"status": status}, headers={"Idempotency-Key": new_id()})


def mail_of(world, duty, rung):
    [row] = [each for each in world.rows("/deliveries", duty=duty.id, channel="email", person="liaison") if each["rung"] == rung]
    return row


def subjects(world, person):
    return [mail["Subject"] for mail in world.mails(person)]


@pytest.mark.requirement("L7")
def test_a_mail_proves_that_its_reader_was_told_from_the_day_after_the_third(world, owe, everyone):
    """INVARIANT: not before the time is over within which it can come back; it is accepted on 15 April, and the 16th, 17th and 18th must pass."""
    duty = owe(date(2026, 4, 22))
    found = []
    for day in (17, 18, 19):
        world.day(date(2026, 4, day))
        found.append(mail_of(world, duty, "before-7")["proven_on"])

    assert found == [None, None, "2026-04-19"]
    assert mail_of(world, duty, "before-7")["proven_by"] == "accepted"


def test_a_day_that_begins_after_the_proofs_were_looked_for_withholds_nothing(world, owe, everyone):
    """INVARIANT: a mail is a proof on its day, whether or not the sweep for proofs came by on that day before the one that reminds."""
    duty = owe(DUE, opens_on=WEEK_4)
    world.day(WEEK_4)
    with world.notifier_away():
        set_today(world.notifier.clock, WEEK_5)
        remind_of_what_is_due(world.notifier)
    world.day(WEEK_5)

    assert subjects(world, "district") == ["请督促：半年工作报告，已逾期36天"]
    assert mail_of(world, duty, "weekly-4")["proven_on"] == WEEK_5.isoformat()


def test_a_mail_that_came_back_proves_nothing_and_the_level_above_is_asked_to_reach_its_reader(world, owe, everyone):
    """INVARIANT: nobody is escalated over whose head it was not proven that they knew."""
    duty = owe(DUE, opens_on=WEEK_4 - timedelta(days=1))
    world.day(WEEK_4)
    for rung in {row["rung"] for row in world.rows("/deliveries", duty=duty.id, channel="email")}:
        assert bounce(world, mail_of(world, duty, rung)["id"]).status_code == 200
    world.day(WEEK_5)
    [row] = world.rows("/duties")

    assert row["is_unproven"] is True
    assert [row["id"] for row in world.rows("/duties", is_unproven="true")] == [duty.id]
    assert subjects(world, "district") == ["请联系送达：半年工作报告（2026年6月30日截止）"]
    assert world.mails("bureau") == []


def test_an_officers_record_of_a_call_is_proof_and_the_next_rung_goes_up(world, owe, everyone):
    duty = owe(DUE, opens_on=WEEK_4)
    world.day(WEEK_4)
    bounce(world, mail_of(world, duty, "weekly-4")["id"])
    with district(world) as officer:
        answer = tell(officer, duty)
        shown = officer.get(f"/duties/{duty.id}/tellings").json()["items"]
    world.day(WEEK_5)

    assert (answer.status_code, answer.json()["due_on"], [each["who"] for each in shown]) == (201, "2026-06-30", ["林某"])
    assert subjects(world, "district") == ["请督促：半年工作报告，已逾期36天"]
    [row] = world.rows("/duties")
    assert row["is_unproven"] is False


def test_what_was_opened_in_the_inbox_is_proof_at_once(world, owe, everyone):
    duty = owe(DUE, opens_on=WEEK_4)
    world.day(WEEK_4)
    bounce(world, mail_of(world, duty, "weekly-4")["id"])
    with world.client("liaison", "base", organisation=LIAISON["organisation"]) as liaison:
        [entry] = liaison.get("/inbox", params={"duty": duty.id}).json()["items"]
        assert liaison.post(f"/inbox/{entry['id']}/open").status_code == 200
    world.day(WEEK_5)

    assert subjects(world, "district") == ["请督促：半年工作报告，已逾期36天"]


def test_a_moved_due_date_needs_a_proof_of_its_own(world, owe, everyone):
    duty = owe(DUE, opens_on=WEEK_4)
    world.day(WEEK_4)
    with district(world) as officer:
        tell(officer, duty)
    duty.move(WEEK_4 + timedelta(days=60))
    world.day(WEEK_4 + timedelta(days=61))

    proven = world.notifier.store.database["tellings"].find_one({"duty": duty.id})
    assert proven["due_on"] == "2026-06-30"
    assert [row["is_unproven"] for row in world.rows("/duties")] == [False]  # its own level needs no proof
    assert world.mails("district") == []


@pytest.mark.parametrize(
    ("changes", "status", "field"),
    [({"on": (WEEK_4 + timedelta(days=1)).isoformat()}, 422, "on"), ({"level": 3}, 422, "level"), ({"how": "wechat"}, 422, "how"), ({"note": ""}, 422, "note")],
)
def test_a_record_that_cannot_be_is_refused_and_not_kept(world, owe, everyone, changes, status, field):
    duty = owe(DUE, opens_on=WEEK_4)
    world.day(WEEK_4)
    with district(world) as officer:
        answer = tell(officer, duty, **changes)
        kept = officer.get(f"/duties/{duty.id}/tellings").json()["items"]

    assert (answer.status_code, answer.json()["errors"][0]["field"], kept) == (status, field, [])


def test_only_an_office_that_may_look_at_a_duty_records_who_was_told(world, owe, everyone):
    duty = owe(DUE, opens_on=WEEK_4)
    world.day(WEEK_4)
    with world.client("other", "district bureau", office="quality", district="西区") as stranger:
        assert tell(stranger, duty).status_code == 404
    with world.client("liaison", "base", organisation=LIAISON["organisation"]) as liaison:
        assert tell(liaison, duty).status_code == 403
    duty.done()
    with district(world) as officer:
        assert tell(officer, duty).json()["type"].endswith("/step-not-open")


def test_a_duty_tells_an_office_that_may_look_at_it_who_is_told_at_each_level(world, owe, everyone):
    duty = owe(DUE, opens_on=WEEK_4)
    with district(world) as officer:
        shown = officer.get(f"/duties/{duty.id}").json()
    with world.client("other", "district bureau", office="quality", district="西区") as stranger:
        assert stranger.get(f"/duties/{duty.id}").status_code == 404

    assert (shown["title"], shown["due_on"]) == ("半年工作报告", DUE.isoformat())
    assert shown["levels"][:2] == [["base"], ["district bureau"]]


def test_a_mail_server_reports_through_the_command_what_came_back(world, owe, everyone, tmp_path, monkeypatch):
    duty = owe(DUE, opens_on=WEEK_4)
    world.day(WEEK_4)
    sent = mail_of(world, duty, "weekly-4")["id"]
    report = tmp_path / "report.eml"
    report.write_bytes(dsn(sent, "5.1.1"))
    monkeypatch.setattr("fuyu.command.bounce.operator", lambda folders, service: world.client())
    monkeypatch.setattr("fuyu.law.registry.Laws.load", classmethod(lambda cls: world.notifier.laws))

    told = CliRunner().invoke(main, ["--var", str(tmp_path), "bounce", str(report)])

    assert (told.exit_code, f"{sent} came back (5.1.1)" in told.output) == (0, True), told.output
    assert (mail_of(world, duty, "weekly-4")["state"], mail_of(world, duty, "weekly-4")["because"]) == ("failed", "it came back")


def test_a_report_of_a_delay_is_no_bounce(tmp_path):
    report = tmp_path / "delay.eml"
    report.write_bytes(dsn(new_id(), "4.4.7"))

    told = CliRunner().invoke(main, ["--var", str(tmp_path), "bounce", str(report)])

    assert (told.exit_code, "no report" in told.output) == (1, True)


REPORT = """\
From: MAILER-DAEMON@example.org
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; example.org

Final-Recipient: rfc822; someone@example.org
Action: failed
Status: {status}

--B
Content-Type: text/rfc822-headers

Subject: x
Message-ID: <{id}@example.org>

--B--
"""


def dsn(id: str, status: str) -> bytes:
    """Return a report of a mail server (RFC 3464) about one of our mails."""
    return REPORT.format(id=id, status=status).encode()
