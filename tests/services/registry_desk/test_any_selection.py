"""Whatever officers choose, object to and answer, in whatever order and two at once: no edition gives more than its places, and each row is told why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, ClassVar

import httpx
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from fuyu.caller import Role
from fuyu.service import Running

from .edition import NUMBER, Edition
from .registry import Person, Registry

PLACES = {"award": 5, "nomination": 5}
APPLICANTS = 13
TOTALS = (900, 880, 860, 840, 840, 820, 800, 700, 600, 520, 500, 499, 300)
NUMBERS = range(1, APPLICANTS + 1)
KINDS = st.sampled_from(["award", "award", "nomination", "nomination", None])
CLOSED = ("completed", "not chosen", "removed")


@dataclass
class Desk(Registry):
    """base-registry asked by people who keep their connections."""

    _known: dict[tuple[str, tuple[Role, ...]], Person] = field(default_factory=dict)

    def person(self, id: str, *roles: Role) -> Person:
        """Return someone who was here before."""
        if (id, roles) not in self._known:
            self._known[id, roles] = super().person(id, *roles)
        return self._known[id, roles]


class OneEdition(RuleBasedStateMachine):
    """Thirteen candidates of an edition on the first day of their publication; what is refused changes nothing and is no failure."""

    at_work: ClassVar[Running]
    tick: ClassVar[Any]
    records: ClassVar[dict[str, list[dict[str, Any]]]]
    edition: ClassVar[Edition]
    taken: ClassVar[Counter[str]] = Counter()

    @initialize(objected=st.sets(st.sampled_from(NUMBERS), max_size=3), is_over=st.sampled_from([True, True, True, False]))
    def begin(self, objected: set[int], is_over: bool) -> None:
        database = self.at_work.store.database
        for name in database.list_collection_names():
            if name != "state":
                database[name].delete_many({})
        for name, records in self.records.items():
            database[name].insert_many(records)
        self.day = 13
        self.edition.registry.set_day("2026-04-13")
        for number in sorted(objected):
            self.object(number)
        if is_over:
            self.pass_time(8)

    @rule(days=st.sampled_from([1, 8]))
    def pass_time(self, days: int) -> None:
        """The list stands until 20 April."""
        self.day = min(self.day + days, 30)
        self.edition.registry.set_day(f"2026-04-{self.day}")
        self.tick()

    @rule(number=st.sampled_from(NUMBERS))
    def object(self, number: int) -> None:
        secretary = self.edition.secretariat()
        papers = {paper: [secretary.upload()] for paper in ("seal", "evidence")}
        contact = {"name": "示范商会", "phone": "0371-00000002", "address": "示范路4号"}
        told = {"application": self.edition.id(number), "says": "数据不实。", "contact": contact, "is_organisations": True, "papers": papers}
        self.attempt(secretary.post(f"{self.edition.path}/objections", told))

    @rule(upheld=st.booleans())
    def answer(self, upheld: bool) -> None:
        secretary = self.edition.secretariat()
        for each in secretary.get("/objections", call=self.edition.call, state="open")["items"][:1]:
            body = {"upheld": upheld, "answer": "已核查。"}
            self.attempt(secretary.post(f"/objections/{each['id']}/resolution", body, **{"If-Match": f'"{each["version"]}"'}))

    @rule(kinds=st.lists(KINDS, min_size=APPLICANTS, max_size=APPLICANTS))
    def choose_freely(self, kinds: list[str | None]) -> None:
        """Some choices are more than the places, or below the floor: they are refused whole."""
        self.choose([dict(zip(NUMBERS, kinds, strict=True))])

    @rule()
    def choose_as_proposed(self) -> None:
        self.choose([self.proposed()])

    @rule(left_out=st.sets(st.sampled_from(NUMBERS), max_size=4))
    def choose_at_once(self, left_out: set[int]) -> None:
        """Two officers choose at the same moment, from the same version of the call, each within the places."""
        proposed = self.proposed()
        self.choose([proposed, {number: kind for number, kind in proposed.items() if number not in left_out}])

    def proposed(self) -> dict[int, str | None]:
        ids = {self.edition.id(number): number for number in NUMBERS}
        return {ids[row["application"]]: row["kind"] for row in self.edition.selection()["rows"]}

    def choose(self, choices: list[dict[int, str | None]]) -> None:
        listed = {row["application"] for row in self.edition.selection()["rows"]}
        officers = [self.edition.government(f"mayor-{number}") for number in range(1, len(choices) + 1)]
        version = officers[0].version(self.edition.path)
        bodies = [self.choice(choice, listed) for choice in choices]

        def say(officer: Person, body: dict[str, Any]) -> httpx.Response:
            return officer.post(f"{self.edition.path}/acts", body, **{"If-Match": version})

        with ThreadPoolExecutor(len(choices)) as at_once:
            answers = list(at_once.map(say, officers, bodies))
        for answer in answers:
            self.attempt(answer)
            self.taken["chosen" if answer.is_success else "refused"] += 1
        assert sum(answer.is_success for answer in answers) <= 1

    def choice(self, kinds: dict[int, str | None], listed: set[str]) -> dict[str, Any]:
        on_the_list = {self.edition.id(number): kind for number, kind in kinds.items() if self.edition.id(number) in listed}
        chosen = {id: kind for id, kind in on_the_list.items() if kind}
        entry = {"chosen": chosen, "reasons": dict.fromkeys(listed, "综合考虑行业代表性。")}
        return {"step": "decide", "does": "choose", "entry": entry, "number": NUMBER}

    # What holds at any time

    @invariant()
    def no_more_than_its_places_are_given(self) -> None:
        held = Counter(each["kind"] for each in self.kept("designations") if each["uses_place"])
        (call,) = self.kept("calls")
        assert call["granted"] == dict(held)
        assert all(held[kind] <= most for kind, most in PLACES.items())

    @invariant()
    def an_award_has_its_points_and_nobody_has_two_titles(self) -> None:
        held = self.kept("designations")
        assert max(Counter(each["application"] for each in held).values(), default=0) <= 1
        totals = {self.edition.id(number): total for number, total in zip(NUMBERS, TOTALS, strict=True)}
        assert all(totals[each["application"]] >= 500 for each in held if each["kind"] == "award")

    @invariant()
    def everybody_is_told_how_it_went_and_why(self) -> None:
        (call,) = self.kept("calls")
        held = {each["application"]: each["kind"] for each in self.kept("designations")}
        for sitting in call["sittings"]:
            for row in sitting["rows"]:
                assert row["because"] or row["state"] in ("listed", "held") or sitting["step"] == "notice"
                if sitting["step"] == "decide" and sitting["closed_on"] and row["state"] != "removed":
                    assert held.get(row["application"]) == row["kind"]
        for each in self.kept("applications"):
            assert each["state"] in ("running", *CLOSED)
            assert (each["_id"] in held) == (each["state"] in ("running", "completed") and each.get("stands_at") in ("present", None))

    def kept(self, collection: str) -> list[dict[str, Any]]:
        return list(self.at_work.store.database[collection].find())

    def attempt(self, answer: httpx.Response) -> None:
        assert answer.is_success or answer.status_code in (403, 404, 409, 412, 422), answer.text


@pytest.mark.requirement("MQ-1", "MQ-4", "MQ-9", "MQ-11")
def test_whatever_is_chosen_no_edition_gives_more_than_its_places(registry: Registry, running: Running, tick: Callable[[], None]) -> None:
    """INVARIANT: two officers at once never exceed the places, whatever objections hold back and bring on later."""
    edition = Edition(Desk(registry.url, registry.mint)).adopt("2026-01-04", "2026-01-05").open("2026-03-02")
    edition.reviewed(1, TOTALS[0])
    edition.reviewed_alike(running.store.database, dict(zip(NUMBERS[1:], TOTALS[1:], strict=True)), of=1)
    edition.voted("2026-04-13").published()
    database = running.store.database
    kept = {name: records for name in database.list_collection_names() if name != "state" and (records := list(database[name].find()))}
    OneEdition.at_work, OneEdition.tick, OneEdition.records, OneEdition.edition = running, staticmethod(tick), kept, edition
    few = settings(max_examples=8, stateful_step_count=6, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(OneEdition, settings=few)  # type: ignore[no-untyped-call]
    assert all(OneEdition.taken[how] for how in ("chosen", "refused")), "the machine never came to a decision"
