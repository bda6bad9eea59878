"""What is carried: sessions with thirty attendees, as incubatee-tracker tells of them."""

from __future__ import annotations

from typing import Any

from fuyu.ids import new_id

CITY = "example"
ATTENDEES = [new_id() for _ in range(30)]


def session(id: str) -> dict[str, Any]:
    """Return the data of one `session.held`."""
    return {
        "session": id,
        "designation": ATTENDEES[0],
        "programme": "example.base",
        "programme_version": "2022-01-10",
        "held_on": "2026-03-02",
        "days": 1,
        "kind": "training",
        "topic": "《卓越绩效评价准则》导读",
        "is_free": True,
        "counts_for_year": 2026,
        "hours": "3.5",
        "attendance": [{"enrolment": each, "hours": "3.5"} for each in ATTENDEES],
    }
