"""Looking at a designation: what the calendar opens over it, and what has become or ceased to be a ground; then the next day to look."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from typing import Any

from base_registry.documents import Designation
from base_registry.facts import Record, day, designation_facts
from base_registry.usecases.foreseeing import foresee
from base_registry.usecases.grounds import reconcile_grounds
from base_registry.usecases.obligations import days_of, reconcile_owed
from base_registry.usecases.openers import STANDING, days_to_come, openings
from base_registry.usecases.proceedings import open_by_itself
from base_registry.usecases.reading import version_that_judges
from fuyu.law.facts import Designation as DesignationFacts
from fuyu.store.transaction import Transaction


def look_at_designation(tx: Transaction, id: str) -> None:
    """Open what the calendar opens, propose and withdraw grounds, and note the next day on which an answer can differ."""
    designation: Designation = Designation.get(tx.city, id)
    loaded = version_that_judges(tx, designation, tx.today)
    law = loaded.view(tx.settings, tx.today, designation.host)
    for opening in openings(loaded.programme, law, designation, tx.today.year):
        if opening.on <= tx.today:
            judge = version_that_judges(tx, designation, opening.on)
            open_by_itself(tx, judge, designation, opening.process, opening.opener, opening.key, opening.on)
    told = designation_facts(loaded.programme, designation, Record.of(designation))
    kept = loaded.ask.to_keep(law, told, tx.today) if designation.state == "held" else []
    reconcile_grounds(tx, designation, loaded, law, told, kept)
    foresee(tx, designation, kept)
    owed = reconcile_owed(tx, designation, loaded, law, told)
    later = [*days_to_come(loaded.programme, law, designation, tx.today), *_days_of_facts(designation, told), *days_of(owed)]
    _note(tx, id, min((each for each in later if each > tx.today), default=None) if designation.state in STANDING else None)


def _days_of_facts(designation: Designation, told: DesignationFacts) -> Iterator[date]:
    """Go through each day that the facts name and the day after it: a certificate expires, a last day passes, and a rule answers otherwise.

    What was filled in since names such days as well as the form does: a renewed certificate expires too, and an award may be withdrawn from a later day on.
    """
    last = day(designation.ends_on)
    due = [each for run in told.runs if run.is_running for each in run.due.values()]
    for each in [*days_in(told.form), *days_in(told.filled), *due, *([last] if last else [])]:
        yield from (each, each + timedelta(days=1))


def days_in(told: Any) -> Iterator[date]:
    """Go through all days that a form or what was filled in names, however deep."""
    if isinstance(told, date):
        yield told
    elif isinstance(told, Mapping):
        yield from _each(told.values())
    elif is_dataclass(told):
        yield from _each(getattr(told, each.name) for each in fields(told))
    elif isinstance(told, Sequence) and not isinstance(told, str):
        yield from _each(told)


def _each(values: Iterable[Any]) -> Iterator[date]:
    for value in values:
        yield from days_in(value)


def _note(tx: Transaction, id: str, next_look: date | None) -> None:
    change: dict[str, Any] = {"$unset": {"lease": ""} | ({} if next_look else {"look_on": ""})}
    if next_look:
        change["$set"] = {"look_on": next_look.isoformat()}
    Designation._get_collection().update_one({"_id": id, "city": tx.city}, change)
