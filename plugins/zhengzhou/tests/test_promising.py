"""Services promised at entry: owed until the incubation is over; one never given is a ground of 第十七条（二）3."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from fuyu.law.facts import Promise

LAST = date(2028, 6, 2)
DAY = date(2028, 3, 2)


def promise(lacking: Sequence[str] = ("质量诊断",), last_day: date = LAST) -> Promise:
    return Promise("enrolment-1", "示范企业101", ("培训辅导", "质量诊断"), tuple(lacking), last_day)


def owed(base: Any, *promises: Promise, **changes: Any) -> dict[str, Any]:
    """Return what is owed of services by a base designated on 2026-06-02, by key."""
    found = base.loaded.ask.what_is_owed(base.law, base.designation(promises=promises, **changes), DAY)
    return {each.key: each for each in found if each.key.startswith("services/")}


@pytest.mark.requirement("ZB-27", "L3")
def test_what_was_promised_is_owed_from_three_months_before_the_last_day_which_never_moves(base: Any) -> None:
    [duty] = owed(base, promise(last_day=date(2028, 6, 3))).values()
    assert (duty.opens_on, duty.due_on, duty.is_done) == (date(2028, 3, 3), date(2028, 6, 3), False), "3 June 2028 is a Saturday"
    assert (dict(duty.counts), duty.by.clause) == ({"done": 1, "needed": 2}, "第十七条（二）3")


@pytest.mark.requirement("ZB-27")
@pytest.mark.parametrize(("lacking", "is_done"), [((), True), (("质量诊断",), False), (("培训辅导", "质量诊断"), False)])
def test_it_is_done_when_every_promised_service_was_given(base: Any, lacking: tuple[str, ...], is_done: bool) -> None:
    assert owed(base, promise(lacking))["services/enrolment-1"].is_done is is_done


@pytest.mark.requirement("ZB-27")
@pytest.mark.parametrize(("lacking", "outcome"), [((), "met"), (("质量诊断",), "not met")])
def test_a_service_never_given_is_a_ground_that_names_it(base: Any, lacking: tuple[str, ...], outcome: str) -> None:
    told = base.designation(promises=[promise(lacking)])
    [found] = base.loaded.ask.when_missed(base.law, told, "services/enrolment-1", date(2028, 6, 5))
    assert (str(found.outcome), found.citation.clause, found.actual) == (outcome, "第十七条（二）3", list(lacking))


@pytest.mark.requirement("ZB-27")
def test_where_the_incubation_is_kept_elsewhere_the_missed_duty_alone_is_the_ground(base: Any) -> None:
    [found] = base.loaded.ask.when_missed(base.law, base.designation(), "services/enrolment-1", date(2028, 6, 5))
    assert str(found.outcome) == "not met"


@pytest.mark.requirement("ZB-27")
def test_a_designation_that_is_not_held_owes_none(base: Any) -> None:
    assert owed(base, promise(), state="revoked") == {}
