"""What is owed about a designation of which processes over it show whether it was done: asked of the rules, kept as duties."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from base_registry.documents import Designation
from base_registry.facts import designation_holders
from fuyu.law import facts
from fuyu.law.answers import Evidence, Owed
from fuyu.law.registry import Loaded
from fuyu.law.steps import DESIGNATION
from fuyu.law.view import Law
from fuyu.process.actors import levels_above
from fuyu.store.duties import DONE, OWED, Duty, done, open_all, reopen, withdraw
from fuyu.store.transaction import Subject, Transaction


def reconcile_owed(tx: Transaction, designation: Designation, loaded: Loaded, law: Law, told: facts.Designation) -> list[Owed]:
    """Bring a designation's duties into agreement with what the rules say is owed, and return that; nothing is owed of what is not held any more.

    The keys of what rules name have a stroke (`revisit/1`); the last days of a process's steps are kept beside them and are left alone.
    """
    owed = loaded.ask.owed_by(Evidence.PROCEEDINGS, law, told, tx.today) if designation.state == "held" else []
    about = Subject(DESIGNATION, designation.id)
    opened = [each for each in owed if each.opens_on <= tx.today]
    rows = tx.rows.duties.find({"city": tx.city, "about.kind": DESIGNATION, "about.id": designation.id}, {"key": 1, "state": 1})
    states = {row["key"]: row["state"] for row in rows if "@" not in row["key"]}
    lacking = {each.key: _duty(about, designation, loaded, each) for each in opened if not each.is_done}
    open_all(tx, [duty for key, duty in lacking.items() if states.get(key) != DONE])
    for key, duty in lacking.items():
        if states.get(key) == DONE:
            reopen(tx, duty)
    is_owed = {each.key for each in opened}
    for key, state in states.items():
        if state in OWED and key not in is_owed:
            withdraw(tx, about, key)
        elif state in OWED and key not in lacking:
            done(tx, about, key)
    return owed


def days_of(owed: Sequence[Owed]) -> Iterator[date]:
    """Go through the days on which something owed opens, and the days after its last."""
    for each in owed:
        yield from (each.opens_on, each.due_on + timedelta(days=1))


def _duty(about: Subject, designation: Designation, loaded: Loaded, owed: Owed) -> Duty:
    return Duty(
        subject=about,
        subject_name=designation.organisation["name"],
        key=owed.key,
        title=owed.title,
        clause=owed.by.as_document(),
        programme=designation.programme,
        programme_version=designation.programme_version,
        due_on=owed.due_on,
        is_provisional=owed.is_provisional,
        opens_on=owed.opens_on,
        says=owed.on_evidence,
        levels=levels_above(loaded.programme, owed.owed_by, designation_holders(designation)),
    )
