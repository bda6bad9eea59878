"""What an application's sheets come to once the last one is in."""

from __future__ import annotations

from typing import Any, cast

from fuyu.law.facts import Application
from fuyu.law.parameters import plain
from fuyu.process.acting import Subject


def score_of(subject: Subject, step: str) -> dict[str, Any]:
    """Return the score of a step as the programme's rules make it from the sheets: result, bonus by reason, total, and how."""
    told = cast("Application", subject.facts(subject.walk))
    scored = subject.loaded.ask.what_follows(subject.law, step, told, told.sheets[step], subject.judged_on)
    bonus = {reason: plain(points) for reason, points in scored.bonus.items()}
    return {"result": str(scored.result), "bonus": bonus, "total": str(scored.total), "because": scored.because}
