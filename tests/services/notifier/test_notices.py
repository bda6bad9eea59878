"""What people hear of besides reminders: each event of the table, to the audience it names, in a letter with its clause."""

from __future__ import annotations

import pytest

from fuyu.events.catalogue import CATALOGUE, sample
from fuyu.events.envelope import Subject
from fuyu.ids import new_id
from fuyu.law.errors import DeclarationError
from notifier.notices import CLAUSES, at, notices, read_notices
from notifier.texts import texts

from .conftest import CITY, LIAISON, code_of

APPLICANT = {"actor": "applicant", "organisation": code_of(2)}
COMPANY = {"actor": "incubatee", "organisation": code_of(3)}
OF = {"programme": f"{CITY}.base", "programme_version": "2022-01-10"}
APPLICATION = OF | {"application": new_id(), "call": new_id(), "organisation": {"id": new_id(), "code": code_of(2), "name": "示范企业002", "district": "东区"}}
ENROLMENT = OF | {"enrolment": new_id(), "designation": new_id(), "incubatee": {"code": code_of(3), "name": "示范企业003", "district": "东区"}}
GRANTED = OF | {
    "designation": new_id(),
    "kind": "base",
    "holds_class": None,
    "office": "quality",
    "organisation": APPLICATION["organisation"],
    "starts_on": "2026-04-15",
    "ends_on": None,
    "call": new_id(),
    "application": new_id(),
    "companies": [],
}
CLAUSE = {"regulation": "示市监〔2022〕12号", "clause": "第六条（四）"}
OFFICER = {"actor": "city bureau", "office": "quality"}
DESIGNATION = OF | {"designation": GRANTED["designation"], "kind": "base", "organisation": APPLICATION["organisation"]}
PROCEEDING = OF | {
    "proceeding": new_id(),
    "designation": GRANTED["designation"],
    "application": None,
    "process": "review_yearly",
    "title": "年度书面审核",
    "key": "2027",
    "organisation": APPLICATION["organisation"],
    "district": APPLICATION["organisation"]["district"],
    "clause": CLAUSE,
}
GROUND = OF | {
    "ground": new_id(),
    "designation": GRANTED["designation"],
    "key": "sessions/2026",
    "clause": CLAUSE,
    "organisation": APPLICATION["organisation"],
    "because": "5 batches were held in 2026; 6 are owed.",
}
ACTIVITY = OF | {
    "activity": new_id(),
    "kind": "visit",
    "kind_title": "基地相互观摩",
    "title": "观摩现场管理",
    "planned_on": "2026-05-12",
    "host": {"designation": new_id(), "code": code_of(2), "name": "示范企业002", "district": "东区"},
    "guests": [],
    "clause": CLAUSE,
}
CITATION = {"regulation": "系统", "rule": "L10", "because": "同一企业同一时间只在一个基地入孵"}


def tell(world, type, data, *audiences):
    kind = type.partition(".")[0]
    world.tell(
        lambda tx: tx.emit(
            type, Subject(kind, data.get(kind) or data["designation"]), data, audiences=[{**audience, "programme": data["programme"]} for audience in audiences]
        )
    )


