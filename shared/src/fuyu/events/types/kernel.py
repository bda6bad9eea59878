"""What services say in the same words: their duties, the certificates that they issue, and that they started."""

from __future__ import annotations

from typing import Any

from fuyu.events.declaring import EventType, anything, claim, data, day, maybe, part, rows, text, word
from fuyu.events.types.parts import BASE_REGISTRY, EVERY_SERVICE, ID, INCUBATEE_TRACKER, clause


def _ended() -> Any:
    return data(duty=text(ID), on=day("2027-03-31"))


def _of_proposal(**more: Any) -> Any:
    return data(
        proposal=text(ID),
        programme=text("example.base"),
        programme_version=text("2026-01-01"),
        about=part(kind=text("application"), id=text(ID), name=text("示范企业001")),
        district=maybe(text("东区")),
        process=text("apply"),
        step=text("district"),
        does=text("recommend"),
        proposed_by=text("p-7"),
        proposed_on=day("2026-03-02"),
        **more,
    )


def _type(name: str, subject: str, says: str, schema: Any) -> EventType:
    return EventType(name, EVERY_SERVICE, subject, says, schema)


TYPES = (
    _type(
        "duty.opened",
        "duty",
        "Something is owed from now on; or it is owed again.",
        data(
            duty=text(ID),
            key=text("yearly_report:2026"),
            title=text("年度工作报告"),
            says=maybe(text("每年3月底前报送上年度工作报告")),
            clause=clause(),
            programme=text("example.base"),
            programme_version=text("2026-01-01"),
            about=part(kind=text("designation"), id=text(ID), name=text("示范企业001")),
            due_on=maybe(day("2027-03-31")),
            is_provisional=claim(False),
            opens_on=maybe(day("2027-01-01")),
            levels=anything([[{"actor": "applicant", "programme": "example.base", "organisation": "91410100MA00000001"}]]),
        ),
    ),
    _type(
        "duty.moved",
        "duty",
        "The last day of a duty changed, or became certain.",
        data(duty=text(ID), due_on=maybe(day("2027-04-01")), is_provisional=claim(False)),
    ),
    _type(
        "proposal.made",
        "proposal",
        "What someone said at a step is only proposed, and waits for another person with the same right.",
        _of_proposal(),
    ),
    _type(
        "proposal.settled",
        "proposal",
        "What was proposed waits for nobody any more: it was confirmed or sent back, or its step is not open any longer.",
        _of_proposal(outcome=word("confirmed", "sent back", "lapsed"), on=day("2026-03-09")),
    ),
    _type("duty.done", "duty", "A duty was done.", _ended()),
    _type("duty.overdue", "duty", "The last day of a duty passed and it is not done.", _ended()),
    _type("duty.withdrawn", "duty", "A duty is owed no more.", _ended()),
    EventType(
        "certificate.issued",
        (*BASE_REGISTRY, *INCUBATEE_TRACKER),
        "certificate",
        "A certificate or a circular was set, signed and issued.",
        data(
            certificate=text(ID),
            programme=text("example.base"),
            programme_version=text("2026-01-01"),
            name=text("honour"),
            title=text("荣誉证书"),
            number=text("示孵证〔2026〕0001号"),
            about=part(kind=text("designation"), id=text(ID)),
            holder=maybe(part(code=text("91410100MA00000001"), name=text("示范企业001"))),
            district=maybe(text("东区")),
            dated_on=day("2026-08-31"),
            starts_on=maybe(day("2026-08-24")),
            ends_on=maybe(day("2029-08-23")),
            is_draft=claim(False),
            clause=clause(),
            file=text(ID),
        ),
    ),
    _type(
        "service.started",
        "service",
        "A worker of a service started, with the plugins it found.",
        data(
            service=text("base-registry"),
            version=text("0.1.0"),
            plugins=rows(name=text("example"), distribution=text("fuyu-example"), version=text("0.1.0"), digest=text("3f2a"), fault=maybe(text("…"))),
        ),
    ),
)
