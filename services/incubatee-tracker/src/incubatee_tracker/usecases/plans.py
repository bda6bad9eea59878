"""Handing in a base's teaching plan of a year (教学计划)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fuyu.dates.bounds import LAST_YEAR
from fuyu.store.files import keep_files
from fuyu.store.transaction import Subject, Transaction
from incubatee_tracker.documents import Plan
from incubatee_tracker.usecases.bases import Row, base_at_work, check_is_holder, check_stands, check_stood_in_year


def hand_in_plan(tx: Transaction, id: str, designation: str, given: Mapping[str, Any]) -> Plan:
    """Hand in the plan of a year of the designation; a later one of the same year takes its place, and the earlier stays on record."""
    base = base_at_work(tx, designation)
    programme = tx.laws.of(base["programme"], base["programme_version"]).programme
    check_is_holder(tx, programme, base)
    check_stands(programme, base, tx.today)
    _check_year(base, given["year"])
    subject = Subject("plan", id)
    if given["files"]:
        keep_files(tx, given["files"], subject)
    plan = Plan(
        id=id,
        city=tx.city,
        designation=designation,
        year=given["year"],
        sessions=[dict(planned) for planned in given["sessions"]],
        note=given.get("note"),
        files=given["files"],
        handed_in_on=tx.today.isoformat(),
        handed_in_by=tx.caller.person if tx.caller else "",
    )
    plan.add()
    told = {"designation": designation, "programme": base["programme"], "programme_version": base["programme_version"]}
    tx.emit("plan.filed", subject, told | {"plan": id, "year": plan.year, "filed_on": plan.handed_in_on})
    tx.audit("plan.filed", subject, designation=designation, year=plan.year, sessions=len(plan.sessions))
    return plan


def _check_year(base: Row, year: int) -> None:
    check_stood_in_year(base, year, LAST_YEAR, "The designation does not stand in this year.")
