"""Experts who are assigned, declare, score, are recused and released: at one step and over the whole way of an application."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

import pytest

from fuyu.caller import Caller, Role
from fuyu.dates import Due
from fuyu.law import Laws, LawSettings
from fuyu.law.facts import Application, Call, Designation, Interest, Organisation
from fuyu.law.steps import ADMIT, RETURN, Process, Score, Submit
from fuyu.law.steps import Review as Checked
from fuyu.problems import ConditionsNotMet, InvalidInput, NotYourStep, ReasonMissing, Recused
from fuyu.process.acting import Subject, Taken, limit_by, take_step
from fuyu.process.actors import Holders
from fuyu.process.proposing import Request
from fuyu.process.walk import Act, State, Walk, from_document, to_document
from fuyu.process.walker import Walker

DAY = date(2026, 6, 1)
APPLICANT = "91410100MA0000001X"
SHEETS, REPORT, SITE = "document_sheets", "document_review", "site_review"
SECRETARIAT = Caller("secretary", (Role("secretariat", "zhengzhou", office="award_secretariat"),))
FIVE = ("e1", "e2", "e3", "e4", "e5")


def expert(person: str) -> Caller:
    """Return an expert."""
    return Caller(person, (Role("expert", "zhengzhou"), Role("leader", "zhengzhou")))


@dataclass
class Review:
    """An application of the mayor's award that has come to its document review, where the group has five to seven experts."""

    subject: Subject

    def act(self, caller: Caller, step: str, does: str, entry: dict[str, Any] | None = None, reason: str | None = None) -> Taken:
        """Take an act, after the walk went through a document and back."""
        kept = from_document(to_document(self.subject.walk))
        self.subject = Subject(**{**vars(self.subject), "walk": kept})
        return take_step(self.subject, Request(step, does, entry or {}, reason=reason), caller, today=DAY, now=datetime(2026, 6, 1, tzinfo=UTC))

    def assign(self, *people: str, step: str = SHEETS) -> None:
        """Assign experts."""
        self.act(SECRETARIAT, step, "assign", {"people": list(people)})

    def release(self, *people: str, step: str = SHEETS, by: Caller = SECRETARIAT, reason: str | None = "因病不能评审。") -> Taken:
        """Release experts."""
        return self.act(by, step, "release", {"people": list(people)}, reason)

    def declare(self, person: str, *, interest: bool = False, step: str = SHEETS) -> Taken:
        """Declare whether there is an interest."""
        return self.act(expert(person), step, "declare", {"interest": interest})

    def score(self, person: str, step: str = SHEETS) -> Taken:
        """Hand in full marks."""
        law, rubric = self.subject.law, self.subject.loaded.programme.rubric("gbt_19580")
        return self.act(expert(person), step, "score", {"points": {item.key: str(law[item.maximum].value) for item in rubric.items}})

    def scored_by(self, *people: str) -> None:
        """Let experts declare that they have no interest, and score."""
        for person in people:
            self.declare(person)
            self.score(person)

    def state(self, step: str = SHEETS) -> State:
        """Return how a step stands."""
        return self.subject.walk.place(step).state


@pytest.fixture
def review() -> Review:
    """An application whose document review is open, with five experts assigned."""
    loaded = Laws.load().of("zhengzhou.mayor_award", "2021-10-26")
    law, process = loaded.view(LawSettings(), DAY), loaded.programme.entry
    walker = Walker(process, limit_by(law))
    walk = walker.begin(date(2026, 3, 2))
    for step in ("apply", "local_check", "qualify"):
        walker.pass_call_step(walk, step, DAY)
    organisation = Organisation("o", APPLICANT, "示范企业001", "中原区")
    call = Call("c", loaded.programme.id, loaded.programme.version, 2026, date(2026, 3, 2), None)

    def told(now: Walk) -> Application:
        return Application("a", organisation, call, None, date(2026, 3, 2), judged=now.judged())

    def interest(person: str, organisation: Organisation) -> Interest:
        return Interest(person, organisation, declared=False, employer_code=None)

    made = Review(Subject(loaded, law, process, walk, Holders("zhengzhou"), told, date(2026, 3, 2), interest))
    made.assign(*FIVE)
    return made


