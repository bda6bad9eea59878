"""Grounds of 第十七条（二）: complaints, success, systems, awards and the number of incubatees."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from fuyu.law.facts import Holding, Run

DAY, DUE = date(2027, 5, 10), date(2027, 5, 7)


def kept(base: Any, look: Any, key: str, as_of: date = DAY, law: Any = None, **changes: Any) -> Any:
    """Return one finding on a base designated on 2026-06-02."""
    return look.one(base.loaded.ask.to_keep(law or base.law, base.designation(**changes), as_of), key)


def complaint(
    base: Any, said: str | None = "verify", done: date | None = None, opened_on: date = date(2027, 3, 1), due_on: date = DUE, told: date | None = None
) -> Run:
    """Return a complaint that the district looked into, with 7 May 2027 as the last day to put it right, of which the base was told."""
    words = {"complaint": "fill"} | ({"verify_complaint": said} if said else {})
    due = {"rectify_complaint": due_on} if said == "verify" else {}
    proven = {"rectify_complaint": told or due_on}
    run: Run = base.run("complain", opened_on, said=words, due=due, done={"rectify_complaint": done} if done else {}, told=proven)
    return run


def test_a_base_in_order_gives_no_ground(base: Any, look: Any) -> None:
    found = base.loaded.ask.to_keep(base.law, base.designation(), DAY)
    assert set(look.outcomes(found).values()) == {"met", "exempt"}


@pytest.mark.requirement("ZB-26", "L1")
@pytest.mark.parametrize(("count", "outcome"), [(2, "met"), (3, "not met"), (4, "not met")])
def test_three_verified_complaints_not_rectified_in_time_are_a_ground(base: Any, look: Any, count: int, outcome: str) -> None:
    """三次以上 includes three."""
    found = kept(base, look, "complaints", runs=[complaint(base) for _ in range(count)])
    assert (str(found.outcome), found.blocks, found.actual, found.threshold) == (outcome, outcome == "not met", count, 3)
    assert found.citation.clause == "第十七条（二）2"


@pytest.mark.requirement("ZB-26")
@pytest.mark.parametrize(
    ("told", "as_of", "counts"),
    [
        ({}, date(2027, 5, 6), False),
        ({}, date(2027, 5, 7), False),
        ({}, date(2027, 5, 8), True),
        ({"done": date(2027, 5, 7)}, DAY, False),
        ({"done": date(2027, 5, 8)}, DAY, True),
        ({"said": None}, DAY, False),
        ({"said": "reject"}, DAY, False),
        ({"opened_on": date(2026, 6, 1)}, DAY, False),
        ({"opened_on": date(2026, 6, 2)}, DAY, True),
        ({"told": date(2027, 5, 8)}, DAY, False),
        ({"told": date(2027, 5, 6)}, DAY, False),
    ],
)
def test_a_complaint_counts_when_it_is_verified_and_was_not_rectified_by_its_day(base: Any, look: Any, told: dict[str, Any], as_of: date, counts: bool) -> None:
    """One rectified late counts, one still within its date does not, nor one whose day now the base was never told; those before the designation are none."""
    assert kept(base, look, "complaints", as_of, runs=[complaint(base, **told)]).actual == int(counts)


@pytest.mark.requirement("ZB-26", "L7")
@pytest.mark.parametrize(
    ("late", "to_come", "until"),
    [(0, [7, 8], None), (0, [9, 7, 8], 9), (1, [8], None), (1, [8, 9], 9), (2, [8], 8), (2, [9, 8], 8), (2, [], None), (3, [8], None)],
)
def test_complaints_are_seen_coming_as_a_ground_from_the_day_of_the_third(base: Any, look: Any, late: int, to_come: list[int], until: int | None) -> None:
    """Each verified complaint counts from the day after its last day to rectify, if nothing is handed in by then."""
    runs = [complaint(base, due_on=date(2027, 5, 6)) for _ in range(late)] + [complaint(base, due_on=date(2027, 5, day)) for day in to_come]
    found = kept(base, look, "complaints", date(2027, 5, 7), runs=runs)
    assert found.holds_until == (date(2027, 5, until) if until else None)


@pytest.mark.requirement("ZB-28")
@pytest.mark.parametrize(
    ("completed", "ended", "outcome"), [(0, 0, "exempt"), (3, 10, "met"), (29, 100, "not met"), (31, 100, "met"), (299, 1000, "not met"), (0, 1, "not met")]
)
def test_a_success_rate_below_30_per_cent_is_a_ground_in_a_review(base: Any, look: Any, completed: int, ended: int, outcome: str) -> None:
    """Exactly 30% is no ground, and neither is nobody whose period has ended."""
    for review in ("review_yearly", "re_review"):
        runs = [base.run(review, date(2027, 1, 31))]
        found = kept(base, look, "success_rate", runs=runs, completed_enrolments=completed, ended_enrolments=ended)
        assert (str(found.outcome), found.blocks, found.citation.clause) == (outcome, outcome == "not met", "第十七条（二）4")


@pytest.mark.requirement("ZB-28")
def test_outside_a_review_a_low_rate_is_shown_alone(base: Any, look: Any) -> None:
    over = base.run("review_yearly", date(2027, 1, 31), outcome="completed", ended_on=date(2027, 3, 1))
    found = kept(base, look, "success_rate", runs=[over], completed_enrolments=2, ended_enrolments=10)
    assert (str(found.outcome), found.warns, found.blocks, found.actual) == ("not met", True, False, "2/10")


def renewed(base: Any, outcome: str | None = "completed", **changes: Any) -> Run:
    """Return the run in which a renewed certificate was recorded."""
    run: Run = base.run("renew_certificate", date(2028, 5, 20), outcome=outcome, filled={"renewed_certificate": base.entry("renewed_certificate", **changes)})
    return run


@pytest.mark.requirement("ZB-34", "L1")
@pytest.mark.parametrize(("as_of", "outcome"), [(date(2028, 5, 30), "met"), (date(2028, 5, 31), "met"), (date(2028, 6, 1), "not met")])
@pytest.mark.parametrize("key", ["quality_system_kept", "environment_system_kept", "safety_system_kept"])
def test_a_certificate_that_has_lapsed_is_a_ground(base: Any, look: Any, key: str, as_of: date, outcome: str) -> None:
    """Those of the application are valid until 31 May 2028, that day included."""
    found = kept(base, look, key, as_of)
    assert (str(found.outcome), found.blocks, found.citation.clause) == (outcome, outcome == "not met", "第十七条（二）")
    assert "第六条（三）" in found.because
    assert found.holds_until == (date(2028, 5, 31) if outcome == "met" else None)


@pytest.mark.requirement("ZB-34", "L7")
@pytest.mark.parametrize(
    ("valid_from", "until"),
    [("2028-06-01", date(2031, 5, 31)), ("2028-05-01", date(2031, 5, 31)), ("2028-06-02", date(2028, 5, 31))],
    ids=["the day after", "before its end", "a day later"],
)
def test_a_renewed_certificate_that_joins_the_old_one_puts_the_day_off(base: Any, look: Any, valid_from: str, until: date) -> None:
    found = kept(base, look, "quality_system_kept", runs=[renewed(base, valid_from=valid_from, expires_on="2031-05-31")])
    assert (str(found.outcome), found.holds_until) == ("met", until)


@pytest.mark.requirement("ZB-35", "L7")
@pytest.mark.parametrize(
    ("done", "as_of", "outcome"),
    [
        (None, date(2027, 5, 6), "met"),
        (None, date(2027, 5, 7), "met"),
        (None, date(2027, 5, 8), "not met"),
        (date(2027, 5, 7), date(2027, 5, 8), None),
        (date(2027, 5, 8), date(2027, 5, 8), "not met"),
    ],
)
def test_assigned_work_is_seen_coming_as_a_ground_until_it_is_done(base: Any, look: Any, done: date | None, as_of: date, outcome: str | None) -> None:
    """没有按期完成……交办的年度培训及配合性工作的 (第十七条（二）5): due on 7 May 2027; what was done in time is no condition any more."""
    set_work = base.entry("set_work", title="质量月活动", due_on=DUE.isoformat())
    days = {"due": {"answer_work": DUE}, "told": {"answer_work": DUE}, "done": {"answer_work": done} if done else {}}
    run = base.run("assign_work", date(2027, 3, 1), filled={"set_work": set_work}, **days)
    found = [each for each in base.loaded.ask.to_keep(base.law, base.designation(runs=[run]), as_of) if each.key.startswith("work/")]
    assert [(str(each.outcome), each.holds_until, each.citation.clause) for each in found] == (
        [(outcome, DUE if outcome == "met" else None, "第十七条（二）5")] if outcome else []
    )


@pytest.mark.requirement("ZB-34")
@pytest.mark.parametrize(
    ("run", "outcome"),
    [
        ({"valid_from": "2028-06-01"}, "met"),
        ({"system": "ISO 9001", "valid_from": "2028-06-01"}, "met"),
        ({"valid_from": "2028-06-02"}, "not met"),
        ({"system": "ISO 14001"}, "not met"),
        ({"outcome": None}, "not met"),
    ],
)
def test_a_renewed_certificate_that_the_district_confirmed_takes_its_place(base: Any, look: Any, run: dict[str, Any], outcome: str) -> None:
    found = kept(base, look, "quality_system_kept", date(2028, 6, 1), runs=[renewed(base, **{"valid_from": "2028-06-01", "expires_on": "2031-05-31", **run})])
    assert str(found.outcome) == outcome


@pytest.mark.requirement("ZB-34")
def test_the_industrys_other_systems_are_kept_too(base: Any, look: Any) -> None:
    other = {"system": "ISO 22000", "number": "F-1", "issuer": "示范认证中心", "valid_from": "2025-06-01", "expires_on": "2027-05-09"}
    form = base.form(has_other_systems=True, other_certificates=[other])
    assert str(kept(base, look, "industry_system.0_kept", form=form).outcome) == "not met"
    run = renewed(base, system="ISO 22000", valid_from="2027-05-10", expires_on="2030-05-09")
    assert str(kept(base, look, "industry_system.0_kept", form=form, runs=[run]).outcome) == "met"


@pytest.mark.requirement("ZB-34")
@pytest.mark.parametrize(("withdrawn_on", "outcome"), [("2027-05-11", "met"), ("2027-05-10", "not met")])
def test_an_award_that_was_withdrawn_is_a_ground_where_no_other_stands(base: Any, look: Any, withdrawn_on: str, outcome: str) -> None:
    noted = base.entry("withdrawn_award", level="郑州市市长质量奖", granted_on="2021-12-20", withdrawn_on=withdrawn_on)
    assert str(kept(base, look, "award_kept", filled={"withdrawn_award": noted}).outcome) == outcome
    form = base.form(awards=[*base.example["form"]["awards"], {"level": "区县（市）政府质量奖", "granted_on": "2020-05-06"}])
    assert str(kept(base, look, "award_kept", form=form, filled={"withdrawn_award": noted}).outcome) == "met"


@pytest.mark.requirement("ZB-34")
def test_an_award_revoked_on_the_record_is_withdrawn(base: Any, look: Any) -> None:
    revoked = Holding("h", "zhengzhou.mayor_award", "2021-10-26", "award", date(2021, 12, 20), date(2025, 12, 20), "revoked", date(2027, 5, 3))
    found = kept(base, look, "award_kept", holdings=[revoked])
    assert (str(found.outcome), found.blocks, found.citation.clause) == ("not met", True, "第十七条（二）")


@pytest.mark.requirement("ZB-34", "L1")
@pytest.mark.parametrize(
    ("running", "completed", "outcome"), [(9, 0, "not met"), (10, 0, "met"), (11, 0, "met"), (1, 9, "met"), (1, 8, "not met"), (0, 0, "not met")]
)
def test_fewer_than_ten_incubatees_are_a_ground(base: Any, look: Any, running: int, completed: int, outcome: str) -> None:
    """While companies of the list have not been heard of, the count has not arrived from where it is kept."""
    counted = {"running_enrolments": running, "completed_enrolments": completed, "ended_enrolments": completed}
    found = kept(base, look, "incubatees_kept", **counted)
    assert (str(found.outcome), found.blocks, found.citation.clause) == (outcome, outcome == "not met", "第十七条（二）")
    assert str(kept(base, look, "incubatees_kept", **counted, awaited_enrolments=1).outcome) == "exempt"
