"""What was handed in stays as it is: after the last day to apply nothing is added or changed, where the text says so."""

from __future__ import annotations

from datetime import date

from base_registry.documents import Application, Call
from fuyu.law.registry import Loaded
from fuyu.law.steps import Submit
from fuyu.problems import MaterialFrozen
from fuyu.store.transaction import Transaction


def check_not_frozen(tx: Transaction, loaded: Loaded, application: Application) -> None:
    """Raise MaterialFrozen where the call's last day to apply has passed and the text then takes nothing more.

    What a district received on paper by that day, and recorded, can still be entered and handed in, once.
    """
    step = next(step for step in loaded.programme.entry.steps if isinstance(step, Submit))
    closes = Call.get(tx.city, application.call).closes if step.frozen_by else None
    if closes is None or tx.today <= date.fromisoformat(closes["on"]):
        return
    came_in_time = application.receipt is not None and application.receipt["received_on"] <= closes["on"]
    if came_in_time and application.applied_on is None:
        return
    said = f"Applications closed on {closes['on']}; after that nothing is added or changed ({loaded.regulation.name} {step.frozen_by})."
    way_out = "What stands is judged as it was handed in: pass it or refuse it with a reason; a change of facts is reported, not entered."
    raise MaterialFrozen(f"{said} {way_out}", clause=step.frozen_by, found=tx.today.isoformat(), needed=closes["on"])
