"""The date of an application: set when it is handed in or received, by which a version of the law judges it, and judged anew where it was corrected."""

from __future__ import annotations

from datetime import date

from base_registry.documents import Application
from fuyu.law.findings import Finding
from fuyu.law.steps import Step, Submit, Way
from fuyu.process.acting import Subject, Taken, check_findings, find_step, look_ahead
from fuyu.process.proposing import Stands
from fuyu.process.walker import verdict_of
from fuyu.store.transaction import Transaction

DATE = "applied_on"
"""The fact that findings on lateness rest on."""


def set_date(tx: Transaction, application: Application, on: date) -> None:
    """Date an application, and let the version in force on that day judge it (L6); raise NotInForce where there is none."""
    application.applied_on = on.isoformat()
    application.judged_by = tx.laws.in_force(application.programme, on, tx.settings).programme.version


def can_refuse(step: Step) -> bool:
    """Claim that an application can be refused at a step: there its date is judged anew where it was corrected."""
    return any(verdict.way is Way.END for verdict in getattr(step, "may", ()))


def findings_on_date(subject: Subject, today: date) -> list[Finding]:
    """Return what the rules of handing in find on an application's date as it stands now."""
    step = next(step for step in subject.process.steps if isinstance(step, Submit))
    return [each for each in look_ahead(subject, step, "submit", today) if each.fact == DATE]


def check_date_stands(subject: Subject, application: Application, taken: Taken, today: date) -> None:
    """Ask anew, where the date was corrected, what was asked of it at handing in: at each step at which who could refuse the application lets it go on.

    Raise ConditionsNotMet where it was late after all; to refuse it stays possible.
    """
    step = find_step(subject.process, taken.act.step)
    verdict = verdict_of(step, taken.act.does)
    if application.corrections and can_refuse(step) and taken.stands is not Stands.SENT_BACK and verdict is not None and verdict.way is Way.ON:
        check_findings(step, findings_on_date(subject, today), taken.request.overrides)
