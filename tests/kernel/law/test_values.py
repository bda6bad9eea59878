"""What a number of the law may be in its unit, whether a file declares it or an operator sets it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from fuyu.law import Laws
from fuyu.law.parameters import fault_of


@pytest.mark.parametrize(
    ("value", "unit", "can_be"),
    [
        ("05-31", "month and day", True),
        ("02-29", "month and day", True),
        ("02-30", "month and day", False),
        ("99-99", "month and day", False),
        (531, "month and day", False),
        (0, "years", False),
        (1, "years", True),
        (100, "years", True),
        (101, "years", False),
        (-3, "years", False),
        (1, "working days", True),
        (Decimal("1.5"), "months", False),
        (0, "completed financial years", False),
        (True, "days", False),
        (Decimal(0), "share of ended enrolments", True),
        (Decimal(1), "share of ended enrolments", True),
        (Decimal("1.0001"), "share of ended enrolments", False),
        (Decimal("-0.1"), "share of those present", False),
        (Decimal("NaN"), "share of those present", False),
        (100, "percent of the applicants scored", True),
        (101, "percent of the applicants scored", False),
        (0, "companies", True),
        (-1, "companies", False),
        (Decimal("Infinity"), "points", False),
        (10**13, "yuan", False),
        (True, "yes or no", True),
        (1, "yes or no", False),
    ],
)
@pytest.mark.requirement("L5")
def test_a_value_stands_in_its_unit(value: Any, unit: str, can_be: bool) -> None:
    """INVARIANT: what is admitted can be computed with, so no later decision fails of it."""
    assert (fault_of(value, unit) is None) is can_be


def test_every_declared_value_stands_in_its_unit() -> None:
    """INVARIANT: the loader asks the same of the files; a text's own numbers pass."""
    for loaded in Laws.load().programmes.values():
        on: date = loaded.programme.values_on
        assert [each.name for each in loaded.parameters.values() if fault_of(each.value_on(on), each.unit)] == []
