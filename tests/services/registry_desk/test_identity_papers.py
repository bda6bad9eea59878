"""Identity papers over HTTP: who opens them, and when they are deleted."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest
from environs import EnvError

from base_registry import SERVICE
from base_registry.documents import Application
from base_registry.usecases.identity_papers import delete_identity_papers
from fuyu.service import Running
from fuyu.settings import Settings
from fuyu.store.sealing import HEAD, seal_waiting

from .registry import PDF, Person, Registry, Round
from .test_evidence import verified, write
from .whole_way import to_the_choice

Tick = Callable[[], None]
CARD, CARD_BEFORE = PDF + b"% card\n", PDF + b"% card before\n"
ENDED_ON, LAST_DAY = "2026-03-10", "2026-06-08"  # 90 days later

CALLED = "张三身份证.pdf"  # What the company calls a file is personal too.


@dataclass
class Papers:
    """An application whose identity paper and whose other papers are files of their own."""

    round: Round
    identity: str
    other: str

    @property
    def registry(self) -> Registry:
        return self.round.registry

    def opened_by(self, person: Person, file: str | None = None) -> httpx.Response:
        """Return what a person gets who opens the identity paper, or another."""
        return person.http.get(f"/files/{file or self.identity}")

    def status(self, person: Person, file: str | None = None) -> int:
        return self.opened_by(person, file).status_code

    def refuse(self, day: str = ENDED_ON) -> Papers:
        """Let the company hand in and the district refuse it on a day."""
        assert self.round.submit().is_success
        self.registry.set_day(day)
        self.registry.district().acts(self.round.path, "district", "refuse", reason="不符合条件", judged=self.round.judged("district"))
        return self

    def trail(self) -> list[dict[str, Any]]:
        """Return the audit rows of deletions."""
        rows = self.registry.operator.get("/audit", subject=f"application/{self.round.application}")["items"]
        return [row for row in rows if row["act"] == "application.identity_papers_deleted"]


@pytest.fixture
def papers(round_of_2026: Round) -> Papers:
    begun = round_of_2026.begin()
    company = begun.registry.company(1)
    identity, other = company.upload(CALLED, CARD), company.upload("材料.pdf")
    needed = company.get(begun.path)["materials"]
    company.change(begun.path, {"materials": {**{key: [other] for key in needed}, "identity": [identity]}}).raise_for_status()
    return Papers(begun, identity, other)


def test_only_the_applicant_and_the_offices_that_review_it_open_an_identity_paper(papers: Papers) -> None:
    """INVARIANT: neither experts, companies on the list, other offices nor the operator open it, whatever else of the file they see."""
    to_the_choice(papers.round)
    registry = papers.registry
    for person in (registry.company(1), registry.district(), registry.city()):
        assert papers.status(person) == 200
        assert [each["is_open"] for each in person.get(papers.round.path)["identity_papers"] if each["file"] == papers.identity] == [True]
    expert = registry.expert("expert-1")
    for person in (expert, registry.company(101), registry.company(2), registry.district("金水区"), registry.operator):
        assert papers.status(person) == 404
    assert [each["is_open"] for each in expert.get(papers.round.path)["identity_papers"]] == [False, False]
    assert registry.company(101).get(papers.round.path)["identity_papers"] == []
    assert (papers.status(expert, papers.other), papers.status(registry.operator, papers.other)) == (200, 200)


def test_an_office_opens_it_when_its_step_has_come_and_still_when_it_went_back(papers: Papers) -> None:
    registry = papers.registry
    assert (papers.status(registry.district()), papers.status(registry.city())) == (404, 404)
    assert papers.round.submit().is_success
    assert (papers.status(registry.district()), papers.status(registry.city())) == (200, 404)
    registry.district().acts(papers.round.path, "district", "return", reason="请补充说明")
    assert (papers.status(registry.district()), papers.status(registry.city())) == (200, 404)


def test_a_paper_that_was_taken_out_or_is_named_as_something_else_too_stays_an_identity_paper(papers: Papers, tick: Tick) -> None:
    company, fresh = papers.registry.company(1), papers.registry.company(1).upload("新.pdf", CARD_BEFORE)
    materials = {**company.get(papers.round.path)["materials"], "identity": [fresh], "qualifications": [papers.identity, papers.other]}
    company.change(papers.round.path, {"materials": materials}).raise_for_status()
    to_the_choice(papers.round)
    expert = papers.registry.expert("expert-1")
    assert [papers.status(expert, file) for file in (papers.identity, fresh, papers.other)] == [404, 404, 200]


def test_it_is_there_on_the_last_day_and_gone_on_the_day_after(papers: Papers, tick: Tick, running: Running) -> None:
    company, district = papers.refuse().registry.company(1), papers.registry.district()
    for day in ("2026-06-07", LAST_DAY):
        papers.registry.set_day(day)
        tick()
        assert (papers.status(company), papers.status(district), papers.trail()) == (200, 200, []), day
    papers.registry.set_day("2026-06-09")
    tick()
    for person in (company, district):
        answer = papers.opened_by(person)
        assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (410, "deleted")
        assert "2026-06-09" in answer.json()["detail"]
    assert [papers.status(each) for each in (papers.registry.expert("expert-1"), papers.registry.company(2))] == [404, 404]
    assert papers.status(company, papers.other) == 200
    bytes_left = [
        running.store.database[name].count_documents({field: papers.identity}) for name, field in (("content.files", "_id"), ("content.chunks", "files_id"))
    ]
    assert bytes_left == [0, 0]
    assert not running.store.rows.files.find_one({"name": CALLED})


def test_the_record_and_one_audit_row_say_what_was_there_and_when_it_went(papers: Papers, tick: Tick, running: Running) -> None:
    papers.refuse().registry.set_day("2026-07-01")
    before = papers.registry.company(1).get(papers.round.path)
    tick()
    shown = papers.registry.company(1).get(papers.round.path)
    hashes = [sha256(PDF).hexdigest(), sha256(CARD).hexdigest()]  # The round's own first paper was named as one before.
    gone = {"material": "identity", "deleted_on": "2026-07-01", "is_open": False}
    assert [{**each, "file": ""} for each in shown["identity_papers"]] == [{**gone, "sha256": each, "file": ""} for each in hashes]
    assert shown["materials"] == before["materials"]
    [row] = papers.trail()
    told = {"papers": [{"material": "identity", "sha256": each} for each in hashes], "ended_on": ENDED_ON, "days": 90}
    assert (row["by"], row["details"]) == (None, told)
    tick()
    papers.registry.set_day("2026-07-02")
    tick()
    assert papers.registry.company(1).get(papers.round.path) == shown
    assert len(papers.trail()) == 1


def test_no_paper_goes_while_the_application_runs(papers: Papers, tick: Tick) -> None:
    assert papers.round.submit().is_success
    papers.registry.set_day("2027-12-31")
    tick()
    assert (papers.status(papers.registry.company(1)), papers.trail()) == (200, [])


@pytest.mark.parametrize(
    ("days", "last_day", "day_after"), [(1, "2026-03-11", "2026-03-12"), (30, "2026-04-09", "2026-04-10"), (365, "2027-03-10", "2027-03-11")]
)
def test_another_setting_changes_the_day(papers: Papers, running: Running, days: int, last_day: str, day_after: str) -> None:
    other, company = replace(running, settings=replace(running.settings, identity_paper_days=days)), papers.refuse().registry.company(1)
    found = []
    for day in (last_day, day_after):
        papers.registry.set_day(day)
        for sweep in SERVICE.sweeps:
            sweep.run(other)
        found.append(papers.status(company))
    assert found == [200, 410]


@pytest.mark.parametrize(("given", "is_taken"), [("0", False), ("1", True), ("3650", True), ("3651", False)])
def test_they_are_kept_for_a_day_at_least_and_a_decade_at_most(monkeypatch: pytest.MonkeyPatch, given: str, is_taken: bool) -> None:
    monkeypatch.setenv("FUYU_IDENTITY_PAPER_DAYS", given)
    if is_taken:
        assert Settings.from_environ().identity_paper_days == int(given)
        return
    with pytest.raises(EnvError, match="FUYU_IDENTITY_PAPER_DAYS"):
        Settings.from_environ()


def test_a_deletion_that_is_broken_off_is_whole_the_next_time(papers: Papers, tick: Tick, running: Running) -> None:
    """INVARIANT: bytes, record and audit row go together; otherwise a kill in between would leave a paper that no sweep finds."""
    papers.refuse().registry.set_day("2026-07-01")

    def die(tx: Any) -> None:
        delete_identity_papers(tx, papers.round.application, 90)
        raise InterruptedError

    with pytest.raises(InterruptedError):
        running.store.transact(die, city="zhengzhou")
    company = papers.registry.company(1)
    assert (papers.opened_by(company).content, papers.trail()) == (CARD, [])
    running.store.database["content.files"].delete_one({"_id": papers.identity})  # as where its bytes were lost
    tick()
    assert (papers.status(company), len(papers.trail())) == (410, 1)


def test_the_evidence_still_verifies_and_tells_of_the_paper_that_was_there(papers: Papers, tick: Tick, running: Running, tmp_path: Path) -> None:
    running.store.rows.state.update_one({"_id": HEAD}, {"$set": {"number": 0, "hash": "0" * 64}}, upsert=True)
    papers.refuse().registry.set_day("2026-07-01")
    tick()
    seal_waiting(running.store)
    members = papers.registry.district().evidence(papers.round.path)
    told = verified(write(members, tmp_path))
    assert told.exit_code == 0, told.output
    application = json.loads(members["application.json"])
    assert [each["sha256"] for each in application["identity_papers"]][-1] == sha256(CARD).hexdigest()
    assert CALLED.encode() not in b"".join(members.values())
    assert "application.identity_papers_deleted" in members["audit/rows.json"].decode()


def test_papers_of_before_become_identity_papers_by_the_migration(papers: Papers, tick: Tick, running: Running) -> None:
    papers.refuse()
    database = running.store.database
    database["applications"].update_many({}, {"$unset": {"identity_papers": "", "papers_kept_since": ""}})
    database["files"].update_many({}, {"$unset": {"is_identity_paper": ""}})
    assert papers.status(papers.registry.operator) == 200
    step = next(each for each in SERVICE.migrations if "identity papers" in each.name)
    step.run(running.store)
    kept = database["applications"].find_one()
    step.run(running.store)
    assert database["applications"].find_one() == kept
    assert papers.status(papers.registry.operator) == 404
    papers.registry.set_day("2026-06-09")
    tick()
    assert papers.status(papers.registry.company(1)) == 410


def test_what_is_due_is_found_by_an_index(papers: Papers) -> None:
    plan = json.dumps(Application.objects(papers_kept_since__lte="2026-03-10").explain()["queryPlanner"]["winningPlan"])
    assert ("papers_kept_since" in plan, "IXSCAN" in plan, "COLLSCAN" in plan) == (True, True, False)
