"""What incubatee-tracker says: enrolments, sessions, plans, liaisons. No trainer's name travels."""

from __future__ import annotations

from typing import Any

from fuyu.events.declaring import EventType, anything, claim, data, day, decimal, maybe, number, part, rows, text
from fuyu.events.types.parts import ID, INCUBATEE_TRACKER, clause, company, of_programme


def _of_enrolment(**more: Any) -> Any:
    return data(enrolment=text(ID), designation=text(ID), **of_programme(), incubatee=part(**company()), **more)


def _of_base(**more: Any) -> Any:
    return data(designation=text(ID), **of_programme(), **more)


def _type(name: str, subject: str, says: str, schema: Any) -> EventType:
    return EventType(name, INCUBATEE_TRACKER, subject, says, schema)


TYPES = (
    _type("enrolment.proposed", "enrolment", "A base asked to bring up a company, or was given one by its designation.", _of_enrolment()),
    _type(
        "enrolment.started",
        "enrolment",
        "An incubation began.",
        _of_enrolment(starts_on=day("2026-09-01"), ends_on=maybe(day("2029-08-31"))),
    ),
    _type(
        "enrolment.refused",
        "enrolment",
        "An incubation did not begin: it is with another base already, or was turned away.",
        _of_enrolment(because=text("已在其他基地入孵"), clause=clause()),
    ),
    _type("enrolment.extended", "enrolment", "An incubation was made longer.", _of_enrolment(extended_until=maybe(day("2030-08-31")))),
    _type(
        "enrolment.moved",
        "enrolment",
        "An incubation went on at another base with the days that remained.",
        _of_enrolment(moved_on=day("2028-04-01"), ends_on=maybe(day("2029-11-30"))),
    ),
    _type("enrolment.ended", "enrolment", "An incubation ended, with its outcome.", _of_enrolment(outcome=text("completed"), ended_on=day("2029-08-31"))),
    _type(
        "session.held",
        "session",
        "A training or a reception was held, with who came.",
        _of_base(
            session=text(ID),
            held_on=day("2026-10-12"),
            days=number(1),
            kind=text("teaching"),
            topic=text("卓越绩效准则"),
            hours=decimal("3.5"),
            is_free=claim(),
            attendance=rows(enrolment=text(ID), hours=decimal("3.5")),
            counts_for_year=maybe(number(2026)),
        ),
    ),
    _type(
        "draw.made",
        "draw",
        "A spot check was drawn at random among those who completed.",
        data(
            draw=text(ID),
            **of_programme(),
            population=number(23),
            population_hash=text("9f2c"),
            count=number(3),
            drawn=anything([ID]),
            drawn_on=day("2027-03-02"),
            clause=clause(),
        ),
    ),
    _type("plan.filed", "plan", "A base handed in its teaching plan of a year.", _of_base(plan=text(ID), year=number(2027), filed_on=day("2026-12-20"))),
    _type(
        "liaison.named",
        "liaison",
        "A base named the person who stands for it.",
        _of_base(liaison=text(ID), named_on=day("2026-09-15"), person=maybe(text("p-7"))),
    ),
)
