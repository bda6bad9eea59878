"""What an office found that an applicant did wrong in a call: kept with the application, and told to the law of every later one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from base_registry.documents import Application, Call
from base_registry.facts import application_holders
from fuyu.caller import Role
from fuyu.law.programme import Programme
from fuyu.law.steps import APPLICATION, Announce
from fuyu.problems import Forbidden, InvalidInput, Recused
from fuyu.process.actors import acting_role
from fuyu.store.files import keep_files
from fuyu.store.transaction import Subject, Transaction


def find_misconduct(tx: Transaction, id: str, given: Mapping[str, Any], expected: int) -> Application:
    """Keep a finding of misconduct, by the office that runs the call; it ends nothing by itself, which a refusal or an objection does."""
    application: Application = Application.get(tx.city, id)
    programme = tx.laws.of(application.programme, application.programme_version).programme
    role = check_finds_misconduct(tx, application, programme)
    if given["happened_on"] > tx.today:
        error = {"field": "happened_on", "reason": "This day has not come.", "found": given["happened_on"].isoformat(), "needed": f"{tx.today} or earlier"}
        raise InvalidInput.of_fields([error])
    about = Subject(APPLICATION, id)
    keep_files(tx, given["files"], about)
    told = {**given, "happened_on": given["happened_on"].isoformat(), "year": Call.get(tx.city, application.call).year}
    by = {"by": tx.caller.person if tx.caller else "", "actor": role.actor, "on": tx.today.isoformat()}
    application.misconduct = [*application.misconduct, told | by]
    application.keep(expected)
    tx.audit("application.misconduct_found", about, kind=given["kind"], happened_on=told["happened_on"], says=given["says"])
    return application


def check_finds_misconduct(tx: Transaction, application: Application, programme: Programme) -> Role:
    """Return the caller's role as the office that runs the call; raise a problem where it is not that, or the caller is recused."""
    by = next((step.by for step in programme.entry.steps if isinstance(step, Announce)), None)
    if by is None:
        raise Forbidden(f"No office opens the calls of {programme.id}, so none records misconduct in them.")
    role = acting_role(programme, by, tx.caller, application_holders(application))
    if tx.caller is not None and tx.caller.person in application.barred:
        raise Recused("You are recused from this file because of an interest in it; someone else of your office acts.", found=tx.caller.person)
    return role
