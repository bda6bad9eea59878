"""What winners of an award and recognised benchmarks share and report: planned by the office that honours them, logged, drafted and owed every year."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from fuyu.caller import Role
from fuyu.ids import new_id
from fuyu.store.transaction import Subject

from .world import CITY, Client, World, a_code

PERFORMANCE = {"performance": "主要绩效指标较上年提高。", "activities": "分享两次。", "improvement": "继续改进。"}


@dataclass
class Honour:
    """One kind of honour: its programme, its office, and the actors of office and holder."""

    programme: str
    version: str
    kind: str
    office: str
    officer: str
    holder: str
    ends_on: str | None = None


AWARD = Honour("zhengzhou.mayor_award", "2021-10-26", "award", "award_secretariat", "secretariat", "winner", ends_on="2030-04-22")
NOMINATION = Honour("zhengzhou.mayor_award", "2021-10-26", "nomination", "award_secretariat", "secretariat", "winner")
BENCHMARK = Honour("zhengzhou.benchmark", "2021-06-26", "benchmark", "industry_bureau", "industry bureau", "holder")


@dataclass
class Held:
    """A designation of an honour from 22 April 2026 on."""

    world: World
    honour: Honour
    id: str
    code: str

    def office(self) -> Client:
        return self.world.as_(Role(self.honour.officer, CITY, office=self.honour.office), person="p-office")

    def holder(self) -> Client:
        return self.world.as_(Role(self.honour.holder, CITY, organisation=self.code), person="p-holder")

    def duties(self) -> dict[str, tuple[str, str]]:
        """Return state and last day of each duty."""
        rows = self.world.tracker.store.rows.duties.find({"about.id": self.id})
        return {row["key"]: (row["state"], str(row["due_on"])) for row in rows}

    def plan(self, kind: str, planned_on: str = "2026-06-10", **more: Any) -> httpx.Response:
        told = {"programme": self.honour.programme, "kind": kind, "title": "质量管理经验分享会", "planned_on": planned_on, "host": self.id}
        return self.office().post("/activities", json=told | more)


def grant(world: World, honour: Honour) -> Held:
    """Let base-registry grant an honour; where its text is a draft, an operator adopted it."""
    world.set_day("2026-04-22")
    code, id = a_code(), new_id()
    data = {
        "designation": id,
        "programme": honour.programme,
        "programme_version": honour.version,
        "kind": honour.kind,
        "holds_class": None,
        "office": honour.office,
        "organisation": {"id": new_id(), "code": code, "name": f"示范企业{code[-5:]}", "district": "金水区"},
        "starts_on": "2026-04-22",
        "ends_on": honour.ends_on,
        "call": new_id(),
        "application": new_id(),
        "companies": [],
        "is_draft": honour is not BENCHMARK,
    }
    if world.tracker.store.rows.law_settings.count_documents({"city": CITY}) == 0:
        adopted = {"programme": AWARD.programme, "version": AWARD.version}
        told = {
            "sequence": 1,
            "kind": "adoption",
            "from_day": "2026-01-01",
            "content": adopted,
            "reason": "市政府会议纪要",
            "number": "郑政〔2026〕1号",
            "by": "p",
        }
        world.say("law.changed", Subject("law", CITY), told)
    world.say("designation.granted", Subject("designation", id), data)
    world.settle()
    return Held(world, honour, id, code)


@pytest.mark.parametrize(
    ("honour", "kind", "clause"),
    [
        pytest.param(AWARD, "sharing", "第二十二条", marks=pytest.mark.requirement("MQ-16")),
        pytest.param(NOMINATION, "promotion", "第十条（八）", marks=pytest.mark.requirement("MQ-16")),
        pytest.param(BENCHMARK, "sharing", "第六条4", marks=pytest.mark.requirement("BM-8")),
        pytest.param(BENCHMARK, "visit", "第十二条", marks=pytest.mark.requirement("BM-8")),
    ],
    ids=["a winner shares", "a nominee is made known", "a benchmark shares", "a benchmark is visited"],
)
def test_sharing_is_planned_by_the_office_and_logged_as_it_was_held(world: World, honour: Honour, kind: str, clause: str) -> None:
    held = grant(world, honour)
    refused = held.plan("party")
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "kind")
    planned = held.plan(kind)
    assert planned.status_code == 201, planned.text
    assert (planned.json()["state"], planned.json()["clause"]["clause"]) == ("planned", clause)
    path = f"/activities/{planned.json()['id']}"
    assert held.holder().get(path).status_code == 200
    world.set_day("2026-06-10")
    record = {"held_on": "2026-06-10", "outcome": "三十家企业到场，形成经验材料一份。"}
    kept = held.office().post(f"{path}/record", json=record, headers={"If-Match": planned.headers["ETag"]})
    assert (kept.status_code, kept.json()["state"], kept.json()["outcome"]) == (201, "held", record["outcome"])


@pytest.mark.requirement("BM-8", "MQ-16")
@pytest.mark.parametrize("honour", [AWARD, BENCHMARK], ids=["a winner", "a benchmark"])
def test_the_holder_logs_what_it_shared_by_itself(world: World, honour: Honour) -> None:
    held = grant(world, honour)
    world.set_day("2026-07-01")
    told = {
        "designation": held.id,
        "held_on": "2026-07-01",
        "kind": "exchange",
        "topic": "六西格玛设计经验交流",
        "hours": "2",
        "is_free": True,
        "attendance": [],
    }
    logged = held.holder().post("/sessions", json=told)
    assert (logged.status_code, logged.json()["counts_for_year"]) == (201, None)
    world.settle()
    assert [each["topic"] for each in held.office().get("/sessions", params={"designation": held.id}).json()["items"]] == ["六西格玛设计经验交流"]


@pytest.mark.requirement("MQ-12")
def test_a_winner_owes_its_performance_report_by_31_march_and_finds_what_it_shared_drafted(world: World) -> None:
    """31 March 2027 is a Wednesday; the report of 2026 opens with the new year."""
    held = grant(world, AWARD)
    planned = held.plan("sharing").json()
    world.set_day("2026-06-10")
    record = {"held_on": "2026-06-10", "outcome": "三十家企业到场。"}
    held.office().post(f"/activities/{planned['id']}/record", json=record, headers={"If-Match": f'"{planned["version"]}"'})
    world.set_day("2026-12-31")
    world.settle()
    assert held.duties() == {}
    world.set_day("2027-01-01")
    world.settle()
    assert held.duties() == {"performance/2026": ("open", "2027-03-31")}
    drafted = held.holder().get(f"/bases/{held.id}/reports/performance/2026/draft").json()["sections"]
    assert {each["key"]: each["text"] for each in drafted} == {
        "performance": "",
        "activities": "2026年按推广计划参加：成功经验分享1次；无自行开展的记录。",
        "improvement": "",
    }
    world.set_day("2027-03-31")
    handed_in = held.holder().post(f"/bases/{held.id}/reports", json={"report": "performance", "year": 2026, "sections": PERFORMANCE})
    assert handed_in.status_code == 201, handed_in.text
    world.settle()
    assert held.duties()["performance/2026"][0] == "done"


@pytest.mark.requirement("MQ-12")
def test_a_report_that_is_not_handed_in_is_overdue_the_day_after_and_what_ends_with_the_term_is_owed_no_more(world: World) -> None:
    held = grant(world, AWARD)
    world.set_day("2027-04-01")
    world.settle()
    until = time.monotonic() + 10
    while held.duties()["performance/2026"][0] != "overdue" and time.monotonic() < until:
        time.sleep(0.05)  # The worker's own tick finds what is overdue.
    assert held.duties()["performance/2026"] == ("overdue", "2027-03-31")
    world.set_day("2030-04-22")
    world.settle()
    assert sorted(held.duties()) == [f"performance/{year}" for year in (2026, 2027, 2028, 2029)]


@pytest.mark.requirement("MQ-12")
def test_a_nomination_has_no_term_and_owes_no_report(world: World) -> None:
    held = grant(world, NOMINATION)
    world.set_day("2027-01-01")
    world.settle()
    assert held.duties() == {}
