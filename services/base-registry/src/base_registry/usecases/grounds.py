"""Grounds: proposed with the findings they rest on, withdrawn by themselves once mended, decided by an officer alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from base_registry.documents import Designation, Ground, KnownDuty
from base_registry.documents.ground import PROPOSED, WITHDRAWN
from base_registry.usecases.audiences import of_designation
from fuyu.ids import derived_id
from fuyu.law import facts
from fuyu.law.findings import Finding, Outcome, Weight
from fuyu.law.programme import Programme
from fuyu.law.registry import Loaded
from fuyu.law.view import Law
from fuyu.problems import InvalidInput
from fuyu.store.transaction import Subject as About
from fuyu.store.transaction import Transaction

MENDED = "The facts no longer show it."
ENDED = "The designation does not stand any more."


def reconcile_grounds(tx: Transaction, designation: Designation, loaded: Loaded, law: Law, told: facts.Designation, kept: Sequence[Finding]) -> None:
    """Propose a ground for each condition that is not met, and withdraw those proposed before whose findings are met again.

    `kept` are the findings on what must go on being met. What is only warned of now and was a condition before (a rate that counts in a review alone) is
    not mended, so its ground stays proposed.
    """
    standing = _standing(tx, designation, loaded, law, told, kept) if designation.state == "held" else {}
    known = {ground.key: ground for ground in Ground.objects(city=tx.city, designation=designation.id).order_by("key", "occasion")}
    for key, findings in standing.items():
        latest = known.get(key)
        if not any(each.weight is Weight.CONDITION for each in findings):
            continue
        if latest is None or latest.mended_on:
            _propose(tx, designation, loaded, key, findings, told, occasion=latest.occasion + 1 if latest else 1)
        elif latest.state == PROPOSED:
            _bring_up_to_date(latest, findings, told)
    for key, ground in known.items():
        if key not in standing and not ground.mended_on:
            _mend(tx, ground, loaded.programme, MENDED if designation.state == "held" else ENDED)


def grounds_named(tx: Transaction, designation: Designation, ids: Sequence[str], field: str) -> list[Ground]:
    """Return the grounds that a decision names; raise InvalidInput where one is not proposed, or is another designation's."""
    found = {ground.id: ground for ground in Ground.objects(city=tx.city, designation=designation.id, id__in=list(ids))}
    errors = [
        {"field": field, "reason": "It is no ground of this designation that is proposed now.", "found": id, "needed": "ids of GET /grounds?state=proposed"}
        for id in ids
        if id not in found or found[id].state != PROPOSED
    ]
    if errors:
        raise InvalidInput.of_fields(errors)
    return [found[id] for id in dict.fromkeys(ids)]


def close_ground(tx: Transaction, ground: Ground, programme: Programme, state: str, because: str, proceeding: str | None = None) -> None:
    """Close a ground: decided upon, kept although it is proven, or withdrawn; said as an event."""
    ground.state, ground.closed_on, ground.because, ground.proceeding = state, tx.today.isoformat(), because, proceeding
    ground.keep()
    about = About("ground", ground.id)
    tx.emit(
        "ground.closed",
        about,
        _data(ground) | {"state": state, "because": because, "on": ground.closed_on},
        audiences=of_designation(programme, ground.organisation, ground.host),
    )
    tx.audit(f"ground.{state}", about, because=because, proceeding=proceeding)


def as_kept(ground: Ground) -> dict[str, Any]:
    """Return what a decision keeps of a ground, so that it can be read whatever becomes of the facts."""
    kept = ("id", "key", "clause", "findings", "facts", "found_on", "programme_version")
    return {name: getattr(ground, name) for name in kept}


def findings_on(loaded: Loaded, law: Law, told: facts.Designation, today: date, kept: Sequence[Finding], overdue: Iterable[KnownDuty]) -> list[Finding]:
    """Return what was found on keeping a designation, and what the rules find on duties that were missed although it is proven that their day was told."""
    findings = list(kept)
    for duty in overdue:
        if duty.proven_for == duty.due_on:  # Who was never told of a day, or of another day, has not been warned.
            findings += loaded.ask.when_missed(law, told, duty.key, today)
    return findings


def _standing(
    tx: Transaction, designation: Designation, loaded: Loaded, law: Law, told: facts.Designation, kept: Sequence[Finding]
) -> Mapping[str, list[Finding]]:
    """Return what is not met, by key."""
    overdue = KnownDuty.objects(city=tx.city, designation=designation.id, state="overdue").order_by("key")
    standing: dict[str, list[Finding]] = {}
    for each in findings_on(loaded, law, told, tx.today, kept, overdue):
        if each.outcome is Outcome.NOT_MET:
            standing.setdefault(each.key, []).append(each)
    return standing


def _propose(tx: Transaction, designation: Designation, loaded: Loaded, key: str, findings: Sequence[Finding], told: facts.Designation, occasion: int) -> None:
    ground = Ground(
        id=derived_id(designation.id, "ground", key, str(occasion)),
        city=tx.city,
        programme=loaded.programme.id,
        programme_version=loaded.programme.version,
        designation=designation.id,
        organisation={name: designation.organisation[name] for name in ("id", "code", "name", "district")},
        host=designation.host,
        key=key,
        occasion=occasion,
        clause=findings[0].citation.as_document(),
        findings=[each.as_document() for each in findings],
        facts=_counted(told),
        found_on=tx.today.isoformat(),
    )
    ground.add()
    about, because = About("ground", ground.id), "；".join(each.because for each in findings)
    tx.emit(
        "ground.proposed",
        about,
        _data(ground) | {"found_on": ground.found_on, "because": because},
        audiences=of_designation(loaded.programme, ground.organisation, ground.host),
    )
    tx.audit("ground.proposed", about, key=key, designation=designation.id)


def _bring_up_to_date(ground: Ground, findings: Sequence[Finding], told: facts.Designation) -> None:
    found = [each.as_document() for each in findings]
    if found != ground.findings:
        ground.findings, ground.facts = found, _counted(told)
        ground.keep()


def _mend(tx: Transaction, ground: Ground, programme: Programme, because: str) -> None:
    ground.mended_on = tx.today.isoformat()
    if ground.state == PROPOSED:
        close_ground(tx, ground, programme, WITHDRAWN, because)
    else:
        ground.keep()


def _counted(told: facts.Designation) -> dict[str, Any]:
    """Return what was counted of a designation, from whichever service, when a ground was found."""
    years = {str(year): {"batches": each.batches, "sessions": each.sessions} for year, each in told.years.items()}
    origins = {name: origin.as_document() for name, origin in told.origins.items()}
    counts = {name: getattr(told, name) for name in ("running_enrolments", "completed_enrolments", "ended_enrolments")}
    return {**counts, "years": years, "starts_on": told.starts_on.isoformat(), "origins": origins}


def _data(ground: Ground) -> dict[str, Any]:
    told = {name: getattr(ground, name) for name in ("designation", "programme", "programme_version", "key", "clause")}
    return told | {"ground": ground.id, "organisation": dict(ground.organisation)}
