"""Enrolments are found by their indexes, however many a city has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pytest

from fuyu.service import Running
from fuyu.store.leases import due

ASKED: Mapping[str, Mapping[str, Any]] = {
    "by_sole": {"city": "zhengzhou", "sole": {"$in": ["zhengzhou.base 91410100MA0000101K", "zhengzhou.base 91410100MA0000102K"]}},
    "by_taker": {"city": "zhengzhou", "taker.designation": "one"},
    "by_taker_code": {"city": "zhengzhou", "$or": [{"programme": "p", "base.code": "one"}, {"programme": "p", "taker.code": "one"}]},
    "by_look_on": due(["zhengzhou"], date(2026, 4, 15)),
}


@pytest.mark.parametrize("index", ASKED)
def test_what_few_enrolments_have_is_found_by_an_index_of_those(at_work: dict[str, Running], index: str) -> None:
    """INVARIANT: MongoDB can use the index; where it cannot, each such question goes through all enrolments of the city."""
    explained = at_work["incubatee-tracker"].store.database["enrolments"].find(ASKED[index]).sort("_id").explain()
    assert index in set(_indexes(explained["queryPlanner"]))


def _indexes(plan: Any) -> Iterator[str]:
    """Go through the names of the indexes in all plans that MongoDB weighed."""
    if isinstance(plan, Mapping):
        yield from [plan["indexName"]] if "indexName" in plan else []
        yield from (name for each in plan.values() for name in _indexes(each))
    elif isinstance(plan, list):
        yield from (name for each in plan for name in _indexes(each))
