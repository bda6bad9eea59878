"""Correcting a session: a new act with reason and author; the old state stays on record, and what was counted follows."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from fuyu.problems import InvalidInput
from fuyu.store.files import keep_files
from fuyu.store.transaction import Subject, Transaction
from incubatee_tracker.documents import Session
from incubatee_tracker.usecases.bases import Row, base_at_work, check_is_holder, check_stands
from incubatee_tracker.usecases.seeing import check_seen
from incubatee_tracker.usecases.sessions import session_data, session_row

COUNTED = ("held_on", "days", "kind", "topic", "hours", "is_free", "counts_for_year", "attendance")
"""What a session is counted by: what `session.corrected` tells of how it stood before."""


def correct_session(tx: Transaction, id: str, given: Mapping[str, Any], expected: int) -> Row:
    """Let a session stand as it truly was held; the base's own people do it, with a reason, under all that a new session must meet."""
    row: Row = check_seen(Session.objects(city=tx.city, id=id).as_pymongo().first(), "session", id)
    base = base_at_work(tx, row["designation"])
    programme = tx.laws.of(base["programme"], base["programme_version"]).programme
    check_is_holder(tx, programme, base)
    check_stands(programme, base, given["held_on"], "held_on")
    asked = {**given, "designation": base["_id"], "files": given.get("files", row["files"])}
    new = [file for file in asked["files"] if file not in row["files"]]
    if new:
        keep_files(tx, new, Subject("session", id))
    now = session_row(tx, id, base, asked)
    before, after = session_data(row), session_data(now)
    changed = [name for name in (*COUNTED, "trainer", "place", "files") if _differs(name, row, now)]
    if not changed:
        raise InvalidInput.of_fields([{"field": "held_on", "reason": "Nothing differs from how the session stands.", "needed": "what is to be corrected"}])
    by = tx.caller.person if tx.caller else ""
    correction = {"on": tx.today.isoformat(), "by": by, "reason": given["reason"], "before": {name: row[name] for name in changed}}
    kept = ("logged_on", "logged_by", "is_counted")
    corrected = {**now, **{name: row[name] for name in kept if name in row}, "corrections": [*row.get("corrections", ()), correction]}
    corrected["version"] = row["version"] + 1
    Session.replace(row, corrected, expected)
    subject, told = Subject("session", id), {name: before[name] for name in COUNTED}
    tx.emit("session.corrected", subject, after | {"before": told, "because": given["reason"], "on": tx.today.isoformat()})
    details = {name: {"before": _shown(before, row, name), "after": _shown(after, now, name)} for name in changed}
    tx.audit("session.corrected", subject, designation=base["_id"], reason=given["reason"], changed=details)
    return corrected


def _differs(name: str, before: Row, after: Row) -> bool:
    if name == "attendance":
        return _stayed(before) != _stayed(after)
    return bool(_exact(before.get(name)) != _exact(after.get(name)))


def _stayed(row: Row) -> dict[str, Decimal]:
    return {each["enrolment"]: _exact(each["hours"]) for each in row["attendance"]}


def _exact(value: Any) -> Any:
    return value.to_decimal() if hasattr(value, "to_decimal") else value


def _shown(told: Mapping[str, Any], row: Row, name: str) -> Any:
    return told[name] if name in told else row.get(name)
