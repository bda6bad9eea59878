"""What each class is taught, and when: 四（三）."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from fuyu.law import Evidence, Law, Loaded
from fuyu.law.facts import Activity, Cycle, Designation, PastClass

Member = Callable[..., Designation]
CYCLE = Cycle(date(2026, 3, 2), date(2028, 3, 2))
FIRST, SECOND = (date(2026, 4, 3), date(2027, 3, 2)), (date(2027, 3, 3), date(2028, 3, 2))
KINDS = {"A": "basic", "B": "improvement", "C": "precise", "D": "diagnosis"}


def in_cycle(member: Designation, *past: PastClass) -> Designation:
    """Return a member of the cycle that began on 2 March 2026."""
    return replace(member, cycle=CYCLE, past_classes=past, ends_on=CYCLE.ends_on)


def warned(pool: Loaded, law: Law, kind: str, on: date, member: Designation) -> list[tuple[str, str | None]]:
    """Return what the law warns of when this teaching is planned for a member; nothing of it is a condition."""
    found = pool.ask.to_plan(law, Activity(kind, on, None, [member]), on)
    assert not [each for each in found if each.blocks]
    return [(each.key, each.citation.clause) for each in found if each.warns]


def owed(pool: Loaded, law: Law, member: Designation) -> list[tuple[str, date, date, bool]]:
    """Return what teaching a member is owed, from when to when, and whether it had it."""
    found = pool.ask.owed_by(Evidence.ACTIVITIES, law, member, CYCLE.ends_on)
    return [(each.key, each.opens_on, each.due_on, each.is_done) for each in found]


@pytest.mark.requirement("WH-11")
@pytest.mark.parametrize(
    ("holds_class", "on", "is_usual"),
    [
        ("A", date(2026, 4, 3), True),
        ("A", date(2027, 3, 2), True),
        ("A", date(2027, 3, 3), False),
        ("B", date(2027, 3, 2), True),
        ("B", date(2027, 3, 3), False),
        ("C", date(2027, 3, 2), False),
        ("C", date(2027, 3, 3), True),
        ("C", date(2028, 3, 2), True),
        ("D", date(2027, 3, 2), False),
        ("D", date(2027, 3, 3), True),
    ],
)
def test_each_class_is_taught_in_its_year_of_the_cycle(pool: Loaded, law: Law, member: Member, holds_class: str, on: date, is_usual: bool) -> None:
    """INVARIANT: A and B in the first year of the cycle, C and D in the second; the day on which a cycle began is not counted (L2)."""
    warnings = warned(pool, law, KINDS[holds_class], on, in_cycle(member(holds_class=holds_class)))
    assert [key for key, _ in warnings if key == "teaching_year"] == ([] if is_usual else ["teaching_year"])
    assert all(clause == "四（三）" for _, clause in warnings)


@pytest.mark.requirement("WH-11")
def test_teaching_for_another_class_is_warned_of(pool: Loaded, law: Law, member: Member) -> None:
    """INVARIANT: 原则上 governs for whom as well as when (L8)."""
    assert warned(pool, law, "basic", date(2026, 5, 4), in_cycle(member(holds_class="B"))) == [("teaching_class", "四（三）")]


@pytest.mark.requirement("WH-11")
@pytest.mark.parametrize(
    ("changed_on", "expected"),
    [
        (date(2027, 3, 2), [("teaching/diagnosis", *SECOND, False)]),
        (date(2027, 3, 3), [("teaching/diagnosis", *SECOND, False)]),
        (date(2027, 3, 4), [("teaching/precise", *SECOND, False)]),
    ],
)
def test_who_was_reclassified_is_judged_by_the_class_at_the_start_of_the_year(
    pool: Loaded, law: Law, member: Member, changed_on: date, expected: list[tuple[str, date, date, bool]]
) -> None:
    """INVARIANT: C became D before, on, and after the first day of the second year."""
    assert owed(pool, law, in_cycle(member(holds_class="D"), PastClass("C", changed_on))) == expected


@pytest.mark.requirement("WH-11")
@pytest.mark.parametrize(("holds_class", "expected"), [("A", [("teaching/basic", *FIRST, True)]), ("B", [("teaching/improvement", *FIRST, False)])])
def test_who_had_its_teaching_is_served(pool: Loaded, law: Law, member: Member, holds_class: str, expected: list[tuple[str, date, date, bool]]) -> None:
    """INVARIANT: only the kind that is owed serves; it is owed from the first day in the pool to the end of the year of the cycle."""
    taught = {"basic": [date(2026, 5, 4)]}
    assert owed(pool, law, replace(in_cycle(member(holds_class=holds_class)), took_part=taught)) == expected


@pytest.mark.requirement("WH-11")
def test_who_enters_in_the_second_year_is_owed_nothing_of_the_first(pool: Loaded, law: Law, member: Member) -> None:
    """INVARIANT: an A that enters after the year in which A is taught was not left out of it; a C that enters then is owed what is left of the second."""
    day = date(2027, 6, 1)
    assert owed(pool, law, in_cycle(member(holds_class="A", starts_on=day))) == []
    assert owed(pool, law, in_cycle(member(holds_class="C", starts_on=day))) == [("teaching/precise", day, CYCLE.ends_on, False)]
