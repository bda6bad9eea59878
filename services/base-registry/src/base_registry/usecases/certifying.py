"""What base-registry certifies: designations at the step that the programme names, and lists by a circular when they are published."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from base_registry.documents import Application, Designation
from base_registry.facts import day
from fuyu.certificates.ordering import Order, check_order, order, order_or_note
from fuyu.certificates.texts import Listed
from fuyu.law.registry import Loaded
from fuyu.law.steps import CALL, DESIGNATION, Effect, Publish
from fuyu.problems import AlreadyExists, NotFound, StepNotOpen
from fuyu.process import walk as walks
from fuyu.process.actors import Holders, acting_role
from fuyu.process.walk import PASSED
from fuyu.service import Certifies, Running, Standing
from fuyu.store.transaction import Subject as About
from fuyu.store.transaction import Transaction

if TYPE_CHECKING:
    from base_registry.usecases.sittings import CallAtWork
    from fuyu.process.sitting import Sitting


def certify_application(tx: Transaction, application: Application) -> None:
    """Order the certificates of what an application was granted and holds."""
    for designation in _held(tx, [application.id]):
        certify(tx, designation)


def certify(tx: Transaction, designation: Designation) -> None:
    """Order a designation's certificate, where its grant has one; who acts is refused for a letter that cannot be set, a day that comes by itself is not."""
    asked = _order(tx, designation)
    if asked is not None:
        (order if tx.caller else order_or_note)(tx, asked)


def check_certificates(tx: Transaction, applications: Iterable[str]) -> None:
    """Raise LetterMissing where the certificate of something on a list could not be set: before the list is published, while someone is there to be told."""
    for designation in _held(tx, list(applications)):
        asked = _order(tx, designation)
        if asked is not None:
            check_order(tx, asked)


def publish_circular(work: CallAtWork, step: Publish, sitting: Sitting) -> None:
    """Order the circular by which a list is made known."""
    if step.circular is None:
        return
    programme, rows = work.loaded.programme, sitting.listed()
    organisations = [work.applications[row.application].organisation for row in rows]
    titles = {programme.grant(row.kind or programme.grants[0].kind).title for row in rows}
    terms = {(each.starts_on, each.ends_on) for each in _held(work.tx, [row.application for row in rows])}
    starts_on, ends_on = terms.pop() if len(terms) == 1 else (None, None)
    words = {
        "what": titles.pop() if len(titles) == 1 else programme.title,
        "listed": tuple(Listed(name=each["name"], district=each["district"]) for each in organisations),
        "starts_on": starts_on,
        "ends_on": ends_on,
    }
    order(
        work.tx,
        Order(
            certificate=step.circular,
            loaded=work.loaded,
            law=work.law,
            about=About(CALL, work.call.id),
            key=sitting.id,
            issuer=work.tx.laws.city(programme.city).offices[programme.office],
            office=programme.office,
            district=None,
            holder=None,
            organisations=[each["code"] for each in organisations],
            audiences=(),
            number=sitting.number,
            words=words,
        ),
    )


def order_missing(tx: Transaction, id: str) -> str:
    """Order the certificate that a designation should have and lacks, as the office that brings it; return its id."""
    designation: Designation = Designation.get(tx.city, id)
    loaded = tx.laws.of(designation.programme, designation.programme_version)
    asked = _order(tx, designation)
    step = next((each for each in loaded.programme.entry.steps if Effect.CERTIFY in each.takes_effect), None)
    if asked is None or step is None:
        raise NotFound(f"{loaded.programme.title} issues no certificate for this.", found=designation.kind)
    acting_role(loaded.programme, step.by or "", tx.caller, Holders(tx.city))
    application: Application = Application.get(tx.city, designation.application)
    if designation.state != "held" or walks.from_document(application.walk).place(step.name).state not in PASSED:
        said = f"The certificate comes with the step {step.name!r} ({step.title}) and while the designation is held; it is {designation.state}."
        raise StepNotOpen(said, found=designation.state, needed=step.name)
    if tx.rows.certificates.find_one({"_id": asked.id_in(tx.city)}, {"_id": 1}) is not None:
        raise AlreadyExists("The certificate of this term was ordered already; GET /certificates lists it.", field="subject", found=id)
    return order(tx, asked)["_id"]


def _standing_of_designation(running: Running, city: str, id: str) -> Standing:
    designation: Designation = Designation.get(city, id)
    ended_on = day(designation.ended_on)
    stands = Standing(decision=designation.number, decision_corrected_on=day(designation.corrections[-1]["on"]) if designation.corrections else None)
    if designation.state == "revoked":
        return replace(stands, revoked_on=ended_on, because=designation.ended_because, clause=designation.ended_by or None)
    if designation.state == "expired" and ended_on is not None:
        return replace(stands, over_since=ended_on + timedelta(days=1))
    return replace(stands, over_since=ended_on if designation.state == "ended" else None)


CERTIFIES = {
    DESIGNATION: Certifies(standing=_standing_of_designation, order=order_missing),
    CALL: Certifies(standing=lambda running, city, id: Standing()),  # A circular says what was published on its day, and stays true.
}


def _held(tx: Transaction, applications: list[str]) -> list[Designation]:
    return list(Designation.objects(city=tx.city, application__in=applications, state="held"))


def _order(tx: Transaction, designation: Designation) -> Order | None:
    loaded: Loaded = tx.laws.of(designation.programme, designation.programme_version)
    grant = loaded.programme.grant(designation.kind)
    if grant.certificate is None:
        return None
    organisation = designation.organisation
    return Order(
        certificate=grant.certificate,
        loaded=loaded,
        law=loaded.view(tx.settings, tx.today),
        about=About(DESIGNATION, designation.id),
        key=f"{designation.starts_on}/{designation.ends_on or ''}",
        issuer=tx.laws.city(loaded.programme.city).offices[grant.certificate.issued_by or designation.office],
        office=designation.office,
        district=organisation["district"],
        holder=organisation,
        organisations=[organisation["code"]],
        audiences=[{"actor": "applicant", "programme": designation.programme, "organisation": organisation["code"]}],
        starts_on=designation.starts_on,
        ends_on=designation.ends_on,
        words={"what": grant.title, "holds_class": designation.holds_class, "decision": designation.number},
    )