@pytest.mark.requirement("L7")
@pytest.mark.parametrize(
    ("type", "data", "audience", "subject", "says"),
    [
        (
            "application.returned",
            APPLICATION | {"step": "district", "on": "2026-04-15", "because": "缺少承诺书"},
            APPLICANT,
            "申报退回补正：孵化基地",
            ["示范企业002", "2026年4月15日", "缺少承诺书", "属地审核", "示市监〔2022〕12号 第八条"],
        ),
        (
            "application.refused",
            APPLICATION | {"step": "designate", "on": "2026-04-15", "because": "孵化任务不足10家"},
            APPLICANT,
            "申报未通过：孵化基地",
            ["孵化任务不足10家", "认定", "示市监〔2022〕12号 第九条"],
        ),
        (
            "application.corrected",
            APPLICATION
            | {"step": "apply", "on": "2026-04-15", "because": "收文日期误录"}
            | {"before": {"received_on": "2026-04-01"}, "after": {"received_on": "2026-04-03"}},
            APPLICANT,
            "收文日期更正：示范企业002",
            ["由2026年4月1日更正为2026年4月3日", "收文日期误录", "示市监〔2022〕12号 第八条"],
        ),
        ("designation.granted", GRANTED, APPLICANT, "认定通过：企业卓越绩效管理孵化基地", ["2026年4月15日", "终止日期：—", "示市监〔2022〕12号 第九条"]),
        ("enrolment.started", ENROLMENT | {"starts_on": "2026-04-15", "ends_on": "2029-04-14"}, COMPANY, "入孵开始：孵化基地", ["2029年4月14日", "第十条"]),
        (
            "enrolment.corrected",
            ENROLMENT | {"before": {}, "after": {}, "says": "开始日期：2026-04-15 → 2026-04-13", "because": "日期误录", "on": "2026-04-15"},
            COMPANY,
            "入孵记录更正：示范企业003",
            ["2026-04-15 → 2026-04-13", "日期误录", "第十条"],
        ),
        (
            "enrolment.refused",
            ENROLMENT | {"because": "已在其他基地入孵", "clause": CITATION},
            COMPANY,
            "未能入孵：孵化基地",
            ["已在其他基地入孵", "系统规则L10"],
        ),
        (
            "designation.changed",
            DESIGNATION | {"starts_on": "2026-06-03", "ends_on": "2029-06-02", "state": "held", "holds_class": None, "because": "复查合格"},
            APPLICANT,
            "认定已变更：示范企业002",
            ["2029年6月2日", "复查合格", "示市监〔2022〕12号 第九条"],
        ),
        (
            "designation.ended",
            DESIGNATION | {"ended_on": "2026-06-02", "state": "expired", "because": "its term ended"},
            APPLICANT,
            "认定已终止：示范企业002",
            ["2026年6月2日", "已在孵的企业继续孵化"],
        ),
        (
            "designation.revoked",
            DESIGNATION | {"ended_on": "2026-06-02", "state": "revoked", "because": "违法违规经营", "clause": CLAUSE},
            APPLICANT,
            "资格已取消：示范企业002",
            ["2026年6月2日", "违法违规经营", "示市监〔2022〕12号 第六条（四）"],
        ),
        (
            "proceeding.opened",
            PROCEEDING | {"opened_on": "2027-01-31", "opened_by": "every year"},
            OFFICER,
            "已启动：年度书面审核（示范企业002）",
            ["2027年1月31日", "示市监〔2022〕12号 第六条（四）"],
        ),
        (
            "proceeding.ended",
            PROCEEDING | {"outcome": "completed", "because": "运行正常", "on": "2027-03-12"},
            OFFICER,
            "已办结：年度书面审核（示范企业002）",
            ["运行正常"],
        ),
        (
            "ground.proposed",
            GROUND | {"found_on": "2027-01-02"},
            OFFICER,
            "发现可能取消资格的事由：示范企业002",
            ["5 batches", "2027年1月2日", "示市监〔2022〕12号 第六条（四）"],
        ),
        ("ground.closed", GROUND | {"state": "withdrawn", "on": "2027-01-05"}, OFFICER, "取消资格的事由已了结：示范企业002", ["2027年1月5日"]),
        (
            "regulation.lapsing",
            OF | {"regulation": f"{CITY}.base@2022-01-10", "title": "示范办法（试行）", "lapses_on": "2027-01-10", "months": 12, "clause": CLAUSE},
            OFFICER,
            "示范办法（试行）将于2027年1月10日失效",
            ["不足12个月", "示市监〔2022〕12号 第六条（四）"],
        ),
        (
            "enrolment.stopped",
            ENROLMENT | {"stopped_on": "2026-04-15", "days_left": 183},
            COMPANY,
            "孵化暂停，等待转入其他基地：孵化基地",
            ["2026年4月15日", "183"],
        ),
        (
            "enrolment.moved",
            ENROLMENT | {"moved_on": "2026-04-15", "ends_on": "2027-04-06"},
            COMPANY,
            "已转入其他孵化基地：孵化基地",
            ["2027年4月6日", "第十条"],
        ),
        ("activity.planned", ACTIVITY, APPLICANT, "活动安排：观摩现场管理（2026年5月12日）", ["示范企业002", "基地相互观摩", "第六条（四）"]),
        (
            "activity.cancelled",
            ACTIVITY | {"because": "专家临时不能到场"},
            APPLICANT,
            "活动取消：观摩现场管理（2026年5月12日）",
            ["示范企业002", "专家临时不能到场", "第六条（四）"],
        ),
        (
            "assignment.left",
            OF
            | {"assignment": new_id(), "about": {"kind": "application", "id": new_id(), "name": "示范企业002"}, "district": "东区"}
            | {"process": "apply", "step": "designate", "person": "p-7", "successor": None}
            | {"outcome": "open", "because": "not in the pool", "on": "2026-04-15"},
            OFFICER,
            "指派人员接替：认定（示范企业002）",
            ["待另行指派", "接任者不在专家库内", "示市监〔2022〕12号 第九条"],
        ),
        (
            "base.fell_short",
            {name: ENROLMENT[name] for name in ("designation", "programme", "programme_version")}
            | {"organisation": {"code": "91410100MA00000001", "name": "示范企业002", "district": "东区"}}
            | {"running": 9, "needed": 10, "on": "2026-04-15", "clause": CITATION},
            APPLICANT,
            "入孵企业数不足：孵化基地",
            ["示范企业002", "9家", "10家", "系统规则L10"],
        ),
        ("enrolment.ended", ENROLMENT | {"outcome": "not completed", "ended_on": "2026-04-15"}, COMPANY, "入孵结束：孵化基地", ["未完成孵化", "第十条"]),
    ],
)
def test_each_event_of_the_table_reaches_its_audience_with_clause_and_facts(world, type, data, audience, subject, says):
    world.person("concerned", audience)
    world.person("stranger", LIAISON)
    tell(world, type, data, audience)

    [mail] = world.mails()
    assert (mail["X-Envelope-To"], mail["Subject"]) == ("concerned@example.org", subject)
    assert [part for part in says if part not in mail.get_content()] == []
    reader = world.client("d", "district bureau", office="quality", district="东区") if "organisation" in data or "incubatee" in data else None
    rows = world.rows("/deliveries", reader or world.client("c", "city bureau", office="quality"))
    assert {(row["kind"], row["event"], row["state"], row["channel"]) for row in rows} == {
        ("notice", type, "delivered", "email"),
        ("notice", type, "delivered", "inbox"),
    }


