"""Correcting the day on which an application was received: a new act of the receiving office with its reason; what rests on the day is judged anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from base_registry.documents import Application, Call
from base_registry.facts import application_holders
from base_registry.usecases.applications import application_data, district_review, submission_of
from base_registry.usecases.audiences import of_designation
from base_registry.usecases.dating import can_refuse, findings_on_date, set_date
from base_registry.usecases.reading import application_subject, walk_of
from fuyu.caller import Role
from fuyu.law.programme import Programme
from fuyu.law.steps import APPLICATION
from fuyu.problems import CorrectionTooLate, InvalidInput
from fuyu.process.actors import acting_role
from fuyu.process.sitting import from_document
from fuyu.process.walk import PASSED, Act, Walk
from fuyu.store.files import keep_files
from fuyu.store.transaction import Subject as About
from fuyu.store.transaction import Transaction

OF_RECEIPT = ("received_on", "number", "file")


def correct_receipt(tx: Transaction, id: str, given: Mapping[str, Any], expected: int) -> Application:
    """Let an application stand as received on the day on which it truly was; an officer of the receiving office does it, with a reason.

    What was not recorded at all is recorded so too, then with number and scan. The date of an application that was handed in follows, and with it the
    version that judges it; what the rules find on the date now is kept with the correction.
    """
    application: Application = Application.get(tx.city, id)
    call: Call = Call.get(tx.city, application.call)
    programme = tx.laws.of(application.programme, application.programme_version).programme
    walk = walk_of(application)
    role = check_corrects_receipt(tx, application, call, programme, walk)
    _check_day(tx, application, call, walk.acts_at(submission_of(programme).name), given["received_on"])
    before = _of_receipt(application)
    after = {**before, **{name: given[name] for name in ("number", "file") if name in given}, "received_on": given["received_on"].isoformat()}
    _check_differs(before, after)
    if after["file"] != before.get("file"):
        keep_files(tx, [after["file"]], About(APPLICATION, id))
    by, applied_before = tx.caller.person if tx.caller else "", application.applied_on
    told = {"on": tx.today.isoformat(), "by": by, "actor": role.actor, "reason": given["reason"]}
    application.receipt = {**(application.receipt or {}), **after, **told}
    findings: list[dict[str, Any]] = []
    if applied_before is not None:
        set_date(tx, application, given["received_on"])
        findings = [each.as_document() for each in findings_on_date(application_subject(tx, application, call, walk), tx.today)]
    correction = {**told, "before": before, "after": after, "applied_before": applied_before, "findings": findings}
    application.corrections = [*application.corrections, correction]
    application.keep(expected)
    _say(tx, application, programme, given["reason"], before, after, applied_before)
    tx.audit("application.receipt_corrected", About(APPLICATION, id), actor=role.actor, reason=given["reason"], before=before, after=after)
    return application


def check_corrects_receipt(tx: Transaction, application: Application, call: Call, programme: Programme, walk: Walk) -> Role:
    """Return the caller's role as the receiving office; raise a problem where it is not that, or something rests on the day already."""
    role = acting_role(programme, district_review(programme).by or "", tx.caller, application_holders(application))
    _check_nothing_rests(application, call, programme, walk)
    return role


def _of_receipt(application: Application) -> dict[str, Any]:
    return {name: (application.receipt or {}).get(name) for name in OF_RECEIPT}


def _check_nothing_rests(application: Application, call: Call, programme: Programme, walk: Walk) -> None:
    """Raise CorrectionTooLate once a list was drawn up with the application, or no office decides on it alone any more: nobody would judge it anew."""
    process = programme.entry
    for sitting in (from_document(kept) for kept in call.sittings):
        if application.id in sitting.rows:
            title = process.step(sitting.step).title
            said = f"The list of the step {sitting.step!r} ({title}) was drawn up with this application on {sitting.opened_on}, and rests on its date."
            raise CorrectionTooLate(f"{said} Where it was received too late, remove or refuse it there.", found=sitting.step)
    ahead = [step.name for step in process.steps if can_refuse(step) and not process.is_over_call(step) and walk.place(step.name).state not in PASSED]
    if not walk.is_running or not ahead:
        found = str(walk.outcome) if walk.outcome else application.stands_at
        said = f"Every decision on this application alone was taken ({found}) and rests on the day on which it was received."
        raise CorrectionTooLate(f"{said} It is corrected before the last of them.", found=found)


def _check_day(tx: Transaction, application: Application, call: Call, handed_in: Sequence[Act], received: date) -> None:
    """Raise InvalidInput for a day before the call, in the future, or after the day on which the application was handed in here."""
    opened = date.fromisoformat(call.opened_on)
    latest = handed_in[0].on if handed_in and application.applied_on is not None else tx.today
    if not opened <= received <= latest:
        reason = "It lies before the call, in the future, or after the day on which the application was handed in here."
        raise InvalidInput.of_fields([{"field": "received_on", "reason": reason, "found": received.isoformat(), "needed": f"{opened} to {latest}"}])


def _check_differs(before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    missing = [name for name in ("number", "file") if not after.get(name)]
    if missing:
        reason = "No receipt is on record yet; give its number and its scan."
        raise InvalidInput.of_fields([{"field": name, "reason": reason, "needed": "what stands on the receipt"} for name in missing])
    if before == after:
        reason = "Nothing differs from the receipt that is on record."
        raise InvalidInput.of_fields([{"field": "received_on", "reason": reason, "found": after["received_on"], "needed": "what is to be corrected"}])


def _say(
    tx: Transaction,
    application: Application,
    programme: Programme,
    because: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    applied_before: str | None,
) -> None:
    """Say to the applicant and the offices which day counts now; `applied_on` stands there only where the application was handed in."""

    def told(receipt: Mapping[str, Any], applied_on: str | None) -> dict[str, Any]:
        return {"received_on": receipt["received_on"], "number": receipt["number"], "applied_on": applied_on}

    data = application_data(application) | {"step": submission_of(programme).name, "on": tx.today.isoformat(), "because": because}
    data |= {"before": told(before, applied_before), "after": told(after, application.applied_on)}
    audiences = of_designation(programme, application.organisation, application.host)
    tx.emit("application.corrected", About(APPLICATION, application.id), data, audiences=audiences)
