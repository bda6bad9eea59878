"""What incubatee-tracker certifies: a completed incubation, at the step that the programme names."""

from __future__ import annotations

from fuyu.certificates.ordering import Order, order
from fuyu.law.registry import Loaded
from fuyu.law.steps import ENROLMENT, Effect
from fuyu.law.view import Law
from fuyu.problems import AlreadyExists, NotFound, StepNotOpen
from fuyu.process.actors import acting_role
from fuyu.service import Certifies, Running, Standing
from fuyu.store.transaction import Subject, Transaction
from incubatee_tracker.documents import Enrolment
from incubatee_tracker.documents import Standing as Attended
from incubatee_tracker.facts import day, decimal, enrolment_holders
from incubatee_tracker.usecases.reading import seen_enrolment
from incubatee_tracker.usecases.saying import audiences_of
from incubatee_tracker.usecases.subjects import Acting

COMPLETED = "completed"


def certify(acting: Acting) -> None:
    """Order the certificate of an incubation that this act completed; raise LetterMissing where it could not be set, and then nothing is completed."""
    asked = _order(acting.tx, acting.enrolment, acting.subject.loaded, acting.subject.law)
    if asked is not None:
        order(acting.tx, asked)


def order_missing(tx: Transaction, id: str) -> str:
    """Order the certificate that a completed incubation should have and lacks, as whoever says at its step that it is completed; return its id."""
    enrolment = seen_enrolment(tx, id)
    loaded = tx.laws.of(enrolment.programme, enrolment.programme_version)
    asked = _order(tx, enrolment, loaded, loaded.view(tx.settings, tx.today))
    steps = [step for process in loaded.programme.processes if process.over == ENROLMENT for step in process.steps]
    step = next((each for each in steps if Effect.CERTIFY in each.takes_effect), None)
    if asked is None or step is None:
        raise NotFound(f"{loaded.programme.title} issues no certificate for an incubation.", found=id)
    acting_role(loaded.programme, step.by or "", tx.caller, enrolment_holders(enrolment))
    if enrolment.state != COMPLETED:
        raise StepNotOpen(f"Only a completed incubation gets a certificate; this one is {enrolment.state}.", found=enrolment.state, needed=COMPLETED)
    if tx.rows.certificates.find_one({"_id": asked.id_in(tx.city)}, {"_id": 1}) is not None:
        raise AlreadyExists("The certificate of this incubation was ordered already; GET /certificates lists it.", field="subject", found=id)
    return order(tx, asked)["_id"]


def _standing_of_enrolment(running: Running, city: str, id: str) -> Standing:
    """Return how a certificate of completion stands: it has no end, and falls where a later act says that the incubation was not completed."""
    enrolment: Enrolment = Enrolment.get(city, id)
    if enrolment.state == COMPLETED:
        return Standing()
    return Standing(revoked_on=day(enrolment.ended_on) or running.clock.today(), because=enrolment.because, clause=enrolment.clause or None)


CERTIFIES = {ENROLMENT: Certifies(standing=_standing_of_enrolment, order=order_missing)}


def _order(tx: Transaction, enrolment: Enrolment, loaded: Loaded, law: Law) -> Order | None:
    certificate = loaded.programme.enrols.certificate if loaded.programme.enrols else None
    if certificate is None:
        return None
    attended = Attended.objects(city=tx.city, id=enrolment.id).first()
    hours = decimal(attended.hours if attended else None)
    return Order(
        certificate=certificate,
        loaded=loaded,
        law=law,
        about=Subject(ENROLMENT, enrolment.id),
        key="",
        issuer=enrolment.base["name"],
        office=enrolment.office,
        district=enrolment.district,
        holder=enrolment.incubatee,
        organisations=[enrolment.incubatee["code"], enrolment.base["code"]],
        audiences=audiences_of(tx, enrolment),
        # A completed training has no term: the day on which it began is a word of the text, not the start of a validity.
        words={
            "what": certificate.title,
            "starts_on": enrolment.starts_on,
            "base": enrolment.base["name"],
            "sessions": attended.attended if attended else 0,
            "hours": f"{hours.normalize():f}",
        },
    )
