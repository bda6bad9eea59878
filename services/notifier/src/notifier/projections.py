"""What the notifier does with others' events: it follows duties and people, and tells people of what they must hear."""

from __future__ import annotations

from collections.abc import Mapping

from fuyu.events.envelope import Event
from fuyu.service import Handler
from fuyu.store.absences import project_absence
from fuyu.store.law_settings import project_law_changed
from fuyu.store.transaction import Transaction
from notifier.documents.duty import DONE, WITHDRAWN
from notifier.notices import notices
from notifier.usecases.duties import end_duty, know_duty, make_overdue, move_duty
from notifier.usecases.notify import notify, stop_telling
from notifier.usecases.people import follow_person


def duty_opened(tx: Transaction, event: Event) -> None:
    """Begin to remind of a duty."""
    know_duty(tx, event.data)


def duty_moved(tx: Transaction, event: Event) -> None:
    """Remind by the new due date from now on."""
    move_duty(tx, event.data)


def duty_overdue(tx: Transaction, event: Event) -> None:
    """Note that a duty was not done in time."""
    make_overdue(tx, event.data)


def duty_done(tx: Transaction, event: Event) -> None:
    """Stop reminding of a duty that was done."""
    end_duty(tx, event.data, DONE)


def duty_withdrawn(tx: Transaction, event: Event) -> None:
    """Stop reminding of a duty that nobody owes any more."""
    end_duty(tx, event.data, WITHDRAWN)


def person_changed(tx: Transaction, event: Event) -> None:
    """Take over what the portal's accounts say of a person."""
    follow_person(tx, event.data)


HANDLERS: Mapping[str, Handler] = {
    "duty.opened": duty_opened,
    "duty.moved": duty_moved,
    "duty.overdue": duty_overdue,
    "duty.done": duty_done,
    "duty.withdrawn": duty_withdrawn,
    "person.changed": person_changed,
    "proposal.settled": stop_telling,
    "law.changed": project_law_changed,
    "absence.changed": project_absence,
    **dict.fromkeys(notices(), notify),  # notices.yaml is the table of these
}
