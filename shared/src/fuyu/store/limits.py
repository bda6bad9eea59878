"""The time limits of a walk as duties: opened, moved, done and withdrawn as the walk goes on."""

from __future__ import annotations

from fuyu.law.programme import Programme
from fuyu.law.steps import Process
from fuyu.law.view import Law
from fuyu.process.actors import Holders, levels_above
from fuyu.process.limits import StepOwed, steps_owed
from fuyu.process.walk import Walk
from fuyu.store.duties import Duty, done, open_all, owed_by, withdraw
from fuyu.store.transaction import Subject, Transaction


def reconcile_limits(
    tx: Transaction, about: Subject, name: str, programme: Programme, law: Law, process: Process, walk: Walk, holders: Holders, run: str | None = None
) -> None:
    """Bring a subject's duties into agreement with the last days of its walk's steps.

    Who owes a step is its actor; `name` is what a reminder calls the subject; `run` tells the runs of a process apart that may go at once, else the
    day on which one opened does. Nothing changes where nothing moved.
    """
    run = run or walk.opened_on.isoformat()
    limits = {owed.key: owed for owed in steps_owed(process, walk, run)}
    if not any(step.within or step.due_from for step in process.steps):
        return
    standing = {row["key"] for row in owed_by(tx.rows, tx.city, about) if row["key"].startswith(f"{process.name}.") and row["key"].endswith(f"@{run}")}
    open_all(tx, [_duty(about, name, programme, law, owed, walk, holders) for owed in limits.values() if not owed.is_done])
    for key in sorted(standing):
        if key not in limits:
            withdraw(tx, about, key)
        elif limits[key].is_done:
            done(tx, about, key, walk.place(limits[key].step.name).done_on)


def _duty(about: Subject, name: str, programme: Programme, law: Law, owed: StepOwed, walk: Walk, holders: Holders) -> Duty:
    value = law[owed.step.within] if owed.step.within else None
    return Duty(
        subject=about,
        subject_name=name,
        key=owed.key,
        title=owed.step.title,
        clause=(value.citation if value else law.cite(owed.step.clause)).as_document(),
        programme=programme.id,
        programme_version=programme.version,
        due_on=owed.due.on,
        is_provisional=owed.due.is_provisional,
        opens_on=walk.opened_on,
        says=value.says if value else owed.step.title,
        levels=levels_above(programme, owed.step.by, holders) if owed.step.by else [],
    )
