"""Forms that were handed in are read once while the same stands under their id."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from marshmallow import ValidationError

from fuyu.ids import new_id
from fuyu.law import asked, form
from fuyu.law.forms import forget, read_once, typed
from fuyu.web.fields import Date, Text


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class Visit:
    """A form of two questions."""

    visited_on: date = asked(Date(), "日期")
    saw: str = asked(Text(), "情况")


def test_a_long_list_takes_no_place_of_what_is_looked_at_often() -> None:
    """INVARIANT: a selection among thousands makes no later request dearer: what was kept stays, and what it read is not kept."""
    content = {"visited_on": "2026-03-02", "saw": "运行良好"}
    often, once = new_id(), new_id()
    kept = typed(Visit, content, often)
    with read_once():
        first = typed(Visit, content, once)
        assert typed(Visit, content, often) is kept
    again = typed(Visit, content, once)
    assert (again, again is first) == (first, False)


def test_the_same_content_is_read_once_and_another_anew() -> None:
    """INVARIANT: what a rule is told is what the record holds now, however often it was read before."""
    id, content = new_id(), {"visited_on": "2026-03-02", "saw": "运行良好"}
    first = typed(Visit, content, id)
    assert first == Visit(visited_on=date(2026, 3, 2), saw="运行良好")
    assert typed(Visit, dict(content), id) is first
    content["saw"] = "设备老化"
    assert typed(Visit, content, id).saw == "设备老化"
    assert typed(Visit, {**content, "saw": "运行良好"}, id) == first
    forget()
    assert typed(Visit, content, id).saw == "设备老化"


@pytest.mark.parametrize("content", [{"saw": "运行良好"}, {"visited_on": "2026-02-30", "saw": "运行良好"}])
def test_what_is_not_whole_is_refused_each_time(content: dict[str, Any]) -> None:
    id = new_id()
    typed(Visit, {"visited_on": "2026-03-02", "saw": "运行良好"}, id)
    for _ in range(2):
        with pytest.raises(ValidationError):
            typed(Visit, content, id)