@pytest.mark.requirement("L10", "MQ-7")
def test_who_declares_an_interest_at_one_step_is_barred_at_every_step_of_the_way(review: Review) -> None:
    """INVARIANT: an interest is in the applicant, not in a step."""
    review.assign("e6")
    review.declare("e1", interest=True)
    review.scored_by("e2", "e3", "e4", "e5", "e6")
    review.act(SECRETARIAT, REPORT, "assign", {"people": ["e2"]})
    with pytest.raises(Recused):
        review.act(SECRETARIAT, REPORT, "assign", {"people": ["e1"]})
    review.subject.walker.pass_call_step(review.subject.walk, REPORT, DAY)
    with pytest.raises(Recused):
        review.assign("e1", step=SITE)
    assert set(review.subject.walk.sheets_at(SHEETS)) == {"e2", "e3", "e4", "e5", "e6"}


@pytest.mark.requirement("L10", "MQ-7")
def test_a_sheet_of_who_declares_an_interest_later_no_longer_counts(review: Review) -> None:
    """INVARIANT: what a barred expert handed in at an earlier step counts no more than what they would hand in now."""
    review.scored_by(*FIVE)
    review.subject.walker.pass_call_step(review.subject.walk, REPORT, DAY)
    review.assign(*FIVE, step=SITE)
    review.declare("e1", interest=True, step=SITE)
    assert set(review.subject.walk.sheets_at(SHEETS)) == {"e2", "e3", "e4", "e5"}
    with pytest.raises(Recused):
        review.score("e1", step=SITE)


@pytest.mark.requirement("L10")
def test_an_expert_is_released_with_a_reason_by_who_assigns(review: Review) -> None:
    with pytest.raises(ReasonMissing):
        review.release("e5", reason=None)
    with pytest.raises(NotYourStep):
        review.release("e5", by=expert("e1"))
    with pytest.raises(InvalidInput):
        review.release("e9")
    review.release("e5")
    assert review.subject.walk.group_at(SHEETS) == ["e1", "e2", "e3", "e4"]
    with pytest.raises(NotYourStep):
        review.declare("e5")


@pytest.mark.requirement("MQ-6")
@pytest.mark.parametrize("leaves", [lambda review: review.release("e6"), lambda review: review.declare("e6", interest=True)], ids=["released", "recused"])
def test_the_step_is_done_when_the_one_it_waited_for_is_released_or_recused(review: Review, leaves: Callable[[Review], Taken]) -> None:
    """INVARIANT: a step of scores never stays open for want of someone who will not score."""
    review.assign("e6")
    review.scored_by(*FIVE)
    assert review.state() is State.OPEN
    taken = leaves(review)
    assert (review.state(), taken.moved.closed, taken.moved.opened) == (State.DONE, [SHEETS], [REPORT])


@pytest.mark.requirement("MQ-6")
def test_a_group_that_became_too_small_waits_for_another_expert(review: Review) -> None:
    """INVARIANT: four sheets are no review by five to seven experts, whoever left."""
    review.scored_by("e1", "e2", "e3", "e4")
    review.release("e5")
    assert review.state() is State.OPEN
    with pytest.raises(ConditionsNotMet):
        review.score("e1")
    review.assign("e6")
    review.scored_by("e6")
    assert review.state() is State.DONE
    assert set(review.subject.walk.sheets_at(SHEETS)) == {"e1", "e2", "e3", "e4", "e6"}


def test_a_released_experts_sheet_does_not_count(review: Review) -> None:
    """INVARIANT: whose sheet counts is who belongs to the group."""
    review.assign("e6")
    review.scored_by(*FIVE)
    review.release("e1", reason="评审期间违反纪律。")
    assert review.state() is State.OPEN
    review.scored_by("e6")
    assert set(review.subject.walk.sheets_at(SHEETS)) == {"e2", "e3", "e4", "e5", "e6"}


