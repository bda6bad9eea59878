"""Registering the organisations of a city and changing what is known of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from base_registry.documents import Organisation
from fuyu.problems import AlreadyExists, Forbidden, InvalidInput, ReasonMissing
from fuyu.store.transaction import Subject, Transaction


def register_organisation(tx: Transaction, id: str, given: Mapping[str, Any]) -> Organisation:
    """Register an organisation: an officer any, a company itself alone; its code is unique in its city."""
    _check_may(tx, given["code"])
    _check_district(tx, given["district"])
    if Organisation.objects(city=tx.city, code=given["code"]).first() is not None:
        raise AlreadyExists(f"The organisation {given['code']} is registered already.", field="code", found=given["code"])
    organisation = Organisation(id=id, city=tx.city, **given)
    organisation.add()
    _say(tx, "organisation.registered", organisation)
    return organisation


def change_organisation(tx: Transaction, id: str, changes: Mapping[str, Any], expected: int) -> Organisation:
    """Change what is known of an organisation; its code never changes here, its district only by an office and with a reason."""
    organisation: Organisation = Organisation.get(tx.city, id)
    _check_may(tx, organisation.code)
    told: dict[str, str] = {}
    if changes.get("district", organisation.district) != organisation.district:
        _check_district(tx, changes["district"])
        told = _moved(tx, organisation, changes)
    for name, value in changes.items():
        if name != "reason":
            setattr(organisation, name, value)
    organisation.keep(expected)
    _say(tx, "organisation.changed", organisation, **told)
    return organisation


def _moved(tx: Transaction, organisation: Organisation, changes: Mapping[str, Any]) -> dict[str, str]:
    """Return what the audit trail keeps of a move to another district, whose office then is another."""
    offices = [role for role in (tx.caller.actors if tx.caller else ()) if role.city == tx.city and role.office]
    if not any(role.district in (None, organisation.district) for role in offices):
        said = f"The district of {organisation.name} is changed by the office of {organisation.district}, where it is registered, or by the city's office."
        raise Forbidden(said, found=changes["district"], needed=organisation.district)
    if not str(changes.get("reason", "")).strip():
        raise ReasonMissing("To move an organisation to another district give a written `reason`; the audit trail keeps it.", field="reason")
    return {"moved_from": organisation.district, "moved_to": changes["district"], "reason": changes["reason"]}


def _check_may(tx: Transaction, code: str) -> None:
    roles = [role for role in (tx.caller.actors if tx.caller else ()) if role.city == tx.city]
    if not any(role.office or role.district or role.actor == "operator" or role.organisation == code for role in roles):
        raise Forbidden(f"Only an office of {tx.city} or the organisation {code} itself may do this.", found=code)


def _check_district(tx: Transaction, district: str) -> None:
    known = tx.laws.city(tx.city).districts
    if district not in known:
        raise InvalidInput.of_fields([{"field": "district", "reason": "The city has no such district.", "found": district, "needed": list(known)}])


def organisation_data(organisation: Organisation) -> dict[str, Any]:
    """Return what events tell of an organisation."""
    return {
        "organisation": organisation.id,
        "code": organisation.code,
        "name": organisation.name,
        "district": organisation.district,
        "industry": organisation.industry,
        "founded_on": organisation.founded_on.isoformat() if organisation.founded_on else None,
    }


def _say(tx: Transaction, event: str, organisation: Organisation, **told: str) -> None:
    subject = Subject("organisation", organisation.id)
    tx.emit(event, subject, organisation_data(organisation))
    tx.audit(event, subject, **told)
