"""Reminders stop, move and follow people as the duty and the directory do."""

from __future__ import annotations

from datetime import date
from threading import Barrier, Thread

import pytest

from fuyu.events.envelope import NO_CITY, Subject
from fuyu.ids import new_id
from fuyu.store import duties
from notifier.sweeps import deliver_what_waits, remind_of_what_is_due

from .conftest import BUREAU, CITY, DISTRICT, ELSEWHERE, LEVELS, LIAISON, code_of

DUE = date(2026, 4, 22)
"""Seven days after the law's day on which each test begins."""


@pytest.mark.requirement("L7")
def test_a_reminder_says_what_is_owed_by_when_on_which_clause_and_which_facts(world, owe):
    world.person("liaison", LIAISON, name="张𬭎𬀩")
    owe(DUE)

    [mail] = world.mails("liaison")
    text = mail.get_content().replace("\r\n", "\n")
    assert mail["Subject"] == "半年工作报告：2026年4月22日截止"
    for said in ("张𬭎𬀩", "示范企业001", "2026年4月22日", "还有7天", "示市监〔2022〕12号 第十四条（五）", "本年度上半年的报告尚未报送。", "孵化基地"):
        assert said in text
    assert "草案" not in text + mail["Subject"]
    assert "暂定" not in text


@pytest.mark.requirement("L4")
def test_a_provisional_date_is_marked(world, owe):
    world.person("liaison", LIAISON)
    owe(DUE, is_provisional=True)

    [mail] = world.mails("liaison")
    assert "2026年4月22日截止（暂定" in mail["Subject"]
    assert "2026年4月22日（暂定" in mail.get_content()


@pytest.mark.requirement("L6")
def test_what_rests_on_a_draft_says_so(world, owe):
    world.person("liaison", LIAISON, language="en")
    owe(DUE, programme=f"{CITY}.award", programme_version="2021-06-01", clause={"regulation": "《示例市质量奖管理办法（征求意见稿）》", "clause": "第五条"})

    [mail] = world.mails("liaison")
    assert mail["Subject"].startswith("【草案】半年工作报告")
    assert "【草案】提醒您" in mail.get_content()
    assert "[Draft] this is still to be done" in mail.get_content()


def test_chinese_comes_first_and_english_stands_beside_it_for_those_who_read_it(world, owe):
    world.person("liaison", LIAISON, language="en")
    world.person("second", LIAISON, language="zh")
    owe(DUE)

    both, chinese = world.mails("liaison")[0], world.mails("second")[0]
    assert both["Subject"] == "半年工作报告：2026年4月22日截止 / 半年工作报告: due 22 April 2026"
    assert both.get_content().index("截止日期") < both.get_content().index("Due: 22 April 2026")
    assert "Due:" not in chinese.get_content()


@pytest.mark.parametrize("ending", ["done", "withdraw"])
def test_what_is_done_or_withdrawn_stops_reminding_at_once(world, owe, ending):
    world.person("liaison", LIAISON)
    duty = owe(DUE)
    assert len(world.mails()) == 1

    getattr(duty, ending)()
    for day in (date(2026, 4, 21), date(2026, 4, 23), date(2026, 4, 30)):
        world.day(day)

    assert len(world.mails()) == 1
    [row] = world.rows("/duties")
    assert (row["state"], row["next_on"]) == ({"done": "done", "withdraw": "withdrawn"}[ending], None)


def test_a_mail_that_still_waits_is_stopped_when_the_duty_is_done(world, owe):
    world.person("liaison", LIAISON)
    world.mail.refusal = "451 4.3.0 Try again later"
    duty = owe(DUE)
    duty.done()
    world.mail.refusal = None
    world.wait_for_retries()

    assert world.mails() == []
    assert ("before-7", "liaison", "email", "stopped") in duty.reminders()


def test_a_moved_due_date_begins_the_ladder_anew(world, owe):
    world.person("liaison", LIAISON)
    duty = owe(DUE)
    duty.move(date(2026, 5, 20))
    assert [mail["Subject"] for mail in world.mails()] == [
        "半年工作报告：2026年4月22日截止",
        "半年工作报告：2026年5月20日截止",
    ]  # the new date is told at once: before-60

    counts = []
    for day in (date(2026, 4, 19), date(2026, 4, 20), date(2026, 4, 21), date(2026, 4, 23), date(2026, 5, 12), date(2026, 5, 13)):
        world.day(day)
        counts.append(len(world.mails()))

    assert counts == [2, 3, 3, 3, 3, 4]  # 30 and 7 days before the new date; nothing on the days of the old one


