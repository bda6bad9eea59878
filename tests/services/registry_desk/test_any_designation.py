"""Whatever is done to one base, by whomever and in whatever order: what was taken away stays away, and everything told of it adds up."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, ClassVar
from urllib.parse import quote

import httpx
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from fuyu.caller import Role
from fuyu.certificates.issuing import issue_ordered
from fuyu.ids import new_id
from fuyu.law.steps import DESIGNATION, Process
from fuyu.process.walk import Outcome
from fuyu.service import Running
from fuyu.store.duties import sweep_overdue

from .registry import CITY, PROGRAMME, Person, Registry, example
from .standing import FEW, NUMBER, Standing

BEGIN, LAST = date(2023, 6, 2), date(2027, 1, 10)
"""The day of the designation, and the last day of the regulation."""
DAYS = (date(2023, 6, 10), date(2024, 1, 31), date(2025, 12, 2), date(2026, 6, 2), date(2026, 6, 3))
"""The naming is concluded; the yearly review opens; the re-review opens; the last day; the day after it."""
LIKE = "a_base_of_the_past_round"
VERSION = "2022-01-10"
TOLD = {"designation.granted": "held", "designation.revoked": "revoked"}
AFTER = {"held": {"held", "expired", "revoked"}, "expired": {"expired", "held", "revoked"}, "revoked": {"revoked"}}
STANDS = {"held": "valid", "expired": "lapsed", "revoked": "revoked"}
SURE = st.sampled_from([True, True, False])


@dataclass
class Desk(Registry):
    """base-registry asked by people who keep their connections: a machine asks a thousand times."""

    _known: dict[tuple[str, tuple[Role, ...]], Person] = field(default_factory=dict)

    def person(self, id: str, *roles: Role) -> Person:
        """Return someone who was here before."""
        if (id, roles) not in self._known:
            self._known[id, roles] = super().person(id, *roles)
        return self._known[id, roles]


class OneBase(RuleBasedStateMachine):
    """One company from its designation on; what is refused changes nothing and is no failure."""

    at_work: ClassVar[Running]
    desk: ClassVar[Desk]
    hear: ClassVar[Any]
    tick: ClassVar[Any]
    records: ClassVar[dict[str, list[dict[str, Any]]]]
    base: ClassVar[Standing]
    happened: ClassVar[Counter[str]]

    @initialize(is_named=SURE, day=st.sampled_from(DAYS))
    def begin(self, is_named: bool, day: date) -> None:
        database = self.at_work.store.database
        for name in database.list_collection_names():
            if name != "state":
                database[name].delete_many({})
        for name, records in self.records.items():
            database[name].insert_many(records)
        self.today, self.before, self.sessions = BEGIN, self.row(), Counter[str]()
        self.call, self.application = self.before["call"], f"/applications/{self.before['application']}"
        self.desk.set_day(BEGIN.isoformat())
        if is_named:
            self.publish()
        self.go_to(day)

    # The calendar

    @rule(days=st.sampled_from([1, 8, 31, 92, 183, 365]))
    def pass_time(self, days: int) -> None:
        self.go_to(self.today + timedelta(days=days))

    @rule(day=st.sampled_from(DAYS))
    def wait_for(self, day: date) -> None:
        self.go_to(day)

    def go_to(self, day: date) -> None:
        self.today = min(max(self.today, day), LAST)
        self.desk.set_day(self.today.isoformat())
        self.look()

    @rule()
    def look(self) -> None:
        sweep_overdue(self.at_work)
        self.tick()
        issue_ordered(self.at_work)

    # From the choice to the plaque

    @rule()
    def choose_again(self) -> None:
        """A round gives a company its place once."""
        entry = {"chosen": {self.before["application"]: "base"}}
        answer = self.desk.city().act(f"/calls/{self.call}", "designate", "choose", entry=entry, number=NUMBER, overrides={"designations_least": "首批试点"})
        assert answer.status_code == httpx.codes.CONFLICT

    @rule()
    def publish(self) -> None:
        self.attempt(self.desk.city().act(f"/calls/{self.call}", "naming", "publish", number="郑市监〔2023〕31号"))

    @rule()
    def hand_over(self) -> None:
        for step in ("departments_told", "plaque"):
            self.attempt(self.desk.city().act(self.application, step, "fill", entry=example(step, like=LIKE)))

    # Reviews, renewal, continuation

    @rule(does=st.sampled_from(["pass", "pass", "propose_revocation"]))
    def review(self, does: str) -> None:
        for path in self.running("review_yearly"):
            self.attempt(self.desk.city().act(path, "yearly_visit", "skip", reason="书面审核即可"))
            self.attempt(self.desk.city().act(path, "yearly_result", does, reason="示例原因"))

    @precondition(lambda self: self.running("re_review"))
    @rule(does=st.sampled_from(["grant", "grant", "refuse"]))
    def renew(self, does: str) -> None:
        expert = self.desk.expert("expert-1")
        for path in self.running("re_review"):
            self.attempt(self.desk.company(1).act(path, "re_review_report", "fill", entry=example("re_review_report", like=LIKE)))
            self.attempt(self.desk.city().act(path, "re_review_visit", "assign", entry={"people": ["expert-1"]}))
            self.attempt(expert.act(path, "re_review_visit", "declare", entry={"interest": False}))
            self.attempt(expert.act(path, "re_review_visit", "record", entry={**example("re_review_visit", like=LIKE), "visited_on": self.today.isoformat()}))
            judged = {"still_conforms": {"is_met": True, "note": "已复查"}}
            self.attempt(self.desk.city().act(path, "renew", does, judged=judged, number=NUMBER, overrides=FEW, reason="示例原因"))

    @precondition(lambda self: self.row()["state"] == "held")
    @rule(days=st.sampled_from([0, 1, 200]))
    def go_on(self, days: int) -> None:
        until = (date.fromisoformat(self.row()["ends_on"]) + timedelta(days=days)).isoformat()
        entry = {"work_need": "在孵企业尚未结业", "because": "复查延后", "until": until}
        self.attempt(self.base.open(self.desk.city(), "continue", "approve_continuation", "grant", entry=entry, number=NUMBER))

    # Complaints, duties, grounds

    @rule(by=st.sampled_from([101, 102, 103]), is_verified=SURE, is_rectified=SURE)
    def complain(self, by: int, is_verified: bool, is_rectified: bool) -> None:
        entry = {**example("complaint", like=LIKE), "happened_on": self.today.isoformat()}
        self.attempt(self.base.open(self.desk.company(by), "complain", "complaint", entry=entry))
        for path in self.running("complain"):
            self.attempt(self.desk.district().act(path, "verify_complaint", "verify" if is_verified else "reject", reason="示例原因"))
            if is_rectified:
                self.attempt(self.desk.company(1).act(path, "rectify_complaint", "fill", entry=example("rectify_complaint", like=LIKE)))
                self.attempt(self.desk.district().act(path, "confirm_rectified", "confirm"))

    @rule(is_batch=st.booleans())
    def hold_session(self, is_batch: bool) -> None:
        id, year = new_id(), str(self.today.year)
        told = {"session": id, "designation": self.base.id, "held_on": self.today.isoformat(), "hours": "3"}
        for _ in range(2):  # An event that comes twice counts once.
            self.hear("session.held", id, told | {"counts_for_year": int(year) if is_batch else None})
        self.sessions[year] += 1

    @rule(is_proven=SURE, is_mended=st.booleans())
    def miss_a_duty(self, is_proven: bool, is_mended: bool) -> None:
        duty, year, day = new_id(), self.today.year - 1, f"{self.today.year - 1}-12-31"
        about = {"kind": DESIGNATION, "id": self.base.id, "name": "示范企业001"}
        self.hear("duty.opened", duty, {"duty": duty, "key": f"sessions/{year}", "title": "批次", "due_on": day, "about": about})
        if is_proven:
            told = {"notice": new_id(), "kind": "reminder", "person": "p-7", "channel": "email", "duty": duty, "on": day}
            self.hear("notice.proven", str(told["notice"]), told | {"level": 0, "how": "accepted", "due_on": day, "about": {"kind": "duty", "id": duty}})
        self.hear("duty.overdue", duty, {"duty": duty, "on": self.today.isoformat()})
        self.look()
        if is_mended:
            self.hear("duty.done", duty, {"duty": duty, "on": self.today.isoformat()})
            self.look()

    # The end

    @rule(is_examined=SURE, is_revoked=SURE)
    def revoke(self, is_examined: bool, is_revoked: bool) -> None:
        city, judged = self.desk.city(), {"ground_is_proven": {"is_met": True, "note": "已核实"}}
        grounds = [each["_id"] for each in self.kept("grounds", state="proposed")][:1]
        told = {"judged": judged, "grounds": grounds, "reason": "示例原因"}
        self.attempt(self.base.open(city, "revoke", "examine", "propose" if is_examined else "keep", **told))
        entry = {"ground": "违法违规经营", "facts": "市监罚字〔2025〕1号。"}
        for path in self.running("revoke"):
            self.attempt(city.act(path, "revoke", "revoke" if is_revoked else "keep", entry=entry, number=NUMBER, reason="示例原因"))

    @rule()
    def take_back(self) -> None:
        given = {"certificate_on": self.today.isoformat(), "plaque_on": self.today.isoformat()}
        for path in self.running("revoke"):
            self.attempt(self.desk.district().act(path, "take_back", "fill", entry=given))
            self.attempt(self.desk.city().act(path, "publish_revocation", "publish"))

    # What holds at any time

    @invariant()
    def what_was_taken_away_stays_away(self) -> None:
        now, before, self.before = self.row(), self.before, self.row()
        self.happened[now["state"]] += now["state"] != before["state"]
        for term in now["terms"][len(before["terms"]) :]:
            self.happened["renewed" if term["reviewed"] else "continued"] += 1
        assert now["state"] in AFTER[before["state"]]
        if before["state"] == "revoked":
            kept = ("state", "starts_on", "ends_on", "ended_on", "ended_because", "ended_by", "revocation", "terms")
            assert [now.get(name) for name in kept] == [before.get(name) for name in kept]
        assert all(earlier["ends_on"] < later["ends_on"] for earlier, later in pairwise([*now["terms"], now]))

    @invariant()
    def a_company_holds_it_once_and_places_equal_rows(self) -> None:
        assert len(self.kept("designations")) == 1
        [call] = self.kept("calls")
        assert call["granted"] == {"base": 1}
        shown = self.desk.city().get("/designations", programme=PROGRAMME)["items"]
        assert [(each["id"], each["state"]) for each in shown] == [(self.base.id, self.row()["state"])]

    @invariant()
    def what_is_told_of_a_subject_has_no_gap_and_ends_where_it_stands(self) -> None:
        numbers, told = defaultdict(list), []
        for row in self.at_work.store.rows.outbox.find().sort("sequence"):
            numbers[row["city"], row["kind"], row["subject"]].append(row["sequence"])
            # What is seen coming of a designation says nothing of where it stands.
            told += [row] if row["kind"] == DESIGNATION and row["type"] != "designation.foreseen" else []
        assert all(each == list(range(1, len(each) + 1)) for each in numbers.values())
        if told:
            last = told[-1]
            assert self.row()["state"] == (TOLD.get(last["type"]) or last["data"]["state"])
            assert Counter(row["type"] for row in told)["designation.granted"] == 1

    @invariant()
    def each_run_stands_where_its_process_says(self) -> None:
        processes: dict[str, Process] = {process.name: process for process in self.at_work.laws.of(PROGRAMME, VERSION).programme.processes}
        going = Counter[str]()
        for run in self.kept("proceedings"):
            process, is_running = processes[run["process"]], run["state"] == "running"
            assert is_running or run["state"] in set(Outcome)
            assert run.get("stands_at") in process.names if is_running else run.get("stands_at") is None
            going[process.name] += is_running and not process.many
        assert set(going.values()) <= {0, 1}

    @invariant()
    def grounds_and_duties_end_with_it(self) -> None:
        grounds = self.kept("grounds")
        assert max(Counter(each["key"] for each in grounds if each["state"] == "proposed").values(), default=0) <= 1
        if self.row()["state"] == "revoked":
            assert self.kept("applications", state="running") == []
            self.tick()
            assert [each for each in self.kept("grounds") if each["state"] == "proposed"] == []

    @invariant()
    def sessions_are_counted_once(self) -> None:
        assert {year: counted["sessions"] for year, counted in self.row()["years"].items()} == self.sessions

    @invariant()
    def its_certificate_is_shown_as_it_stands(self) -> None:
        for each in self.kept("certificates", name="honour", state="issued"):
            address = f"{self.desk.url}/public/{CITY}/certificates/{quote(each['number'])}/{each['code']}"
            shown = self.desk.operator.http.get(address).raise_for_status().json()
            state = self.row()["state"]
            assert shown["state"] in {STANDS[state], "lapsed"} if state == "held" else shown["state"] == STANDS[state]
            assert shown["since"] == (self.row()["ended_on"] if state == "revoked" else shown["since"])

    # What it takes

    def row(self) -> dict[str, Any]:
        return dict(self.at_work.store.database["designations"].find_one({"_id": self.base.id}) or {})

    def kept(self, collection: str, **which: Any) -> list[dict[str, Any]]:
        return list(self.at_work.store.database[collection].find(which))

    def running(self, process: str) -> list[str]:
        return [f"/proceedings/{each['_id']}" for each in self.kept("proceedings", process=process, state="running")]

    def attempt(self, answer: httpx.Response) -> None:
        assert answer.is_success or answer.status_code in (403, 404, 409, 412, 422), answer.text


@pytest.mark.requirement("ZB-5", "ZB-24", "ZB-26", "ZB-27", "ZB-29")
def test_whatever_happens_to_a_base_it_keeps_its_shape(
    past_base: Standing, running: Running, registry: Registry, hear: Any, tick: Any, kept: dict[str, Any]
) -> None:
    OneBase.at_work, OneBase.desk, OneBase.hear, OneBase.tick = running, Desk(registry.url, registry.mint), staticmethod(hear), staticmethod(tick)
    OneBase.records, OneBase.base = kept["records"], Standing(OneBase.desk, past_base.id)
    OneBase.happened = Counter()
    few = settings(max_examples=6, stateful_step_count=12, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(OneBase, settings=few)  # type: ignore[no-untyped-call]
    # The walks are the same each time, so this shows that they lead through what the invariants are about.
    assert all(OneBase.happened[each] for each in ("revoked", "expired", "renewed", "continued")), OneBase.happened
