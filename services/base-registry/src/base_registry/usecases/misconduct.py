"""What an office found that an applicant did wrong in a call: kept with the application, and told to the law of every later one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from base_registry.documents import Application, Call
from base_registry.facts import application_holders
from fuyu.law.steps import APPLICATION, Announce
from fuyu.problems import InvalidInput, Recused
from fuyu.process.actors import acting_role
from fuyu.store.files import keep_files
from fuyu.store.transaction import Subject, Transaction


def find_misconduct(tx: Transaction, id: str, given: Mapping[str, Any], expected: int) -> Application:
    """Keep a finding of misconduct, by the office that runs the call; it ends nothing by itself, which a refusal or an objection does."""
    application: Application = Application.get(tx.city, id)
    programme = tx.laws.of(application.programme, application.programme_version).programme
    step = next(step for step in programme.entry.steps if isinstance(step, Announce))
    if tx.caller is not None:
        acting_role(programme, step.by or "", tx.caller, application_holders(application))
        if tx.caller.person in application.barred:
            raise Recused("You are recused from this file because of an interest in it; someone else of your office acts.", found=tx.caller.person)
    if given["happened_on"] > tx.today:
        error = {"field": "happened_on", "reason": "This day has not come.", "found": given["happened_on"].isoformat(), "needed": f"{tx.today} or earlier"}
        raise InvalidInput.of_fields([error])
    about = Subject(APPLICATION, id)
    keep_files(tx, given["files"], about)
    told = {**given, "happened_on": given["happened_on"].isoformat(), "year": Call.get(tx.city, application.call).year}
    application.misconduct = [*application.misconduct, told | {"by": tx.caller.person if tx.caller else "", "on": tx.today.isoformat()}]
    application.keep(expected)
    tx.audit("application.misconduct_found", about, kind=given["kind"], happened_on=told["happened_on"], says=given["says"])
    return application
