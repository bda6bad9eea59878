"""What is as expected and what is not, and the sentence that tells why."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from fuyu.cases.comparing import is_as_expected, refusal_faults, row_faults, unlike
from fuyu.cases.desk import Refused

ROWS = [
    {"key": "liaison", "state": "done", "due_on": "2026-07-02"},
    {"key": "sessions/2026", "state": "overdue", "due_on": "2026-12-31"},
]
NOT_MET = Refused(
    {
        "type": "/problems/conditions-not-met",
        "detail": "第八条: The district's list names 9 companies.",
        "findings": [
            {"outcome": "met", "clause": "第六条（一）", "needed": 2, "found": 3},
            {"outcome": "not met", "clause": "第八条", "needed": 10, "found": 9},
        ],
    }
)


@pytest.mark.parametrize(
    ("expected", "found"),
    [
        (date(2026, 3, 2), "2026-03-02"),
        ("2026-03-02", "2026-03-02"),
        (5, "5.00"),
        (Decimal("0.30"), "0.3"),
        (None, None),
        (True, True),
        ([], []),
        (["a", "b"], ["a", "b"]),
        ({"done": 5}, {"done": 5, "needed": 6}),
        ({2026: {"done": 5}}, {"2026": {"done": 5}}),
        (0, 0),
        ("第八条", "第八条"),
    ],
)
def test_it_is_as_expected(expected, found):
    assert is_as_expected(expected, found)


@pytest.mark.parametrize(
    ("expected", "found"),
    [
        (True, 1),
        (False, 0),
        (1, True),
        (None, 0),
        (0, None),
        ([], None),
        (["a"], ["a", "b"]),
        ({"done": 5}, {"done": 6}),
        ({"done": 5}, None),
        ("a", "b"),
        (5, "5x"),
    ],
)
def test_it_is_not_as_expected(expected, found):
    """INVARIANT: what is not the expected value never passes, and least of all a missing one."""
    assert not is_as_expected(expected, found)


def test_a_part_is_enough_for_a_letter():
    assert unlike({"says": "逾期"}, {"says": "该事项已逾期。"}) == []
    assert unlike({"says": "逾期"}, {"says": "即将到期。"}) == ["says should be 逾期, and is 即将到期。"]


def test_an_expected_refusal_is_one_reason_as_a_whole():
    assert refusal_faults({"problem": "conditions-not-met", "clause": "第八条", "found": 9, "needed": 10}, NOT_MET) == []


@pytest.mark.parametrize(
    ("expected", "says"),
    [
        ({"problem": "not-your-step"}, "the problem should be not-your-step, and is conditions-not-met"),
        ({"clause": "第六条（四）"}, "the reason should be clause 第六条（四）, and is clause 第八条, found 9, needed 10"),
        ({"clause": "第六条（一）"}, "the reason should be clause 第六条（一）"),
        ({"clause": "第八条", "found": 8}, "the reason should be clause 第八条, found 8, and is clause 第八条, found 9, needed 10"),
        ({"says": "ten"}, "it should say 'ten', and says"),
    ],
)
def test_another_refusal_is_said_with_both(expected, says):
    """INVARIANT: a refusal for another reason than the one expected does not pass for it; a finding that is met is no reason."""
    (fault,) = refusal_faults(expected, NOT_MET)
    assert says in fault


def test_of_several_reasons_that_rest_on_one_clause_the_one_is_named_by_its_finding():
    findings = [{"outcome": "not met", "key": key, "clause": "三（一）5"} for key in ("no_major_accident", "no_criminal_record")]
    refusal = Refused({"type": "/problems/conditions-not-met", "detail": "三（一）5: stated.", "findings": findings})
    assert refusal_faults({"finding": "no_criminal_record", "clause": "三（一）5"}, refusal) == []
    (fault,) = refusal_faults({"finding": "no_grave_violation"}, refusal)
    told = "the reason should be finding no_grave_violation, and is finding no_major_accident, clause 三（一）5; finding no_criminal_record, clause 三（一）5"
    assert fault == told


def test_a_warning_beside_a_condition_is_no_reason_of_the_refusal():
    """INVARIANT: a story of a condition fails once the condition merely warns, also where others still refuse."""
    findings = [
        {"outcome": "not met", "weight": weight, "key": key, "clause": "第六条（一）"} for weight, key in (("condition", "no_loss"), ("warning", "top_three"))
    ]
    both = Refused({"type": "/problems/conditions-not-met", "detail": "x", "findings": findings})
    assert refusal_faults({"finding": "no_loss"}, both) == []
    assert len(refusal_faults({"finding": "top_three"}, both)) == 1
    assert refusal_faults({"finding": "top_three"}, Refused({**both.problem, "findings": findings[1:]})) == []


def test_a_spot_check_that_went_otherwise_is_told_in_a_sentence():
    drawn = {"state": "drawn", "count": 1, "population": ["示范企业101"], "drawn": ["示范企业101"], "passed": {"示范企业101": False}}
    assert list(row_faults("draws", [{"count": 1, "passed": {"示范企业101": False}}], [drawn])) == []
    assert list(row_faults("draws", [{"count": 2, "passed": {"示范企业101": True}}], [drawn])) == [
        "draws: there should be one with {count: 2, passed: {示范企业101: true}}; the nearest differs: "
        "count should be 2, and is 1; passed should be {示范企业101: true}, and is {示范企业101: false}"
    ]


def test_reasons_that_read_alike_are_told_once():
    """Two companies of one list may lack the same."""
    alike = Refused({**NOT_MET.problem, "findings": [NOT_MET.problem["findings"][1]] * 2})
    (fault,) = refusal_faults({"clause": "第九条"}, alike)
    assert fault.count("第八条") == 1


def test_the_field_of_an_invalid_input_is_a_reason():
    refusal = Refused({"type": "/problems/invalid-input", "detail": "x", "errors": [{"field": "points", "found": 21, "needed": "0 to 20"}]})
    assert refusal_faults({"found": 21, "needed": "0 to 20"}, refusal) == []


def test_a_list_says_all_there_are():
    assert list(row_faults("duties", [{"key": "sessions/2026"}, {"key": "liaison", "state": "done"}], ROWS)) == []
    assert next(iter(row_faults("duties", [{"key": "liaison"}], ROWS))).startswith("duties: there should be 1, and there are 2")
    assert next(iter(row_faults("duties", [], ROWS))).startswith("duties: there should be 0, and there are 2")
    assert "there is none" in next(iter(row_faults("duties", [{"key": "liaison"}], [])))


def test_the_nearest_row_tells_what_differs():
    fault, *_ = row_faults("duties", [{"key": "liaison", "state": "overdue"}, {"key": "sessions/2026"}], ROWS)
    assert "there should be one with {key: liaison, state: overdue}; the nearest differs: " in fault


@pytest.mark.parametrize(
    ("expected", "faults"),
    [
        ({"count": 2}, 0),
        ({"count": 3}, 1),
        ({"overdue": 1, "done": 1, "withdrawn": 0}, 0),
        ({"overdue": 2}, 1),
        ({"some": [{"key": "liaison"}]}, 0),
        ({"some": [{"key": "report/2026"}]}, 1),
        ({"none": [{"key": "report/2026"}]}, 0),
        ({"none": [{"key": "liaison"}]}, 1),
        ({"each": {"state": "done"}}, 1),
    ],
)
def test_a_mapping_counts_or_picks(expected, faults):
    assert len(list(row_faults("duties", expected, ROWS))) == faults