def test_after_a_return_everyone_scores_again() -> None:
    """INVARIANT: a sheet was given on what stood before the return, so it neither counts nor finishes the step."""
    steps = (
        Submit("apply", title="申报", clause="第一条", by="applicant"),
        Score("score", title="打分", clause="第一条", by="expert", assigned_by="office", on="rubric"),
        Checked("check", title="审核", clause="第一条", by="office", may=(RETURN, ADMIT)),
    )
    walker = Walker(Process("apply", title="申报", over="application", clause="第一条", steps=steps), lambda step, since: Due(since, is_provisional=False))
    walk, numbers = walker.begin(DAY), count(1)

    def act(step: str, does: str, by: str = "someone") -> None:
        walker.take(walk, Act(str(next(numbers)), step, does, by, "", DAY, datetime(2026, 6, 1, tzinfo=UTC), reason="理由"))

    act("apply", "submit")
    walk.assigned["score"] = ["e1", "e2"]
    act("score", "score", "e1")
    act("score", "score", "e2")
    act("check", "return")
    act("apply", "submit")
    assert (walk.sheets_at("score"), walker.finish_scored(walk, "score", DAY).closed) == ({}, [])
    act("score", "score", "e1")
    assert (list(walk.sheets_at("score")), walk.place("score").state) == (["e1"], State.OPEN)
    act("score", "score", "e2")
    assert walk.place("score").state is State.DONE


@pytest.mark.requirement("L10", "MQ-7")
@pytest.mark.parametrize(
    ("told", "shares"),
    [
        ({}, False),
        ({"group_code": "G1"}, False),
        ({"group_code": APPLICANT}, True),
        ({"employer_groups": frozenset({APPLICANT})}, True),
        ({"group_code": "G1", "organisation_groups": frozenset({"G1"})}, True),
        ({"employer_code": "G1", "organisation_groups": frozenset({"G1"})}, True),
        ({"group_code": "G2", "organisation_groups": frozenset({"G1"})}, False),
    ],
)
def test_an_expert_of_the_applicants_group_is_recused(review: Review, told: dict[str, Any], shares: bool) -> None:
    subject = review.subject
    applicant = Organisation("o", APPLICANT, "示范企业001", "中原区")
    interest = Interest("e1", applicant, **{"declared": False, "employer_code": None, **told})
    found = {each.key: str(each.outcome) for each in subject.loaded.ask.to_recuse(subject.law, interest, DAY)}
    assert found == {"declared_interest": "met", "same_employer": "met", "same_group": "not met" if shares else "met"}


@pytest.mark.requirement("L10")
def test_an_expert_whom_a_base_employs_cannot_visit_it_for_its_re_review() -> None:
    """INVARIANT: recusal holds over a designation as it does over an application."""
    loaded = Laws.load().of("zhengzhou.base", "2022-01-10")
    law, process = loaded.view(LawSettings(), DAY), loaded.programme.process("re_review")
    walker = Walker(process, limit_by(law))
    walk = walker.begin(DAY)
    walker.pass_call_step(walk, "re_review_report", DAY)
    holder = Organisation("o", APPLICANT, "示范企业001", "中原区")
    base = Designation("d", loaded.programme.id, loaded.programme.version, "base", holder, date(2023, 6, 2), date(2026, 6, 2), "held")
    employers = {"e1": APPLICANT, "e2": None}

    def interest(person: str, organisation: Organisation) -> Interest:
        return Interest(person, organisation, declared=False, employer_code=employers[person])

    subject = Subject(loaded, law, process, walk, Holders("zhengzhou"), lambda now: base, DAY, interest)
    city = Caller("officer", (Role("city bureau", "zhengzhou", office="market_bureau"),))
    at = datetime(2026, 6, 1, tzinfo=UTC)
    with pytest.raises(Recused):
        take_step(subject, Request("re_review_visit", "assign", {"people": ["e1"]}), city, today=DAY, now=at)
    take_step(subject, Request("re_review_visit", "assign", {"people": ["e2"]}), city, today=DAY, now=at)
    assert walk.group_at("re_review_visit") == ["e2"]
