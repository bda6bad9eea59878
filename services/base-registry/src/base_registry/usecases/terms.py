"""Another term than the usual one: set by who decides, warned of, and kept with the reason (L8)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from fuyu.dates import read_date
from fuyu.law.facts import Stage
from fuyu.law.findings import Finding, as_warning, finding
from fuyu.law.registry import Loaded
from fuyu.problems import InvalidInput
from fuyu.process.walk import Act

if TYPE_CHECKING:
    from base_registry.usecases.sittings import CallAtWork


def other_terms(work: CallAtWork, stage: Stage, act: Act) -> list[Finding]:
    """Return a warning for each row that is to be held until another day than usual; raise InvalidInput where the text knows no other."""
    given: Mapping[str, str] = act.entry.get("until") or {}
    errors = [error for id, day in given.items() if (error := _error(work.loaded, stage, id, day, work.tx.today))]
    if errors:
        raise InvalidInput.of_fields(errors)
    return [_warning(work, stage.chosen[id], id, date.fromisoformat(day)) for id, day in given.items()]


def _error(loaded: Loaded, stage: Stage, id: str, day: str, today: date) -> dict[str, Any] | None:
    field = f"entry.until.{id}"
    if id not in stage.chosen:
        return {"field": field, "reason": "It is not chosen.", "needed": sorted(stage.chosen)}
    grant = loaded.programme.grant(stage.chosen[id])
    if not grant.term_is_usual:
        return {"field": field, "reason": f"The text fixes how long {grant.title} is held ({grant.clause}).", "found": day, "needed": "nothing"}
    try:
        is_to_come = read_date(day) > today
    except (TypeError, ValueError) as error:
        return {"field": field, "reason": str(error), "found": day, "needed": "a date"}
    return None if is_to_come else {"field": field, "reason": "This day has passed.", "found": day, "needed": f"after {today}"}


def _warning(work: CallAtWork, kind: str, id: str, until: date) -> Finding:
    usual = work.loaded.ask.how_long(work.law, kind, work.tx.today)
    name = work.applications[id].organisation["name"]
    because = f"{name} is to hold it until {until}; usual is {usual.ends_on}."
    return as_warning(finding("usual_term", until == usual.ends_on, usual.by, actual=until, needed=usual.ends_on, because=because, about=name))
