"""What incubatee-tracker says: enrolments, sessions, plans, liaisons, activities. No trainer's name travels."""

from __future__ import annotations

from typing import Any

from fuyu.events.declaring import EventType, anything, claim, data, day, decimal, maybe, number, part, rows, text, texts
from fuyu.events.types.parts import ID, INCUBATEE_TRACKER, clause, company, of_programme


def _of_enrolment(**more: Any) -> Any:
    return data(enrolment=text(ID), designation=text(ID), **of_programme(), incubatee=part(**company()), **more)


def _entered() -> Any:
    """Return the members of an enrolment that can be corrected; an event has those alone that differ."""
    return part(
        incubatee=maybe(part(**company())),
        promised=maybe(texts("培训辅导", "质量诊断")),
        starts_on=maybe(day("2026-09-01")),
        ends_on=maybe(day("2028-09-01")),
        step=maybe(text("assessment_result")),
        does=maybe(text("pass")),
    )


def _of_activity(**more: Any) -> Any:
    who = {"designation": text(ID), "code": text("91410100MA00000001"), "name": text("示范企业001"), "district": text("东区")}
    told = {"kind": text("visit"), "kind_title": text("基地相互观摩"), "title": text("观摩现场管理"), "planned_on": day("2026-10-12")}
    return data(
        activity=text(ID), **of_programme(), **told, at=maybe(text("示范企业001")), host=maybe(part(**who)), guests=rows(**who), clause=clause(), **more
    )


def _of_base(**more: Any) -> Any:
    return data(designation=text(ID), **of_programme(), **more)


def _session() -> dict[str, Any]:
    return {
        "held_on": day("2026-10-12"),
        "days": number(1),
        "kind": text("teaching"),
        "topic": text("卓越绩效准则"),
        "hours": decimal("3.5"),
        "is_free": claim(),
        "attendance": rows(enrolment=text(ID), hours=decimal("3.5")),
        "counts_for_year": maybe(number(2026)),
    }


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
        "An incubation did not begin: it is with another base already, was turned away, or its base withdrew the proposal.",
        _of_enrolment(because=text("已在其他基地入孵"), clause=clause()),
    ),
    _type("enrolment.extended", "enrolment", "An incubation was made longer.", _of_enrolment(extended_until=maybe(day("2030-08-31")))),
    _type(
        "enrolment.stopped",
        "enrolment",
        "An incubation stopped with the designation of its base and waits for another; its days that remain are kept.",
        _of_enrolment(stopped_on=day("2028-03-15"), days_left=maybe(number(534))),
    ),
    _type(
        "enrolment.moved",
        "enrolment",
        "An incubation went on at another base with the days that remained.",
        _of_enrolment(moved_on=day("2028-04-01"), ends_on=maybe(day("2029-11-30"))),
    ),
    _type(
        "enrolment.corrected",
        "enrolment",
        "What was entered at an enrolment, or said at its assessment, had been wrong: how it stands now, and how it had stood before.",
        _of_enrolment(before=_entered(), after=_entered(), says=text("开始日期：2026-09-01 → 2026-08-24"), because=text("日期误录"), on=day("2026-10-20")),
    ),
    _type("enrolment.ended", "enrolment", "An incubation ended, with its outcome.", _of_enrolment(outcome=text("completed"), ended_on=day("2029-08-31"))),
    _type(
        "base.fell_short",
        "base",
        "A base has fewer companies with it than its programme asks for, and had enough before.",
        _of_base(
            organisation=part(code=text("91410100MA00000001"), name=text("示范企业001"), district=text("东区")),
            running=number(9),
            needed=number(10),
            on=day("2027-05-06"),
            clause=clause(),
        ),
    ),
    _type(
        "session.corrected",
        "session",
        "A session had been written down wrongly: how it was held, and how it had stood before.",
        _of_base(session=text(ID), **_session(), before=part(**_session()), because=text("日期误录"), on=day("2026-10-20")),
    ),
    _type(
        "session.held",
        "session",
        "A training or a reception was held, with who came.",
        _of_base(session=text(ID), **_session()),
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
    _type("activity.planned", "activity", "An office planned an exchange, a visit or guidance at a base; its host and its guests are told.", _of_activity()),
    _type("activity.cancelled", "activity", "What an office had planned at a base does not take place.", _of_activity(because=text("专家临时不能到场"))),
    _type("plan.filed", "plan", "A base handed in its teaching plan of a year.", _of_base(plan=text(ID), year=number(2027), filed_on=day("2026-12-20"))),
    _type(
        "report.filed",
        "report",
        "A base handed in what it reports of a calendar year.",
        _of_base(report=text(ID), kind=text("work_summary"), year=number(2026), filed_on=day("2027-01-20")),
    ),
    _type(
        "liaison.named",
        "liaison",
        "A base named the person who stands for it.",
        _of_base(liaison=text(ID), named_on=day("2026-09-15"), person=maybe(text("p-7"))),
    ),
)