def test_a_date_that_only_becomes_certain_is_not_told_again(world, owe):
    world.person("liaison", LIAISON)
    duty = owe(DUE, is_provisional=True)
    duty.move(DUE)

    assert len(world.mails()) == 1
    world.day(date(2026, 4, 21))
    assert "暂定" not in world.mails()[-1].get_content()


def test_a_date_moved_there_and_back_is_not_told_twice(world, owe):
    world.person("liaison", LIAISON)
    duty = owe(DUE)
    duty.move(date(2026, 5, 20))
    duty.move(DUE)

    assert len(world.mails()) == 2
    assert sorted(duty.sent()) == [("before-60", "liaison"), ("before-7", "liaison")]


def test_what_is_owed_again_is_reminded_of_again(world, owe):
    world.person("liaison", LIAISON)
    duty = owe(DUE)
    duty.done()
    duty.reopen()
    world.day(date(2026, 4, 21))

    assert duty.sent() == [("before-7", "liaison"), ("before-1", "liaison")]


def test_two_copies_that_look_at_the_same_moment_send_once(world, owe):
    """INVARIANT: however many workers look at once, each person gets each rung once on each channel."""
    for number in range(3):
        world.person(f"liaison{number}", LIAISON)
    second = world.begin(world.notifier)
    for _ in range(10):
        owe(DUE)
    together = Barrier(4)

    def look():
        together.wait()
        for _ in range(5):
            remind_of_what_is_due(world.notifier)
            deliver_what_waits(world.notifier)

    def look_quietly():
        try:
            look()
        except Exception as error:  # noqa: BLE001 -- A copy that meets another may have to look again; it must not fail otherwise.
            faults.append(repr(error))

    faults = []
    copies = [Thread(target=look_quietly) for _ in range(4)]
    world.day(date(2026, 4, 20))
    for copy in copies:
        copy.start()
    world.day(date(2026, 4, 21))
    for copy in copies:
        copy.join()
    world.settle()

    assert [fault for fault in faults if "Busy" not in fault] == []
    assert len(world.mails()) == 2 * 10 * 3  # before-7 and before-1 of ten duties to three people
    assert len({mail["Message-ID"] for mail in world.mails()}) == 60
    second.stop(10)


def test_another_citys_people_hear_nothing(world, owe):
    world.person("liaison", LIAISON)
    world.person("liaison2", LIAISON, city=ELSEWHERE, email="liaison2@example.org")
    world.person("clerk", BUREAU, city=ELSEWHERE)
    duty = owe(DUE)
    world.tell(
        lambda tx: duties.open_(
            tx,
            duties.Duty(
                subject=Subject("designation", new_id()),
                subject_name="别处企业",
                key="report",
                title="别处的报告",
                clause={"regulation": "x", "clause": "第五条"},
                programme=f"{ELSEWHERE}.base",
                programme_version="2022-01-10",
                due_on=DUE,
                levels=LEVELS,
            ),
        ),
        city=ELSEWHERE,
    )

    assert [mail["Subject"] for mail in world.mails("liaison")] == ["半年工作报告：2026年4月22日截止"]
    assert [mail["Subject"] for mail in world.mails("liaison2")] == ["别处的报告：2026年4月22日截止"]
    assert {row["person"] for row in world.rows("/reminders")} == {"liaison"}
    assert {row["person"] for row in world.rows("/deliveries", world.client("clerk", "city bureau", ELSEWHERE, office="quality"))} == {"liaison2"}
    assert [row["id"] for row in world.rows("/duties")] == [duty.id]


def test_where_nobody_who_owes_it_is_known_the_next_level_is_told_and_it_shows(world, owe):
    world.person("district", DISTRICT)
    duty = owe(DUE)
    assert [mail["Subject"] for mail in world.mails("district")] == ["请督促：半年工作报告，还有7天"]
    assert [row["id"] for row in world.rows("/duties", is_unheard="true")] == [duty.id]

    world.person("liaison", LIAISON)
    world.settle()

    assert [mail["Subject"] for mail in world.mails("liaison")] == ["半年工作报告：2026年4月22日截止"]
    assert world.rows("/duties", is_unheard="true") == []
    assert len(world.mails("district")) == 1


