"""Whatever happens to one company, in whatever order: it is with one base at a time, runs no day too long, and each outcome counts once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from tests.databases import empty

from fuyu.caller import Caller, Role
from fuyu.dates import moved, seed
from fuyu.events.envelope import Event, Subject
from fuyu.ids import new_id
from fuyu.law.registry import Laws
from fuyu.problems import Problem
from fuyu.process.proposing import Request
from fuyu.running.mongod import Mongod
from fuyu.service import Running, start
from fuyu.settings import Settings
from fuyu.store.clock import set_today
from incubatee_tracker import SERVICE
from incubatee_tracker.facts import ENDED, Counts
from incubatee_tracker.projections import HANDLERS
from incubatee_tracker.usecases.enrolments import act_on_enrolment, propose_enrolment
from incubatee_tracker.usecases.withdrawing import withdraw_process

from .test_lives import ASSESSED, RECTIFIED
from .world import CITY, DISTRICT, OFFICE, PROGRAMME, VERSION, Company, a_code

BEGIN = date(2024, 3, 1)
CALENDAR = seed()
BASES = st.sampled_from([0, 1])


@pytest.fixture(scope="module")
def running(mongod: Mongod, laws: Laws) -> Iterator[Running]:
    """The service without its worker: the machine does what that would do, at once."""
    empty(mongod, "life_")
    at_work = start(SERVICE, Settings(mongodb_uri=mongod.uri, database_prefix="life_", is_clock_settable=True), laws=laws)
    at_work.store.migrate(SERVICE.migrations)
    yield at_work
    at_work.store.close()


class OneCompany(RuleBasedStateMachine):
    """One company and two bases; what is refused changes nothing and is no failure."""

    at_work: ClassVar[Running]

    @initialize(is_listed=st.sampled_from([True, True, False]))
    def begin(self, is_listed: bool) -> None:
        self.today, self.company, self.bases = BEGIN, Company(), [(new_id(), a_code()) for _ in range(2)]
        set_today(self.at_work.clock, self.today)
        for number, (id, code) in enumerate(self.bases):
            self.follow(
                "designation.granted",
                id,
                holds_class=None,
                office=OFFICE,
                organisation={"id": new_id(), "code": code, "name": f"基地{number}", "district": DISTRICT},
                starts_on="2024-03-01",
                ends_on="2027-03-01",
                call=new_id(),
                application=new_id(),
                companies=[self.company.as_listed()] if is_listed and number == 0 else [],
            )

    @rule(days=st.sampled_from([1, 2, 3, 30, 182, 366]))
    def pass_time(self, days: int) -> None:
        self.today += timedelta(days=days)
        set_today(self.at_work.clock, self.today)
        for sweep in SERVICE.sweeps:
            sweep.run(self.at_work)

    @rule(at=BASES)
    def admit(self, at: int) -> None:
        id, by = new_id(), self.base(at)
        proposal = {"designation": self.bases[at][0], "incubatee": self.company.as_listed(), "promised": ["培训辅导"], "entry": {}}
        self.attempt(lambda tx: propose_enrolment(tx, id, new_id(), proposal), by)
        self.act("admit", "undertake", "fill", self.incubatee(), {"undertakes": True})
        self.act("admit", "recommend_incubatee", "recommend", self.district())
        self.act("admit", "approve", "grant", self.office())

    @rule(at=BASES, days=st.sampled_from([1, 90, 365, 366]))
    def ask(self, at: int, days: int) -> None:
        self.act("extend", "ask_extension", "fill", self.incubatee(), {"until": (self.last() + timedelta(days=days)).isoformat(), "because": "尚未完成"})

    @rule(at=BASES, does=st.sampled_from(["grant", "refuse"]))
    def decide(self, at: int, does: str) -> None:
        self.act("extend", "extend", does, self.base(at))

    @rule()
    def take_back(self) -> None:
        for id, version in self.ids():
            self.attempt(lambda tx, id=id, version=version: withdraw_process(tx, id, {"process": "extend", "reason": "不再需要"}, version), self.incubatee())  # type: ignore[misc]

    @rule(at=BASES, does=st.sampled_from(["pass", "fail"]))
    def assess(self, at: int, does: str) -> None:
        self.act("assess", "rectification", "fill", self.base(at), RECTIFIED)
        self.act("assess", "assess", "record", self.base(at), {"assessed_on": self.today.isoformat(), **ASSESSED})
        self.act("assess", "assessment_result", does, self.base(at))

    @rule(at=BASES, event=st.sampled_from(["revoked", "ended"]))
    def lose(self, at: int, event: str) -> None:
        state = {"revoked": "revoked", "ended": "expired"}[event]
        if self.at_work.store.database["bases"].find_one({"_id": self.bases[at][0]})["state"] == "held":
            self.follow(f"designation.{event}", self.bases[at][0], ended_on=self.today.isoformat(), state=state, because="示例")

    @rule(at=BASES, event=st.sampled_from([None, "revoked", "ended"]), no=st.sampled_from([None, None, "take_on", "agree_to_move", "approve_move"]))
    def move(self, at: int, event: str | None, no: str | None) -> None:
        """Move it to a base, most often after the other one has lost its designation; somebody may say no."""
        if event:
            self.lose(1 - at, event)
        self.act("move", "choose_base", "fill", self.office(), {"designation": self.bases[at][0]})
        self.act("move", "take_on", "decline" if no == "take_on" else "accept", self.base(at))
        self.act("move", "agree_to_move", "decline" if no == "agree_to_move" else "accept", self.incubatee())
        self.act("move", "approve_move", "return" if no == "approve_move" else "grant", self.office())

    @rule(really=st.sampled_from([False, False, True]))
    def leave(self, really: bool) -> None:
        if really:
            self.act("leave", "leave", "fill", self.incubatee(), {"because": "迁往外地"})

    @invariant()
    def it_is_with_one_base_at_a_time(self) -> None:
        assert sum(row["state"] in ("running", "to be moved") for row in self.rows()) <= 1

    @invariant()
    def it_runs_no_day_too_long(self) -> None:
        for row in self.rows():
            if row["state"] == "running" and not row["kept_open"]:
                last = date.fromisoformat(row.get("extended_until") or row["ends_on"])
                assert self.today <= last or (self.today <= moved(last, CALENDAR).on)

    @invariant()
    def each_outcome_is_said_and_counted_once(self) -> None:
        rows, outbox = self.rows(), self.at_work.store.rows.outbox
        ended = [row["_id"] for row in rows if row["state"] in ENDED and row.get("starts_on")]
        said = [row["data"] for row in outbox.find({"type": "enrolment.ended", "subject": {"$in": [row["_id"] for row in rows]}})]
        assert sorted(each["enrolment"] for each in said) == sorted(ended)
        for id, _ in getattr(self, "bases", ()):
            counted = sum(Counts.of(CITY, id).enrolments.get(state, 0) for state in ENDED)
            assert counted == sum(each["designation"] == id for each in said)

    # What happens, and who does it

    def act(self, process: str, step: str, does: str, by: Caller, entry: dict[str, Any] | None = None) -> None:
        for id, version in self.ids():
            request = Request(step=step, does=does, entry=entry or {}, reason="示例原因")
            self.attempt(lambda tx, id=id, version=version, r=request: act_on_enrolment(tx, id, new_id(), process, r, version), by)  # type: ignore[misc]

    def attempt(self, work: Callable[[Any], Any], by: Caller) -> None:
        try:
            self.at_work.store.transact(work, caller=by, city=CITY)
        except Problem as refused:
            if refused.status >= 500:
                raise

    def follow(self, type: str, designation: str, **told: Any) -> None:
        data = {"designation": designation, "programme": PROGRAMME, "programme_version": VERSION, "kind": "base", **told}
        event = Event(new_id(), type, "base-registry", CITY, Subject("designation", designation), 1, datetime.now(UTC), data)
        self.at_work.store.transact(lambda tx: HANDLERS[type](tx, event), city=CITY)  # type: ignore[operator]

    def rows(self) -> list[dict[str, Any]]:
        found = self.at_work.store.database["enrolments"].find({"incubatee.code": self.company.code}) if hasattr(self, "company") else ()
        return list(found)

    def ids(self) -> list[tuple[str, int]]:
        return [(row["_id"], row["version"]) for row in self.rows() if row["state"] in ("proposed", "running", "to be moved")]

    def last(self) -> date:
        days = [row.get("extended_until") or row.get("ends_on") for row in self.rows() if row["state"] == "running"]
        return date.fromisoformat(days[0]) if days and days[0] else self.today

    def base(self, at: int) -> Caller:
        return Caller("p-base", (Role("base", CITY, organisation=self.bases[at][1]),))

    def incubatee(self) -> Caller:
        return Caller("p-incubatee", (Role("incubatee", CITY, organisation=self.company.code),))

    def office(self) -> Caller:
        return Caller("p-city", (Role("city bureau", CITY, office=OFFICE),))

    def district(self) -> Caller:
        return Caller("p-district", (Role("district bureau", CITY, office=OFFICE, district=DISTRICT),))


@pytest.mark.requirement("ZB-16", "ZB-19", "ZB-28", "ZB-29")
def test_whatever_happens_to_a_company_it_keeps_its_shape(running: Running) -> None:
    OneCompany.at_work = running
    few = settings(max_examples=10, stateful_step_count=16, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(OneCompany, settings=few)  # type: ignore[no-untyped-call]
