"""The classes: the conditions that the text states for each, and D that never outgrows C."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from fuyu.law import Finding, Law, Loaded
from fuyu.law.facts import Application, Call, Designation

DAY = date(2026, 3, 9)
CALL = Call("c1", "wuhu.pool", "draft-1", 2026, date(2026, 3, 2), None)
AT_MOST = ("d_at_most_c", "四（二）1 末段")

Apply = Callable[..., Application]
Member = Callable[..., Designation]


def not_met(findings: list[Finding]) -> list[tuple[str, str | None]]:
    """Return what stands in the way, each with its clause."""
    return [(each.key, each.citation.clause) for each in findings if each.stands_in_the_way]


def counting(**classes: int) -> Call:
    """Return a cycle in which so many hold each class."""
    return replace(CALL, classes=classes)


@pytest.mark.requirement("WH-8")
@pytest.mark.parametrize(
    ("holds_class", "found", "clause"),
    [
        ("A", ["质量基础良好", "质量管理水平稳定", "质量管理团队对卓越绩效管理模式初步了解并已试点导入"], None),
        ("A", ["质量基础良好", "质量管理水平稳定"], "四（二）1 A类"),
        ("B", ["质量基础良好", "质量管理水平稳定", "首席质量官、中层质量管理团队及相关直属部门基本了解，并已在部分部门或班组导入"], "四（二）1 B类"),
        ("C", ["质量基础良好", "质量管理水平稳定", "质量管理方法系统"], "四（二）1 C类"),
        ("D", ["质量基础扎实", "质量管理经验丰富", "中高层领导团队了解掌握，并已全员导入实施"], "四（二）1 D类"),
        ("未达到A类", [], None),
    ],
)
def test_a_class_is_given_on_the_conditions_that_the_text_states(
    pool: Loaded, law: Law, apply: Apply, holds_class: str, found: list[str], clause: str | None
) -> None:
    """INVARIANT: who lacks one of the conditions of a class is not given it; who reaches no class needs none."""
    told = apply(holds_class=holds_class, found=found)
    assert not_met(pool.ask.to_take(law, "classify", "fill", told, DAY)) == ([("class_conditions", clause)] if clause else [])


@pytest.mark.requirement("WH-9")
@pytest.mark.parametrize(
    ("classes", "holds_class", "is_allowed"),
    [
        ({}, "D", False),
        ({"C": 1}, "D", True),
        ({"C": 1, "D": 1}, "D", False),
        ({"C": 2, "D": 1}, "D", True),
        ({"A": 5, "B": 5}, "D", False),
        ({"C": 1, "D": 2}, "C", True),
        ({"C": 0, "D": 2}, "C", True),
        ({"C": 0, "D": 2}, "A", True),
        ({"C": 1, "D": 3}, "D", False),
    ],
)
def test_an_admission_never_lets_d_outgrow_c(pool: Loaded, law: Law, apply: Apply, classes: dict[str, int], holds_class: str, is_allowed: bool) -> None:
    """INVARIANT: D类组织数量不超过C类组织数量: equal is allowed; in a breach only what lets D grow is refused, so that others still enter."""
    told = replace(apply(holds_class=holds_class), call=counting(**classes))
    assert not_met(pool.ask.to_take(law, "admit", "admit", told, DAY)) == ([] if is_allowed else [AT_MOST])


@pytest.mark.requirement("WH-9", "WH-10")
@pytest.mark.parametrize(
    ("classes", "now", "wanted", "is_allowed"),
    [
        ({"C": 2}, "C", "D", True),
        ({"C": 1}, "C", "D", False),
        ({"C": 3, "D": 1}, "C", "D", True),
        ({"C": 2, "D": 1}, "C", "D", False),
        ({"C": 0, "D": 3}, "D", "C", True),
    ],
)
def test_a_new_class_never_lets_d_outgrow_c(
    pool: Loaded, law: Law, member: Member, found_for: dict[str, list[str]], classes: dict[str, int], now: str, wanted: str, is_allowed: bool
) -> None:
    """INVARIANT: a C that becomes a D takes one from the one and adds one to the other; a D that becomes a C only cures."""
    held = replace(member(holds_class=now, reclassify=[{"holds_class": wanted, "found": found_for[wanted]}]), call=counting(**classes))
    assert not_met(pool.ask.to_take(law, "reclassify", "approve", held, DAY)) == ([] if is_allowed else [AT_MOST])


@pytest.mark.requirement("WH-8", "WH-10")
def test_a_new_class_is_given_on_its_own_conditions(pool: Loaded, law: Law, member: Member, found_for: dict[str, list[str]]) -> None:
    """INVARIANT: C becomes D on the conditions of D, not on those of C."""
    held = replace(member(holds_class="C", reclassify=[{"holds_class": "D", "found": found_for["C"]}]), call=counting(C=5))
    assert not_met(pool.ask.to_take(law, "reclassify", "approve", held, DAY)) == [("class_conditions", "四（二）1 D类")]


@pytest.mark.requirement("WH-9")
@pytest.mark.parametrize(("classes", "is_kept"), [({}, True), ({"C": 2, "D": 2}, True), ({"C": 1, "D": 2}, False), ({"D": 1}, False)])
def test_a_breach_is_shown(pool: Loaded, law: Law, classes: dict[str, int], is_kept: bool) -> None:
    """INVARIANT: whatever brought it about, the cycle shows that D is more than C, with both numbers."""
    assert not_met(pool.ask.to_balance(law, counting(**classes), DAY)) == ([] if is_kept else [AT_MOST])


@pytest.fixture
def found_for(example: dict[str, Any]) -> dict[str, list[str]]:
    """Return the conditions of each class that changes, as the examples tick them."""
    return {"C": example["fills"]["classify"]["found"], "D": example["fills"]["reclassify"]["found"]}