def test_a_refusals_own_clause_goes_before_the_steps(world):
    world.person("concerned", APPLICANT)
    clause = {"regulation": "示市监〔2022〕12号", "clause": "第六条（四）", "reading": "合同载明的家数"}
    data = APPLICATION | {"step": "designate", "on": "2026-04-15", "because": "孵化任务不足10家", "clause": clause}
    tell(world, "application.refused", data, APPLICANT)

    assert "依据：示市监〔2022〕12号 第六条（四）（理解为：合同载明的家数）" in world.mails()[0].get_content()


def test_a_notice_of_a_draft_says_so(world):
    world.person("concerned", APPLICANT)
    draft = {"programme": f"{CITY}.award", "programme_version": "2021-06-01"}
    tell(world, "application.returned", APPLICATION | draft | {"step": "apply", "on": "2026-04-15", "because": "缺少承诺书"}, APPLICANT)

    assert world.mails()[0]["Subject"] == "【草案】申报退回补正：市长质量奖"


def test_an_event_that_names_nobody_is_told_to_nobody(world):
    world.person("concerned", APPLICANT)
    tell(world, "enrolment.started", ENROLMENT | {"starts_on": "2026-04-15", "ends_on": None})

    assert (world.mails(), world.rows("/deliveries")) == ([], [])


def test_the_table_names_only_what_its_events_have():
    """INVARIANT: a fact, district or clause that an event does not carry would stand as a dash in every letter, and nobody would notice."""
    for event, row in notices().items():
        data = sample(CATALOGUE[event])
        clause = {"step": ["step"], "grant": ["kind"], "data": ["clause"]}.get(row.clause, [])
        paths = [each for path in (row.district, *row.facts.values(), *clause) if path is not None for each in path.split(" or ")]
        assert [path for path in paths if at(data, path) is None] == [], event
        assert {"programme", "programme_version"} <= data.keys()


def table(**changes):
    return {
        "application.returned": {
            "to": "named",
            "letter": "application-returned",
            "clause": "step",
            "district": "d",
            "facts": {"organisation": "o", "because": "b", "on": "on"},
        }
        | changes
    }


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "mapping"),
        (table(to="everyone"), "everyone"),
        (table(clause="somewhere"), "somewhere"),
        (table(letter="none-such"), "none-such"),
        (table(facts={"organisation": "o"}), r"Nothing fills \{because\}"),
        (table(facts={"organisation": 1, "because": "b", "on": "on"}), "facts"),
        (table(words=["unknown"]), "words"),
        (table(more=1), "more"),
    ],
)
def test_a_wrong_table_is_refused_with_its_row(content, says):
    assert set(CLAUSES) == {"data", "step", "grant", "enrols"}
    with pytest.raises(DeclarationError, match=says):
        read_notices(content, "notices.yaml", texts())
