"""What was written down wrongly is corrected by a new act: with its reason and author, the old beside it, and the counts follow."""

from __future__ import annotations

from typing import Any

import pytest

from .standing import Standing

NUMBER, RIGHT = "郑市监文〔2026〕9号", "郑市监文〔2026〕19号"


@pytest.mark.requirement("ZB-17")
def test_a_corrected_session_counts_in_the_year_in_which_it_was_held(past_base: Standing, hear: Any) -> None:
    session = {"session": "session-1", "designation": past_base.id, "held_on": "2024-01-02", "hours": "3.5", "counts_for_year": 2024}
    hear("session.held", "session-1", session)
    assert past_base.seen()["years"]["2024"] == {"batches": 1, "sessions": 1, "hours": "3.5"}
    told = {**session, "held_on": "2023-12-30", "hours": "2", "counts_for_year": None, "before": session, "because": "日期误录", "on": "2024-01-03"}
    hear("session.corrected", "session-1", told)
    years = past_base.seen()["years"]
    assert (years["2024"]["sessions"], years["2024"]["batches"], float(years["2024"]["hours"])) == (0, 0, 0)
    assert years["2023"] == {"batches": 0, "sessions": 1, "hours": "2"}


def test_the_number_of_a_decision_is_corrected_with_a_reason_and_the_old_one_stays(past_base: Standing, running: Any) -> None:
    city, district = past_base.registry.city(), past_base.registry.district()
    path = f"{past_base.path}/corrections"

    def correct(who: Any, **told: Any) -> Any:
        return who.post(path, {"number": RIGHT, "reason": "文号误录", **told}, **{"If-Match": city.version(past_base.path)})

    assert correct(district).status_code == 403
    silent = correct(city, reason="")
    assert (silent.status_code, silent.json()["errors"][0]["field"]) == (422, "reason")
    same = correct(city, number=NUMBER)
    assert (same.status_code, same.json()["errors"][0]["field"]) == (422, "number")
    answer = correct(city)
    assert answer.status_code == 201, answer.text
    shown = past_base.seen()
    [correction] = shown["corrections"]
    assert (shown["number"], correction) == (RIGHT, {"on": "2023-06-02", "by": "officer-1", "reason": "文号误录", "before": NUMBER, "after": RIGHT})
    [row] = past_base.registry.operator.get("/audit", act="designation.corrected")["items"]
    assert (row["by"], row["details"]) == ("officer-1", {"reason": "文号误录", "number": {"before": NUMBER, "after": RIGHT}})
    said = running.store.rows.outbox.find_one({"type": "designation.changed"})
    assert said["data"]["because"] == f"文号更正：{NUMBER} → {RIGHT}。文号误录"