def test_an_organisation_whose_people_act_otherwise_so_far_is_told_all_the_same(world, owe):
    world.person("applicant", {"actor": "applicant", "organisation": code_of(1)})
    world.person("other", {"actor": "applicant", "organisation": code_of(2)})
    owe(DUE)

    assert [mail["X-Envelope-To"] for mail in world.mails()] == ["applicant@example.org"]


def test_a_role_in_one_programme_hears_nothing_of_another(world, owe):
    world.person("here", {**LIAISON, "programme": f"{CITY}.base"})
    world.person("there", {**LIAISON, "programme": f"{CITY}.award"})
    owe(DUE)

    assert [mail["X-Envelope-To"] for mail in world.mails()] == ["here@example.org"]


def test_a_deputy_is_told_while_the_person_is_away_both_days_included(world, owe):
    world.person("deputy", {**LIAISON, "actor": "applicant"})
    world.person("liaison", LIAISON, deputy="deputy", away_from="2026-04-22", away_until="2026-04-23")
    owe(date(2026, 4, 23))  # before-1 on the 22nd, the first day away; after-1 on the 24th, the day after
    first = [mail["X-Envelope-To"] for mail in world.mails()]
    world.day(date(2026, 4, 22))
    second = [mail["X-Envelope-To"] for mail in world.mails()][len(first) :]
    world.day(date(2026, 4, 24))
    third = [mail["X-Envelope-To"] for mail in world.mails()][len(first + second) :]

    assert (first, second, third) == (["liaison@example.org"], ["deputy@example.org"], ["liaison@example.org"])


def test_open_work_follows_a_replaced_person(world, owe):
    world.person("liaison", LIAISON)
    duty = owe(DUE)
    ended = owe(DUE)
    ended.done()
    world.person("successor", LIAISON)
    with world.client() as operator:
        world.change(operator, "liaison", is_active=False).raise_for_status()
    world.settle()

    assert [mail["Subject"] for mail in world.mails("successor")] == ["半年工作报告：2026年4月22日截止"]
    assert ("before-7", "successor") in duty.sent("inbox")
    assert ended.reminders(person="successor") == []
    before = len(world.mails("liaison"))
    world.day(date(2026, 4, 21))
    assert (len(world.mails("successor")), len(world.mails("liaison"))) == (2, before)


def test_an_account_that_changed_in_the_portal_is_followed(world, owe):
    told = {"person": "liaison", "name": "林某", "is_active": True, "actors": [{**LIAISON, "city": CITY}, {**BUREAU, "city": ELSEWHERE}]}
    world.tell(lambda tx: tx.emit("person.changed", Subject("person", "liaison"), told))
    duty = owe(DUE)
    assert (duty.sent("inbox"), duty.sent()) == ([("before-7", "liaison")], [])

    world.tell(lambda tx: tx.emit("person.changed", Subject("person", "liaison"), told | {"is_active": False}))
    world.day(date(2026, 4, 21))

    assert duty.sent("inbox") == [("before-7", "liaison")]


def test_an_account_that_belongs_to_no_city_is_followed_in_each_it_names(world):
    actors = [{**LIAISON, "city": CITY}, {**BUREAU, "city": ELSEWHERE}]
    told = {"person": "both", "name": "林某", "is_active": True, "actors": actors}
    world.tell(lambda tx: tx.emit("person.changed", Subject("person", "both"), told), city=NO_CITY)
    assert [world.rows("/people", world.client(city=city))[0]["roles"] for city in (CITY, ELSEWHERE)] == [[LIAISON], [BUREAU]]

    world.tell(lambda tx: tx.emit("person.changed", Subject("person", "both"), told | {"actors": actors[:1]}), city=NO_CITY)

    left = [world.rows("/people", world.client(city=city))[0] for city in (CITY, ELSEWHERE)]
    assert [each["is_active"] for each in left] == [True, False]
    assert left[1]["roles"] == [BUREAU]  # Whoever kept the person there still finds them, and may let them back.


def test_a_duty_whose_plugin_is_away_waits_and_holds_up_no_other(world, owe):
    world.person("liaison", LIAISON)
    owe(DUE, programme=f"{CITY}.base", programme_version="1999-01-01", title="插件缺失")
    owe(DUE)

    assert [mail["Subject"] for mail in world.mails()] == ["半年工作报告：2026年4月22日截止"]
    held = next(row for row in world.rows("/duties") if row["title"] == "插件缺失")
    assert (held["next_on"], held["reminded_on"]) == ("2026-04-16", None)
