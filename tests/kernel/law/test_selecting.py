"""Selecting under quotas, whoever's law it is: reserved places, repeat winners, floors, ties, and places that stay empty."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fuyu.law.facts import Application, Call, Candidate, Organisation, Stage
from fuyu.law.selecting import Places, explain, fill

DAY = date(2026, 3, 2)
SMALL = "中小企业"


def candidate(number: int, score: int | None = None, applied_on: date = DAY) -> Candidate:
    """Return a candidate."""
    organisation = Organisation(f"o-{number}", f"code-{number}", f"示范企业{number:03}", "东区")
    application = Application(f"a-{number}", organisation, call({}), None, applied_on)
    return Candidate(application, None if score is None else Decimal(score))


def call(quotas: dict[str, int]) -> Call:
    return Call("c", "example.award", "2026-01-01", 2026, DAY, None, quotas=quotas)


def ranked(*scores: int) -> list[Candidate]:
    return [candidate(number, score) for number, score in enumerate(scores, start=1)]


def kinds(placements: Any) -> list[str | None]:
    return [each.kind for each in placements]


def class_of_even(each: Candidate) -> str | None:
    return SMALL if int(each.application.id[2:]) % 2 == 0 else None


def test_places_are_filled_from_the_top_and_each_row_says_why() -> None:
    first, second, third = fill(ranked(90, 80, 70), [Places.of("award", 2)])
    assert (first.kind, second.kind, third.kind) == ("award", "award", None)
    assert first.because == "ranks 1 of 3 with 90 points; award: it takes a place"
    assert third.because == "ranks 3 of 3 with 70 points; award: no place is left for it"


def test_reserved_places_go_to_their_class_first_and_to_nobody_else() -> None:
    """Of four places two are reserved: the small ones of ranks 2 and 4 take them, so that 1 and 3 have the open ones, and the small one of rank 6 none."""
    placements = fill(ranked(90, 80, 70, 60, 50, 40), [Places.of("award", 4, reserved={SMALL: 2})], class_of=class_of_even)
    assert kinds(placements) == ["award", "award", "award", "award", None, None]
    assert "a place reserved for 中小企业" in placements[1].because
    assert kinds(fill(ranked(90, 80, 70), [Places.of("award", 3, reserved={SMALL: 2})], class_of=lambda each: None)) == ["award", None, None]


@pytest.mark.parametrize(("granted", "opened", "reserved"), [(0, 3, 2), (2, 1, 2), (3, 0, 2), (4, 0, 1), (5, 0, 0), (6, 0, 0)])
def test_what_was_granted_before_is_taken_from_the_open_places_first(granted: int, opened: int, reserved: int) -> None:
    places = Places.of("award", 5, granted, {SMALL: 2})
    assert (places.open, places.reserved) == (opened, {SMALL: reserved})


def test_who_wins_again_uses_no_place_and_who_is_below_the_floor_gets_the_next_kind() -> None:
    placements = fill(
        ranked(90, 80, 40),
        [Places.of("award", 1), Places.of("nomination", 1)],
        stands_in_the_way=lambda each, kind: "50 points are needed" if kind == "award" and (each.score or 0) < 50 else None,
        beside=lambda each, kind: "it won before" if kind == "award" and each.application.id == "a-1" else None,
    )
    assert [(each.kind, each.uses_place) for each in placements] == [("award", False), ("award", True), ("nomination", True)]
    assert placements[2].because == "ranks 3 of 3 with 40 points; award: 50 points are needed; nomination: it takes a place"


def test_ties_and_empty_places_are_explained() -> None:
    candidates = [candidate(1, 80), candidate(2, 80), candidate(3, 80, DAY + timedelta(days=1)), candidate(4, 70)]
    stage = Stage("choose", call({"award": 6}), candidates, already_granted={"award": 1})
    selection = explain(stage, candidates, fill(candidates, [Places.of("award", 6, 1)]))
    assert [(row.rank, row.ties) for row in selection.rows] == [(1, 2), (2, 2), (3, 2), (4, 0)]
    assert selection.rows[0].because.endswith("2 on the list have the same points, 1 of them applied on the same day")
    assert selection.rows[2].because.endswith("2 on the list have the same points")
    (places,) = selection.kinds
    assert (places.places, places.before, places.now, places.beside, places.empty) == (6, 1, 4, 0, 1)


def test_without_a_number_everybody_is_proposed_and_nothing_stays_empty() -> None:
    candidates = [candidate(1), candidate(2)]
    selection = explain(Stage("choose", call({}), candidates), candidates, fill(candidates, [Places("base", None)]))
    assert [(row.kind, row.ties) for row in selection.rows] == [("base", 0), ("base", 0)]
    assert [(each.kind, each.places, each.now, each.empty) for each in selection.kinds] == [("base", None, 2, None)]


@given(
    scores=st.lists(st.integers(0, 1000), max_size=40),
    most=st.integers(0, 12),
    reserved=st.integers(0, 12),
    granted=st.integers(0, 15),
    floor=st.integers(0, 1000),
    winners=st.sets(st.integers(1, 40)),
)
def test_no_selection_exceeds_its_places_nor_leaves_one_empty_that_somebody_reaches(
    scores: list[int], most: int, reserved: int, granted: int, floor: int, winners: set[int]
) -> None:
    """INVARIANT: places used before and now are never more than there are; whoever reaches the kind is left out only where no place is left for its class."""
    candidates = ranked(*sorted(scores, reverse=True))
    kept = {SMALL: min(reserved, most)}
    placements = fill(
        candidates,
        [Places.of("award", most, granted, kept)],
        stands_in_the_way=lambda each, kind: None if (each.score or 0) >= floor else "too few",
        beside=lambda each, kind: "again" if int(each.application.id[2:]) in winners else None,
        class_of=class_of_even,
    )
    used = sum(each.kind is not None and each.uses_place for each in placements)
    assert granted + used <= max(most, granted)
    assert all(each.kind is None for each, of in zip(placements, candidates, strict=True) if (of.score or 0) < floor)
    left_out = [of for each, of in zip(placements, candidates, strict=True) if each.kind is None and (of.score or 0) >= floor]
    if any(class_of_even(each) for each in left_out):
        assert granted + used >= most
    selection = explain(Stage("choose", call({"award": most}), candidates, already_granted={"award": granted}), candidates, placements)
    assert len(selection.rows) == len(scores)
    assert all(row.because for row in selection.rows)
